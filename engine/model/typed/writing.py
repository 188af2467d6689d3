"""Any neuron or synapse as a text that gives the same model again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from engine.model.declaration import Equation, Model, NeuronModel, StepOrder, SynapseModel
from engine.model.equations.dimensions import Analysis
from engine.model.equations.tree import assignments, returned_expression
from engine.model.quantities import Input, Parameter, Refractory, State
from engine.model.typed.amounts import coherent
from engine.model.typed.building import HOLDS_NOTHING, IN_PARTS
from engine.model.typed.chosen import DEFAULT_METHOD
from engine.model.typed.expressions import CHANCE_NAME, CHANCE_WORD, STEP_NAME, STEP_WORD
from engine.model.typed.spiking import mentions
from engine.model.typed.synapse_building import ARRIVED, BOTH_WAYS, INHIBITORY, OF_MEMBRANE, WEIGHT
from engine.units import Unit

WORDS = re.compile(r"(?P<code>(?:title|about|source): *|[^#]*# *)(?P<words>.*\S)")
"""A line that says something to people, and what it begins with."""
TITLE_LINE = re.compile(r"[ \t]*title[ \t]*:.*(?:\n|$)")
LIMITS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}


class CannotBeWritten(ValueError):
    """The model does something for which the typed grammar has no words; ``str`` says what."""


def model_text(model: type[Model], say: Callable[[str], str] = str) -> str:
    """The text of a model; a typed one gives its own. ``say`` may put its words into another language.

    Raises :class:`CannotBeWritten`.
    """
    return "\n".join(_said(line, say) for line in (model.text or _written(model)).split("\n"))


def _written(model: type[Model]) -> str:
    if issubclass(model, NeuronModel):
        return _NeuronWriter(model).text()
    if issubclass(model, SynapseModel):
        return _SynapseWriter(model).text()
    raise CannotBeWritten(f"no text declares a model of the kind {model.kind}")


def titled(text: str, title: str) -> str:
    """The same text with another title, which stands in its first line."""
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    rest = "".join(line for line in lines if not TITLE_LINE.fullmatch(line))
    return f"title: {title}\n{rest}"


def _said(line: str, say: Callable[[str], str]) -> str:
    found = WORDS.match(line)
    return line if found is None else found["code"] + say(found["words"])


_known: dict[type[Model], bool] = {}  # asked of every model by palette and forms (decision 0220)


def can_be_written(model: type[Model]) -> bool:
    """Tell whether the model has a text."""
    if model.text:
        return True
    if model not in _known:
        try:
            _known[model] = bool(model_text(model))
        except CannotBeWritten:
            _known[model] = False
    return _known[model]


class _TextWriter:
    """What the texts of all kinds of models have in common."""

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
            known[name] = _Substitution(known).visit(_copy(value))
        made: ast.expr = _Substitution(known).visit(_copy(returned_expression(equation)))
        return made

    def _expression(self, equation: Equation) -> str:
        return ast.unparse(self._tree(equation))

    def _tree(self, equation: Equation) -> ast.expr:
        """The value, its parts kept by names that no other equation gives another meaning."""
        analysis = Analysis.of(self.model)
        renamed: dict[str, ast.expr] = {}
        for name, value in assignments(equation):
            part = _Substitution(self._borrowed(equation) | renamed).visit(_copy(value))
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
        value = _Substitution(renamed).visit(_copy(returned_expression(equation)))
        made: ast.expr = _Substitution(self._borrowed(equation)).visit(value)
        return made

    def _borrowed(self, equation: Equation) -> dict[str, ast.expr]:
        read = set(equation.arguments) - set(self.model.quantities)
        return {name: put for name, put in self.borrowed.items() if name in read}

    def _free(self, name: str, equation: str, meaning: tuple[str, str]) -> str:
        tail = equation[1:-3] if equation.endswith("_dt") else equation.split("_")[0]
        number = 1
        candidate = name
        while candidate in self.model.quantities or self.parts.get(candidate, meaning) != meaning:
            candidate = f"{name}_{tail}" if number == 1 else f"{name}_{tail}{number}"
            number += 1
        return candidate

    def _start(self, state: State) -> str:
        return state.start if isinstance(state.start, str) else f"{_number(state.start)} {_unit(state.unit)}".strip()

    def _valued(self, q: Parameter) -> str:
        said = [f"{sign} {_number(getattr(q, n))}" for n, sign in LIMITS.items() if abs(getattr(q, n)) < float("inf")]
        said += ["trainable"] if q.trainable else []
        said += ["whole"] if q.integer else []
        said += [] if q.live else ["constant"]
        said += [] if q.inhibitory is None else [f"{INHIBITORY} {_number(q.inhibitory)} {_unit(q.unit)}".strip()]
        if isinstance(q, Refractory):
            said = [*(s for s in said if s != ">= 0"), *([] if q.holds else [HOLDS_NOTHING])]
        remarks = f" ({', '.join(said)})" if said else ""
        return f"{q.name} = {_number(q.default)} {_unit(q.unit)}".rstrip() + f"{remarks}  # {q.meaning}"


class _NeuronWriter(_TextWriter):
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
        said += [f"{IN_PARTS} {_number(part)} {_unit(unit)}".strip()] if part is not None else []
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


class _SynapseWriter(_TextWriter):
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
        said = [f">= {_number(weight.at_least)}"] if weight.at_least > float("-inf") else []
        said += [] if weight.unit else [OF_MEMBRANE]
        remarks = f" ({', '.join(said)})" if said else ""
        return f"{WEIGHT} = {_number(weight.default)} {_unit(weight.unit)}".rstrip() + f"{remarks}  # weight"


class _Substitution(ast.NodeTransformer):
    """Names exchanged for expressions."""

    def __init__(self, known: dict[str, ast.expr]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._known.get(node.id, node)


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def _number(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _unit(text: str) -> str:
    return "" if text in ("", "1") else text
