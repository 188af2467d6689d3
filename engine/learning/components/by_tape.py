"""Learners that go through time on tapes: answers to whole batches, and the gradients of a loss."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.delay_kernels import DelayKernel
from engine.circuit.delays import AS_DRAWN
from engine.circuit.normalising import BatchNormalisation
from engine.circuit.wanted_series import first_counted
from engine.circuit.weights import Key, Weights
from engine.learning.calibration.wanted_start import begin_near
from engine.learning.components.by_gradient import GradientLearner, NotFinite
from engine.learning.components.correlation import filtered_cosine
from engine.learning.components.declared import FRESH
from engine.learning.components.drive import Drive
from engine.learning.components.gradient_refusals import demand_trainable, loss_of
from engine.learning.components.losses import (
    MEMBRANES,
    TYPED,
    VAN_ROSSUM,
    WANTED_VALUES,
    from_step,
    series_error,
    stepwise_cross_entropy,
)
from engine.learning.components.memory import MemoryDemand
from engine.learning.components.method import Batch, BatchOutcome, Settings
from engine.learning.components.own_terms import OwnTerms
from engine.learning.components.silence import silent
from engine.learning.passes.blocks import Blocks, BlocksInTurn, RoomsOfBlocks, rooms_of_blocks, sum_of
from engine.learning.passes.decoder_scores import decoder_scores
from engine.learning.passes.segments import Segments, Slopes
from engine.learning.passes.tape import Tape

if TYPE_CHECKING:
    from engine.learning.components.typed_loss import TypedLoss

Array = NDArray[Any]
TapeKind = TypeVar("TapeKind", bound=Tape | Segments | Blocks | BlocksInTurn)


class TapeLearner(GradientLearner, Generic[TapeKind]):
    """The circuit with its tapes (one for each size of batch), loss and optimizer."""

    drive: Drive

    def __init__(
        self, circuit: Circuit, settings: Settings, seed: int, way: MemoryDemand, precision: str, *,
        parameters: bool, delays: bool, delays_of: str = AS_DRAWN, kernel: DelayKernel | None = None,
        each_neuron: bool = False, normal: Mapping[str, BatchNormalisation] | None = None,
    ) -> None:  # fmt: skip
        """Tapes go through a presentation in this ``way``; where gradients are cut, they go back no further."""
        super().__init__(circuit, settings, seed)
        self._way, self._cut = way, 0 < float(settings["truncation"]) < circuit.steps
        self.loss = loss_of(circuit, settings)
        demand_trainable(circuit, self.loss, delays, self._cut, delays_of)
        self.weights = Weights(
            circuit, seed, precision, parameters, delays, delays_of, kernel, each_neuron, normal, sparse=True
        )
        self.own, self._typed = OwnTerms(), _typed_loss(circuit, settings)
        self._first_counted = first_counted(circuit)
        self._has_begun = self.loss != WANTED_VALUES or settings["start"] != FRESH
        self._tapes: dict[int, TapeKind] = {}
        self._rooms: RoomsOfBlocks = rooms_of_blocks()

    def tape(self, batch: int) -> TapeKind:
        """The tape for a batch of this many samples, or segments or blocks of it."""
        if batch not in self._tapes:
            self._tapes[batch] = self._made(batch)
        return self._tapes[batch]

    def _made(self, batch: int) -> TapeKind:
        raise TypeError(f"{type(self).__name__} makes no tapes")

    def _answer(self, batch: Batch) -> BatchOutcome:
        return self._answered(self.tape(len(batch.labels)), batch)

    def take(self, own: OwnTerms) -> None:
        """Learn by a script's own terms from now on; before the first batch."""
        self.own = own

    @property
    def is_by_samples(self) -> bool:
        """True where the loss is a mean over samples, of which each has a slope of its own."""
        return self.own.loss is None and self.own.penalty is None

    def _answered(self, tape: TapeKind, batch: Batch) -> BatchOutcome:
        if isinstance(tape, BlocksInTurn):
            return _together(list(tape.each(lambda one, part: self._answers_of(one, batch.part(part)))), batch)
        return self._answers_of(tape, batch)

    def _answers_of(self, tape: Any, batch: Batch) -> BatchOutcome:
        outcome, _ = self._outcome(tape, tape.answer(batch.values, batch.presentations), batch)
        return replace(outcome, silent=silent(self._circuit, tape.counts))

    def gradients(self, tape: TapeKind, batch: Batch) -> tuple[BatchOutcome, dict[Key, Array]]:
        """The circuit's answers, and the gradients of its loss."""
        if not self._has_begun:
            self._begin(tape, batch)
        if not isinstance(tape, BlocksInTurn):
            return self._gradients_of(tape, batch)
        outcomes: list[BatchOutcome] = []

        def learnt(one: Tape | Segments, part: slice) -> tuple[BatchOutcome, dict[Key, Array]]:
            return self._gradients_of(one, batch.part(part), (part.stop - part.start) / len(batch.labels))

        def gradients() -> Iterator[dict[Key, Array]]:
            for outcome, found in tape.each(learnt):
                outcomes.append(outcome)
                yield found

        total = sum_of(gradients())
        return _together(outcomes, batch), total

    def _gradients_of(self, tape: Any, batch: Batch, share: float = 1.0) -> tuple[BatchOutcome, dict[Key, Array]]:
        """Those of samples on a tape that holds them all, with slopes by the ``share`` that they are of a batch."""
        if self._cut:
            gradients = tape.truncated(
                batch.values, batch.presentations, lambda shown: self._so_far(tape, shown, batch, share)
            )
            outcome, penalty = self._outcome(tape, tape.fired, batch)[0], self._penalties(tape, batch)[0]
        else:
            outcome, slope = self._outcome(tape, tape.forward(batch.values, batch.presentations), batch)
            penalty, by_rates = self._penalties(tape, batch)
            gradients = tape.backward(_scaled(slope, share), by_rates)
        if not math.isfinite(outcome.loss + penalty):
            raise NotFinite(self._first_not_finite(tape), of_gradient=False)
        return replace(outcome, loss=outcome.loss + penalty), gradients

    def _begin(self, tape: TapeKind, batch: Batch) -> None:
        """Have fresh weights of the read-out begin about the values that are wanted of the first batch."""
        assert batch.series is not None
        self._has_begun, circuit = True, self._circuit

        def shown() -> Array:
            whole = tape.device.host(tape.answer(batch.values, batch.presentations))
            return np.array(whole[self._first_counted :], np.float64)

        begin_near(
            circuit,
            self.weights,
            self.drive.unit((circuit.output.id, "bias")),
            shown,
            batch.series[self._first_counted :],
        )
        self.weights.keep_bounds()

    def restore(self, state: Mapping[str, Array]) -> None:
        super().restore(state)
        self._has_begun = True

    def _first_not_finite(self, tape: Any) -> str:
        """The first population on a signal's way whose membrane is no finite number; the read-out where none is."""
        of = {p.id: tape.device.host(tape.membrane(p.id)) for p in self._circuit.populations}
        return next((id for id, membrane in of.items() if not np.isfinite(membrane).all()), self._circuit.output.id)

    def _so_far(self, tape: Any, shown: Array, batch: Batch, share: float) -> tuple[Array, Slopes]:
        """Slopes of the loss of a presentation that is over so far."""
        return _scaled(self._loss(tape, shown, batch)[1], share), self._penalties(
            tape, batch, len(shown) / self._circuit.steps
        )[1]

    def _penalties(self, tape: Any, batch: Batch, share: float = 1.0) -> tuple[float, Slopes]:
        """The cost of rates and the penalty of one's own together, and their slopes."""
        total, slopes = self._rates(tape, share)
        if self.own.penalty is None:
            return total, slopes
        before = (p.id for p in self._circuit.populations if p.id != self._circuit.output.id and p.model.fires())
        counts = {id: tape.device.host(tape.counts(id)) for id in before}
        penalty, own = self.own.penalised(counts, batch)
        return total + penalty, {
            **slopes,
            **{id: slopes[id] + slope if id in slopes else slope for id, slope in own.items()},
        }

    def _rates(self, tape: Any, share: float = 1.0) -> tuple[float, Slopes]:
        """The cost of rates after a ``share`` of the presentation, and its slopes; none unless a method has one."""
        return 0.0, {}

    def _outcome(self, tape: Any, fired: Array, batch: Batch) -> tuple[BatchOutcome, Array]:
        """The outcome of the presentation that is over, and its loss's slope by what the read-out has ``fired``."""
        host = tape.device.host
        spikes = host(fired)
        loss, slope, merits = self._loss(tape, spikes, batch)
        answers = np.argmax(self._scores(tape, spikes), axis=1)
        told = None if batch.step_labels is None else spikes[self._first_counted :].argmax(axis=2)
        fired_each = tape.fired_in_all() / len(batch.labels)
        return BatchOutcome(loss, answers, fired_each, merits, step_answers=told), slope

    def _loss(self, tape: TapeKind, shown: Array, batch: Batch) -> tuple[float, Array, NDArray[np.float64] | None]:
        """The loss so far, its slope, and the merits (batch,) where answers are not right or wrong.

        ``shown`` (steps, batch, neurons) are spikes, or membranes where one of these is the loss.
        """
        smoothing, h = float(self._settings["smoothing"]), self._circuit.description.resolution
        own = self._typed if self.own.loss is None else self.own.compared
        if own is not None:
            return *own(shown, batch), self._merits(shown, batch)
        if (labels := batch.step_labels) is not None:
            found = from_step(self._first_counted, lambda a, b: stepwise_cross_entropy(a, b, smoothing), shown, labels)
            return *found, self._merits(shown, batch)
        if self.loss in MEMBRANES:
            return *MEMBRANES[self.loss](shown, batch.labels, smoothing), None
        if self.loss == WANTED_VALUES:
            assert batch.series is not None
            return *from_step(self._first_counted, series_error, shown, batch.series), self._merits(shown, batch)
        if self.loss != VAN_ROSSUM:
            return *self._of_classes(tape, shown, batch.labels), None
        tau = float(self._settings["tau"])
        return *self._distance(shown, _wanted(batch, shown), h, tau), self._merits(shown, batch)

    def _merits(self, shown: Array, batch: Batch) -> NDArray[np.float64] | None:
        """Worth of each answer (batch,), whatever is made small; None where answers are right or wrong."""
        if self.loss == VAN_ROSSUM:
            return filtered_cosine(shown, _wanted(batch, shown), self._circuit.description.resolution)
        if len(shown) <= self._first_counted:
            return None
        if self.loss == WANTED_VALUES:
            assert batch.series is not None
            aim, counted = batch.series[self._first_counted : len(shown)], shown[self._first_counted :]
            return np.asarray(np.square(np.subtract(counted, aim, dtype=np.float64)).mean(axis=(0, 2)))
        if batch.step_labels is not None:
            told = shown[self._first_counted :].argmax(axis=2)
            return np.asarray((told == batch.step_labels[self._first_counted : len(shown)]).mean(axis=0))
        return None

    def _of_classes(self, tape: TapeKind, spikes: Array, labels: NDArray[np.int64]) -> tuple[float, Array]:
        """The loss of spikes that tell classes, and its slope."""
        raise TypeError(f"{type(self).__name__} compares no classes")

    def _distance(self, spikes: Array, wanted: Array, h: float, tau: float) -> tuple[float, Array]:
        """The distance from wanted spikes, and its slope."""
        raise TypeError(f"{type(self).__name__} compares no spike trains")

    def _scores(self, tape: Any, spikes: Array) -> Array:
        """The score of each answer (batch, neurons)."""
        return decoder_scores(self._circuit, spikes, tape.device.host(tape.membrane(self._circuit.output.id)))


