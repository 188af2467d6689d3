"""The subject that there is to see of a dataset, or of an encoder that a dataset is linked to."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.meaning.interpretation import PartialDescription, read_dataset, read_encoder
from app.i18n.translation import tr
from app.inspector.samples.looking import Subject
from engine.network.description import Encoder


def subject(document: Document, node: Node) -> tuple[Subject | None, str]:
    """The subject that is looked at; else why there is nothing to be seen, empty where nobody expects anything."""
    if node.kind not in (NodeKind.DATASET, NodeKind.ENCODER):
        return None, ""
    reading = PartialDescription(document)
    data: Node | None = node
    code: Encoder | None = None
    if node.kind == NodeKind.ENCODER:
        data, code = reading.source_of(node, "values"), read_encoder(reading, node)
        if data is None:
            return None, tr("Link the values of a dataset to see here what it sends.")
    dataset = None if data is None else read_dataset(reading, data)
    if data is None or dataset is None or (node.kind == NodeKind.ENCODER and code is None):
        return None, ""  # an unknown model: its section says so
    settings = document.settings
    seen = (data.id, data.title, data.model, _frozen(data), settings.resolution, settings.seed)
    coded = () if code is None else (node.id, node.title, node.model, _frozen(node))
    return Subject(seen, coded, dataset, code, settings.resolution, settings.seed), ""


def _frozen(node: Node) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(node.parameters.items()))
