"""A plasticity rule as its loops need it: constants, traces, and the equations of each event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.kernel import Array, once
from engine.compiling.steps.equation_text import equation_arguments, equation_text, on_arrays
from engine.model.declaration import PlasticityModel, Trace

PRE, POST, DRIFT = "pre", "post", "drift"
"""Events of a synapse. A spike of the target ends at the largest weight, all else only where it lets a weight grow: one
that starts above it shrinks as the rule says until it would be potentiated, as in NEST."""
BOUND, SIGN, STEP = "w_max", "sign", "h"
TOTAL = "total"


@dataclass(frozen=True)
class RulePart:
    """The change of one variable by one loop: of the weight ``"w"`` or a synapse's state, by equation ``name``."""

    variable: str
    name: str


class PlasticRule:
    """One model, read once. ``constants``: its parameters, then how much of each trace a step leaves, sign and step."""

    def __init__(self, model: type[PlasticityModel]) -> None:
        self.model = model
        self.traces, self.states = model.traces(), model.synapse_states()
        self.taus = {n: t.tau for n, t in self.traces.items()} | {n: s.tau for n, s in self.states.items()}
        self.parameters = tuple(model.parameters())
        self.constants = (*self.parameters, *(decay_name(n) for n in self.taus), SIGN, STEP)

    @cached_property
    def history(self) -> tuple[str, ...]:
        """The variables that are remembered of the target: its traces, and its membrane where the rule reads it."""
        membrane = self.model.membrane_read()
        return (*self.model.traces("post"), *((membrane.name,) if membrane is not None else ()))

    @cached_property
    def heard(self) -> dict[str, tuple[str, ...]]:
        """The traces of each chosen element."""
        return {source: tuple(self.model.traces(source)) for source in self.model.spike_sources()}

    def parts(self, event: str) -> tuple[RulePart, ...]:
        """The changes of a synapse at a spike of the source or of the target, or as time goes on."""
        if event == DRIFT:
            name = next((n for n in ("dw_dt", "weight_next") if n in self.model.equations), "")
            return (RulePart("w", name),) if name else ()
        names = [("w", f"weight_after_{event}"), *((s, f"{s}_after_{event}") for s in self.states)]
        return tuple(RulePart(variable, name) for variable, name in names if name in self.model.equations)

    @property
    def fades(self) -> bool:
        """True if a synapse changes as time goes on."""
        return bool(self.states) or bool(self.parts(DRIFT))

    @property
    def sums(self) -> bool:
        """True if the rule reads the sum of a target's weights."""
        return any(TOTAL in equation.arguments for equation in self.model.equations.values())

    def index(self, name: str) -> int:
        return self.constants.index(name)

    def read(self, event: str) -> tuple[str, ...]:
        """Traces and the membrane that the equations of an event read, in the order of their declaration."""
        arguments = {a for part in self.parts(event) for a in equation_arguments(self.model, part.name)}
        return tuple(n for n, q in self.model.quantities.items() if n in arguments and self.is_read(n, q))

    def is_read(self, name: str, quantity: Any) -> bool:
        return isinstance(quantity, Trace) or name in self.history

    def array(self, name: str) -> str:
        """The array in which a loop over synapses finds a trace."""
        return f"{name}_history" if name in self.history else f"{name}_trace"

    def arguments(self, event: str) -> tuple[Argument, ...]:
        """States of the synapse and traces that the loop of an event takes."""
        return tuple(Argument(f"{s}_state", "F") for s in self.states) + tuple(
            Argument(self.array(n), "F") for n in self.read(event)
        )

    def texts(self, names: tuple[str, ...], precision: str) -> list[str]:
        """Equations for a loop to call."""
        return [equation_text(self.model, name) for name in names]

    def call(self, name: str, places: dict[str, str]) -> str:
        """An equation called with what ``places`` says of each of its arguments."""
        return f"{name}({', '.join(places[a] for a in equation_arguments(self.model, name))})"

    def on_arrays(self, name: str, precision: str) -> OnKnown:
        """An equation on arrays, of what is known by name."""
        equation, arguments = getattr(on_arrays(self.model, precision), name), equation_arguments(self.model, name)
        return lambda known: equation(*[known[a] for a in arguments])

    def known(self, constants: Array) -> dict[str, Any]:
        """Constants by name, as arrays of no dimensions that follow live changes."""
        return {name: constants[i, ...] for i, name in enumerate(self.constants)}

    def changing(self, a: SimpleNamespace, event: str, precision: str) -> Change:
        """``(q, read)`` changes, on arrays, the weights and states at ``q`` as the equations of an event say.

        It gives the new weights (places,). ``read`` is what the equations read besides constants and the synapse.
        """
        constants, weights = self.known(a.constants), a.weights
        states = {s: getattr(a, f"{s}_state") for s in self.states}
        fades = {s: constants[decay_name(s)] for s in self.states} if event == DRIFT else {}
        parts = [(p.variable, self.on_arrays(p.name, precision)) for p in self.parts(event)]
        is_rate = event == DRIFT and any(p.name == "dw_dt" for p in self.parts(event))
        zero, sign, bound = np.array(0, weights.dtype), constants[SIGN], constants.get(BOUND)
        is_positive = float(sign) == 1.0  # then a product with it has the same bits

        def change(q: Any, read: dict[str, Any]) -> Array:
            known = constants | read
            now: Array = weights[q]
            known["w"] = now if is_positive else sign * now
            for state, own in states.items():
                known[state] = own[q] * fades[state] if state in fades else own[q]
            after = {variable: value(known) for variable, value in parts}
            if "w" in after:
                w = after.pop("w")
                w = known["w"] + constants[STEP] * w if is_rate else w
                is_own = type(w) is np.ndarray and w is not now and w.base is None
                if not is_own:  # another's memory, or one number for all
                    w = np.array(np.broadcast_to(w, now.shape))
                np.maximum(w, zero, out=w)  # what is no number stays so, as in the loop
                if bound is not None:
                    np.copyto(w, bound, where=w > bound if event == POST else (w > bound) & (w > known["w"]))
                weights[q] = now = w if is_positive else sign * w
            for state, value in ({s: known[s] for s in fades} | after).items():
                states[state][q] = value
            return now

        return change


