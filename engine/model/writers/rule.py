"""Any rule of plasticity as a text that gives the same rule again."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import ClassVar

from engine.model.declaration import Equation, PlasticityModel
from engine.model.quantities import Dendritic, Interval, Membrane, Parameter, State, Trace
from engine.model.typed.expressions import STEP_NAME, STEP_WORD
from engine.model.typed.rule_building import DENDRITIC, INTERVAL, LASTS, MEMBRANE, POST, PRE, SYNAPSE, WEIGHT
from engine.model.typed.spiking import mentions
from engine.model.typed.weights import WEIGHT_DEFAULT
from engine.model.writers.text_writer import CannotBeWritten, TextWriter, number_text

SIGNS = {ast.Add: "+", ast.Sub: "-"}


class RuleWriter(TextWriter):
    borrowed: ClassVar[Mapping[str, ast.expr]] = {STEP_NAME: ast.Name(STEP_WORD, ast.Load())}

    def __init__(self, model: type[PlasticityModel]) -> None:
        super().__init__(model)
        self.rule = model

    def text(self) -> str:
        heard = [f"hears: {name}  # {source.meaning}" for name, source in self.rule.spike_sources().items()]
        moving = [*self._traces(), *self._membrane(), *self._weight()]
        acting = [line for side in (PRE, POST, *self.rule.spike_sources()) for line in self._acting(side)]
        started = [f"{n}(0) = {self._start(s)}" for n, s in self.model.states().items() if s.start != 0.0]
        values = [self._valued(q) for q in self.model.parameters().values()]
        blocks = [self._head(), heard, [*moving, *acting, *started], self._named_parts(), values]
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"

    def _traces(self) -> Iterator[str]:
        for name, trace in self.rule.traces().items():
            said = f"({trace.side}, {LASTS})" if trace.lasts else f"({trace.side})"
            toward = self.model.equations.get(f"{name}_toward")
            goal = f"-{name}" if toward is None else f"({self._bracketed(toward)} - {name})"
            yield f"d{name}/dt = {goal} / {trace.tau} : {_unit_of(trace)} {said}  # {trace.meaning}"
        for name, state in self.rule.synapse_states().items():
            yield f"d{name}/dt = -{name} / {state.tau} : {_unit_of(state)} ({SYNAPSE})  # {state.meaning}"

    def _bracketed(self, equation: Equation) -> str:
        text, tree = self._expression(equation), self._tree(equation)
        is_sum = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub)
        return text if not is_sum else f"({text})"

    def _membrane(self) -> Iterator[str]:
        for name, quantity in self.model.quantities.items():
            if isinstance(quantity, Membrane):
                yield f"{name} : {quantity.unit} ({MEMBRANE})  # {quantity.meaning}"

    def _weight(self) -> Iterator[str]:
        rate, step = (self.model.equations.get(name) for name in ("dw_dt", "weight_next"))
        if rate is not None:
            yield f"dw/dt = {self._expression(rate)} : weights"
        if step is not None:
            yield f"w[t+1] = {self._expression(step)} : weights"

    def _acting(self, side: str) -> list[str]:
        """The statements of one side: what they change together is changed one after the other, readers first."""
        found = self._found(side)
        lines: list[str] = []
        while found:
            others = {name: [e for other, e in found.items() if other != name] for name in found}
            free = [n for n in found if not any(mentions(e, {n}) for e in others[n])]
            if not free:
                raise CannotBeWritten("its changes exchange the values of variables")
            lines += [_statement(name, found.pop(name)) for name in free]
        return [f"on_{side}: {'; '.join(lines)}"] if lines else []

    def _found(self, side: str) -> dict[str, ast.expr]:
        """The new value of each variable that spikes of a side change."""
        equations = self.model.equations
        names = {WEIGHT: f"weight_after_{side}", **{s: f"{s}_after_{side}" for s in self.rule.synapse_states()}}
        names |= {trace: f"{trace}_after_spike" for trace in self.rule.traces(side)}
        found = {variable: self._tree(equations[name]) for variable, name in names.items() if name in equations}
        for trace in self.rule.traces(side):
            if trace not in found and f"{trace}_toward" not in equations:
                found[trace] = ast.BinOp(ast.Name(trace, ast.Load()), ast.Add(), ast.Constant(1))
        return found

    def _valued(self, q: Parameter) -> str:
        kind = INTERVAL if isinstance(q, Interval) else DENDRITIC if isinstance(q, Dendritic) else ""
        if kind:
            unit = " ms" if kind == INTERVAL else ""
            return f"{q.name} = {number_text(q.default)}{unit} ({kind})  # {q.meaning}"
        if q.unit:
            return super()._valued(q)
        if q.per_weight is None or q.default != WEIGHT_DEFAULT * q.per_weight:
            raise CannotBeWritten(f"{q.name} is no multiple of the weight with which a synapse begins")
        said = [f"{sign} 0" for name, sign in (("above", ">"), ("at_least", ">=")) if getattr(q, name) == 0.0]
        remarks = f" ({', '.join(said)})" if said else ""
        return f"{q.name} = {number_text(q.per_weight)} weights{remarks}  # {q.meaning}"


def _unit_of(state: Trace | State) -> str:
    return state.unit or "weights"


def _statement(name: str, value: ast.expr) -> str:
    match value:
        case ast.BinOp(ast.Name(own), ast.Add() | ast.Sub() as sign, more) if own == name:
            bracketed = isinstance(sign, ast.Sub) and isinstance(more, ast.BinOp) and type(more.op) in SIGNS
            text = ast.unparse(more)
            return f"{name} {SIGNS[type(sign)]}= {f'({text})' if bracketed else text}"
    return f"{name} = {ast.unparse(value)}"
