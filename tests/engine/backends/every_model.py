"""A small network around each discovered model that has kernels of its own, so that none is forgotten by a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.checking.network import check
from engine.model.declaration import Payload
from engine.model.registry.discovery import find, models
from engine.model.sources import EncoderModel, StimulusModel
from engine.network.description import Dataset, Encoder, NetworkDescription, Population, Projection, Sign, Stimulus
from tests.laws.networks import ALL, EXPONENTIAL, LIF, NETWORKS, STDP, learning, recurrent


def stimulating(model: type[StimulusModel]) -> NetworkDescription:
    """A stimulus and the neurons that it drives."""
    synapse = EXPONENTIAL if model.payload() is Payload.SPIKES else None
    return NetworkDescription(
        populations=(Population("a", LIF, 4),),
        stimuli=(Stimulus("s", model),),
        projections=(Projection("p", "s", "a", synapse, ALL, 10.0),),
    )


def encoding(model: type[EncoderModel]) -> NetworkDescription:
    """A dataset, its encoder, and the neurons that listen."""
    synapse = EXPONENTIAL if model.payload() is Payload.SPIKES else None
    return NetworkDescription(
        datasets=(Dataset("d", find("datasets/digits")),),
        encoders=(Encoder("e", model, "d"),),
        populations=(Population("a", LIF, 4),),
        projections=(Projection("p", "e", "a", synapse, ALL, 10.0, sign=Sign.MIXED),),
    )


def axonal() -> NetworkDescription:
    """Synapses that a source spike reaches late."""
    return recurrent(LIF, EXPONENTIAL, plasticity=STDP, plasticity_parameters={"dendritic_fraction": 0.4})


def around_every_model() -> Mapping[str, Callable[[], NetworkDescription]]:
    """By the model's key; a model that such a network does not suit is left to the networks of the laws."""
    made: dict[str, Callable[[], NetworkDescription]] = {}
    for rule in models("plasticity").values():
        made[rule.key] = lambda rule=rule: learning(rule)
    for model in models("short_term").values():
        made[model.key] = lambda model=model: recurrent(LIF, EXPONENTIAL, short_term=model)
        made[f"learning {model.key}"] = lambda model=model: learning(STDP, model)
    made["axons"] = axonal
    for stimulus in models("stimuli").values():
        made[stimulus.key] = lambda model=stimulus: stimulating(model)
    for encoder in models("encoders").values():
        made[encoder.key] = lambda model=encoder: encoding(model)
    return {key: network for key, network in made.items() if not any(p.is_fatal for p in check(network()))}


EVERY = {**NETWORKS, **around_every_model()}


def used(network: NetworkDescription) -> set[str]:
    """Keys of the models that it is made of."""
    placed = [*network.populations, *network.stimuli, *network.encoders, *network.decoders]
    models = [e.model for e in placed]
    models += [m for p in network.projections for m in (p.synapse, p.plasticity, p.short_term) if m is not None]
    return {model.key for model in models}
