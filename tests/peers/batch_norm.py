"""Runs in PyTorch's environment: batch normalisation of currents (rows, channels, places), and its gradients.

``python batch_norm.py in.npz out.npz`` writes what it gives, derivatives by what goes in, and running averages.
"""

import sys

import numpy as np
import torch


def normalise(source: str, target: str) -> None:
    data = {name: torch.from_numpy(array) for name, array in np.load(source).items()}
    layer = torch.nn.BatchNorm1d(data["x"].shape[1], dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(data["gamma"])
        layer.bias.copy_(data["beta"])
    x = data["x"].requires_grad_()
    y = layer(x)
    y.backward(data["bars"])
    arrays = {
        "y": y.detach(), "x": x.grad, "gamma": layer.weight.grad,
        "mean": layer.running_mean, "variance": layer.running_var,
    }  # fmt: skip
    np.savez(target, **{name: array.numpy() for name, array in arrays.items()})


if __name__ == "__main__":
    normalise(*sys.argv[1:])
