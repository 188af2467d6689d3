"""From equations to one step on the grid: exact where linear, the model's own method elsewhere.

The order is that of docs/semantics.md. Membrane first: everything advances from the state at the start of
the step, then arrivals are added. Synapse first: receptors advance and take their arrivals, then the neuron
advances with them standing still. The threshold test is the kernel's second loop.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.linear import LinearBlock, linear_block
from engine.compiling.mathematics.reading import DRAWN, Dynamics, symbol, where
from engine.compiling.mathematics.reading import DT as DT
from engine.model.declaration import StepOrder

FREE = symbol("free")  # 1 while the neuron integrates, 0 while refractory
LEFT = symbol("left")  # of the step, in ms, while it is made in parts
PART = symbol("part")  # the length of the next part, in ms
PRESSED = symbol("pressed")  # 1 where no more parts are allowed
SLOWEST = 1e-9  # of a state's unit per ms: slower motion is rest
METHODS = "engine.compiling.methods"


@dataclass(frozen=True)
class ExponentialEntry:
    """One coefficient: an entry of the exponential of a block's generator over a part of the step."""

    block: int
    fraction: float  # of the step
    row: int
    column: int


@dataclass
class StepAssignments:
    """One step as assignments that run in order, then the value of every state after arrivals."""

    dynamics: Dynamics
    blocks: list[LinearBlock] = field(default_factory=list)
    entries: dict[Symbol, ExponentialEntry] = field(default_factory=dict)
    assignments: list[tuple[Symbol, Expr]] = field(default_factory=list)
    new: dict[Symbol, Expr] = field(default_factory=dict)

    def named(self, name: str, expression: Expr) -> Symbol:
        """Assign ``expression`` to a new symbol."""
        result = symbol(name)
        self.assignments.append((result, expression))
        return result

    def propagated(self, block: LinearBlock, prefix: str, fraction: float = 1.0) -> dict[Symbol, Expr]:
        """P x + q + Q u with one coefficient ``<prefix>_<state>_<column>`` per entry that can differ from zero."""
        if block not in self.blocks:
            self.blocks.append(block)
        index, n, reach = self.blocks.index(block), len(block.states), block.reachable()
        columns: list[tuple[str, Expr]] = [(f"_{x}", x) for x in block.states]
        columns += [("_0", sympy.Integer(1)), *((f"_{u}", u) for u in block.inputs)]
        result: dict[Symbol, Expr] = {}
        for row, state in enumerate(block.states):
            terms: list[Expr] = []
            for column, (suffix, factor) in enumerate(columns):
                if not reach[row, column]:
                    continue
                if column < n and column == row and block.A.row(row).is_zero_matrix:
                    terms.append(factor)  # nothing pulls at the state itself: its factor is exactly one
                    continue
                coefficient = symbol(f"{prefix}_{state}{suffix}")
                self.entries[coefficient] = ExponentialEntry(index, fraction, row, column)
                terms.append(coefficient * factor)
            result[state] = sympy.Add(*terms)
        return result

    def part_way(self, block: LinearBlock, readers: Sequence[Expr], part: int, parts: int) -> dict[Symbol, Expr]:
        """States of the block that ``readers`` mention, after a part of the step and named; held ones stand still."""
        used, held, before = set().union(*(e.free_symbols for e in readers)), self.dynamics.held, set(self.entries)
        mark = f"{part}of{parts}"
        then = self.propagated(block, f"H{mark}", part / parts) if block.states else {}
        then = {s: where(FREE > 0, e, s) if s in held else e for s, e in then.items() if s in used}
        kept = set().union(*(e.free_symbols for e in then.values()))
        self.entries = {c: entry for c, entry in self.entries.items() if c in before or c in kept}
        return {s: self.named(f"{s}_{mark}", e) for s, e in then.items()}


@dataclass(frozen=True)
class Motion:
    """The motion of states in one step: that of the ``block`` is known, that of the ``others`` is a method's to find.

    ``rates`` are those of all; ``after`` has every state of the block after the step, and gets the others.
    """

    step: StepAssignments
    block: LinearBlock
    rates: Mapping[Symbol, Expr]
    others: list[Symbol]
    after: dict[Symbol, Expr]

    def free(self, state: Symbol) -> Expr:
        """The factor of a state's rate, which is 0 where a refractory neuron holds it."""
        return FREE if state in self.step.dynamics.held else sympy.Integer(1)

    def find(self) -> None:
        """Have the others found by the method of their model."""
        importlib.import_module(f"{METHODS}.{self.step.dynamics.method}").advance(self)


def one_step(d: Dynamics) -> StepAssignments:
    """Read the dynamics as one step of length ``dt``."""
    step = StepAssignments(d)
    if d.paced:
        step.new = _in_parts(step)
    elif d.order is StepOrder.SYNAPSE_FIRST and d.synaptic:
        _synapse_first(step)
    else:
        step.new = _arrive(step, _advance(step, d.rates, d.maps, (*d.inputs, *d.direct), "P"), set(d.symbols))
    if unknown := _unmoved(step):
        raise TypeError(f"{d.title} has names without a meaning: {sorted(unknown)}")
    return step


