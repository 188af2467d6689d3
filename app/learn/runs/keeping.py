"""Runs of the Learn panel as the project keeps them, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from msgspec import structs

from app.document.document import Document
from app.document.kept_runs import KeptArray, KeptCheckpoint, KeptRun
from app.document.meaning.meaning import meaning
from app.learn.runs.training_plan import TrainingPlan
from app.learn.runs.training_runs import TrainingRun
from app.running.trainings.known_trainings import Integers
from engine.learning.components.figures import TrainingState
from engine.network.description import NetworkDescription
from engine.network.values import Floats

MOST_RUNS = 200  # the newest
MOST_BYTES = 64 << 20  # of arrays, those of the newest runs; of older ones the figures stay
MOST_TO_GO_ON = 512 << 20  # of checkpoints, those of the newest runs
MOST_MISTAKES = 2000  # samples of a run that were taken for another class
MOST_CLASSES = 100  # of a matrix of what was answered for what


def kept_runs(document: Document, runs: Sequence[TrainingRun]) -> tuple[KeptRun, ...]:
    """Collect what the document keeps of these runs, oldest first; it holds their arrays from now on."""
    found: list[KeptRun] = []
    taken = to_go_on = 0
    for run in reversed([run for run in runs if run.has_ended or run.kept is not None][-MOST_RUNS:]):
        kept = run.kept = run.kept or _kept(document, run)
        taken += sum(array.nbytes for array in run.arrays.values())
        to_go_on += len(kept.checkpoint.content) if kept.checkpoint is not None else 0
        run.is_kept = kept.checkpoint is not None and to_go_on <= MOST_TO_GO_ON
        kept = kept if run.is_kept else structs.replace(kept, checkpoint=None)
        found.append(kept if taken <= MOST_BYTES else structs.replace(kept, arrays=()))
    return tuple(reversed(found))


def keep_unfinished(document: Document, run: TrainingRun, epoch: int) -> None:
    """Let the project keep what a run under way could go on from after ``epoch``, were it interrupted.

    Its arrays are those of the checkpoint: a document would keep those of every epoch until it is closed.
    """
    kept = _kept(document, replace(run, arrays={}))
    run.kept = structs.replace(kept, history=kept.history[:epoch])


def best_of(checkpoint: bytes) -> dict[tuple[str, str], Floats]:
    """The best arrays of an unfinished run; none of a file that is spoilt."""
    from engine.learning.training.checkpoint import CheckpointProblem, unpacked_checkpoint  # brings the compilers

    try:
        return dict(unpacked_checkpoint(checkpoint, "").best)
    except CheckpointProblem:
        return {}


def _kept(document: Document, run: TrainingRun) -> KeptRun:
    return KeptRun(
        run.number,
        run.plan.method_key,
        run.method,
        run.seed,
        dict(run.plan.settings),
        TrainingState.DONE if run.state is TrainingState.DONE else TrainingState.CANCELLED,
        run.merit,
        run.epochs,
        run.seconds,
        run.sizes,
        dict(run.figures),
        tuple(run.history),
        tuple(KeptArray(*key, document.keep_array(array).sha256) for key, array in run.arrays.items()),
        _kept_confusion(run.confusion),
        tuple((steps, share) for steps, share in run.course),
        run.plan.validation,
        _kept_mistakes(run.mistakes),
        _kept_checkpoint(run),
    )


def _kept_checkpoint(run: TrainingRun) -> KeptCheckpoint | None:
    """None where nothing would be lost by starting anew."""
    is_over = run.state in (TrainingState.DONE, TrainingState.FAILED)
    if is_over or run.checkpoint is None or not run.history or run.plan.drawn is None:
        return None
    return KeptCheckpoint(run.plan.drawn, run.checkpoint)


def _kept_mistakes(found: Integers | None) -> tuple[tuple[int, int, int], ...]:
    if found is None:
        return ()
    return tuple((sample, label, answer) for sample, label, answer in found[:MOST_MISTAKES].tolist())


def _kept_confusion(counts: Floats | Integers | None) -> tuple[tuple[int, ...], ...]:
    if counts is None or len(counts) > MOST_CLASSES:
        return ()
    return tuple(tuple(int(count) for count in row) for row in counts)


def runs_of(document: Document) -> list[TrainingRun]:
    """The runs that a document keeps."""
    return [_run(document, kept) for kept in document.runs]


def _run(document: Document, kept: KeptRun) -> TrainingRun:
    drawn = kept.checkpoint.drawn if kept.checkpoint is not None else None
    description = meaning(document.at(drawn)).description if drawn is not None else NetworkDescription()
    return TrainingRun(
        kept.number,
        kept.title,
        kept.sizes,
        TrainingPlan(description, kept.method, kept.settings, kept.seed, kept.validation, drawn),
        state=kept.state,
        epoch=len(kept.history),
        epochs=kept.epochs,
        seconds=kept.seconds,
        history=kept.history,
        arrays={(k.element, k.name): document.array(k.reference) for k in kept.arrays},
        confusion=np.array(kept.confusion, np.int64) if kept.confusion else None,
        mistakes=np.array(kept.mistakes, np.int64) if kept.mistakes else None,
        merit=kept.merit,
        course=kept.course,
        figures=dict(kept.figures),
        kept=kept,
        checkpoint=kept.checkpoint.content if kept.checkpoint is not None else None,
        is_kept=kept.checkpoint is not None,
    )
