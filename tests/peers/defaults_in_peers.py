"""Runs in the environment of snnTorch or SpikingJelly: trains one task as their tutorials do, with their defaults.

``python defaults_in_peers.py LIBRARY TASK.npz SEED EPOCHS BATCH``. The file holds ``x`` of the samples, (n, channels)
from 0 to 1 or (n, steps, channels), ``y`` (n,), ``trained``, how many of them train, ``tested``, how many of the last
test, ``code``, what makes input of values, ``steps``, ``hidden`` and ``recurrent``. Prints the accuracy of the test
after each epoch.
"""

import sys

import numpy as np
import torch
from torch import nn

RATE, BETA = 1e-3, 0.9


class Snntorch(nn.Module):
    """``Leaky`` and ``RLeaky`` with a beta of 0.9 and their default surrogate, as in snnTorch's tutorials 5 to 7."""

    def __init__(self, channels, hidden, classes, recurrent):
        import snntorch

        super().__init__()
        self.recurrent = recurrent
        self.first, self.last = nn.Linear(channels, hidden), nn.Linear(hidden, classes)
        inner = snntorch.RLeaky(beta=BETA, linear_features=hidden) if recurrent else snntorch.Leaky(beta=BETA)
        self.inner, self.out = inner, snntorch.Leaky(beta=BETA)

    def forward(self, steps):
        if self.recurrent:
            spikes, inner = self.inner.init_rleaky()
        else:
            inner = self.inner.init_leaky()
        out, counts = self.out.init_leaky(), 0
        for now in steps:
            if self.recurrent:
                spikes, inner = self.inner(self.first(now), spikes, inner)
            else:
                spikes, inner = self.inner(self.first(now), inner)
            fired, out = self.out(self.last(spikes), out)
            counts = counts + fired
        return counts


class Spikingjelly(nn.Module):
    """``LIFNode`` with its defaults but the arctangent of the tutorials, and its container of recurrent links."""

    def __init__(self, channels, hidden, classes, recurrent):
        from spikingjelly.activation_based import layer, neuron, surrogate

        super().__init__()
        inner = neuron.LIFNode(surrogate_function=surrogate.ATan())
        if recurrent:
            inner = layer.LinearRecurrentContainer(inner, hidden, hidden)
        self.layers = nn.Sequential(
            nn.Linear(channels, hidden), inner, nn.Linear(hidden, classes),
            neuron.LIFNode(surrogate_function=surrogate.ATan()),
        )  # fmt: skip

    def forward(self, steps):
        from spikingjelly.activation_based import functional

        functional.reset_net(self.layers)
        return sum(self.layers(now) for now in steps)


LIBRARIES = {"snntorch": Snntorch, "spikingjelly": Spikingjelly}


def coded(values, code, steps):
    """Input (steps, batch, channels) of values: spikes by chance, one spike by its time, or what they are."""
    if code == "poisson":
        shown = values.transpose(0, 1) if values.ndim == 3 else values.expand(steps, *values.shape)
        return (torch.rand(shown.shape) < shown).float()
    if code == "latency":
        onset = torch.where(values > 0, torch.floor((1 - values) * steps + 1e-6), -1.0)
        return (torch.arange(steps)[:, None, None] == onset).float()
    return values.transpose(0, 1).float()


def main(library, path, seed, epochs, batch):
    torch.set_num_threads(1)
    torch.manual_seed(int(seed))
    data = np.load(path)
    values, labels = torch.tensor(data["x"]), torch.tensor(data["y"])
    trained, tested, steps, code = int(data["trained"]), int(data["tested"]), int(data["steps"]), str(data["code"])
    classes = int(labels.max()) + 1
    net = LIBRARIES[library](values.shape[-1], int(data["hidden"]), classes, bool(data["recurrent"]))
    optimizer, batch = torch.optim.Adam(net.parameters(), RATE), int(batch)
    for _ in range(int(epochs)):
        for part in torch.randperm(trained).split(batch):
            counts = net(coded(values[part], code, steps))
            loss = nn.functional.cross_entropy(counts, labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            parts = torch.arange(len(values) - tested, len(values)).split(256)
            right = sum(int((net(coded(values[p], code, steps)).argmax(1) == labels[p]).sum()) for p in parts)
        print(right / tested, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
