"""Every model that can be drawn, by kind, and the search through them by name, alias and description."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.translation import tr
from engine.model import discovery
from engine.model.declaration import Model


@dataclass(frozen=True)
class Category:
    """One kind of models as a person reads it; ``icon`` stands for models without a picture."""

    kind: str
    title: str
    icon: str


def categories() -> tuple[Category, ...]:
    """All kinds in the order in which a network is built."""
    return (
        Category("datasets", tr("Data"), "data"),
        Category("encoders", tr("Encoders"), "encoder"),
        Category("stimuli", tr("Stimuli"), "stimulus"),
        Category("neurons", tr("Neurons"), "population"),
        Category("synapses", tr("Synapses"), "synapse"),
        Category("plasticity", tr("Plasticity"), "plastic"),
        Category("wiring", tr("Wiring"), "layout"),
        Category("positions", tr("Positions"), "fit"),
        Category("decoders", tr("Decoders"), "decoder"),
        Category("recorders", tr("Recorders"), "recorder"),
    )


def models_of(category: Category) -> list[type[Model]]:
    """The models of one category in their order."""
    return list(discovery.models(category.kind).values())


def rank(model: type[Model], query: str) -> int | None:
    """How well a model answers a search (0 is best), None where some word of it is found nowhere."""
    words = query.casefold().split()
    title = f"{model.title} {tr(model.title)}".casefold()
    aliases = " ".join(model.aliases).casefold()
    described = f"{model.category} {tr(model.category)} {model.summary()} {model.key}".casefold()
    worst = 0
    for word in words:
        if any(part.startswith(word) for part in title.replace("-", " ").split()) or title.startswith(word):
            found = 0
        elif word in title or word in aliases:
            found = 1
        elif word in described:
            found = 2
        else:
            return None
        worst = max(worst, found)
    return worst


def found(models: Iterable[type[Model]], query: str) -> list[type[Model]]:
    """The models that answer a search, best first; all of them in their order for an empty one."""
    answers = [(place, model) for model in models if (place := rank(model, query)) is not None]
    return [model for _, model in sorted(answers, key=lambda answer: answer[0])]
