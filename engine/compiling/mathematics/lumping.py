"""Receptors with the same dynamics on one population share one state: their inputs are summed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.model.declaration import SynapseModel
from engine.model.injection import Injection
from engine.model.pairing import placed
from engine.network.description import Projection
from engine.network.likeness import same
from engine.network.values import Value

Group = tuple[type[SynapseModel], dict[str, Value], tuple[str, ...]]


def lump(projections: Iterable[Projection]) -> tuple[Group, ...]:
    """Groups (synapse, all its parameters, ids of projections) for the projections onto one population.

    Sorted by projection id, so that the order of drawing changes nothing. Drawn parameters are equal only
    where they are the same array or number: a distribution is drawn for each projection anew.
    """
    groups: list[tuple[type[SynapseModel], dict[str, Value], list[str]]] = []  # the synapse at the input of its link
    for projection in sorted(projections, key=lambda p: p.id):
        if not projection.arrives():
            continue
        values = projection.synapse_values()
        at = placed(projection.synapse or Injection, projection.into)
        drawn = not all(isinstance(v, (int, float, np.ndarray)) for v in values.values())
        for synapse, known, ids in groups:
            if not drawn and synapse is at and same(known, values):
                ids.append(projection.id)
                break
        else:
            groups.append((at, values, [projection.id]))
    return tuple((synapse, values, tuple(ids)) for synapse, values, ids in groups)
