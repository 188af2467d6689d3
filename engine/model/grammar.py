"""The rules of a declaration; every breach is a ``TypeError`` that names the class and the word at fault.

Checked when the class is created, so without reading any equation as mathematics: only names and numbers.
"""

from __future__ import annotations

import inspect
import keyword
from types import FunctionType
from typing import Any

from engine.model.functions import CONSTANTS, NAMES
from engine.model.quantities import (
    Interval,
    Parameter,
    Refractory,
    Sampled,
    Series,
    State,
    SynapseState,
    Trace,
)
from engine.units import UnknownUnit, unit

RESERVED = frozenset(
    {
        "neurons",
        "neuron",
        "lane",
        "start",
        "size",
        "count",
        "held",
        "free",
        "fired",
        "crossed",
        "eight",
        "eights",
        "line",
        "found",
        "drawn",
        "refractory",
    }
    | {
        "refractory_steps",
        "spikes",
        "offsets",
        "constants",
        "injected",
        "bias",
        "weight",
        "dt",
        "F",
        "np",
    }
    | NAMES
    | set(CONSTANTS)
)
"""Names of the generated loops; a quantity of that name would overwrite them."""
OF_PARTS = frozenset({"part", "left", "turn", "pressed", "going", "last", "fires"})
"""Names of the loop over the parts of a neuron's step."""
OF_PASSES = frozenset({"i", "j", "t", "row", "steps", "columns", "last_row"})
"""Indices of the loops in which networks learn: a state of such a name would be taken for one."""
TRACE_EVENTS = ("spike", "toward")


def check_declaration(model: Any) -> None:
    """Raise ``TypeError`` where the model class breaks a rule of the grammar."""
    _check_names(model)
    _check_numbers(model)
    _check_equations(model)
    if model.states() and model.kind in ("neurons", "synapses"):
        _check_motion(model)
    if model.kind == "neurons":
        _check_spiking(model)
    if model.kind == "plasticity":
        _check_plasticity(model)
    if model.kind == "short_term":
        _check_sending(model)
    if model.kind in ("stimuli", "encoders"):
        _check_source(model)
    if model.kind == "synapses":
        _check_coupling(model)


def _refuse(model: Any, reason: str) -> TypeError:
    return TypeError(f"{model.__name__}: {reason}")


def _check_names(model: Any) -> None:
    for name, quantity in model.quantities.items():
        lent = model.borrows if model.kind != "neurons" else frozenset[str]()  # a neuron's own u or h goes first
        reserved = RESERVED | OF_PARTS | OF_PASSES if model.kind in ("neurons", "synapses") else RESERVED
        if name in reserved or name in lent or keyword.iskeyword(name):
            raise _refuse(model, f"{name!r} is a reserved name")
        try:
            unit(quantity.unit)
        except UnknownUnit as error:
            raise _refuse(model, f"the unit of {name!r}: {error}") from None


def _check_numbers(model: Any) -> None:
    parameters = model.parameters()
    for name, quantity in model.quantities.items():
        if isinstance(quantity, Parameter):
            defaults = [quantity.default, *([] if quantity.inhibitory is None else [quantity.inhibitory])]
            if not all(map(quantity.allows, defaults)):
                raise _refuse(model, f"the default of {name!r} breaks its own bounds")
            if quantity.inhibitory is not None and (model.kind != "synapses" or model.weight.at_least < 0.0):
                raise _refuse(model, f"{name!r} turns with the sign of a link, which only unsigned weights leave to it")
        if isinstance(quantity, State):
            for pointer in (quantity.start, quantity.at_most):
                if isinstance(pointer, str) and pointer not in parameters:
                    raise _refuse(model, f"{name!r} refers to {pointer!r}, which is no parameter")
        if isinstance(quantity, Trace) and (quantity.tau not in parameters or quantity.side not in _sides(model)):
            raise _refuse(model, f"the trace {name!r} needs a parameter as tau and a side, pre or post")
        if isinstance(quantity, SynapseState) and quantity.tau not in parameters:
            raise _refuse(model, f"{name!r} of the synapse needs a parameter as tau")
        if isinstance(quantity, Refractory):
            for held in quantity.holds:
                if held not in model.states():
                    raise _refuse(model, f"{name!r} holds {held!r}, which is no state")
    if sum(isinstance(quantity, Refractory) for quantity in parameters.values()) > 1:
        raise _refuse(model, "only one refractory time is possible")


