"""The results of a run: the spikes, samples and answers of some steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

import numpy as np

from engine.network.values import Floats
from engine.simulation.operations import recordings, spike_log
from engine.simulation.operations.recordings import SampleBlock
from engine.simulation.operations.spike_log import SpikeBlock


class UnknownElement(KeyError):
    """Nothing in a network has this name."""

    def __str__(self) -> str:
        name, kind, known = self.args
        return f"nothing of the {kind} is called {name!r}; there are {', '.join(map(repr, known)) or 'none'}"


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
    scores: Floats = field(repr=False)
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

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join([self._span(), *self._told()])}>"

    def _span(self) -> str:
        return f"steps {self.first_step} to {self.first_step + self.steps}"

    def _told(self) -> list[str]:
        """Spikes in all, and how many recordings there are and answers were given."""
        amounts = {
            "spikes": sum(map(len, self.spikes.values())),
            "recordings": len(self.samples),
            "answers": sum(map(len, self.answers.values())),
        }
        return [f"{amount} {name}" for name, amount in amounts.items() if amount or name == "spikes"]


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


@dataclass(frozen=True, repr=False)
class Record(Chunk):
    """A whole run with its ``resolution`` in ms, for scripts.

    ``spikes["E"].steps`` and ``spikes["E"].neurons`` (spikes,) are which neuron fired in which step, and
    ``samples[name].values`` (times, columns) what a recording kept. ``sizes`` are the neurons, or trains, of each
    element. A run of a :class:`Network` goes by names, one of a :class:`Simulation` by ids.

    >>> from engine import Network
    >>> net = Network()
    >>> cells = net.add_population("A", "leaky_integrate_and_fire", 3, bias=500.0)
    >>> record = net.run(100.0)
    >>> list(record.spikes), record.sizes["A"]
    (['A'], 3)
    >>> record.times("A")[:3].round(1).tolist()  # ms
    [13.9, 13.9, 13.9]
    """

    resolution: float = 0.1
    sizes: Mapping[str, int] = field(default_factory=dict)

    def _span(self) -> str:
        return f"{self.steps * self.resolution:g} ms"

    def times(self, element: str) -> Floats:
        """Times (spikes,) in ms of an element's spikes; raises :class:`UnknownElement`."""
        return np.asarray(self._spikes_of(element).steps * self.resolution, np.float64)

    def rate(self, element: str, size: int | None = None) -> float:
        """Spikes per second and neuron; ``size`` counts the neurons of an element that is not among :attr:`sizes`.

        Raises :class:`UnknownElement`.
        """
        spikes = self._spikes_of(element)
        neurons = self.sizes[element] if size is None else size
        return len(spikes) / (neurons * self.steps * self.resolution / 1000.0)

    def _spikes_of(self, element: str) -> SpikeBlock:
        if element not in self.spikes:
            raise UnknownElement(element, "spikes", tuple(self.spikes))
        return self.spikes[element]

    def called(self, names: Mapping[str, str]) -> Record:
        """The same record with names in the place of ids."""
        fields = ("spikes", "samples", "shown", "answers", "partial", "sizes")
        renamed: dict[str, Any] = {
            field: {names.get(id, id): value for id, value in getattr(self, field).items()} for field in fields
        }
        return replace(self, **renamed)

    def to_pandas(self, recording: str = "") -> Any:
        """Give all spikes as a table of ``time`` in ms, ``element`` and ``neuron``, or the samples of a recording.

        Those have their times in ms as index and a column for each neuron or synapse. Raises ``ImportError`` with the
        command that installs pandas where it is not there.
        """
        try:
            pandas = import_module("pandas")
        except ModuleNotFoundError:
            raise ImportError("Tables need pandas; install it with: pip install pandas") from None
        if recording:
            block = self.samples[recording]
            return pandas.DataFrame(block.values, index=pandas.Index(block.steps * self.resolution, name="time"))
        columns = {
            "time": np.concatenate([np.zeros(0), *(self.times(name) for name in self.spikes)]),
            "element": np.repeat(np.array(list(self.spikes), object), [len(block) for block in self.spikes.values()]),
            "neuron": np.concatenate([np.zeros(0, np.int32), *(block.neurons for block in self.spikes.values())]),
        }
        return pandas.DataFrame(columns).sort_values("time", kind="stable", ignore_index=True)
