"""A case in Brian2: ``python run_brian2.py FOLDER DURATION cpp_standalone|cython [METHOD]``, in Brian2's environment.

``METHOD`` takes the place of the case's. Prints ``ready SECONDS BYTES``, then ``SECONDS SPIKES`` for each line read.
With ``results`` as the third word it runs once on NumPy and writes ``brian2.npz``: ``steps`` and ``neurons`` of all
spikes, and what ``values`` named, at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import brian2 as b2
import numpy as np
from memory import resident

UNITS = {"mV": b2.mV, "ms": b2.ms, "nS": b2.nS, "pF": b2.pF, "pA": b2.pA}


def quantity(value: float, unit: str) -> object:
    return value * UNITS[unit]


def delays(given: float | dict[str, float]) -> object:
    """One delay in ms, or one for each pathway."""
    if isinstance(given, dict):
        return {pathway: ms * b2.ms for pathway, ms in given.items()}
    return given * b2.ms


def network(folder: Path, method: str = "") -> tuple[b2.Network, b2.SpikeMonitor]:
    told = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    words, data = told["brian2"], np.load(folder / "network.npz")
    b2.defaultclock.dt = words.get("resolution", told["resolution"]) * b2.ms
    space = {name: quantity(*given) for name, given in words["namespace"].items()}
    refractory = words["refractory"]  # ms, or the condition under which no spike is counted
    refractory = refractory if isinstance(refractory, str) else refractory * b2.ms
    cells = b2.NeuronGroup(
        told["neurons"], words["equations"], threshold=words["threshold"], reset=words["reset"],
        refractory=refractory, method=method or words["method"], namespace=space,
    )  # fmt: skip
    for state, given in words["start"].items():
        setattr(cells, state, given if isinstance(given, float) else quantity(data[given[0]], given[1]))
    parts: list[object] = [cells]
    listed = None
    if "inputs" in words:
        listed = b2.SpikeGeneratorGroup(
            words["inputs"], data["listed neurons"].astype(int), data["listed times"] * b2.ms
        )
        parts.append(listed)
    for name, group in words["groups"].items():
        source = listed if group.get("listed") else cells
        link = b2.Synapses(
            source, cells, model=group.get("model", ""), on_pre=group["on_pre"], on_post=group.get("on_post"),
            delay=delays(group["delay"]), namespace=space, method="exact" if "model" in group else None,
        )  # fmt: skip
        link.connect(i=data[f"pre {name}"].astype(int), j=data[f"post {name}"].astype(int))
        for variable, (array, unit, factor) in group.get("values", {}).items():
            setattr(link, variable, quantity(data[array] * factor, unit))
        for pathway, order in group.get("order", {}).items():
            getattr(link, pathway).order = order
        parts.append(link)
    if "poisson" in words:
        given = words["poisson"]
        weight = quantity(*given["weight"])
        parts.append(b2.PoissonInput(cells, given["target"], given["count"], given["rate"] * b2.Hz, weight))
    monitor = b2.SpikeMonitor(cells)
    return b2.Network(*parts, monitor), monitor


def standalone(folder: Path, duration: float, method: str) -> None:
    b2.prefs.devices.cpp_standalone.openmp_threads = 0
    b2.set_device("cpp_standalone", build_on_run=False)
    began = time.perf_counter()
    whole, monitor = network(folder, method)
    whole.run(duration * b2.ms)
    where = folder / f"brian2_{method}"  # several rows may build at once
    b2.device.build(directory=str(where), compile=True, run=False, debug=False)
    built = time.perf_counter() - began
    program = subprocess.Popen([where / "main"], cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = os.wait4(program.pid, 0)[2].ru_maxrss * 1024
    print("ready", built, used, flush=True)
    for _ in sys.stdin:
        b2.device.run(str(where), with_output=False, run_args=[])
        print(b2.device._last_run_time, monitor.num_spikes, flush=True)


def cython(folder: Path, duration: float, method: str) -> None:
    b2.prefs.codegen.target = "cython"
    before, began = resident(), time.perf_counter()
    whole, monitor = network(folder, method)
    whole.store()
    whole.run(b2.defaultclock.dt)
    built = time.perf_counter() - began
    print("ready", built, resident() - before, flush=True)
    for _ in sys.stdin:
        whole.restore()
        began = time.perf_counter()
        whole.run(duration * b2.ms)
        print(time.perf_counter() - began, monitor.num_spikes, flush=True)


def results(folder: Path, duration: float, method: str) -> None:
    b2.prefs.codegen.target = "numpy"
    whole, monitor = network(folder, method)
    whole.run(duration * b2.ms)
    kept = {}
    groups = json.loads((folder / "words.json").read_text(encoding="utf-8"))["brian2"]["groups"]
    links = [part for part in whole.objects if isinstance(part, b2.Synapses)]
    for (name, group), link in zip(groups.items(), links, strict=True):
        for variable, (_, unit, factor) in group.get("values", {}).items():
            kept[f"{variable} {name}"] = np.asarray(getattr(link, variable) / UNITS[unit]) / factor
    steps = np.rint(np.asarray(monitor.t / b2.defaultclock.dt)).astype(int) + 1
    np.savez(folder / "brian2.npz", steps=steps, neurons=np.asarray(monitor.i), **kept)


if __name__ == "__main__":
    {"cpp_standalone": standalone, "cython": cython, "results": results}[sys.argv[3]](
        Path(sys.argv[1]), float(sys.argv[2]), "".join(sys.argv[4:])
    )
