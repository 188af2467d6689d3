"""Back-propagation through time with a smooth stand-in for the slope of a spike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.delay_kernels import DelayKernel
from engine.circuit.delays import AS_DRAWN, differ, learnable
from engine.circuit.quantising import FULL, GRIDS
from engine.circuit.weights import Key
from engine.learning.calibration.active_inputs import active_inputs
from engine.learning.components import declared, tape_memory
from engine.learning.components.advice import advice
from engine.learning.components.by_gradient import GradientMethod
from engine.learning.components.by_tape import TapeLearner
from engine.learning.components.declared import ANNEALED, EACH_NEURON, FRESH, HIDDEN
from engine.learning.components.drive import counted_by
from engine.learning.components.gradient_refusals import BY_DECODER, loss_of
from engine.learning.components.losses import (
    FIRST_SPIKES,
    LOSSES,
    MEMBRANES,
    OF_MEMBRANES,
    SPIKE_COUNTS,
    SPIKE_RATES,
    TYPED,
    VAN_ROSSUM,
    rate_error,
    rate_penalty,
    van_rossum_distance,
)
from engine.learning.components.memory import MemoryDemand, planned_way
from engine.learning.components.method import Batch, BatchOutcome, Settings
from engine.learning.components.normalised import normal_misfits, normalisations, normalised_links
from engine.learning.components.optimizers import PLAIN_DESCENT, usual_rate
from engine.learning.components.own_terms import OwnTerms
from engine.learning.passes.blocks import Blocks, BlocksInTurn, TapesOfBlocks, blocks_of
from engine.learning.passes.segments import Segments, Slopes
from engine.learning.passes.straight_through import OnGrid
from engine.learning.passes.tape import Tape
from engine.model.functions import MS_PER_S
from engine.model.quantities import Choice, Parameter, SettingCondition
from engine.network.description import Learns
from engine.problems import Problem
from engine.sampling.resolving import steps_of

AnyTape = Tape | Segments | Blocks | BlocksInTurn
NORMALISING = 4  # arrays of all steps for a link that is normalised: what it brings, derivatives, two on the way
COMPARED = {SPIKE_COUNTS: 2, SPIKE_RATES: 4, FIRST_SPIKES: 6, VAN_ROSSUM: 8} | dict.fromkeys(OF_MEMBRANES, 8)
COMPARED_AS_TYPED = 24
"""By loss: numbers that are kept of a step of a neuron of the read-out."""
WEIGHTS_ONLY, EVERYTHING = "weights and biases", "weights, biases and neuron parameters"
WITH_DELAYS = "everything, delays too"
USUAL_LENGTH = 1.0  # of the gradients of a batch together, where classes are told apart
KEPT_BY_KERNEL, MADE_BY_KERNEL = 2, 4  # numbers of a connection and step: its share and its slope; on the way to them
OF_PARAMETERS = SettingCondition("trains", (EVERYTHING, WITH_DELAYS))
OF_DELAYS = SettingCondition("trains", (WITH_DELAYS,))
OF_KERNELS = SettingCondition("delays_act", (ANNEALED,))
OF_TRAINS = SettingCondition("loss", (VAN_ROSSUM,))
OF_RATES = SettingCondition("loss", (SPIKE_RATES,))
OF_CLASSES = SettingCondition("loss", (*LOSSES, *MEMBRANES))


class SurrogateGradient(GradientMethod):
    """Back-propagation through time; the slope of a spike is replaced by a smooth one.

    Source: Neftci, Mostafa & Zenke (2019), Surrogate gradient learning in spiking neural networks, IEEE
    Signal Processing Magazine 36(6), 51-63, 10.1109/MSP.2019.2931595.
    """

    title = "Surrogate gradient"
    category = "Gradients"
    usual = True
    takes_own_terms = True
    learns = frozenset(Learns)
    aliases = ("BPTT", "backpropagation through time", "SuperSpike", "AdamW", "gradient clipping")

    learning_rate = declared.rate_by_inputs()
    surrogate = declared.SURROGATE
    width = declared.SHARPNESS
    measure = declared.MEASURE
    loss = Choice(
        (BY_DECODER, *LOSSES, SPIKE_RATES, VAN_ROSSUM, *OF_MEMBRANES, TYPED),
        "loss",
        default=BY_DECODER,
        detail="What is made small: the error of spike counts or rates, of first spikes, of a membrane, or the "
        "distance from wanted trains; or a loss that you type.",
    )
    loss_equation = declared.loss_equation()
    tau = Parameter(
        "ms", r"\tau", "time constant of the distance", default=10.0, above=0.0, where=(OF_TRAINS,),
        detail="How far apart in time a spike and a wanted spike may lie to be compared. Short ones teach exact times.",
    )  # fmt: skip
    right_rate = Parameter(
        "Hz", "r_1", "wanted rate of the right neuron", default=200.0, above=0.0, where=(OF_RATES,),
        detail="How often the neuron of the right class is to fire; errors are counted in this rate.",
    )  # fmt: skip
    wrong_rate = Parameter(
        "Hz", "r_0", "wanted rate of the others", default=0.0, at_least=0.0, where=(OF_RATES,),
        detail="How often all other neurons of the read-out are to fire.",
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
    warm_up = declared.warm_up()
    weight_decay = declared.weight_decay()
    largest_gradient = declared.largest_gradient_by_loss()
    truncation = Parameter(
        "1", "K", "steps back in time (0: all)", default=0.0, at_least=0.0, integer=True,
        detail="Gradients go back so many steps and no further: less memory, and what is longer ago is not learnt.",
    )  # fmt: skip
    memory_budget = Parameter(
        "1", "M", "memory budget in MB (0: half the machine's)", default=0.0, at_least=0.0,
        detail="A larger training goes through time in shorter segments: slower, other last digits. 0: half the memory "
        "of the machine, or nine tenths of a device's.",
    )  # fmt: skip
    patience = declared.patience()
    average = declared.average()
    average_decay = declared.average_decay()
    average_start = declared.average_start()
    start = declared.start()
    trains = Choice(
        (WEIGHTS_ONLY, EVERYTHING, WITH_DELAYS), "what is trained", default=WEIGHTS_ONLY,
        detail="What moves besides weights and biases: time constants and thresholds, and delays of links.",
    )  # fmt: skip
    parameters_of = declared.parameters_of((OF_PARAMETERS,))
    delays_of = declared.delays_of((OF_DELAYS,))
    delays_act = declared.delays_act((OF_DELAYS,))
    longest_delay = declared.longest_delay((OF_DELAYS, OF_KERNELS))
    annealing = declared.annealing((OF_DELAYS, OF_KERNELS))
    grid = Choice(
        (FULL, *GRIDS), "weights act with", default=FULL,
        detail="Fewer bits let the network learn with the weights that a small chip would hold.",
    )  # fmt: skip
    precision = declared.PRECISION

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        return [*super().misfits(circuit)] or normal_misfits(circuit)

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        return advice(circuit, settings, batches)

    @classmethod
    def demands(cls, circuit: Circuit, settings: Settings) -> tuple[MemoryDemand, ...]:
        return tape_demands(circuit, settings)

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> SurrogateGradientLearner:
        settings = {**settings, "largest_gradient": longest_gradient(circuit, settings)}
        return SurrogateGradientLearner(circuit, settings, seed, cls.way(circuit, settings))


def longest_gradient(circuit: Circuit, settings: Settings) -> float:
    """The length to which gradients are shortened: the one that is set, else the usual one of the loss; 0: any.

    Gradients of values that are followed become shorter as they are learnt, and their length says how far to go on
    (decision 0259); plain descent steps by it.
    """
    tells_apart = settings["loss"] != TYPED and loss_of(circuit, settings) in (*LOSSES, *MEMBRANES)
    usual = USUAL_LENGTH if tells_apart and settings["optimizer"] != PLAIN_DESCENT else 0.0
    return float(settings["largest_gradient"]) or usual


def tape_demands(
    circuit: Circuit, settings: Settings, thresholds: tuple[str, ...] = (tape_memory.PLAIN,), couples: bool = False
) -> tuple[MemoryDemand, ...]:
    """The ways to go back through time with these settings, with tapes of each of ``thresholds`` in turn.

    A loss of one's own, of which nothing is known, ``couples`` the samples of a batch.
    """
    normal, delays = normalised_links(circuit), settings["trains"] == WITH_DELAYS
    in_turn = not (couples or normal or delays or settings["rate_weight"])
    number = np.dtype(str(settings["precision"])).itemsize
    compared = COMPARED_AS_TYPED if settings["loss"] == TYPED else COMPARED[loss_of(circuit, settings)]
    batch, read_out = round(float(settings["batch"])), number * compared
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
        blocks=blocks_of(circuit, batch),
        in_turn=in_turn,
    )
    found = tape_memory.with_average(circuit, found, settings)
    found = tape_memory.with_blocks(circuit, found, number, batch)
    if normal:  # the whole tape: statistics are of all steps
        kept = NORMALISING * circuit.steps * batch * number * sum(circuit.size(p.target) for p in normal)
        found = (replace(found[0], memory=found[0].memory + kept, length=circuit.steps),)
    if not delays:
        return found
    late = list(learnable(circuit))  # the whole tape, since what a delay becomes is not known before
    moved = 2 * circuit.steps * batch * number * max((circuit.size(p.source) for p in late), default=0)
    apart = [p for p in late if differ(p) or (settings["delays_of"] != AS_DRAWN and not p.wiring.shared)]
    pairs = sum(circuit.size(p.source) * circuit.size(p.target) for p in apart)
    more = moved + tape_memory.COPIES_OF_WEIGHTS * tape_memory.DRAWN * pairs
    if (kernel := kernel_of(circuit, settings)) is not None:
        largest = max((circuit.size(p.source) * circuit.size(p.target) for p in apart), default=0)
        more += kernel.longest * (KEPT_BY_KERNEL * number * pairs + MADE_BY_KERNEL * tape_memory.DRAWN * largest)
    return (replace(found[0], memory=found[0].memory + more, length=circuit.steps),)


def kernel_of(circuit: Circuit, settings: Settings) -> DelayKernel | None:
    """The kernel of learnt delays; None where they act in whole steps."""
    if settings["trains"] != WITH_DELAYS or settings["delays_act"] != ANNEALED:
        return None
    longest = int(steps_of(float(settings["longest_delay"]), circuit.description.resolution))
    return DelayKernel(min(longest, circuit.steps), str(settings["precision"]))


class SurrogateGradientLearner(TapeLearner[AnyTape]):
    """Spikes whose slopes are smooth stand-ins."""

    _distance = staticmethod(van_rossum_distance)

    def __init__(self, circuit: Circuit, settings: Settings, seed: int, way: MemoryDemand) -> None:
        trains = settings["trains"]
        super().__init__(
            circuit, settings, seed, way, str(settings["precision"]),
            parameters=trains != WEIGHTS_ONLY, delays=trains == WITH_DELAYS,
            delays_of=str(settings["delays_of"]), kernel=kernel_of(circuit, settings),
            each_neuron=settings["parameters_of"] == EACH_NEURON, normal=normalisations(circuit, seed),
        )  # fmt: skip
        self._rate = self._rate or usual_rate(active_inputs(self.weights))
        self._statistics: Mapping[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self.drive = counted_by(settings, circuit, seed)
        if self.weights.kernel is not None:
            self.drive = self.drive.with_delays_in(self.weights.kernel.longest * circuit.description.resolution)
        if settings["start"] == FRESH:
            self.weights.draw_fresh(seed, self.drive.units)
        self._on_grid = None if settings["grid"] == FULL else OnGrid(self.weights, GRIDS[str(settings["grid"])])

    @property
    def is_by_samples(self) -> bool:
        return super().is_by_samples and not self._settings["rate_weight"]

    def take(self, own: OwnTerms) -> None:
        super().take(own)
        if not self.is_by_samples:
            demands = tape_demands(self._circuit, self._settings, self._thresholds, couples=True)
            self._way = planned_way(self._circuit, demands, self._settings)

    @property
    def _thresholds(self) -> tuple[str, ...]:
        """Those of the tapes that it makes."""
        return (tape_memory.PLAIN,)

    def _made(self, batch: int) -> AnyTape:
        return self._tape_by(batch, str(self._settings["surrogate"]), float(self._settings["width"]))

    def _tape_by(self, batch: int, threshold: str = "arctangent", width: float = 2.0) -> AnyTape:
        """A tape whose spikes are of such a threshold."""
        shown = self.weights if self._on_grid is None else self._on_grid.shown
        length, keeps = self._way.length, self._way.held == self._way.steps
        made = TapesOfBlocks(
            self._circuit, shown, self._seed, length, self._rooms, threshold, width, keeps, self.drive.gaps
        )
        return made.in_turn(batch) if self.is_by_samples else made.held(batch)

    def backward(self, batch: Batch) -> tuple[BatchOutcome, dict[Key, NDArray[Any]]]:
        tape = self.tape(len(batch.labels))
        self._put_on_grid()
        self._narrow(batch.share)
        if self.weights.normal and self._settings["start"] != FRESH and not self.weights.is_normalised:
            assert isinstance(tape, Tape), "links are normalised over a whole batch"
            tape.drop(0.0, batch.presentations)
            with tape.normalised.passing():
                tape.forward(batch.values, batch.presentations)
            self.weights.keep_function(tape.normalised.statistics())
        tape.drop(float(self._settings["dropout"]), batch.presentations)
        found = self.gradients(tape, batch)
        self._statistics = tape.normalised.estimates()
        return found

    def step(self, batch: Batch, gradients: Mapping[Key, NDArray[Any]]) -> None:
        self._descend(batch, gradients, self.drive)
        self.weights.follow(self._statistics)
        self._settle(batch)

    def _narrow(self, share: float) -> None:
        """Have delays act as they do in the batches that learn at this ``share`` of the training."""
        if self.weights.kernel is not None:
            self.weights.kernel.narrow(share, float(self._settings["annealing"]))

    def _put_on_grid(self) -> None:
        if self._on_grid is not None:
            self._on_grid.update()

    def _answered(self, tape: AnyTape, batch: Batch) -> BatchOutcome:
        self._put_on_grid()
        self._narrow(1.0)  # answers are those of whole steps
        tape.drop(0.0, batch.presentations)
        return super()._answered(tape, batch)

    def _rates(self, tape: Any, share: float = 1.0) -> tuple[float, Slopes]:
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

    def _of_classes(self, tape: AnyTape, spikes: NDArray[Any], labels: NDArray[np.int64]) -> tuple[float, NDArray[Any]]:
        if self.loss == SPIKE_RATES:
            seconds = len(spikes) * self._circuit.description.resolution / MS_PER_S
            right, wrong = (float(self._settings[name]) * seconds for name in ("right_rate", "wrong_rate"))
            return rate_error(spikes, labels, right, wrong)
        return LOSSES[self.loss](spikes, labels, float(self._settings["smoothing"]))

    def _outward(self) -> Arrays:
        return super()._outward() if self._on_grid is None else self._on_grid.outward()