def _check_equations(model: Any) -> None:
    allowed = {
        form.format(state=state, borrowed=borrowed)
        for form in model.forms
        for state in model.states() or ("",)
        for borrowed in model.borrows or ("",)
    }
    for equation in model.equations.values():
        unknown = _undeclared(model, equation) - model.borrows
        if unknown:
            raise _refuse(model, f"{equation.name} uses {sorted(unknown)}, which it does not declare")
        if model.kind == "neurons" and "u" in _undeclared(model, equation) and equation.name != "spike":
            raise _refuse(model, f"{equation.name} uses the random number u, which only the spike condition may")
        if equation.name not in allowed:
            raise _refuse(model, f"{equation.name} is no equation of {model.kind}; possible: {sorted(allowed)}")
        series = [a for a in equation.arguments if isinstance(model.quantities.get(a), Series)]
        if any(not isinstance(model.quantities[a], Sampled) for a in series):
            raise _refuse(model, f"{equation.name} uses the series {series}; a series has no equation")
        if isinstance(equation.written, FunctionType):
            _check_function(model, equation.name, equation.written)


def _undeclared(model: Any, equation: Any) -> set[str]:
    """The names that an equation reads beyond what its model declares."""
    return set(equation.arguments) - set(model.quantities)


def _check_function(model: Any, name: str, function: FunctionType) -> None:
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind is not p.POSITIONAL_OR_KEYWORD or p.default is not p.empty for p in parameters):
        raise _refuse(model, f"the arguments of {name} must be plain names")
    strange = set(function.__code__.co_names) - NAMES - set(CONSTANTS)
    if strange:
        raise _refuse(model, f"{name} calls {sorted(strange)}, which no equation may")


def _check_motion(model: Any) -> None:
    """Every state moves by a rate, by a map, or only by jumps; never by both a rate and a map."""
    for state in model.states():
        rate, map_ = f"d{state}_dt" in model.equations, f"{state}_next" in model.equations
        if rate and map_:
            raise _refuse(model, f"{state!r} has both a rate and a map")
        jumps = any(f"{state}_after_{event}" in model.equations for event in ("spike", "arrival"))
        if not (rate or map_ or jumps):
            raise _refuse(model, f"{state!r} never changes")
    if any(n.endswith("_dt") for n in model.equations) and any(n.endswith("_next") for n in model.equations):
        raise _refuse(model, "rates and maps do not mix in one model")


def _may_go_in_parts(model: Any) -> bool:
    other = model.is_discrete() or model.upward_crossing or model.fires_by_chance()
    return model.fires() and not other and bool(model.order == "membrane first")


def _check_spiking(model: Any) -> None:
    resets = [name for name in model.equations if name.endswith("_after_spike")]
    if (resets or model.upward_crossing) and not model.fires():
        raise _refuse(model, "a reset or a crossing needs a spike condition")
    if bool(resets) == (model.reset == "none"):
        raise _refuse(model, f"the reset trait {model.reset.value!r} and the equations {resets} disagree")
    if model.fires() and not resets and not model.upward_crossing and not model.fires_by_chance():
        raise _refuse(model, "without a reset only an upward crossing is one spike")
    if model.goes_in_parts() and not _may_go_in_parts(model):
        raise _refuse(model, "only rates with a threshold and a reset, membrane first, go in parts of a step")
    if model.membrane not in model.states():
        raise _refuse(model, f"the membrane {model.membrane!r} is no state")


