"""Typed lines made into the quantities, equations and traits of a synapse."""

from __future__ import annotations

import ast
from dataclasses import replace

import numpy as np

from engine.model.declaration import SynapseModel
from engine.model.equations.dimensions import BORROWED, Analysis
from engine.model.equations.tree import returned_expression
from engine.model.pairing import MEMBRANE
from engine.model.quantities import Parameter, SharedParameter, Weight
from engine.model.typed import units_check
from engine.model.typed.amounts import Remarks, coherent, read_amount, read_named_unit, read_remarks, words_for
from engine.model.typed.building import Builder
from engine.model.typed.built import SynapseDeclaration
from engine.model.typed.chosen import one_of
from engine.model.typed.expressions import place_of, text_of_node
from engine.model.typed.fragments import Fragment
from engine.model.typed.lines import ChangeStatement, TypedLines, Valued
from engine.model.typed.mistakes import (
    BOUND,
    COUPLES,
    MIXED,
    NO_STATE,
    NO_VALUE,
    NO_WEIGHT,
    NOTHING_ARRIVES,
    ONLY_ARRIVING,
    OUTSIDE,
    RESERVED,
    SUMMED,
    TWICE,
    WRONG_UNIT,
    Mistake,
)
from engine.model.typed.names import unknown_name
from engine.model.typed.probing import ProbedValues
from engine.model.typed.spiking import other_terms
from engine.problems import Phrase
from engine.units import ONE, Unit, unit

WEIGHT, ARRIVED = "w", "weight"  # what a text calls the weight, and the engine
SOURCE = "V_pre"
MEMBRANES = {"V": MEMBRANE, "v": MEMBRANE, "V_post": MEMBRANE, "v_post": MEMBRANE, "V_pre": SOURCE, "v_pre": SOURCE}
"""What a text may call the potentials of both sides, in Brian2's words too."""
OF_TARGET = "_post"  # behind a state in Brian2, which keeps receptors with the neuron
SUMMED_WORD = "summed"  # Brian2's remark behind the current of a synapse
INHIBITORY, OF_MEMBRANE = "inhibitory", "of the membrane"
ONE_WAY, BOTH_WAYS = "one way", "both ways"
ROUNDING = 1e-9
MULTIPLES = (2.0, -1.0, 0.0)


