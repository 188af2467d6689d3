"""The synapses that may sit on a neuron: their units must agree, and what one borrows the other must have."""

from __future__ import annotations

from engine.discovery import remembered_lately
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.quantities import Input
from engine.units import unit


def weight_unit(neuron: type[NeuronModel], synapse: type[SynapseModel]) -> str:
    """The unit of a weight on this pair: the synapse's own, or the membrane's where that is empty."""
    return synapse.weight.unit or neuron.quantities[neuron.membrane].unit


MEMBRANE = "V"
"""What a synapse calls the membrane, whatever the neuron calls it."""


@remembered_lately  # a synapse at an input is one class, by which kernels are found again (decision 0248)
def placed(synapse: type[SynapseModel], into: str) -> type[SynapseModel]:
    """The same synapse at the input ``into`` of a neuron; itself at the first, which is ""."""
    if into == synapse.into:
        return synapse
    names = {"into": into, "source_text": classmethod(lambda cls: f"{into}\0{synapse.source_text()}")}
    made = type(synapse.__name__, (synapse,), {**names, "__module__": synapse.__module__}, abstract=True)
    for declared in ("key", "quantities", "choices", "locations", "words", "equations"):
        setattr(made, declared, getattr(synapse, declared))
    return made


def inputs(neuron: type[NeuronModel]) -> dict[str, Input]:
    """The inputs by name; links act into the first where they name none."""
    return {name: q for name, q in neuron.quantities.items() if isinstance(q, Input)}


def membrane_at(neuron: type[NeuronModel], into: str) -> str:
    """The state that synapses into an input have for their membrane; "" is the first input."""
    return inputs(neuron)[into].membrane or neuron.membrane if into else neuron.membrane


def lent(neuron: type[NeuronModel], into: str = "") -> dict[str, str]:
    """States that synapses at an input may borrow, by the name that a synapse knows: the neuron's own, and ``V``."""
    return {name: name for name in neuron.states()} | {MEMBRANE: membrane_at(neuron, into)}


def _borrowed(synapse: type[SynapseModel]) -> set[str]:
    """States of the neuron that the synapse's equations read or move."""
    lent = synapse.borrows - {"weight", "V_pre"}
    read = {name for equation in synapse.equations.values() for name in equation.arguments if name in lent}
    return read | {name for name in lent if f"{name}_after_arrival" in synapse.equations}


def _reads_volts(synapse: type[SynapseModel]) -> bool:
    """Tell whether a rate or a current depends on the membrane, as a conductance's does; a jump takes any unit."""
    moving = [e for name, e in synapse.equations.items() if not name.endswith("_after_arrival")]
    return any(MEMBRANE in equation.arguments for equation in moving)


def accepts(neuron: type[NeuronModel], synapse: type[SynapseModel]) -> bool:
    """Tell whether spikes may reach ``neuron`` through ``synapse``."""
    return not synapse.couples() and _fits(neuron, synapse)


def joins(source: type[NeuronModel], target: type[NeuronModel], synapse: type[SynapseModel]) -> bool:
    """Tell whether a synapse that couples may follow the potential of ``source`` and act on ``target``."""
    if not synapse.couples() or not unit(source.quantities[source.membrane].unit).agrees_with(unit("mV")):
        return False
    return _fits(target, synapse) and (_fits(source, synapse) or not synapse.both_ways)


def _fits(neuron: type[NeuronModel], synapse: type[SynapseModel]) -> bool:
    if synapse.into and synapse.into not in inputs(neuron):
        return False
    if not synapse.current_unit:
        return True  # a current in the unit of whatever it flows into
    if not _borrowed(synapse) <= set(lent(neuron)):
        return False
    membrane = neuron.quantities[membrane_at(neuron, synapse.into)].unit
    if _reads_volts(synapse) and not unit(membrane).agrees_with(unit("mV")):
        return False
    if synapse.into and membrane != neuron.quantities[neuron.membrane].unit:
        return False  # weights that move it are counted in the unit of the neuron's membrane
    if "current" not in synapse.equations:
        return True
    entrance = inputs(neuron)[synapse.into] if synapse.into else neuron.input()
    return entrance is not None and unit(synapse.current_unit).agrees_with(unit(entrance.unit))
