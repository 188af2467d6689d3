"""Answers of one neuron of a population to a steady current and to a step of current, as in a run.

The neuron stands alone: no synapse, no noise but its own. A parameter that is drawn for each neuron has its mean.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from time import sleep

import numpy as np
from numpy.typing import NDArray

from engine.analysis.rates import MS_PER_S
from engine.backends.kernels.kernel import GoesOn
from engine.model.declaration import NeuronModel
from engine.network.description import NetworkDescription, Parameters, Population, Recording
from engine.network.values import Floats, LogNormal, Normal, Uniform, Value
from engine.problems import Phrase
from engine.progress import Cancelled
from engine.simulation.chunk import Record
from engine.simulation.edit_log import SetValue
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation

NEURON = "neuron"
LOOK = 0.05  # seconds between two looks whether the kernels are compiled
PROBED = np.array_split(np.geomspace(0.01, 1e5, 57), 7)  # a decade at a time, in the unit of the input
PROBE, LONG = 300.0, 1000.0  # ms of the search, and of the curve; only the second half counts
MOST_STEPS = 10_000
EVEN, CLOSE = 49, 14  # points over the range, and between the last that is silent and the first that fires
REACH = 4.0  # the range ends at so many times the current from which on the neuron fires
FEWEST = 3  # spikes that tell a rate by their intervals
TRIALS = 16  # neurons of each current where chance decides
CERTAIN = 4.0  # standard deviations of a count that are no chance
MARKED = 2.0  # times the rate without a current: there a neuron that always fires answers
BEFORE, AFTER, STEP, LONGEST_STEP = 40.0, 60.0, 200.0, 1000.0  # ms
SLOW = 5.0  # time constants that a step lasts at least
DISCRETE = (8, 40, 12)  # steps of the grid before, during and after the step of a neuron that acts in steps

NEVER_FIRES = Phrase("This neuron sends its value and never fires, so it has no f–I curve.")
NO_CURRENT = Phrase("This neuron takes no current, so there is nothing to step or to vary.")


@dataclass(frozen=True)
class RateCurve:
    """Rates (points,) in spikes/s under steady ``currents`` (points,), which rise, in the unit of the input.

    ``onset`` is the lowest current of them at which it goes on firing, None where none of those tried makes it;
    ``silent`` the highest below it that does not, None where it fires without a current.
    """

    currents: Floats
    rates: Floats
    onset: float | None
    silent: float | None


@dataclass(frozen=True)
class StepResponse:
    """Every state by name (times,) at ``times`` (times,) in ms, and ``spikes`` (spikes,) in ms, under a step of
    ``current`` from ``start`` to ``end`` in ms."""

    times: Floats
    states: dict[str, Floats]
    spikes: Floats
    current: float
    start: float
    end: float


def why_no_answer(model: type[NeuronModel]) -> Phrase | None:
    """The reason why no current can be given to a neuron of this model; None where it can."""
    return NO_CURRENT if model.input() is None else None


def why_no_rate(model: type[NeuronModel]) -> Phrase | None:
    """The reason why a model has no rate under a current; None where it has."""
    return why_no_answer(model) or (None if model.fires() else NEVER_FIRES)


def typical(value: Value) -> float:
    """The mean of what a quantity may be."""
    if isinstance(value, Uniform):
        return (value.low + value.high) / 2
    if isinstance(value, Normal | LogNormal):
        return value.mean
    if isinstance(value, int | float | np.ndarray):
        return float(np.mean(value))
    raise TypeError(f"{value!r} has no mean over neurons")


def alone(population: Population) -> Population:
    """One neuron with the mean of every parameter, without a bias."""
    parameters, start = _typical(population.parameters), _typical(population.start)
    return Population(NEURON, population.model, 1, parameters, start, title=population.title)


def _typical(values: Parameters) -> Parameters:
    return {name: typical(value) for name, value in values.items()}


def rate_curve(population: Population, resolution: float, goes_on: GoesOn | None = None) -> RateCurve:
    """Steady rate against current, over a range found from where the neuron begins to fire.

    The range ends at four times the rheobase, or as far as the equations stay finite. Raises ``Cancelled`` where
    ``goes_on`` answers False, ``NetworkError`` where a parameter is not allowed.
    """
    neuron = alone(population)
    wait_for_kernels(neuron, resolution, goes_on)
    scale = _scale(neuron, resolution, goes_on)
    if scale is None:
        return RateCurve(np.zeros(0), np.zeros(0), None, None)
    _, still = _rates(neuron, np.zeros(1), PROBE, resolution, goes_on)
    low = -scale if still[0] > 0 else 0.0
    currents, rates = _rates(neuron, np.linspace(low, REACH * scale, EVEN), LONG, resolution, goes_on)
    fires = np.flatnonzero(rates > 0)
    if fires.size and fires[0] > 0:
        between = np.linspace(currents[fires[0] - 1], currents[fires[0]], CLOSE)[1:-1]
        more, their = _rates(neuron, between, LONG, resolution, goes_on)
        order = np.argsort(np.concatenate([currents, more]), kind="stable")
        currents, rates = np.concatenate([currents, more])[order], np.concatenate([rates, their])[order]
        fires = np.flatnonzero(rates > 0)
    first = int(fires[0]) if fires.size else -1
    onset = float(currents[first]) if first >= 0 else None
    return RateCurve(currents, rates, onset, float(currents[first - 1]) if first > 0 else None)


def _scale(neuron: Population, resolution: float, goes_on: GoesOn | None) -> float | None:
    """The current from which on the neuron fires, or at which one that always fires does so much more or less.

    Weak currents come first: under strong ones some equations need very many parts of a step.
    """
    for decade in PROBED:
        tried, rates = _rates(neuron, np.concatenate(([0.0], decade)), PROBE, resolution, goes_on)
        if not len(rates):
            return None
        still = rates[0]
        answers = (rates >= MARKED * still) & (rates > 0) | (rates <= still / MARKED) & (still > 0)
        if neuron.model.fires_by_chance():
            counts = rates * (TRIALS * PROBE / 2 / MS_PER_S)
            answers &= np.abs(counts - counts[0]) > CERTAIN * np.sqrt(counts + counts[0])
        found = np.flatnonzero(answers[1:])
        if found.size:
            return float(tried[1 + found[0]])
        if len(tried) <= len(decade):
            return None  # beyond these the equations leave the numbers
    return None


def _rates(
    neuron: Population, currents: Floats, duration: float, resolution: float, goes_on: GoesOn | None
) -> tuple[Floats, Floats]:
    """The lowest of ``currents`` under which the equations stay finite, and the rate under each."""
    steps = max(min(round(duration / resolution), MOST_STEPS), 2)
    count, trials = len(currents), TRIALS if neuron.model.fires_by_chance() else 1
    while count:
        many = replace(neuron, size=count * trials, bias=np.repeat(currents[:count], trials))
        try:
            record = _run(NetworkDescription(resolution, (many,)), steps, goes_on)
        except NumericalFailure:
            count //= 2
            continue
        return currents[:count], _steady(record, many, steps, resolution).reshape(count, trials).mean(axis=1)
    return np.zeros(0), np.zeros(0)


def _run(network: NetworkDescription, steps: int, goes_on: GoesOn | None) -> Record:
    ask(goes_on)
    with closing(Simulation(network)) as simulation:
        return Record(**vars(simulation.advance(steps, goes_on)), resolution=network.resolution)


def _steady(record: Record, population: Population, steps: int, resolution: float) -> Floats:
    """Spikes/s of each neuron in the second half: from its intervals, or from the count where chance decides."""
    block = record.spikes[NEURON]
    late = block.steps > steps // 2
    times, which = block.steps[late] * resolution, block.neurons[late]
    counts: NDArray[np.int64] = np.bincount(which, minlength=population.size)
    rates: Floats = counts.astype(np.float64) * (MS_PER_S / ((steps - steps // 2) * resolution))
    if population.model.fires_by_chance():
        return rates
    rates[counts == 1] = 0.0  # the last of some that came with the current
    first, last = np.full(population.size, np.inf), np.full(population.size, -np.inf)
    np.minimum.at(first, which, times)
    np.maximum.at(last, which, times)
    known = counts >= FEWEST
    rates[known] = (counts[known] - 1) * MS_PER_S / (last[known] - first[known])
    return rates


def ask(goes_on: GoesOn | None) -> None:
    """Raise ``Cancelled`` where nobody wants the answer any more."""
    if goes_on is not None and not goes_on():
        raise Cancelled


def wait_for_kernels(neuron: Population, resolution: float, goes_on: GoesOn | None) -> None:
    """Until the machine code of the model is there: hundreds of currents would take long without it."""
    network = NetworkDescription(resolution, (neuron,))
    # equations that fail by themselves are told of by the run proper
    with closing(Simulation(network)) as simulation, suppress(NumericalFailure):
        while simulation.is_compiling:
            ask(goes_on)
            sleep(LOOK)
            simulation.advance(1)


def step_response(
    population: Population, resolution: float, current: float, goes_on: GoesOn | None = None
) -> StepResponse:
    """States and spikes of a neuron under a step of ``current``, in the unit of its input, from and back to none.

    The step lasts 200 ms, or five of the longest time constant, at most a second; 40 steps of the grid for a model
    that acts in steps. Raises as :func:`rate_curve`, and ``NumericalFailure`` where the equations leave the numbers.
    """
    neuron = alone(population)
    wait_for_kernels(neuron, resolution, goes_on)
    before, during, after = _lengths(neuron, resolution)
    recordings = tuple(Recording(name, NEURON, name, interval=resolution) for name in neuron.model.states())
    pieces = []
    with closing(Simulation(NetworkDescription(resolution, (neuron,), recordings=recordings))) as simulation:
        for steps, bias in ((before, 0.0), (during, current), (after, 0.0)):
            simulation.apply(SetValue(NEURON, "bias", bias))
            pieces.append(simulation.advance(steps, goes_on))
    times = np.concatenate([piece.samples[recordings[0].id].steps for piece in pieces]) if recordings else np.zeros(0)
    states = {r.id: np.concatenate([piece.samples[r.id].values[:, 0] for piece in pieces]) for r in recordings}
    spikes = np.concatenate([p.spikes[NEURON].steps for p in pieces]) if neuron.model.fires() else np.zeros(0)
    start, end = before * resolution, (before + during) * resolution
    return StepResponse(times * resolution, states, spikes * resolution, current, start, end)


def _lengths(neuron: Population, resolution: float) -> tuple[int, int, int]:
    """Steps before, during and after the step of current."""
    if neuron.model.is_discrete():
        return DISCRETE
    values = {**{name: p.default for name, p in neuron.model.parameters().items()}, **neuron.parameters}
    slowest = max((typical(values[n]) for n, p in neuron.model.parameters().items() if p.unit == "ms"), default=0.0)
    during = min(max(STEP, SLOW * slowest), LONGEST_STEP)
    shrunk = min(MOST_STEPS * resolution / (BEFORE + during + AFTER), 1.0)
    before, lasting, after = (max(round(length * shrunk / resolution), 1) for length in (BEFORE, during, AFTER))
    return before, lasting, after
