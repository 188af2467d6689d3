"""Films as files: GIF, and MP4 where PyAV is installed. Frames come from a queue, so that nothing waits for a disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from queue import Queue
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.platform import put_in_place
from app.translation import tr

COLOURS = 256  # of a GIF
MS = 1000.0


@dataclass(frozen=True)
class Frame:
    """``pixels`` (height, width, 3), and during how many intervals of the film it is seen."""

    pixels: NDArray[np.uint8]
    intervals: int = 1


Frames: TypeAlias = "Queue[Frame | None]"
"""None ends the film."""


def write(path: Path, frames: Frames, rate: float) -> None:
    """Write all frames, ``rate`` a second; without one there is no file. Raises OSError where it cannot be written."""
    source = iter(frames.get, None)
    first = next(source, None)
    if first is not None:
        with put_in_place(path) as temporary:
            temporary.touch()  # where that fails it fails now, not when the first pictures leave the encoder
            WRITERS[path.suffix.lower()](temporary, first, source, rate)


def _gif(path: Path, first: Frame, rest: Iterable[Frame], rate: float) -> None:
    from PIL import Image

    def image(frame: Frame) -> Image.Image:
        shown = Image.fromarray(frame.pixels).quantize(COLOURS, Image.Quantize.FASTOCTREE)
        shown.info["duration"] = round(MS / rate) * frame.intervals
        return shown

    image(first).save(path, "GIF", save_all=True, append_images=map(image, rest), loop=0, optimize=False)


def _mp4(path: Path, first: Frame, rest: Iterable[Frame], rate: float) -> None:
    import av

    height, width = (side - side % 2 for side in first.pixels.shape[:2])  # colours are kept for every second pixel
    with av.open(str(path), "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=round(rate), options={"crf": "20"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in chain((first,), rest):
            pixels = np.ascontiguousarray(frame.pixels[:height, :width])
            for _ in range(frame.intervals):
                film.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(stream.encode(None))


WRITERS: Mapping[str, Callable[[Path, Frame, Iterable[Frame], float], None]] = {".gif": _gif, ".mp4": _mp4}
"""Who writes which kind of film."""


def why_not(ending: str) -> str:
    """Why a kind of film cannot be written here, in one sentence, or ""."""
    if ending == ".mp4" and find_spec("av") is None:
        return tr("MP4 needs PyAV: start with uv run --extra video main.py, or choose GIF.")
    return ""
