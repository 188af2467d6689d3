"""Learnt arrays as one edit of the document that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.document.document import Array, Document
from app.document.edits import Compound, Edit, SetParameter, SetSynapses, synapses_of
from engine.network.description import START

WEIGHT = "weight"


def edit_of_arrays(document: Document, arrays: Mapping[tuple[str, str], Array]) -> Compound:
    """Set what was trained, by element and name: "weight" or "delay" of a link, "bias", a parameter, or "start:V".

    A single number (shape ()) becomes a number again. Raises KeyError when an element is gone.
    """
    edits: list[Edit] = []
    synapses = {i: synapses_of(document.links[i]) for i, name in arrays if name == WEIGHT or i in document.links}
    for (element_id, name), given in arrays.items():
        array = np.asarray(given)
        value = float(array) if array.ndim == 0 else document.keep_array(array)
        if element_id in synapses:
            link = replace(synapses[element_id], trained=True)
            synapses[element_id] = replace(link, weight=value) if name == WEIGHT else replace(link, delay=value)
        elif name.startswith(START):
            edits.append(SetParameter(element_id, name.removeprefix(START), value, "start"))
        else:
            edits.append(SetParameter(element_id, name, value))
    edits += [SetSynapses(link_id, found) for link_id, found in synapses.items()]
    return Compound(tuple(edits))
