"""A value of a node that a person has put beneath it as a slider; it means nothing to the engine."""

from __future__ import annotations

from msgspec import Struct


class NodeSlider(Struct, frozen=True, forbid_unknown_fields=True):
    """``name`` is a parameter of the node, which goes from ``low`` to ``high``, above it, in its own unit."""

    name: str
    low: float
    high: float
