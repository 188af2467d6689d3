"""The change of a weight by a rule of plasticity against the time from a spike of the source to one of the target.

The declared rule is run, for every interval on a synapse of its own, by neurons that fire when they are told to.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.answers.clockwork import LATE, clockwork, firing_at, one_by_one, whole_steps
from engine.answers.excitability import ask, typical
from engine.backends.kernels.kernel import GoesOn
from engine.model.declaration import PlasticityModel, SynapseModel
from engine.model.pairing import accepts
from engine.model.registry.discovery import models
from engine.network.description import NetworkDescription, Projection, Recording
from engine.network.values import Floats
from engine.problems import Phrase
from engine.simulation.simulation import Simulation

SOURCE, TARGET, SILENT, LINK = "source", "target", "silent", "link"
POINTS = 60  # intervals on either side
SPAN = 4.0  # of the longest memory of spikes
SHORTEST, LONGEST = 20.0, 150.0  # ms, of an interval
MOST_STEPS = 200_000

NO_RULE = Phrase("This link has no plasticity: its weights stay.")
BY_RATES = Phrase("This rule changes weights by rates or sums, not by single spikes, so it has no learning window.")
READS_MEMBRANE = Phrase(
    "This rule reads the membrane of the target, so pairs of spikes alone do not tell what it does."
)


@dataclass(frozen=True)
class LearningWindow:
    """The ``changes`` (intervals,) of a weight, or of the ``variable`` of the rule that stands for it until a reward
    comes, by ``intervals`` (intervals,) in ms, target's spike minus source's; ``start`` is the weight before."""

    intervals: Floats
    changes: Floats
    variable: str
    start: float


def why_no_window(projection: Projection) -> Phrase | None:
    """The reason why a link has no learning window; None where it has one."""
    rule = projection.plasticity
    if rule is None:
        return NO_RULE
    if rule.membrane_read() is not None:
        return READS_MEMBRANE
    variables = ("weight", *rule.synapse_states())
    acts = any(f"{name}_after_{side}" in rule.equations for name in variables for side in ("pre", "post"))
    return None if acts else BY_RATES


def learning_window(
    projection: Projection, resolution: float, pairs: int = 1, rate: float = 20.0, goes_on: GoesOn | None = None
) -> LearningWindow:
    """By ``pairs`` at ``rate`` in Hz, with the link's own delay; the weight starts as the mean of the link's.

    Raises ``NetworkError`` where a parameter is not allowed, ``Cancelled`` where ``goes_on`` answers False.
    """
    ask(goes_on)
    rule = projection.plasticity
    assert rule is not None
    given = dict(projection.plasticity_parameters)
    values = {**rule.defaults(projection.synapse), **{n: v for n, v in given.items() if not isinstance(v, str)}}
    span = min(max(SPAN * _longest(rule, values), SHORTEST), LONGEST)
    period = float(whole_steps([1000.0 / rate], resolution)[0]) if pairs > 1 else LATE
    span = min(span, period / 2)
    half = np.unique(whole_steps(np.linspace(0.0, span, POINTS + 1)[1:], resolution))
    intervals = np.concatenate([-half[::-1], half])
    first = float(half[-1]) + resolution
    count = len(intervals)
    link = replace(one_by_one(projection, SOURCE, TARGET, count), id=LINK, short_term=None, short_term_parameters={})
    link = replace(link, synapse=_accepted(projection.synapse), plasticity_parameters={**values, **_words(given)})
    if link.synapse is not projection.synapse:
        link = replace(link, synapse_parameters={})
    link = replace(link, plasticity_sources=dict.fromkeys(rule.spike_sources(), SILENT))
    network = NetworkDescription(
        resolution,
        (
            firing_at(SOURCE, np.full(count, first), resolution, pairs, period),
            firing_at(TARGET, first + intervals, resolution, pairs, period),
            firing_at(SILENT, np.array([LATE]), resolution),
        ),
        (link,),
    )
    lasting = first + float(half[-1]) + (pairs - 1) * (period if pairs > 1 else 0.0) + typical(link.delay)
    steps = min(round(lasting / resolution) + 2, MOST_STEPS)
    variable = "weight" if any(f"weight_after_{side}" in rule.equations for side in ("pre", "post")) else ""
    variable = variable or next(iter(rule.synapse_states()))
    if variable != "weight":
        network = replace(network, recordings=(Recording("change", LINK, variable, interval=resolution),))
    with closing(Simulation(network)) as simulation:
        before = simulation.values(LINK, variable)
        simulation.advance(steps, goes_on)
        after = simulation.values(LINK, variable)
    changes = np.abs(after) - np.abs(before) if variable == "weight" else after - before
    return LearningWindow(intervals, changes, variable, float(np.mean(before)))


def _longest(rule: type[PlasticityModel], values: Mapping[str, object]) -> float:
    taus = [values[trace.tau] for side in ("pre", "post") for trace in rule.traces(side).values()]
    return max((float(tau) for tau in taus if isinstance(tau, int | float)), default=0.0)


def _words(given: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _accepted(synapse: type[SynapseModel] | None) -> type[SynapseModel]:
    """The link's own, or, where a clockwork cannot take its current, any that it can: no rule asks which."""
    if synapse is not None and accepts(clockwork(), synapse):
        return synapse
    found = (m for m in models("synapses").values() if issubclass(m, SynapseModel) and accepts(clockwork(), m))
    return next(found)
