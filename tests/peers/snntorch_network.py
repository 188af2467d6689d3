"""Runs in snnTorch's environment: the gradients of the digits network with hard reset.

``python snntorch_network.py in.npz out.npz`` writes those of the count cross-entropy.
"""

import sys

import numpy as np
import torch
from torch_networks import begun


def gradient(source: str, target: str) -> None:
    torch.set_default_dtype(torch.float64)
    data = np.load(source)
    network = begun("snntorch", data)
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
