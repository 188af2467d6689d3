"""One training from its first batch to its result."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import linear_algebra
from engine.circuit.circuit import Arrays, Circuit, circuit
from engine.circuit.trained import with_arrays
from engine.circuit.wanted_series import first_counted
from engine.circuit.weights import Key
from engine.learning.components.by_gradient import GradientLearner
from engine.learning.components.by_tape import TapeLearner
from engine.learning.components.declared import of_today
from engine.learning.components.figures import Epoch, Metric, epochs_without_gain, explained
from engine.learning.components.method import Batch, BatchOutcome, Learner, LearningMethod
from engine.learning.components.online import OnlineLearner
from engine.learning.components.own_terms import OwnTerms
from engine.learning.components.silence import told
from engine.learning.components.wanted import spread_of, wanted_labels
from engine.learning.methods import methods
from engine.learning.training import checkpoint as checkpoints
from engine.learning.training.batches import Given, TrainingBatch, batch_of, given_batches
from engine.learning.training.checkpoint import Checkpoint, CheckpointProblem
from engine.learning.training.confusion import confusion, mistakes
from engine.learning.training.course import course
from engine.learning.training.evaluation import Evaluation, evaluate_samples
from engine.learning.training.failing import (
    TEST,
    TRAINING,
    VALIDATION,
    TrainingFailed,
    Watch,
    demand_finite,
    lacking,
    unwritten,
)
from engine.learning.training.fixed_values import fixed_values
from engine.learning.training.parts import TrainingParts
from engine.learning.training.preparing import TrainingClock
from engine.learning.training.training_progress import Progress, TrainingEnd
from engine.learning.training.training_result import TrainingResult
from engine.problems import NetworkError, Problem

Integers = NDArray[np.int64]
BY_BLOCKS = "by blocks"  # of a checkpoint: samples are shuffled by the blocks of their files
FIRST_TRAINING = 1 << 31  # presentations of training are numbered from here, those of tests from 0
PROGRESS_INTERVAL = 0.1  # s between two reports within an epoch


class OngoingTraining:
    """One training under way: its batches one after another, each to be learnt; an epoch ends with its last."""

    def __init__(
        self, found: Circuit, method: type[LearningMethod], settings: dict[str, float | str], seed: int,
        validation: float, on_progress: Callable[[Progress], bool | TrainingEnd] | None, checkpoint: Path | None,
        clock: TrainingClock,
    ) -> None:  # fmt: skip
        self.clock = clock
        self.given: Given | None = None
        self.names: Mapping[str, str] = {}
        self.terms: list[str] = []  # what a script's own loss and penalty are called
        self._next, self._last = FIRST_TRAINING, 0
        self.circuit, self.method, self.settings, self.seed = found, method, settings, seed
        self.epochs, self.batch = round(float(settings["epochs"])), round(float(settings["batch"]))
        self.on_progress, self.file = on_progress, checkpoint
        self.parts = TrainingParts(found.dataset, found.samples, seed, validation)
        self.batch = min(self.batch, len(self.parts.train))  # a larger one is all of them
        self.merit = method.counts_by(found, settings)
        self.spread, self.held_spread = spread_of(found, self.parts.train), spread_of(found, self.parts.held)
        self.learner: Learner = method.learner(found, {**settings, "batch": self.batch}, seed)
        self.watch = Watch(found)
        self.best = self.learner.arrays()
        self.fixed = fixed_values(found.description, self.best)
        self.best_epoch, self.best_accuracy = 0, -math.inf
        self.history: list[Epoch] = []
        parts = {TRAINING: self.parts.train, VALIDATION: self.parts.held, TEST: self.parts.test}
        self.advised = *method.advice(found, settings, self.batches), *lacking(found, parts), *self.parts.warnings
        self.silences, self.unwritten = dict[str, Problem](), tuple[Problem, ...]()
        self.confusion: Integers | None = None
        self.mistakes: Integers | None = None
        self.cancelled = self.ends_early = False
        self.stopped_by: Problem | None = None
        self._in_one_thread = linear_algebra.one_thread_at_times()
        self.reported = 0.0
        self.epochs_before, self.seconds_before = 0, 0.0  # of a training that is resumed
        self.checkpoint = self._checkpoint()

    @property
    def batches(self) -> int:
        """The batches of an epoch; of those that a script gives as many as it says or as there were last, else 0."""
        if self.given is None:
            return -(-len(self.parts.train) // self.batch)
        return len(self.given) if isinstance(self.given, Sized) else self._last

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Warnings of populations that are silent now, and the advice from before anything was learnt."""
        return *self.unwritten, *self.silences.values(), *self.advised

    @property
    def seconds(self) -> float:
        """Of training since the very start, without the pause before a resumption."""
        return self.seconds_before + self.clock.training

    @property
    def values(self) -> dict[Key, NDArray[Any]]:
        """All that gradients move, as it is now; ``TypeError`` of a method without gradients."""
        if not isinstance(self.learner, GradientLearner):
            raise TypeError(f"{self.method.title} moves nothing by gradients")
        return self.learner.weights.values

    @property
    def feedback(self) -> dict[str, NDArray[Any]]:
        """The feedback weights (read-out, neurons) of each population, that stay or follow; ``TypeError`` of none."""
        found = self.learner.signals.state() if isinstance(self.learner, OnlineLearner) else {}
        if not found:
            raise TypeError(f"{self.method.title} has no feedback of its own with these settings")
        return found

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Products in one thread; what is no longer finite is told by us, not by NumPy, and what fails as it failed."""
        quiet = np.errstate(over="ignore", invalid="ignore")
        with quiet, self._in_one_thread(), self.watch.failing(lambda: self.checkpoint):
            yield

    def take(self, own: OwnTerms) -> None:
        """Learn by a loss and a penalty of a script's own; ``TypeError`` of a method that takes none."""
        if not self.method.takes_own_terms or not isinstance(self.learner, TapeLearner):
            taking = ", ".join(name for name, method in methods().items() if method.takes_own_terms)
            raise TypeError(f"{self.method.title} takes no loss or penalty of one's own; these methods do: {taking}")
        self.learner.take(own)
        self.terms = own.names
        self.checkpoint = self._checkpoint()

    def feed(self, batches: Given) -> None:
        """Learn these in every epoch; ``TypeError`` of an iterator, which is used up after the first."""
        if isinstance(batches, Iterator) and self.epochs > 1:
            raise TypeError("batches must begin anew in each epoch, and an iterator does not; give a list or a loader")
        self.given = batches

    def __iter__(self) -> Iterator[TrainingBatch]:
        """The batches of all epochs that are left; who leaves before the last has cancelled the training."""
        self.clock.start()
        try:
            while not self._is_over() and not self.cancelled:
                try:
                    yield from self._epoch(len(self.history))
                except NetworkError as error:
                    self._keep_of_unread(error)
        finally:
            self.clock.stop()
            if not self._is_over():
                self.cancelled = True
                self._keep_unfinished()

    def _is_over(self) -> bool:
        """Tell whether it has come to its end; but for who wants that, the history alone decides.

        So a resumed one ends as it would have.
        """
        patience = round(float(self.settings.get("patience", 0)))
        return (
            (self.ends_early and bool(self.history))
            or len(self.history) >= self.epochs
            or 0 < patience <= epochs_without_gain(self.history)
        )

    def _keep_of_unread(self, error: NetworkError) -> None:
        """End with what was learnt until then where samples cannot be read any more; else raise the error again."""
        unread = not isinstance(error, TrainingFailed)
        unread = unread and all(problem.place == self.circuit.dataset.id for problem in error.problems)
        if not self.history or not unread:
            raise error
        self.stopped_by, self.cancelled = error.problems[0], True

    def _evaluated(self, found: Circuit, indices: Integers) -> Evaluation | None:
        """The answers to these samples; None without any, and where they cannot be read any more."""
        if not len(indices):
            return None
        try:
            return evaluate_samples(found, indices, seed=self.seed)
        except NetworkError as error:
            self._keep_of_unread(error)
            return None

    def _epoch(self, number: int) -> Iterator[TrainingBatch]:
        began = self.clock.training
        right, loss, spikes, count, index = 0.0, 0.0, 0.0, 0, 0
        for index, batch in enumerate(self._shown(number), 1):
            part = min((index - 1) / self.batches, 1.0) if self.batches else 0.0
            batch = replace(batch, share=(number + part) / self.epochs)
            shown = TrainingBatch(self.learner, batch, number, index - 1, self.quietly, self.names)
            self.watch.epoch, self.watch.batch = number + 1, index
            yield shown
            if (outcome := shown.outcome) is not None:
                right += outcome.right(batch.labels)
                loss += outcome.loss * len(batch.labels)
                spikes += outcome.spikes_per_sample * len(batch.labels)
                count += len(batch.labels)
            so_far = max(count, 1)
            if index < self.batches and self._stop(index, loss / so_far, self._quality(right, so_far, self.spread)):
                return
        self._last = index
        if not count:
            raise ValueError(f"nothing was learnt in epoch {number + 1}: of no batch was learn() or backward() called")
        with self.quietly():
            self._close(number, began, loss / count, self._quality(right, count, self.spread), spikes / count)

    def _shown(self, number: int) -> Iterator[Batch]:
        """The batches of an epoch, varied where samples differ each time they are shown."""
        if self.given is not None:
            for batch in given_batches(self.given, self.circuit, self._next):
                self._next += len(batch.labels)
                yield batch
            return
        order = self.parts.order(number)
        for low in range(0, len(order), self.batch):
            first = FIRST_TRAINING + number * len(order) + low
            yield batch_of(self.circuit, order[low : low + self.batch], first, order)

    def _close(self, number: int, began: float, loss: float, quality: float, spikes: float) -> None:
        """End an epoch, whose figures are means over its samples: validate, keep the best, report."""
        if not len(self.parts.held) and number in (self.epochs_before, self.epochs - 1):
            self._listen(self._outcomes(self.parts.train[: self.batch]))
        validation, validation_loss = self._validate()
        seconds = self.clock.training - began
        self.history.append(Epoch(loss, quality, validation, spikes, seconds, validation_loss))
        arrays = self.learner.arrays()
        demand_finite(arrays, len(self.history), self.checkpoint)
        self._keep_best(validation, arrays)
        self.checkpoint = self._checkpoint()
        self._write()
        self._stop(self.batches, loss, quality, arrays)

    def _write(self) -> None:
        """Keep the checkpoint on the disk; where that or memory is full, what was learnt goes on in memory."""
        self.unwritten = ()
        if self.file is not None:
            try:
                checkpoints.write_checkpoint(self.file, self.checkpoint)
            except (OSError, MemoryError) as error:
                self.unwritten = (unwritten(self.file.name, len(self.history), error),)

    def _validate(self) -> tuple[float, float]:
        """The quality of the answers to the validation part, and their loss; NaN without one."""
        if not len(self.parts.held):
            return float("nan"), float("nan")
        labels = self.circuit.samples.labels
        outcomes = self._outcomes(self.parts.held)
        self._listen(outcomes)
        if self.merit is Metric.ACCURACY:
            answers = np.concatenate([outcome.answers for outcome, _ in outcomes])
            self.mistakes = mistakes(self.parts.held, answers, labels[self.parts.held])
            judged, true = answers, labels[self.parts.held]
            if (of_steps := wanted_labels(self.circuit, self.parts.held)) is not None:
                of_each = [outcome.step_answers for outcome, _ in outcomes if outcome.step_answers is not None]
                judged, true = np.concatenate(of_each, axis=1).ravel(), of_steps[first_counted(self.circuit) :].ravel()
            self.confusion = confusion(judged, true, len(self.circuit.samples.names))
        right = sum(outcome.right(labels[part]) for outcome, part in outcomes)
        loss = sum(outcome.loss * len(part) for outcome, part in outcomes)
        return self._quality(right, len(self.parts.held), self.held_spread), loss / len(self.parts.held)

    def _quality(self, total: float, count: int, spread: float) -> float:
        """The merit of ``count`` answers whose own are ``total`` in sum, by the ``spread`` of what is wanted."""
        return explained(total / count, spread) if self.merit is Metric.EXPLAINED else total / count

    def _listen(self, outcomes: Sequence[tuple[BatchOutcome, Integers]]) -> None:
        """Note which populations are silent in answers that follow this epoch, and since which epoch."""
        count = sum(len(part) for _, part in outcomes)
        found = told(self.circuit, [outcome.silent for outcome, _ in outcomes], count, len(self.history) + 1)
        self.silences = {problem.place: self.silences.get(problem.place, problem) for problem in found}

    def _outcomes(self, indices: Integers) -> list[tuple[BatchOutcome, Integers]]:
        """Answers to samples, a batch at a time, and which they are of."""
        parts = [indices[low : low + self.batch] for low in range(0, len(indices), self.batch)]
        return [
            (self.learner.answer(batch_of(self.circuit, part, n * self.batch)), part) for n, part in enumerate(parts)
        ]

    def _keep_best(self, validation: float, arrays: Arrays) -> None:
        if not len(self.parts.held) or validation >= self.best_accuracy:  # of equal epochs the last has learnt longest
            self.best, self.best_epoch = arrays, len(self.history)
            self.best_accuracy = validation

    def _keep_unfinished(self) -> None:
        """Cancelled within an epoch: what there is counts only where nothing was finished."""
        if not self.history:
            self.best, self.best_epoch = self.learner.arrays(), 1

    def _stop(self, batch: int, loss: float, right: float, arrays: Arrays | None = None) -> bool:
        """Report; whether the listener wants no more of this epoch."""
        now = time.perf_counter()
        if self.on_progress is None or (arrays is None and now - self.reported < PROGRESS_INTERVAL):
            return False
        self.reported = now
        epoch = len(self.history) + (arrays is None)
        done = (epoch - 1 - self.epochs_before) * self.batches + batch
        left = self.clock.training / max(done, 1) * ((self.epochs - epoch) * self.batches + self.batches - batch)
        validation = self.history[-1].validation_accuracy if self.history else float("nan")
        progress = Progress(
            epoch, self.epochs, batch, self.batches, loss, right, validation, self.seconds, left,
            tuple(self.history), arrays, self.confusion, self.merit, self.clock.preparing, self.mistakes,
            self.checkpoint if arrays is not None else None, self.warnings,
        )  # fmt: skip
        with self.clock.paused():
            answer = self.on_progress(progress)
        self.ends_early = self.ends_early or answer is TrainingEnd.EARLY
        self.cancelled = not answer
        return self.cancelled or self._is_over()

    def result(self) -> TrainingResult:
        final = circuit(with_arrays(self.circuit.description, self.best)).showing(self.circuit.samples)
        cancelled = self.cancelled and not self._is_over()
        samples, shorter = self.parts.test, None
        test = None if cancelled else self._evaluated(final, samples)
        validation = self._evaluated(final, self.parts.held)
        if test is not None and self.method.tells_course and self.merit is Metric.ACCURACY:
            shorter = course(final, samples, self.seed, test.accuracy)
        return TrainingResult(
            arrays=self.best,
            history=tuple(self.history),
            epoch=self.best_epoch,
            cancelled=cancelled or self.stopped_by is not None,
            seconds=self.seconds,
            preparing=self.clock.preparing,
            seed=self.seed,
            method=self.method.key.removeprefix("learning/"),
            merit=self.merit,
            settings=self.settings,
            checkpoint=self.checkpoint,
            validation=validation,
            test=test,
            course=shorter,
            warnings=self.warnings,
            stopped_by=self.stopped_by,
        )

    def _checkpoint(self) -> Checkpoint:
        shapes = {f"{id}/{name}": list(array.shape) for (id, name), array in sorted(self.best.items())}
        settings = dict(self.settings)
        if isinstance(self.learner, GradientLearner):  # the rate that it takes, whether set or left to it
            settings["learning_rate"] = self.learner.learning_rate
        training = {
            "method": self.method.key, "settings": settings, "seed": self.seed,
            "samples": len(self.parts.train), "shapes": shapes, "network": self.fixed,
            **({"own": self.terms} if self.terms else {}),
        }  # fmt: skip
        if self.parts.by_blocks:
            training[BY_BLOCKS] = True
        return Checkpoint(
            training, self.learner.state(), self.best, self.best_epoch, self.best_accuracy,
            tuple(self.history), self.seconds,
        )  # fmt: skip

    def resume(self, checkpoint: Checkpoint) -> None:
        """Go on where a checkpoint of the same training stands, in its order, whatever memory there is now."""
        if self.given is not None:
            raise ValueError("a checkpoint knows no batches of a script's own; go on without them, or begin anew")
        if bool(checkpoint.training.get(BY_BLOCKS)) != self.parts.by_blocks:
            self.parts.follow(BY_BLOCKS in checkpoint.training)
            self.checkpoint = self._checkpoint()
        kept = {**checkpoint.training, "settings": of_today(checkpoint.training["settings"], self.settings)}
        formerly = kept.get("network", {})  # of an earlier version it knows less of it, or nothing
        is_alike = all(formerly.get(name, value) == value for name, value in self.fixed.items())
        if {**kept, "network": self.fixed} != self.checkpoint.training or not is_alike:
            raise CheckpointProblem("The checkpoint is one of another training.")
        now = self.learner.state()
        if any(np.shape(array) != np.shape(now.get(name, array)) for name, array in checkpoint.state.items()):
            raise CheckpointProblem("The checkpoint is one of another training.")  # of biases that were not shared
        self.learner.restore(checkpoint.state)
        self.best, self.best_epoch = dict(checkpoint.best), checkpoint.best_epoch
        self.best_accuracy, self.history = checkpoint.best_accuracy, list(checkpoint.history)
        self.epochs_before, self.seconds_before = len(self.history), checkpoint.seconds
        self.checkpoint = checkpoint
