"""Names for people of the kinds of nodes."""

from __future__ import annotations

from app.document.elements import NodeKind
from app.i18n.translation import tr


def kind_words(kind: NodeKind) -> str:
    """The kind of a node as people say it."""
    return {
        NodeKind.POPULATION: tr("population"),
        NodeKind.STIMULUS: tr("stimulus"),
        NodeKind.DATASET: tr("dataset"),
        NodeKind.ENCODER: tr("encoder"),
        NodeKind.DECODER: tr("decoder"),
        NodeKind.RECORDER: tr("recorder"),
        NodeKind.NOTE: tr("note"),
        NodeKind.GROUP: tr("group"),
    }[kind]
