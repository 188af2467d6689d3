"""The source of plots: the frames of a run with the names, sizes and colours of the document."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.document import signals, vocabulary
from app.document.document import Change, Document
from app.document.elements import Node, NodeKind
from app.document.place_words import link_words
from app.document.third_factors import third_factor
from app.i18n.translation import tr
from app.plots.sources.chosen_neurons import ChosenNeurons
from app.plots.sources.followed_neuron import FollowedNeuron
from app.plots.sources.followed_synapses import FollowedSynapses
from app.plots.sources.known_weights import KnownWeights
from app.plots.sources.offered_quantities import factor_offers, neuron_model
from app.plots.sources.recorded import RecordedTrace
from app.plots.sources.trace_set import TraceSets
from app.running.record.activity import shown_class_names
from app.running.record.known_samples import KnownSamples
from app.running.record.ring_buffer import RingBuffer
from app.running.report import RunState
from app.running.run import Run
from app.running.trainings.trained_weights import TrainedWeights
from engine.model.declaration import SynapseModel
from engine.model.decoding import Gives
from engine.model.topology import Shape
from engine.network.description import NetworkDescription, Recording

FIRES = (NodeKind.POPULATION, NodeKind.ENCODER, NodeKind.STIMULUS)


@dataclass(frozen=True)
class Element:
    """Something that fires: ``size`` neurons or channels in the identity colour ``slot``."""

    id: str
    title: str
    size: int
    slot: int
    kind: str


@dataclass(frozen=True)
class Projected:
    """A projection whose weights can be looked at."""

    id: str
    title: str
    slot: int
    source_title: str
    ends: tuple[str, str]  # ids of the nodes that it joins
    interest: int  # of several, the view shows one of the highest: 4 learns, 2 was trained once, 1 joins populations


@dataclass(frozen=True)
class ShownSample:
    """A sample by its ``index``, shown from ``begin`` on for ``lasts``, both in ms."""

    index: int
    words: str
    begin: float
    lasts: float


@dataclass(frozen=True)
class ReadDecoder:
    """A decoder: whether it answers by classes or by values, and the dataset that knows better, empty for none."""

    id: str
    title: str
    slot: int
    gives_class: bool
    labels: str


class PlotSource(QObject):
    """The run and the document as plots see them."""

    changed = Signal()  # elements, names, colours or traces
    replaced = Signal()  # the document, by another

    def __init__(
        self, run: Run, document: Document, trained: TrainedWeights | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._run = run
        self.weights = KnownWeights(run, lambda: self.document, self.data_of, trained)
        self.document = document
        self.shown = TraceSets(self, run)
        self._watching: Counter[str] = Counter()  # how many views want fresh weights, by projection
        self.selected_projection = ""
        if trained is not None:
            trained.changed.connect(self.changed)
        self.synapses = FollowedSynapses(run, self.changed.emit)
        self.neuron = FollowedNeuron(run)
        self.chosen = ChosenNeurons(self)
        self.changed.connect(self._forget_names)  # before any view hears of it
        document.changed.connect(self._document_changed)
        run.state_changed.connect(self.changed)

    @property
    def is_prepared(self) -> bool:
        """False while the network is being built."""
        return self._run.state != RunState.PREPARING

    @property
    def frames(self) -> RingBuffer:
        return self._run.frames

    @property
    def network(self) -> NetworkDescription | None:
        """The network that runs, or that was last asked for."""
        return self._run.description

    @property
    def resolution(self) -> float:
        """ms per step."""
        return self._run.resolution

    @property
    def latest(self) -> float:
        """The newest time in ms."""
        return self._run.frames.latest_step * self._run.resolution

    @property
    def is_running(self) -> bool:
        return self._run.is_active

    def set_document(self, document: Document) -> None:
        """Another document; what was watched is watched no longer."""
        self.document.changed.disconnect(self._document_changed)
        self.document = document
        document.changed.connect(self._document_changed)
        for each in self.shown:
            each.begin_anew()
        self.selected_projection = ""
        self.synapses.forget()
        self.neuron.leave()
        self.chosen.forget()
        self.replaced.emit()
        self.changed.emit()

    def elements(self) -> list[Element]:
        """Everything that fires in this run, from left to right as drawn."""
        return [element for element in self._running() if signals.fires(self.document.nodes[element.id])]

    def title_of(self, id: str) -> str:
        """The name of a node, empty where it is drawn no longer."""
        node = self.document.nodes.get(id)
        return "" if node is None else node.title

    def titled(self, title: str) -> list[str]:
        """Ids of the nodes of this name."""
        return [node.id for node in self.document.nodes.values() if node.title == title]

    def _running(self) -> list[Element]:
        nodes = [node for node in self.document.nodes.values() if node.kind in FIRES]
        found = []
        for node in sorted(nodes, key=lambda node: (node.position[0], node.position[1], node.id)):
            size = self.frames.size_of(node.id)
            if size is not None:
                found.append(Element(node.id, node.title, size, node.identity, node.kind))
        return found

    def datasets(self) -> list[str]:
        """Ids of datasets whose presentations are marked."""
        return [node.id for node in self.document.nodes.values() if node.kind == NodeKind.DATASET]

    def traces(self) -> list[RecordedTrace]:
        """The traces that views of traces show, each once."""
        return self.shown.traces()

    def select(self, element: str) -> None:
        """A selected projection is what views of weights show; populations and third factors get a trace."""
        if element in self.document.links:
            self.select_projection(element)
        if (factor := third_factor(self.document, element)) is not None and self.frames.latest_step:
            for offer in factor_offers(self.document, factor):
                self.shown.current.show_offer(offer, (0,))
        if not any(trace.element == element for trace in self.traces()) and self.frames.latest_step:
            self.shown.current.show(element, (0,))

    def select_projection(self, projection: str) -> None:
        """Select what views of weights show where nothing was chosen in them; with "" that is what learns."""
        if projection != self.selected_projection:
            self.selected_projection = projection
            self.changed.emit()

    def traceable(self) -> list[Element]:
        """Populations with a state to watch."""
        return [e for e in self._running() if neuron_model(self.document.nodes.get(e.id)) is not None]

    def projections(self) -> list[Projected]:
        """Projections as drawn."""
        found = []
        for link in self.document.links.values():
            source, target = self.document.nodes.get(link.source), self.document.nodes.get(link.target)
            if link.synapses is None or source is None or target is None:
                continue
            title = link_words(self.document, link)
            learns = vocabulary.learns(link) or self.weights.are_trained(link.id)
            interest = 4 * learns + 2 * link.synapses.trained + (source.kind == NodeKind.POPULATION)
            found.append(Projected(link.id, title, source.identity, source.title, (source.id, target.id), interest))
        return found

    def target(self, projection: str) -> Node | None:
        """The population that a projection goes to."""
        link = self.document.links.get(projection)
        return None if link is None else self.document.nodes.get(link.target)

    def data_of(self, encoder: str) -> KnownSamples | None:
        """The data that an encoder encodes, None before it is built."""
        dataset = self.dataset_of(encoder)
        return self.frames.datasets.get(dataset) if dataset else None

    def grid_of(self, element: str) -> Shape | None:
        """Channels, rows and columns of what fires or has a state in this run; None where it is on no grid."""
        known, size, network = self.data_of(element), self.frames.size_of(element), self.network
        shape = None if known is None else known.samples.grid
        if known is None and network is not None and element in network.population_of:
            from engine.sampling.space import grid_of

            shape = grid_of(network, element)
        return shape if shape is not None and math.prod(shape) == size else None

    def replace_recording(self, before: Recording | None, after: Recording | None) -> None:
        """End a recording that a view asked for, and begin another."""
        if before is not None:
            self._run.unwatch(before.id)
        if after is not None:
            self._run.watch(after)

    def dataset_of(self, encoder: str) -> str:
        """The dataset that an encoder of this run encodes, empty for anything else."""
        description = self._run.description
        known = description.encoder_of.get(encoder) if description is not None else None
        return "" if known is None else known.dataset

    def shown_at(self, encoder: str, time: float) -> ShownSample | None:
        """The sample that an encoder was shown at a time in ms, None where there was none."""
        dataset, description = self.dataset_of(encoder), self._run.description
        shown = self.frames.shown(dataset, int(time / self.resolution))
        if description is None or not len(shown.first_steps) or shown.first_steps[0] * self.resolution > time:
            return None
        lasts = description.dataset_of[dataset].sample_time
        words = self.sample_words(dataset, int(shown.labels[0]))
        return ShownSample(int(shown.indices[0]), words, float(shown.first_steps[0]) * self.resolution, lasts)

    def sample_words(self, dataset: str, label: int) -> str:
        """Words for a sample with this label; without a class, what it is."""
        known = self.frames.datasets.get(dataset)
        names = known.names if known is not None else ()
        name = names[label] if 0 <= label < len(names) else str(label)
        is_image = known is not None and known.samples.is_images
        if label < 0 or (known is not None and not (names or known.samples.have_classes)):
            return tr("image") if is_image else tr("sample")
        return tr("image {name}", name=name) if is_image else tr("sample {name}", name=name)

    def decoders(self) -> list[ReadDecoder]:
        """The decoders of this run, from left to right as drawn."""
        description = self._run.description
        found = []
        for decoder in description.decoders if description is not None else ():
            node = self.document.nodes.get(decoder.id)
            if node is not None:
                gives_class = decoder.model.gives is Gives.CLASS
                found.append(
                    (node.position, ReadDecoder(node.id, node.title, node.identity, gives_class, decoder.labels or ""))
                )
        return [read for _, read in sorted(found, key=lambda pair: (pair[0], pair[1].id))]

    def class_names(self, decoder: ReadDecoder, classes: int) -> tuple[str, ...]:
        """Of every class, or number of every value, that a decoder has a score for."""
        return shown_class_names(self.frames.datasets.get(decoder.labels), classes)

    def weight_unit(self, projection: str) -> str:
        """The unit in which the projection's weights are given, empty for plain numbers."""
        link = self.document.links.get(projection)
        if link is None or link.synapses is None or link.synapses.synapse is None:
            return ""
        model = vocabulary.model_of(link.synapses.synapse)
        return model.weight.unit if model is not None and issubclass(model, SynapseModel) else ""

    def watch_weights(self, projection: str, wanted: bool = True) -> None:
        """Keep snapshots of a projection's weights fresh, for as long as any view wants that."""
        before = self._watching[projection]
        self._watching[projection] += 1 if wanted else -1
        if not (before and self._watching[projection]):
            self._run.watch_weights(projection, wanted)

    def _forget_names(self) -> None:
        for each in self.shown:
            each.forget_names()

    def _document_changed(self, change: Change) -> None:
        if self.chosen.element in change.removed:
            self.chosen.forget()
        self.changed.emit()
