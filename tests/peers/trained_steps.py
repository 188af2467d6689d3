"""Runs in a peer's environment: steps of Adam from given weights on given spikes, in double precision.

``python trained_steps.py snntorch|spikingjelly in.npz out.npz``; ``in.npz`` holds ``first``, ``first_bias``,
``second``, ``second_bias``, ``spikes`` (batches, steps, batch, channels), ``labels`` (batches, batch) and ``rate``;
``out.npz`` the ``losses`` (batches,) and the weights at the end.
"""

import sys

import numpy as np
import torch
from torch_networks import begun, step


def main(peer, source, target):
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    data = np.load(source)
    network = begun(peer, data)
    optimizer, losses = torch.optim.Adam(network.parameters(), float(data["rate"])), []
    for spikes, labels in zip(data["spikes"], data["labels"], strict=True):
        _, loss = step(network, optimizer, torch.from_numpy(spikes).double(), torch.from_numpy(labels))
        losses.append(loss.item())
    ends = {name: getattr(network, name).weight.detach().numpy() for name in ("first", "second")}
    np.savez(target, losses=losses, **ends)


if __name__ == "__main__":
    main(*sys.argv[1:])
