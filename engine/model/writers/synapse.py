"""Any synapse as a text that gives the same synapse again."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import ClassVar

from engine.model.declaration import Equation, SynapseModel
from engine.model.typed.synapse_building import ARRIVED, BOTH_WAYS, OF_MEMBRANE, WEIGHT
from engine.model.writers.text_writer import CannotBeWritten, TextWriter, number_text, unit_text


class SynapseWriter(TextWriter):
    borrowed: ClassVar[Mapping[str, ast.expr]] = {ARRIVED: ast.Name(WEIGHT, ast.Load())}

    def __init__(self, model: type[SynapseModel]) -> None:
        super().__init__(model)
        self.synapse = model

    def text(self) -> str:
        moving = list(self._moving())
        arriving = self._arriving()
        current = self.model.equations.get("current")
        flowing = [f"current: {self._expression(current)}"] if current is not None else []
        coupling = [f"coupling: {BOTH_WAYS}"] if self.synapse.both_ways else []
        started = [f"{n}(0) = {self._start(s)}" for n, s in self.model.states().items() if s.start != 0.0]
        values = [self._weight(), *(self._valued(q) for q in self.model.parameters().values())]
        blocks = [self._head(), [*moving, *arriving, *flowing, *coupling, *started], self._named_parts(), values]
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"

    def _arriving(self) -> list[str]:
        """Arrivals act together in a declaration and one after the other in a text: readers stand first."""
        ending = "_after_arrival"
        found = {n.removesuffix(ending): e for n, e in self.model.equations.items() if n.endswith(ending)}
        lines: list[str] = []
        while found:
            free = [s for s in found if not any(s in e.arguments for other, e in found.items() if other != s)]
            if not free:
                raise CannotBeWritten("its arrivals exchange the values of variables")
            lines += [self._arrival(state, found.pop(state)) for state in free]
        return [f"on_pre: {'; '.join(lines)}"] if lines else []

    def _arrival(self, state: str, equation: Equation) -> str:
        value = self._tree(equation)
        match value:
            case ast.BinOp(ast.Name(name), ast.Add(), more) if name == state:
                return f"{state} += {ast.unparse(more)}"
        return f"{state} = {ast.unparse(value)}"

    def _weight(self) -> str:
        weight = self.synapse.weight
        said = [f">= {number_text(weight.at_least)}"] if weight.at_least > float("-inf") else []
        said += [] if weight.unit else [OF_MEMBRANE]
        remarks = f" ({', '.join(said)})" if said else ""
        return f"{WEIGHT} = {number_text(weight.default)} {unit_text(weight.unit)}".rstrip() + f"{remarks}  # weight"
