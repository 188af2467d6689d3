"""Which neurons the laws try with which synapses: every one of both kinds, though not every pair of them."""

from __future__ import annotations

from collections import Counter

from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.pairing import accepts
from engine.model.registry.discovery import models

Neuron = type[NeuronModel]
Synapse = type[SynapseModel]


def fitting(neuron: Neuron) -> list[Synapse]:
    """The discovered synapses that fit a neuron, by key."""
    found = [s for s in models("synapses").values() if issubclass(s, SynapseModel) and accepts(neuron, s)]
    return sorted(found, key=lambda synapse: synapse.key)


def covering() -> list[tuple[Neuron, Synapse]]:
    """Pairs that hold every discovered neuron and every synapse at least once, the least used partner first."""
    listed = [n for n in sorted(models("neurons").values(), key=lambda n: n.key) if issubclass(n, NeuronModel)]
    partners = {neuron: found for neuron in listed if (found := fitting(neuron))}
    neurons = list(partners)
    used: Counter[Synapse] = Counter()
    pairs: list[tuple[Neuron, Synapse]] = []
    for neuron in sorted(neurons, key=lambda n: len(partners[n])):
        synapse = min(partners[neuron], key=lambda s: used[s])
        used[synapse] += 1
        pairs.append((neuron, synapse))
    for synapse in sorted({s for found in partners.values() for s in found} - set(used), key=lambda s: s.key):
        pairs.append((next(n for n in neurons if synapse in partners[n]), synapse))
    return pairs
