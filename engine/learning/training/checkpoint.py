"""A training's state after a whole epoch: enough to go on as if it had never stopped; also as one file."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays
from engine.files.atomic import remove_left, write_whole
from engine.files.held import hold, short_name
from engine.learning.components.figures import Epoch

VERSION = 2
TRAINING = ".training"  # the ending of a file that is there while a training keeps a checkpoint beside it


class CheckpointProblem(ValueError):
    """The file is no checkpoint, or one of another training; the message is one sentence."""


class CheckpointTaken(CheckpointProblem):
    """Another training, which has not ended, keeps itself in the file."""


@dataclass(frozen=True)
class Checkpoint:
    """``training`` says which training it is of (plain JSON), ``state`` is the learner's, ``seconds`` its time so far.

    ``best`` are the arrays of ``best_epoch``, whose accuracy on the validation part is ``best_accuracy``.
    """

    training: Mapping[str, Any]
    state: Mapping[str, NDArray[Any]]
    best: Arrays
    best_epoch: int
    best_accuracy: float
    history: tuple[Epoch, ...]
    seconds: float

    def __repr__(self) -> str:
        return f"<Checkpoint: {self.training.get('method')}, {len(self.history)} epochs, {self.seconds:.1f} s>"


@contextmanager
def kept_alone(path: Path | None) -> Iterator[None]:
    """Hold ``path`` for one training against others, in whatever process; raises :class:`CheckpointTaken`.

    Two would write it in turns, and whoever is stopped would go on from the other's epochs. ``OSError`` is raised where
    nothing can be written beside it. What killed trainings left beside it goes.
    """
    if path is None:
        yield
        return
    real = Path(os.path.realpath(path))  # resolve() fails of links in a circle, until Python 3.13
    held = hold(real.with_name(f".{short_name(real)}{TRAINING}"))
    if held is None:
        raise CheckpointTaken(f"Another training keeps itself in {path}; wait until it ends, or name another file.")
    try:
        remove_left(path)
        yield
    finally:
        held.let_go()


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write the file whole or not at all, some of an array at a time; raises MemoryError where that is too much."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            _pack(checkpoint, file)

    write_whole(path, write)


def packed_checkpoint(checkpoint: Checkpoint) -> bytes:
    """The content of such a file; raises MemoryError where there is no room for it."""
    content = io.BytesIO()
    _pack(checkpoint, content)
    return content.getvalue()


def _pack(checkpoint: Checkpoint, content: IO[bytes]) -> None:
    arrays: dict[str, Any] = {f"state/{name}": array for name, array in checkpoint.state.items()}
    arrays |= {f"best/{id}/{name}": array for (id, name), array in checkpoint.best.items()}
    about = {
        "version": VERSION,
        "training": checkpoint.training,
        "best": [checkpoint.best_epoch, checkpoint.best_accuracy],
        "seconds": checkpoint.seconds,
        "history": [astuple(epoch) for epoch in checkpoint.history],
    }
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    try:
        np.savez(content, **arrays)
    except ValueError as error:
        if content.closed:  # without memory NumPy's archive is closed, and closing it again is what NumPy reports
            raise MemoryError from error
        raise


def read_checkpoint(path: Path) -> Checkpoint:
    """Read what :func:`write_checkpoint` wrote; raises :class:`CheckpointProblem`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointProblem(f"{path.name} is no checkpoint that can be read.") from error
    return unpacked_checkpoint(content, path.name)


def unpacked_checkpoint(content: bytes, name: str) -> Checkpoint:
    """Unpack what :func:`packed_checkpoint` gave; raises :class:`CheckpointProblem`, which calls it by its ``name``."""
    from engine.files.npz import BROKEN

    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            if any(member.compress_type for member in file.zip.infolist()):  # never written: it might hide any size
                raise CheckpointProblem(f"{name} is packed in an unknown way.")
            arrays = {key: file[key] for key in file.files}
        about = json.loads(arrays.pop("about").tobytes())
        if about["version"] != VERSION:
            raise CheckpointProblem(f"{name} is a checkpoint of version {about['version']}.")
        best = [(key.split("/", 1), array) for key, array in _under(arrays, "best/").items()]
        return Checkpoint(
            about["training"],
            _under(arrays, "state/"),
            {(id, of): array for (id, of), array in best},
            int(about["best"][0]),
            float(about["best"][1]),
            tuple(Epoch(*map(float, figures)) for figures in about["history"]),
            float(about["seconds"]),
        )
    except CheckpointProblem:
        raise
    except (*BROKEN, AttributeError) as error:
        raise CheckpointProblem(f"{name} is no checkpoint that can be read.") from error


def _under(arrays: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
