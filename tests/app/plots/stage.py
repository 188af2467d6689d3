"""A drawn network like the digits example, and a run that fires at random but always alike."""

from __future__ import annotations

import time
from copy import deepcopy
from typing import Any

import numpy as np
from msgspec import structs
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.elements import Link, Node, Synapses
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.running.record.ring_buffer import RecordedSamples, RecordedSpikes
from app.running.run import Run
from app.running.simulated import Progress, RunSettings
from engine.model.data import Samples as Data
from engine.model.registry import discovery
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
)
from tests.app.running.fake import Answer, Chunk, Shown

LIF = "neurons/leaky_integrate_and_fire"
SAMPLE_STEPS = 250
CHANNELS = 64
READS = "9"  # the decoder
FED = "8"  # the projection from the encoder of images
ENOUGH = 100  # steps after which others have their turn
RATE = 0.03  # spikes per step and neuron


class RandomSimulation:
    """Spikes and membranes from a generator; weights of two dense projections that drift."""

    backend = "fake"
    is_compiling = False

    def __init__(self, description: NetworkDescription, settings: RunSettings, progress: Progress) -> None:
        self.description = description
        self.step = 0
        self.synaptic_events = 0
        self.random = np.random.default_rng(settings.seed)
        self._recordings: dict[str, Recording] = {}
        self._weights = {"5": self.random.normal(0.0, 0.2, 1000), FED: self.random.normal(0.0, 0.1, 100 * CHANNELS)}

    def advance(self, steps: int, _goes_on: object = None) -> Chunk:
        first, self.step = self.step, self.step + steps
        if steps >= ENOUGH:  # woken late on a busy machine, a step alone would seem to last as long as a chunk may
            time.sleep(0.001)
        spikes = {p.id: self.spikes_of(first, steps, p.size) for p in self.description.populations}
        spikes |= {e.id: self.spikes_of(first, steps, CHANNELS) for e in self.description.encoders}
        numbers = np.arange(first + 1, first + steps + 1)
        samples = {
            id: RecordedSamples(
                numbers, np.tile(self._membrane(numbers, index)[:, None], len(recording.indices or (0,)))
            )
            for index, (id, recording) in enumerate(self._recordings.items())
        }
        shown = [
            Shown(step, step // SAMPLE_STEPS % 100, step // SAMPLE_STEPS % 10)
            for step in range(first, first + steps)
            if step % SAMPLE_STEPS == 0
        ]
        for weights in self._weights.values():
            weights += self.random.normal(0.0, 0.002, len(weights))
        self.synaptic_events += 1000 * steps
        shown_by = {d.id: shown for d in self.description.datasets}
        answers = {d.id: self._answers(first, steps) for d in self.description.decoders}
        partial = {d.id: self.random.poisson(3.0, 10).astype(np.float64) for d in self.description.decoders}
        return Chunk(first, steps, spikes, samples, shown_by, answers, partial)

    def _answers(self, first: int, steps: int) -> list[Answer]:
        """Right but for every fourth sample, whose answer is the next class."""
        answers = []
        for end in range(first + 1, first + steps + 1):
            if end % SAMPLE_STEPS == 0:
                sample = end // SAMPLE_STEPS - 1
                answer = (sample + (sample % 4 == 0)) % 10
                answers.append(Answer(end, sample, np.eye(10)[answer] * 8.0, answer, sample % 10))
        return answers

    def spikes_of(self, first: int, steps: int, size: int) -> RecordedSpikes:
        at = np.argwhere(self.random.random((steps, size)) < RATE)
        return RecordedSpikes(at[:, 0] + first + 1, at[:, 1].astype(np.int32))

    def _membrane(self, steps: np.ndarray[Any, Any], index: int) -> Any:
        return -60 + 5 * np.sin(steps / (60 + 20 * index)) + self.random.normal(0, 0.7, len(steps))

    def apply(self, change: Any) -> None:
        raise KeyError(change)

    def record(self, recording: Recording) -> None:
        self._recordings[recording.id] = recording

    def stop_recording(self, id: str) -> None:
        del self._recordings[id]

    def carry_from(self, other: Any) -> None:
        self.step = other.step

    state_size = 64
    edit_log: tuple[Any, ...] = ()

    def state(self) -> Any:
        return self.step, self.synaptic_events, self.random.bit_generator.state, deepcopy(self._weights)

    def restore(self, state: Any) -> None:
        self.step, self.synaptic_events, self.random.bit_generator.state, weights = state
        self._weights = deepcopy(weights)

    def refusal(self, state: Any) -> str:
        return ""

    def samples(self, dataset_id: str) -> Data:
        labels = np.arange(100) % 10
        return Data(np.zeros((100, CHANNELS)), labels, (8, 8), tuple(str(i) for i in range(10)))

    def weights(self, projection_id: str) -> Any:
        return self._weights[projection_id]

    def connections(self, projection_id: str) -> Connections:
        post, pre = np.divmod(np.arange(len(self._weights[projection_id])), 100 if projection_id == "5" else CHANNELS)
        return Connections(pre, post)


def drawn(hidden: int = 100) -> Document:
    """Dataset, encoder, two populations."""
    document = Document()
    synapses = Synapses("synapses/exponential_current", "wiring/all_to_all", 0.1, 1.0, "mixed")
    document.nodes = {
        "1": Node("1", "dataset", "datasets/digits", "Digits", (0, 0)),
        "2": Node("2", "encoder", "encoders/poisson", "Poisson", (200, 0), identity=5),
        "3": Node("3", "population", LIF, "Hidden", (400, 0), size=hidden, identity=0),
        "4": Node("4", "population", LIF, "Output", (600, 0), size=10, identity=1),
        READS: Node(READS, "decoder", "decoders/spike_count", "Answer", (800, 0)),
    }
    document.links = {
        "5": Link("5", "3", "spikes", "4", "input", synapses),
        FED: Link(FED, "2", "spikes", "3", "input", synapses),
    }
    return document


def described(document: Document) -> NetworkDescription:
    """What it means, as far as the fake simulation needs it."""
    model: Any = discovery.find(LIF)
    data: Any = discovery.find("datasets/digits")
    poisson: Any = discovery.find("encoders/poisson")
    populations = tuple(Population(n.id, model, n.size) for n in document.nodes.values() if n.kind == "population")
    counting: Any = discovery.find("decoders/spike_count")
    synapse: Any = discovery.find("synapses/exponential_current")
    wiring: Any = discovery.find("wiring/all_to_all")
    return NetworkDescription(
        0.1,
        populations,
        (Projection("5", "3", "4", synapse, wiring, 0.1), Projection(FED, "2", "3", synapse, wiring, 0.1)),
        datasets=(Dataset("1", data),),
        encoders=(Encoder("2", poisson, "1"),),
        decoders=(Decoder(READS, counting, "4", "1"),),
    )


class Stage:
    """Everything that a view needs, running."""

    def __init__(self, hidden: int = 100) -> None:
        self.document = drawn(hidden)
        self.run = Run(simulate=RandomSimulation)
        self.time_range = TimeRange()
        self.source = PlotSource(self.run, self.document)

    def put_on_grids(self) -> Stage:
        """Both populations on grids, and each output neuron before a window of the hidden ones."""
        for id, rows, columns in (("3", 10.0, self.document.nodes["3"].size / 10.0), ("4", 2.0, 5.0)):
            places = {"rows": rows, "columns": columns}
            self.document.nodes[id] = structs.replace(
                self.document.nodes[id], arrangement="positions/grid", places=places
            )
        link = self.document.links["5"]
        assert link.synapses is not None
        seen = structs.replace(link.synapses, wiring="wiring/local_receptive_field")
        self.document.links["5"] = structs.replace(link, synapses=seen)
        return self

    def start(self, until_ms: float | None = None) -> None:
        """Run; to a time and stand still where one is given."""
        settings = RunSettings(speed=0.0)
        self.run.start(described(self.document), settings, paused=until_ms is not None)
        if until_ms is not None:
            self.run.resume(until_ms)

    def play_until(self, ms: float, qtbot: QtBot) -> None:
        """Go on to a time and wait until it stands still there."""
        self.run.resume(until_ms=ms)
        step = round(ms / self.run.resolution)
        status = self.run.status
        qtbot.waitUntil(lambda: self.run.state == status().state == "paused" and status().step == step)

    def close(self) -> None:
        self.run.close()
