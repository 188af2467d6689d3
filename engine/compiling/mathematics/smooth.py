"""A step whose spikes are numbers: what a choice by firing becomes, and the lines that say so.

A neuron that has fired s is refractory by the share s. With n refractory steps, in step t the share
``able`` = 1 - (s(t - n + 1) + … + s(t - 1)) may fire, and ``free`` = able - s(t - n) moves; as s <= able, both stay
between 0 and 1.
"""

from __future__ import annotations

from dataclasses import replace

import sympy
from sympy import Expr

from engine.compiling.mathematics.backward import at_distance, excess
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol
from engine.compiling.mathematics.stepping import FREE, StepAssignments
from engine.compiling.mathematics.straight_line import Assignments, straight_line
from engine.compiling.mathematics.threshold import Threshold

ABLE_AND_FREE = """\
able, free = F(1.0), F(1.0)
for j in range(1, refractory_steps[i] + 1):
    fired_then = spike_all[t + lead - j, i]
    free -= fired_then
    able -= fired_then if j < refractory_steps[i] else F(0.0)"""
ABLE_AND_FREE_ON_ARRAYS = """\
able, free = np.ones(spike_all.shape[1], F), np.ones(spike_all.shape[1], F)
for j in range(1, lead + 1):
    fired_then = spike_all[t + lead - j]
    free -= np.where(j <= refractory_steps, fired_then, F(0.0))
    able -= np.where(j < refractory_steps, fired_then, F(0.0))"""
BACK = """\
for j in range(1, refractory_steps[i] + 1):
    bar_spike_all[t + lead - j, i] -= grad_free + (grad_able if j < refractory_steps[i] else F(0.0))"""
BACK_ON_ARRAYS = """\
for j in range(1, lead + 1):
    then = np.where(j <= refractory_steps, grad_free, F(0.0)) + np.where(j < refractory_steps, grad_able, F(0.0))
    bar_spike_all[t + lead - j] -= then"""


def smoothed_step(step: StepAssignments) -> StepAssignments:
    """The step where a neuron that is ``free`` in part moves by that part."""

    def blend(e: Expr) -> Expr:
        return e.replace(_is_held, lambda choice: FREE * choice.args[0].expr + (1 - FREE) * choice.args[1].expr)

    return replace(
        step,
        assignments=[(s, blend(e)) for s, e in step.assignments],
        new={s: blend(e) for s, e in step.new.items()},
    )


def _is_held(e: Expr) -> bool:
    return isinstance(e, sympy.Piecewise) and e.args[0].cond == (FREE > 0)


def spike(layout: Layout, threshold: Threshold) -> Assignments:
    """Assignments that end with ``fired``, the spike of the step as far as the neuron is able to fire."""
    d = layout.dynamics
    assert d.spike is not None and threshold.spike is not None
    above, before = symbol("excess"), symbol("excess_before")
    definitions = [(above, excess(layout.after(d.spike))), (before, excess(d.spike))]
    fired = at_distance(threshold.spike, above)
    if threshold.gated:
        fired = fired - at_distance(threshold.spike, before)
    return straight_line(definitions, {symbol("fired"): symbol("able") * fired if d.refractory else fired})