class SynapseBuilder(Builder):
    """Reads the lines of a synapse; the first mistake is raised."""

    model = SynapseModel
    of_parameters = ("≥", "whole", "constant", INHIBITORY)
    of_equations = ("clock-driven", "event-driven")
    of_weight = ("≥", "constant", OF_MEMBRANE)
    reads_step = False
    built: SynapseDeclaration

    def __init__(self, lines: TypedLines) -> None:
        summed = [line for line in lines.parts if SUMMED_WORD in line.remarks.text]
        lines.parts = [line for line in lines.parts if line not in summed]
        super().__init__(lines)
        self.built = SynapseDeclaration()
        self.current: Fragment | None = lines.words.get("current")
        if summed and self.current is not None:
            raise Mistake(TWICE, summed[0].place, shown="current:", first=self.current.whole().line)
        self.current = summed[0].right if summed else self.current
        for line in (*self.moving, *lines.parts, *self.valued):
            if line.name in self.model.borrows:
                raise Mistake(RESERVED, line.place, shown=line.name, instead=f"{line.name}_s")
        meant = {**MEMBRANES, **{f"{state}{OF_TARGET}": state for state in self.states}}
        self.renamed = {name: own for name, own in meant.items() if name not in self.own} | {WEIGHT: ARRIVED}
        self.readable = self.own | set(self.renamed)
        self.arrivals = lines.changes.get("on_pre", [])

    def build(self) -> SynapseDeclaration:
        lines = self.lines
        if lines.rates and lines.maps:
            raise Mistake(MIXED, lines.maps[0].place)
        self._weight()
        units = {line.name: self.unit_of_state(line) for line in self.moving}
        self.read_parts()
        self.read_motion()
        current = None if self.current is None else self.read(self.current)
        changes = [(c, self.read(c.right)) for c in self.arrivals]
        self.declare_parameters()
        measure = self.built.weight.unit
        weight = unit(measure) if measure else BORROWED[MEMBRANE]
        analysis = Analysis({**units, **self.units_of_quantities(), ARRIVED: weight})
        self.check_units(analysis, units)
        everything = [*self.parts.values(), *self.trees.values(), *(tree for _, tree in changes)]
        self._points().try_all([*everything, *([] if current is None else [current])])
        self.declare_states()
        self.declare_motion()
        self.declare_head()
        if current is not None:
            self._current(analysis, current)
        self._arrive(analysis, changes)
        self._couple(self.current)
        return self.built

    def _weight(self) -> None:
        """Declare the weight: a value with its unit, or a unit alone."""
        values = [line for line in self.valued if line.name == WEIGHT]
        self.valued = [line for line in self.valued if line.name != WEIGHT]
        for bare in self.lines.bare:
            fragment = bare.unit.part(0, len(bare.unit.text.partition("(")[0]))
            word = read_named_unit(fragment, self.lines.keeps_hertz)
            if bare.name != WEIGHT:
                raise Mistake(NO_VALUE, bare.place, shown=bare.name, unit=word)
            self.built.weight = Weight(word, default=1.0)
            return
        if not values:
            raise Mistake(NO_WEIGHT, self.lines.last)
        self.built.weight = self._valued_weight(values[0])

    def _valued_weight(self, line: Valued) -> Weight:
        remarks = read_remarks(line.remarks, line.amount.ratio, self.of_weight)
        least, known = remarks.bounds.get("at_least"), set(remarks.bounds) <= {"at_least"}
        if not known:
            raise Mistake(BOUND, line.remarks.whole(), shown=line.remarks.text, known="(>= 0)")
        if least is not None and line.amount.value < least:
            raise Mistake(OUTSIDE, line.place, shown=line.name)
        word = line.amount.unit
        if OF_MEMBRANE in remarks.words:
            if word != "1":
                raise Mistake(BOUND, line.remarks.whole(), shown=OF_MEMBRANE, known=f"({word})")
            word = ""
        made = Weight(word, default=line.amount.value)
        return made if least is None else replace(made, at_least=least)

    def parameter(self, line: Valued, remarks: Remarks) -> Parameter:
        made = super().parameter(line, remarks)
        said = remarks.words.get(INHIBITORY)
        if said is None:
            return made
        found = read_amount(Fragment(said, line.remarks.starts, line.remarks.offset))
        agrees = found is not None and not found[1].text and unit(found[0].unit).agrees_with(unit(made.unit))
        if found is None or not agrees or not made.allows(found[0].value):
            known = f"({INHIBITORY} -80 {made.unit})"
            raise Mistake(BOUND, line.remarks.whole(), shown=f"{INHIBITORY} {said}", known=known)
        if self.built.weight.at_least < 0.0:
            raise Mistake(BOUND, line.remarks.whole(), shown=INHIBITORY, known="(w >= 0)")
        return replace(made, inhibitory=found[0].value)

    def _points(self) -> ProbedValues:
        return self.points(more=(MEMBRANE, SOURCE, ARRIVED))

    def _current(self, analysis: Analysis, tree: ast.expr) -> None:
        kind = units_check.unit_or_condition(analysis, tree)
        place = place_of(tree)
        if isinstance(kind, Unit):
            word, ratio = coherent(kind)
            if ratio != 1.0:
                raise Mistake(WRONG_UNIT, place, shown=text_of_node(tree), left=words_for(kind), right=word)
            self.built.current_unit = word
        else:
            units_check.require_unit(analysis, tree, ONE)
        self.built.equations["current"] = self.equation("current", [], tree)

    def _arrive(self, analysis: Analysis, changes: list[tuple[ChangeStatement, ast.expr]]) -> None:
        """Declare what an arrival does."""
        moved = {self.renamed.get(change.name, change.name) for change, _ in changes}
        done: list[str] = []
        for change, tree in changes:
            name = self.renamed.get(change.name, change.name)
            if name not in (*self.states, MEMBRANE):
                if change.name in self.own:
                    raise Mistake(NO_STATE, change.place, shown=change.name)
                raise unknown_name(change.name, change.place, [*self.states, MEMBRANE])
            if name in done:
                raise Mistake(TWICE, change.place, shown=change.name, first=change.place.line)
            done.append(name)
            value = self.changed(name, change, tree)
            units_check.require_unit(analysis, value, analysis.names[name])
            self._demand_multiple(change, name, value, moved)
            equation = f"{name}_after_arrival"
            self.built.equations[equation] = self.equation(equation, [], value)

    def _demand_multiple(self, change: ChangeStatement, name: str, value: ast.expr, moved: set[str]) -> None:
        """Raise where an arrival adds anything but a multiple of its weight, which reads nothing that is ``moved``.

        Only so can the spikes that arrive in one step be summed before they act.
        """
        more = other_terms(value, name)
        shown = f"{change.name} {change.sign}= {change.right.text.strip()}"
        refusal = Mistake(SUMMED, change.place, shown=shown, state=change.name)
        if more is None or any(set(self.equation(name, [], term).arguments) & moved for term in more):
            raise refusal
        once = self._at_weights(1.0)
        for multiple in MULTIPLES:
            other = self._at_weights(multiple)
            for term in more:
                with np.errstate(all="ignore"):  # numbers of all magnitudes are tried
                    expected = once(term) * multiple
                    apart = np.abs(other(term) - expected)
                    if np.any(np.isfinite(apart) & (apart > ROUNDING * np.abs(expected))):
                        raise refusal

    def _at_weights(self, multiple: float) -> ProbedValues:
        """Points at which every weight is so many times as large."""
        points = self._points()
        points.values[ARRIVED] = points.values[ARRIVED] * multiple
        for part in self.order_of_parts:
            points.values[part] = points(self.parts[part])
        return points

    def _couple(self, current: Fragment | None) -> None:
        """A current that reads the source's potential flows all the time; any other needs spikes."""
        built, words = self.built, self.lines.words
        reading = {name: set(equation.arguments) for name, equation in built.equations.items()}
        couples = SOURCE in reading.get("current", set())
        for name, read in reading.items():
            if name != "current" and SOURCE in read:
                raise Mistake(COUPLES, place_of(returned_expression(built.equations[name])))
            weighted = name.endswith("_after_arrival") or (couples and name == "current")
            if ARRIVED in read and not weighted:
                raise Mistake(ONLY_ARRIVING, place_of(returned_expression(built.equations[name])), shown=WEIGHT)
        if "coupling" in words:
            chosen = one_of(words["coupling"], (ONE_WAY, BOTH_WAYS), Phrase("the coupling"))
            built.both_ways = chosen == BOTH_WAYS
        if couples:
            if self.moving or self.arrivals:
                raise Mistake(COUPLES, current.whole() if current is not None else self.lines.last)
            self._share()
        elif built.both_ways:
            raise Mistake(COUPLES, words["coupling"].whole())
        elif not self.arrivals:
            raise Mistake(NOTHING_ARRIVES, self.lines.last)

    def _share(self) -> None:
        """Give a synapse that couples one value of each parameter for the whole link."""
        for name, quantity in self.built.quantities.items():
            if isinstance(quantity, Parameter):
                said = {n: v for n, v in vars(quantity).items() if n not in ("name", "per_element")}
                self.built.quantities[name] = SharedParameter(**said)
