"""Exact gradients of spike times: what a spike does is followed back to when the membrane reached its threshold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.delays import AS_DRAWN, differ, learnable
from engine.circuit.obstacles import moving_currents
from engine.circuit.receptors import receptors
from engine.circuit.weights import Key
from engine.learning.components import declared, tape_memory
from engine.learning.components.by_gradient import GradientMethod
from engine.learning.components.by_tape import TapeLearner
from engine.learning.components.declared import FRESH
from engine.learning.components.drive import draw_weights, drive_of, wake
from engine.learning.components.gradient_refusals import BY_DECODER, loss_of
from engine.learning.components.losses import FIRST_SPIKES, MEMBRANES, OF_MEMBRANES, SPIKE_COUNTS, VAN_ROSSUM
from engine.learning.components.memory import MemoryDemand
from engine.learning.components.method import Batch, BatchOutcome, Settings
from engine.learning.components.spike_time_losses import early_answer, first_time_cross_entropy, van_rossum_times
from engine.learning.methods.surrogate_gradient import WITH_DELAYS, SurrogateGradient
from engine.learning.passes import linear_membrane
from engine.learning.passes.event_tape import EventSegments, EventTape
from engine.model.quantities import Choice, Parameter, SettingCondition
from engine.network.description import Population
from engine.problems import Problem, declare

Array = NDArray[Any]
AnyTape = EventTape | EventSegments
PRECISION = "float64"  # spike times decide here; what is trained is what a run shows
OF_FIRST = SettingCondition("loss", (FIRST_SPIKES,))
COMPARED = 12  # numbers that losses keep of a step of a neuron of the read-out
PER_COLUMN = 16  # arrays (batch, neurons) beside the tape's, and as many for each current
PER_SPIKE = 6  # numbers that are found of a spike, and one for each state of a current
OFTEN = 0.25  # spikes a step of a neuron, at most
WEIGHTS = "weights and biases"
SETTLED = 0.5  # spikes of a sample that a neuron is to fire: below, it is silent

COUNTS = declare(
    "learning.event_prop.counts",
    "{model} counts spikes, and no spike comes or goes as spike times move.",
    "Use a decoder of first spikes, or of values behind a read-out that never fires.",
)


class EventProp(GradientMethod):
    """Back-propagation of events: exact gradients of spike times, of membranes and of delays.

    A spike is where the membrane reaches its threshold, so its time t moves with what the membrane was before by
    -1 / (dV/dt). Between spikes the adjoint of the linear membrane goes back by its exact propagator, at spikes it
    jumps. In a run spikes act at the ends of steps: the gradient is that of a network whose spikes keep what is left of
    their steps, with the spikes of the run.

    Spikes neither come nor go in it: a neuron that is silent has no gradient. *Waking* raises the weights onto neurons
    that stay silent. Where the membrane only just reaches its threshold, gradients grow without bound: *largest
    gradient* and *least slope* limit them.

    Rates are in weights that fire a neuron alone, so that mV and thresholds of one are alike.

    Source: Wunderlich & Pehle (2021), Event-based backpropagation can compute exact gradients for spiking neural
    networks, Scientific Reports 11, 12829, 10.1038/s41598-021-91786-z. Delays: Mészáros, Knight & Nowotny (2025),
    Efficient event-based delay learning in spiking neural networks, arXiv 2501.07331.
    """

    title = "EventProp"
    rates = False
    largest = False
    category = "Spike times"
    aliases = ("event-based backpropagation", "exact gradient", "adjoint", "Wunderlich", "Pehle", "time to first spike")

    learning_rate = declared.learning_rate(2.5e-3, "learning rate, of what fires a neuron")
    loss = Choice(
        (BY_DECODER, FIRST_SPIKES, VAN_ROSSUM, *OF_MEMBRANES), "loss", default=BY_DECODER,
        detail="What is made small: the error of who fires first or of a membrane, or the distance from wanted trains.",
    )  # fmt: skip
    tau_first = Parameter(
        "ms", r"\tau_0", "time constant of first spikes", default=3.0, above=0.0, where=(OF_FIRST,),
        detail="By how much sooner the right neuron must fire to be sure: short ones are content with less.",
    )  # fmt: skip
    early = Parameter(
        "1", r"\alpha", "weight of an early answer", default=0.003, at_least=0.0, where=(OF_FIRST,),
        detail="How much a late answer adds to the loss, even a right one. 0: nothing.",
    )  # fmt: skip
    tau_early = Parameter(
        "ms", r"\tau_1", "time constant of an early answer", default=10.0, above=0.0,
        where=(OF_FIRST, SettingCondition("early")), detail="The time after which an answer counts as late.",
    )  # fmt: skip
    tau = SurrogateGradient.parameters()["tau"]
    smoothing = declared.smoothing(0.0, (SettingCondition("loss", (FIRST_SPIKES, *MEMBRANES)),))
    waking = Parameter(
        "1", "b", "waking of silent neurons", default=1.0, at_least=0.0,
        detail="A neuron that should fire and is silent has no gradient; its weights rise by a share of what fires it.",
    )  # fmt: skip
    least_slope = Parameter(
        "1", "s_0", "least slope at the threshold (0: any)", default=0.0, at_least=0.0,
        detail="A membrane that only grazes its threshold has a huge gradient; slopes count as this many thresholds a "
        "sample at least.",
    )  # fmt: skip
    largest_gradient = declared.largest_gradient(1.0)
    optimizer = SurrogateGradient.choices["optimizer"]
    schedule = SurrogateGradient.choices["schedule"]
    warm_up = SurrogateGradient.parameters()["warm_up"]
    truncation = SurrogateGradient.parameters()["truncation"]
    memory_budget = SurrogateGradient.parameters()["memory_budget"]
    patience = SurrogateGradient.parameters()["patience"]
    average = SurrogateGradient.choices["average"]
    average_decay = SurrogateGradient.parameters()["average_decay"]
    average_start = SurrogateGradient.parameters()["average_start"]
    start = SurrogateGradient.choices["start"]
    trains = Choice(
        (WEIGHTS, WITH_DELAYS),
        "what is trained",
        default=WEIGHTS,
        detail="Whether delays of links move with the weights.",
    )
    delays_of = SurrogateGradient.choices["delays_of"]

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        return [*super().misfits(circuit)] or _refusals(circuit)

    @classmethod
    def demands(cls, circuit: Circuit, settings: Settings) -> tuple[MemoryDemand, ...]:
        number, batch = np.dtype(PRECISION).itemsize, round(float(settings["batch"]))
        cut = round(float(settings["truncation"]))
        ways = tape_memory.demands(circuit, number, batch, number * COMPARED, cut=cut)
        ways = tape_memory.with_average(circuit, ways, settings)
        late = list(learnable(circuit)) if settings["trains"] == WITH_DELAYS else []
        apart = [p for p in late if differ(p) or (settings["delays_of"] != AS_DRAWN and not p.wiring.shared)]
        pairs = sum(circuit.size(p.source) * circuit.size(p.target) for p in apart)
        of_steps = of_columns = 0.0
        for population in circuit.populations:
            found = receptors(circuit, population.id)
            states = sum(len(receptor.synapse.states()) for receptor in found)
            of_steps += population.size * (OFTEN * (PER_SPIKE + states) + len(found))
            of_columns += population.size * PER_COLUMN * (1 + states)
        more = batch * of_columns + tape_memory.COPIES_OF_WEIGHTS * pairs
        if late:  # delays are learnt with all steps
            ways = (replace(ways[0], length=circuit.steps),)
        return tuple(
            replace(way, memory=way.memory + round(number * (batch * way.held * of_steps + more))) for way in ways
        )

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> EventPropLearner:
        return EventPropLearner(circuit, settings, seed, cls.way(circuit, settings))


def _refusals(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why spike times of this circuit have no gradient, where surrogates have one."""
    yield from moving_currents(circuit)
    yield from linear_membrane.problems(circuit)
    if loss_of(circuit, EventProp.complete(None)) == SPIKE_COUNTS:
        yield Problem(circuit.decoder.id, COUNTS, {"model": circuit.decoder.model.title})


