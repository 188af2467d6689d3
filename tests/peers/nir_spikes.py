"""Runs in a peer's environment: a ``.nir`` file imported as its users do, fed with spikes, step by step.

``python nir_spikes.py PEER file.nir in.npz out.npz``, a peer of those below; ``in.npz`` holds ``spikes`` (steps, batch,
channels), ``out.npz`` what the last layer sent (steps, batch, neurons).
"""

import contextlib
import os
import sys
from pathlib import Path

import nir
import numpy as np

STEP = 1e-4  # s


def step_by_step(network, spikes, stateful):
    import torch

    state, out = None, []
    with torch.no_grad():
        for step in torch.from_numpy(spikes).float():
            answer = network(step, state) if stateful else network(step)
            if isinstance(answer, tuple):
                answer, state = answer
            out.append(answer.numpy())
    return np.stack(out)


def snntorch(graph, spikes):
    from snntorch.import_nir import import_from_nir

    with Path(os.devnull).open("w", encoding="utf-8") as quiet, contextlib.redirect_stdout(quiet):
        network = import_from_nir(graph)
    return step_by_step(network, spikes, False)


def norse(graph, spikes):
    import norse.torch

    return step_by_step(norse.torch.from_nir(graph, dt=STEP), spikes, True)


def spikingjelly(graph, spikes):
    from spikingjelly.activation_based import nir_exchange

    return step_by_step(nir_exchange.import_from_nir(graph, dt=STEP), spikes, True)


def sinabs(graph, spikes):
    """Samples one after the other, each with all its steps in the first axis."""
    import sinabs.nir
    import torch

    steps, batch = spikes.shape[:2]
    network = sinabs.nir.from_nir(graph, batch_size=batch)
    whole = torch.from_numpy(spikes).float().transpose(0, 1).reshape(batch * steps, *spikes.shape[2:])
    with torch.no_grad():
        out = network(whole)
    out = out[0] if isinstance(out, tuple) else out
    return out.reshape(batch, steps, -1).transpose(0, 1).numpy()


def rockpool(graph, spikes):
    """All steps of a sample in one call, layer by layer, states from rest."""
    import torch
    from rockpool.nn.modules.torch.nir import from_nir

    network = from_nir(graph)
    with torch.no_grad():
        out = network(torch.from_numpy(spikes).float().transpose(0, 1))
    out = out[0] if isinstance(out, tuple) else out
    return out.transpose(0, 1).numpy()


def spyx(graph, spikes):
    """Channels last."""
    import jax.numpy as jnp
    import spyx.nir

    given = np.moveaxis(spikes, 2, -1) if spikes.ndim > 3 else spikes
    _, out = spyx.nir.from_nir(graph, jnp.asarray(given, jnp.float32), dt=1)
    return np.asarray(out)


def main(peer, path, source, target):
    if peer != "spyx":
        import torch

        torch.set_num_threads(1)
    graph = nir.read(path)
    shape = [int(n) for n in graph.nodes["input"].input_type["input"]]
    spikes = np.load(source)["spikes"]
    np.savez(target, out=globals()[peer](graph, spikes.reshape(*spikes.shape[:2], *shape)))


if __name__ == "__main__":
    main(*sys.argv[1:])