def _typed_loss(circuit: Circuit, settings: Settings) -> TypedLoss | None:
    """The typed loss; None where another is chosen."""
    if settings["loss"] != TYPED:
        return None
    from engine.learning.components.typed_loss import typed_loss_of  # here: no other loss needs SymPy

    return typed_loss_of(circuit, settings)


def _scaled(slope: Array, share: float) -> Array:
    return slope if share == 1.0 else np.multiply(slope, share, dtype=slope.dtype)


def _together(outcomes: Sequence[BatchOutcome], batch: Batch) -> BatchOutcome:
    """The outcome of a batch from those of its parts."""
    shares = np.array([len(outcome.answers) for outcome in outcomes]) / len(batch.labels)
    merits = [outcome.merits for outcome in outcomes if outcome.merits is not None]
    told = [outcome.step_answers for outcome in outcomes if outcome.step_answers is not None]
    return BatchOutcome(
        float(sum(share * outcome.loss for share, outcome in zip(shares, outcomes, strict=True))),
        np.concatenate([outcome.answers for outcome in outcomes]),
        float(sum(share * outcome.spikes_per_sample for share, outcome in zip(shares, outcomes, strict=True))),
        np.concatenate(merits) if merits else None,
        tuple(id for id in outcomes[0].silent if all(id in outcome.silent for outcome in outcomes)),
        np.concatenate(told, axis=1) if told else None,
    )


def _wanted(batch: Batch, shown: Array) -> Array:
    """The spikes that are wanted by the end of what is shown so far."""
    assert batch.targets is not None
    return batch.targets[: len(shown)]
