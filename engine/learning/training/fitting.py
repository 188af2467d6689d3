"""Training from the first epoch to the last: order, validation, progress, cancelling, the best kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends import FASTEST, linear_algebra
from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Arrays, Circuit, circuit
from engine.circuit.trained import with_arrays
from engine.learning.components.declared import FORMERLY
from engine.learning.components.figures import Epoch, Metric
from engine.learning.components.method import Batch, BatchOutcome, Learner, LearningMethod, Settings
from engine.learning.components.silence import told
from engine.learning.training import checkpoint as checkpoints
from engine.learning.training.admission import admitted
from engine.learning.training.checkpoint import Checkpoint, CheckpointProblem
from engine.learning.training.confusion import confusion, mistakes
from engine.learning.training.course import AccuracyCourse, course
from engine.learning.training.evaluation import Evaluation, evaluate_samples
from engine.learning.training.preparing import TrainingClock, listening
from engine.learning.training.training_progress import Progress
from engine.network.description import NetworkDescription
from engine.network.seeds import seed_of
from engine.problems import NetworkError, Problem, declare
from engine.sampling.randomness import shuffled, stream
from engine.simulation.arrays.presentation import is_to_be_reproduced, training_parts

Integers = NDArray[np.int64]
DIVERGED = declare(
    "learning.diverged",
    "In epoch {epoch} a {name} here was no longer a finite number.",
    "Choose a smaller learning rate.",
)
NONE_LEFT = declare(
    "learning.none_left",
    "No sample of {element} is left to train with: {held} of {count} are held back for validation.",
    "Hold back a smaller share of them.",
)
FIRST_TRAINING = 1 << 31  # presentations of training are numbered from here, those of tests from 0
PROGRESS_INTERVAL = 0.1  # s between two reports within an epoch


@dataclass(frozen=True)
class TrainingResult:
    """The result of training: ``arrays[id, name]`` (``weight``, ``bias``, parameters) and how good they are.

    With a validation part these are the best epoch's arrays, else the last's. ``test`` and ``validation`` are
    evaluated in float64 as a run shows them. The test samples are answered once, when training has come to its end:
    not for a cancelled one, which may be resumed from ``checkpoint``, the state after the last whole epoch.
    """

    arrays: Arrays
    history: tuple[Epoch, ...]
    epoch: int  # the epoch, from 1, that the arrays are of
    cancelled: bool
    seconds: float  # from the first batch to the last epoch's end, but for compiling
    preparing: float  # seconds before the first batch, and for compiling
    seed: int
    method: str
    merit: Metric  # what the accuracies are
    settings: Mapping[str, float | str]
    checkpoint: Checkpoint = field(repr=False)
    validation: Evaluation | None = field(repr=False)
    test: Evaluation | None = field(repr=False)
    course: AccuracyCourse | None = None  # of the test samples, where the method tells it
    warnings: tuple[Problem, ...] = ()  # of what keeps the network from learning more

    def __repr__(self) -> str:
        epochs = f"epoch {self.epoch} of {len(self.history)}{', cancelled' if self.cancelled else ''}"
        figures = {"test": self.accuracy, "validation": self.validation_accuracy}
        told = [f"{name} {self.merit.written(value)}" for name, value in figures.items() if value == value]
        return f"<TrainingResult: {', '.join([self.method, epochs, *told, f'{self.seconds:.1f} s'])}>"

    @property
    def accuracy(self) -> float:
        """Share of right answers on the test samples, or their correlation, 0 to 1; NaN after a cancelled training."""
        return self.test.merit(self.merit) if self.test else float("nan")

    @property
    def validation_accuracy(self) -> float:
        """The same of the validation part; NaN without one."""
        return self.validation.merit(self.merit) if self.validation else float("nan")

    @property
    def confusion(self) -> Integers | None:
        """Counts (label, answer) of the test samples, after a cancelled training of the validation part.

        None where the method does not count right answers.
        """
        return self._counted.confusion if self._counted else None

    @property
    def mistakes(self) -> Integers | None:
        """Sample, label and answer of each wrong answer that :attr:`confusion` counts, (wrong, 3)."""
        return self._counted.mistakes if self._counted else None

    @property
    def _counted(self) -> Evaluation | None:
        return (self.test or self.validation) if self.merit is Metric.ACCURACY else None

    @property
    def spikes_per_sample(self) -> float:
        """Mean spikes of all populations for one sample."""
        shown = self.test or self.validation
        return shown.spikes_per_sample if shown else self.history[-1].spikes_per_sample if self.history else 0.0


def fit(
    description: NetworkDescription,
    method: type[LearningMethod],
    *,
    epochs: int | None = None,
    batch: int | None = None,
    seed: int = 1,
    settings: Settings | None = None,
    validation: float = 0.0,
    on_progress: Callable[[Progress], bool] | None = None,
    checkpoint: Path | None = None,
    resume: Path | Checkpoint | None = None,
    memory_budget: int | None = None,
    backend: str = FASTEST,
) -> TrainingResult:
    """Train the network; ``on_progress`` returning False ends it with the best arrays so far.

    ``validation`` is the share of the training samples held back, by seed, to choose the best epoch; of data that
    train what they test nothing is.
    ``backend`` "cupy" trains on a CUDA device, but for a method that says why not (``stays_because``); the others are
    the processor.
    ``checkpoint`` is written after every epoch, by one training at a time; ``resume`` goes on from one, with the result
    that the training would have had without the interruption. Raises
    :class:`~engine.problems.NetworkError` where the method does not fit or memory will not do,
    :class:`~engine.backends.backend.BackendMissing` where the backend cannot be used, and
    ``ValueError`` for a setting that is not one or a checkpoint of another training, also one under way.
    """
    with checkpoints.kept_alone(checkpoint), listening() as compiling:
        clock = TrainingClock(compiling)
        seed, asked = seed_of(seed), {**(settings or {}), **_given(epochs=epochs, batch=batch)}
        found, complete = admitted(description, method, asked, memory_budget, backend)
        training = _Training(found, method, complete, seed, validation, on_progress, checkpoint, clock)
        if resume is not None:
            training.resume(checkpoints.read_checkpoint(resume) if isinstance(resume, Path) else resume)
        quiet = np.errstate(over="ignore", invalid="ignore")  # what is no longer finite is told after the epoch
        with quiet, linear_algebra.one_thread():
            training.run()
            return training.result()


def _given(**values: int | None) -> dict[str, int]:
    return {name: value for name, value in values.items() if value is not None}


class _Training:
    """One training under way."""

    def __init__(
        self, found: Circuit, method: type[LearningMethod], settings: dict[str, float | str], seed: int,
        validation: float, on_progress: Callable[[Progress], bool] | None, checkpoint: Path | None,
        clock: TrainingClock,
    ) -> None:  # fmt: skip
        self.clock = clock
        self.circuit, self.method, self.settings, self.seed = found, method, settings, seed
        self.epochs, self.batch = round(float(settings["epochs"])), round(float(settings["batch"]))
        self.on_progress, self.file = on_progress, checkpoint
        train, self.test = found.dataset.model.split(found.samples, found.dataset.parameters)
        self.train, self.held = np.asarray(train, np.int64), np.zeros(0, np.int64)
        if validation > 0 and not is_to_be_reproduced(train, self.test):
            self.train, self.held = training_parts(found.dataset.id, self.train, found.samples.labels, seed, validation)
        if not len(self.train):
            words = {"held": len(self.held), "count": len(train)}
            raise NetworkError([problem_of(found.dataset, NONE_LEFT, **words)])
        self.merit = method.counts_by(found, settings)
        self.learner: Learner = method.learner(found, settings, seed)
        self.best = self.learner.arrays()
        self.best_epoch, self.best_accuracy = 0, -1.0
        self.history: list[Epoch] = []
        self.advised, self.silences = method.advice(found, settings, self.batches), dict[str, Problem]()
        self.confusion: Integers | None = None
        self.mistakes: Integers | None = None
        self.cancelled = False
        self.reported = 0.0
        self.epochs_before, self.seconds_before = 0, 0.0  # of a training that is resumed
        self.checkpoint = self._checkpoint()

    @property
    def batches(self) -> int:
        return -(-len(self.train) // self.batch)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Warnings of populations that are silent now, and the advice from before anything was learnt."""
        return *self.silences.values(), *self.advised

    @property
    def seconds(self) -> float:
        """Of training since the very start, without the pause before a resumption."""
        return self.seconds_before + self.clock.training

    def run(self) -> None:
        self.clock.start()
        while len(self.history) < self.epochs and not self.cancelled:
            self._epoch(len(self.history))
        self.clock.stop()

    def _epoch(self, number: int) -> None:
        began = self.clock.training
        order = self.train[
            shuffled(self.seed, stream(self.circuit.dataset.id, "training order"), len(self.train), number)
        ]
        right, loss, spikes = 0.0, 0.0, 0.0
        for index in range(self.batches):
            low = index * self.batch
            part = order[low : low + self.batch]
            share = (number + index / self.batches) / self.epochs
            first = FIRST_TRAINING + number * len(order) + low
            outcome = self.learner.learn(replace(self._varied(self._batch(part, first)), share=share))
            right += outcome.right(self.circuit.samples.labels[part])
            loss += outcome.loss * len(part)
            spikes += outcome.spikes_per_sample * len(part)
            seen = low + len(part)
            if index < self.batches - 1 and self._stop(index + 1, loss / seen, right / seen):
                self._keep_unfinished()
                return
        if not len(self.held) and number in (self.epochs_before, self.epochs - 1):
            self._listen(self._outcomes(self.train[: self.batch]))
        validation, validation_loss = self._validate()
        seconds = self.clock.training - began
        count = len(order)
        self.history.append(Epoch(loss / count, right / count, validation, spikes / count, seconds, validation_loss))
        arrays = self.learner.arrays()
        self._demand_finite(arrays)
        self._keep_best(validation, arrays)
        self.checkpoint = self._checkpoint()
        if self.file is not None:
            checkpoints.write_checkpoint(self.file, self.checkpoint)
        self._stop(self.batches, loss / count, right / count, arrays)

    def _demand_finite(self, arrays: Arrays) -> None:
        """A rate that is too large drives weights to infinity, where every potential is silent for ever."""
        for (place, name), values in arrays.items():
            if not np.isfinite(values).all():
                raise NetworkError([Problem(place, DIVERGED, {"epoch": len(self.history), "name": name})])

    def _batch(self, indices: Integers, first: int) -> Batch:
        samples = self.circuit.samples
        numbers = np.arange(first, first + len(indices))
        targets = None
        if samples.targets is not None:
            targets = samples.targets.raster(indices, self.circuit.steps).astype(np.float64)
        return Batch(samples.values[indices], samples.labels[indices], numbers, targets=targets)

    def _varied(self, batch: Batch) -> Batch:
        """The batch that is trained on, varied where samples differ each time they are shown."""
        vary = self.circuit.samples.variation
        return batch if vary is None else replace(batch, values=vary(batch.values, batch.presentations))

    def _validate(self) -> tuple[float, float]:
        """The quality of the answers to the validation part, and their loss; NaN without one."""
        if not len(self.held):
            return float("nan"), float("nan")
        labels = self.circuit.samples.labels
        outcomes = self._outcomes(self.held)
        self._listen(outcomes)
        if self.merit is Metric.ACCURACY:
            answers = np.concatenate([outcome.answers for outcome, _ in outcomes])
            self.confusion = confusion(answers, labels[self.held], len(self.circuit.samples.names))
            self.mistakes = mistakes(self.held, answers, labels[self.held])
        right = sum(outcome.right(labels[part]) for outcome, part in outcomes)
        loss = sum(outcome.loss * len(part) for outcome, part in outcomes)
        return right / len(self.held), loss / len(self.held)

    def _listen(self, outcomes: Sequence[tuple[BatchOutcome, Integers]]) -> None:
        """Note which populations are silent in answers that follow this epoch, and since which epoch."""
        count = sum(len(part) for _, part in outcomes)
        found = told(self.circuit, [outcome.silent for outcome, _ in outcomes], count, len(self.history) + 1)
        self.silences = {problem.place: self.silences.get(problem.place, problem) for problem in found}

    def _outcomes(self, indices: Integers) -> list[tuple[BatchOutcome, Integers]]:
        """Answers to samples, a batch at a time, and which they are of."""
        parts = [indices[low : low + self.batch] for low in range(0, len(indices), self.batch)]
        return [(self.learner.answer(self._batch(part, n * self.batch)), part) for n, part in enumerate(parts)]

    def _keep_best(self, validation: float, arrays: Arrays) -> None:
        if not len(self.held) or validation >= self.best_accuracy:  # of equal epochs the last has learnt longest
            self.best, self.best_epoch = arrays, len(self.history)
            self.best_accuracy = validation

    def _keep_unfinished(self) -> None:
        """Cancelled within an epoch: what there is counts only where nothing was finished."""
        if not self.history:
            self.best, self.best_epoch = self.learner.arrays(), 1

    def _stop(self, batch: int, loss: float, right: float, arrays: Arrays | None = None) -> bool:
        """Report; whether the listener wants no more."""
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
            self.cancelled = not self.on_progress(progress)
        return self.cancelled

    def result(self) -> TrainingResult:
        final = circuit(with_arrays(self.circuit.description, self.best))
        cancelled = self.cancelled and len(self.history) < self.epochs
        samples = np.asarray(self.test, np.int64)
        test = None if cancelled else evaluate_samples(final, samples, seed=self.seed)
        shorter = None
        if test is not None and self.method.tells_course and self.merit is Metric.ACCURACY:
            shorter = course(final, samples, self.seed, test.accuracy)
        return TrainingResult(
            arrays=self.best,
            history=tuple(self.history),
            epoch=self.best_epoch,
            cancelled=cancelled,
            seconds=self.seconds,
            preparing=self.clock.preparing,
            seed=self.seed,
            method=self.method.key.removeprefix("learning/"),
            merit=self.merit,
            settings=self.settings,
            checkpoint=self.checkpoint,
            validation=evaluate_samples(final, self.held, seed=self.seed) if len(self.held) else None,
            test=test,
            course=shorter,
            warnings=self.warnings,
        )

    def _checkpoint(self) -> Checkpoint:
        shapes = {f"{id}/{name}": list(array.shape) for (id, name), array in sorted(self.best.items())}
        training = {
            "method": self.method.key, "settings": self.settings, "seed": self.seed,
            "samples": len(self.train), "shapes": shapes,
        }  # fmt: skip
        return Checkpoint(
            training, self.learner.state(), self.best, self.best_epoch, self.best_accuracy,
            tuple(self.history), self.seconds,
        )  # fmt: skip

    def resume(self, checkpoint: Checkpoint) -> None:
        """Go on where a checkpoint of the same training stands."""
        formerly = {name: value for name, value in FORMERLY.items() if name in self.settings}
        kept = {**checkpoint.training, "settings": {**formerly, **checkpoint.training["settings"]}}
        if kept != self.checkpoint.training:
            raise CheckpointProblem("The checkpoint is one of another training.")
        self.learner.restore(checkpoint.state)
        self.best, self.best_epoch = dict(checkpoint.best), checkpoint.best_epoch
        self.best_accuracy, self.history = checkpoint.best_accuracy, list(checkpoint.history)
        self.epochs_before, self.seconds_before = len(self.history), checkpoint.seconds
        self.checkpoint = checkpoint
