"""Kinds of features that a plug-in can add: the folder that lists each, and the base class that makes it one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from engine import discovery

READS = "read"


@dataclass(frozen=True)
class PluginKind:
    """A folder that lists features: ``base`` is the class that they derive from, by its module and its name.

    Without a ``base``, a module is one that assigns ``mark`` and has a function ``read``.
    """

    name: str
    package: str
    base: tuple[str, str] = ("", "")
    mark: str = ""

    def classes_in(self, module: ModuleType) -> Iterator[type[Any]]:
        """The classes of this kind that a module declares.

        A module that derives from a base has imported it: where nobody has, there is nothing.
        """
        base = getattr(sys.modules.get(self.base[0]), self.base[1], None) if self.base[0] else None
        return discovery.declared(module, base) if isinstance(base, type) else iter(())

    def names_in(self, module: ModuleType) -> Iterator[tuple[str, str]]:
        """Key and title of everything of this kind that a module declares."""
        if self.mark:
            marks = getattr(module, self.mark, ()) if callable(getattr(module, READS, None)) else ()
            yield from ((f"{self.name}/{mark}", mark) for mark in marks if isinstance(mark, str))
            return
        for thing in self.classes_in(module):
            name = discovery.name_of(thing)
            title = getattr(thing, "title", "")
            yield name if "/" in name else f"{self.name}/{name}", title if isinstance(title, str) and title else name


_DECLARATION = "engine.model.declaration"
_SOURCES = "engine.model.sources"
_TOPOLOGY = "engine.model.topology"
KINDS: tuple[PluginKind, ...] = (
    PluginKind("neurons", "engine.models.neurons", (_DECLARATION, "NeuronModel")),
    PluginKind("synapses", "engine.models.synapses", (_DECLARATION, "SynapseModel")),
    PluginKind("plasticity", "engine.models.plasticity", (_DECLARATION, "PlasticityModel")),
    PluginKind("short_term", "engine.models.short_term", (_DECLARATION, "ShortTermModel")),
    PluginKind("encoders", "engine.models.encoders", (_SOURCES, "EncoderModel")),
    PluginKind("stimuli", "engine.models.stimuli", (_SOURCES, "StimulusModel")),
    PluginKind("decoders", "engine.models.decoders", ("engine.model.decoding", "DecoderModel")),
    PluginKind("wiring", "engine.models.wiring", (_TOPOLOGY, "WiringRule")),
    PluginKind("positions", "engine.models.positions", (_TOPOLOGY, "PositionsModel")),
    PluginKind("datasets", "engine.datasets", ("engine.model.data", "DatasetModel")),
    PluginKind("learning", "engine.learning.methods", ("engine.learning.components.method", "LearningMethod")),
    PluginKind("views", "app.plots.views", ("app.plots.base.panel", "Panel")),
    PluginKind("exporters", "engine.exporting.formats", ("engine.exporting.format", "Format")),
    PluginKind("importers", "engine.importing.formats", mark="NETWORK_SUFFIXES"),
    PluginKind("readings", "engine.importing.readings", ("engine.importing.reading", "NirReading")),
    PluginKind("targets", "engine.scripts.targets", ("engine.scripts.target", "Target")),
)
"""Every one, in the order in which they are told."""


def kind_of(package: str) -> str:
    """The name of the kind that a folder lists; empty for a folder that plug-ins add nothing to."""
    return next((kind.name for kind in KINDS if kind.package == package), "")