OnKnown: TypeAlias = Callable[[dict[str, Any]], Any]
Change: TypeAlias = Callable[[Any, dict[str, Any]], Array]


def decay_name(name: str) -> str:
    """The name of the constant by which a trace or a state decays in a step."""
    return f"{name}_left"


@once
def rule_of(model: type[PlasticityModel]) -> PlasticRule:
    """A model, read."""
    return PlasticRule(model)


@dataclass(frozen=True)
class Body:
    """The lines that change one synapse, from ``w`` to ``w``."""

    before: str
    inside: str
    stored: str


def synapse_body(rule: PlasticRule, event: str, pre: str, post: str, q: str, own: str = "") -> Body:
    """``pre`` and ``post`` are the places of the neurons' traces, ``q`` that of the synapse; constants become names.

    Traces of the source side are read ``before`` the loop over its synapses where ``pre`` needs no synapse. The arrays
    of the synapse and of its target have names that begin with ``own``.
    """
    places, before = _constants(rule, event)
    for name in rule.read(event):
        array = rule.array(name)
        if name in rule.history:
            places[name] = f"{own}{array}[{post}]"
        elif name in rule.model.traces("pre"):
            places[name] = f"{array}[{pre}]"
        else:
            before.append(f"at_{name} = {array}[0]")
            places[name] = f"at_{name}"
    places |= {"w": "w", TOTAL: f"{own}totals[{post}]"}
    return Body("\n    ".join(before), *_lines(rule, event, places, q, own))


def _constants(rule: PlasticRule, event: str) -> tuple[dict[str, str], list[str]]:
    used = {a for part in rule.parts(event) for a in equation_arguments(rule.model, part.name)} | {SIGN, BOUND}
    used |= {decay_name(s) for s in rule.states} | {STEP} if event == DRIFT else set()
    names = [n for n in rule.constants if n in used]
    return {n: f"c_{n}" for n in names}, [f"c_{n} = constants[{rule.index(n)}]" for n in names]


def _lines(rule: PlasticRule, event: str, places: dict[str, str], q: str, own: str) -> tuple[str, str]:
    """The lines that reckon what changes of a synapse, then those that store it."""
    inside, stored = [f"w = {places[SIGN]} * {own}weights[{q}]"], []
    for state in rule.states:
        value = f"{own}{state}_state[{q}]" + (f" * {places[decay_name(state)]}" if event == DRIFT else "")
        inside.append(f"state_{state} = {value}")
        places[state] = f"state_{state}"
    for part in rule.parts(event):
        value = rule.call(part.name, places)
        if part.name == "dw_dt":
            value = f"w + {places[STEP]} * {value}"
        inside.append(f"new_{part.variable} = {value}")
    changed = {part.variable for part in rule.parts(event)}
    for state in rule.states:
        if state in changed or event == DRIFT:
            stored.append(f"{own}{state}_state[{q}] = {'new' if state in changed else 'state'}_{state}")
    if "w" in changed:
        inside.append("new_w = F(0) if new_w < F(0) else new_w")
        if BOUND in rule.parameters:
            bound = places[BOUND]
            above = f"new_w > {bound}" if event == POST else f"(new_w > {bound}) & (new_w > w)"
            inside.append(f"new_w = {bound} if {above} else new_w")
        inside.append(f"w = {places[SIGN]} * new_w")
        stored.append(f"{own}weights[{q}] = w")
    else:
        inside.append(f"w = {places[SIGN]} * w")
    return "\n".join(inside), "\n".join(stored)


def indented(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line for line in text.split("\n"))
