"""Back-propagation through time with a smooth stand-in for the slope of a spike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.delays import differ, learnable
from engine.circuit.quantising import FULL, GRIDS
from engine.circuit.weights import Key, Weights
from engine.learning.components import declared, tape_memory
from engine.learning.components.advice import advice
from engine.learning.components.by_gradient import GradientLearner, GradientMethod
from engine.learning.components.correlation import filtered_cosine
from engine.learning.components.declared import FRESH, HIDDEN
from engine.learning.components.drive import counted_by
from engine.learning.components.gradient_refusals import BY_DECODER, demand_trainable, loss_of
from engine.learning.components.losses import (
    FIRST_SPIKES,
    LOSSES,
    MEMBRANES,
    SPIKE_COUNTS,
    VAN_ROSSUM,
    membrane_cross_entropy,
    rate_penalty,
    van_rossum_distance,
)
from engine.learning.components.memory import MemoryDemand
from engine.learning.components.method import Batch, BatchOutcome, Settings
from engine.learning.components.silence import silent
from engine.learning.passes.decoder_scores import decoder_scores
from engine.learning.passes.scan import Room
from engine.learning.passes.segments import Segments, tape_of
from engine.learning.passes.straight_through import OnGrid
from engine.learning.passes.tape import Rooms, Tape
from engine.model.functions import MS_PER_S
from engine.model.quantities import Choice, Parameter, SettingCondition
from engine.problems import Problem

AnyTape = Tape | Segments
Slopes = dict[str, NDArray[Any]]
"""Derivatives of a loss by the spikes of other populations than the read-out, the same in all steps."""
COMPARED = {SPIKE_COUNTS: 2, FIRST_SPIKES: 6, VAN_ROSSUM: 8} | dict.fromkeys(MEMBRANES, 8)
"""By loss: numbers that are kept of a step of a neuron of the read-out."""
WEIGHTS_ONLY, EVERYTHING = "weights and biases", "weights, biases and neuron parameters"
WITH_DELAYS = "everything, delays too"
OF_TRAINS = SettingCondition("loss", (VAN_ROSSUM,))
OF_CLASSES = SettingCondition("loss", (*LOSSES, *MEMBRANES))


class SurrogateGradient(GradientMethod):
    """Back-propagation through time; the slope of a spike is replaced by a smooth one.

    Source: Neftci, Mostafa & Zenke (2019), Surrogate gradient learning in spiking neural networks, IEEE
    Signal Processing Magazine 36(6), 51-63, 10.1109/MSP.2019.2931595.
    """

    title = "Surrogate gradient"
    category = "Gradients"
    usual = True
    aliases = ("BPTT", "backpropagation through time", "SuperSpike", "AdamW", "gradient clipping")

    learning_rate = declared.learning_rate(8e-3)
    surrogate = declared.SURROGATE
    width = declared.SHARPNESS
    measure = declared.MEASURE
    loss = Choice(
        (BY_DECODER, *LOSSES, VAN_ROSSUM, *MEMBRANES),
        "loss",
        default=BY_DECODER,
        detail="What is made small: the error of spike counts, of first spikes, of a membrane, or the distance from "
        "wanted spike trains.",
    )
    tau = Parameter(
        "ms", r"\tau", "time constant of the distance", default=10.0, above=0.0, where=(OF_TRAINS,),
        detail="How far apart in time a spike and a wanted spike may lie to be compared. Short ones teach exact times.",
    )  # fmt: skip
    smoothing = declared.smoothing(0.1, (OF_CLASSES,))
    dropout = Parameter(
        "1", "p", "dropout", default=0.0, at_least=0.0, below=1.0, where=(HIDDEN,),
        detail="Share of hidden neurons left out of each sample that is trained, so that the network relies on none.",
    )  # fmt: skip
    rate_weight = Parameter(
        "1", r"\gamma", "weight of the rates", default=0.0, at_least=0.0, where=(HIDDEN,),
        detail="How much hidden rates beside the wanted one add to the loss. 0: nothing.",
    )  # fmt: skip
    target_rate = Parameter(
        "Hz", "r^*", "wanted rate before the read-out", default=40.0, at_least=0.0,
        where=(HIDDEN, SettingCondition("rate_weight")), detail="The mean rate that hidden neurons are drawn to.",
    )  # fmt: skip
    optimizer = declared.optimizer()
    schedule = declared.schedule()
    weight_decay = declared.weight_decay()
    largest_gradient = declared.largest_gradient(0.0)
    truncation = Parameter(
        "1", "K", "steps back in time (0: all)", default=0.0, at_least=0.0, integer=True,
        detail="Gradients go back so many steps and no further: less memory, and what is longer ago is not learnt.",
    )  # fmt: skip
    memory_budget = Parameter(
        "1", "M", "memory budget in MB (0: half the machine's)", default=0.0, at_least=0.0,
        detail="A larger training goes through time in shorter segments: slower, other last digits. 0: half the memory "
        "of the machine, or nine tenths of a device's.",
    )  # fmt: skip
    start = declared.start()
    trains = Choice(
        (WEIGHTS_ONLY, EVERYTHING, WITH_DELAYS), "what is trained", default=WEIGHTS_ONLY,
        detail="What moves besides weights and biases: time constants and thresholds, and delays of links.",
    )  # fmt: skip
    grid = Choice(
        (FULL, *GRIDS), "weights act with", default=FULL,
        detail="Fewer bits let the network learn with the weights that a small chip would hold.",
    )  # fmt: skip
    precision = declared.PRECISION

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        return advice(circuit, settings, batches)

    @classmethod
    def demands(cls, circuit: Circuit, settings: Settings) -> tuple[MemoryDemand, ...]:
        return tape_demands(circuit, settings)

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> SurrogateGradientLearner:
        return SurrogateGradientLearner(circuit, settings, seed, cls.way(circuit, settings))


def tape_demands(
    circuit: Circuit, settings: Settings, thresholds: tuple[str, ...] = (tape_memory.PLAIN,)
) -> tuple[MemoryDemand, ...]:
    """The ways to go back through time with these settings, with tapes of each of ``thresholds`` in turn."""
    number = np.dtype(str(settings["precision"])).itemsize
    batch, read_out = round(float(settings["batch"])), number * COMPARED[loss_of(circuit, settings)]
    cut, dropout = round(float(settings["truncation"])), bool(settings["dropout"])
    found = tape_memory.demands(
        circuit,
        number,
        batch,
        read_out,
        cut=cut,
        dropout=dropout,
        thresholds=thresholds,
        parameters=settings["trains"] != WEIGHTS_ONLY,
    )
    if settings["trains"] != WITH_DELAYS:
        return found
    late = list(learnable(circuit))  # the whole tape, since what a delay becomes is not known before
    moved = 2 * circuit.steps * batch * number * max((circuit.size(p.source) for p in late), default=0)
    pairs = sum(circuit.size(p.source) * circuit.size(p.target) for p in late if differ(p))
    more = moved + tape_memory.COPIES_OF_WEIGHTS * tape_memory.DRAWN * pairs
    return (replace(found[0], memory=found[0].memory + more, length=circuit.steps),)


class SurrogateGradientLearner(GradientLearner):
    """The circuit with its tapes (one for each size of batch), loss and optimizer."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int, way: MemoryDemand) -> None:
        """Tapes go through a presentation in this ``way``; where gradients are cut, they go back no further."""
        super().__init__(circuit, settings, seed)
        self._way, self._cut = way, 0 < float(settings["truncation"]) < circuit.steps
        self.loss = loss_of(circuit, settings)
        trains = settings["trains"]
        demand_trainable(circuit, self.loss, trains == WITH_DELAYS, self._cut)
        self.weights = Weights(
            circuit, seed, str(settings["precision"]), trains != WEIGHTS_ONLY, delays=trains == WITH_DELAYS
        )
        self.drive = counted_by(settings, circuit, seed)
        if settings["start"] == FRESH:
            self.weights.draw_fresh(seed, self.drive.units)
        self._on_grid = None if settings["grid"] == FULL else OnGrid(self.weights, GRIDS[str(settings["grid"])])
        self._tapes: dict[int, AnyTape] = {}
        self._rooms: Rooms = defaultdict(Room)

    def tape(self, batch: int) -> AnyTape:
        """The tape for a batch of this many samples, or segments of it."""
        if batch not in self._tapes:
            self._tapes[batch] = self._made(batch, str(self._settings["surrogate"]), float(self._settings["width"]))
        return self._tapes[batch]

    def _made(self, batch: int, threshold: str = "arctangent", width: float = 2.0) -> AnyTape:
        shown = self.weights if self._on_grid is None else self._on_grid.shown
        length, keeps = self._way.length, self._way.held == self._way.steps
        return tape_of(
            self._circuit, shown, batch, self._seed, length, self._rooms, threshold, width, keeps, self.drive.gaps
        )

    def learn(self, batch: Batch) -> BatchOutcome:
        tape = self.tape(len(batch.labels))
        self._put_on_grid()
        tape.drop(float(self._settings["dropout"]), batch.presentations)
        outcome, gradients = self._learnt(tape, batch)
        self._descend(batch, gradients, self.drive)
        self.weights.keep_bounds()
        return outcome

    def _put_on_grid(self) -> None:
        if self._on_grid is not None:
            self._on_grid.update()

    def answer(self, batch: Batch) -> BatchOutcome:
        return self._answered(self.tape(len(batch.labels)), batch)

    def _answered(self, tape: AnyTape, batch: Batch) -> BatchOutcome:
        self._put_on_grid()
        tape.drop(0.0, batch.presentations)
        outcome, _ = self._outcome(tape, tape.answer(batch.values, batch.presentations), batch)
        return replace(outcome, silent=silent(self._circuit, tape.counts))

    def _learnt(self, tape: AnyTape, batch: Batch) -> tuple[BatchOutcome, dict[Key, NDArray[Any]]]:
        """The circuit's answers, and the gradients of its loss."""
        if self._cut:
            assert isinstance(tape, Segments)
            gradients = tape.truncated(
                batch.values, batch.presentations, lambda spikes: self._so_far(tape, spikes, batch)
            )
            outcome, penalty = self._outcome(tape, tape.fired, batch)[0], self._rates(tape)[0]
        else:
            outcome, slope = self._outcome(tape, tape.forward(batch.values, batch.presentations), batch)
            penalty, by_rates = self._rates(tape)
            gradients = tape.backward(slope, by_rates)
        return replace(outcome, loss=outcome.loss + penalty), gradients

    def _so_far(self, tape: AnyTape, spikes: NDArray[Any], batch: Batch) -> tuple[NDArray[Any], Slopes]:
        """Slopes of the loss of a presentation that is over so far."""
        targets = None if batch.targets is None else batch.targets[: len(spikes)]
        slope = self._loss(spikes, replace(batch, targets=targets))[1]
        return slope, self._rates(tape, len(spikes) / self._circuit.steps)[1]

    def _rates(self, tape: AnyTape, share: float = 1.0) -> tuple[float, Slopes]:
        """The cost of rates beside the wanted one, and its slopes by the spikes of all populations but the read-out.

        ``share`` of the presentation is over.
        """
        weight, total = float(self._settings["rate_weight"]), 0.0
        wanted = float(self._settings["target_rate"]) * self._circuit.dataset.sample_time / MS_PER_S * share
        slopes: dict[str, NDArray[Any]] = {}
        for population in self._circuit.populations if weight else ():
            if population.id != self._circuit.output.id and population.model.fires():
                penalty, slope = rate_penalty(tape.counts(population.id)[None], wanted)
                total += weight * penalty
                slopes[population.id] = weight * slope
        return total, slopes

    def _outcome(self, tape: AnyTape, fired: NDArray[Any], batch: Batch) -> tuple[BatchOutcome, NDArray[Any]]:
        """The outcome of the presentation that is over, and its loss's slope by what the read-out has ``fired``."""
        spikes = tape.device.host(fired)
        loss, slope, merits = self._loss(tape.device.host(tape.membranes) if self.loss in MEMBRANES else spikes, batch)
        scores = self._scores(tape, spikes)
        total = tape.fired_in_all()
        return BatchOutcome(loss, np.argmax(scores, axis=1), total / len(batch.labels), merits), slope

    def _loss(self, spikes: NDArray[Any], batch: Batch) -> tuple[float, NDArray[Any], NDArray[np.float64] | None]:
        """The loss, its derivative by every spike, and the merits (batch,) where answers are not right or wrong.

        Of a read-out that never fires it is given the membrane in place of spikes.
        """
        smoothing = float(self._settings["smoothing"])
        if self.loss in MEMBRANES:
            return *membrane_cross_entropy(spikes, MEMBRANES[self.loss], batch.labels, smoothing), None
        if self.loss != VAN_ROSSUM:
            return *LOSSES[self.loss](spikes, batch.labels, smoothing), None
        assert batch.targets is not None
        h = self._circuit.description.resolution
        distance, slope = van_rossum_distance(spikes, batch.targets, h, float(self._settings["tau"]))
        return distance, slope, filtered_cosine(spikes, batch.targets, h)

    def _scores(self, tape: AnyTape, spikes: NDArray[Any]) -> NDArray[Any]:
        """The score of each answer (batch, neurons)."""
        return decoder_scores(self._circuit, spikes, tape.device.host(tape.membrane(self._circuit.output.id)))

    def arrays(self) -> Arrays:
        return super().arrays() if self._on_grid is None else self._on_grid.outward()
