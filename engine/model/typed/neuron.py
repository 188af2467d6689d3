"""A neuron model made from a text."""

from __future__ import annotations

import ast
import types
from functools import lru_cache
from typing import Any

from engine.model.declaration import NeuronModel
from engine.model.typed.building import Builder
from engine.model.typed.built import TypedDeclaration
from engine.model.typed.lines import read_lines
from engine.model.typed.mistakes import Mistake

KEPT = 256  # models of the latest texts
TITLE = "Equations"
ABOUT = "A neuron whose equations a person has written."


def neuron(text: str, title: str = "", key: str = "", module: str = __name__) -> type[NeuronModel]:
    """The model that a text declares; raises :class:`~engine.model.typed.mistakes.Mistake`.

    Nothing in the text is executed. Equal texts give the same class while it is among the latest.
    """
    found = _outcome(text, title, key, module)
    if isinstance(found, Mistake):
        raise found.anew()
    return found


@lru_cache(maxsize=KEPT)  # a class of a text is one class, by which kernels are found again (decision 0220)
def _outcome(text: str, title: str, key: str, module: str) -> type[NeuronModel] | Mistake:
    """The model, or the mistake: a wrong text is read once, however often it is asked for."""
    try:
        return _neuron(text, title, key, module)
    except Mistake as mistake:
        return mistake.anew()


def _neuron(text: str, title: str, key: str, module: str) -> type[NeuronModel]:
    built = Builder(read_lines(text)).build()
    source = _structure(built)
    about = built.about or ABOUT
    attributes: dict[str, Any] = {
        "__doc__": f"{about}\n\nSource: {built.source}" if built.source else about,
        "__module__": module,
        "key": key or f"{NeuronModel.kind}/{module.rsplit('.', 1)[-1]}",
        "text": text,
        "title": title or built.title or TITLE,
        "category": TITLE,
        "aliases": ("typed equations", "custom neuron", "own model", "NeuronGroup", "NESTML"),
        "membrane": built.membrane,
        "order": built.order,
        "reset": built.reset,
        "upward_crossing": built.upward_crossing,
        "method": built.method,
        "source_text": classmethod(lambda cls: source),
    }
    declared = {**built.quantities, **built.equations}
    made: type[NeuronModel] = types.new_class(
        TITLE, (NeuronModel,), {"declared": declared}, lambda namespace: namespace.update(attributes)
    )
    return made


def _structure(built: TypedDeclaration) -> str:
    """The base of the generated text: neither values nor remarks, so that editing those compiles nothing."""
    quantities = [f"{type(q).__name__} {n} {q.unit}" for n, q in built.quantities.items()]
    equations = [
        f"{n}: {[ast.dump(s) for s in e.written]}" for n, e in built.equations.items() if isinstance(e.written, tuple)
    ]
    traits = [built.membrane, built.order, built.reset, str(built.upward_crossing), built.method]
    marks = ("holds", "at_most", "per_part")
    held = [str([getattr(q, mark, "") for mark in marks]) for q in built.quantities.values()]
    return "\n".join([TITLE, *quantities, *equations, *traits, *held])
