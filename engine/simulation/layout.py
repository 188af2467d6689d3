"""Sizes, ranges and order of a network's elements: what is known before anything is allocated."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from engine.network.description import NetworkDescription

AUTOMATIC = 0  # threads: as many as this machine has and the network gains by
Range = tuple[int, int]
NEURON, EVENT = 0.3, 1.0  # ns that a neuron takes in a step, and a spike at one synapse
RATE = 0.01  # spikes per neuron and ms, as far as is known before the network runs
WORTH_A_THREAD = 5000.0  # ns of a step: with less, meeting costs more than a second thread saves


def step_time(network: NetworkDescription, connections: float) -> float:
    """About how many ns one step takes on one thread."""
    return sum(p.size for p in network.populations) * NEURON + connections * RATE * network.resolution * EVENT


def worthwhile(step: float, asked: int) -> int:
    """As many of the threads that were asked for as may make a step of so many ns faster; they change no spike."""
    return max(min(asked or processors(), processors(), int(step / WORTH_A_THREAD)), 1)


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ranges(size: int, threads: int) -> tuple[Range, ...]:
    """The neurons [low, high) that each thread owns."""
    bounds = [size * t // threads for t in range(threads + 1)]
    return tuple(pairwise(bounds))


def ordered(populations: Sequence[str], edges: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Populations so that every edge points forward, and the populations of a cycle (empty if there is none)."""
    place = {p: at for at, p in enumerate(populations)}
    before: dict[str, set[str]] = {p: set() for p in populations}
    after: dict[str, set[str]] = {p: set() for p in populations}
    for a, b in edges:
        if a in place and b in place:
            before[b].add(a)
            after[a].add(b)
    result: list[str] = []
    free = [p for p in populations if not before[p]]
    while free:
        result += free
        following = [(b, p) for p in free for b in after[p]]
        for b, p in following:
            before[b].remove(p)
        free = sorted({b for b, _ in following if not before[b]}, key=place.__getitem__)
    waiting = {p: earlier for p, earlier in before.items() if earlier}
    return tuple(result), one_cycle(waiting) if waiting else ()


def one_cycle(before: Mapping[str, set[str]]) -> tuple[str, ...]:
    """One cycle among populations that all wait for another."""
    path = [next(iter(before))]
    while True:
        previous = min(before[path[-1]])
        if previous in path:
            return tuple(reversed(path[path.index(previous) :]))
        path.append(previous)


def reached(network: NetworkDescription, sources: Iterable[str]) -> frozenset[str]:
    """Populations that spikes or currents of ``sources`` can reach."""
    found = set(sources)
    while True:
        more = {p.target for p in network.projections if p.source in found} - found
        if not more:
            return frozenset(found & {p.id for p in network.populations})
        found |= more
