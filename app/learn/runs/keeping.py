"""Runs of the Learn panel as the project keeps them, and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import structs

from app.document.document import Document
from app.document.kept_runs import KeptRun
from app.document.meaning.meaning import meaning
from app.learn.runs.training_runs import TrainingRun
from engine.network.description import NetworkDescription
from engine.network.values import Floats

MOST_RUNS = 200  # the newest
MOST_BYTES = 64 << 20  # of arrays, those of the newest runs; of older ones the figures stay
MOST_TO_GO_ON = 512 << 20  # of checkpoints, those of the newest runs


def kept_runs(runs: Sequence[TrainingRun]) -> tuple[KeptRun, ...]:
    """Collect what the project keeps of these runs, oldest first."""
    found: list[KeptRun] = []
    taken = to_go_on = 0
    for run in reversed([run for run in runs if run.has_ended or run.checkpoint is not None][-MOST_RUNS:]):
        kept, content = run.record, run.checkpoint if run.history else None  # else nothing is lost by starting anew
        taken += sum(array.nbytes for array in run.arrays.values())
        to_go_on += len(content or b"")
        run.is_kept = content is not None and to_go_on <= MOST_TO_GO_ON
        if not run.has_ended:
            kept = structs.replace(kept, history=kept.history[: run.resumes_after])
        kept = kept if run.is_kept else structs.replace(kept, checkpoint=None)
        found.append(kept if taken <= MOST_BYTES else structs.replace(kept, arrays=()))
    return tuple(reversed(found))


def best_of(checkpoint: bytes) -> dict[tuple[str, str], Floats]:
    """The best arrays of an unfinished run; none of a file that is spoilt."""
    from engine.learning.training.checkpoint import CheckpointProblem, unpacked_checkpoint  # brings the compilers

    try:
        return dict(unpacked_checkpoint(checkpoint, "").best)
    except CheckpointProblem:
        return {}


def runs_of(document: Document) -> list[TrainingRun]:
    """The runs that a document keeps."""
    return [_run(document, kept) for kept in document.runs]


def _run(document: Document, kept: KeptRun) -> TrainingRun:
    drawn = kept.checkpoint.drawn if kept.checkpoint is not None else None
    return TrainingRun(
        kept,
        meaning(document.at(drawn)).description if drawn is not None else NetworkDescription(),
        drawn,
        kept.state,
        epoch=len(kept.history),
        resumes_after=len(kept.history),
        arrays={(k.element, k.name): document.array(k.reference) for k in kept.arrays},
        confusion=np.array(kept.confusion, np.int64) if kept.confusion else None,
        mistakes=np.array(kept.mistakes, np.int64) if kept.mistakes else None,
        is_kept=kept.checkpoint is not None,
    )
