"""Runs in snnTorch's environment: ``python snntorch_codes.py in.npz out.npz`` encodes by ``snntorch.spikegen``.

The logarithmic latency takes float64, as ours does; spikes that would fall behind the last step are left out.
"""

import sys

import numpy as np
import torch
from snntorch import spikegen


def encoded(given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The latency of ``values`` (channels,), the changes of ``signal`` (steps, channels), the rate of ``values``."""
    values, signal = torch.tensor(given["values"]), torch.tensor(given["signal"])
    tau, threshold, change = (float(given[name]) for name in ("tau", "threshold", "change"))
    times, below = spikegen.latency_code(values, num_steps=1, threshold=threshold, tau=tau)
    linear, _ = spikegen.latency_code(
        values, num_steps=int(given["steps"]), threshold=threshold, normalize=True, linear=True
    )
    torch.manual_seed(1)
    rate = spikegen.rate(values, num_steps=int(given["draws"]))
    return {
        "latency": torch.round(times).numpy(),
        "below": below.numpy(),
        "linear": torch.round(linear).numpy(),
        "delta": spikegen.delta(signal, threshold=change, padding=True, off_spike=True).numpy(),
        "rate": rate.mean(dim=0).numpy(),
    }


if __name__ == "__main__":
    with np.load(sys.argv[1]) as archive:
        result = encoded(dict(archive))
    np.savez(sys.argv[2], **result)
