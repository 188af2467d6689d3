"""Populations that a run finds silent, or saturated: firing nearly as often as their refractory time lets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.checking.quantities import extremes
from engine.network.description import NetworkDescription, Population
from engine.problems import Problem, Severity, declare
from engine.sampling.resolving import steps_of

LEAST_SPAN = 1000.0  # ms that are looked at
SAMPLES = 2  # and so many of them, where a dataset shows longer ones
NEARLY = 0.8  # of the most spikes that are possible
SPIKES = "spikes"

SILENT = declare(
    "silent-population",
    "{element} has not fired once in more than {span} s of the run.",
    "Give it more input or stronger weights, or lower its threshold.",
)
SATURATED = declare(
    "saturated-population",
    "{element} fires at {rate} Hz a neuron, nearly as often as it can ({most} Hz).",
    "Give it less input, weaker weights or more inhibition.",
)


@dataclass(frozen=True)
class Fired:
    """The number of spikes of a population in the span, and whether there was one before, as it is now."""

    spikes: float
    before: bool = False


def span_of(network: NetworkDescription) -> float:
    """The time, in ms, that a population is looked at before anything is said of it."""
    return max(LEAST_SPAN, *(SAMPLES * (d.sample_time + d.gap) for d in network.datasets), 0.0)


def firing_problems(
    network: NetworkDescription, fired: Callable[[str], Fired | None], span: float
) -> Iterator[Problem]:
    """Warnings of what fired in the last ``span`` ms of a run.

    ``fired`` answers of a population by its id, with None where it has not been there, as it is, for so long. One of
    which states alone are recorded, and whose spikes nothing hears, is looked at below its threshold: it may be silent.
    """
    below = _looked_at_below_threshold(network)
    for population in network.populations:
        found = fired(population.id) if population.model.fires() else None
        if found is None:
            continue
        title = population.title or population.id
        rate = 1000.0 * found.spikes / (span * population.size)
        most = 1000.0 / _least_interval(population, network.resolution)
        if not found.spikes and not found.before and population.id not in below:
            words = {"element": title, "span": f"{span / 1000.0:.3g}"}
            yield Problem(population.id, SILENT, words, Severity.WARNING)
        elif rate >= NEARLY * most:
            words = {"element": title, "rate": f"{rate:.0f}", "most": f"{most:.0f}"}
            yield Problem(population.id, SATURATED, words, Severity.WARNING)


def _looked_at_below_threshold(network: NetworkDescription) -> set[str]:
    """Populations of which something else than spikes is recorded, and whose spikes nothing hears."""
    heard = {r.element for r in network.recordings if r.quantity == SPIKES}
    heard |= {p.source for p in network.projections} | {d.source for d in network.decoders}
    return {r.element for r in network.recordings} - heard


def _least_interval(population: Population, resolution: float) -> float:
    """ms between two spikes of a neuron driven hard: the shortest refractory time in whole steps, and one step more."""
    refractory = population.model.refractory()
    if refractory is None:
        return resolution
    time, _ = extremes(population.parameters.get(refractory.name, refractory.default))
    return (int(steps_of(time, resolution)) + 1) * resolution