def _in_parts(step: StepAssignments) -> dict[Symbol, Expr]:
    """One part of a step, by the model's method alone; what arrives is added in the last one."""
    d = step.dynamics
    after: dict[Symbol, Expr] = {}
    Motion(step, linear_block({}, ()), d.rates, list(d.rates), after).find()
    step.assignments = [(s, e.xreplace({DT: PART})) for s, e in step.assignments]
    after = {s: e.xreplace({DT: PART}) for s, e in after.items()}
    length: Expr = LEFT
    for s, most in d.paced.items():
        speed = step.named(f"speed_{s}", sympy.Abs(d.rates[s] * (FREE if s in d.held else 1)))
        pace = step.named(f"pace_{s}", where(speed > SLOWEST, speed, sympy.Float(SLOWEST)))  # a name: never 1 / speed
        reach = sympy.Float(most) * step.named(f"per_{s}", 1 / pace)
        length = where(reach < length, reach, length)
    step.assignments.append((PART, where(PRESSED > 0, LEFT, length)))
    before = {s: after.get(s, s) for s in d.on_arrival}
    after = _arrive(step, after, set(d.symbols))
    ends = sympy.And(PART >= LEFT, LEFT > 0)
    gained = {s: where(ends, after[s] - e, sympy.Integer(0)) for s, e in before.items()}
    return {s: before[s] + gained[s] if s in gained else e for s, e in after.items()}


def _synapse_first(step: StepAssignments) -> None:
    d = step.dynamics
    synaptic = set(d.synaptic)
    of_synapses = {s: e for s, e in d.rates.items() if s in synaptic}
    maps = {s: e for s, e in d.maps.items() if s in synaptic}
    for s, expression in [*of_synapses.items(), *maps.items()]:
        if expression.has(*(set(d.symbols) - synaptic)):
            raise TypeError(f"{s} reads the neuron, so it cannot advance before it")
    settled = _arrive(step, _advance(step, of_synapses, maps, (), "S"), synaptic)
    now = {s: step.named(f"{s}_now", e) for s, e in settled.items()}
    rates = {s: e.xreplace(now) for s, e in d.rates.items() if s not in synaptic}
    maps = {s: e.xreplace(now) for s, e in d.maps.items() if s not in synaptic}
    own = _advance(step, rates, maps, (*d.inputs, *d.direct, *now.values()), "P")
    step.new = {**now, **_arrive(step, own, set(d.symbols) - synaptic)}


def _advance(
    step: StepAssignments, rates: dict[Symbol, Expr], maps: dict[Symbol, Expr], inputs: tuple[Symbol, ...], prefix: str
) -> dict[Symbol, Expr]:
    """The states of ``rates`` and ``maps`` one step later, those that are held standing still."""
    d = step.dynamics
    block = linear_block(rates, inputs)
    held = [s for s in d.held if s in block.states]
    after = dict(step.propagated(block, prefix)) if block.states else {}
    if held:
        after = _held(step, block, held, after, prefix)
    others = [s for s in rates if s not in block.states]
    if others:
        Motion(step, block, rates, others, after).find()
    for s, expression in maps.items():
        after[s] = where(FREE > 0, expression, s) if s in d.held else expression
    return after


def _held(
    step: StepAssignments, block: LinearBlock, held: list[Symbol], after: dict[Symbol, Expr], prefix: str
) -> dict[Symbol, Expr]:
    """The next states, of which the held stand still while refractory; those that read them see that."""
    readers = [s for s in block.states if s not in held and after[s].has(*held)]
    standing = step.propagated(block.holding(held), f"{prefix}h") if readers else {}
    kept = {s: standing[s] for s in readers}
    used = set().union(*(e.free_symbols for e in [*after.values(), *kept.values()]))
    step.entries = {c: e for c, e in step.entries.items() if c in used or not str(c).startswith(f"{prefix}h_")}
    result = dict(after)
    for s in held:
        result[s] = where(FREE > 0, after[s], s)
    for s in readers:
        result[s] = where(FREE > 0, after[s], kept[s])
    return result


def _arrive(step: StepAssignments, after: dict[Symbol, Expr], own: set[Symbol]) -> dict[Symbol, Expr]:
    """Add what arrives at ``own`` states; input to a held state is lost while refractory."""
    d = step.dynamics
    for s, jump in d.on_arrival.items():
        if s not in own:
            continue
        gained = sympy.expand(jump - s)
        if s in d.held:
            gained = where(FREE > 0, gained, sympy.Integer(0))
        after[s] = after.get(s, s) + gained
    return after


def _unmoved(step: StepAssignments) -> set[str]:
    """Symbols that neither the description nor the step itself gives a value."""
    d = step.dynamics
    known = {
        *d.states,
        *d.parameters,
        "dt",
        "free",
        "left",
        "pressed",
        str(DRAWN),
        *map(str, [*d.inputs, *d.arrivals, *step.entries]),
    }
    known |= {str(s) for s, _ in step.assignments}
    read = [*(e for _, e in step.assignments), *step.new.values(), *d.on_spike.values()]
    read += [d.spike] if d.spike is not None else []
    return {str(s) for e in read for s in e.free_symbols} - known
