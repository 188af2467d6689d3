"""Delays as training sees them: the connections of a link by the steps that their spikes need.

A delay is learnt as a number of ms and acts in whole steps, those of the drawn network. Its derivative is the slope of
what arrives by when it arrives: between a step earlier and a step later. Where everything behind is linear that is the
exact central difference over one step; a spike's own slope is the surrogate's. Delays that are learnt together with
weights: Bohte, Kok & La Poutré (2002), 10.1016/S0925-2312(01)00658-0; straight through the rounding: Bengio, Léonard &
Courville (2013), arXiv 1308.3432.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit, carries_current, is_immediate
from engine.circuit.wired import Wired
from engine.network.description import Projection
from engine.problems import declare
from engine.sampling.resolving import projection_delays, steps_of

Array = NDArray[Any]

NO_DELAYS = declare(
    "learning.delays.none",
    "No link here has a delay to learn: each acts in its own step.",
    "Give a link between two populations a delay of at least one step.",
)


AS_DRAWN, OF_EACH = "as they are drawn", "each connection"
OF_SOURCES, OF_TARGETS = "each source (axonal)", "each target (dendritic)"
SHARES = (AS_DRAWN, OF_EACH, OF_SOURCES, OF_TARGETS)
"""Which connections of a link learn one delay together."""


@dataclass(frozen=True)
class Late:
    """Connections whose spikes need ``steps``; ``mask`` (post, pre) says which, None all.

    Where a spike arrives over several steps the mask is the share of it that needs so many, (post, pre) or one number,
    and ``slope`` its derivative by the delay in steps.
    """

    steps: int
    mask: Array | None = None
    slope: Array | None = None

    def of(self, weight: Array) -> Array:
        """The weights of these connections, 0 for the others."""
        return weight if self.mask is None else weight * self.mask


def learnable(circuit: Circuit) -> Iterator[Projection]:
    """Links whose delays can be learnt: of spikes, and at least one step."""
    for p in circuit.projections:
        if p.synapse is not None and not carries_current(circuit, p) and not is_immediate(p):
            yield p


def differ(projection: Projection) -> bool:
    """Tell whether the connections of a link may have different delays."""
    return not isinstance(projection.delay, float | int)


@dataclass(frozen=True)
class DelayShares:
    """Connections that have a delay together: ``entries`` (synapses,) says which of ``count`` each has."""

    entries: Array
    count: int

    def summed(self, by_connection: Array) -> Array:
        """Add up what is of each connection (synapses,) for each delay (count,)."""
        found: Array = np.bincount(self.entries, by_connection, minlength=self.count)
        return found

    def mean(self, delays: Array) -> Array:
        """The mean (count,) of the delays (synapses,) of those that have one together; 0 of none."""
        return self.summed(delays) / np.maximum(np.bincount(self.entries, minlength=self.count), 1)


def shares_of(wiring: Wired, of: str) -> DelayShares | None:
    """The connections that ``of`` lets have a delay together; None where each has its own, or all have one."""
    post, pre = wiring.connections.post, wiring.connections.pre
    return {OF_SOURCES: DelayShares(pre, wiring.shape[1]), OF_TARGETS: DelayShares(post, wiring.shape[0])}.get(of)


def drawn_delays(projection: Projection, wiring: Wired, resolution: float, seed: int) -> NDArray[np.float64]:
    """The delays that the description says in ms: () where all are equal, or (synapses,)."""
    steps = projection_delays(projection, wiring.connections, wiring.ends, resolution, seed)
    return np.asarray(steps * resolution, np.float64)


def whole_steps(delay: Array, resolution: float) -> NDArray[np.float64]:
    """Learnt delays in ms as they act: whole steps, one at least."""
    return np.asarray(np.maximum(steps_of(np.asarray(delay, np.float64), resolution), 1) * resolution)


def parts_by_steps(delay: Array, wiring: Wired, resolution: float, precision: Any) -> tuple[Late, ...]:
    """The connections by their steps, ascending, of delays in ms () or (synapses,)."""
    steps = np.asarray(steps_of(np.asarray(delay, np.float64), resolution))
    if steps.ndim == 0 or len(present := np.unique(steps)) == 1:
        return (Late(int(steps.flat[0])),)
    found = []
    for number in present:
        mask = np.zeros(wiring.shape, precision)
        some = steps == number
        mask[wiring.connections.post[some], wiring.connections.pre[some]] = 1
        found.append(Late(int(number), wiring.device.asarray(mask)))
    return tuple(found)


def slope(sent: Array, steps: int) -> Array:
    """Derive arrivals after ``steps`` (steps, batch, pre) by the delay in steps: half of a step later less one earlier.

    ``sent`` (steps, batch, pre) are the spikes of each step.
    """
    result = np.zeros_like(sent)
    result[min(steps + 1, len(sent)) :] += sent[: max(len(sent) - steps - 1, 0)]
    result[steps - 1 :] -= sent[: max(len(sent) - steps + 1, 0)]
    result /= 2
    return result


def delay_gradient(
    late: tuple[Late, ...], wiring: Wired, weight: Array, sent: Array, bars: Array, single: bool
) -> Array:
    """The derivative by the delays in steps, () or (synapses,); ``bars`` (steps, batch, post) are those by arrivals."""
    post, pre = wiring.shape
    flat = bars.reshape(-1, post)
    if single:
        brought = wiring.onward(sent.reshape(-1, pre), late[0].of(weight)).reshape(bars.shape)
        return wiring.device.asarray((bars * slope(brought, late[0].steps)).sum())
    ends = wiring.places
    found = wiring.device.zeros(len(ends[0]), weight.dtype)
    for part in late:
        by_pair = (flat.T @ slope(sent, part.steps).reshape(-1, pre)) * part.of(weight)
        found += by_pair[ends] if part.mask is None else by_pair[ends] * part.mask[ends]
    return found
