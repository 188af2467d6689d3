"""The command ``train``: a training whose epochs are reported, and what it learnt put into the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from app.command_line.arguments import Refusal
from app.command_line.early_end import EarlyEnd
from app.command_line.printing import print_error
from app.command_line.report import CommandReport
from app.command_line.results import demand_backend, figure_words, stays_words, understood
from app.document.document import Document
from app.document.trained import edit_of_arrays
from app.i18n.memory_words import ask_memory_demand, demand_words
from app.i18n.translation import problem_words, tr
from engine.problems import NetworkError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.learning.training.checkpoint import Checkpoint
    from engine.learning.training.training_progress import Callback, Progress, TrainingEnd
    from engine.learning.training.training_result import TrainingResult


class LearntUntilThen(NetworkError):
    """A training that ended before its end; the document has the weights of ``epoch``."""

    def __init__(self, problems: Sequence[Problem], epoch: int) -> None:
        super().__init__(problems)
        self.epoch = epoch


def train_into_document(
    document: Document,
    method_name: str,
    settings: Mapping[str, float | str],
    validation: float,
    seed: int,
    backend: str,
    report: CommandReport,
    checkpoint: Path | None = None,
    log: Callback = lambda _progress: None,
) -> TrainingResult:
    """Train and put what was learnt into the document; Ctrl+C ends it early once an epoch is whole.

    Reports one line per epoch, and before them that it goes in segments or reads samples in pieces, if it does.
    A ``checkpoint`` is kept after every epoch, and gone on from where there is one. Raises Refusal where it cannot be,
    and LearntUntilThen where a training ended before its end, and not before its first epoch was whole.
    """
    from engine.circuit.device import PROCESSOR_NAMES
    from engine.learning.components.figures import last_gain
    from engine.learning.methods import methods
    from engine.learning.training.checkpoint import CheckpointProblem, CheckpointTaken
    from engine.learning.training.failing import TrainingFailed
    from engine.learning.training.fitting import fit
    from engine.learning.training.training_progress import TrainingEnd

    demand_backend(backend)
    method = methods()[method_name]
    if method.stays_because and backend not in PROCESSOR_NAMES:
        report.say(stays_words(method))
    description = understood(document)
    needed = ask_memory_demand(description, method_name, settings, backend)
    if needed is not None and (needed.chosen.segments > 1 or needed.samples):
        report.say(demand_words(needed))
    before = _begun(checkpoint)
    told, warned = len(before.history) if before else 0, list[Problem]()
    if before:
        report.say(tr("Goes on behind epoch {number} of {file}", number=told, file=checkpoint))

    early = EarlyEnd(lambda: print_error(tr("Ends and keeps the best weights so far; Ctrl+C once more stops at once.")))

    def listen(progress: Progress) -> bool | TrainingEnd:
        nonlocal told
        early.is_whole = bool(progress.history)
        for number, epoch in enumerate(progress.history[told:], told + 1):
            shown = f"epoch {number}/{progress.epochs}  loss {epoch.loss:.4f}"
            shown += f"  training {figure_words(progress.merit, epoch.training_accuracy)}"
            if not isnan(epoch.validation_accuracy):
                shown += f"  validation {figure_words(progress.merit, epoch.validation_accuracy)}"
            report.say(f"{shown}  {epoch.seconds:.2f} s")
        for problem in progress.warnings if len(progress.history) > told else ():
            if problem not in warned:
                report.say(problem_words(problem))
                warned.append(problem)
        told = len(progress.history)
        log(progress)
        return TrainingEnd.EARLY if early.is_wanted else True

    try:
        with early.heard():
            result = fit(
                description, method, seed=seed, settings=settings, validation=validation, on_progress=listen,
                checkpoint=checkpoint, resume=before, backend=backend,
            )  # fmt: skip
    except TrainingFailed as failed:
        if not failed.epoch:
            raise
        edit_of_arrays(document, failed.arrays).apply(document)
        raise LearntUntilThen(failed.problems, failed.epoch) from failed
    except CheckpointTaken as problem:
        raise Refusal(
            tr("Another training keeps itself in {file}; wait until it ends, or name another file.", file=checkpoint)
        ) from problem
    except CheckpointProblem as problem:
        raise Refusal(
            tr(
                "{file} is of another training; train as it was begun, or name another checkpoint to begin anew.",
                file=checkpoint,
            )
        ) from problem
    edit_of_arrays(document, result.arrays).apply(document)
    if early.is_wanted:
        report.say(tr("Ended early as you wished, after epoch {epoch}.", epoch=len(result.history)))
    elif result.ended_early:
        best = last_gain(result.history)
        report.say(tr("Ended early: epoch {best} was the last that was better than all before.", best=best))
    figures = [asdict(epoch) for epoch in result.history]
    report.add(epochs=figures, seconds=result.seconds, ended_early=result.ended_early)
    return result


def _begun(checkpoint: Path | None) -> Checkpoint | None:
    """Read the checkpoint of a training that is to go on; None where it begins. Raises Refusal."""
    from engine.learning.training.checkpoint import CheckpointProblem, read_checkpoint

    if checkpoint is None or not checkpoint.exists():
        return None
    try:
        return read_checkpoint(checkpoint)
    except CheckpointProblem as problem:
        raise Refusal(
            tr("{file} is there and no checkpoint that can be read; name another file.", file=checkpoint)
        ) from problem
