"""The number of connections that a drawn link will have."""

from __future__ import annotations

from collections.abc import Sequence

from app.document.document import Document
from app.document.elements import Link
from app.document.meaning.interpretation import PartialDescription, width_of
from app.document.meaning.meaning import meaning
from engine.checking.connection_count import ConnectionCount, connection_count


def link_count(document: Document, links: Sequence[Link]) -> ConnectionCount | None:
    """Connections of all ``links`` together; None where only loading data, or mending the drawing, would tell."""
    description = meaning(document).description
    projections = {projection.id: projection for projection in description.projections}
    total, is_mean = 0, False
    for link in links:
        width = width_of(PartialDescription(document), document.nodes[link.source])
        if link.id not in projections or width is None:
            return None
        count = connection_count(description, projections[link.id], width)
        total, is_mean = total + count.number, is_mean or count.is_mean
    return ConnectionCount(total, is_mean)
