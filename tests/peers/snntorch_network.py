"""Runs in snnTorch's environment: the gradients of the digits network with hard reset.

``python snntorch_network.py in.npz out.npz`` writes those of the count cross-entropy.
With ``reset_delay=True`` and ``"zero"`` snnTorch forgets the membrane before the next step adds to it, which
is the reset at once, and does not follow the reset's derivative, as we do not.
"""

import sys

import numpy as np
import snntorch
import torch
from snntorch import surrogate

BETA = 0.9


class Network(torch.nn.Module):
    """64-100-10, or whatever the weights say."""

    def __init__(self, sizes: tuple[int, int, int]) -> None:
        super().__init__()
        self.first, self.second = torch.nn.Linear(*sizes[:2]), torch.nn.Linear(*sizes[1:])
        leaky = {"beta": BETA, "reset_mechanism": "zero", "spike_grad": surrogate.atan(alpha=2.0)}
        self.hidden, self.out = snntorch.Leaky(**leaky), snntorch.Leaky(**leaky)

    def forward(self, spikes: torch.Tensor) -> torch.Tensor:
        """Output spikes (steps, batch, neurons)."""
        a, b = self.hidden.init_leaky(), self.out.init_leaky()
        result = []
        for step in spikes:
            fired, a = self.hidden(self.first(step), a)
            fired, b = self.out(self.second(fired.to(step.dtype)), b)  # a surrogate answers in float32
            result.append(fired)
        return torch.stack(result).to(spikes.dtype)


def gradient(source: str, target: str) -> None:
    torch.set_default_dtype(torch.float64)
    data = np.load(source)
    shapes = data["first"].shape, data["second"].shape
    network = Network((shapes[0][1], shapes[0][0], shapes[1][0]))
    with torch.no_grad():
        for layer, name in ((network.first, "first"), (network.second, "second")):
            layer.weight.copy_(torch.from_numpy(data[name]))
            layer.bias.copy_(torch.from_numpy(data[f"{name}_bias"]))
    out = network(torch.from_numpy(data["spikes"]))
    loss = torch.nn.functional.cross_entropy(out.sum(0), torch.from_numpy(data["labels"]))
    loss.backward()
    np.savez(
        target,
        loss=loss.item(),
        out=out.detach().numpy(),
        first=network.first.weight.grad.numpy(),
        first_bias=network.first.bias.grad.numpy(),
        second=network.second.weight.grad.numpy(),
        second_bias=network.second.bias.grad.numpy(),
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    gradient(*sys.argv[1:])