class EventPropLearner(TapeLearner[AnyTape]):
    """Spikes whose times move."""

    _distance = staticmethod(van_rossum_times)

    def __init__(self, circuit: Circuit, settings: Settings, seed: int, way: MemoryDemand) -> None:
        super().__init__(
            circuit, settings, seed, way, PRECISION,
            parameters=False, delays=settings["trains"] == WITH_DELAYS, delays_of=str(settings["delays_of"]),
        )  # fmt: skip
        self.membranes = {p.id: linear_membrane.membrane_of(circuit, p, seed) for p in circuit.populations}
        self.drive = drive_of(circuit, seed)
        if settings["start"] == FRESH:
            draw_weights(self.weights, self.drive, seed)

    def _made(self, batch: int) -> AnyTape:
        least, way = float(self._settings["least_slope"]), self._way
        tape = EventTape(
            self._circuit, self.weights, self.membranes, batch, self._seed, least, way.length, self._rooms[0],
            way.held == way.steps,
        )  # fmt: skip
        return tape if way.length >= way.steps else EventSegments(tape)

    def backward(self, batch: Batch) -> tuple[BatchOutcome, dict[Key, Array]]:
        return self.gradients(self.tape(len(batch.labels)), batch)

    def step(self, batch: Batch, gradients: Mapping[Key, Array]) -> None:
        tape = self.tape(len(batch.labels))
        self._descend(batch, gradients, self.drive)
        if by := float(self._settings["waking"]):
            for population in self._circuit.populations:
                if population.model.fires():
                    wake(self.weights, self.drive, population, self._silent(tape, population, batch), by)
        self._settle(batch)

    def _of_classes(self, tape: AnyTape, spikes: Array, labels: NDArray[np.int64]) -> tuple[float, Array]:
        h, settings = self._circuit.description.resolution, self._settings
        times, steps = tape.first_times(self._circuit.output.id)
        loss, by_time = first_time_cross_entropy(
            times, labels, len(spikes) * h, float(settings["tau_first"]), h, float(settings["smoothing"])
        )
        if weight := float(settings["early"]):
            late, by_late = early_answer(times, labels, float(settings["tau_early"]))
            loss, by_time = loss + weight * late, by_time + weight * by_late
        slope = np.zeros(spikes.shape)
        fired = steps >= 0
        rows, neurons = np.nonzero(fired)
        slope[steps[fired], rows, neurons] = by_time[fired]
        return loss, slope

    def _silent(self, tape: AnyTape, population: Population, batch: Batch) -> Array:
        """The share (n,) of its samples in which each neuron is silent; of hidden ones only whether in all.

        A neuron of the read-out is to fire where it is right, or where the data want spikes of it.
        """
        fires = tape.counts(population.id) > SETTLED
        if population.id != self._circuit.output.id:
            return np.asarray(~fires.any(axis=0), np.float64)
        wanted = np.arange(population.size) == batch.labels[:, None]
        if self.loss == VAN_ROSSUM and batch.targets is not None:
            wanted = batch.targets.any(axis=0)
        return np.asarray((wanted & ~fires).sum(axis=0) / np.maximum(wanted.sum(axis=0), 1))
