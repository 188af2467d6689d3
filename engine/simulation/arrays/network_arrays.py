"""A described network as arrays: every element resolved, wired and allocated, ready to be put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.kernel import Array
from engine.checking.decoders import row_problems
from engine.checking.spatial import refuse_misfit
from engine.model.topology import ProjectionSide
from engine.network.description import Dataset, Encoder, NetworkDescription, Population, Projection, Stimulus
from engine.network.order import reachable_populations
from engine.problems import NetworkError
from engine.progress import Work
from engine.sampling.poisson_rate import expected_spikes
from engine.sampling.space import sides
from engine.simulation.arrays.coupled_link import CoupledLink
from engine.simulation.arrays.layout import Range, step_time, thread_ranges, worthwhile
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.arrays.poisson_course import PoissonCourse, moves
from engine.simulation.arrays.population_arrays import PopulationArrays, ReceptorGroup, receptor_groups
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.arrays.projection_arrays import CurrentLink, LargestSpikeLink, PoissonLink, SpikeLink
from engine.simulation.arrays.source_arrays import EventArrays, SourceArrays
from engine.simulation.arrays.terminals import Terminals
from engine.simulation.connections.blocks import expected
from engine.simulation.connections.compiled_wiring import by_compiled_loops
from engine.simulation.connections.connectivity import Connectivity, target_type
from engine.simulation.connections.wired import (
    BuiltWiring,
    BySource,
    ConnectionListing,
    Listed,
    by_source,
    every_connection,
)
from engine.simulation.operations.decoding import Window
from engine.simulation.operations.spike_log import SpikeLog

WIRED = 0.9  # of the work of making the arrays
Link: TypeAlias = SpikeLink | CurrentLink | PoissonLink | CoupledLink


@dataclass(frozen=True)
class SimulationSettings:
    """The settings of a run; ``chunk`` is the largest number of steps of one compiled call, ``threads`` as asked."""

    seed: int
    precision: str
    threads: int
    chunk: int


class NetworkArrays:
    """All arrays of a network by element id; ``now`` (1,) is the first step of the running chunk."""

    def __init__(self, network: NetworkDescription, settings: SimulationSettings, work: Work | None = None) -> None:
        self.network, self.settings = network, settings
        self.now = np.zeros(1, np.int64)
        self.finite: dict[tuple[str, str], Array] = {}  # what sources and traces were at the last look
        self.step_length = np.array([network.resolution])
        work = work or Work()
        own = work.part(0.0, 0.0)
        self.presentations = {d.id: own.run_in_thread(partial(self._presentation, d)) for d in network.datasets}
        self.sizes = self._sizes()
        self._refuse_other_rows()
        self.downstream = {d.id: self._downstream(d) for d in network.datasets}
        self.stimuli: dict[str, Stimulus] = {s.id: s for s in network.stimuli}
        grids = {id: p.samples.grid for id, p in self.presentations.items()}
        self.sides = own.run_in_thread(lambda: sides(network, self.sizes, grids, settings.seed))
        self._wire(work.part(0.0, WIRED))
        self.links: dict[str, Link] = {}
        zero = any(self.wirings[p.id].shortest == 0 for p in [*self.spiking(), *self.coupled()])
        self.threads = 1 if zero else worthwhile(step_time(network, self.planned), settings.threads)
        self.parts = {p.id: thread_ranges(p.size, self.threads) for p in network.populations}
        own = work.part(WIRED, WIRED)
        self.populations = {p.id: own.run_in_thread(partial(self._population, p)) for p in network.populations}
        given: list[Stimulus | Encoder] = [*network.stimuli, *network.encoders]
        self.sources = {s.id: own.run_in_thread(partial(self._source, s)) for s in given if not self._own_train(s.id)}
        for projection in self.coupled():
            self._keep_values(projection)
        links, linking = sorted(network.projections, key=lambda p: p.id), work.part(WIRED, 1.0)
        for number, projection in enumerate(links):
            own = linking.part(number / len(links), (number + 1) / len(links))
            self.links[projection.id] = self._link(projection, own)
            own.tell(1.0)
        self.out_degrees = self._out_degrees()
        self.slots = {id: np.array([p.slots], np.int64) for id, p in self.populations.items()}
        self.depth = max((p.slots for p in self.populations.values()), default=1)  # steps that a spike may be under way
        self.windows = {d.id: Window(d, self.sizes[d.source], network.resolution) for d in network.decoders}
        self.window_dataset = {d.id: d.labels or next(iter(self.presentations), None) for d in network.decoders}

    def _presentation(self, dataset: Dataset) -> Presentation:
        samples = dataset.samples()
        return Presentation(dataset, samples, self.network.resolution, self.settings.seed)

    def _sizes(self) -> dict[str, int]:
        sizes = {p.id: p.size for p in self.network.populations} | {s.id: s.size for s in self.network.stimuli}
        for encoder in self.network.encoders:
            samples = self.presentations[encoder.dataset].samples
            sizes[encoder.id] = samples.channels * encoder.model.trains(encoder.parameters)
        return sizes

    def _refuse_other_rows(self) -> None:
        """Refuse what a decoder has learnt of other neurons or classes: it would be read as anything."""
        titles = {p.id: p.title or p.id for p in self.network.populations}
        titles |= {e.id: e.title or e.id for e in self.network.encoders}
        for decoder in self.network.decoders:
            judged = self.presentations.get(decoder.labels or "")
            classes = None if judged is None else len(judged.samples.names)
            source = titles[decoder.source]
            if problems := list(row_problems(decoder, self.sizes[decoder.source], source, classes)):
                raise NetworkError(problems)

    def _wire(self, work: Work) -> None:
        """Connections, weights and delays of every projection, sorted where spikes travel along them."""
        self.wirings: dict[str, BuiltWiring] = {}
        self.connections = ConnectionListing(self.wirings)
        s, h, count = self.settings, self.network.resolution, max(len(self.network.projections), 1)
        self.planned = work.run_in_thread(self._expected)
        compiled = by_compiled_loops(self.planned, s.precision, self._kinds_of_targets(), work)
        work = work.remaining()
        for number, p in enumerate(self.network.projections):
            ends, own = self.ends(p), work.part(number / count, (number + 1) / count)
            if not p.passes_spikes() or self._own_train(p.source):
                self.wirings[p.id] = every_connection(p, ends, s.seed, h, own, compiled)
            else:
                self.wirings[p.id] = by_source(p, ends, s.seed, h, s.precision, own, compiled)
            own.tell(1.0)

    def _expected(self) -> float:
        """The number of connections there will be; raises :class:`NetworkError` where a rule does not fit its ends."""
        for p in self.network.projections:
            refuse_misfit(self.network, p, *self.ends(p))
        return sum(expected(p, *self.ends(p)) for p in self.network.projections)

    def _kinds_of_targets(self) -> list[str]:
        return sorted({np.dtype(target_type(self.sizes[p.target])).name for p in self.network.projections})

    def ends(self, projection: Projection) -> tuple[ProjectionSide, ProjectionSide]:
        """The neurons of source and target, with their places."""
        return self.sides[projection.source], self.sides[projection.target]

    def spiking(self) -> list[Projection]:
        """Projections that carry spikes, in the order of their ids."""
        return sorted((p for p in self.network.projections if p.passes_spikes()), key=lambda p: p.id)

    def coupled(self) -> list[Projection]:
        """Projections that read the state of a population, in the order of their ids."""
        populations = {p.id for p in self.network.populations}
        found = (p for p in self.network.projections if not p.passes_spikes() and p.source in populations)
        return sorted(found, key=lambda p: p.id)

    def _keep_values(self, projection: Projection) -> None:
        longest = self.wirings[projection.id].longest
        both = projection.synapse is not None and projection.synapse.both_ways
        for id in {projection.source, projection.target} if both else {projection.source}:
            self.populations[id].keep_values(longest)

    def _own_train(self, id: str) -> bool:
        return id in self.stimuli and self.stimuli[id].model.own_train_per_target()

    def _population(self, population: Population) -> PopulationArrays:
        id = population.id
        into = [p for p in self.network.projections if p.arrives() and p.target == id]
        receptors = receptor_groups(into)
        slots = max((self.wirings[p.id].longest for p in into), default=0) + 1
        s = self.settings
        resolution = self.network.resolution
        alone = all(p.passes_spikes() for p in self.network.projections if id in (p.source, p.target))
        common = s.chunk, resolution, s.seed, s.precision
        return PopulationArrays(population, receptors, slots, self.parts[id], *common, alone, self._resets(id))

    def _resets(self, population: str) -> int:
        """The number of times that samples that begin may reset a population within a chunk."""
        above = (p for id, p in self.presentations.items() if population in self.downstream[id])
        return sum(self.settings.chunk // p.period + 1 for p in above if p.dataset.reset_between)

    def _source(self, source: Stimulus | Encoder) -> SourceArrays | EventArrays:
        s, resolution = self.settings, self.network.resolution
        if not source.model.equations and isinstance(source, Stimulus):
            return EventArrays(source, s.chunk, resolution, s.precision)
        size, common = self.sizes[source.id], (s.chunk, resolution, s.seed, s.precision, self.threads)
        if not isinstance(source, Encoder):
            return SourceArrays(source, size, None, 0.0, *common)
        shown = self.presentations[source.dataset]
        duration, trains = shown.sample_steps * resolution, source.model.trains(source.parameters)
        return SourceArrays(source, size, shown.state, duration, *common, trains, shown.samples.signal_shape)

    def _link(self, projection: Projection, work: Work) -> Link:
        s, id = self.settings, projection.id
        wiring, parts = self.wirings[id], self.parts[projection.target]
        weights = wiring.weights
        if isinstance(wiring, Listed):
            return work.run_in_thread(lambda: self._listed_link(projection, wiring))
        assert isinstance(wiring, BySource)
        sorted_wires, sizes = wiring.connectivity, (self.sizes[projection.source], self.sizes[projection.target])
        self.wirings[id] = replace(wiring, weights=0.0)  # the link has them now
        h, terminals = self.network.resolution, self._terminals(projection, sorted_wires)
        if projection.plasticity is not None:
            return PlasticLink(projection, sorted_wires, weights, parts, *sizes, h, s.precision, work, terminals)
        one = not isinstance(weights, np.ndarray)
        kind = LargestSpikeLink if projection.takes_largest() else SpikeLink
        return kind(projection, sorted_wires, weights, one, parts, s.precision, work, terminals)

    def _listed_link(self, projection: Projection, wiring: Listed) -> Link:
        """The link of a listed wiring, which acts on its targets in every step."""
        s, wires, weights = self.settings, wiring.connections(), wiring.weights
        parts = self.parts[projection.target]
        if not projection.passes_spikes() and projection.source in self.parts:
            before = self.parts[projection.source]
            return CoupledLink(projection, wires, weights, wiring.delays, before, parts, s.precision)
        if projection.synapse is None:
            return CurrentLink(projection, wires, weights, parts, s.precision)
        stimulus, resolution = self.stimuli[projection.source], self.network.resolution
        course = PoissonCourse(stimulus, resolution) if moves(stimulus.model) else None
        common = wiring.delays, expected_spikes(stimulus, resolution), parts, s.seed, s.precision, course
        return PoissonLink(projection, wires, weights, *common)

    def _terminals(self, projection: Projection, connectivity: Connectivity) -> Terminals | None:
        """One copy for each part of the target."""
        model, s = projection.short_term, self.settings
        if model is None:
            return None
        given = model.with_defaults(projection.short_term_parameters)
        values = {name: float(np.asarray(value)) for name, value in given.items()}
        sources, longest = self.sizes[projection.source], int(connectivity.delays.max(initial=0))
        copies = len(self.parts[projection.target])
        return Terminals(model, values, sources, longest, copies, self.network.resolution, s.precision)

    def _downstream(self, dataset: Dataset) -> frozenset[str]:
        encoders = [e.id for e in self.network.encoders if e.dataset == dataset.id]
        targets = {id: [p.target for p in out] for id, out in self.network.outgoing.items()}
        return frozenset(reachable_populations(encoders, targets) & set(self.network.population_of))

    def show(self, dataset: str) -> None:
        """Give a dataset's encoders the values of the presentation that shows."""
        values = self.presentations[dataset].signal()
        for source in self._encoders_of(dataset):
            source.show(values)

    def restart(self, dataset: str) -> None:
        """Start the states of a dataset's encoders anew, from the values that they have been given."""
        for source in self._encoders_of(dataset):
            source.restart()

    def _encoders_of(self, dataset: str) -> Iterator[SourceArrays]:
        for encoder in self.network.encoders:
            source = self.sources[encoder.id]
            if encoder.dataset == dataset and isinstance(source, SourceArrays):
                yield source

    def _out_degrees(self) -> dict[str, NDArray[np.int64]]:
        """Of each element with spikes of its own, along how many connections a spike of each neuron travels."""
        result: dict[str, NDArray[np.int64]] = {}
        for id in self.train_ids():
            found = [np.asarray(link.out_degree) for link in self.links.values() if link.projection.source == id]
            if found:
                result[id] = np.zeros(max(map(len, found)), np.int64)
                for degrees in found:
                    result[id][: len(degrees)] += degrees
        return result

    def logs(self, id: str) -> list[SpikeLog]:
        """The spike logs of a source, one for each part."""
        return self.populations[id].logs if id in self.populations else self.sources[id].logs

    def train_ids(self) -> list[str]:
        """Every element with spikes of its own."""
        silent = [id for id, s in self.sources.items() if not s.logs]
        return [*self.populations, *(id for id in self.sources if id not in silent)]

    def receptor(self, projection: str) -> tuple[PopulationArrays, ReceptorGroup]:
        """The target of a projection and the receptor that it shares."""
        link = self.links[projection]
        population = self.populations[link.projection.target]
        return population, next(r for r in population.receptors if projection in r.projections)

    def part_of(self, population: str, part: int) -> Range:
        return self.parts[population][part]

    def mutable(self) -> dict[tuple[str, str], Array]:
        """Every array that running changes, by (element, name), but for what links remember and their weights."""
        result: dict[tuple[str, str], Array] = {}
        for population in self.populations.values():
            result |= population.mutable()
        for source in self.sources.values():
            result |= source.mutable()
        result |= {(id, "presentation"): p.state for id, p in self.presentations.items()}
        for id, window in self.windows.items():
            result |= {(id, name): array for name, array in window.memory.items()}
        return result

    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The projections that share each receptor, by the receptor's key."""
        return {r.key: r.projections for p in self.populations.values() for r in p.receptors}
