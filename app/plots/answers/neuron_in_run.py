"""The neuron whose equations are shown in a run, at the moment that the views look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.document.elements import Node
from app.i18n.translation import sentences, tr
from app.plots.base.time_range import TimeRange
from app.plots.sources.followed_neuron import FollowedNeuron, Past
from app.plots.sources.source import PlotSource
from app.widgets import quantities
from engine.network.description import NetworkDescription, Population
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.answers.received import Received

WAY = 400.0  # ms of the past that are drawn
MOST = 4000  # samples that are drawn: more take longer than a frame
MEASURED = 1000.0  # ms over which rate and input are taken


@dataclass(frozen=True)
class Seen:
    """Up to a moment: ``states`` (times,) by name and the rows of ``jumps`` after spikes; the population's ``rate`` in
    Hz and the neuron's mean ``input``, None where they cannot be measured, of an input that ``is_current`` alone where
    it was not recorded; whether the run ``moves_on``."""

    neuron: int
    states: dict[str, Floats]
    jumps: NDArray[np.int64]
    rate: float | None
    input: float | None
    is_current: bool
    moves_on: bool

    def words(self, unit: str) -> str:
        """Words for the place of the population on its curve."""
        if self.rate is None:
            return ""
        shown = {"rate": quantities.rough_words(self.rate, "Hz"), "neuron": self.neuron}
        if self.input is None:
            lacking = "" if self.is_current else tr("Its input is not only current, so its mean cannot be given.")
            return sentences(tr("In the last second of the run: {rate} a neuron, the dashed line.", **shown), lacking)
        mean = quantities.rough_words(self.input, unit)
        return tr(
            "In the last second of the run: {rate} a neuron; neuron {neuron} had a mean input of {input}, "
            "the second dot.",
            input=mean,
            **shown,
        )


class NeuronInRun:
    """Of the neuron that was chosen, here or in another view, else of one that is traced, else of the first; recorded
    only as long as it is looked at."""

    def __init__(self, source: PlotSource, time_range: TimeRange) -> None:
        self._source, self._range = source, time_range
        self._followed: FollowedNeuron = source.neuron
        self._population: Population | None = None
        self._received: Received | None = None
        self._network: NetworkDescription | None = None  # in which it was looked for last
        self._neuron: int | None = None  # that a person chose
        self._shown: object = None
        self.slot = 0
        source.chosen.changed.connect(self._choose_anew)
        source.changed.connect(self._follow_run)

    @property
    def neuron(self) -> int:
        """The number of the neuron that is shown."""
        return self._followed.neuron[1]

    def follow(self, node: Node, population: Population) -> None:
        """Follow a neuron of this population."""
        if self._population is None or self._population.id != population.id:
            self._neuron = None
            self._take_chosen(population.id)
        self._population, self.slot, self._shown = population, node.identity, None
        self._watch()

    @property
    def is_there(self) -> bool:
        """True if the run has this population."""
        return self._received is not None

    def choose(self, neuron: int) -> None:
        """Follow this neuron of the population; other views mark it."""
        if self._population is not None:
            self._source.chosen.choose(self._population.id, (neuron,))

    def _follow_run(self) -> None:
        """A run that begins is recorded from its first step: a short one may end before the next look."""
        if self._population is not None and self._source.network is not self._network:
            self._watch()

    def _choose_anew(self) -> None:
        """A neuron was chosen, be it in the statistics or a raster."""
        if self._population is not None and self._take_chosen(self._population.id):
            self._shown = None
            self._watch()

    def _take_chosen(self, population: str) -> bool:
        """Of several the first; whether there is one of this population."""
        chosen = self._source.chosen.of(population)
        if len(chosen):
            self._neuron = int(chosen[0])
        return len(chosen) > 0

    def leave(self) -> None:
        """Follow none."""
        self._population = self._received = self._shown = None
        self._followed.leave()

    def _watch(self) -> None:
        from engine.answers.received import Received

        population = self._population
        assert population is not None
        network = self._network = self._source.network
        traced = (trace.neuron for trace in self._source.traces() if trace.element == population.id)
        neuron = self._neuron if self._neuron is not None else next(traced, 0)
        neuron = min(neuron, population.size - 1)
        running = network is not None and population.id in network.population_of
        self._received = Received(network, population.id, neuron) if network is not None and running else None
        wanted = [(population.id, name, neuron) for name in population.model.states()]
        if self._received is not None:
            wanted += [(v.element, v.quantity, v.index) for v in self._received.variables()]
        self._followed.follow(population.id, neuron, wanted)

    def look(self) -> Seen | None:
        """Give what there is to see; None where it is the same as at the last look."""
        if self._population is None:
            return None
        until = self._range.looked_at(self._source.latest)
        state = (until, self._source.latest, self._source.frames.number, self._source.is_running)
        if state == self._shown:
            return None
        self._shown = state
        self._watch()  # the network of the run may be another since
        way = self._followed.past(until, WAY, MOST)
        rate = self._followed.rate(until, MEASURED) if self._population.model.fires() else None
        moves_on = self._source.is_running and self._range.is_following and self._range.cursor is None
        states = {} if way is None else self._states(way)
        jumps = np.zeros(0, np.int64) if way is None else way.jumps
        is_current = self._received is None or self._received.is_whole
        return Seen(self.neuron, states, jumps, rate, self._mean_input(until), is_current, moves_on)

    def invalidate(self) -> None:
        """Let the next look show again what was seen."""
        self._shown = None

    def moment(self) -> dict[str, float]:
        """Every state of the neuron at the moment that is looked at; none where nothing was recorded."""
        way = self._followed.past(self._range.looked_at(self._source.latest), WAY, 1)
        return {} if way is None else {name: float(values[-1]) for name, values in self._states(way).items()}

    def _states(self, way: Past) -> dict[str, Floats]:
        assert self._population is not None
        own = self._population.id
        return {quantity: values for (element, quantity, _), values in way.values.items() if element == own}

    def _mean_input(self, until: float) -> float | None:
        from engine.answers.received import Variable

        if self._received is None or not self._received.is_whole:
            return None
        way = self._followed.past(until, MEASURED)
        if way is None or not len(way.steps):
            return None
        recorded = {Variable(*place): values for place, values in way.values.items()}
        return float(self._received.current(recorded, self._states(way)).mean())