def _check_sending(model: Any) -> None:
    """Check that ``sent`` is declared, states of terminals relax by rates, and each parameter is one number."""
    if "sent" not in model.equations:
        raise _refuse(model, "short-term plasticity says what is sent of a weight")
    strange = [n for n, q in model.quantities.items() if not isinstance(q, Parameter) and type(q) is not State]
    if strange:
        raise _refuse(model, f"{strange} belong to no terminal, which has states and parameters")
    still = [state for state in model.states() if f"d{state}_dt" not in model.equations]
    if still:
        raise _refuse(model, f"{still} of a terminal need rates")
    own = [name for name, parameter in model.parameters().items() if parameter.per_element]
    if own:
        raise _refuse(model, f"{own} of short-term plasticity must be one number (per_element=False)")
    for name, equation in model.equations.items():
        if name != "sent" and "w" in equation.arguments:
            raise _refuse(model, f"{name} moves a state of a terminal, which knows no weight")


def _check_source(model: Any) -> None:
    """States move by maps or by the element's own spikes; samples have an interval, trains a number."""
    parameters = model.parameters()
    for state in model.states():
        if not {f"{state}_next", f"{state}_after_spike"} & set(model.equations):
            raise _refuse(model, f"{state!r} never changes")
        if f"{state}_after_spike" in model.equations and "spike" not in model.equations:
            raise _refuse(model, f"{state!r} waits for a spike that never comes")
        start = model.equations.get(f"{state}_start")
        if start is not None and set(start.arguments) & {"t", "u", "u_common", *model.states()}:
            raise _refuse(model, f"{start.name} may read parameters, x, z, unit, h and duration")
    expecting = model.equations.get("expected_spikes")
    moving = {"t", *(n for n, s in model.series().items() if isinstance(s, Sampled))}
    if expecting is not None and moving & set(expecting.arguments) and "most_expected_spikes" not in model.equations:
        raise _refuse(model, "expected spikes that move in time need a bound, most_expected_spikes")
    for name, series in model.series().items():
        interval = parameters.get(series.interval) if isinstance(series, Sampled) else None
        if isinstance(series, Sampled) and (interval is None or interval.per_element or interval.above < 0.0):
            raise _refuse(model, f"{name!r} needs one parameter above 0 as its interval")
    fan_out = getattr(model, "fan_out", 1)
    if isinstance(fan_out, str) and not (fan_out in parameters and parameters[fan_out].integer):
        raise _refuse(model, f"{fan_out!r} is no whole parameter")


def _sides(model: Any) -> tuple[str, ...]:
    return "pre", "post", *model.spike_sources()


def _check_plasticity(model: Any) -> None:
    """Traces move by what their own neuron knows; synapses remember at every step; weights by a rate or a map."""
    traces, synapses = model.traces(), model.synapse_states()
    for name, equation in model.equations.items():
        state, _, event = name.rpartition("_after_") if "_after_" in name else name.rpartition("_")
        if (state in synapses and event not in ("pre", "post")) or (state in traces and event not in TRACE_EVENTS):
            raise _refuse(model, f"{name} does not fit what {state!r} is")
        if state in traces:
            side = traces[state].side
            own = {*model.traces(side), *model.parameters()}
            own |= _membranes(model, side, event)
            strange = [a for a in equation.arguments if a not in own]
            if strange:
                raise _refuse(model, f"{name} reads {strange}, which its own side does not know")
    if {"dw_dt", "weight_next"} <= set(model.equations):
        raise _refuse(model, "a weight has both a rate and a map")
    intervals = [q for q in model.parameters().values() if isinstance(q, Interval)]
    if len(intervals) > 1 or (intervals and synapses):
        raise _refuse(model, "one interval is possible, and none where synapses remember")
    for name, equation in model.equations.items():
        if name not in ("dw_dt", "weight_next") and {"total", "h"} & set(equation.arguments):
            raise _refuse(model, f"{name} acts at spikes, where there is neither total nor h")


def _membranes(model: Any, side: str, event: str) -> set[str]:
    membrane = model.membrane_read()
    return {membrane.name} if membrane is not None and side == "post" and event == "toward" else set()


def _check_coupling(model: Any) -> None:
    if not model.couples():
        if model.both_ways:
            raise _refuse(model, "only a current that reads V_pre acts both ways")
        return
    if set(model.equations) != {"current"} or model.states():
        raise _refuse(model, "a synapse that couples has a current and no states")
    own = [name for name, parameter in model.parameters().items() if parameter.per_element]
    if own:
        raise _refuse(model, f"{own} of a synapse that couples must be one number (per_element=False)")
