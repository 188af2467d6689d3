"""Runs in a peer's environment: synaptic operations as NeuroBench counts them.

``python counted_operations.py in.npz out.npz``; ``in.npz`` holds ``spikes`` (batch, steps, channels), ``values``
(batch, channels), and ``weight/<layer>`` of layers ``hidden`` and ``out``, or of a kernel ``first`` before ``out``;
``out.npz`` what a spiking network of snnTorch counts, and one of rectified units, each (effective MACs, effective ACs,
dense), and the ``fired`` spikes of the first layer a sample.
"""

import sys

import numpy as np
import snntorch
import torch
from neurobench.metrics.workload import SynapticOperations
from neurobench.models import SNNTorchModel, TorchModel

BETA, SIDE = 0.9, 8


def layers(data):
    """The layers with weights, each a module without a bias."""
    if "weight/first" in data:
        kernel = torch.from_numpy(data["weight/first"])
        first = torch.nn.Conv2d(kernel.shape[1], kernel.shape[0], kernel.shape[2:], bias=False)
        first.weight.data = kernel
    else:
        first = linear(data["weight/hidden"])
    return first, linear(data["weight/out"])


def linear(weight):
    made = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    made.weight.data = torch.from_numpy(weight)
    return made


def counted(model, batch):
    """(effective MACs, effective ACs, dense) of a sample."""
    model.register_hooks()
    metric = SynapticOperations()
    for sample in batch:  # one by one: a mean is told
        model.reset_hooks()
        model(sample[None])
        found = metric(model, None, (sample[None], None))
    found = [found["Effective_MACs"], found["Effective_ACs"], found["Dense"]]
    model.cleanup_hooks()
    return found


class Doubled(torch.nn.Module):
    """Spikes in double precision: snnTorch's own are in single."""

    def forward(self, spikes):
        return spikes.double()


def neuron(**settings):
    return snntorch.Leaky(beta=BETA, reset_mechanism="zero", init_hidden=True, **settings)


def main(given, out):
    torch.set_default_dtype(torch.float64)
    with np.load(given) as data:
        data = dict(data)
    first, last = layers(data)
    flat = [torch.nn.Flatten()]
    shape = (1, SIDE, SIDE) if isinstance(first, torch.nn.Conv2d) else (-1,)
    spikes = torch.from_numpy(data["spikes"])
    spikes = spikes.reshape(*spikes.shape[:2], *shape)
    values = torch.from_numpy(data["values"])
    values = values.reshape(len(values), *shape)
    with torch.no_grad():
        spiking = torch.nn.Sequential(first, neuron(), Doubled(), *flat, last, neuron(output=True))
        rectified = torch.nn.Sequential(first, torch.nn.ReLU(), *flat, last)
        np.savez(out, spiking=counted(SNNTorchModel(spiking), spikes), rectified=counted(TorchModel(rectified), values))


main(*sys.argv[1:])
