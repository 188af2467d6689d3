"""The command ``train``: a training whose epochs are reported, and what it learnt put into the document."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.command_line.arguments import Ending, Refusal
from app.command_line.failures import failure_words
from app.command_line.printing import print_error
from app.command_line.report import CommandReport
from app.command_line.results import demand_backend, figure_words, stays_words, understood
from app.document.document import Document
from app.i18n.memory_words import ask_memory_demand, demand_words
from app.i18n.translation import problem_words, tr
from app.version import command_with
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.checkpoint import Checkpoint
    from engine.learning.training.training_progress import Progress, TrainingEnd
    from engine.learning.training.training_result import TrainingResult


class LearntUntilThen(Exception):
    """A training that ended before its end, by its ``__cause__``; ``checkpoint`` has what it learnt in whole epochs."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        super().__init__()
        self.checkpoint = checkpoint


def train(
    document: Document,
    method_name: str,
    settings: Mapping[str, float | str],
    validation: float,
    seed: int,
    backend: str,
    report: CommandReport,
    checkpoint: Path | None = None,
    log: Callable[[Progress], object] = lambda _progress: None,
) -> TrainingResult:
    """Train what the document means, which stays as it is; Ctrl+C ends it early once an epoch is whole.

    Reports one line per epoch, and before them that it goes in segments or reads samples in pieces, if it does.
    A ``checkpoint`` is kept after every epoch, and gone on from where there is one. Raises Refusal where it cannot be,
    and LearntUntilThen where a training failed or was to end, but not before its first epoch was whole. What
    cannot be printed or logged ends none.
    """
    from engine.circuit.device import PROCESSOR_NAMES
    from engine.learning.components.figures import last_gain
    from engine.learning.methods import methods
    from engine.learning.training.checkpoint import CheckpointProblem, CheckpointTaken
    from engine.learning.training.failing import TrainingFailed, let_go
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

    newest: Checkpoint | None = None
    say, log = _apart(report.say), _apart(log)

    def listen(progress: Progress) -> bool | TrainingEnd:
        nonlocal told, newest
        newest = progress.checkpoint or newest
        early.is_whole = bool(progress.history)
        for number, epoch in enumerate(progress.history[told:], told + 1):
            shown = f"epoch {number}/{progress.epochs}  loss {epoch.loss:.4f}"
            shown += f"  training {figure_words(progress.merit, epoch.training_accuracy)}"
            if not isnan(epoch.validation_accuracy):
                shown += f"  validation {figure_words(progress.merit, epoch.validation_accuracy)}"
            say(f"{shown}  {epoch.seconds:.2f} s")
        for problem in progress.warnings if len(progress.history) > told else ():
            if problem not in warned:
                say(problem_words(problem))
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
    except (Exception, Ending) as error:
        learnt = error.checkpoint if isinstance(error, TrainingFailed) else newest
        if learnt is None or not learnt.best_epoch:
            raise
        let_go(error)  # the weights that it leaves may need the room
        raise LearntUntilThen(learnt) from error
    if early.is_wanted:
        say(tr("Ended early as you wished, after epoch {epoch}.", epoch=len(result.history)))
    elif result.ended_early:
        best = last_gain(result.history)
        say(tr("Ended early: epoch {best} was the last that was better than all before.", best=best))
    figures = [asdict(epoch) for epoch in result.history]
    report.add(epochs=figures, seconds=result.seconds, ended_early=result.ended_early)
    return result


def tensorboard_log(folder: Path | None) -> Callable[[Progress], object]:
    """The callback that writes epochs into a folder, or one that hears nothing; raises Refusal."""
    if folder is None:
        return lambda _progress: None
    from engine.api.logs import TensorBoardLog

    try:
        return TensorBoardLog(folder)
    except ImportError as error:
        raise Refusal(
            tr("A log for TensorBoard needs tensorboardX: type {command}.", command=command_with("tensorboard"))
        ) from error


def _apart(act: Callable[[Any], object]) -> Callable[[Any], None]:
    """The same act, beside which a training goes on though it fails: that is said once, and it is done no more."""
    is_over = False

    def done(given: Any) -> None:
        nonlocal is_over
        try:
            if not is_over:
                act(given)
        except (Refusal, OSError) as error:
            is_over = True
            print_error(failure_words(error))

    return done


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


class EarlyEnd:
    """A wish that the training end now, if somebody has it; before an epoch ``is_whole`` there is nothing to keep."""

    def __init__(self, say: Callable[[], None]) -> None:
        self._say = say
        self.is_wanted = self.is_whole = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Meanwhile hear Ctrl+C, where an interruption would come of it; else nothing is changed."""
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return
        signal.signal(signal.SIGINT, self._interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _interrupted(self, number: int, frame: object) -> None:
        if self.is_wanted or not self.is_whole:
            raise KeyboardInterrupt
        self.is_wanted = True
        self._say()
