"""The traces that a view shows: every view has its own, and a neuron that several of them show is recorded once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from app.document.document import Document
from app.document.elements import Node
from app.i18n.translation import listed, tr
from app.plots.sources.offered_quantities import QuantityOffer, neuron_model, offers
from app.plots.sources.recorded import RecordedTrace, recorded_traces
from app.running.run import Run
from engine.network.description import Recording

if TYPE_CHECKING:
    from app.plots.sources.source import PlotSource

MOST_TRACES = 64
MANY = 4  # populations, beyond which one neuron of each leaves its name enough room
OWN = "trace:"  # begins the names of the recordings that views ask for themselves

Watched = tuple[str, str, int]
"""An element, a quantity, and the number of a neuron."""


class TraceRecordings:
    """A recording is made for as long as any of its neurons is shown by any view."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._places: dict[Watched, tuple[str, int]] = {}
        self._users: Counter[Watched] = Counter()
        self._numbers = count()

    def take(self, element: str, quantity: str, neurons: Sequence[int], interval: float) -> list[tuple[str, int]]:
        """Recording and column of each neuron; those that nobody shows yet come into one recording together."""
        wanted: list[Watched] = [(element, quantity, neuron) for neuron in neurons]
        fresh = tuple(neuron for each in wanted if each not in self._places for neuron in each[2:])
        if fresh:
            id = f"{OWN}{next(self._numbers)}"
            self._places |= {(element, quantity, neuron): (id, column) for column, neuron in enumerate(fresh)}
            self._run.watch(Recording(id, element, quantity, fresh, interval))
        self._users.update(wanted)
        return [self._places[each] for each in wanted]

    def leave(self, trace: RecordedTrace) -> None:
        """One view less shows it."""
        self._users[trace.element, trace.quantity, trace.neuron] -= 1
        together = [each for each, (id, _) in self._places.items() if id == trace.recording]
        if not any(self._users[each] > 0 for each in together):
            for each in together:
                del self._places[each], self._users[each]
            self._run.unwatch(trace.recording)


