"""Films: GIF, and MP4 where PyAV is installed. Frames come from a queue, so that nothing waits for a disk.

A film is whole before it is put in its place: where there is no room for it, it can still be put elsewhere. One for
which there is no room while it is made ends there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from itertools import chain
from pathlib import Path
from queue import Queue
from tempfile import TemporaryFile
from typing import IO, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from app.i18n.translation import tr, translatable
from app.platform import put_in_place
from app.version import command_with
from app.window.films.film_room import FilmRoom

COLOURS = 256  # of a GIF
MS = 1000.0


@dataclass(frozen=True)
class Frame:
    """``pixels`` (height, width, 3), and during how many intervals of the film it is seen."""

    pixels: NDArray[np.uint8]
    intervals: int = 1


Frames: TypeAlias = "Queue[Frame | None]"
"""None ends the film."""


@dataclass(frozen=True)
class UnkeptFilm:
    """A film that has no file, the path that it was to have, and why it could not; ``is_cut`` where it had to end."""

    film: IO[bytes]
    path: Path
    reason: OSError
    is_cut: bool = False


def write_film(path: Path, frames: Frames, rate: float) -> UnkeptFilm | None:
    """Write all frames, ``rate`` a second; without one there is no file.

    Raises OSError, before the first picture, where nothing can be written. What cannot be put there at the end is given
    back.
    """
    with TemporaryFile(dir=path.parent):
        pass
    source = iter(frames.get, None)
    first = next(source, None)
    if first is None:
        return None
    film = WRITERS[path.suffix.lower()](first, source, rate)
    if isinstance(film, FilmRoom) and film.full is not None:
        return UnkeptFilm(film, path, film.full, is_cut=True)
    return keep_film(film, path)


def keep_film(film: IO[bytes], path: Path) -> UnkeptFilm | None:
    """Put a film there, all of it or nothing."""
    film.seek(0)
    try:
        with put_in_place(path) as temporary, temporary.open("wb") as file:
            shutil.copyfileobj(film, file)
            file.flush()
    except OSError as reason:
        return UnkeptFilm(film, path, reason)
    film.close()
    return None


def _gif(first: Frame, rest: Iterable[Frame], rate: float) -> IO[bytes]:
    from PIL import Image

    def image(frame: Frame) -> Image.Image:
        shown = Image.fromarray(frame.pixels).quantize(COLOURS, Image.Quantize.FASTOCTREE)
        shown.info["duration"] = round(MS / rate) * frame.intervals
        return shown

    film = BytesIO()
    image(first).save(film, "GIF", save_all=True, append_images=map(image, rest), loop=0, optimize=False)
    return film


def _mp4(first: Frame, rest: Iterable[Frame], rate: float) -> IO[bytes]:
    import av

    written = FilmRoom()
    height, width = (even(side) for side in first.pixels.shape[:2])
    with av.open(written, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=round(rate), options={"crf": "20"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for frame in chain((first,), rest):
            if written.full is not None:
                break
            pixels = np.ascontiguousarray(frame.pixels[:height, :width])
            for _ in range(frame.intervals):
                film.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        film.mux(stream.encode(None))
    return cast(IO[bytes], written)


WRITERS: Mapping[str, Callable[[Frame, Iterable[Frame], float], IO[bytes]]] = {".gif": _gif, ".mp4": _mp4}
"""Who writes which kind of film."""
KINDS = {".gif": translatable("Moving picture (*.gif)"), ".mp4": translatable("Video (*.mp4)")}
"""What each is called where a file is asked for."""


def ending_in(ending: str, path: Path) -> Path:
    """The path as that of a film of this kind."""
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def even(side: int) -> int:
    """Pixels of a side of an MP4, which keeps colours for every second one."""
    return side - side % 2


def why_not(ending: str) -> str:
    """The reason why a kind of film cannot be written here, in one sentence, or ""."""
    if ending == ".mp4" and find_spec("av") is None:
        return tr("MP4 needs PyAV: type {command}, or choose GIF.", command=command_with("video"))
    return ""
