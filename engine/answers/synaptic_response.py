"""The effect of a link's spikes on a neuron: the current of its receptor and the potential, as a run has them.

One source neuron fires once or in a regular train; one neuron of the target, which has no other input, answers. The
weight is the mean of those that the link has, and short-term plasticity acts as declared.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from engine.answers.clockwork import firing_at, one_by_one
from engine.answers.excitability import NEURON, alone, ask, typical
from engine.answers.received import Received, Variable
from engine.backends.kernels.kernel import GoesOn
from engine.network.description import NetworkDescription, Population, Projection, Recording
from engine.network.values import Floats
from engine.problems import Phrase
from engine.simulation.simulation import Simulation

SOURCE, LINK = "source", "link"
BEFORE = 10.0  # ms before the first spike
SHORTEST, LONGEST = 20.0, 500.0  # ms, of the answer to the last spike
FAINT, ROOM = 0.02, 1.1  # of the largest change: less is no longer looked at; and how much longer that lasts
MOST_STEPS = 40_000

INJECTS = Phrase("This link injects a current as it is; no spike passes it.")
COUPLES = Phrase("This synapse passes no spikes: it gives a current all the time.")


@dataclass(frozen=True)
class SynapticResponse:
    """At ``times`` (times,) in ms from the first spike of the source, which fires at ``spikes`` (spikes,): the
    ``current`` (times,) of the receptor, None where it has none, and the ``potential`` (times,) of the neuron.

    ``fires`` tells whether the neuron itself fired.
    """

    times: Floats
    spikes: Floats
    current: Floats | None
    potential: Floats
    fires: bool


def why_no_response(projection: Projection) -> Phrase | None:
    """The reason why spikes of a link have no answer; None where they have one."""
    if projection.synapse is None:
        return INJECTS
    return None if projection.passes_spikes() else COUPLES


def synaptic_response(
    projection: Projection, target: Population, resolution: float, count: int = 1, interval: float = 50.0,
    goes_on: GoesOn | None = None,
) -> SynapticResponse:  # fmt: skip
    """The answer to ``count`` spikes that are ``interval`` ms apart.

    Raises ``NetworkError`` where a parameter is not allowed, ``NumericalFailure`` where the equations leave the
    numbers, ``Cancelled`` where ``goes_on`` answers False.
    """
    ask(goes_on)
    assert projection.synapse is not None
    neuron = alone(target)
    first, period = _steps(BEFORE, resolution), _steps(interval, resolution)
    source = firing_at(SOURCE, np.array([first * resolution]), resolution, count, period * resolution)
    link = replace(one_by_one(projection, SOURCE, NEURON, 1), id=LINK, plasticity=None, plasticity_parameters={})
    network = NetworkDescription(resolution, (source, neuron), (link,))
    received = Received(network, NEURON, 0, projection.into)
    states = [Variable(NEURON, name, 0) for name in neuron.model.states()]
    wanted = (*states, *received.variables())
    recordings = tuple(Recording(f"{n}", v.element, v.quantity, (v.index,), resolution) for n, v in enumerate(wanted))
    train = first + (count - 1) * period
    steps = min(train + _steps(LONGEST + typical(link.delay), resolution), MOST_STEPS)
    with closing(Simulation(replace(network, recordings=recordings))) as simulation:
        chunk = simulation.advance(steps, goes_on)
    found = {variable: chunk.samples[f"{n}"].values[:, 0] for n, variable in enumerate(wanted)}
    own = {v.quantity: found[v] for v in states}
    stamps = np.asarray(chunk.samples["0"].steps, np.float64)
    spikes = np.asarray(chunk.spikes[SOURCE].steps, np.float64)
    fired = bool(neuron.model.fires() and len(chunk.spikes[NEURON].steps))
    response = SynapticResponse(
        (stamps - first) * resolution,
        (spikes - first) * resolution,
        received.current(found, own) if received.is_whole else None,
        own[neuron.model.membrane],
        fired,
    )
    return _settled(response, (train - first) * resolution + SHORTEST)


def _steps(time: float, resolution: float) -> int:
    return max(round(time / resolution), 1)


def _settled(response: SynapticResponse, least: float) -> SynapticResponse:
    """Cut a response to the time in which there is something to see, at least ``least`` ms."""
    shown = least
    for values in (response.current, response.potential):
        if values is not None:
            apart = np.abs(values - values[0])
            moves = np.flatnonzero(apart > FAINT * apart.max(initial=0.0))
            shown = max(shown, float(response.times[moves[-1]]) * ROOM) if moves.size else shown
    seen = response.times <= shown
    current = response.current[seen] if response.current is not None else None
    return replace(response, times=response.times[seen], current=current, potential=response.potential[seen])
