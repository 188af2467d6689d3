"""Recordings of drawn recorders, as traces: a person who draws a recorder wants to see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.document import vocabulary
from app.document.document import Document
from app.document.place_words import link_words
from engine.network.description import NetworkDescription, Recording

SPIKES = "spikes"
FIRST, MOST = 2, 8  # columns shown of a recorder that keeps all, and of one that keeps some


@dataclass(frozen=True)
class RecordedTrace:
    """One watched value of one element; ``threshold`` is a value worth a line, None where there is none."""

    recording: str
    column: int
    element: str
    neuron: int
    title: str
    quantity: str
    unit: str
    slot: int
    threshold: float | None
    single: bool = False  # the one value of a whole link

    @property
    def named(self) -> str:
        """The element, and which of its values."""
        return self.title if self.single else f"{self.title} {self.neuron}"


def recorded_traces(
    document: Document, description: NetworkDescription | None, hidden: Collection[tuple[str, int]]
) -> list[RecordedTrace]:
    """Of every recorder of states and variables in the run; ``hidden`` are recordings and columns left out."""
    recordings = () if description is None else description.recordings
    found = (trace for recording in recordings for trace in _columns(document, recording))
    return [trace for trace in found if (trace.recording, trace.column) not in hidden]


def _columns(document: Document, recording: Recording) -> Iterator[RecordedTrace]:
    size, title, unit, slot = _source(document, recording)
    chosen = range(min(size, FIRST)) if recording.indices is None else recording.indices[:MOST]
    single = size == 1 and recording.element in document.links
    for column, number in enumerate(chosen):
        yield RecordedTrace(
            recording.id, column, recording.element, number, title, recording.quantity, unit, slot, None, single
        )


def _source(document: Document, recording: Recording) -> tuple[int, str, str, int]:
    """The number of values, of what, in which unit and identity; none for spikes and for what is gone."""
    link, node = document.links.get(recording.element), document.nodes.get(recording.element)
    if link is not None and link.synapses is not None:
        variable = vocabulary.recordable_of(link).get(recording.quantity)
        if variable is not None:
            size = vocabulary.variable_size(document, link, recording.quantity)
            identity = document.nodes[link.source].identity
            return size, link_words(document, link), variable.quantity.unit, identity
    model = None if node is None else vocabulary.model_of(node.model)
    if node is None or model is None or recording.quantity not in model.recordable():
        return 0, "", "", 0
    return node.size, node.title, model.recordable()[recording.quantity].unit, node.identity
