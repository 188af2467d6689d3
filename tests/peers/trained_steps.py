"""Runs in a peer's environment: steps of Adam from given weights on given spikes, in double precision.

``python trained_steps.py snntorch|spikingjelly in.npz out.npz``; ``in.npz`` holds ``first``, ``first_bias``,
``second``, ``second_bias``, ``spikes`` (batches, steps, batch, channels), ``labels`` (batches, batch) and ``rate``;
``out.npz`` the ``losses`` (batches,) and the weights at the end. The network is that of ``snntorch_network.py``.
"""

import sys

import numpy as np
import torch

BETA = 0.9


def spikingjelly_network(sizes):
    from spikingjelly.activation_based import functional, layer, neuron, surrogate

    def leaky():
        return neuron.LIFNode(
            tau=1 / (1 - BETA), decay_input=False, v_threshold=1.0, v_reset=0.0, step_mode="m",
            surrogate_function=surrogate.ATan(alpha=2.0), detach_reset=True,
        )  # fmt: skip

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = layer.Linear(*sizes[:2], step_mode="m")
            self.second = layer.Linear(*sizes[1:], step_mode="m")
            self.hidden, self.out = leaky(), leaky()

        def forward(self, spikes):
            functional.reset_net(self)
            return self.out(self.second(self.hidden(self.first(spikes))))

    return Network()


def snntorch_network(sizes):
    from snntorch_network import Network

    return Network(sizes)


def main(peer, source, target):
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    data = np.load(source)
    sizes = data["first"].shape[1], data["first"].shape[0], data["second"].shape[0]
    network = {"snntorch": snntorch_network, "spikingjelly": spikingjelly_network}[peer](sizes)
    layers = {"first": network.first, "second": network.second}
    with torch.no_grad():
        for name, layer in layers.items():
            layer.weight.copy_(torch.from_numpy(data[name]))
            layer.bias.copy_(torch.from_numpy(data[f"{name}_bias"]))
    optimizer, losses = torch.optim.Adam(network.parameters(), float(data["rate"])), []
    for spikes, labels in zip(data["spikes"], data["labels"], strict=True):
        counts = network(torch.from_numpy(spikes).double()).sum(0)
        loss = torch.nn.functional.cross_entropy(counts, torch.from_numpy(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    ends = {name: layer.weight.detach().numpy() for name, layer in layers.items()}
    np.savez(target, losses=losses, **ends)


if __name__ == "__main__":
    main(*sys.argv[1:])
