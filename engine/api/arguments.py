"""Arguments of a script, each checked where it is given: a refusal names the one that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from engine.model.data import DatasetModel
from engine.model.declaration import Model, NeuronModel, PlasticityModel, ShortTermModel, SynapseModel
from engine.model.decoding import DecoderModel
from engine.model.registry.discovery import UnknownModel, find, models
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import PositionsModel, WiringRule
from engine.network.description import Dataset, Decoder, Encoder, Population, Projection, Recording, Sign, Stimulus
from engine.scripts.face import PARTS, TAKES, VALUE, WHOLE, Need, nearest_of

Element = TypeVar("Element", Population, Stimulus, Dataset, Encoder, Projection, Decoder, Recording)
MODEL = "model"
M = TypeVar("M", bound=Model)
MODELS: Mapping[type[Any], type[Model]] = {
    Population: NeuronModel,
    Stimulus: StimulusModel,
    Dataset: DatasetModel,
    Encoder: EncoderModel,
    Decoder: DecoderModel,
}
"""The base of the model of each element that has one."""
PART_MODELS: Mapping[str, type[Model]] = {
    "positions": PositionsModel,
    "synapse": SynapseModel,
    "wiring": WiringRule,
    "plasticity": PlasticityModel,
    "short_term": ShortTermModel,
}
"""The base of each further model that an element may have."""
OWN = ("id", "start")  # an id stays; initial values go by the names of their states


def model_of(argument: str, base: type[M], given: Any) -> type[M]:
    """The model that an argument means: its class, its key, or the key without its kind, which is that of ``base``."""
    if isinstance(given, type) and issubclass(given, base):
        return given
    kind = base.kind
    if not isinstance(given, str):
        raise TypeError(f"{argument} must be a model of the kind {kind} or its key, not {given!r}")
    try:
        found = find(given if given.startswith(f"{kind}/") else f"{kind}/{given}")
    except UnknownModel:
        nearest = nearest_of(given.removeprefix(f"{kind}/"), [key.partition("/")[2] for key in models(kind)])
        raise ValueError(f"{argument}: there is no model {given!r} of the kind {kind}; is it {nearest!r}?") from None
    assert issubclass(found, base), "a kind has one base"
    return found


def with_values(element: Element, values: Mapping[str, Any]) -> Element:
    """The element with values by name: of its own, of the parameters of its models, and of states at the start."""
    takes: Mapping[str, Need] = TAKES[type(element)]
    own = [name for name in takes if name not in (*OWN, *PARTS[type(element)])]
    for name in sorted(values, key=lambda name: name not in own):  # models come before what they declare
        if name in own:
            fields: dict[str, Any] = {name: _own_value(element, name, values[name], takes[name])}
        else:
            table, key = _place(element, name, own)
            fields = {table: {**getattr(element, table), key: _value(name, values[name])}}
        element = replace(element, **fields)
    return element


def converted_argument(argument: str, given: Any, need: Need) -> Any:
    """The value in the form that elements hold, or an error that names the argument."""
    value = _plain(given)
    if not need.fits(value):
        raise ValueError(f"{argument} must be {need.words}, not {given!r}")
    return value


def _own_value(element: Any, name: str, given: Any, need: Need) -> Any:
    base = MODELS.get(type(element)) if name == MODEL else PART_MODELS.get(name)
    if base is not None and given is not None:
        return model_of(name, base, given)
    if name == "sign" and isinstance(given, str) and given in tuple(Sign):
        return Sign(given)
    if name == "indices" and given is not None:
        return tuple(converted_argument(name, index, WHOLE) for index in given)
    return converted_argument(name, given, need)


def _value(name: str, given: Any) -> Any:
    return given if isinstance(given, str) else converted_argument(name, given, VALUE)


def _plain(given: Any) -> Any:
    if isinstance(given, np.generic):
        return given.item()
    if isinstance(given, list | np.ndarray):
        try:
            return np.asarray(given, np.float64)
        except (TypeError, ValueError):
            return given
    return given


def _place(element: Any, name: str, own: list[str]) -> tuple[str, str]:
    """The table of an element in which a name is declared, and its key there: ``"short_term.U"`` says of which part."""
    part, _, key = name.rpartition(".")
    known = list(own)
    for table, holder in PARTS[type(element)].items():
        model = getattr(element, holder)
        declared = [] if model is None else [*model.settable(), *model.series()]
        if key in declared and part in ("", holder):
            return table, key
        known += declared
    if isinstance(element, Population):
        if name in element.model.states():
            return "start", name
        known += element.model.states()
    raise ValueError(f"{name!r} is nothing of {element.title or element.id!r}, which has {', '.join(known)}")
