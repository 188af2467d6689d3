"""Sizes and ranges of a network's elements: what is known before anything is allocated."""

from __future__ import annotations

import os
from itertools import pairwise

from engine.network.description import NetworkDescription

POOL = "blocks of a batch"  # begins the names of threads that wait for work until Python ends
AUTOMATIC = 0  # threads: as many as this machine has and the network gains by
Range = tuple[int, int]
NEURON, EVENT = 0.3, 1.0  # ns that a neuron takes in a step, and a spike at one synapse
RATE = 0.01  # spikes per neuron and ms, as far as is known before the network runs
WORTH_A_THREAD = 5000.0  # ns of a step: with less, meeting costs more than a second thread saves


def step_time(network: NetworkDescription, connections: float) -> float:
    """About how many ns one step takes on one thread."""
    return sum(p.size for p in network.populations) * NEURON + connections * RATE * network.resolution * EVENT


def worthwhile(step: float, asked: int) -> int:
    """The number of the threads asked for that may make a step of so many ns faster; they change no spike."""
    return max(min(asked or processors(), processors(), int(step / WORTH_A_THREAD)), 1)


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def thread_ranges(size: int, threads: int) -> tuple[Range, ...]:
    """The neurons [low, high) that each thread owns."""
    bounds = [size * t // threads for t in range(threads + 1)]
    return tuple(pairwise(bounds))
