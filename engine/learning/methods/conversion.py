"""Training the drawn network as one of rectified linear units, and turning these into neurons that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Arrays, Circuit, carries_current
from engine.circuit.obstacles import moving_currents, obstacles
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.calibration import counting, mean_input
from engine.learning.calibration.counting import CountingNeuron
from engine.learning.calibration.rectified import RectifiedNetwork
from engine.learning.components import declared
from engine.learning.components.averages import average_copies
from engine.learning.components.by_gradient import GradientLearner
from engine.learning.components.drive import Drive
from engine.learning.components.gradient_refusals import class_problems, plastic_links
from engine.learning.components.losses import SPIKE_COUNTS, natural_loss, softmax_cross_entropy
from engine.learning.components.memory import DOUBLE, in_double_precision
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.components.tape_memory import COPIES_OF_WEIGHTS
from engine.learning.passes.decoder_scores import decoder_scores
from engine.learning.passes.tape import Tape
from engine.model.declaration import Payload
from engine.model.quantities import Choice, Parameter, SettingCondition
from engine.network.description import START, Population
from engine.problems import Problem, declare

FRESH, FURTHER, AS_THEY_ARE = "fresh weights", "present weights", "present weights, as they are"
TRAINED = SettingCondition("start", (FRESH, FURTHER))
HALF, AT_RESET = "half a spike before the threshold", "a whole spike before it"
PRECISION = "float32"  # of training; what is evaluated is in double precision
FLOATS_PER_STEP = 8  # arrays (steps, batch, neurons) that one population's scan keeps, rounded up
ACTIVITIES = 4096  # training samples, at most, that the scale of a layer is taken from
ANY_SEED = 0

LOOP = declare(
    "learning.conversion.loop",
    "{element} feeds itself, directly or through others; a rectified linear unit answers once.",
    "Remove the links that lead back.",
)
SILENT = declare(
    "learning.conversion.silent",
    "{element} never fires, so nothing of it reaches the next population.",
    "Use a neuron that fires; only the population that the decoder reads may be silent.",
)
COUNTS = declare(
    "learning.conversion.counts",
    "{decoder} does not read how often {element} fires, and that is what conversion makes right.",
    "Use the spike count; or read the largest value of neurons that never fire, such as an integrator.",
)


class Conversion(LearningMethod):
    """The network learns as one of rectified linear units; then each unit's value becomes a neuron's firing rate.

    Weights into a layer are multiplied by the scale of what sends and divided by the layer's own; biases are divided
    by the latter. The scale of a layer is a percentile of the values above zero that its units take on training
    samples, and becomes one spike in every step. The scores of a last layer that fires are first moved so that those
    that win lie above zero, which leaves the answer as it is. Present weights begin as what they bring a membrane in a
    step, by what a spike takes of it; as they are, they count as those of the rectified network: weights imported from
    one need no training here.

    Source: Diehl, Neil, Binas, Cook, Liu & Pfeiffer (2015), 10.1109/IJCNN.2015.7280696 (normalisation by data);
    Rueckauer, Lungu, Hu, Pfeiffer & Liu (2017), 10.3389/fnins.2017.00682, equation 6 and section 2.2 (percentiles,
    biases, reset by subtraction, input as a current); Bu, Ding, Yu & Huang (2022), Optimized potential initialization,
    AAAI 36, 11-20, arXiv 2202.01440 (half the threshold).
    """

    title = "ANN-to-SNN conversion"
    category = "Conversion"
    tells_course = True
    aliases = ("rate-based conversion", "ReLU", "weight normalisation", "snntoolbox", "Rueckauer", "ann2snn")

    learning_rate = declared.learning_rate(4e-3, where=(TRAINED,))
    percentile = Parameter(
        "1", "p", "percentile of a layer's scale", default=99.9, above=0.0, at_most=100.0,
        detail="The activity that becomes a spike in every step. Lower, and neurons saturate sooner but answer faster.",
    )  # fmt: skip
    membrane = Choice(
        (HALF, AT_RESET), "membranes start", default=HALF,
        detail="Half a spike below the threshold rounds rates instead of rounding them down: right with fewer steps.",
    )  # fmt: skip
    smoothing = declared.smoothing(0.1, (TRAINED,))
    optimizer = declared.optimizer((TRAINED,))
    schedule = declared.schedule((TRAINED,))
    warm_up = declared.warm_up((TRAINED,))
    weight_decay = declared.weight_decay((TRAINED,))
    largest_gradient = declared.largest_gradient(0.0, (TRAINED,))
    patience = declared.patience()
    average = declared.average((TRAINED,))
    average_decay = declared.average_decay((TRAINED,))
    average_start = declared.average_start((TRAINED,))
    start = declared.start(FRESH, FURTHER, AS_THEY_ARE)

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        return rectified_misfits(circuit)

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        neurons = sum(p.size * (1 + len(circuit.into(p.id))) for p in circuit.populations)
        trains = sum(circuit.size(e.id) for e in circuit.encoders)
        copies = COPIES_OF_WEIGHTS + average_copies(settings)
        answering = in_double_precision(circuit, settings, FLOATS_PER_STEP * neurons + 3 * trains, copies)
        typical = np.dtype(PRECISION).itemsize * ACTIVITIES * (neurons + trains)
        return answering + DOUBLE * mean_input.AT_ONCE + typical

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> ConversionLearner:
        return ConversionLearner(circuit, settings, seed)


def rectified_misfits(circuit: Circuit, largest: bool = False) -> Iterator[Problem]:
    """The reasons why a circuit is no network of rectified linear units; its pools may take the ``largest``."""
    found = [*moving_currents(circuit), *obstacles(circuit, values=True, largest=largest)]
    yield from found
    for stage in circuit.stages:
        if stage.is_recurrent:
            yield Problem(stage.populations[0].id, LOOP, {"element": _named(stage.populations[0])})
    yield from class_problems(circuit)
    yield from _decoder(circuit)
    yield from plastic_links(circuit)
    if found:
        return
    for encoder in circuit.encoders:
        if code := mean_input.unfit(circuit, encoder):
            yield Problem(encoder.id, code, {"model": encoder.model.title})
    for population in circuit.populations:
        yield from _neurons(circuit, population)


def _decoder(circuit: Circuit) -> Iterator[Problem]:
    decoder, output = circuit.decoder, circuit.output
    reads_values = decoder.model.hears is Payload.VALUES
    counts = not reads_values and natural_loss(decoder.model) == SPIKE_COUNTS
    if counts is not output.model.fires():
        values = {"decoder": decoder.title or decoder.model.title, "element": _named(output)}
        yield Problem(decoder.id, COUNTS, values)


def _neurons(circuit: Circuit, population: Population) -> Iterator[Problem]:
    words = {
        "model": population.model.title,
        "element": _named(population),
        "fitting": counting.counting_neuron_title(),
    }
    resolution = circuit.description.resolution
    if not population.model.fires() and population.id != circuit.output.id:
        yield Problem(population.id, SILENT, words)
        return
    if different := counting.unequal_parameter(population, ANY_SEED):
        yield Problem(population.id, counting.UNEQUAL, {**words, "quantity": different}, quantity=different)
        return
    counted = counting.counting(population, resolution, ANY_SEED)
    if isinstance(counted, str):
        yield Problem(population.id, counted, words)
        return
    for projection in circuit.into(population.id):
        if projection.synapse is None or carries_current(circuit, projection):
            continue
        if different := counting.unequal_synapses(projection):
            words = {"element": projection.title or projection.synapse.title, "quantity": different}
            yield Problem(projection.id, counting.UNEQUAL, words, quantity=different)
            continue
        found = counting.charge(projection, population, resolution, ANY_SEED)
        if isinstance(found, str):
            yield Problem(projection.id, found, {"synapse": projection.synapse.title})


def _named(population: Population) -> str:
    return population.title or population.model.title


class ConversionLearner(GradientLearner):
    """The rectified network under training, and the drawn network with what it is converted to."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int) -> None:
        super().__init__(circuit, settings, seed)
        self.weights = Weights(circuit, seed, PRECISION, parameters=False)
        self.network = RectifiedNetwork(circuit, self.weights, seed)
        resolution = circuit.description.resolution
        self._counting: dict[str, CountingNeuron] = {}
        self._charge: dict[str, float] = {}
        for population in circuit.populations:
            counted = counting.counting(population, resolution, seed)
            assert isinstance(counted, CountingNeuron)
            self._counting[population.id] = counted
            for p in circuit.into(population.id):
                brought: float | str = counted.gain
                if not carries_current(circuit, p):
                    brought = counting.charge(p, population, resolution, seed)
                assert not isinstance(brought, str)
                self._charge[p.id] = brought
        if settings["start"] == FRESH:
            self.weights.draw_fresh(seed)
        elif settings["start"] == FURTHER:
            self._count()
        train, _ = circuit.dataset.model.split(circuit.samples, circuit.dataset.parameters)
        few = np.linspace(0, len(train) - 1, min(len(train), ACTIVITIES)).astype(np.int64)
        self._typical = circuit.samples.values[np.asarray(train, np.int64)[few]]
        self._converted: Arrays | None = None
        self._spiking: Weights | None = None
        self._tapes: dict[int, Tape] = {}

    def _count(self) -> None:
        """Turn weights of the drawn network into those of units: what they bring a step, by what a spike takes."""
        for population in self._circuit.populations:
            counted = self._counting[population.id]
            self.weights.values[population.id, "bias"] *= counted.gain / counted.taken
            for p in self._circuit.into(population.id):
                sent = self.network.inputs[p.source].largest if p.source in self.network.inputs else 1.0
                self.weights.values[p.id, "weight"] *= sent * self._charge[p.id] / counted.taken

    def learn(self, batch: Batch) -> BatchOutcome:
        outputs = self.network.forward(batch.values)
        loss, slope = softmax_cross_entropy(outputs, batch.labels, float(self._settings["smoothing"]))
        if self._settings["start"] != AS_THEY_ARE:
            self._descend(batch, self.network.backward(slope), Drive())
            self._settle(batch)
            self._converted = None
        return BatchOutcome(loss, np.argmax(outputs, axis=1), 0.0)

    def _answer(self, batch: Batch) -> BatchOutcome:
        """The converted network's answers; the loss is the rectified network's."""
        outputs = self.network.forward(batch.values)
        loss, _ = softmax_cross_entropy(outputs, batch.labels, float(self._settings["smoothing"]))
        tape = self._tape(len(batch.labels))
        spikes = tape.forward(batch.values, batch.presentations)
        scores = decoder_scores(self._circuit, spikes, tape.membrane(self._circuit.output.id))
        total = sum(float(tape.spikes(p.id).sum(dtype=np.float64)) for p in self._circuit.populations)
        return BatchOutcome(loss, np.argmax(scores, axis=1), total / len(batch.labels))

    def _tape(self, batch: int) -> Tape:
        arrays = self.arrays()
        if self._spiking is None:
            spiking = circuits.circuit(with_arrays(self._circuit.description, arrays))
            self._spiking = Weights(spiking, self._seed, "float64", parameters=False)
        self._spiking.take({key: array for key, array in arrays.items() if not key[1].startswith(START)})
        if batch not in self._tapes:
            self._tapes[batch] = Tape(self._spiking.circuit, self._spiking, batch, self._seed)
        return self._tapes[batch]

    def scales(self) -> dict[str, tuple[float, float]]:
        """By encoder and population: the value that becomes one spike a step, and the one that becomes none."""
        self.network.forward(self._typical)
        share, output = float(self._settings["percentile"]), self._circuit.output
        scales = {id: (1 / mean.largest, 0.0) for id, mean in self.network.inputs.items()}
        for population in self._circuit.populations:
            sent = self.weights.device.host(self.network.sent[population.id])
            if population.id != output.id:
                above = sent[sent > 0]
                scales[population.id] = (float(np.percentile(above, share)) if above.size else 1.0, 0.0)
            elif population.model.fires():
                winning = sent.max(axis=1)
                least, most = np.sort(np.percentile(winning, [100 - share, share]))
                scales[population.id] = (float(most - least) or 1.0, float(least))
            else:
                scales[population.id] = (1.0, 0.0)
        return scales

    def _outward(self) -> Arrays:
        """The weights, biases and first membranes of the converted network."""
        if self._converted is None:
            self._converted = self._convert()
        return {key: array.copy() for key, array in self._converted.items()}

    def _convert(self) -> Arrays:
        scales, arrays = self.scales(), self.weights.outward()
        for population in self._circuit.populations:
            (scale, least), counted = scales[population.id], self._counting[population.id]
            spike = counted.taken / scale
            arrays[population.id, "bias"] = (arrays[population.id, "bias"] - least) * spike / counted.gain
            for p in self._circuit.into(population.id):
                arrays[p.id, "weight"] = arrays[p.id, "weight"] * (scales[p.source][0] * spike / self._charge[p.id])
            if population.model.fires():
                ahead = 0.5 if self._settings["membrane"] == HALF else 1.0
                first = np.array(counted.threshold - ahead * counted.taken)
                arrays[population.id, f"{START}{population.model.membrane}"] = first
        return arrays

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        super().restore(state)
        self._converted = None
