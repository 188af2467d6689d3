"""Finds the models by looking into their folders, where one file holds one public model class, and into plug-ins."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import overload

from engine import discovery
from engine.model.declaration import Model
from engine.model.registry.categories import sorting_key
from engine.model.typed.equations import TYPED, equations

PACKAGES = {
    "neurons": "engine.models.neurons",
    "synapses": "engine.models.synapses",
    "plasticity": "engine.models.plasticity",
    "short_term": "engine.models.short_term",
    "encoders": "engine.models.encoders",
    "stimuli": "engine.models.stimuli",
    "decoders": "engine.models.decoders",
    "wiring": "engine.models.wiring",
    "positions": "engine.models.positions",
    "recorders": "engine.models.recorders",
    "datasets": "engine.datasets",
}
KINDS = tuple(PACKAGES)
METHODS, ROOM_OF_METHODS = "learning", "engine.learning.methods"  # no part of a drawing


class UnknownModel(KeyError):
    """No discovered model has this key."""

    def __str__(self) -> str:
        return f"there is no model {self.args[0]!r}"


class UnknownKind(UnknownModel):
    """No models are of this kind."""

    def __str__(self) -> str:
        return f"there is no kind of model {self.args[0]!r}; there are {', '.join((*KINDS, METHODS))}"


def _declared_in(module: ModuleType) -> type[Model]:
    found = list(discovery.declared(module, Model))
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must hold exactly one model, not {[m.__name__ for m in found]}")
    return found[0]


@discovery.remembered
def _models(kind: str) -> dict[str, type[Model]]:
    # Imports a folder of models once (decision 0220)
    if kind == METHODS:
        methods: dict[str, type[Model]] = importlib.import_module(ROOM_OF_METHODS).methods()
        return {method.key: method for method in methods.values()}
    package = PACKAGES[kind]
    found = [_declared_in(module) for module in discovery.modules(package)]
    found += [model for module in discovery.plugged(package) for model in discovery.declared(module, Model)]
    models: dict[str, type[Model]] = {}
    for model in found:
        if model.kind == kind:
            models.setdefault(model.key, model)
    return dict(sorted(models.items(), key=lambda item: sorting_key(item[1])))


@overload
def models() -> dict[str, dict[str, str]]: ...


@overload
def models(kind: str) -> dict[str, type[Model]]: ...


def models(kind: str | None = None) -> dict[str, dict[str, str]] | dict[str, type[Model]]:
    """Key to class of every model of one kind, the simplest of each category first, or of the learning methods.

    Without a kind, key to title of all models of every kind, by kind. Raises :class:`UnknownKind`.

    >>> from engine import models
    >>> list(models())[:6]
    ['neurons', 'synapses', 'plasticity', 'short_term', 'encoders', 'stimuli']
    >>> models()["wiring"]["wiring/fixed_probability"]
    'Fixed probability'
    >>> model = models("neurons")["neurons/leaky_integrate_and_fire"]
    >>> model.title, list(model.parameters()), list(model.states())
    ('Leaky integrate-and-fire', ['tau_m', 'C_m', 'E_L', 'V_th', 'V_reset', 't_ref'], ['V'])
    >>> model.parameters()["tau_m"].default, model.parameters()["tau_m"].unit
    (10.0, 'ms')
    """
    if kind is None:
        return {each: {key: model.title for key, model in models(each).items()} for each in (*KINDS, METHODS)}
    if kind not in (*KINDS, METHODS):
        raise UnknownKind(kind)
    return dict(_models(kind))


def find(key: str) -> type[Model]:
    """The model of a key such as ``"neurons/leaky_integrate_and_fire"``; :class:`UnknownModel` otherwise.

    The key of a typed model carries its text, see :func:`typed_key`: raises
    :class:`~engine.model.typed.mistakes.Mistake` where that is wrong.
    """
    kind = key.partition("/")[0]
    file, typed, text = key.partition(TYPED)
    if kind not in (*KINDS, METHODS) or file not in _models(kind) or (typed and not _models(kind)[file].text):
        raise UnknownModel(key)
    return equations(text, kind, key=key) if typed else _models(kind)[file]


def typed_key(model: type[Model], text: str | None = None) -> str:
    """The key of a model with another text; that of any other model is its own."""
    if not model.text:
        return model.key
    return f"{model.key.partition(TYPED)[0]}{TYPED}{model.text if text is None else text}"


def text_of(key: str) -> str:
    """The text that a key carries, empty for most."""
    return key.partition(TYPED)[2]


def file_of(key: str) -> str:
    """The key without the text that a person typed."""
    return key.partition(TYPED)[0]
