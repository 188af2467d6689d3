"""Normalisation of what links bring to a tape, by the batch that is shown, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.normalising import GAMMA
from engine.circuit.weights import Key, Weights
from engine.learning.passes.scan import Room
from engine.network.description import Projection

Array = NDArray[Any]
Statistics = Mapping[str, tuple[Array, Array]]
"""By link: mean and variance (channels,) of what it brings."""


class NormalisedLinks:
    """The links of a tape that are normalised: ``by_batch`` that is shown or, folded, by the averages of others."""

    def __init__(
        self, circuit: Circuit, weights: Weights, batch: int, steps: int, rooms: Mapping[str, Room] | None
    ) -> None:
        self.by_batch = False
        self._weights, self._links = weights, {}
        for p in circuit.projections:
            if p.id in weights.normal:
                rows = batch * (1 if p.source in circuit.constant_currents else steps)
                self._links[p.id] = NormalisedLink(p, weights, rows, Room() if rooms is None else rooms[p.target])

    def of(self, p: Projection) -> NormalisedLink | None:
        """The link where it is normalised by the batch that is shown."""
        return self._links.get(p.id) if self.by_batch else None

    def acting(self) -> Mapping[Key, Array]:
        """The arrays by which all links act."""
        return self._weights.values if self.by_batch else self._weights.acting()

    def bring(
        self, p: Projection, product: Callable[[Projection, Array, bool], None], arrived: Array, first: bool
    ) -> None:
        """Bring what ``product`` gives of a link in all steps, as the ``first`` in ``arrived`` or on top of others."""
        if (link := self.of(p)) is None:
            product(p, arrived, first)
            return
        product(p, link.brought.reshape(arrived.shape), True)
        brought = link.forward(link.brought).reshape(arrived.shape)
        if first:
            arrived[...] = brought
        else:
            arrived += brought

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let links bring all as it comes, and look at its statistics only, while the context is open."""
        for link in self._links.values():
            link.passes = True
        yield
        for link in self._links.values():
            link.passes = False

    def statistics(self) -> Statistics:
        """Those of the batch that was shown last."""
        return {id: link.statistics for id, link in self._links.items()}

    def estimates(self) -> Statistics:
        """Estimates of those of all data, by the batch that was shown last."""
        return {id: link.estimates for id, link in self._links.items()}


class NormalisedLink:
    """One of them with room for ``rows`` of what it brings (rows, neurons).

    One that ``passes`` brings all as it comes, and its statistics are looked at only.
    """

    def __init__(self, projection: Projection, weights: Weights, rows: int, room: Room) -> None:
        self._key, self._weights, self._normal = (projection.id, GAMMA), weights, weights.normal[projection.id]
        shape = rows, weights.wiring[projection.id].shape[0]
        self.brought = room.zeros(f"brought {projection.id}", shape, weights.precision, weights.device)
        self.passes = False
        self.statistics: tuple[Array, Array] = np.zeros(0), np.zeros(0)
        self._count = 0

    def forward(self, x: Array, times: int = 1) -> Array:
        """Normalise ``x`` (rows, neurons), which is standardised in place; each row counts so many ``times``."""
        normal = self._normal
        self.statistics, self._count = normal.statistics(x), times * x.size // normal.channels
        if self.passes:
            return x
        normal.standardise(x, *self.statistics)
        self.standard = x
        return normal.scaled(x, self._weights.values[self._key])

    def back(self, bars: Array, gradients: dict[Key, Array]) -> Array:
        """Derivatives by ``x``, from those by what is brought; the one by gamma goes into ``gradients``."""
        gamma = self._weights.values[self._key]
        by, gradients[self._key] = self._normal.back(bars, self.standard, gamma, self.statistics[1])
        return by

    @property
    def estimates(self) -> tuple[Array, Array]:
        """Mean and variance (channels,) as estimates of those of all data."""
        mean, variance = self.statistics
        return mean, self._normal.unbiased(variance, self._count)
