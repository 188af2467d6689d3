"""A training's state as one file: arrays, moments, history; written whole or not at all."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.exporting.atomic import write_bytes

if TYPE_CHECKING:
    from engine.learning.fitting import _Training

VERSION = 1


class CheckpointProblem(ValueError):
    """The file is no checkpoint, or one of another training; the message is one sentence."""


def write(path: Path, training: _Training) -> None:
    """Keep everything that going on needs."""
    arrays: dict[str, Any] = {f"state/{n}": a for n, a in training.learner.state().items()}
    arrays |= {f"best/{id}/{name}": a for (id, name), a in training.best.items()}
    about = {
        "version": VERSION,
        "of": _identity(training),
        "best": [training.best_epoch, training.best_accuracy],
        "history": [
            [e.loss, e.training_accuracy, e.validation_accuracy, e.spikes_per_sample, e.seconds]
            for e in training.history
        ],
    }
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    content = io.BytesIO()
    np.savez(content, **arrays)
    write_bytes(path, content.getvalue())


def read(path: Path, training: _Training) -> None:
    """Take the state over; raises :class:`CheckpointProblem`."""
    from engine.learning.fitting import Epoch

    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays.pop("about").tobytes())
        if about["version"] != VERSION:
            raise CheckpointProblem(f"{path.name} is a checkpoint of version {about['version']}.")
        if about["of"] != _identity(training):
            raise CheckpointProblem(f"{path.name} is the checkpoint of another training.")
        training.learner.restore(_under(arrays, "state/"))
        best = _under(arrays, "best/")
        training.best = {(n.split("/", 1)[0], n.split("/", 1)[1]): a for n, a in best.items()}
        training.best_epoch, training.best_accuracy = int(about["best"][0]), float(about["best"][1])
        training.history = [Epoch(*map(float, figures)) for figures in about["history"]]
    except (OSError, KeyError, TypeError, zipfile.BadZipFile, json.JSONDecodeError) as error:
        raise CheckpointProblem(f"{path.name} is no checkpoint that can be read.") from error


def _under(arrays: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}


def _identity(training: _Training) -> dict[str, Any]:
    """What must be the same for going on to make sense."""
    shapes = {f"{id}/{name}": list(a.shape) for (id, name), a in sorted(training.learner.arrays().items())}
    return {
        "method": training.method.key, "settings": training.settings, "seed": training.seed,
        "samples": len(training.train), "shapes": shapes,
    }  # fmt: skip
