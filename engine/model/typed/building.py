"""Typed lines made into the quantities, equations and traits of a neuron model."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from engine.model.declaration import Equation, StepOrder
from engine.model.equations.dimensions import CONDITION, Analysis, Kind
from engine.model.equations.mathematics import symbol_of
from engine.model.functions import CONSTANTS
from engine.model.quantities import Input, Parameter, Refractory, State
from engine.model.typed import units_check
from engine.model.typed.amounts import Remarks, read_amount, read_named_unit, read_remarks
from engine.model.typed.built import TypedDeclaration
from engine.model.typed.chosen import EXACT, METHOD_WORDS, integration_methods, one_of
from engine.model.typed.expressions import CHANCE_NAME, CHANCE_WORD, read_expression, weigh
from engine.model.typed.fragments import Fragment
from engine.model.typed.lines import Equals, ResetStatement, TypedLines, Valued
from engine.model.typed.mistakes import (
    BOUND,
    CHANCE,
    CIRCLE,
    COMPARISON,
    MIXED,
    NEVER_CROSSED,
    NEVER_RESETS,
    NO_SPIKE,
    NO_STATE,
    NO_STATES,
    NO_UNIT,
    NO_VALUE,
    NOT_A_PARAMETER,
    NOT_A_TIME,
    OUTSIDE,
    PARTS,
    STILL,
    TWICE,
    TWO_INPUTS,
    WRONG_UNIT,
    Mistake,
)
from engine.model.typed.names import check_apart, equations_of, unknown_name
from engine.model.typed.probing import USUAL, WIDE, ProbedValues, at_points
from engine.model.typed.spiking import changed_value, mentions, reset_trait, times_read
from engine.problems import Phrase
from engine.units import Unit, unit

HOLDS_NOTHING = "holds nothing"
OF_PARAMETERS = ("≥", "trainable", "whole", "constant", HOLDS_NOTHING)
IN_PARTS = "in parts of"
OF_EQUATIONS = ("unless refractory", "at most", IN_PARTS)
IMPLIED = "I"  # the input current, which need not be declared
INFINITE = float("inf")
VOLTAGE = unit("mV").dimension


class Builder:
    """Reads the lines of one text; the first mistake is raised."""

    def __init__(self, lines: TypedLines) -> None:
        self.lines, self.built = lines, TypedDeclaration()
        self.moving = [*lines.rates, *lines.maps]
        self.states = [line.name for line in self.moving]
        self.parts: dict[str, ast.expr] = {}
        self.order_of_parts: list[str] = []
        self.weights: dict[str, tuple[int, int]] = {}
        self.unit_words: dict[str, str] = {}
        self.free: set[str] = set()  # refractory times that hold nothing
        self.trees: dict[str, ast.expr] = {}
        refractory = [lines.refractory] if isinstance(lines.refractory, Valued) else []
        self.valued = [*lines.values, *refractory]
        named = [(line.name, line.place) for line in (*self.moving, *lines.parts)]
        named += [(line.name, line.place) for line in self.valued] + [(line.name, line.place) for line in lines.bare]
        self.own = {name for name, _ in named}
        for name, place in named:
            check_apart(name, place, self.own - {name}, equations_of(self.states))
        self.implied = IMPLIED not in self.own and not lines.bare

    def build(self) -> TypedDeclaration:
        lines = self.lines
        if not self.moving:
            raise Mistake(NO_STATES, lines.last)
        if lines.rates and lines.maps:
            raise Mistake(MIXED, lines.maps[0].place)
        units = {line.name: self._unit_of_state(line) for line in self.moving}
        readable = self.own | ({IMPLIED} if self.implied else set())
        self._read_parts(readable)
        for line in self.moving:
            self.trees[line.name] = self._read(line.right, readable)
        conditions: list[str] = [w for w in ("threshold", "crossing") if w in lines.words]
        if len(conditions) == 2:
            raise Mistake(TWICE, lines.words["crossing"].whole(), shown="threshold:", first=1)
        condition = self._read(lines.words[conditions[0]], readable, chance=True) if conditions else None
        changes = [(c, self._read(c.right, readable)) for c in lines.changes]
        everything = [*self.parts.values(), *self.trees.values(), *(tree for _, tree in changes)]
        everything += [condition] if condition else []
        self._parameters()
        entrance = self._input(everything, units)
        analysis = Analysis({**units, **self._units_of_quantities(), **entrance})
        self._check_units(analysis, units)
        self._points().try_all(everything)
        self._states()
        self._move()
        self._traits()
        self._spike(analysis, condition, conditions)
        self._resets(analysis, changes)
        return self.built

    def _read(self, fragment: Fragment, readable: Collection[str], chance: bool = False) -> ast.expr:
        tree = read_expression(fragment, readable, chance)
        weigh(tree, self.weights)
        return tree

    def _unit_of_state(self, line: Equals) -> Unit:
        if line.unit is None:
            raise Mistake(NO_UNIT, line.place, shown=line.name)
        self.unit_words[line.name] = read_named_unit(line.unit, self.lines.keeps_hertz)
        return unit(self.unit_words[line.name])

    def _read_parts(self, readable: Collection[str]) -> None:
        """Named parts in an order in which each comes after those that it uses."""
        self.parts = {line.name: read_expression(line.right, readable) for line in self.lines.parts}
        graph = {name: {n for n in _names_in(tree) if n in self.parts} for name, tree in self.parts.items()}
        try:
            self.order_of_parts = list(graphlib.TopologicalSorter(graph).static_order())
        except graphlib.CycleError as error:
            name = error.args[1][0]
            place = next(line.place for line in self.lines.parts if line.name == name)
            raise Mistake(CIRCLE, place, shown=name) from None
        for name in self.order_of_parts:
            self.weights[name] = weigh(self.parts[name], self.weights)

    def _parameters(self) -> None:
        refractory = self.lines.refractory
        held_by = refractory.name if isinstance(refractory, Valued) else refractory
        if isinstance(refractory, str) and refractory not in {v.name for v in self.valued}:
            raise Mistake(NOT_A_TIME, self.lines.refractory_place, shown=refractory)
        for line in self.valued:
            remarks = read_remarks(line.remarks, line.amount.ratio, OF_PARAMETERS)
            self.built.quantities[line.name] = self._parameter(line, remarks, line.name == held_by)
            self.free |= {line.name} if HOLDS_NOTHING in remarks.words else set()

    def _parameter(self, line: Valued, remarks: Remarks, refractory: bool) -> Parameter:
        amount, words = line.amount, remarks.words
        bounds = dict(remarks.bounds)
        if refractory:
            bounds.setdefault("at_least", 0.0)
            if unit(amount.unit).dimension != unit("ms").dimension:
                raise Mistake(NOT_A_TIME, line.place, shown=line.name)
        kind = Refractory if refractory else Parameter
        meaning = line.said or ("refractory time" if refractory else line.name)
        made = kind(
            amount.unit,
            symbol_of(line.name),
            meaning,
            default=amount.value,
            above=bounds.get("above", -INFINITE),
            at_least=bounds.get("at_least", -INFINITE),
            below=bounds.get("below", INFINITE),
            at_most=bounds.get("at_most", INFINITE),
            said=bool(line.said) or refractory,
            integer="whole" in words,
            trainable="trainable" in words,
            live="constant" not in words,
        )
        if not made.allows(amount.value):
            raise Mistake(OUTSIDE, line.place, shown=line.name)
        return made

    def _units_of_quantities(self) -> dict[str, Kind]:
        return {name: unit(quantity.unit) for name, quantity in self.built.quantities.items()}

    def _input(self, trees: Iterable[ast.expr], units: Mapping[str, Unit]) -> dict[str, Kind]:
        """The one name that receptors and currents sum into; ``I`` in an equation is it without a line."""
        declared = [b for b in self.lines.bare if b.name == "I" or b.name.startswith("I_") or self._is_input(b.name)]
        keeps = self.lines.keeps_hertz
        for bare in self.lines.bare:
            if bare not in declared:
                word = read_named_unit(bare.unit, keeps) if bare.unit.text.strip() else "mV"
                raise Mistake(NO_VALUE, bare.place, shown=bare.name, unit=word)
        if len(declared) > 1:
            raise Mistake(TWO_INPUTS, declared[1].place, shown=declared[1].name)
        if declared:
            name, said = declared[0].name, declared[0].said
            word = read_named_unit(declared[0].unit, keeps)
        elif self.implied and any(mentions(tree, {IMPLIED}) for tree in trees):
            name, said = IMPLIED, ""
            word = "pA" if self.lines.rates and any(u.dimension == VOLTAGE for u in units.values()) else "1"
        else:
            return {}
        self.built.quantities[name] = Input(word, symbol_of(name), said or "summed input")
        return {name: unit(word)}

    def _is_input(self, name: str) -> bool:
        return "input" in self.lines.words and self.lines.words["input"].text == name

    def _check_units(self, analysis: Analysis, units: Mapping[str, Unit]) -> None:
        declared = {p.name: p.unit for p in self.lines.parts}
        for name in self.order_of_parts:
            fragment = declared[name]
            wanted = None if fragment is None else unit(read_named_unit(fragment, self.lines.keeps_hertz))
            analysis.names[name] = units_check.unit_of_part(analysis, self.parts[name], wanted)
        for line in self.lines.rates:
            units_check.demand_rate(analysis, line.name, line.place, self.trees[line.name], units[line.name])
        for line in self.lines.maps:
            units_check.require_unit(analysis, self.trees[line.name], units[line.name])

    def _points(self, powers: tuple[float, float] = USUAL) -> ProbedValues:
        """Points at which all names have values."""
        return at_points(self.states, self.built.quantities, {n: self.parts[n] for n in self.order_of_parts}, powers)

    def _states(self) -> None:
        starts = {line.name: line for line in self.lines.starts}
        for name, line in starts.items():
            if name not in self.states:
                raise Mistake(NO_STATE, line.place, shown=name)
        for line in self.moving:
            word = self.unit_words[line.name]
            remarks = read_remarks(line.remarks, 1.0, OF_EQUATIONS)
            ceiling = remarks.words.get("at most")
            if ceiling is not None and ceiling not in self._parameter_names():
                raise Mistake(NOT_A_PARAMETER, line.remarks.whole(), shown=ceiling)
            start = self._start(starts.get(line.name), line.name, word)
            meaning = line.said or line.name
            part = self._part(line, remarks.words.get(IN_PARTS), word)
            self.built.quantities[line.name] = State(
                word, symbol_of(line.name), meaning, said=bool(line.said), start=start, at_most=ceiling, per_part=part
            )
            self.weights.setdefault(line.name, (1, 1))

    def _part(self, line: Equals, said: str | None, word: str) -> float | None:
        """The bound of a state's motion in one part of a step; only rates with a threshold and a reset go in parts."""
        if said is None:
            return None
        found = read_amount(Fragment(said, line.remarks.starts, line.remarks.offset))
        words = self.lines.words
        fit = self.lines.rates and self.lines.changes and "threshold" in words
        chance = fit and CHANCE_WORD in words["threshold"].text
        synapse_first = "order" in words and words["order"].text != StepOrder.MEMBRANE_FIRST
        if not fit or chance or synapse_first:
            raise Mistake(PARTS, line.remarks.whole(), shown=line.name)
        if found is None or found[1].text or found[0].value <= 0 or not unit(found[0].unit).agrees_with(unit(word)):
            raise Mistake(BOUND, line.remarks.whole(), shown=said, known=f"({IN_PARTS} 0.2 {word})")
        return found[0].value

    def _parameter_names(self) -> set[str]:
        return {name for name, quantity in self.built.quantities.items() if isinstance(quantity, Parameter)}

    def _start(self, line: Equals | None, state: str, word: str) -> float | str:
        """The start of a state: as it is said, else where a spike puts it, else at 0."""
        if line is None:
            resets = [c.right.text.strip() for c in self.lines.changes if c.name == state and not c.sign]
            named = [text for text in resets if text in self._parameter_names()]
            return named[0] if named else 0.0
        text = line.right.text.strip()
        if text in self._parameter_names():
            if unit(self.built.quantities[text].unit).dimension != unit(word).dimension:
                raise self._wrong_start(line, self.built.quantities[text].unit, word)
            return text
        found = read_amount(line.right)
        if found is None or found[1].text.strip():
            raise Mistake(NOT_A_PARAMETER, line.right.whole(), shown=text)
        if found[0].value and unit(found[0].unit).dimension != unit(word).dimension:
            raise self._wrong_start(line, found[0].unit, word)
        return found[0].value

    def _wrong_start(self, line: Equals, left: str, right: str) -> Mistake:
        kinds = [units_check.words_of_kind(unit(word)) for word in (left, right)]
        text = line.right.text
        return Mistake(WRONG_UNIT, line.right.whole(), shown=text, left=kinds[0], right=kinds[1])

    def _move(self) -> None:
        for line in self.moving:
            name = f"d{line.name}_dt" if self.lines.rates else f"{line.name}_next"
            self.built.equations[name] = self._equation(name, [], self.trees[line.name])

    def _traits(self) -> None:
        built, words = self.built, self.lines.words
        built.order = StepOrder.SYNAPSE_FIRST if self.lines.maps else StepOrder.MEMBRANE_FIRST
        if "order" in words:
            built.order = StepOrder(one_of(words["order"], tuple(StepOrder), Phrase("the order")))
        if "method" in words and words["method"].text not in EXACT:
            known = tuple(m.replace("_", " ") for m in integration_methods())
            given = words["method"]
            word = METHOD_WORDS.get(given.text, given.text.replace("_", " "))
            chosen = Fragment(word, given.starts, given.offset)
            built.method = one_of(chosen, known, Phrase("the method")).replace(" ", "_")
        built.title = words["title"].text[:80] if "title" in words else ""
        built.about = words["about"].text[:400] if "about" in words else ""
        built.source = words["source"].text[:400] if "source" in words else ""

    def _membrane(self, condition: ast.expr | None) -> str:
        """The state that a person watches: as it is said, named like one, compared in the threshold, or the first."""
        words = self.lines.words
        if "membrane" in words:
            return one_of(words["membrane"], tuple(self.states), Phrase("the membrane"))
        compared = [s for s in self.states if condition is not None and mentions(condition, {s})]
        usual = [s for s in self.states if s in ("V", "v", "V_m", "v_m", "Vm", "vm")]
        return [*usual, *compared, *self.states][0]

    def _spike(self, analysis: Analysis, condition: ast.expr | None, words: list[str]) -> None:
        built = self.built
        built.membrane = self._membrane(condition)
        self._hold()
        if condition is None:
            if self.lines.changes:
                raise Mistake(NO_SPIKE, self.lines.changes[0].place)
            return
        place = self.lines.words[words[0]].whole()
        if not isinstance(condition, ast.Compare):
            raise Mistake(COMPARISON, place)
        units_check.require_unit(analysis, condition, CONDITION)
        equation = self._equation("spike", [], condition)
        if not set(equation.arguments) & {*self.states, CHANCE_NAME}:
            raise Mistake(STILL, place)
        built.equations["spike"] = equation
        by_chance = CHANCE_NAME in equation.arguments and CHANCE_NAME not in self.own
        if by_chance and times_read(condition, CHANCE_NAME) > 1:
            raise Mistake(CHANCE, place, shown=f"{CHANCE_WORD}()")
        if not by_chance and len(self._points().truth(condition) | self._points(WIDE).truth(condition)) < 2:
            raise Mistake(NEVER_CROSSED, place)
        built.upward_crossing = words[0] == "crossing" or not (self.lines.changes or by_chance)
        if built.upward_crossing and self.lines.maps and words[0] == "threshold":
            raise Mistake(NEVER_RESETS, place)

    def _hold(self) -> None:
        """A refractory neuron holds the states that say so, or its membrane."""
        said = [n.name for n in self.moving if "unless refractory" in n.remarks.text]
        for name, quantity in self.built.quantities.items():
            if isinstance(quantity, Refractory):
                held = () if name in self.free else tuple(said or [self.built.membrane])
                self.built.quantities[name] = replace(quantity, holds=held)

    def _resets(self, analysis: Analysis, changes: list[tuple[ResetStatement, ast.expr]]) -> None:
        done: list[tuple[str, ast.expr]] = []
        last: dict[str, ast.expr] = {}
        for change, tree in changes:
            if change.name not in self.states:
                if change.name in self.own:
                    raise Mistake(NO_STATE, change.place, shown=change.name)
                raise unknown_name(change.name, change.place, self.states)
            value = changed_value(change.name, change.sign, tree)
            for node in ast.walk(value):
                if not hasattr(node, "place"):
                    vars(node).update(place=change.place, words=change.name)
            units_check.require_unit(analysis, value, analysis.names[change.name])
            weigh(value, self.weights)
            name = f"{change.name}_after_spike"
            self.built.equations[name] = self._equation(name, done, value)
            done.append((change.name, value))
            last[change.name] = value
        membrane = self.built.equations.get(f"{self.built.membrane}_after_spike")
        reads = set(membrane.arguments) & set(self.states) if membrane is not None else set()
        self.built.reset = reset_trait(last, reads, self.built.membrane, [*self.states, *self.parts])

    def _equation(self, name: str, before: list[tuple[str, ast.expr]], tree: ast.expr) -> Equation:
        """The body: what was assigned ``before``, the named parts that ``tree`` needs, then its value."""
        body: list[tuple[str, ast.expr]] = [*self._needed(tree)]
        wanted = {n for _, e in body for n in _names_in(e)} | set(_names_in(tree))
        for earlier, value in reversed(before):
            if earlier in wanted:
                body = [*self._needed(value), (earlier, value), *body]
                wanted |= {n for _, e in body for n in _names_in(e)}
        statements: list[ast.stmt] = [ast.Assign([ast.Name(n, ast.Store())], e) for n, e in body]
        statements.append(ast.Return(tree))
        assigned: set[str] = set()
        read: dict[str, None] = {}
        for part, value in [*body, ("", tree)]:
            read |= dict.fromkeys(n for n in _names_in(value) if n not in assigned and n not in CONSTANTS)
            assigned.add(part)
        return Equation(tuple(statements), name, tuple(read))

    def _needed(self, tree: ast.expr) -> Iterator[tuple[str, ast.expr]]:
        """The named parts that an expression uses, directly or not, in order."""
        needed: set[str] = set(_names_in(tree))
        for name in reversed(self.order_of_parts):
            if name in needed:
                needed |= set(_names_in(self.parts[name]))
        return ((name, self.parts[name]) for name in self.order_of_parts if name in needed)


def _names_in(tree: ast.expr) -> Iterator[str]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
