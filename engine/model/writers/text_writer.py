"""The lines that texts of all kinds of models have in common."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import ClassVar

from engine.model.declaration import Equation, Model
from engine.model.equations.dimensions import Analysis
from engine.model.equations.tree import assignments, returned_expression
from engine.model.quantities import Parameter, Refractory, State
from engine.model.typed.amounts import coherent
from engine.model.typed.building import HOLDS_NOTHING
from engine.model.typed.names import reserved
from engine.model.typed.synapse_building import INHIBITORY
from engine.units import Unit

LIMITS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}


class CannotBeWritten(ValueError):
    """The model does something for which the typed grammar has no words; ``str`` says what."""


class TextWriter:
    """The base of the writers of all kinds of models."""

    borrowed: ClassVar[Mapping[str, ast.expr]] = {}  # what a text calls the names that a model borrows

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.parts: dict[str, tuple[str, str]] = {}  # name of a part in the text -> its expression and unit

    def _head(self) -> list[str]:
        said = {"title": self.model.title, "about": self.model.summary()}
        return [f"{word}: {words}" for word, words in said.items() if words]

    def _moving(self) -> Iterator[str]:
        equations = self.model.equations
        is_map = any(name.endswith("_next") for name in equations)
        for name, state in self.model.states().items():
            rate, step = equations.get(f"d{name}_dt"), equations.get(f"{name}_next")
            moved = rate or step
            still = name if is_map else "0"
            left = f"{name}[t+1]" if is_map else f"d{name}/dt"
            right = self._expression(moved) if moved is not None else still
            yield f"{left} = {right} : {state.unit or 'mV'}{self._remarks(name)}  # {state.meaning}"

    def _remarks(self, state: str) -> str:
        return ""

    def _starts(self) -> list[str]:
        return [f"{name}(0) = {self._start(state)}" for name, state in self.model.states().items()]

    def _named_parts(self) -> list[str]:
        return [f"{name} = {value}{f' : {unit}' if unit else ''}" for name, (value, unit) in self.parts.items()]

    def _inlined(self, equation: Equation) -> ast.expr:
        """The value with its named parts put in their places."""
        known: dict[str, ast.expr] = {}
        for name, value in assignments(equation):
            known[name] = Substitution(known).visit(_copy(value))
        made: ast.expr = Substitution(known).visit(_copy(returned_expression(equation)))
        return made

    def _expression(self, equation: Equation) -> str:
        return ast.unparse(self._tree(equation))

    def _tree(self, equation: Equation) -> ast.expr:
        """The value, its parts kept by names that no other equation gives another meaning."""
        analysis = Analysis.of(self.model)
        renamed: dict[str, ast.expr] = {}
        for name, value in assignments(equation):
            part = Substitution(self._borrowed(equation) | renamed).visit(_copy(value))
            kind = analysis(value)
            analysis.names[name] = kind
            if isinstance(part, ast.Constant | ast.Name):
                renamed[name] = part
                continue
            unit, ratio = coherent(kind) if isinstance(kind, Unit) else ("", 1.0)
            unit = unit if ratio == 1.0 else ""
            meaning = (ast.unparse(part), unit)
            free = self._free(name, equation.name, meaning)
            self.parts[free] = meaning
            renamed[name] = ast.Name(free, ast.Load())
        value = Substitution(renamed).visit(_copy(returned_expression(equation)))
        made: ast.expr = Substitution(self._borrowed(equation)).visit(value)
        return made

    def _borrowed(self, equation: Equation) -> dict[str, ast.expr]:
        read = set(equation.arguments) - set(self.model.quantities)
        return {name: put for name, put in self.borrowed.items() if name in read}

    def _free(self, name: str, equation: str, meaning: tuple[str, str]) -> str:
        tail = equation[1:-3] if equation.endswith("_dt") else equation.split("_")[0]
        number = 1
        candidate = name
        while (
            candidate in reserved()
            or candidate in self.model.quantities
            or self.parts.get(candidate, meaning) != meaning
        ):
            candidate = f"{name}_{tail}" if number == 1 else f"{name}_{tail}{number}"
            number += 1
        return candidate

    def _start(self, state: State) -> str:
        return (
            state.start
            if isinstance(state.start, str)
            else f"{number_text(state.start)} {unit_text(state.unit)}".strip()
        )

    def _valued(self, q: Parameter) -> str:
        said = [
            f"{sign} {number_text(getattr(q, n))}" for n, sign in LIMITS.items() if abs(getattr(q, n)) < float("inf")
        ]
        said += ["trainable"] if q.trainable else []
        said += ["whole"] if q.integer else []
        said += [] if q.live else ["constant"]
        said += (
            [] if q.inhibitory is None else [f"{INHIBITORY} {number_text(q.inhibitory)} {unit_text(q.unit)}".strip()]
        )
        if isinstance(q, Refractory):
            said = [*(s for s in said if s != ">= 0"), *([] if q.holds else [HOLDS_NOTHING])]
        remarks = f" ({', '.join(said)})" if said else ""
        return f"{q.name} = {number_text(q.default)} {unit_text(q.unit)}".rstrip() + f"{remarks}  # {q.meaning}"


class Substitution(ast.NodeTransformer):
    """Names exchanged for expressions."""

    def __init__(self, known: dict[str, ast.expr]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._known.get(node.id, node)


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def number_text(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def unit_text(text: str) -> str:
    return "" if text in ("", "1") else text
