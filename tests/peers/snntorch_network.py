"""Runs in snnTorch's environment: the digits network with hard reset, its gradients and its time per epoch.

``python snntorch_network.py gradient in.npz out.npz`` writes the gradients of the count cross-entropy;
``python snntorch_network.py epochs in.npz number`` prints the CPU seconds of each epoch, Poisson coding included.
With ``reset_delay=True`` and ``"zero"`` snnTorch forgets the membrane before the next step adds to it, which
is the reset at once, and does not follow the reset's derivative, as we do not.
"""

import sys
import time

import numpy as np
import snntorch
import torch
from snntorch import surrogate

BETA, STEPS, BATCH, RATE = 0.9, 25, 64, 2e-3


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


def epochs(source: str, number: int) -> None:
    torch.manual_seed(0)
    data = np.load(source)
    values = torch.from_numpy(data["values"]).float()
    labels = torch.from_numpy(data["labels"])
    network = Network((values.shape[1], 100, 10))
    optimizer = torch.optim.Adam(network.parameters(), RATE)
    for _ in range(number):
        began = time.process_time()
        order = torch.randperm(len(values))
        for low in range(0, len(values), BATCH):
            part = order[low : low + BATCH]
            spikes = (torch.rand(STEPS, len(part), values.shape[1]) < values[part]).float()
            loss = torch.nn.functional.cross_entropy(network(spikes).sum(0), labels[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(time.process_time() - began, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1] == "gradient":
        gradient(sys.argv[2], sys.argv[3])
    else:
        epochs(sys.argv[2], int(sys.argv[3]))
