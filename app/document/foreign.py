"""Knowledge that a file holds of models that plug-ins brought: kept for those that are not allowed, or gone.

So a drawing opens without its plug-in with the place held, and is written again as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.document.elements import Link, Node, Parameters, Table
from engine import plugins
from engine.plugins import Origin


@dataclass(frozen=True)
class Foreign:
    """``versions`` and ``origins`` of models by key, and the ``defaults`` in force when a file was written."""

    versions: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    defaults: Mapping[Table, Parameters] = field(default_factory=dict)

    def union(self, other: Foreign) -> Foreign:
        """This and what ``other`` knows besides of versions and origins."""
        versions, origins = {**other.versions, **self.versions}, {**other.origins, **self.origins}
        return replace(self, versions=versions, origins=origins)

    def origin(self, key: str, is_known: bool) -> Origin | None:
        """The plug-in of a key: the one that is allowed here, else the one that the file names."""
        return (plugins.origin_of(key) if is_known else None) or self.origins.get(key)


def tables_of(element: Node | Link) -> Iterator[tuple[str, str | None]]:
    """The tables of values of an element, each with the key of the model that declares it."""
    if isinstance(element, Node):
        yield from (("parameters", element.model), ("start", element.model), ("places", element.arrangement))
    elif element.synapses is not None:
        given = element.synapses
        yield from (
            ("synapse_parameters", given.synapse),
            ("wiring_parameters", given.wiring),
            ("plasticity_parameters", given.plasticity),
            ("short_term_parameters", given.short_term),
        )
