"""The names that one generated step reads and writes: those behind the text of every dialect."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Symbol

from engine.compiling.mathematics.reading import DRAWN, DT, Dynamics, symbol
from engine.compiling.mathematics.stepping import StepAssignments
from engine.compiling.mathematics.straight_line import StraightLineProgram, program
from engine.model.grammar import RESERVED


@dataclass
class Layout:
    """A step's program and what it needs from outside, in the order of the arrays."""

    step: StepAssignments
    program: StraightLineProgram
    constants: list[str]  # one number for all neurons
    arrays: list[str]  # one number a neuron
    steady: bool = False  # whether what is injected is one number for all neurons, and stays

    @property
    def dynamics(self) -> Dynamics:
        return self.step.dynamics

    @property
    def states(self) -> list[str]:
        return list(self.dynamics.states)

    @property
    def given(self) -> list[str]:
        """The values that other operations fill for each neuron before a step."""
        d = self.dynamics
        inputs = [] if self.steady else list(map(str, d.inputs))
        return [*inputs, *([str(DRAWN)] if d.fires_by_chance else [])]

    @property
    def conditions(self) -> set[Symbol]:
        """The symbols that the threshold and the resets read."""
        d = self.dynamics
        expressions = [*d.on_spike.values(), *([] if d.spike is None else [d.spike])]
        return set().union(*(e.free_symbols for e in expressions))

    @property
    def used(self) -> set[Symbol]:
        """The symbols that the body reads."""
        return set().union(*(e.free_symbols for _, e in self.program.body))

    def after(self, expression: Expr) -> Expr:
        """``expression`` of the states after the step."""
        return expression.xreplace(self.program.target)


def layout(step: StepAssignments, varying: frozenset[str], steady: bool = False) -> Layout:
    """Sort the coefficients and parameters that the text mentions into numbers and arrays; see :class:`Layout`."""
    written = program(step)
    everything = Layout(step, written, [], [], steady)
    used = everything.used | everything.conditions | ({DT} if step.dynamics.paced else set())
    depends: dict[str, set[str]] = {DT.name: set()} if DT in used else {}
    entries = {c.name: step.blocks[e.block].parameters_of(e.row, e.column) for c, e in step.entries.items()}
    depends |= {name: names for name, names in entries.items() if symbol(name) in used}
    depends |= {p: {p} for p in step.dynamics.parameters if symbol(p) in used}
    for name, e in written.derived.items():
        depends[name] = set().union(*(entries.get(str(s), {str(s)}) for s in e.free_symbols))
    if steady:
        depends |= {str(u): set() for u in step.dynamics.inputs if u in used}
    everything.arrays = [name for name, names in depends.items() if names & varying]
    everything.constants = [name for name in depends if name not in everything.arrays]
    _demand_distinct(everything)
    return everything


def _demand_distinct(found: Layout) -> None:
    """Refuse a model whose names meet those that the generator made."""
    made = [str(s) for s, _ in found.program.body]
    made += [*(c for c in found.constants if symbol(c) not in found.dynamics.inputs), *found.arrays]
    own = [*found.states, *(p for p in found.dynamics.parameters if p not in made)]
    made += [f"reset_{s}" for s in found.states] + [f"{name}_all" for name in [*found.states, *found.arrays]]
    names = [*made, *own]
    twice = {name for name in names if names.count(name) > 1} | (set(names) & (RESERVED - {"dt"}))
    if twice:
        raise TypeError(f"{found.dynamics.title}: the names {sorted(twice)} meet those of the generated text")
