"""Back-propagation through time with a smooth stand-in for the slope of a spike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning import circuit as circuits
from engine.learning.circuit import Arrays, Circuit
from engine.learning.correlation import correlation
from engine.learning.delays import NO_DELAYS, differ, learnable
from engine.learning.figures import Merit
from engine.learning.losses import (
    LAST_MEMBRANE,
    LOSSES,
    MEMBRANES,
    VAN_ROSSUM,
    membrane_cross_entropy,
    natural_loss,
    rate_penalty,
    van_rossum_distance,
)
from engine.learning.method import Batch, LearningMethod, Outcome, Settings
from engine.learning.obstacles import obstacles
from engine.learning.optimizers import OPTIMIZERS, SCHEDULES, clipped, decay
from engine.learning.restoring import restore, state_of
from engine.learning.surrogates import SURROGATES
from engine.learning.tape import Tape
from engine.learning.wanted import target_refusals, wants_trains
from engine.learning.weights import Weights
from engine.model.declaration import Payload
from engine.model.functions import MS_PER_S
from engine.model.quantities import Choice, Parameter
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, declare
from engine.simulation.decoding import decoder_values

BY_DECODER = "what the decoder reads"
FRESH, PRESENT = "fresh weights", "present weights"
WEIGHTS_ONLY, EVERYTHING = "weights and biases", "weights, biases and neuron parameters"
WITH_DELAYS = "weights, biases, neuron parameters and delays"
FLOATS_PER_STEP = 8  # arrays (steps, batch, neurons) that one population's scan keeps, rounded up
DROPPED = 2  # copies of those of hidden spikes that are sent, and of their derivatives
COMPARED = 4  # such arrays of the read-out, where it is compared with wanted trains
COPIES_OF_WEIGHTS = 6  # the weights, their gradient, two moments, and the best copy in double precision

SILENT_READOUT = declare(
    "learning.surrogate.silent_readout",
    "{model} never fires, so its decoder has nothing to learn from.",
    "Let the decoder read a population that fires, or use a decoder of values.",
)
FIRING_READOUT = declare(
    "learning.surrogate.firing_readout",
    "{element} fires, and each spike resets the membrane that its decoder reads.",
    "Let the decoder read neurons that never fire, such as a leaky integrator, or use a decoder of spikes.",
)
LOSS_OF_SPIKES = declare(
    "learning.surrogate.loss_of_spikes",
    "{element} never fires, and the loss {loss} compares spikes.",
    "Choose a loss of the membrane.",
)
LOSS_OF_MEMBRANE = declare(
    "learning.surrogate.loss_of_membrane",
    "{element} fires, and the loss {loss} reads a membrane that no spike resets.",
    "Choose a loss of spikes, or a read-out that never fires with a decoder of values.",
)
PLASTIC = declare(
    "learning.surrogate.plastic",
    "This link changes its own weights by {plasticity}.",
    "Remove the plasticity before training by gradients.",
)
CLASSES = declare(
    "learning.surrogate.classes",
    "The read-out has {neurons} neurons, but the data has {classes} classes.",
    "Give the population that the decoder reads {classes} neurons.",
)
WANTS_TRAINS = declare(
    "learning.surrogate.wants_trains",
    "The data want spike trains of {neurons} neurons, and the loss {loss} compares {classes} classes.",
    "Choose the loss van Rossum distance.",
)


class SurrogateGradient(LearningMethod):
    """Back-propagation through time; the slope of a spike is replaced by a smooth one.

    Source: Neftci, Mostafa & Zenke (2019), Surrogate gradient learning in spiking neural networks, IEEE
    Signal Processing Magazine 36(6), 51-63, 10.1109/MSP.2019.2931595.
    """

    title = "Surrogate gradient"
    category = "Gradients"
    usual = True
    on_device = True
    aliases = ("BPTT", "backpropagation through time", "SuperSpike", "AdamW", "gradient clipping")

    learning_rate = Parameter("1", r"\eta", "learning rate", default=8e-3, above=0.0)
    surrogate = Choice(tuple(SURROGATES), "surrogate", default="arctangent")
    width = Parameter("1", "a", "sharpness", default=2.0, above=0.0)
    loss = Choice((BY_DECODER, *LOSSES, VAN_ROSSUM, *MEMBRANES), "loss", default=BY_DECODER)
    tau = Parameter("ms", r"\tau", "time constant of the distance", default=10.0, above=0.0)
    smoothing = Parameter("1", r"\epsilon", "label smoothing", default=0.1, at_least=0.0, below=1.0)
    dropout = Parameter("1", "p", "dropout", default=0.0, at_least=0.0, below=1.0)
    rate_weight = Parameter("1", r"\gamma", "weight of the rates", default=0.0, at_least=0.0)
    target_rate = Parameter("Hz", "r^*", "wanted rate before the read-out", default=40.0, at_least=0.0)
    optimizer = Choice(tuple(OPTIMIZERS), "optimizer", default="Adam")
    schedule = Choice(tuple(SCHEDULES), "schedule", default="cosine")
    weight_decay = Parameter("1", r"\lambda", "weight decay", default=0.0, at_least=0.0)
    largest_gradient = Parameter("1", "g", "largest gradient (0: any)", default=0.0, at_least=0.0)
    start = Choice((FRESH, PRESENT), "start from", default=FRESH)
    trains = Choice((WEIGHTS_ONLY, EVERYTHING, WITH_DELAYS), "trains", default=WEIGHTS_ONLY)
    precision = Choice(("float32", "float64"), "precision", default="float32")

    @classmethod
    def fits(cls, description: NetworkDescription) -> list[Problem]:
        found = circuits.problems(description)
        return found or list(_misfits(circuits.circuit(description)))

    @classmethod
    def counts_by(cls, circuit: Circuit, settings: Settings) -> Merit:
        return Merit.CORRELATION if loss_of(circuit, settings) == VAN_ROSSUM else Merit.ACCURACY

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        number = np.dtype(str(settings["precision"])).itemsize
        batch = round(float(settings["batch"]))
        neurons = sum(p.size * (1 + len(circuit.into(p.id))) for p in circuit.populations)
        channels = sum(circuit.size(e.id) for e in circuit.encoders)
        uniforms = np.dtype(np.float64).itemsize
        per_step = batch * (FLOATS_PER_STEP * neurons * number + channels * (number + 2 * uniforms))
        if settings["dropout"]:
            per_step += batch * DROPPED * number * (sum(p.size for p in circuit.populations) - circuit.output.size)
        if loss_of(circuit, settings) in (VAN_ROSSUM, *MEMBRANES):
            per_step += batch * COMPARED * uniforms * circuit.output.size
        weights = sum(circuit.size(p.source) * circuit.size(p.target) for p in circuit.projections)
        if settings["trains"] == WITH_DELAYS:
            late = list(learnable(circuit))
            per_step += 2 * batch * number * max((circuit.size(p.source) for p in late), default=0)
            weights += sum(circuit.size(p.source) * circuit.size(p.target) for p in late if differ(p))
        return circuit.steps * per_step + COPIES_OF_WEIGHTS * uniforms * weights

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> SurrogateGradientLearner:
        return SurrogateGradientLearner(circuit, settings, seed)


def loss_of(circuit: Circuit, settings: Settings) -> str:
    """The loss that is chosen; left to the decoder, wanted trains are compared where the data have them."""
    if settings["loss"] != BY_DECODER:
        return str(settings["loss"])
    if reads_membrane(circuit):
        return LAST_MEMBRANE
    return VAN_ROSSUM if wants_trains(circuit) else natural_loss(circuit.decoder.model)


def reads_membrane(circuit: Circuit) -> bool:
    """Whether the read-out never fires and its decoder reads its membrane."""
    return circuit.decoder.model.hears is Payload.VALUES and not circuit.output.model.fires()


def refusals(circuit: Circuit, delays: bool = False) -> Iterator[Problem]:
    """Why gradients cannot train spikes of this circuit to tell classes; with ``delays`` those of a link may differ."""
    yield from _without_gradient(circuit, delays)
    yield from _of_classes(circuit)


def _of_classes(circuit: Circuit) -> Iterator[Problem]:
    output, classes = circuit.output, len(circuit.samples.names)
    if output.size != classes:
        yield Problem(output.id, CLASSES, {"neurons": output.size, "classes": classes})


def _misfits(circuit: Circuit) -> Iterator[Problem]:
    """Why no loss can train this circuit."""
    if circuit.decoder.model.hears is Payload.VALUES:
        yield from _without_gradient(circuit, delays=True, values=True)
        yield from _of_classes(circuit)
        return
    if wants_trains(circuit):
        yield from _without_gradient(circuit, delays=True)
        return
    yield from refusals(circuit, delays=True)
    if circuit.samples.targets is not None and circuit.output.size != len(circuit.samples.names):
        yield from target_refusals(circuit)


def _refusals_of_loss(circuit: Circuit, loss: str) -> Iterator[Problem]:
    """Why this loss cannot train a circuit that another can."""
    output, classes = circuit.output, len(circuit.samples.names)
    if reads_membrane(circuit) is not (loss in MEMBRANES):
        words = {"element": output.title or output.id, "loss": loss}
        yield Problem(output.id, LOSS_OF_MEMBRANE if loss in MEMBRANES else LOSS_OF_SPIKES, words)
    elif loss == VAN_ROSSUM:
        yield from target_refusals(circuit)
    elif output.size != classes:
        yield Problem(output.id, WANTS_TRAINS, {"neurons": output.size, "loss": loss, "classes": classes})


def _without_gradient(circuit: Circuit, delays: bool, values: bool = False) -> Iterator[Problem]:
    """What gradients cannot pass, from spikes of the read-out or, with ``values``, from its membrane."""
    yield from obstacles(circuit, values, delays)
    output = circuit.output
    if values and output.model.fires():
        yield Problem(output.id, FIRING_READOUT, {"element": output.title or output.model.title})
    if not values and not output.model.fires():
        yield Problem(output.id, SILENT_READOUT, {"model": output.model.title})
    for projection in circuit.projections:
        if projection.plasticity is not None:
            yield Problem(projection.id, PLASTIC, {"plasticity": projection.plasticity.title})


class SurrogateGradientLearner:
    """The circuit with its tapes (one for each size of batch), loss and optimizer."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int) -> None:
        self._circuit, self._settings, self._seed = circuit, settings, seed
        self.loss = loss_of(circuit, settings)
        problems = list(_refusals_of_loss(circuit, self.loss))
        if settings["trains"] == WITH_DELAYS and not any(learnable(circuit)):
            problems.append(Problem(circuit.into(circuit.output.id)[0].id, NO_DELAYS))
        if problems:
            raise NetworkError(problems)
        trains = settings["trains"]
        self.weights = Weights(
            circuit, seed, str(settings["precision"]), trains != WEIGHTS_ONLY, delays=trains == WITH_DELAYS
        )
        if settings["start"] == FRESH:
            self.weights.draw_fresh(seed)
        self.optimizer = OPTIMIZERS[str(settings["optimizer"])](float(settings["learning_rate"]))
        self._decay, self._largest = float(settings["weight_decay"]), float(settings["largest_gradient"])
        self._tapes: dict[int, Tape] = {}

    def tape(self, batch: int) -> Tape:
        """The tape for a batch of this many samples."""
        if batch not in self._tapes:
            self._tapes[batch] = Tape(
                self._circuit, self.weights, batch, self._seed,
                str(self._settings["surrogate"]), float(self._settings["width"]),
            )  # fmt: skip
        return self._tapes[batch]

    def learn(self, batch: Batch) -> Outcome:
        tape = self.tape(len(batch.labels))
        outcome, slope = self._outcome(tape, batch, float(self._settings["dropout"]))
        penalty, by_rates = self._rates(tape)
        outcome = replace(outcome, loss=outcome.loss + penalty)
        pace = SCHEDULES[str(self._settings["schedule"])](batch.share)
        self.optimizer.rate = pace * float(self._settings["learning_rate"])
        weights = self.weights.values
        gradients = clipped(tape.backward(slope, by_rates), self._largest)  # before decay: it reads the weights
        decay((w for (_, name), w in weights.items() if name == "weight"), self.optimizer.rate * self._decay)
        self.optimizer.step(weights, gradients)
        self.weights.keep_bounds()
        return outcome

    def answer(self, batch: Batch) -> Outcome:
        return self._outcome(self.tape(len(batch.labels)), batch)[0]

    def _rates(self, tape: Tape) -> tuple[float, dict[str, NDArray[Any]]]:
        """What rates beside the wanted one cost, and its slopes by the spikes of all populations but the read-out."""
        weight, total = float(self._settings["rate_weight"]), 0.0
        wanted = float(self._settings["target_rate"]) * self._circuit.dataset.sample_time / MS_PER_S
        slopes: dict[str, NDArray[Any]] = {}
        for population in self._circuit.populations if weight else ():
            if population.id != self._circuit.output.id and population.model.fires():
                penalty, slope = rate_penalty(tape.spikes(population.id), wanted)
                total += weight * penalty
                slopes[population.id] = weight * slope
        return total, slopes

    def _outcome(self, tape: Tape, batch: Batch, dropout: float = 0.0) -> tuple[Outcome, NDArray[Any]]:
        tape.drop(dropout, batch.presentations)
        spikes = tape.device.host(tape.forward(batch.values, batch.presentations))
        loss, slope, merits = self._loss(tape.device.host(tape.membranes) if self.loss in MEMBRANES else spikes, batch)
        scores = self._scores(tape, spikes)
        total = sum(scan.fired() for scan in tape.scans.values())
        return Outcome(loss, np.argmax(scores, axis=1), total / len(batch.labels), merits), slope

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
        return distance, slope, correlation(spikes, batch.targets, h)

    def _scores(self, tape: Tape, spikes: NDArray[Any]) -> NDArray[Any]:
        """What speaks for each answer (batch, neurons)."""
        return read_out(self._circuit, spikes, tape.device.host(tape.membrane(self._circuit.output.id)))

    def arrays(self) -> Arrays:
        return self.weights.outward()

    def state(self) -> dict[str, NDArray[Any]]:
        return state_of(self.weights, self.optimizer)

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        restore(state, self.weights, self.optimizer)


def read_out(circuit: Circuit, spikes: NDArray[Any], sent: NDArray[Any] | None = None) -> NDArray[np.float64]:
    """The decoder's scores (batch, neurons) of the read-out's spikes (steps, batch, neurons).

    ``sent`` (batch, neurons) is what the read-out sends at the end, for a decoder of values.
    """
    h, decoder = circuit.description.resolution, circuit.decoder
    values = decoder_values(decoder, h)
    memory = decoder.model.memory(spikes.shape[1:], values)
    times = np.asarray(h * np.arange(1, len(spikes) + 1), np.float64)
    decoder.model.hear_all(memory, spikes > 0, times, values)
    if decoder.model.hears is Payload.VALUES and sent is not None:
        memory["y"][...] = sent
    return decoder.model.scores(memory, circuit.steps * h, circuit.steps * h, values)
