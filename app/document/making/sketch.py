"""A network drawn by the same edits as a person's, element by element."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, SetSettings, SetTraining
from app.document.elements import NodeKind, Point
from app.document.making.drawing import new_link, new_node, new_note
from app.document.training_settings import TrainingSettings
from app.document.vocabulary import HEIGHT, WIDTH


class Sketch:
    """A document in the making: each call adds one element and gives its id."""

    def __init__(self, title: str, **settings: Any) -> None:
        self.document = Document()
        SetSettings(replace(self.document.settings, title=title, **settings)).apply(self.document)

    def node(self, model: str, title: str, position: Point, size: int = 1, **fields: Any) -> str:
        node = replace(new_node(self.document, model, position), title=title, size=size, **fields)
        AddElements(nodes=(node,)).apply(self.document)
        return node.id

    def note(self, text: str, position: Point = (48, 48), width: float = 760, height: float = 60) -> None:
        node = new_note(self.document, position, text)
        AddElements(nodes=(replace(node, parameters={WIDTH: width, HEIGHT: height}),)).apply(self.document)

    def train(self, method: str, **values: float | str) -> None:
        """Say how the drawing is trained."""
        SetTraining(TrainingSettings(method, {method: values} if values else {})).apply(self.document)

    def link(self, source: str, target: str, **synapses: Any) -> str:
        """Link two nodes by the ports that fit; ``synapses`` overrides what a new projection carries."""
        start, end = self.document.nodes[source], self.document.nodes[target]
        data = "labels" if end.kind == NodeKind.DECODER else "values"
        source_port, target_port = (data, data) if start.kind == NodeKind.DATASET else ("out", "in")
        link = new_link(self.document, start, source_port, end, target_port)
        if link.synapses is not None and synapses:
            link = replace(link, synapses=replace(link.synapses, **synapses))
        AddElements(links=(link,)).apply(self.document)
        return link.id
