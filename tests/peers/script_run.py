"""Runs a script of another simulator in that one's environment: ``python script_run.py SCRIPT.py OUT.npz RESOLUTION``.

Gives ``<name>`` (spikes, 2) of steps and neurons of every group that the script makes, and for each state that it
records ``<title>.steps`` (samples,) with ``<title>.values`` (samples, neurons).
"""

import runpy
import sys

import numpy as np


def spikes(made, name, h):
    """Steps at whose end the neurons of a group fired, with the neurons."""
    group = made["groups"][name]
    if "sim" in made:
        trains = group.get_data("spikes").segments[0].spiketrains
        found = [(round(float(t) / h), int(train.annotations["source_index"])) for train in trains for t in train]
        return np.array(found, np.int64).reshape(-1, 2)
    if "monitors" in made:  # Brian2 stamps the start of a step
        monitor = made["monitors"][name]
        return np.c_[np.rint(np.asarray(monitor.t / made["ms"]) / h).astype(int) + 1, np.asarray(monitor.i)]
    events = made["recorders"][name].events
    return np.c_[np.rint(events["times"] / h).astype(int), events["senders"] - group.tolist()[0]]


def samples(made, trace, h):
    """Steps at whose end a state was read, and what was read."""
    if "sim" in made:
        recorded, variable = trace
        (signal,) = recorded.get_data(variable).segments[0].analogsignals
        times, values = signal.times.rescale("ms").magnitude, signal.magnitude
    elif "monitors" in made:  # Brian2 reads at the start of a step
        times, values = np.asarray(trace.t / made["ms"]), np.asarray(getattr(trace, trace.record_variables[0])).T
    else:
        events = trace.events
        (name,) = events.keys() - {"times", "senders"}
        order = np.lexsort((events["senders"], events["times"]))
        times = np.unique(events["times"])
        values = np.asarray(events[name])[order].reshape(len(times), -1)
    return np.rint(times / h).astype(int), values


def main(script, out, h):
    made = runpy.run_path(script)
    found = {name: spikes(made, name, h) for name in made["groups"]}
    for name, trace in made.get("traces", {}).items():
        found[f"{name}.steps"], found[f"{name}.values"] = samples(made, trace, h)
    np.savez(out, **found)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
