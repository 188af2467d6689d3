"""Any neuron model as a text that gives the same model again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from engine.model.declaration import Equation, NeuronModel, StepOrder
from engine.model.equations.dimensions import Analysis
from engine.model.equations.tree import assignments, returned_expression
from engine.model.quantities import Input, Parameter, Refractory, State
from engine.model.typed.amounts import coherent
from engine.model.typed.building import HOLDS_NOTHING, IN_PARTS
from engine.model.typed.chosen import DEFAULT_METHOD
from engine.model.typed.expressions import CHANCE_NAME, CHANCE_WORD, STEP_NAME, STEP_WORD
from engine.model.typed.spiking import mentions
from engine.units import Unit

BORROWED: dict[str, ast.expr] = {
    STEP_NAME: ast.Name(STEP_WORD, ast.Load()),
    CHANCE_NAME: ast.Call(ast.Name(CHANCE_WORD, ast.Load()), [], []),
}
"""What a text calls the step and a random number."""
WORDS = re.compile(r"(?P<code>(?:title|about|source): *|[^#]*# *)(?P<words>.*\S)")
"""A line that says something to people, and what it begins with."""
TITLE_LINE = re.compile(r"[ \t]*title[ \t]*:.*(?:\n|$)")
LIMITS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}


class CannotBeWritten(ValueError):
    """The model does something for which the typed grammar has no words; ``str`` says what."""


def model_text(model: type[NeuronModel], say: Callable[[str], str] = str) -> str:
    """The text of a model; a typed one gives its own. ``say`` may put its words into another language.

    Raises :class:`CannotBeWritten`.
    """
    return "\n".join(_said(line, say) for line in (model.text or _TypedWriter(model).text()).split("\n"))


def titled(text: str, title: str) -> str:
    """The same text with another title, which stands in its first line."""
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    rest = "".join(line for line in lines if not TITLE_LINE.fullmatch(line))
    return f"title: {title}\n{rest}"


def _said(line: str, say: Callable[[str], str]) -> str:
    found = WORDS.match(line)
    return line if found is None else found["code"] + say(found["words"])


_known: dict[type[NeuronModel], bool] = {}  # asked of every model by palette and forms (decision 0220)


def can_be_written(model: type[NeuronModel]) -> bool:
    """Tell whether the model has a text."""
    if model.text:
        return True
    if model not in _known:
        try:
            _known[model] = bool(model_text(model))
        except CannotBeWritten:
            _known[model] = False
    return _known[model]


class _TypedWriter:
    def __init__(self, model: type[NeuronModel]) -> None:
        self.model = model
        self.parts: dict[str, tuple[str, str]] = {}  # name of a part in the text -> its expression and unit

    def text(self) -> str:
        moving = list(self._moving())
        spiking = [*self._threshold(), *self._resets()]
        refractory = self.model.refractory()
        held = [f"refractory: {self._valued(refractory)}"] if refractory is not None else []
        starts = [f"{name}(0) = {self._start(state)}" for name, state in self.model.states().items()]
        parts = [f"{name} = {value}{f' : {unit}' if unit else ''}" for name, (value, unit) in self.parts.items()]
        quantities = self.model.quantities.items()
        values = [self._valued(q) for _, q in quantities if isinstance(q, Parameter) and q is not refractory]
        inputs = [self._input(q) for _, q in quantities if isinstance(q, Input)]
        blocks = [self._head(), moving, parts, [*spiking, *held, *starts, *self._traits()], [*values, *inputs]]
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"

    def _head(self) -> list[str]:
        said = {"title": self.model.title, "about": self.model.summary()}
        return [f"{word}: {words}" for word, words in said.items() if words]

    def _moving(self) -> Iterator[str]:
        equations = self.model.equations
        for name, state in self.model.states().items():
            rate, step = equations.get(f"d{name}_dt"), equations.get(f"{name}_next")
            moved = rate or step
            still = name if self.model.is_discrete() else "0"
            left = f"{name}[t+1]" if self.model.is_discrete() else f"d{name}/dt"
            right = self._expression(moved) if moved is not None else still
            yield f"{left} = {right} : {state.unit or 'mV'}{self._remarks(name)}  # {state.meaning}"

    def _remarks(self, state: str) -> str:
        refractory, ceiling = self.model.refractory(), self.model.states()[state].at_most
        said = ["unless refractory"] if refractory is not None and state in refractory.holds else []
        said += [f"at most {ceiling}"] if ceiling else []
        part, unit = self.model.states()[state].per_part, self.model.states()[state].unit
        said += [f"{IN_PARTS} {_number(part)} {_unit(unit)}".strip()] if part is not None else []
        return f" ({', '.join(said)})" if said else ""

    def _threshold(self) -> Iterator[str]:
        if "spike" in self.model.equations:
            word = "crossing" if self.model.upward_crossing else "threshold"
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

    def _inlined(self, equation: Equation) -> ast.expr:
        """The value with its named parts put in their places."""
        known: dict[str, ast.expr] = {}
        for name, value in assignments(equation):
            known[name] = _Substitution(known).visit(_copy(value))
        made: ast.expr = _Substitution(known).visit(_copy(returned_expression(equation)))
        return made

    def _expression(self, equation: Equation) -> str:
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
        return ast.unparse(
            _Substitution(self._borrowed(equation)).visit(
                _Substitution(renamed).visit(_copy(returned_expression(equation)))
            )
        )

    def _borrowed(self, equation: Equation) -> dict[str, ast.expr]:
        read = set(equation.arguments) - set(self.model.quantities)
        return {name: put for name, put in BORROWED.items() if name in read}

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

    def _traits(self) -> Iterator[str]:
        model = self.model
        usual = StepOrder.SYNAPSE_FIRST if model.is_discrete() else StepOrder.MEMBRANE_FIRST
        if model.order is not usual:
            yield f"order: {model.order.value}"
        if model.method != DEFAULT_METHOD:
            yield f"method: {model.method.replace('_', ' ')}"
        if len(model.states()) > 1:
            yield f"membrane: {model.membrane}"

    def _valued(self, q: Parameter) -> str:
        said = [f"{sign} {_number(getattr(q, n))}" for n, sign in LIMITS.items() if abs(getattr(q, n)) < float("inf")]
        said += ["trainable"] if q.trainable else []
        said += ["whole"] if q.integer else []
        said += [] if q.live else ["constant"]
        if isinstance(q, Refractory):
            said = [*(s for s in said if s != ">= 0"), *([] if q.holds else [HOLDS_NOTHING])]
        remarks = f" ({', '.join(said)})" if said else ""
        return f"{q.name} = {_number(q.default)} {_unit(q.unit)}".rstrip() + f"{remarks}  # {q.meaning}"

    def _input(self, q: Input) -> str:
        line = f"{q.name} : {q.unit or '1'}  # {q.meaning}"
        return line if q.name == "I" or q.name.startswith("I_") else f"input: {line}"


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
