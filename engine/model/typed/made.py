"""Classes made of what a text declares, kept while they are among the latest."""

from __future__ import annotations

import ast
import types
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from engine.model.declaration import Model
from engine.model.typed.built import TypedDeclaration
from engine.model.typed.mistakes import Mistake

KEPT = 256  # models of the latest texts
CATEGORY = "Equations"

M = TypeVar("M", bound=Model)
Make: TypeAlias = Callable[[str, str, str, str], type[M]]
"""Makes a model of a text under a title and a key, as of a module."""


def model_of_text(make: Make[M], text: str, title: str, key: str, module: str) -> type[M]:
    """The model that ``make`` reads in a text, or raise its mistake; equal texts give the same class."""
    found = _outcome(make, text, title, key, module)
    if isinstance(found, Mistake):
        raise found.anew()
    made: type[M] = found
    return made


@lru_cache(maxsize=KEPT)  # a class of a text is one class, by which kernels are found again (decision 0220)
def _outcome(make: Make[Any], text: str, title: str, key: str, module: str) -> type[Any] | Mistake:
    """The model, or the mistake: a wrong text is read once, however often it is asked for."""
    try:
        return make(text, title, key, module)
    except Mistake as mistake:
        return mistake.anew()


def new_class(
    base: type[M],
    name: str,
    built: TypedDeclaration,
    structure: str,
    key: str,
    module: str,
    attributes: Mapping[str, Any],
) -> type[M]:
    """A class of a kind of model that declares what was built; ``structure`` is what decides its generated text."""
    about = built.about or str(attributes["about"])
    written = {
        "__doc__": f"{about}\n\nSource: {built.source}" if built.source else about,
        "__module__": module,
        "key": key or f"{base.kind}/{module.rsplit('.', 1)[-1]}",
        "category": CATEGORY,
        "source_text": classmethod(lambda cls: structure),
        **{n: value for n, value in attributes.items() if n != "about"},
    }
    declared = {**built.quantities, **built.equations}
    made: type[M] = types.new_class(name, (base,), {"declared": declared}, lambda space: space.update(written))
    return made


def structure_of(name: str, built: TypedDeclaration, traits: list[str], marks: tuple[str, ...] = ()) -> str:
    """The base of the generated text: neither values nor remarks, so that editing those compiles nothing."""
    quantities = [f"{type(q).__name__} {n} {q.unit}" for n, q in built.quantities.items()]
    equations = [
        f"{n}: {[ast.dump(s) for s in e.written]}" for n, e in built.equations.items() if isinstance(e.written, tuple)
    ]
    held = [str([getattr(q, mark, "") for mark in marks]) for q in built.quantities.values()] if marks else []
    return "\n".join([name, *quantities, *equations, *traits, *held])
