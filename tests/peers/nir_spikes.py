"""Runs in a peer's environment: a ``.nir`` file imported as its users do, fed with spikes, step by step.

``python nir_spikes.py <snntorch|norse|spikingjelly> file.nir in.npz out.npz``; ``in.npz`` holds ``spikes``
(steps, batch, channels), ``out.npz`` what the last layer fired (steps, batch, neurons).
"""

import contextlib
import os
import sys
from pathlib import Path

import nir
import numpy as np
import torch

STEP = 1e-4  # s


def snntorch(graph):
    from snntorch.import_nir import import_from_nir

    with Path(os.devnull).open("w", encoding="utf-8") as quiet, contextlib.redirect_stdout(quiet):
        network = import_from_nir(graph)
    return network, False


def norse(graph):
    import norse.torch

    return norse.torch.from_nir(graph, dt=STEP), True


def spikingjelly(graph):
    from spikingjelly.activation_based import nir_exchange

    return nir_exchange.import_from_nir(graph, dt=STEP), True


def main(peer, path, source, target):
    torch.set_num_threads(1)
    graph = nir.read(path)
    shape = [int(n) for n in graph.nodes["input"].input_type["input"]]
    network, stateful = globals()[peer](graph)
    spikes = torch.from_numpy(np.load(source)["spikes"]).float()
    spikes = spikes.reshape(*spikes.shape[:2], *shape)
    state, out = None, []
    with torch.no_grad():
        for step in spikes:
            answer = network(step, state) if stateful else network(step)
            if isinstance(answer, tuple):
                answer, state = answer
            out.append(answer.numpy())
    np.savez(target, out=np.stack(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
