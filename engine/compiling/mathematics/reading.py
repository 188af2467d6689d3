"""A neuron and its receptors read as one system of equations, in SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics import naming
from engine.compiling.mathematics.naming import Receptors, full_name
from engine.compiling.mathematics.no_real_value import NoRealValue
from engine.model.declaration import Equation, Model, NeuronModel, StepOrder, SynapseModel
from engine.model.equations.evaluation import value
from engine.model.functions import COMPOSED, NAMES
from engine.model.pairing import inputs, lent
from engine.model.quantities import Parameter, State
from engine.model.sources import CURRENT


class exprel(sympy.Function):  # type: ignore[misc]  # SymPy has no types
    """(exp(x) - 1) / x, kept whole so that each dialect prints its own guarded version."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        x = self.args[0]
        return sympy.exp(x) / x - self / x


def where(condition: Any, yes: Any, no: Any) -> Expr:
    """``yes`` where the condition holds, else ``no``."""
    return sympy.Piecewise((yes, condition), (no, True))


SYMBOLIC: Mapping[str, Any] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "sqrt": sympy.sqrt,
    "exprel": exprel,
    "floor": sympy.floor,
    "minimum": lambda a, b: where(a < b, a, b),
    "maximum": lambda a, b: where(a > b, a, b),
    "absolute": sympy.Abs,
    "where": where,
}
if set(SYMBOLIC) != NAMES - set(COMPOSED):
    raise TypeError(f"SymPy's reading lacks {(NAMES - set(COMPOSED)) ^ set(SYMBOLIC)}")


def symbol(name: str) -> Symbol:
    """The symbol that stands for a quantity in every expression of this package."""
    return Symbol(name, real=True)


def symbolic_value(equation: Equation, meanings: Mapping[str, Expr]) -> Expr:
    """The equation's value where its arguments mean these symbols."""
    return sympy.sympify(value(equation, meanings, SYMBOLIC))


INJECTED = symbol("injected")
DRAWN = symbol("drawn")  # a uniform number of this neuron and step
DT = symbol("dt")


def arrived(label: str) -> Symbol:
    """The summed weights of the spikes that arrive at one receptor in this step."""
    return symbol(f"arrived_{label}")


@dataclass
class Dynamics:
    """States with rates or maps, and what arrivals and spikes do to them; names are unique."""

    title: str
    method: str
    order: StepOrder
    upward_crossing: bool
    parameters: dict[str, Parameter]
    states: dict[str, State]
    receptors: tuple[str, ...]
    rates: dict[Symbol, Expr] = field(default_factory=dict)
    maps: dict[Symbol, Expr] = field(default_factory=dict)  # discrete models: state -> next state
    on_arrival: dict[Symbol, Expr] = field(default_factory=dict)
    on_spike: dict[Symbol, Expr] = field(default_factory=dict)
    spike: Expr | None = None  # None: never fires
    held: tuple[Symbol, ...] = ()
    refractory: str | None = None
    inputs: tuple[Symbol, ...] = ()
    direct: tuple[Symbol, ...] = ()  # arrivals that are currents of the step itself
    synaptic: tuple[Symbol, ...] = ()  # the states that belong to receptors

    @property
    def symbols(self) -> list[Symbol]:
        """The states in the order of their declaration."""
        return [symbol(name) for name in self.states]

    @property
    def arrivals(self) -> list[Symbol]:
        return [arrived(label) for label in self.receptors]

    @property
    def paced(self) -> dict[Symbol, float]:
        """States whose motion divides a step into parts, with how far each may move in one."""
        return {symbol(n): s.per_part for n, s in self.states.items() if s.per_part is not None}

    @property
    def fires_by_chance(self) -> bool:
        return self.spike is not None and bool(self.spike.has(DRAWN))


def _meanings(model: type[Model], label: str) -> dict[str, Expr]:
    return {name: symbol(full_name(name, label)) for name in model.quantities}


