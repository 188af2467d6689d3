"""A model's card: everything that a person may want to know, derived from its declaration."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from engine.model.declaration import Model, NeuronModel, SynapseModel
from engine.model.equations import mathematics
from engine.model.equations.loops import MOST_EXACT, largest_loop
from engine.model.quantities import Choice, Input, Parameter, Series, State

NUMERICAL = {"method": "numerical, because many states read each other"}
"""The trait of a neuron whose linear states are too many for an exact step."""
SOURCE = re.compile(r"^Source:\s*(.+?)(?:\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Card:
    """The text that the help page, the inspector's description and ``list-models`` show.

    ``equations`` are LaTeX by the equation's name; ``traits`` plain words by the trait's name.
    """

    key: str
    title: str
    category: str
    summary: str
    text: str
    source: str
    version: int
    aliases: tuple[str, ...]
    equations: dict[str, str]
    parameters: tuple[Parameter, ...]
    states: tuple[State, ...]
    inputs: tuple[Input, ...]
    series: tuple[Series, ...]
    choices: tuple[Choice, ...]
    traits: dict[str, str]


def source(model: type[Model]) -> str:
    """The source of the model, in one line; empty where the docstring does not say."""
    return _text(model)[1]


def _text(model: type[Model]) -> tuple[str, str]:
    """The docstring without its source, and the source in one line."""
    whole = inspect.getdoc(model) or ""
    found = SOURCE.search(whole)
    if found is None:
        return whole, ""
    return SOURCE.sub("", whole).strip(), " ".join(found.group(1).split())


def traits(model: type[Model]) -> dict[str, str]:
    """The traits of its behaviour, in plain words by the trait's name."""
    if issubclass(model, NeuronModel):
        found = {"order": model.order.value, "time": "discrete" if model.is_discrete() else "continuous"}
        if model.fires():
            found["comparison"] = "upward crossing" if model.upward_crossing else mathematics.comparison(model)
            found["reset"] = model.reset.value
        return found | (NUMERICAL if largest_loop(model) > MOST_EXACT else {})
    if issubclass(model, SynapseModel):
        return {"weight": model.weight.unit or "unit of the membrane"}
    return {}


def card(model: type[Model]) -> Card:
    """The card of any discovered model."""
    described, source = _text(model)
    return Card(
        key=model.key,
        title=model.title,
        category=model.category,
        summary=model.summary(),
        text=described,
        source=source,
        version=model.version,
        aliases=model.aliases,
        equations=mathematics.equations(model),
        parameters=tuple(model.parameters().values()),
        states=tuple(model.states().values()),
        inputs=tuple(q for q in model.quantities.values() if isinstance(q, Input)),
        series=tuple(model.series().values()),
        choices=tuple(model.choices.values()),
        traits=traits(model),
    )
