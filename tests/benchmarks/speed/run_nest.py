"""A case in NEST: ``python run_nest.py FOLDER DURATION THREADS``, in NEST's own environment.

Prints ``ready SECONDS BYTES``, then ``SECONDS SPIKES`` for every line read. A case with listed spikes is built anew for
every turn, because its spikes lie in the first second; others go on where they stand.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import nest
import numpy as np
from memory import resident


def build(folder: Path, threads: int) -> object:
    told = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    words, data, h = told["nest"], np.load(folder / "network.npz"), told["resolution"]
    nest.ResetKernel()
    nest.SetKernelStatus({"resolution": h, "local_num_threads": threads, "print_time": False})
    cells = nest.Create(words["model"], told["neurons"], words["parameters"])
    for name, array in words["start"].items():
        setattr(cells, name, array if isinstance(array, float) else list(data[array]))
    first = {False: 1, True: 0}
    if "inputs" in words:
        generators = nest.Create("spike_generator", words["inputs"])
        neurons, times = data["listed neurons"], data["listed times"]
        generators.set([{"spike_times": np.round(times[neurons == i] / h) * h} for i in range(words["inputs"])])
        first[True] = generators[0].get("global_id")
    for name, group in words["groups"].items():
        pre, post = data[f"pre {name}"].astype(int), data[f"post {name}"].astype(int)
        values = {
            "synapse_model": "static_synapse",
            "weight": np.full(len(pre), float(group["weight"])),
            "delay": np.full(len(pre), float(group["delay"])),
        }
        nest.Connect(pre + first[bool(group.get("listed"))], post + 1, "one_to_one", values)
    if "poisson" in words:
        given = words["poisson"]
        noise = nest.Create("poisson_generator", params={"rate": given["rate"]})
        nest.Connect(noise, cells, "all_to_all", {"weight": given["weight"], "delay": given["delay"]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Prepare()
    return recorder


def main(folder: Path, duration: float, threads: int) -> None:
    anew = "inputs" in json.loads((folder / "words.json").read_text(encoding="utf-8"))["nest"]
    before, began = resident(), time.perf_counter()
    recorder = build(folder, threads)
    built = time.perf_counter() - began
    print("ready", built, resident() - before, flush=True)
    for number, _ in enumerate(sys.stdin):
        if anew and number:
            nest.Cleanup()
            recorder = build(folder, threads)
        before, began = recorder.n_events, time.perf_counter()
        nest.Run(duration)
        print(time.perf_counter() - began, recorder.n_events - before, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
