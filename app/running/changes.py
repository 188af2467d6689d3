"""Two meanings of a drawing, before and after an edit: what can act live, and what needs a new build.

A live value goes to the running simulation as it is. Everything else recompiles, carrying the state of
what stayed the same; another resolution starts from time 0, because no step would mean the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

from engine.model.declaration import Model
from engine.network.description import (
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.likeness import same
from engine.network.values import Value
from engine.simulation.edit_log import Change as LiveChange
from engine.simulation.edit_log import SetValue, SetWeights

Element: TypeAlias = Any  # any of the frozen elements of a description


class Acts(Enum):
    """The time at which an edit takes effect."""

    NOW = "now"  # live changes only, maybe none
    AFTER_RESET = "after reset"  # start values
    REBUILT = "rebuilt"
    RESTARTED = "restarted"


@dataclass(frozen=True)
class ChangePlan:
    """The plan of what to do about an edit."""

    acts: Acts
    values: tuple[LiveChange, ...] = ()
    watched: tuple[Recording, ...] = ()
    unwatched: tuple[str, ...] = ()


def addressed(change: LiveChange) -> tuple[str, str]:
    """The element and the name of the value that a live change is about."""
    if isinstance(change, SetWeights):
        return change.projection, "weight"
    return change.element, change.name


_SAID_ELSEWHERE: dict[type, tuple[str, ...]] = {
    Population: ("sign",),  # projections carry the sign themselves
    Projection: ("learns",),  # a run knows no difference
}
_PARAMETERS: dict[type, tuple[tuple[str, str], ...]] = {
    Population: (("parameters", "model"),),
    Stimulus: (("parameters", "model"),),
    Encoder: (("parameters", "model"),),
    Projection: (
        ("synapse_parameters", "synapse"),
        ("plasticity_parameters", "plasticity"),
        ("short_term_parameters", "short_term"),
    ),
}
_LIVE_FIELDS: dict[type, tuple[str, ...]] = {Population: ("bias",), Projection: ("weight",)}
_AFTER_RESET: dict[type, tuple[str, ...]] = {Population: ("start",)}


def planned_change(before: NetworkDescription, after: NetworkDescription) -> ChangePlan:
    """The smallest thing that turns a run of ``before`` into a run of ``after``."""
    if before.resolution != after.resolution:
        return ChangePlan(Acts.RESTARTED)
    acts = Acts.NOW
    values: list[LiveChange] = []
    for field in fields(NetworkDescription):
        if field.name in ("resolution", "recordings"):
            continue
        old = {element.id: element for element in getattr(before, field.name)}
        new = {element.id: element for element in getattr(after, field.name)}
        if old.keys() != new.keys():
            return ChangePlan(Acts.REBUILT)
        for id, element in new.items():
            for difference in _differences(old[id], element):
                if difference is Acts.REBUILT:
                    return ChangePlan(Acts.REBUILT)
                if isinstance(difference, Acts):
                    acts = Acts.AFTER_RESET
                else:
                    values.append(difference)
    recorded = {recording.id: recording for recording in before.recordings}
    wanted = {recording.id: recording for recording in after.recordings}
    return ChangePlan(
        acts,
        tuple(values),
        tuple(r for id, r in wanted.items() if recorded.get(id) != r),
        tuple(id for id in recorded if id not in wanted),
    )


def takes(description: NetworkDescription, element: str, name: str) -> bool:
    """Tell whether the network has this element, and the element a live value of this name."""
    for field in fields(NetworkDescription):
        if field.name in ("resolution", "recordings"):
            continue
        for candidate in getattr(description, field.name):
            if candidate.id == element:
                return name in _live_names(candidate)
    return False


def _live_names(element: Element) -> set[str]:
    kind = type(element)
    names = set(_LIVE_FIELDS.get(kind, ()))
    for field, model in _PARAMETERS.get(kind, ()):
        declared = getattr(element, model)
        names |= {_prefix(field) + name for name, p in (declared.parameters() if declared else {}).items() if p.live}
    return names


def _prefix(field: str) -> str:
    """The prefix of what other parts of a projection declare: they may share names with the synapse."""
    return "" if field in ("parameters", "synapse_parameters") else field.replace("_parameters", ".")


def _differences(old: Element, new: Element) -> Iterator[LiveChange | Acts]:
    if old is new:
        return
    kind = type(new)
    parameters = dict(_PARAMETERS.get(kind, ()))
    for field in fields(kind):
        name = field.name
        was, is_ = getattr(old, name), getattr(new, name)
        if name == "title" or name in _SAID_ELSEWHERE.get(kind, ()) or same(was, is_):
            continue
        if name in parameters:
            model = getattr(new, parameters[name])
            yield from _parameter_differences(new.id, _prefix(name), model, _defaults(new, model), was, is_)
        elif name in _LIVE_FIELDS.get(kind, ()) and _fits(was, is_):
            is_array = name == "weight" and isinstance(is_, np.ndarray)
            yield SetWeights(new.id, is_) if is_array else SetValue(new.id, name, is_)
        elif name in _AFTER_RESET.get(kind, ()):
            yield Acts.AFTER_RESET
        else:
            yield Acts.REBUILT


def _defaults(element: Element, model: type[Model] | None) -> Mapping[str, Value]:
    """The values of the parameters of one model of an element where the element does not say."""
    if model is None:
        return {}
    if isinstance(element, Projection) and model is element.synapse:
        return element.synapse.defaults(element.sign is Sign.INHIBITORY)
    return {name: parameter.default for name, parameter in model.parameters().items()}


def _parameter_differences(
    id: str,
    prefix: str,
    model: type[Model] | None,
    defaults: Mapping[str, Value],
    was: Mapping[str, Any],
    is_: Mapping[str, Any],
) -> Iterator[LiveChange | Acts]:
    declared = model.parameters() if model is not None else {}
    for name in was.keys() | is_.keys():
        parameter = declared.get(name)
        old, new = was.get(name, defaults.get(name)), is_.get(name, defaults.get(name))
        if same(old, new):
            continue
        if parameter is None or not parameter.live:
            yield Acts.REBUILT
        else:
            yield SetValue(id, prefix + name, new)


def _fits(was: Value, is_: Value) -> bool:
    """Tell whether a value can take the place of another without new wiring."""
    return not isinstance(is_, np.ndarray) or not isinstance(was, np.ndarray) or was.shape == is_.shape
