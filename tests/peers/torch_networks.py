"""Runs in a peer's environment: the network that trains in snnTorch and in SpikingJelly, each in its fastest form.

Discrete LIF of beta 0.9, threshold 1, hard reset, arctangent surrogate of sharpness 2. snnTorch goes a step at a time,
as it is made; SpikingJelly layer by layer, all steps in one product.
"""

import torch

BETA = 0.9


def snntorch_network(sizes):
    """64-100-10 of the ``sizes`` (64, 100, 10).

    With ``reset_delay=True`` and ``"zero"`` snnTorch forgets the membrane before the next step adds to it, which is the
    reset at once, and does not follow the reset's derivative, as we do not.
    """
    import snntorch
    from snntorch import surrogate

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = torch.nn.Linear(*sizes[:2]), torch.nn.Linear(*sizes[1:])
            leaky = {"beta": BETA, "reset_mechanism": "zero", "spike_grad": surrogate.atan(alpha=2.0)}
            self.hidden, self.out = snntorch.Leaky(**leaky), snntorch.Leaky(**leaky)

        def forward(self, spikes):
            a, b = self.hidden.init_leaky(), self.out.init_leaky()
            result = []
            for now in spikes:
                fired, a = self.hidden(self.first(now), a)
                fired, b = self.out(self.second(fired.to(now.dtype)), b)  # a surrogate answers in float32
                result.append(fired)
            return torch.stack(result).to(spikes.dtype)

    return Network()


def spikingjelly_network(sizes):
    """The same."""
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
            self.layers = torch.nn.Sequential(self.first, leaky(), self.second, leaky())

        def forward(self, spikes):
            functional.reset_net(self)
            return self.layers(spikes)

    return Network()


NETWORKS = {"snntorch": snntorch_network, "spikingjelly": spikingjelly_network}


def begun(peer, given):
    """A peer's network with the ``given`` weights: ``first``, ``first_bias``, ``second`` and ``second_bias``."""
    network = NETWORKS[peer]((given["first"].shape[1], given["first"].shape[0], given["second"].shape[0]))
    with torch.no_grad():
        for name in ("first", "second"):
            getattr(network, name).weight.copy_(torch.from_numpy(given[name]))
            getattr(network, name).bias.copy_(torch.from_numpy(given[f"{name}_bias"]))
    return network


def step(network, optimizer, spikes, labels):
    """Learn one batch by the cross-entropy of spike counts; gives the counts (batch, classes) and the loss."""
    counts = network(spikes).sum(0)
    loss = torch.nn.functional.cross_entropy(counts, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return counts, loss
