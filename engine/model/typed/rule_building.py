"""Typed lines made into the quantities and equations of a rule of plasticity."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from engine.model.declaration import PlasticityModel
from engine.model.equations.dimensions import Analysis, Kind
from engine.model.equations.mathematics import symbol_of
from engine.model.quantities import (
    Dendritic,
    Interval,
    Membrane,
    Parameter,
    SharedParameter,
    SpikeSource,
    State,
    SynapseState,
    Trace,
)
from engine.model.typed import units_check
from engine.model.typed.amounts import Remarks, read_named_unit, read_remarks
from engine.model.typed.building import Builder
from engine.model.typed.built import RuleDeclaration
from engine.model.typed.expressions import STEP_NAME, STEP_WORD, place_of
from engine.model.typed.fragments import Fragment
from engine.model.typed.lines import Bare, ChangeStatement, Equals, TypedLines, Valued
from engine.model.typed.mistakes import (
    BAD_UNIT,
    BOUND,
    NO_DECAY,
    NO_STATE,
    NO_VALUE,
    NOT_HEARD,
    ONLY_IN_TIME,
    ONLY_WEIGHTS,
    OTHER_SIDE,
    OTHER_SPIKES,
    REMEMBERS,
    RESERVED,
    STILL_TRACE,
    STILL_WEIGHT,
    TWICE,
    Mistake,
)
from engine.model.typed.names import unknown_name
from engine.model.typed.weights import WEIGHT_DEFAULT, WEIGHT_UNIT, is_of_weights
from engine.units import ONE, Unit, unit

WEIGHT, TOTAL, LARGEST = "w", "total", "w_max"
PRE, POST, SYNAPSE = "pre", "post", "synapse"
POTENTIAL = "V_post"  # what a rule calls the target's membrane where its text does not declare it
POTENTIALS = ("V", "v", "V_post", "v_post")
MEMBRANE, LASTS, INTERVAL, DENDRITIC = "membrane", "lasts", "interval", "dendritic"
EVENT = "on_"
LEFT = "_left"  # behind a trace: what a step leaves of it, in the loops


class RuleBuilder(Builder):
    """Reads the lines of a rule; the first mistake is raised.

    A variable with a rate is a trace of one side or of each synapse: as it is said, or as follows from what moves it.
    """

    model = PlasticityModel
    of_parameters = ("≥", "whole", "constant", INTERVAL, DENDRITIC)
    built: RuleDeclaration

    def __init__(self, lines: TypedLines) -> None:
        moving = (*lines.rates, *lines.maps)
        self.motion = [line for line in moving if line.name == WEIGHT]
        self.is_rate = any(line.name == WEIGHT for line in lines.rates)
        lines.rates = [line for line in lines.rates if line.name != WEIGHT]
        lines.maps = [line for line in lines.maps if line.name != WEIGHT]
        super().__init__(lines)
        for name in self.own:
            if name.endswith(LEFT) and name.removesuffix(LEFT) in self.states:
                place = next(line.place for line in (*lines.parts, *self.valued, *self.moving) if line.name == name)
                raise Mistake(RESERVED, place, shown=name, instead=f"my_{name}")
        self.built = RuleDeclaration()
        self.measure = WEIGHT_UNIT
        self.heard = [line.name for line in lines.heard]
        self.sides: dict[str, str] = {}
        self.own |= {WEIGHT, TOTAL, *self.heard}
        self.membrane = next((bare.name for bare in lines.bare if _said(bare) == MEMBRANE), "")
        given = {} if self.membrane else {name: POTENTIAL for name in POTENTIALS if name not in self.own}
        self.renamed = dict(given)
        self.readable = (self.own | set(given)) - set(self.heard)
        self.of_equations = (PRE, POST, SYNAPSE, *self.heard, LASTS, "event-driven", "clock-driven")
        self.changes: dict[str, list[tuple[ChangeStatement, ast.expr]]] = {}

    def build(self) -> RuleDeclaration:
        lines = self.lines
        if lines.maps:
            raise Mistake(ONLY_WEIGHTS, lines.maps[0].place, shown=lines.maps[0].name)
        self._unit_of_weights()
        units = {line.name: self.unit_of_state(line) for line in self.moving}
        self.read_parts()
        self.read_motion()
        moved = [self.read(line.right) for line in self.motion]
        for word, statements in lines.changes.items():
            self.changes[self._event(word, statements)] = [(c, self.read(c.right)) for c in statements]
        self._own_names()
        everything = [*self.parts.values(), *self.trees.values(), *moved]
        everything += [tree for changes in self.changes.values() for _, tree in changes]
        self.declare_parameters()
        self._declare_heard()
        self._declare_membrane(everything)
        analysis = Analysis({**units, **self.units_of_quantities(), WEIGHT: self.measure, TOTAL: self.measure})
        self.check_units(analysis, units)
        self.points(more=(WEIGHT, TOTAL, *self._membranes())).try_all(everything)
        self._find_sides()
        self.declare_states()
        self.declare_head()
        self._change(analysis)
        self._move(analysis, moved)
        self._demand_sense()
        return self.built

    def unit_word(self, fragment: Fragment) -> str:
        """The unit of a fragment; that of the weights is empty, as a rule does not know it."""
        if is_of_weights(fragment.text):
            return "" if self.measure == WEIGHT_UNIT else "1"
        return super().unit_word(fragment)

    def unit_of_word(self, word: str) -> Unit:
        return unit(word) if word else self.measure

    def _unit_of_weights(self) -> None:
        """Weights have their own unit, or are plain numbers where the text says ``w : 1``."""
        for bare in self.lines.bare:
            said, fragment = _said(bare), _unit_of(bare)
            if bare.name == WEIGHT and not is_of_weights(fragment.text):
                if read_named_unit(fragment) != "1":
                    raise Mistake(BAD_UNIT, fragment.whole(), shown=fragment.text)
                self.measure = ONE
            elif bare.name != WEIGHT and said != MEMBRANE:
                word = self.unit_word(fragment) or "weights"
                raise Mistake(NO_VALUE, bare.place, shown=bare.name, unit=word)
            if said == MEMBRANE and not unit(self.unit_word(fragment)).agrees_with(unit("mV")):
                raise Mistake(BAD_UNIT, fragment.whole(), shown=fragment.text)

    def _event(self, word: str, statements: list[ChangeStatement]) -> str:
        """The side whose spikes an ``on_…`` speaks of."""
        side = word.removeprefix(EVENT)
        if side not in (PRE, POST, *self.heard):
            raise Mistake(NOT_HEARD, statements[0].place, shown=word, name=side)
        return side

    def _own_names(self) -> None:
        """Only variables that move may be changed by spikes."""
        for changes in self.changes.values():
            for change, _ in changes:
                if change.name in (*self.states, WEIGHT):
                    continue
                if change.name in self.own:
                    raise Mistake(NO_STATE, change.place, shown=change.name)
                raise unknown_name(change.name, change.place, [*self.states, WEIGHT])

    def parameter(self, line: Valued, remarks: Remarks) -> Parameter:
        """A number for all synapses; one in weights is counted in the weight with which a synapse begins."""
        bounds = self.bounds(line, remarks)
        meaning, said, amount = line.said or line.name, bool(line.said), line.amount
        if INTERVAL in remarks.words:
            self._demand_unit(line, "ms")
            bounds["above"] = max(bounds["above"], 0.0)
            return Interval(meaning=line.said or Interval.meaning, **bounds)
        if DENDRITIC in remarks.words:
            self._demand_unit(line, "1")
            return Dendritic(default=amount.value)
        per_weight = None
        if is_of_weights(amount.written):
            per_weight = amount.value
            numbers = {n: v * WEIGHT_DEFAULT for n, v in bounds.items() if n in ("default", *LIMITS)}
            bounds |= numbers
        word = "" if per_weight is not None and self.measure == WEIGHT_UNIT else amount.unit
        if per_weight is not None and self.measure != WEIGHT_UNIT:
            raise Mistake(BAD_UNIT, line.place, shown=amount.written)
        symbol = symbol_of(line.name)
        return SharedParameter(word, symbol, meaning, **bounds, said=said, per_weight=per_weight)

    def _demand_unit(self, line: Valued, word: str) -> None:
        if not unit(line.amount.unit).agrees_with(unit(word)):
            raise Mistake(BOUND, line.remarks.whole(), shown=line.remarks.text, known=f"{line.name} = 1 {word}")

    def _declare_heard(self) -> None:
        for line in self.lines.heard:
            self.built.heard[line.name] = SpikeSource(line.said or line.name)

    def _membranes(self) -> Iterator[str]:
        return (name for name, quantity in self.built.quantities.items() if isinstance(quantity, Membrane))

    def _declare_membrane(self, trees: Collection[ast.expr]) -> None:
        said = next((bare.said for bare in self.lines.bare if bare.name == self.membrane), "")
        name = self.membrane or POTENTIAL
        reads = any(isinstance(node, ast.Name) and node.id == name for tree in trees for node in ast.walk(tree))
        if self.membrane or reads:
            meaning = said or "membrane of the target"
            self.built.quantities[name] = Membrane("mV", symbol_of(name), meaning, said=bool(said) or not self.membrane)

    def units_of_quantities(self) -> dict[str, Kind]:
        return {name: self.unit_of_word(quantity.unit) for name, quantity in self.built.quantities.items()}

    def _find_sides(self) -> None:
        """The side of each trace: as it is said, or the one whose spikes move it, if it reads nothing else."""
        moved_by, reads = self._motion()
        free: set[str] = set()
        for line in self.moving:
            words = read_remarks(line.remarks, 1.0, self.of_equations).words
            said = next((side for side in (PRE, POST, SYNAPSE, *self.heard) if side in words), "")
            moved = moved_by[line.name]
            followed = POST if reads[line.name] & set(self._membranes()) else ""
            self.sides[line.name] = said or (next(iter(moved)) if len(moved) == 1 else SYNAPSE if moved else followed)
            free |= set() if said else {line.name}
        for _ in self.states:  # what follows another trace is of its side, what reads of both is of the synapse
            for name in free:
                sides = {self.sides[n] for n in reads[name] if n in self.sides and n != name} - {""}
                if not self.sides[name] and len(sides) == 1:
                    self.sides[name] = next(iter(sides))
                elif self.sides[name] and (sides - {self.sides[name]} or WEIGHT in reads[name]):
                    self.sides[name] = SYNAPSE

    def _motion(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """By trace, the sides whose spikes move it, and the names that its motion reads."""
        moved_by: dict[str, set[str]] = {name: set() for name in self.states}
        reads = {name: self._read_by(self.trees[name]) for name in self.states}
        for side, changes in self.changes.items():
            for change, tree in changes:
                if change.name in moved_by:
                    moved_by[change.name].add(side)
                    reads[change.name] |= self._read_by(tree)
        return moved_by, reads

    def _read_by(self, tree: ast.expr) -> set[str]:
        """The names that an expression reads, through named parts too."""
        return set(self.equation("", [], tree).arguments)

    def state(self, line: Equals, remarks: Remarks, start: float | str) -> State:
        """A trace of a side, or of each synapse."""
        name, word, side = line.name, self.unit_words[line.name], self.sides[line.name]
        tau, goal = self._decay(line)
        given = (word, symbol_of(name), line.said or name)
        moved = any(change.name == name for changes in self.changes.values() for change, _ in changes)
        if not moved and goal is None:
            raise Mistake(STILL_TRACE, line.place, shown=name)
        if side == SYNAPSE:
            if goal is not None:
                raise Mistake(NO_DECAY, line.place, shown=name)
            return SynapseState(*given, said=bool(line.said), start=start, tau=tau)
        if goal is not None:
            self._demand_own_side(name, goal, side)
            self.built.equations[f"{name}_toward"] = self.equation(f"{name}_toward", [], goal)
        lasts = LASTS in remarks.words
        return Trace(*given, said=bool(line.said), start=start, tau=tau, side=side, lasts=lasts)

    def _decay(self, line: Equals) -> tuple[str, ast.expr | None]:
        """The time constant by which a trace decays, and the value to which, if not to zero."""
        name = line.name
        match self.trees[name]:
            case ast.UnaryOp(ast.USub(), ast.BinOp(ast.Name(own), ast.Div(), ast.Name(tau))) if own == name:
                goal = None
            case ast.BinOp(ast.UnaryOp(ast.USub(), ast.Name(own)), ast.Div(), ast.Name(tau)) if own == name:
                goal = None
            case ast.BinOp(ast.BinOp(goal, ast.Sub(), ast.Name(own)), ast.Div(), ast.Name(tau)) if own == name:
                pass
            case _:
                raise Mistake(NO_DECAY, line.place, shown=name)
        if tau not in self.parameter_names() or (goal is not None and name in self._read_by(goal)):
            raise Mistake(NO_DECAY, line.place, shown=name)
        return tau, goal

    def _demand_own_side(self, name: str, tree: ast.expr, side: str) -> None:
        """Raise where a trace reads what its own side does not know."""
        known = {n for n, s in self.sides.items() if s == side} | self.parameter_names()
        known |= set(self._membranes()) if side == POST else set()
        strange = sorted(self._read_by(tree) - known)
        if strange:
            raise Mistake(OTHER_SIDE, place_of(tree), shown=name, other=strange[0])

    def _change(self, analysis: Analysis) -> None:
        """Declare what spikes do, statement by statement as the text orders them."""
        for side, changes in self.changes.items():
            done: list[tuple[str, ast.expr]] = []
            for change, tree in changes:
                name = change.name
                own = self.sides.get(name, SYNAPSE)
                if own not in (SYNAPSE, side) or (own == SYNAPSE and side not in (PRE, POST)):
                    raise Mistake(OTHER_SPIKES, change.place, shown=name, name=f"{EVENT}{side}")
                value = self.changed(name, change, tree)
                units_check.require_unit(analysis, value, analysis.names[name])
                if own != SYNAPSE:
                    self._demand_own_side(name, value, own)
                event = side if own == SYNAPSE else "spike"
                equation = f"weight_after_{side}" if name == WEIGHT else f"{name}_after_{event}"
                told = _within(value, side) if name == WEIGHT else value
                self.built.equations[equation] = self.equation(equation, done, told)
                self._demand_event(equation, change)
                done.append((name, value))
                steps_by_one = own != SYNAPSE and ast.unparse(value) == f"{name} + 1"
                once = sum(c.name == name for c, _ in changes) == 1
                if steps_by_one and once and f"{name}_toward" not in self.built.equations:
                    del self.built.equations[equation]  # as every trace does of which nothing is said

    def _demand_event(self, equation: str, change: ChangeStatement) -> None:
        """The step and the sum of weights are known in the course of time alone."""
        read = set(self.built.equations[equation].arguments) & {TOTAL, STEP_NAME}
        if read:
            shown = STEP_WORD if STEP_NAME in read else TOTAL
            raise Mistake(ONLY_IN_TIME, change.place, shown=shown)

    def _move(self, analysis: Analysis, moved: list[ast.expr]) -> None:
        """Declare how weights move in time."""
        if len(self.motion) > 1:
            raise Mistake(TWICE, self.motion[1].place, shown=WEIGHT, first=self.motion[0].place.line)
        for line, tree in zip(self.motion, moved, strict=True):
            if self.is_rate:
                units_check.demand_rate(analysis, WEIGHT, line.place, tree, self.measure)
            else:
                units_check.require_unit(analysis, tree, self.measure)
            name = "dw_dt" if self.is_rate else "weight_next"
            self.built.equations[name] = self.equation(name, [], tree)

    def _demand_sense(self) -> None:
        """Some weight must change; what every step asks for cannot wait for an interval."""
        equations = self.built.equations
        learns = {f"weight_after_{PRE}", f"weight_after_{POST}", "dw_dt", "weight_next"} & set(equations)
        if not learns:
            raise Mistake(STILL_WEIGHT, self.lines.last)
        intervals = [line for line in self.valued if isinstance(self.built.quantities[line.name], Interval)]
        if len(intervals) > 1:
            raise Mistake(TWICE, intervals[1].place, shown=f"({INTERVAL})", first=intervals[0].place.line)
        if intervals and SYNAPSE in self.sides.values():
            raise Mistake(REMEMBERS, intervals[0].place, shown=intervals[0].name)


LIMITS = ("above", "at_least", "below", "at_most")


def _within(tree: ast.expr, side: str) -> ast.expr:
    """A new weight without the bounds that every rule has, which would cost as much as the rule: 0, and ``w_max``.

    Only a spike of the target brings a weight down to ``w_max`` that began above it, so that bound stays elsewhere.
    """
    match tree:
        case ast.Call(ast.Name("minimum"), [inner, ast.Name(name) as bound]) if name == LARGEST:
            inner = _within(inner, side)
            return (
                inner if side == POST else _placed(ast.Call(ast.Name("minimum", ast.Load()), [inner, bound], []), tree)
            )
        case ast.Call(ast.Name("maximum"), [inner, ast.Constant(0)]):
            return _within(inner, side)
        case _:
            return tree


def _placed(node: ast.expr, like: ast.expr) -> ast.expr:
    """The same node, at the place of another in the text."""
    vars(node).update({name: value for name, value in vars(like).items() if name in ("place", "words")})
    return node


def _unit_of(bare: Bare) -> Fragment:
    """The unit of a line without the remark in brackets behind it."""
    return bare.unit.part(0, len(bare.unit.text.partition("(")[0])).stripped()


def _said(bare: Bare) -> str:
    """The remark in brackets behind the unit of a line."""
    return bare.unit.text.partition("(")[2].partition(")")[0].strip()
