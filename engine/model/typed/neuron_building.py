"""Typed lines made into the quantities, equations and traits of a neuron model."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.model.declaration import Equation, NeuronModel, StepOrder
from engine.model.equations.dimensions import CONDITION, Analysis, Kind
from engine.model.equations.mathematics import symbol_of
from engine.model.quantities import Input, Parameter, Refractory
from engine.model.typed import units_check
from engine.model.typed.amounts import Remarks, read_amount, read_named_unit
from engine.model.typed.building import HOLDS_NOTHING, IN_PARTS, VOLTAGE, Builder
from engine.model.typed.built import NeuronDeclaration
from engine.model.typed.chosen import EXACT, METHOD_WORDS, integration_methods, one_of
from engine.model.typed.expressions import CHANCE_NAME, CHANCE_WORD
from engine.model.typed.fragments import Fragment
from engine.model.typed.lines import ChangeStatement, Equals, TypedLines, Valued
from engine.model.typed.mistakes import (
    BOUND,
    CHANCE,
    COMPARISON,
    MIXED,
    NEVER_CROSSED,
    NEVER_RESETS,
    NO_INPUT_THERE,
    NO_SPIKE,
    NO_STATE,
    NO_STATES,
    NO_VALUE,
    NOT_A_TIME,
    PARTS,
    STILL,
    TWICE,
    UNREAD_INPUT,
    Mistake,
)
from engine.model.typed.names import unknown_name
from engine.model.typed.probing import WIDE
from engine.model.typed.spiking import mentions, reset_trait, times_read
from engine.problems import Phrase
from engine.units import Unit, unit

IMPLIED = "I"  # the input current, which need not be declared


class NeuronBuilder(Builder):
    """Reads the lines of a neuron; the first mistake is raised."""

    model = NeuronModel
    of_parameters = ("≥", "trainable", "whole", "constant", HOLDS_NOTHING)
    of_equations = ("unless refractory", "at most", IN_PARTS)
    built: NeuronDeclaration

    def __init__(self, lines: TypedLines) -> None:
        super().__init__(lines, [lines.refractory] if isinstance(lines.refractory, Valued) else [])
        self.built = NeuronDeclaration()
        self.resets = lines.changes.get("reset", [])
        self.held_by: str | None = None  # the refractory time
        self.free: set[str] = set()  # refractory times that hold nothing
        self.implied = IMPLIED not in self.own and not lines.bare

    def build(self) -> NeuronDeclaration:
        lines = self.lines
        if not self.moving:
            raise Mistake(NO_STATES, lines.last)
        if lines.rates and lines.maps:
            raise Mistake(MIXED, lines.maps[0].place)
        units = {line.name: self.unit_of_state(line) for line in self.moving}
        self.readable = self.own | ({IMPLIED} if self.implied else set())
        self.read_parts()
        self.read_motion()
        conditions: list[str] = [w for w in ("threshold", "crossing") if w in lines.words]
        if len(conditions) == 2:
            raise Mistake(TWICE, lines.words["crossing"].whole(), shown="threshold:", first=1)
        condition = self.read(lines.words[conditions[0]], chance=True) if conditions else None
        changes = [(c, self.read(c.right)) for c in self.resets]
        everything = [*self.parts.values(), *self.trees.values(), *(tree for _, tree in changes)]
        everything += [condition] if condition else []
        self._hold_by()
        self.declare_parameters()
        entrance = self._input(everything, units)
        analysis = Analysis({**units, **self.units_of_quantities(), **entrance})
        self.check_units(analysis, units)
        self.points().try_all(everything)
        self.declare_states()
        self.declare_motion()
        self.declare_head()
        self._traits()
        self._spike(analysis, condition, conditions)
        self._place_inputs()
        self._declare_resets(analysis, changes)
        return self.built

    def _hold_by(self) -> None:
        """Find the refractory time by its name."""
        refractory = self.lines.refractory
        self.held_by = refractory.name if isinstance(refractory, Valued) else refractory
        if isinstance(refractory, str) and refractory not in {v.name for v in self.valued}:
            raise Mistake(NOT_A_TIME, self.lines.refractory_place, shown=refractory)

    def parameter(self, line: Valued, remarks: Remarks) -> Parameter:
        refractory = line.name == self.held_by
        if refractory:
            remarks.bounds.setdefault("at_least", 0.0)
            self.free |= {line.name} if HOLDS_NOTHING in remarks.words else set()
            if unit(line.amount.unit).dimension != unit("ms").dimension:
                raise Mistake(NOT_A_TIME, line.place, shown=line.name)
        meaning = line.said or ("refractory time" if refractory else line.name)
        kind = Refractory if refractory else Parameter
        return kind(
            *(line.amount.unit, symbol_of(line.name), meaning),
            **self.bounds(line, remarks),
            said=bool(line.said) or refractory,
            trainable="trainable" in remarks.words,
        )

    def _input(self, trees: Iterable[ast.expr], units: Mapping[str, Unit]) -> dict[str, Kind]:
        """The names that receptors sum into; ``I`` in an equation is one without a line."""
        declared = [b for b in self.lines.bare if b.name == "I" or b.name.startswith("I_") or self._is_input(b.name)]
        keeps = self.lines.keeps_hertz
        for bare in self.lines.bare:
            if bare not in declared:
                word = read_named_unit(bare.unit, keeps) if bare.unit.text.strip() else "mV"
                raise Mistake(NO_VALUE, bare.place, shown=bare.name, unit=word)
        found = {bare.name: (read_named_unit(bare.unit, keeps), bare.said) for bare in declared}
        if not found and self.implied and any(mentions(tree, {IMPLIED}) for tree in trees):
            volts = self.lines.rates and any(u.dimension == VOLTAGE for u in units.values())
            found[IMPLIED] = "pA" if volts else "1", ""
        for name, (word, said) in found.items():
            self.built.quantities[name] = Input(word, symbol_of(name), said or "summed input")
        return {name: unit(word) for name, (word, _) in found.items()}

    def _place_inputs(self) -> None:
        """Give each of several inputs the state that reads it; the first is that of the membrane."""
        built, places = self.built, {bare.name: bare.place for bare in self.lines.bare}
        inputs = {name: q for name, q in built.quantities.items() if isinstance(q, Input)}
        if len(inputs) < 2:
            return
        moved: dict[str, str] = {}
        for name in inputs:
            reading = [s for s in self.states if name in self._motion(s).arguments]
            if not reading:
                raise Mistake(UNREAD_INPUT, places[name], shown=name)
            moved[name] = built.membrane if built.membrane in reading else reading[0]
        if built.membrane not in moved.values():
            raise Mistake(NO_INPUT_THERE, places[next(iter(inputs))], shown=built.membrane)
        for name in sorted(inputs, key=lambda n: moved[n] != built.membrane):
            membrane = "" if moved[name] == built.membrane else moved[name]
            del built.quantities[name]
            built.quantities[name] = replace(inputs[name], membrane=membrane)

    def _motion(self, state: str) -> Equation:
        equations = self.built.equations
        return equations[f"d{state}_dt"] if self.lines.rates else equations[f"{state}_next"]

    def _is_input(self, name: str) -> bool:
        return "input" in self.lines.words and self.lines.words["input"].text == name

    def part_of_step(self, line: Equals, said: str | None, word: str) -> float | None:
        """The bound of a state's motion in one part of a step; only rates with a threshold and a reset go in parts."""
        if said is None:
            return None
        found = read_amount(Fragment(said, line.remarks.starts, line.remarks.offset))
        words = self.lines.words
        fit = self.lines.rates and self.resets and "threshold" in words
        chance = fit and CHANCE_WORD in words["threshold"].text
        synapse_first = "order" in words and words["order"].text != StepOrder.MEMBRANE_FIRST
        if not fit or chance or synapse_first:
            raise Mistake(PARTS, line.remarks.whole(), shown=line.name)
        if found is None or found[1].text or found[0].value <= 0 or not unit(found[0].unit).agrees_with(unit(word)):
            raise Mistake(BOUND, line.remarks.whole(), shown=said, known=f"({IN_PARTS} 0.2 {word})")
        return found[0].value

    def usual_start(self, state: str) -> float | str:
        """The start of a state of which nothing is said: where a spike puts it, else 0."""
        resets = [c.right.text.strip() for c in self.resets if c.name == state and not c.sign]
        named = [text for text in resets if text in self.parameter_names()]
        return named[0] if named else 0.0

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
            if self.resets:
                raise Mistake(NO_SPIKE, self.resets[0].place)
            return
        place = self.lines.words[words[0]].whole()
        if not isinstance(condition, ast.Compare):
            raise Mistake(COMPARISON, place)
        units_check.require_unit(analysis, condition, CONDITION)
        equation = self.equation("spike", [], condition)
        if not set(equation.arguments) & {*self.states, CHANCE_NAME}:
            raise Mistake(STILL, place)
        built.equations["spike"] = equation
        by_chance = CHANCE_NAME in equation.arguments and CHANCE_NAME not in self.own
        if by_chance and times_read(condition, CHANCE_NAME) > 1:
            raise Mistake(CHANCE, place, shown=f"{CHANCE_WORD}()")
        if not by_chance and len(self.points().truth(condition) | self.points(WIDE).truth(condition)) < 2:
            raise Mistake(NEVER_CROSSED, place)
        built.upward_crossing = words[0] == "crossing" or not (self.resets or by_chance)
        if built.upward_crossing and self.lines.maps and words[0] == "threshold":
            raise Mistake(NEVER_RESETS, place)

    def _hold(self) -> None:
        """A refractory neuron holds the states that say so, or its membrane."""
        said = [n.name for n in self.moving if "unless refractory" in n.remarks.text]
        for name, quantity in self.built.quantities.items():
            if isinstance(quantity, Refractory):
                held = () if name in self.free else tuple(said or [self.built.membrane])
                self.built.quantities[name] = replace(quantity, holds=held)

    def _declare_resets(self, analysis: Analysis, changes: list[tuple[ChangeStatement, ast.expr]]) -> None:
        done: list[tuple[str, ast.expr]] = []
        last: dict[str, ast.expr] = {}
        for change, tree in changes:
            if change.name not in self.states:
                if change.name in self.own:
                    raise Mistake(NO_STATE, change.place, shown=change.name)
                raise unknown_name(change.name, change.place, self.states)
            value = self.changed(change.name, change, tree)
            units_check.require_unit(analysis, value, analysis.names[change.name])
            name = f"{change.name}_after_spike"
            self.built.equations[name] = self.equation(name, done, value)
            done.append((change.name, value))
            last[change.name] = value
        membrane = self.built.equations.get(f"{self.built.membrane}_after_spike")
        reads = set(membrane.arguments) & set(self.states) if membrane is not None else set()
        self.built.reset = reset_trait(last, reads, self.built.membrane, [*self.states, *self.parts])