class TraceSet:
    """The traces of one view: those that were chosen for it, and what drawn recorders keep.

    Those of a population that was deleted, or of neurons that it has no longer, come back with them.
    """

    def __init__(self, source: PlotSource, recordings: TraceRecordings) -> None:
        self._source, self._recordings = source, recordings
        self._own: list[RecordedTrace] = []
        self._hidden: set[tuple[str, int]] = set()  # recordings of recorders, and columns
        self._named: list[RecordedTrace] | None = None
        self._offered: set[tuple[str, str]] | None = None
        self._wanted: Sequence[tuple[str, int, str]] = ()  # as an arrangement names them

    def traces(self) -> list[RecordedTrace]:
        """The traces that are shown, with the present names and colours."""
        if self._named is None:
            document = self._source.document
            self._named = [self._name(trace) for trace in self._own if _is_there(document, trace)]
            shown = {(trace.element, trace.neuron, trace.quantity) for trace in self._named}
            kept = recorded_traces(document, self._source.network, self._hidden)
            self._named += [self._name(t) for t in kept if (t.element, t.neuron, t.quantity) not in shown]
        return list(self._named)

    def is_lacking(self, trace: RecordedTrace) -> bool:
        """Tell whether its neuron has no such quantity any more: its equations have others."""
        if self._offered is None:
            nodes = self._source.document.nodes
            self._offered = {(offer.element, offer.name) for id in nodes for offer in offers(self._source.document, id)}
        return trace.element in self._source.document.nodes and (trace.element, trace.quantity) not in self._offered

    def lacking(self) -> tuple[str, str] | None:
        """The first population, by its id, that has not what is shown of it, and what that is."""
        for trace in self.traces():
            if self.is_lacking(trace):
                return trace.element, trace.quantity
        for title, _, name in self._wanted if not self.traces() else ():
            for id in self._source.titled(title):
                if name not in (offer.name for offer in offers(self._source.document, id)):
                    return id, name
        return None

    def lacking_words(self) -> str:
        """Say what the first population has instead, "" where none lacks anything."""
        found = self.lacking()
        if found is None:
            return ""
        id, name = found
        others = listed(offer.name for offer in offers(self._source.document, id) if offer.element == id)
        title = self._source.title_of(id)
        if not others:
            return tr("{title} has no {quantity}.", title=title, quantity=name)
        return tr("{title} has no {quantity}; it has {others}.", title=title, quantity=name, others=others)

    def show_instead(self) -> None:
        """The first state of every neuron in the place of what it has no longer."""
        lacking = [trace for trace in self.traces() if self.is_lacking(trace)]
        found = self.lacking()
        self._drop(lacking)
        self._wanted = ()
        neurons: dict[str, list[int]] = {} if found is None or lacking else {found[0]: [0]}
        for trace in lacking:
            neurons.setdefault(trace.element, []).append(trace.neuron)
        for element, numbers in neurons.items():
            self.show(element, numbers)
        self._source.changed.emit()

    @property
    def were_chosen(self) -> bool:
        """True if anything is shown, or would be were its population not deleted."""
        return bool(self._own or self.traces())

    def show(self, element: str, neurons: Sequence[int], quantity: str = "") -> None:
        """A state of neurons of one population, the first state where none is named."""
        own = {offer.name: offer for offer in offers(self._source.document, element) if offer.element == element}
        offer = own.get(quantity or next(iter(own), ""))
        if offer is not None:
            size = self._source.document.nodes[element].size
            self.show_offer(offer, tuple(neuron for neuron in neurons if neuron < size))

    def show_offer(self, offer: QuantityOffer, neurons: Sequence[int]) -> None:
        """This of several neurons, by one recording; those that are shown already are left out."""
        shown = {(t.element, t.neuron, t.quantity) for t in self.traces()}
        neurons = (0,) if offer.single else neurons
        wanted = tuple(neuron for neuron in neurons if (offer.element, neuron, offer.name) not in shown)
        if not wanted:
            return
        for oldest in self._own[: max(len(self._own) + len(wanted) - MOST_TRACES, 0)]:
            self.hide(oldest)
        interval = self._source.document.settings.resolution
        places = self._recordings.take(offer.element, offer.name, wanted, interval)
        for neuron, (id, column) in zip(wanted, places, strict=True):
            named = offer.title, offer.name, offer.quantity.unit, offer.slot
            self._own.append(RecordedTrace(id, column, offer.element, neuron, *named, None, offer.single))
        self._source.changed.emit()

    def show_first(self) -> None:
        """Two neurons of every population, one of each of many, where nothing was chosen yet, be it of what is kept."""
        kept = [trace for trace in self.traces() if not trace.recording.startswith(OWN)]
        unwanted = [trace for trace in kept if _named(trace) not in self._wanted]
        if len(unwanted) < len(kept):
            self._drop(unwanted)
            self._source.changed.emit()
        elif not self.traces():
            elements = self._source.traceable()
            for element in elements:
                self.show(element.id, two_of(element.size) if len(elements) <= MANY else (0,))

    def show_node(self, element: str, quantity: str = "") -> None:
        """Two neurons of this population alone."""
        node = self._source.document.nodes.get(element)
        if node is not None:
            self._drop([*self._own, *self.traces()])
            self.show(element, two_of(node.size), quantity)

    def show_also(self, element: str, quantity: str = "") -> None:
        """A state of the neurons of this population that are shown, of two where none is."""
        node = self._source.document.nodes.get(element)
        if node is not None:
            shown = dict.fromkeys(trace.neuron for trace in self.traces() if trace.element == element)
            self.show(element, tuple(shown) or two_of(node.size), quantity)

    def show_only(self, wanted: Sequence[tuple[str, int, str]]) -> None:
        """These alone, by name, number of the neuron and quantity; what is shown stays where none is drawn."""
        found: dict[tuple[str, str], tuple[QuantityOffer, list[int]]] = {}
        for node in self._source.document.nodes.values():
            for offer in offers(self._source.document, node.id):
                neurons = [n for title, n, name in wanted if (title, name) == (offer.title, offer.name)]
                found.setdefault((offer.title, offer.name), (offer, [n for n in neurons if 0 <= n < node.size]))
        self._wanted = wanted
        others = [trace for trace in self.traces() if _named(trace) not in wanted]
        if not any(neurons for _, neurons in found.values()) and len(others) == len(self.traces()):
            return
        self._drop(others)
        for offer, neurons in found.values():
            self.show_offer(offer, neurons)
        self._source.changed.emit()

    def hide(self, trace: RecordedTrace) -> None:
        """Show it no longer; what a recorder keeps is still kept."""
        self._drop([trace])
        self._source.changed.emit()

    def begin_anew(self) -> None:
        """Nothing is chosen or left out any more."""
        self._drop(list(self._own))
        self._hidden.clear()
        self._wanted = ()

    def forget_names(self) -> None:
        """Names, colours or what is recorded may have changed."""
        self._named = self._offered = None

    def _drop(self, traces: Sequence[RecordedTrace]) -> None:
        gone = {(trace.recording, trace.column) for trace in traces}
        for trace in [own for own in self._own if (own.recording, own.column) in gone]:
            self._own.remove(trace)
            self._recordings.leave(trace)
        self._hidden |= {place for place in gone if not place[0].startswith(OWN)}
        self._named = None

    def _name(self, trace: RecordedTrace) -> RecordedTrace:
        node = self._source.document.nodes.get(trace.element)
        if node is None:  # of a link
            return trace
        return replace(trace, title=node.title, slot=node.identity, threshold=_threshold(node, trace.quantity))


