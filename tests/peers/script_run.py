"""Runs a script of another simulator in that one's environment: ``python script_run.py SCRIPT.py OUT.npz RESOLUTION``.

Gives ``<name>`` (spikes, 2) of steps and neurons of every group that the script makes.
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


def main(script, out, h):
    made = runpy.run_path(script)
    np.savez(out, **{name: spikes(made, name, h) for name in made["groups"]})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
