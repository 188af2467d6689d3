"""Any neuron, synapse or rule of plasticity as a text that gives the same model again."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.model.declaration import Model, NeuronModel, PlasticityModel, SynapseModel
from engine.model.writers.neuron import NeuronWriter
from engine.model.writers.rule import RuleWriter
from engine.model.writers.synapse import SynapseWriter
from engine.model.writers.text_writer import CannotBeWritten as CannotBeWritten

WORDS = re.compile(r"(?P<code>(?:title|about|source): *|[^#]*# *)(?P<words>.*\S)")
"""A line that says something to people, and what it begins with."""
TITLE_LINE = re.compile(r"[ \t]*title[ \t]*:.*(?:\n|$)")


def model_text(model: type[Model], say: Callable[[str], str] = str) -> str:
    """The text of a model; a typed one gives its own. ``say`` may put its words into another language.

    Raises :class:`CannotBeWritten`.
    """
    return "\n".join(_said(line, say) for line in (model.text or _written(model)).split("\n"))


def _written(model: type[Model]) -> str:
    if issubclass(model, NeuronModel):
        return NeuronWriter(model).text()
    if issubclass(model, SynapseModel):
        return SynapseWriter(model).text()
    if issubclass(model, PlasticityModel):
        return RuleWriter(model).text()
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