class TraceSets:
    """One set a view, and one also where no view is open; who chooses a neuron elsewhere means ``current``."""

    def __init__(self, source: PlotSource, run: Run) -> None:
        self._source = source
        self._recordings = TraceRecordings(run)
        self._sets = [TraceSet(source, self._recordings)]
        self._views = 0
        self.current = self._sets[0]

    def __iter__(self) -> Iterator[TraceSet]:
        return iter(self._sets)

    def claim(self) -> TraceSet:
        """For a view that opens: the first takes what was chosen before there was any."""
        if self._views:
            self._sets.append(TraceSet(self._source, self._recordings))
        self._views += 1
        self.current = self._sets[-1]
        return self.current

    def leave(self, left: TraceSet) -> None:
        """A view was closed; the last leaves its set for the next one."""
        self._views -= 1
        if self._views:
            self._sets.remove(left)
            left.begin_anew()
        if self.current not in self._sets:
            self.current = self._sets[-1]

    def traces(self) -> list[RecordedTrace]:
        """The traces that all of them show, each once."""
        found = {(t.element, t.neuron, t.quantity): t for each in reversed(self._sets) for t in reversed(each.traces())}
        return list(reversed(found.values()))


def _is_there(document: Document, trace: RecordedTrace) -> bool:
    """Tell whether the drawing has the neuron, or the link."""
    node = document.nodes.get(trace.element)
    return trace.neuron < node.size if node is not None else trace.element in document.links


def _named(trace: RecordedTrace) -> tuple[str, int, str]:
    """The trace in the names of an arrangement."""
    return trace.title, trace.neuron, trace.quantity


def two_of(size: int) -> list[int]:
    """The first neuron and the one in the middle."""
    return sorted({0, size // 2})


def _threshold(node: Node, quantity: str) -> float | None:
    """The constant that the spike condition compares this state with, where the model has one."""
    model = neuron_model(node)
    spike = model.equations.get("spike") if model is not None else None
    if model is None or spike is None or quantity not in spike.arguments:
        return None
    limits = [name for name in spike.arguments if name in model.parameters()]
    if len(limits) != 1:
        return None
    value = node.parameters.get(limits[0], model.parameters()[limits[0]].default)
    return float(value) if isinstance(value, int | float) else None
