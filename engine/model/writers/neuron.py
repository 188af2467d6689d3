"""Any neuron as a text that gives the same neuron again."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import ClassVar

from engine.model.declaration import NeuronModel, StepOrder
from engine.model.quantities import Input, Parameter
from engine.model.typed.building import IN_PARTS
from engine.model.typed.chosen import DEFAULT_METHOD
from engine.model.typed.expressions import CHANCE_NAME, CHANCE_WORD, STEP_NAME, STEP_WORD
from engine.model.typed.spiking import mentions
from engine.model.writers.text_writer import CannotBeWritten, TextWriter, number_text, unit_text


class NeuronWriter(TextWriter):
    borrowed: ClassVar[Mapping[str, ast.expr]] = {
        STEP_NAME: ast.Name(STEP_WORD, ast.Load()),
        CHANCE_NAME: ast.Call(ast.Name(CHANCE_WORD, ast.Load()), [], []),
    }

    def __init__(self, model: type[NeuronModel]) -> None:
        super().__init__(model)
        self.neuron = model

    def text(self) -> str:
        moving = list(self._moving())
        spiking = [*self._threshold(), *self._resets()]
        refractory = self.neuron.refractory()
        held = [f"refractory: {self._valued(refractory)}"] if refractory is not None else []
        starts, parts = self._starts(), self._named_parts()
        quantities = self.model.quantities.items()
        values = [self._valued(q) for _, q in quantities if isinstance(q, Parameter) and q is not refractory]
        inputs = [self._input(q) for _, q in quantities if isinstance(q, Input)]
        blocks = [self._head(), moving, parts, [*spiking, *held, *starts, *self._traits()], [*values, *inputs]]
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"

    def _remarks(self, state: str) -> str:
        refractory, ceiling = self.neuron.refractory(), self.model.states()[state].at_most
        said = ["unless refractory"] if refractory is not None and state in refractory.holds else []
        said += [f"at most {ceiling}"] if ceiling else []
        part, unit = self.model.states()[state].per_part, self.model.states()[state].unit
        said += [f"{IN_PARTS} {number_text(part)} {unit_text(unit)}".strip()] if part is not None else []
        return f" ({', '.join(said)})" if said else ""

    def _threshold(self) -> Iterator[str]:
        if "spike" in self.model.equations:
            word = "crossing" if self.neuron.upward_crossing else "threshold"
            yield f"{word}: {self._expression(self.model.equations['spike'])}"

    def _resets(self) -> list[str]:
        """Resets act together in a declaration and one after the other in a text: readers stand first."""
        ending = "_after_spike"
        wanted = {n.removesuffix(ending): e for n, e in self.model.equations.items() if n.endswith(ending)}
        values = {state: self._inlined(equation) for state, equation in wanted.items()}
        lines: list[str] = []
        while values:
            free = [s for s in values if not any(mentions(e, {s}) for other, e in values.items() if other != s)]
            if not free:
                raise CannotBeWritten("its resets exchange the values of variables")
            for state in free:
                lines.append(f"{state} = {ast.unparse(values.pop(state))}")
        return [f"reset: {'; '.join(lines)}"] if lines else []

    def _traits(self) -> Iterator[str]:
        model = self.neuron
        usual = StepOrder.SYNAPSE_FIRST if model.is_discrete() else StepOrder.MEMBRANE_FIRST
        if model.order is not usual:
            yield f"order: {model.order.value}"
        if model.method != DEFAULT_METHOD:
            yield f"method: {model.method.replace('_', ' ')}"
        if len(model.states()) > 1:
            yield f"membrane: {model.membrane}"

    def _input(self, q: Input) -> str:
        line = f"{q.name} : {q.unit or '1'}  # {q.meaning}"
        return line if q.name == "I" or q.name.startswith("I_") else f"input: {line}"