def _read_receptor(d: Dynamics, receptor: type[SynapseModel], theirs: Mapping[str, Expr]) -> Expr:
    """Add a receptor's motion to ``d``; return the current that it sends into the neuron."""
    total: Expr = sympy.Integer(0)
    for name, equation in receptor.equations.items():
        expression = symbolic_value(equation, theirs)
        if name == CURRENT:
            total += expression
            d.direct += (theirs["weight"],) if "weight" in equation.arguments else ()
        elif name.endswith("_dt"):
            d.rates[theirs[name[1:-3]]] = expression
        elif name.endswith("_next"):
            d.maps[theirs[name.removesuffix("_next")]] = expression
        else:
            state = theirs[name.removesuffix("_after_arrival")]
            _demand_linear(receptor, name, expression, state, theirs["weight"])
            d.on_arrival[state] = d.on_arrival.get(state, state) + expression - state
    return total


def _demand_linear(receptor: type[SynapseModel], name: str, expression: Expr, state: Symbol, weight: Symbol) -> None:
    """Spikes of one step are summed before they act, which only linear jumps allow."""
    jump = sympy.expand(expression - state)
    if sympy.diff(jump, weight, 2) != 0 or jump.subs(weight, 0) != 0 or jump.has(state):
        raise TypeError(f"{receptor.__name__}.{name} is not {state} plus a multiple of weight: spikes cannot be summed")


def _read_neuron(d: Dynamics, neuron: type[NeuronModel], own: Mapping[str, Expr]) -> None:
    for name, equation in neuron.equations.items():
        expression = symbolic_value(equation, own)
        if name == "spike":
            if expression in (sympy.true, sympy.false):
                raise NoRealValue(f"{neuron.__name__}.spike is always {expression}")
            if not isinstance(expression, sympy.core.relational.Relational):
                raise TypeError(f"{neuron.__name__}.spike must compare two expressions")
            d.spike = expression
        elif name.endswith("_dt"):
            d.rates[own[name[1:-3]]] = expression
        elif name.endswith("_next"):
            d.maps[own[name.removesuffix("_next")]] = expression
        else:
            d.on_spike[own[name.removesuffix("_after_spike")]] = expression


def _keeps_nothing(neuron: type[NeuronModel]) -> bool:
    """Tell whether its membrane is a map of the input of the step alone, as that of a rate unit is."""
    moves = neuron.equations.get(f"{neuron.membrane}_next")
    return moves is not None and neuron.input() is not None and not {*neuron.states()} & {*moves.arguments}


def compose(neuron: type[NeuronModel], receptors: Receptors) -> Dynamics:
    """One neuron with labelled receptors; raise ``TypeError`` where they do not fit or a jump is not linear."""
    refractory = neuron.refractory()
    d = Dynamics(
        title=f"{neuron.__name__}({', '.join(f'{label}: {r.__name__}' for label, r in receptors.items())})",
        method=neuron.method,
        order=neuron.order,
        upward_crossing=neuron.upward_crossing,
        parameters=naming.parameters(neuron, receptors),
        states=naming.states(neuron, receptors),
        receptors=tuple(receptors),
        refractory=refractory.name if refractory else None,
    )
    own = {"u": DRAWN, "h": DT, **_meanings(neuron, "")}
    total: dict[str, Expr] = dict.fromkeys(inputs(neuron) or ("",), sympy.Integer(0))
    first = next(iter(total))
    for label, receptor in receptors.items():
        borrowed = {name: own[state] for name, state in lent(neuron, receptor.into).items()}
        theirs = {**own, **borrowed, **_meanings(receptor, label), "weight": arrived(label)}
        d.synaptic += tuple(theirs[name] for name in receptor.states())
        total[receptor.into or first] += _read_receptor(d, receptor, theirs)
    if _keeps_nothing(neuron):  # a jump of its membrane would be gone with the step: it is input of this one
        membrane = own[neuron.membrane]
        total[first] += d.on_arrival.pop(membrane, membrane) - membrane
    if neuron.input() is not None:
        own |= total | {first: total[first] + INJECTED}
        d.inputs = (INJECTED,)
    _read_neuron(d, neuron, own)
    seen = {
        own[name]: where(own[name] < own[state.at_most], own[name], own[state.at_most])
        for name, state in neuron.states().items()
        if state.at_most
    }
    d.rates = {state: rate.xreplace(seen) for state, rate in d.rates.items()}
    if refractory:
        d.held = tuple(own[name] for name in refractory.holds)
    return d
