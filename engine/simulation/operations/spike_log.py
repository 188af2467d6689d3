"""The list of spikes of one source in one chunk, which is also what delivery reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.checking.memory import most_spikes


@dataclass(frozen=True)
class SpikeBlock:
    """Spikes in time order: ``steps`` (spikes,) are stamps, time is steps × h; ``neurons`` (spikes,)."""

    steps: NDArray[np.int64]
    neurons: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"<SpikeBlock: {len(self)} spikes>"


class SpikeLog:
    """Room for the spikes of neurons ``low`` to ``high`` in one chunk; neurons count from ``low``.

    ``spikes[offsets[j] : offsets[j + 1]]`` fired in step ``j`` of the chunk. ``apart`` is the smallest number of steps
    between two spikes of one neuron, but for the ``resets`` that may come in a chunk: after one it may fire at once.
    """

    def __init__(self, low: int, high: int, chunk: int, apart: int = 1, resets: int = 0) -> None:
        self.low, self.high = low, high
        self.spikes = np.zeros((high - low) * most_spikes(chunk, apart, resets), np.int32)
        self.offsets = np.zeros(chunk + 1, np.int64)


def block_of(logs: list[SpikeLog], first: int, steps: int) -> SpikeBlock:
    """Everything that the parts of one source fired in a chunk of ``steps`` from step ``first``."""
    if len(logs) == 1 and not logs[0].offsets[steps]:
        return SpikeBlock(np.zeros(0, np.int64), np.zeros(0, np.int32))
    stamps, neurons = [], []
    for log in logs:
        counts = log.offsets[1 : steps + 1] - log.offsets[:steps]
        stamps.append(np.repeat(np.arange(first + 1, first + steps + 1), counts))
        neurons.append(log.spikes[: log.offsets[steps]] + np.int32(log.low))
    if len(logs) == 1:
        return SpikeBlock(stamps[0], neurons[0])
    order = np.argsort(np.concatenate(stamps), kind="stable")
    return SpikeBlock(np.concatenate(stamps)[order], np.concatenate(neurons)[order])


def joined(blocks: list[SpikeBlock]) -> SpikeBlock:
    """Blocks of consecutive chunks as one."""
    if len(blocks) == 1:
        return blocks[0]
    return SpikeBlock(np.concatenate([b.steps for b in blocks]), np.concatenate([b.neurons for b in blocks]))
