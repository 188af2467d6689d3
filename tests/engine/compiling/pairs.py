"""Neurons with synapses: every discovered pair that fits, and pairs that exercise what those do not."""

from __future__ import annotations

from engine.model import discovery
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.pairing import accepts
from tests.engine.compiling import models


def pairs() -> list[tuple[type[NeuronModel], tuple[type[SynapseModel], ...]]]:
    """Every discovered neuron with every discovered synapse that fits, and with all of them together."""
    found = []
    for neuron in discovery.models("neurons").values():
        assert issubclass(neuron, NeuronModel)
        fitting = []
        for synapse in discovery.models("synapses").values():
            assert issubclass(synapse, SynapseModel)
            if accepts(neuron, synapse):
                fitting.append(synapse)
        found += [(neuron, (synapse,)) for synapse in fitting]
        found.append((neuron, (*fitting, *fitting)))
    return sorted(found, key=lambda pair: (pair[0].key, [s.key for s in pair[1]]))


OWN = [
    (models.AdaptiveExponential, (models.ExponentialConductance, models.ExponentialConductance)),
    (models.AdaptiveExponential, (models.AlphaCurrent,)),
    (models.AdaptiveLeaky, (models.AlphaCurrent,)),
    (models.HodgkinHuxley, (models.AlphaCurrent,)),
    (models.SynapseFirstLeaky, (models.AlphaCurrent,)),
]


def pair_name(pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]]) -> str:
    return f"{pair[0].__name__}-{'-'.join(s.__name__ for s in pair[1])}"
