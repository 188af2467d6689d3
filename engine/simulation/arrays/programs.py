"""The order of operations of one step, as docs/semantics.md fixes it.

``local``: sources, then populations in the order of their delays of zero: injected current, membranes and synapses,
arrivals, threshold, look, record; each followed by what it delivers without delay. ``exchange``: traces and synapses
that learn go on, target spikes that reach their synapses, deliveries in the order of the projections' ids, Poisson
drive, traces step, weights are recorded.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.backends.kernels.kernel import Operation, Program
from engine.network.order import ordered_populations
from engine.simulation.arrays.coupled_link import CoupledLink
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.arrays.probes import RecordingProbe, join, state_samplings
from engine.simulation.arrays.projection_arrays import CurrentLink, PoissonLink, Ring, SpikeLink
from engine.simulation.arrays.source_arrays import EventArrays


def programs(network: NetworkArrays, probes: Iterable[RecordingProbe]) -> tuple[list[Program], int]:
    """One program a thread, and the steps that threads may go without meeting."""
    probes = list(probes)
    join(probes, network)
    made = [_Order(network, thread, probes) for thread in range(network.threads)]
    return [Program(tuple(m.local), tuple(m.exchange)) for m in made], window(network)


def window(network: NetworkArrays) -> int:
    """The smallest delay of spikes, couplings and Poisson drive, in steps; 1 for one thread, or where learning looks.

    What is exchanged at the end of a window must not be due within it, what comes from no other thread included.
    """
    plastic = [lk for lk in network.links.values() if isinstance(lk, PlasticLink)]
    if network.threads == 1 or any(lk.reads_membrane or lk.splits for lk in plastic):
        return 1
    delays = [
        int(lk.connectivity.delays.min(initial=1 << 30)) for lk in network.links.values() if isinstance(lk, SpikeLink)
    ]
    delays += [lk.shortest for lk in network.links.values() if isinstance(lk, CoupledLink)]
    delays += [lk.shortest for lk in network.links.values() if isinstance(lk, PoissonLink) and lk.shortest > 0]
    return max(min(delays, default=network.settings.chunk), 1)


class _Order:
    """The operations of one thread."""

    def __init__(self, network: NetworkArrays, thread: int, probes: list[RecordingProbe]) -> None:
        self.network, self.thread = network, thread
        self.local: list[Operation] = []
        self.exchange: list[Operation] = []
        links = network.links.values()
        self.plastic = [lk for lk in links if isinstance(lk, PlasticLink)]
        self.spike_links = [lk for lk in links if isinstance(lk, SpikeLink)]
        self.coupled = [lk for lk in links if isinstance(lk, CoupledLink)]
        self.poisson = [lk for lk in links if isinstance(lk, PoissonLink)]
        self.early = any(self._immediate(lk) for lk in self.spike_links)
        self._local(probes)
        self._exchange(probes)

    def _immediate(self, link: SpikeLink) -> bool:
        return link.connectivity.immediate and bool(link.connectivity.synapses)

    def _ring(self, link: SpikeLink | PoissonLink | CurrentLink) -> tuple[Ring, int]:
        population, receptor = self.network.receptor(link.projection.id)
        ring = population.rings[receptor.label]
        return (ring, self.network.slots[link.projection.target]), population.population.size

    def _deliver(self, link: SpikeLink) -> list[Operation]:
        ring, width = self._ring(link)
        return link.deliveries(self.thread, self.network.logs(link.projection.source), ring, width, self.network.now)

    def _relaxations(self) -> list[Operation]:
        return [o for lk in self.spike_links for o in lk.relaxations(self.thread)]

    def _local(self, probes: list[RecordingProbe]) -> None:
        network, now = self.network, self.network.now
        for plastic in self.plastic:
            self.local += self._passing(plastic) if plastic.immediate or plastic.early else []
            self.local += plastic.arrivals(self.thread, now, network.logs(plastic.projection.source))
        self.local += self._relaxations() if self.early else []
        for id, source in network.sources.items():
            if isinstance(source, EventArrays):
                self.local += [source.operation(now)] if self.thread == 0 else []
            elif source.is_current or self.thread == 0:
                self.local.append(source.operation(self.thread, now))
            if self.thread == 0:
                self.local += state_samplings(probes, id, 0, source.size, network)
            self._immediately_from(id)
        for plastic in self.plastic:
            if plastic.early:
                logs, (ring, width) = network.logs(plastic.projection.source), self._ring(plastic)
                self.local += plastic.deliveries_at_once(self.thread, logs, ring, width, now)
        for link in self.poisson:
            if link.shortest == 0:
                self._drive(link, self.local)
        immediate = [lk.projection for lk in self.spike_links if self._immediate(lk)]
        immediate += [lk.projection for lk in self.coupled if lk.shortest == 0]
        edges = [(p.source, p.target) for p in immediate]
        order, _ = ordered_populations(list(network.populations), edges)
        for id in order:
            self._population(id, probes)
            self._immediately_from(id)

    def _immediately_from(self, id: str) -> None:
        for link in self.spike_links:
            if link.projection.source == id and self._immediate(link):
                self.local += self._deliver(link)

    def _drive(self, link: PoissonLink, into: list[Operation]) -> None:
        ring, width = self._ring(link)
        into += link.drive(self.thread, ring, width, self.network.now)

    def _population(self, id: str, probes: list[RecordingProbe]) -> None:
        network, thread = self.network, self.thread
        population = network.populations[id]
        low, high = population.parts[thread]
        currents = self._currents(id)
        if currents:
            self.local += [population.bias_operation(thread), *currents]
        self.local += population.draw_operations(thread, network.now)
        self.local.append(population.update_operation(thread))
        if len(population.kept):
            self.local.append(population.keep_operation(thread, network.now))
        self.local += population.look_operations(thread, network.now)
        self.local += state_samplings(probes, id, low, high, network)

    def _currents(self, id: str) -> list[Operation]:
        """The operations that inject currents into a population, in the order of the projections' ids."""
        network, made = self.network, list[Operation]()
        for link in network.links.values():
            if isinstance(link, CurrentLink) and link.projection.target == id:
                source = network.sources[link.projection.source]
                assert not isinstance(source, EventArrays)
                values, population = source.values[self.thread], network.populations[id]
                if link.projection.arrives():
                    made.append(link.arrival(self.thread, values, *self._ring(link), network.now))
                else:
                    made.append(link.injection(self.thread, values, population.injected, network.now))
            elif isinstance(link, CoupledLink):
                made += link.currents(self.thread, id, network.populations, network.now)
        return made

    def _exchange(self, probes: list[RecordingProbe]) -> None:
        network, thread, now = self.network, self.thread, self.network.now
        self.exchange += self._relaxations() if not self.early else []
        for plastic in self.plastic:
            self.exchange += self._passing(plastic) if not (plastic.immediate or plastic.early) else []
            self.exchange += plastic.keeping(thread, network.populations[plastic.projection.target].logs[thread], now)
        for link in self.spike_links:
            if not self._immediate(link):
                self.exchange += self._deliver(link)
        for driven in self.poisson:
            if driven.shortest > 0:
                self._drive(driven, self.exchange)
        for plastic in self.plastic:
            target = network.populations[plastic.projection.target].logs[thread]
            heard = {name: network.logs(id) for name, id in plastic.heard.items() if id not in network.windows}
            self.exchange += plastic.increments(thread, network.logs(plastic.projection.source), target, heard)
            self.exchange += plastic.marks(thread, network.logs(plastic.projection.source), now)
        for probe in probes:
            self.exchange += probe.of_links(thread, network)

    def _passing(self, plastic: PlasticLink) -> list[Operation]:
        """Time goes on for a projection that learns, beside the membrane that its rule may read."""
        target = self.network.populations[plastic.projection.target]
        membrane = target.states[target.population.model.membrane] if plastic.reads_membrane else None
        return plastic.passing(self.thread, membrane, self.network.now)
