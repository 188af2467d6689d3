"""Learning by the plasticity that is drawn on links, without labels; these are given to the neurons afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.obstacles import obstacles
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.components import declared
from engine.learning.components.memory import DOUBLE, in_double_precision
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.passes.decoder_scores import decoder_scores
from engine.learning.passes.presenting import PresentedSamples, Presenting
from engine.learning.passes.tape import Tape
from engine.model.quantities import Parameter, SettingCondition
from engine.network.values import Floats
from engine.problems import Problem, declare
from engine.simulation.operations.decoding import decoder_values

PRECISION = "float64"  # what is trained is what a run shows
FLOATS_PER_STEP = 12  # arrays (steps, batch, neurons) that answering keeps, rounded up
FLOATS_PER_TRAIN = 4  # the same of encoders
FLOATS_PER_SYNAPSE = 12  # weights, states, places and copies of the simulation, rounded up
LABELLING = 3 << 30  # presentations that label are numbered from here, those of training from 2 << 30

NOTHING_LEARNS = declare(
    "learning.local.nothing_learns",
    "Nothing in this network changes its own weights.",
    "Give a link a rule of plasticity, such as pair STDP.",
)
NO_LABELS_FOR_NEURONS = declare(
    "learning.local.decoder",
    "{decoder} takes each neuron for a class of its own, and there {neurons:is|are} {neurons} "
    "{neurons:neuron|neurons} for {classes} {classes:class|classes}.",
    "Use the decoder of labelled neurons, or {classes} {classes:neuron|neurons} and a rule that hears a reward.",
)

LABELLED, NAMED = "labelled", "named"
LABELS_NEURONS = SettingCondition("neurons", (LABELLED,), "The decoder knows which neuron is which class.")


class LocalPlasticity(LearningMethod):
    """The drawn network runs, sample after sample, and its links change themselves by their rules of plasticity.

    No label takes part. Weights and moving thresholds stay from one sample to the next; membranes, receptors and traces
    begin anew. A sample with fewer spikes than are wanted is shown again, brighter. After each epoch the samples are
    shown once more to the network as it then is, at rest, and the decoder learns to which classes each neuron answers.
    The loss is how far the weights moved, as a share of all weights.

    Source: Diehl & Cook (2015), Unsupervised learning of digit recognition using spike-timing-dependent plasticity,
    Frontiers in Computational Neuroscience 9, 99, 10.3389/fncom.2015.00099, section 2.
    """

    title = "Local plasticity"
    category = "Local rules"
    stays_because = "It shows one sample after another, step by step: a device would wait more than it computes."
    aliases = ("unsupervised", "STDP", "Hebbian", "Diehl and Cook", "self-organisation", "winner take all")

    epochs = declared.epochs(5.0)
    batch = declared.batch(
        32.0, "samples at a time", "Samples between two reports. Each changes the weights by itself."
    )
    fewest = Parameter(
        "1", "n_s", "fewest spikes of a sample", default=5.0, at_least=0.0, integer=True,
        detail="A sample to which the read-out answers with fewer spikes is shown again, brighter. 0: never.",
    )  # fmt: skip
    rise = Parameter(
        "1", "r", "rise when shown again", default=0.5, at_least=0.0, where=(SettingCondition("fewest"),),
        detail="By what share of its brightness it is brighter each time.",
    )  # fmt: skip
    labelled_by = Parameter(
        "1", "n_l", "samples for labels", default=10_000.0, at_least=1.0, integer=True, where=(LABELS_NEURONS,),
        detail="How many of the newest samples say which class each neuron answers to.",
    )  # fmt: skip

    patience = declared.patience()

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        yield from obstacles(circuit, largest=True)
        output, decoder, classes = circuit.output, circuit.decoder, len(circuit.samples.names)
        if all(p.plasticity is None for p in circuit.projections):
            yield Problem(output.id, NOTHING_LEARNS)
        if not decoder.model.labels_neurons and output.size != classes:
            words = {"decoder": decoder.title or decoder.model.title, "neurons": output.size, "classes": classes}
            yield Problem(decoder.id, NO_LABELS_FOR_NEURONS, words)

    @classmethod
    def circumstances(cls, circuit: Circuit) -> dict[str, str]:
        return {LABELS_NEURONS.name: LABELLED if circuit.decoder.model.labels_neurons else NAMED}

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        neurons = sum(p.size * (1 + len(circuit.into(p.id))) for p in circuit.populations)
        trains = sum(circuit.size(e.id) for e in circuit.encoders)
        per_step = FLOATS_PER_STEP * neurons + FLOATS_PER_TRAIN * trains
        running = in_double_precision(circuit, settings, per_step, FLOATS_PER_SYNAPSE)
        kept = min(round(float(settings["labelled_by"])), len(circuit.samples.labels))
        sample = int(np.prod(circuit.samples.values.shape[1:]))
        return running + DOUBLE * kept * (sample + circuit.output.size)

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> LocalPlasticityLearner:
        return LocalPlasticityLearner(circuit, settings, seed)


class LocalPlasticityLearner:
    """The running network, the samples it saw since neurons were labelled, and the network at rest that answers."""

    def __init__(self, circuit: Circuit, settings: Settings, seed: int) -> None:
        self._circuit, self._seed = circuit, seed
        self._classes = len(circuit.samples.names)
        self._kept = round(float(settings["labelled_by"]))
        self.presenting = Presenting(circuit, seed, round(float(settings["fewest"])), float(settings["rise"]))
        self._seen: list[tuple[Floats, int]] = []
        self._heard: list[tuple[Floats, int]] = []
        self._labels = self._labelled([], [])
        self._resting: RestingNetwork | None = None

    def learn(self, batch: Batch) -> BatchOutcome:
        """Show the samples one by one; the answers are by the labels that neurons have so far."""
        before = self.presenting.weights()
        answers, spikes = [], 0
        read = circuits.circuit(with_arrays(self._circuit.description, self._running_labels()))
        for values, label, number in zip(batch.values, batch.labels, batch.presentations, strict=True):
            shown = self.presenting.show(values, int(label), int(number))
            answers.append(int(np.argmax(decoder_scores(read, shown.fired, shown.membrane))))
            spikes += shown.spikes
            if self._circuit.decoder.model.labels_neurons:
                self._heard.append((heard(self._circuit, shown.fired)[0], int(label)))
                self._seen.append((np.array(values), int(label)))
        self._seen, self._heard = self._seen[-self._kept :], self._heard[-self._kept :]
        self._resting = None
        after = self.presenting.weights()
        moved = sum(float(np.abs(after[id] - before[id]).sum()) for id in after)
        whole = sum(float(np.abs(w).sum()) for w in after.values())
        return BatchOutcome(moved / whole if whole else 0.0, np.array(answers, np.int64), spikes / len(batch.labels))

    def answer(self, batch: Batch) -> BatchOutcome:
        """The network's answers at rest."""
        resting = self._at_rest()
        shown = resting.show(batch.values, batch.presentations)
        answers = np.argmax(decoder_scores(resting.circuit, shown.fired, shown.membrane), axis=1)
        return BatchOutcome(float("nan"), answers, shown.spikes / len(batch.labels))  # at rest nothing moves

    def arrays(self) -> Arrays:
        self._at_rest()
        return {**self.presenting.arrays(), **self._labels}

    def state(self) -> dict[str, NDArray[Any]]:
        labels = {f"label/{name}": array for (_, name), array in self._labels.items()}
        return self.presenting.state() | labels

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        self.presenting.restore(state)
        self._labels = {key: state[f"label/{key[1]}"] for key in self._labels}
        self._seen, self._heard, self._resting = [], [], None

    def _at_rest(self) -> RestingNetwork:
        """The network as it is now; its neurons have been labelled by what they saw."""
        if self._resting is None:
            resting = RestingNetwork(self._circuit, self.presenting.arrays(), self._seed)
            if self._seen:
                self._labels = self._label(resting)
                self._seen, self._heard = [], []
            self._resting = RestingNetwork(self._circuit, {**self.presenting.arrays(), **self._labels}, self._seed)
        return self._resting

    def _label(self, resting: RestingNetwork) -> Arrays:
        """Show everything that was seen once more."""
        labels, found = [label for _, label in self._seen], []
        for first in range(0, len(self._seen), LABELLED_AT_ONCE):
            part = self._seen[first : first + LABELLED_AT_ONCE]
            numbers = np.arange(LABELLING + first, LABELLING + first + len(part))
            shown = resting.show(np.stack([values for values, _ in part]), numbers)
            found.append(heard(self._circuit, shown.fired))
        return self._labelled(np.concatenate(found), labels)

    def _running_labels(self) -> Arrays:
        """By what was heard while learning, until neurons have been labelled for the first time."""
        if any(array.any() for array in self._labels.values()) or not self._heard:
            return self._labels
        return self._labelled(np.stack([h for h, _ in self._heard]), [label for _, label in self._heard])

    def _labelled(self, found: Any, labels: list[int]) -> Arrays:
        decoder = self._circuit.decoder
        if not decoder.model.labels_neurons:
            return {}
        heard = np.reshape(np.asarray(found, np.float64), (len(labels), self._circuit.output.size))
        series = decoder.model.labelled(heard, np.array(labels, np.int64), self._classes)
        return {(decoder.id, name): array for name, array in series.items()}


