"""Neurons with synapses: every discovered one of both, and pairs that exercise what those do not."""

from __future__ import annotations

from engine.model.declaration import NeuronModel, SynapseModel
from engine.synapses import AlphaCurrent, ExponentialConductance
from tests.engine.compiling import models
from tests.pairs import covering, fitting

TOGETHER = 3  # synapses on one neuron beside each other, the first of them twice


def pairs() -> list[tuple[type[NeuronModel], tuple[type[SynapseModel], ...]]]:
    """Every discovered neuron with a synapse that fits, every synapse, and several synapses on each neuron."""
    found: list[tuple[type[NeuronModel], tuple[type[SynapseModel], ...]]] = []
    for neuron, synapse in covering():
        some = fitting(neuron)[:TOGETHER]
        found += [(neuron, (synapse,)), (neuron, (*some, some[0]))]
    return sorted(dict.fromkeys(found), key=lambda pair: (pair[0].key, [s.key for s in pair[1]]))


OWN = [
    (models.AdaptiveExponential, (ExponentialConductance, ExponentialConductance)),
    (models.AdaptiveExponential, (AlphaCurrent,)),
    (models.AdaptiveLeaky, (AlphaCurrent,)),
    (models.HodgkinHuxley, (AlphaCurrent,)),
    (models.SynapseFirstLeaky, (AlphaCurrent,)),
]


def pair_name(pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]]) -> str:
    return f"{pair[0].__name__}-{'-'.join(s.__name__ for s in pair[1])}"
