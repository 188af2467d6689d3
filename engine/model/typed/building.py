"""Typed lines made into what every kind of model declares: parameters, states, rates, maps and named parts."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from engine.model.declaration import Equation, Model
from engine.model.equations.dimensions import Analysis, Kind
from engine.model.equations.mathematics import symbol_of
from engine.model.functions import CONSTANTS
from engine.model.quantities import Parameter, State
from engine.model.typed import units_check
from engine.model.typed.amounts import Remarks, read_amount, read_named_unit, read_remarks
from engine.model.typed.built import TypedDeclaration
from engine.model.typed.expressions import place_of, read_expression, weigh
from engine.model.typed.fragments import Fragment
from engine.model.typed.lines import ChangeStatement, Equals, TypedLines, Valued
from engine.model.typed.mistakes import (
    BAD_UNIT,
    CIRCLE,
    NO_STATE,
    NO_UNIT,
    NOT_A_PARAMETER,
    OUTSIDE,
    WRONG_UNIT,
    Mistake,
)
from engine.model.typed.names import check_apart, equations_of
from engine.model.typed.probing import USUAL, ProbedValues, at_points
from engine.model.typed.spiking import changed_value
from engine.model.typed.weights import holds_weights
from engine.units import Unit, unit

HOLDS_NOTHING = "holds nothing"
IN_PARTS = "in parts of"
INFINITE = float("inf")
VOLTAGE = unit("mV").dimension


class Builder:
    """Reads the lines of one text; the first mistake is raised.

    ``renamed`` are names of the text that the engine calls otherwise.
    """

    model: ClassVar[type[Model]] = Model
    of_parameters: tuple[str, ...] = ("≥", "whole", "constant")
    of_equations: tuple[str, ...] = ()
    reads_step: ClassVar[bool] = True  # whether equations may read the length of a step
    built: TypedDeclaration

    def __init__(self, lines: TypedLines, more: Sequence[Valued] = ()) -> None:
        self.lines = lines
        self.moving = [*lines.rates, *lines.maps]
        self.states = [line.name for line in self.moving]
        self.parts: dict[str, ast.expr] = {}
        self.order_of_parts: list[str] = []
        self.weights: dict[str, tuple[int, int]] = {}
        self.unit_words: dict[str, str] = {}
        self.trees: dict[str, ast.expr] = {}
        self.readable: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.valued = [*lines.values, *more]
        named = [(line.name, line.place) for line in (*self.moving, *lines.parts)]
        named += [(line.name, line.place) for line in self.valued] + [(line.name, line.place) for line in lines.bare]
        self.own = {name for name, _ in named}
        for name, place in named:
            check_apart(name, place, self.own - {name}, equations_of(self.model, self.states))

    def read(self, fragment: Fragment, chance: bool = False) -> ast.expr:
        """The tree of an expression, in the engine's names."""
        tree = read_expression(fragment, self.readable, chance, self.reads_step)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = self.renamed.get(node.id, node.id)
            elif holds_weights(unit(getattr(node, "unit", "1"))):
                raise Mistake(BAD_UNIT, place_of(node), shown=getattr(node, "shown", ""))
        weigh(tree, self.weights)
        return tree

    def unit_of_state(self, line: Equals) -> Unit:
        """The unit of a state, which must be said."""
        if line.unit is None:
            raise Mistake(NO_UNIT, line.place, shown=line.name)
        self.unit_words[line.name] = self.unit_word(line.unit)
        return self.unit_of_word(self.unit_words[line.name])

    def unit_word(self, fragment: Fragment) -> str:
        """The coherent unit of a fragment, which is not that of weights."""
        word = read_named_unit(fragment, self.lines.keeps_hertz)
        if holds_weights(unit(word)):
            raise Mistake(BAD_UNIT, fragment.whole(), shown=fragment.text)
        return word

    def unit_of_word(self, word: str) -> Unit:
        """The unit of a declared quantity."""
        return unit(word)

    def read_parts(self) -> None:
        """Read named parts in an order in which each comes after those that it uses."""
        self.parts = {line.name: self.read(line.right) for line in self.lines.parts}
        graph = {name: {n for n in names_in(tree) if n in self.parts} for name, tree in self.parts.items()}
        try:
            self.order_of_parts = list(graphlib.TopologicalSorter(graph).static_order())
        except graphlib.CycleError as error:
            name = error.args[1][0]
            place = next(line.place for line in self.lines.parts if line.name == name)
            raise Mistake(CIRCLE, place, shown=name) from None
        for name in self.order_of_parts:
            self.weights[name] = weigh(self.parts[name], self.weights)

    def read_motion(self) -> None:
        """Read the right sides of rates and maps."""
        for line in self.moving:
            self.trees[line.name] = self.read(line.right)

    def declare_parameters(self) -> None:
        """Declare every value as a parameter."""
        for line in self.valued:
            remarks = read_remarks(line.remarks, line.amount.ratio, self.of_parameters)
            made = self.parameter(line, remarks)
            if holds_weights(unit(made.unit)):
                raise Mistake(BAD_UNIT, line.place, shown=line.amount.written)
            if not made.allows(made.default):
                raise Mistake(OUTSIDE, line.place, shown=line.name)
            self.built.quantities[line.name] = made

    def parameter(self, line: Valued, remarks: Remarks) -> Parameter:
        """The parameter that a line declares."""
        meaning, said = line.said or line.name, bool(line.said)
        return Parameter(line.amount.unit, symbol_of(line.name), meaning, **self.bounds(line, remarks), said=said)

    def bounds(self, line: Valued, remarks: Remarks) -> dict[str, Any]:
        """The arguments of every parameter: its value, its bounds, whether it is whole and acts while running."""
        none = {"above": -INFINITE, "at_least": -INFINITE, "below": INFINITE, "at_most": INFINITE}
        said: dict[str, Any] = {"integer": "whole" in remarks.words, "live": "constant" not in remarks.words}
        return {"default": line.amount.value, **none, **remarks.bounds, **said}

    def units_of_quantities(self) -> dict[str, Kind]:
        return {name: unit(quantity.unit) for name, quantity in self.built.quantities.items()}

    def check_units(self, analysis: Analysis, units: Mapping[str, Unit]) -> None:
        declared = {p.name: p.unit for p in self.lines.parts}
        for name in self.order_of_parts:
            fragment = declared[name]
            wanted = None if fragment is None else self.unit_of_word(self.unit_word(fragment))
            analysis.names[name] = units_check.unit_of_part(analysis, self.parts[name], wanted)
        for line in self.lines.rates:
            units_check.demand_rate(analysis, line.name, line.place, self.trees[line.name], units[line.name])
        for line in self.lines.maps:
            units_check.require_unit(analysis, self.trees[line.name], units[line.name])

    def points(self, powers: tuple[float, float] = USUAL, more: Sequence[str] = ()) -> ProbedValues:
        """Points at which all names have values, the states and ``more`` at any."""
        parts = {n: self.parts[n] for n in self.order_of_parts}
        return at_points([*self.states, *more], self.built.quantities, parts, powers)

    def declare_states(self) -> None:
        """Declare what moves, each with its start."""
        starts = {line.name: line for line in self.lines.starts}
        for name, line in starts.items():
            if name not in self.states:
                raise Mistake(NO_STATE, line.place, shown=name)
        for line in self.moving:
            remarks = read_remarks(line.remarks, 1.0, self.of_equations)
            start = self._start(starts.get(line.name), line.name, self.unit_words[line.name])
            self.built.quantities[line.name] = self.state(line, remarks, start)
            self.weights.setdefault(line.name, (1, 1))

    def state(self, line: Equals, remarks: Remarks, start: float | str) -> State:
        """The state that a line declares."""
        word, ceiling = self.unit_words[line.name], remarks.words.get("at most")
        if ceiling is not None and ceiling not in self.parameter_names():
            raise Mistake(NOT_A_PARAMETER, line.remarks.whole(), shown=ceiling)
        meaning, said = line.said or line.name, bool(line.said)
        part = self.part_of_step(line, remarks.words.get(IN_PARTS), word)
        return State(word, symbol_of(line.name), meaning, said=said, start=start, at_most=ceiling, per_part=part)

    def part_of_step(self, line: Equals, said: str | None, word: str) -> float | None:
        """The bound of a state's motion in one part of a step, where a text may say one."""
        return None

    def parameter_names(self) -> set[str]:
        return {name for name, quantity in self.built.quantities.items() if isinstance(quantity, Parameter)}

    def usual_start(self, state: str) -> float | str:
        """The start of a state of which nothing is said."""
        return 0.0

    def _start(self, line: Equals | None, state: str, word: str) -> float | str:
        if line is None:
            return self.usual_start(state)
        text = line.right.text.strip()
        if text in self.parameter_names():
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

    def declare_motion(self) -> None:
        """Declare rates or maps."""
        for line in self.moving:
            name = f"d{line.name}_dt" if self.lines.rates else f"{line.name}_next"
            self.built.equations[name] = self.equation(name, [], self.trees[line.name])

    def declare_head(self) -> None:
        """Take over what the text says of itself."""
        built, words = self.built, self.lines.words
        built.title = words["title"].text[:80] if "title" in words else ""
        built.about = words["about"].text[:400] if "about" in words else ""
        built.source = words["source"].text[:400] if "source" in words else ""

    def changed(self, name: str, change: ChangeStatement, tree: ast.expr) -> ast.expr:
        """The value that a statement gives to what the engine calls ``name``; every part of it knows its place."""
        value = changed_value(name, change.sign, tree)
        for node in ast.walk(value):
            if not hasattr(node, "place"):
                vars(node).update(place=change.place, words=change.name)
        weigh(value, self.weights)
        return value

    def equation(self, name: str, before: list[tuple[str, ast.expr]], tree: ast.expr) -> Equation:
        """The body: what was assigned ``before``, the named parts that ``tree`` needs, then its value."""
        body: list[tuple[str, ast.expr]] = [*self._needed(tree)]
        wanted = {n for _, e in body for n in names_in(e)} | set(names_in(tree))
        for earlier, value in reversed(before):
            if earlier in wanted:
                body = [*self._needed(value), (earlier, value), *body]
                wanted |= {n for _, e in body for n in names_in(e)}
        statements: list[ast.stmt] = [ast.Assign([ast.Name(n, ast.Store())], e) for n, e in body]
        statements.append(ast.Return(tree))
        assigned: set[str] = set()
        read: dict[str, None] = {}
        for part, value in [*body, ("", tree)]:
            read |= dict.fromkeys(n for n in names_in(value) if n not in assigned and n not in CONSTANTS)
            assigned.add(part)
        return Equation(tuple(statements), name, tuple(read))

    def _needed(self, tree: ast.expr) -> Iterator[tuple[str, ast.expr]]:
        """The named parts that an expression uses, directly or not, in order."""
        needed: set[str] = set(names_in(tree))
        for name in reversed(self.order_of_parts):
            if name in needed:
                needed |= set(names_in(self.parts[name]))
        return ((name, self.parts[name]) for name in self.order_of_parts if name in needed)


def names_in(tree: ast.expr) -> Iterator[str]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
