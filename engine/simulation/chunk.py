"""The results of a run: the spikes, samples and answers of some steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.network.values import Floats
from engine.simulation.operations import recordings, spike_log
from engine.simulation.operations.recordings import SampleBlock
from engine.simulation.operations.spike_log import SpikeBlock


@dataclass(frozen=True)
class ShownPresentation:
    """A presentation that began at ``first_step``: which sample of the dataset, and its label."""

    first_step: int
    sample: int
    label: int


@dataclass(frozen=True)
class Answer:
    """A decoder's window that ended at ``step``: ``scores`` (neurons,), the best one, the right one or -1."""

    step: int
    sample: int
    scores: Floats
    answer: int
    label: int


@dataclass(frozen=True)
class Chunk:
    """Steps ``first_step`` to ``first_step + steps``: stamps lie in (first_step, first_step + steps].

    ``spikes`` by id of every population, encoder and stimulus with a train; ``samples`` by recording; ``shown`` by
    dataset; ``answers`` and ``partial`` (scores so far, neurons) by decoder.
    """

    first_step: int
    steps: int
    spikes: Mapping[str, SpikeBlock] = field(default_factory=dict)
    samples: Mapping[str, SampleBlock] = field(default_factory=dict)
    shown: Mapping[str, tuple[ShownPresentation, ...]] = field(default_factory=dict)
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    partial: Mapping[str, Floats] = field(default_factory=dict)


def joined(chunks: list[Chunk]) -> Chunk:
    """Consecutive chunks as one."""
    if len(chunks) == 1:
        return chunks[0]
    first, last = chunks[0], chunks[-1]
    return Chunk(
        first.first_step,
        sum(c.steps for c in chunks),
        {id: spike_log.joined([c.spikes[id] for c in chunks]) for id in first.spikes},
        {id: recordings.joined([c.samples[id] for c in chunks]) for id in first.samples},
        {id: tuple(s for c in chunks for s in c.shown[id]) for id in first.shown},
        {id: tuple(a for c in chunks for a in c.answers[id]) for id in first.answers},
        last.partial,
    )


@dataclass(frozen=True)
class Record(Chunk):
    """A whole run with its ``resolution`` in ms, for scripts."""

    resolution: float = 0.1

    def times(self, element: str) -> Floats:
        """Times (spikes,) in ms of an element's spikes."""
        return np.asarray(self.spikes[element].steps * self.resolution, np.float64)

    def rate(self, element: str, size: int) -> float:
        """Spikes per second and neuron."""
        return len(self.spikes[element]) / (size * self.steps * self.resolution / 1000.0)
