"""A case in Brian2: ``python run_brian2.py FOLDER DURATION cpp_standalone|cython``, in Brian2's own environment.

Prints ``ready SECONDS BYTES``, then ``SECONDS SPIKES`` for every line read.
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


def network(folder: Path) -> tuple[b2.Network, b2.SpikeMonitor]:
    told = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    words, data = told["brian2"], np.load(folder / "network.npz")
    b2.defaultclock.dt = told["resolution"] * b2.ms
    space = {name: quantity(*given) for name, given in words["namespace"].items()}
    cells = b2.NeuronGroup(
        told["neurons"], words["equations"], threshold=words["threshold"], reset=words["reset"],
        refractory=words["refractory"] * b2.ms, method=words["method"], namespace=space,
    )  # fmt: skip
    for state, given in words["start"].items():
        setattr(cells, state, given if isinstance(given, float) else quantity(data[given[0]], given[1]))
    parts: list[object] = [cells]
    listed = None
    if "inputs" in words:
        listed = b2.SpikeGeneratorGroup(words["inputs"], data["listed neurons"], data["listed times"] * b2.ms)
        parts.append(listed)
    for name, group in words["groups"].items():
        source = listed if group.get("listed") else cells
        link = b2.Synapses(
            source, cells, model=group.get("model", ""), on_pre=group["on_pre"], on_post=group.get("on_post"),
            delay=group["delay"] * b2.ms, namespace=space, method="exact" if "model" in group else None,
        )  # fmt: skip
        link.connect(i=data[f"pre {name}"].astype(int), j=data[f"post {name}"].astype(int))
        for variable, (array, unit, factor) in group.get("values", {}).items():
            setattr(link, variable, quantity(data[array] * factor, unit))
        parts.append(link)
    if "poisson" in words:
        given = words["poisson"]
        weight = quantity(*given["weight"])
        parts.append(b2.PoissonInput(cells, given["target"], given["count"], given["rate"] * b2.Hz, weight))
    monitor = b2.SpikeMonitor(cells)
    return b2.Network(*parts, monitor), monitor


def standalone(folder: Path, duration: float) -> None:
    b2.prefs.devices.cpp_standalone.openmp_threads = 0
    b2.set_device("cpp_standalone", build_on_run=False)
    began = time.perf_counter()
    whole, monitor = network(folder)
    whole.run(duration * b2.ms)
    where = folder / "brian2"
    b2.device.build(directory=str(where), compile=True, run=False, debug=False)
    built = time.perf_counter() - began
    program = subprocess.Popen([where / "main"], cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = os.wait4(program.pid, 0)[2].ru_maxrss * 1024
    print("ready", built, used, flush=True)
    for _ in sys.stdin:
        b2.device.run(str(where), with_output=False, run_args=[])
        print(b2.device._last_run_time, monitor.num_spikes, flush=True)


def cython(folder: Path, duration: float) -> None:
    b2.prefs.codegen.target = "cython"
    before, began = resident(), time.perf_counter()
    whole, monitor = network(folder)
    whole.store()
    whole.run(b2.defaultclock.dt)
    built = time.perf_counter() - began
    print("ready", built, resident() - before, flush=True)
    for _ in sys.stdin:
        whole.restore()
        began = time.perf_counter()
        whole.run(duration * b2.ms)
        print(time.perf_counter() - began, monitor.num_spikes, flush=True)


if __name__ == "__main__":
    {"cpp_standalone": standalone, "cython": cython}[sys.argv[3]](Path(sys.argv[1]), float(sys.argv[2]))