LABELLED_AT_ONCE = 64  # samples


class RestingNetwork:
    """The network with what it has learnt, which learns no more: as a test shows it."""

    def __init__(self, circuit: Circuit, arrays: Arrays, seed: int) -> None:
        self.circuit, self._seed = circuits.circuit(with_arrays(circuit.description, arrays)), seed
        self._weights = Weights(self.circuit, seed, PRECISION, parameters=False)
        self._tapes: dict[int, Tape] = {}

    def show(self, values: Floats, presentations: NDArray[np.int64]) -> PresentedSamples:
        """Show samples side by side."""
        count = len(values)
        if count not in self._tapes:
            self._tapes[count] = Tape(self.circuit, self._weights, count, self._seed)
        tape = self._tapes[count]
        fired = tape.forward(values, presentations).copy()
        spikes = sum(int(tape.spikes(p.id).sum(dtype=np.float64)) for p in self.circuit.populations)
        return PresentedSamples(fired, tape.membrane(self.circuit.output.id).copy(), spikes)


def heard(circuit: Circuit, fired: NDArray[Any]) -> Floats:
    """The values (batch, neurons) that the decoder heard of spikes (steps, batch, neurons)."""
    h, model = circuit.description.resolution, circuit.decoder.model
    values = decoder_values(circuit.decoder, h)
    memory = model.memory(fired.shape[1:], values)
    model.hear_all(memory, fired > 0, np.asarray(h * np.arange(1, len(fired) + 1), np.float64), values)
    return model.heard(memory, len(fired) * h, values)
