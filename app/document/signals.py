"""Signals that leave a node and that it takes: spikes, values or currents, how many trains, in which unit."""

from __future__ import annotations

import math

from app.document.elements import Node, NodeKind
from app.document.vocabulary import model_as, model_of
from engine.discovery import remembered_lately
from engine.model.data import DatasetModel
from engine.model.declaration import (
    Model,
    NeuronModel,
    Payload,
    SynapseModel,
)
from engine.model.decoding import DecoderModel, Gives
from engine.model.pairing import accepts, joins
from engine.model.registry import discovery
from engine.model.sources import EncoderModel, StimulusModel


def payload(node: Node) -> Payload:
    """The payload that leaves a population, a stimulus or an encoder."""
    return payload_of(node.model)


def payload_of(key: str | None) -> Payload:
    """The same of any node of this model."""
    declared_payload = getattr(model_of(key), "payload", None)
    return declared_payload() if declared_payload else Payload.SPIKES


def own_train_per_target(node: Node) -> bool:
    model = model_as(node.model, StimulusModel)
    return model is not None and model.own_train_per_target()


def fires(node: Node) -> bool:
    """Tell whether the node ever sends a spike."""
    model = model_as(node.model, NeuronModel)
    return payload(node) is Payload.SPIKES if model is None else model.fires()


def hearable(node: Node) -> bool:
    """Tell whether a plasticity rule can hear a node: by spikes of its own, or by answers that are right or wrong."""
    model = model_of(node.model)
    if model is not None and issubclass(model, DecoderModel):
        return model.gives is Gives.CLASS
    if model is None or node.kind not in (NodeKind.POPULATION, NodeKind.STIMULUS, NodeKind.ENCODER):
        return False
    return fires(node) and not own_train_per_target(node)


def hears_values(decoder: Node) -> bool:
    """Tell whether a decoder reads what a population sends besides spikes."""
    model = model_as(decoder.model, DecoderModel)
    return model is not None and model.hears is Payload.VALUES


def takes_spikes(key: str | None) -> bool:
    """Tell whether some synapse brings spikes to populations of this model."""
    neuron = model_of(key)
    return neuron is None or not issubclass(neuron, NeuronModel) or _some_synapse_fits(neuron.key)


@remembered_lately
def _some_synapse_fits(key: str) -> bool:
    # Tries every synapse, at each move of a link (decision 0220)
    neuron = discovery.find(key)
    assert issubclass(neuron, NeuronModel)
    return any(issubclass(s, SynapseModel) and accepts(neuron, s) for s in discovery.models("synapses").values())


def fitting_synapses(source: Node, target: Node) -> list[str]:
    """Keys of the synapses that may carry what leaves ``source`` to ``target``."""
    return [key for key, model in discovery.models("synapses").items() if fits_between(source, model, target)]


def fits_between(source: Node, synapse: type[Model], target: Node) -> bool:
    """Tell whether a synapse may carry what leaves ``source`` to ``target``."""
    neuron, after = model_as(source.model, NeuronModel), model_as(target.model, NeuronModel)
    if after is None or not issubclass(synapse, SynapseModel):
        return False
    carries = payload(source) is Payload.SPIKES and accepts(after, synapse)
    return carries or (neuron is not None and joins(neuron, after, synapse))


def channels_of(dataset: Node) -> int | None:
    """Values in one sample of a dataset; None where only loading it would tell."""
    model = model_as(dataset.model, DatasetModel)
    if model is None:
        return None
    numbers = model.parameters()  # a stranger's file may hold a word where one belongs
    given = {
        name: value
        for name, value in dataset.parameters.items()
        if isinstance(value, int | float) or (isinstance(value, str) and name not in numbers)
    }
    shape = model.shape_of(given)
    return math.prod(shape[1:] if model.moves else shape) if shape else None


def wanted_of(dataset: Node) -> Payload:
    """Payload that leaves a dataset for whoever answers: labels, or the values or spikes that are wanted of it."""
    model = model_as(dataset.model, DatasetModel)
    return Payload.LABELS if model is None else model.wants(dataset.parameters)


def trains_of(encoder: Node) -> int:
    """The number of trains that one channel of an encoder becomes; 1 for every other node."""
    model = model_as(encoder.model, EncoderModel)
    if model is None:
        return 1
    numbers = {name: value for name, value in encoder.parameters.items() if isinstance(value, int | float)}
    return max(model.trains(numbers), 1)


def weight_unit(synapse: type[Model] | None, target: Node) -> str:
    """Unit of a projection's weights: the synapse's, or that of the target's membrane where it says none."""
    target_model = model_as(target.model, NeuronModel)
    if synapse is None or target_model is None:
        return "1"
    if issubclass(synapse, SynapseModel) and synapse.weight.unit:
        return synapse.weight.unit
    return target_model.states()[target_model.membrane].unit
