"""The arrays of a link that learns beside its weights, as copies for any number of threads, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.backends.kernels.kernel import Array

if TYPE_CHECKING:
    from engine.simulation.arrays.plastic_link import PlasticLink

SPIKED, SENT = "spiked", "sent"


def _moving(link: PlasticLink) -> Iterator[tuple[str, list[Array]]]:
    """Traces, their histories, and which sources have ``sent`` spikes: by name, as each thread has them."""
    yield from link.copies.items()
    yield from ((name, [trace]) for name, trace in link.post.items())
    yield from ((f"{name} history", [history]) for name, history in link.history.items())
    for late, traces in link.lagging.items():
        yield from ((f"{name} late {late}", copies) for name, copies in traces.items())
    if link.splits:
        yield SENT, link.sent


def held_by(link: PlasticLink) -> dict[str, Array]:
    """Traces, their histories, and which sources have ``sent`` spikes, as the first thread has them."""
    return {name: copies[0] for name, copies in _moving(link)}


def size_of_memory(link: PlasticLink) -> int:
    """Bytes of what :func:`link_memory` gives."""
    wide = np.dtype(np.float64).itemsize
    return int(link.slots[0]) * int(link.width[0]) + wide * sum(state.size for state in link.states.values())


def link_memory(link: PlasticLink) -> dict[str, Array]:
    """States of synapses (in the wiring's order), and which targets ``spiked`` (slots, targets)."""
    result: dict[str, Array] = {name: link.connectivity.in_wiring_order(state) for name, state in link.states.items()}
    spiked = result[SPIKED] = np.zeros((int(link.slots[0]), int(link.width[0])), np.bool_)
    for (low, _), recent, counts in zip(link.parts, link.recent, link.counts, strict=True):
        for slot, count in enumerate(counts):
            spiked[slot, low + recent[slot, :count]] = True
    return result


def remember(link: PlasticLink, memory: Mapping[str, Array]) -> None:
    """Write such copies in place; what has another shape is left as it is."""
    for name, copies in _moving(link):
        for copy in copies:
            _write(copy, memory.get(name))
    for name, state in link.states.items():
        kept = memory.get(name)
        _write(state, kept if kept is None or kept.shape != state.shape else link.connectivity.sorted(kept))
    spiked = memory.get(SPIKED)
    if spiked is None or spiked.shape != (int(link.slots[0]), int(link.width[0])):
        return
    for (low, high), recent, counts in zip(link.parts, link.recent, link.counts, strict=True):
        for slot, row in enumerate(spiked[:, low:high]):
            own = np.flatnonzero(row)
            counts[slot] = len(own)
            recent[slot, : len(own)] = own


def _write(array: Array, values: Array | None) -> None:
    if values is not None and values.shape == array.shape:
        array[...] = values
