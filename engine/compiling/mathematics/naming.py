"""Full names of a population's quantities: a receptor's carry its label, ``tau_syn_r0`` on ``r0``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.model.declaration import Model, NeuronModel, SynapseModel
from engine.model.grammar import RESERVED
from engine.model.pairing import accepts
from engine.model.quantities import Parameter, Quantity, State

Receptors = Mapping[str, type[SynapseModel]]


def full_name(name: str, label: str) -> str:
    """``name`` as the generated text knows it; the neuron's own names have an empty label."""
    return f"{name}_{label}" if label else name


def labelled_receptors(neuron: type[NeuronModel], receptors: Receptors) -> Iterator[tuple[str, type[Model]]]:
    """The neuron, then its receptors, each with its label."""
    yield "", neuron
    yield from receptors.items()


def quantities(neuron: type[NeuronModel], receptors: Receptors) -> dict[str, Quantity]:
    """Every quantity by full name; raise ``TypeError`` where two share one or a receptor does not fit."""
    found: dict[str, Quantity] = {}
    for label, model in labelled_receptors(neuron, receptors):
        if label and not label.isidentifier():
            raise TypeError(f"the receptor label {label!r} is no identifier")
        if issubclass(model, SynapseModel) and not accepts(neuron, model):
            raise TypeError(f"{model.__name__} does not fit {neuron.__name__}")
        for name, quantity in model.quantities.items():
            full = full_name(name, label)
            if full in found or full in RESERVED:
                raise TypeError(f"the name {full!r} is taken twice in {neuron.__name__} with {sorted(receptors)}")
            found[full] = quantity
    return found


def parameters(neuron: type[NeuronModel], receptors: Receptors) -> dict[str, Parameter]:
    """Every parameter by full name, the neuron's first."""
    return {n: q for n, q in quantities(neuron, receptors).items() if isinstance(q, Parameter)}


def states(neuron: type[NeuronModel], receptors: Receptors) -> dict[str, State]:
    """Every state by full name, the neuron's first."""
    return {n: q for n, q in quantities(neuron, receptors).items() if isinstance(q, State)}
