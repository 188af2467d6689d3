"""Learnt arrays as one edit of the document that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import Compound, Edit, SetParameter, SetSynapses, synapses_of
from app.document.elements import Array, ArrayRef, Synapses
from app.document.vocabulary import of_same_name
from engine.model.registry import discovery
from engine.network.description import START

WEIGHT = "weight"
ENDS = ("pre", "post")


def edit_of_arrays(document: Document, arrays: Mapping[tuple[str, str], Array]) -> Compound:
    """Set what was trained, by element and name: "weight" or "delay" of a link, "bias", a parameter, or "start:V".

    Weights that come with the ends of their connections, "pre" and "post", stay on these: they are listed from then
    on. A single number (shape ()) becomes a number again. Raises KeyError when an element is gone.
    """
    edits: list[Edit] = []
    synapses = {i: synapses_of(document.links[i]) for i, name in arrays if name == WEIGHT or i in document.links}
    for (element_id, name), given in arrays.items():
        array = np.asarray(given)
        value = float(array) if array.ndim == 0 else document.keep_array(array)
        if element_id in synapses:
            synapses[element_id] = replace(_taking(synapses[element_id], name, value), trained=True)
        elif name.startswith(START):
            edits.append(SetParameter(element_id, name.removeprefix(START), value, "start"))
        else:
            edits.append(SetParameter(element_id, name, value))
    edits += [SetSynapses(link_id, found) for link_id, found in synapses.items()]
    return Compound(tuple(edits))


def _taking(synapses: Synapses, name: str, value: Any) -> Synapses:
    return with_listed_connections(synapses, {name: value}) if name in ENDS else replace(synapses, **{name: value})


def with_listed_connections(synapses: Synapses, ends: Mapping[str, ArrayRef]) -> Synapses:
    """The same by the rule that takes connections from a list, so that kept weights stay on their synapses.

    ``ends`` are "pre" and "post", or one of them.
    """
    rules = discovery.models("wiring").items()
    wiring = next((key for key, rule in rules if getattr(rule, "listed", False)), synapses.wiring)
    kept = of_same_name(synapses.wiring_parameters, wiring)
    pre, post = ends.get("pre", synapses.pre), ends.get("post", synapses.post)
    return replace(synapses, wiring=wiring, wiring_parameters=kept, pre=pre, post=post)
