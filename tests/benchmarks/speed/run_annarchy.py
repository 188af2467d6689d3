"""A case in ANNarchy: ``python run_annarchy.py FOLDER DURATION THREADS``, in ANNarchy's own environment.

Prints ``ready SECONDS BYTES``, then ``SECONDS SPIKES`` for every line read. Delays of one step are ANNarchy's own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import ANNarchy as ann
import numpy as np
from memory import resident
from scipy.sparse import csr_matrix

os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where its CMake is


def network(folder: Path, threads: int) -> tuple[Any, Any, Any, dict[str, np.ndarray], list[Any]]:
    """The network, its neurons, their spikes, the states to start from and the links that learn."""
    told = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    words, data, h = told["annarchy"], np.load(folder / "network.npz"), told["resolution"]
    whole = ann.Network(dt=h)
    whole.config(num_threads=threads)
    refractory = {"refractory": words["refractory"]} if words["refractory"] else {}
    neuron = ann.Neuron(
        parameters=_lines(words["parameters"]), equations=words["equations"], spike=words["spike"],
        reset=words["reset"], **refractory,
    )  # fmt: skip
    cells = whole.create(geometry=told["neurons"], neuron=neuron)
    listed, learning = None, []
    if "inputs" in words:
        neurons, times = data["listed neurons"], data["listed times"]
        trains = [list(map(float, times[neurons == i])) or [1e9] for i in range(words["inputs"])]
        listed = whole.create(population=ann.SpikeSourceArray(spike_times=trains))
    for name, group in words["groups"].items():
        source = listed if group.get("listed") else cells
        weight = group["weight"]
        weights = data[weight] if isinstance(weight, str) else np.full(len(data[f"pre {name}"]), float(weight))
        weights = weights * group.get("factor", 1.0)
        shape = (source.size, told["neurons"])
        pairs = (data[f"pre {name}"].astype(int), data[f"post {name}"].astype(int))
        link = whole.connect(source, cells, target=group["target"], synapse=_synapse(group.get("synapse")))
        link.from_sparse(csr_matrix((weights, pairs), shape=shape), delays=group.get("delay", h))
        learning += [link] if "synapse" in group else []
    monitor = whole.monitor(cells, ["spike"])
    whole.compile(directory=str(folder / f"annarchy{threads}"), silent=True)
    start = {state: name if isinstance(name, float) else data[name] for state, name in words["start"].items()}
    return whole, cells, monitor, start, learning


def _lines(parameters: dict[str, float]) -> str:
    return "\n".join(f"{name} = {float(value)} : population" for name, value in parameters.items())


def _synapse(given: dict[str, Any] | None) -> Any:
    if given is None:
        return None
    parameters = "\n".join(f"{name} = {float(value)} : projection" for name, value in given["parameters"].items())
    return ann.Synapse(
        parameters=parameters,
        equations=given["equations"],
        pre_spike=given["pre_spike"],
        post_spike=given["post_spike"],
    )


def main(folder: Path, duration: float, threads: int) -> None:
    before, began = resident(), time.perf_counter()
    whole, cells, monitor, start, learning = network(folder, threads)
    built = time.perf_counter() - began
    print("ready", built, resident() - before, flush=True)
    unlearnt = [link.w for link in learning]
    for number, _ in enumerate(sys.stdin):
        if number:
            whole.reset(populations=True, projections=True)
            monitor.get("spike")
            for link, weights in zip(learning, unlearnt, strict=True):
                link.w = weights  # which "projections" leaves as they were learnt
        for state, values in start.items():
            setattr(cells, state, values)
        began = time.perf_counter()
        whole.simulate(duration)
        took = time.perf_counter() - began
        print(took, sum(map(len, monitor.get("spike").values())), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
