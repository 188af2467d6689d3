"""Runs in NEST's own environment, so it imports nothing of Spikeloom: ``python microcircuit_run.py JOB OUT SEED``.

JOB is JSON that :mod:`tests.peers.microcircuit_job` writes; NEST draws the network anew from it. OUT is an ``.npz`` of
``spikes/<population>`` (spikes, 2), steps and neurons. Printed are the seconds of building, those of the time after
the warm-up, and the most memory held, in KiB.
"""

import json
import resource
import sys
import time
from pathlib import Path

import nest
import numpy as np


def positive(mean, std, low=0.0):
    """Normal numbers on their mean's side of zero; the others are drawn again."""
    drawn = nest.random.normal(mean=mean, std=std)
    if mean < 0:
        return nest.math.redraw(drawn, min=-np.inf, max=0.0)
    return nest.math.redraw(drawn, min=low, max=np.inf)


def main(job, out, seed):
    job = json.loads(Path(job).read_text(encoding="utf-8"))
    h, began = job["resolution"], time.perf_counter()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    nest.SetKernelStatus({"resolution": h, "local_num_threads": job["threads"], "print_time": False, "rng_seed": seed})
    nodes, recorders = {}, {}
    for p in job["populations"]:
        nodes[p["id"]] = nest.Create("iaf_psc_exp", p["size"], params=p["values"])
        nodes[p["id"]].V_m = nest.random.normal(mean=p["start"][0], std=p["start"][1])
        recorders[p["id"]] = nest.Create("spike_recorder", params={"time_in_steps": True})
        nest.Connect(nodes[p["id"]], recorders[p["id"]])
        background = nest.Create("poisson_generator", params={"rate": p["background"]["rate"]})
        how = {name: p["background"][name] for name in ("weight", "delay")}
        nest.Connect(background, nodes[p["id"]], "all_to_all", how)
    for source in sorted({p["source"] for p in job["projections"]}):
        # NEST counts 2 ** 27 connections of one synapse model and thread at most: full scale has more
        nest.CopyModel("static_synapse", f"synapse_of_{source}")
    for p in job["projections"]:
        rule = {"rule": "fixed_total_number", "N": p["number"], "allow_autapses": True, "allow_multapses": True}
        drawn = {"weight": positive(*p["weight"]), "delay": positive(*p["delay"], low=h)}
        synapse = {"synapse_model": f"synapse_of_{p['source']}", **drawn}
        nest.Connect(nodes[p["source"]], nodes[p["target"]], rule, synapse)
    nest.Prepare()
    built = time.perf_counter() - began
    if job["warm_up"]:
        nest.Run(job["warm_up"])
    began = time.perf_counter()
    nest.Run(job["duration"])
    took = time.perf_counter() - began
    nest.Cleanup()
    spikes = {}
    for id, recorder in recorders.items():
        events = recorder.events
        spikes[f"spikes/{id}"] = np.c_[events["times"], events["senders"] - nodes[id].tolist()[0]].astype(np.int64)
    np.savez(out, **spikes)
    print("took", built, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
