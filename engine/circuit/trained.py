"""A described network with trained arrays in place of what was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.circuit.weights import DELAY
from engine.circuit.wired import POST, PRE
from engine.network.description import START, Connections, NetworkDescription, Projection
from engine.network.values import Floats


def _listed(projection: Projection, arrays: Mapping[tuple[str, str], Floats]) -> Connections | None:
    """The connections that learnt weights belong to, where they came with them."""
    if (projection.id, PRE) not in arrays:
        return projection.connections
    pre, post = (np.asarray(arrays[projection.id, end], np.int64) for end in (PRE, POST))
    return Connections(pre, post)


def with_arrays(description: NetworkDescription, arrays: Mapping[tuple[str, str], Floats]) -> NetworkDescription:
    """The description with trained arrays in place of what it had.

    Of links, neurons, initial states, and series of decoders.
    """
    projections = tuple(
        replace(
            p,
            weight=_plain(arrays[p.id, "weight"]) if (p.id, "weight") in arrays else p.weight,
            delay=_plain(arrays[p.id, DELAY]) if (p.id, DELAY) in arrays else p.delay,
            connections=_listed(p, arrays),
        )
        for p in description.projections
    )
    populations = []
    for population in description.populations:
        own = {name: value for (id, name), value in arrays.items() if id == population.id}
        bias = own.pop("bias", population.bias)
        plain = {n: _plain(v) for n, v in own.items()}
        start = {n.removeprefix(START): plain.pop(n) for n in list(plain) if n.startswith(START)}
        populations.append(
            replace(
                population,
                bias=bias,
                parameters={**population.parameters, **plain},
                start={**population.start, **start},
            )
        )
    decoders = []
    for decoder in description.decoders:
        series = {name: value for (id, name), value in arrays.items() if id == decoder.id}
        decoders.append(replace(decoder, parameters={**decoder.parameters, **series}) if series else decoder)
    return replace(description, projections=projections, populations=tuple(populations), decoders=tuple(decoders))


def _plain(value: Floats) -> float | Floats:
    """A single number as one."""
    return float(value) if np.ndim(value) == 0 else value
