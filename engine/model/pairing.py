"""The synapses that may sit on a neuron: their units must agree, and what one borrows the other must have."""

from __future__ import annotations

from engine.model.declaration import NeuronModel, SynapseModel
from engine.units import unit


def weight_unit(neuron: type[NeuronModel], synapse: type[SynapseModel]) -> str:
    """The unit of a weight on this pair: the synapse's own, or the membrane's where that is empty."""
    return synapse.weight.unit or neuron.quantities[neuron.membrane].unit


MEMBRANE = "V"
"""What a synapse calls the membrane, whatever the neuron calls it."""


def lent(neuron: type[NeuronModel]) -> dict[str, str]:
    """States that synapses may borrow, by the name that a synapse knows: the neuron's own, and ``V``."""
    return {name: name for name in neuron.states()} | {MEMBRANE: neuron.membrane}


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
    if not _borrowed(synapse) <= set(lent(neuron)):
        return False
    if _reads_volts(synapse) and not unit(neuron.quantities[neuron.membrane].unit).agrees_with(unit("mV")):
        return False
    if "current" not in synapse.equations:
        return True
    entrance = neuron.input()
    return entrance is not None and unit(synapse.current_unit).agrees_with(unit(entrance.unit))
