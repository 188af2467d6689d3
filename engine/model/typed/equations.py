"""Models of every kind that a text may declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, overload

from engine.model.declaration import Model, NeuronModel, PlasticityModel, SynapseModel
from engine.model.typed.neuron import neuron
from engine.model.typed.rule import rule
from engine.model.typed.synapse import synapse

READERS: Mapping[str, Callable[..., type[Any]]] = {"neurons": neuron, "synapses": synapse, "plasticity": rule}
"""What reads a text, by the kind of model that it declares."""
FILE = "equations"  # holds the text that a person begins with, in the folder of each of these kinds
TYPED = "\n"  # between the key of a file and the text that a person typed


@overload
def equations(text: str, kind: Literal["neurons"] = "neurons", *, title: str = "") -> type[NeuronModel]: ...


@overload
def equations(text: str, kind: Literal["synapses"], *, title: str = "") -> type[SynapseModel]: ...


@overload
def equations(text: str, kind: Literal["plasticity"], *, title: str = "") -> type[PlasticityModel]: ...


@overload
def equations(text: str, kind: str, *, title: str = "", key: str = "") -> type[Model]: ...


def equations(text: str, kind: str = "neurons", *, title: str = "", key: str = "") -> type[Any]:
    """The model of a kind ("neurons", "synapses", "plasticity") that a text declares.

    Raises :class:`~engine.model.typed.mistakes.Mistake` where the text is wrong. Nothing in it is executed. Equal texts
    give the same class while it is among the latest.
    """
    return READERS[kind](text, title=title, key=key or f"{kind}/{FILE}{TYPED}{text}")
