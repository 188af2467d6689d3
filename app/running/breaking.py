"""The breakpoint that a chunk of a run has met, and the step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.document.breakpoints import RATES, Breakpoint, BreakpointKind
from app.running.record.activity import has_classes, shown_class_names
from app.running.record.ring_buffer import RingBuffer
from engine.network.description import NetworkDescription, Projection
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.simulation.chunk import Answer, Chunk
    from engine.simulation.simulation import Simulation

RATE_WINDOW = 50.0  # ms over which a rate is measured
LARGEST = "w_max"  # the parameter of a rule that bounds its weights; without one only zero does
HAIR = 1e-6  # of it: in single precision a weight at the bound is not quite there


@dataclass(frozen=True)
class Synapse:
    """One of a link that learns, between two neurons, and its weight."""

    pre: int
    post: int
    weight: float


@dataclass(frozen=True)
class Stopped:
    """A run stands still before ``step`` because of a breakpoint.

    ``neurons`` are those that fired in the step before, ``synapse`` the first whose weight reached its bound,
    ``answer`` the class that a decoder gave as it is called, and ``failure`` tells which number would go wrong in the
    next.
    """

    breakpoint: Breakpoint
    step: int
    neurons: tuple[int, ...] = ()
    synapse: Synapse | None = None
    failure: Problem | None = None
    answer: str = ""


class Breaking:
    """The enabled breakpoints of a run; those about what the network does not have rest."""

    def __init__(self, breakpoints: Iterable[Breakpoint], description: NetworkDescription) -> None:
        self._resolution = description.resolution
        self._sizes = {population.id: population.size for population in description.populations}
        links = {p.id: p for p in description.projections if p.plasticity is not None}
        self._labels = {decoder.id: decoder.labels for decoder in description.decoders}
        known: dict[BreakpointKind, Any] = {
            BreakpointKind.BOUND: links,
            BreakpointKind.ANSWERS: self._labels,
            BreakpointKind.NOT_FINITE: {None},
        }
        there = [b for b in breakpoints if b.element in known.get(b.kind, self._sizes)]
        self._of_chunks = [b for b in there if b.kind not in (BreakpointKind.BOUND, BreakpointKind.NOT_FINITE)]
        self._bounds = [_Bound(b, links[b.element or ""]) for b in there if b.kind is BreakpointKind.BOUND]
        self.of_failure = next((b for b in there if b.kind is BreakpointKind.NOT_FINITE), None)

    @property
    def has_any(self) -> bool:
        return bool(self._of_chunks or self._bounds or self.of_failure)

    def begin(self, simulation: Simulation) -> None:
        """Begin with what holds now, which is no news: a weight that is at its bound already must leave it first."""
        for bound in self._bounds:
            bound.begin(simulation)

    def in_chunk(self, chunk: Chunk, frames: RingBuffer) -> Stopped | None:
        """The first breakpoint that what was recorded of a chunk meets; ``frames`` hold it and what was before."""
        found = [s for b in self._of_chunks if (s := self._first(b, chunk, frames)) is not None]
        return min(found, key=lambda stopped: stopped.step, default=None)

    def at_bound(self, simulation: Simulation) -> Stopped | None:
        """A breakpoint that weights meet as they are now, and did not when they were last looked at by :meth:`keep`."""
        return next(filter(None, (bound.reached(simulation) for bound in self._bounds)), None)

    def keep(self, simulation: Simulation) -> None:
        """Weights that have left their bound may reach it again."""
        for bound in self._bounds:
            bound.keep(simulation)

    def _first(self, breakpoint: Breakpoint, chunk: Chunk, frames: RingBuffer) -> Stopped | None:
        element = breakpoint.element or ""
        if breakpoint.kind is BreakpointKind.ANSWERS:
            answers = chunk.answers.get(element, ())
            if not answers:
                return None
            return Stopped(breakpoint, answers[0].step, answer=self._called(element, answers[0], frames))
        if breakpoint.kind in RATES:
            step = self._crossing(breakpoint, chunk, frames)
            return None if step is None else Stopped(breakpoint, step)
        spikes = chunk.spikes.get(element)
        if spikes is None:
            return None
        fired = spikes.steps if breakpoint.neuron is None else spikes.steps[spikes.neurons == breakpoint.neuron]
        if not len(fired):
            return None
        together = (breakpoint.neuron,) if breakpoint.neuron is not None else spikes.neurons[fired == fired[0]].tolist()
        return Stopped(breakpoint, int(fired[0]), tuple(together))

    def _called(self, decoder: str, answer: Answer, frames: RingBuffer) -> str:
        """The class that is answered; "" where none leads, or where a decoder gives values."""
        known = frames.datasets.get(self._labels[decoder] or "")
        is_class = answer.answer >= 0 and has_classes(known, len(answer.scores))
        return shown_class_names(known, len(answer.scores))[answer.answer] if is_class else ""

    def _crossing(self, breakpoint: Breakpoint, chunk: Chunk, frames: RingBuffer) -> int | None:
        """Find where the rate of the last :data:`RATE_WINDOW` ms goes beyond the limit, having been within."""
        assert breakpoint.element is not None and breakpoint.rate is not None
        window = max(round(RATE_WINDOW / self._resolution), 1)
        first, end = chunk.first_step, chunk.first_step + chunk.steps
        spikes = frames.spikes(breakpoint.element, first - window + 1, end + 1).steps
        stamps = np.arange(first, end + 1)
        counts = np.searchsorted(spikes, stamps, "right") - np.searchsorted(spikes, stamps - window, "right")
        rates = counts / (self._sizes[breakpoint.element] * window * self._resolution / 1000)
        above = breakpoint.kind is BreakpointKind.RATE_ABOVE
        beyond = rates > breakpoint.rate if above else rates < breakpoint.rate
        news = np.flatnonzero(beyond[1:] & ~beyond[:-1])
        return first + 1 + int(news[0]) if len(news) else None


class _Bound:
    """Weights that learn, and which of them are at a bound."""

    def __init__(self, breakpoint: Breakpoint, projection: Projection) -> None:
        self.breakpoint, self._id = breakpoint, projection.id
        rule = projection.plasticity
        assert rule is not None
        declared = rule.parameters().get(LARGEST)
        given = projection.plasticity_parameters.get(LARGEST, None if declared is None else declared.default)
        self._largest = np.inf if given is None else float(np.asarray(given)) * (1.0 - HAIR)
        self._were: NDArray[np.bool_] | None = None

    def _are(self, simulation: Simulation) -> NDArray[np.bool_]:
        size = np.abs(simulation.weights(self._id))
        result: NDArray[np.bool_] = (size >= self._largest) | (size == 0.0)
        return result

    def begin(self, simulation: Simulation) -> None:
        self._were = self._are(simulation)

    def reached(self, simulation: Simulation) -> Stopped | None:
        if self._were is None:
            return None
        news = self._are(simulation) & ~self._were
        if not news.any():
            return None
        place, connections = int(np.argmax(news)), simulation.connections(self._id)
        weight = float(simulation.weights(self._id)[place])
        synapse = Synapse(int(connections.pre[place]), int(connections.post[place]), weight)
        return Stopped(self.breakpoint, simulation.step, synapse=synapse)

    def keep(self, simulation: Simulation) -> None:
        if self._were is not None:
            self._were &= self._are(simulation)
