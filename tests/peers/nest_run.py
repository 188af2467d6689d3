"""Runs in NEST's own environment, so it imports nothing of Spikeloom: ``python nest_run.py JOB_FOLDER``.

The folder holds ``job.json`` (what :mod:`tests.peers.against_nest` writes) and ``arrays.npz``; the answer is
``out.npz`` with ``spikes/<population>`` (spikes, 2) of steps and neurons, ``weight/<projection>`` (synapses,) in the
order given, and ``trace/<population>`` (steps, neurons) where a trace was asked for.
"""

import json
import sys
from pathlib import Path

import nest
import numpy as np


def cells(population, arrays):
    """The neurons, each with its own parameters, set at once because NEST checks them against each other."""
    made = nest.Create(population["model"], population["size"])
    values = {name: arrays[f"cell/{population['id']}/{name}"] for name in population["values"]}
    integers = set(population["integers"])
    made.set(
        [
            {name: int(v[i]) if name in integers else v[i].tolist() for name, v in values.items()}
            for i in range(population["size"])
        ]
    )
    return made


def trains(stimulus, arrays, h):
    """Listed spikes as parrots, which plastic synapses need: their generators fire one step earlier."""
    times, train = arrays[f"times/{stimulus['id']}"], arrays[f"train/{stimulus['id']}"]
    generators = nest.Create("spike_generator", stimulus["size"])
    for i in range(stimulus["size"]):
        own = np.sort(times[(train == i) | (train < 0)]) - h
        generators[i].set({"spike_times": np.round(own, 6), "allow_offgrid_times": False})
    parrots = nest.Create("parrot_neuron", stimulus["size"])
    nest.Connect(generators, parrots, "one_to_one", {"delay": h})
    return parrots


def connect(projection, nodes, arrays):
    """Every synapse as it was drawn; each projection's synapses are a model of their own, to be found again."""
    id = projection["id"]
    pre, post = arrays[f"pre/{id}"], arrays[f"post/{id}"]
    first, second = (nodes[projection[end]].tolist()[0] for end in ("source", "target"))
    nest.CopyModel(projection["model"], id, projection["common"])
    synapse = {"synapse_model": id, "weight": arrays[f"weight/{id}"]}
    if projection["delayed"]:
        synapse["delay"] = arrays[f"delay/{id}"]
    for name in projection["values"]:
        synapse[name] = arrays[f"synapse/{id}/{name}"]
    if projection["receptor"] is not None:
        synapse["receptor_type"] = np.full(len(pre), projection["receptor"])
    nest.Connect(pre + first, post + second, "one_to_one", synapse)
    if projection["symmetric"]:  # make_symmetric is passed over in silence where neurons are given as arrays
        nest.Connect(post + second, pre + first, "one_to_one", synapse)


def weights(projection, nodes, arrays):
    """Weights (synapses,) in the order of the projection's own list; pairs of neurons are unique."""
    id = projection["id"]
    first, second = (nodes[projection[end]].tolist()[0] for end in ("source", "target"))
    found = nest.GetConnections(synapse_model=id).get(["source", "target", "weight"])
    pairs = zip(found["source"], found["target"], strict=True)
    weight = dict(zip(pairs, found["weight"], strict=True))
    wanted = zip(arrays[f"pre/{id}"] + first, arrays[f"post/{id}"] + second, strict=True)
    return np.array([weight[pair] for pair in wanted])


def main(folder):
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    arrays = dict(np.load(folder / "arrays.npz"))
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    nest.SetKernelStatus({"resolution": job["resolution"], "local_num_threads": job["threads"], "print_time": False})
    nest.SetKernelStatus(job["kernel"])
    nodes = {p["id"]: cells(p, arrays) for p in job["populations"]}
    nodes |= {s["id"]: trains(s, arrays, job["resolution"]) for s in job["stimuli"]}
    for projection in job["projections"]:
        connect(projection, nodes, arrays)
    recorders, meters = {}, {}
    for p in job["populations"]:
        if p["fires"]:
            recorders[p["id"]] = nest.Create("spike_recorder", params={"time_in_steps": True})
            nest.Connect(nodes[p["id"]], recorders[p["id"]])
        if p["trace"]:
            watched = {"record_from": [p["trace"]], "interval": job["resolution"]}
            meters[p["id"]] = nest.Create("multimeter", params=watched)
            nest.Connect(meters[p["id"]], nodes[p["id"]])
    nest.Simulate(job["duration"])
    out = {}
    for p in job["populations"]:
        id, first = p["id"], nodes[p["id"]].tolist()[0]
        if id in recorders:
            events = recorders[id].events
            out[f"spikes/{id}"] = np.c_[events["times"], events["senders"] - first].astype(np.int64)
        if id in meters:
            events = meters[id].events
            order = np.lexsort((events["senders"], events["times"]))
            out[f"trace/{id}"] = np.asarray(events[p["trace"]])[order].reshape(-1, p["size"])
    for projection in job["projections"]:
        out[f"weight/{projection['id']}"] = weights(projection, nodes, arrays)
    np.savez(folder / "out.npz", **out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
