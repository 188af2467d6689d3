"""Runs inside Brian2's environment: ``brian2_run.py case.json out.json``; the text of the case is read as it stands.

The conventions that make the two agree (docs/semantics.md): a spike of the step from t is stamped t + h, and a neuron
is refractory for one step more than Brian2 counts.
"""

import json
import pathlib
import sys

import brian2 as b
import numpy as np

SYNAPSE = """
I = I_s + I_e : amp
dI_s/dt = -I_s/tau_s : amp
I_e : amp (constant)
"""


def amount(text):
    number, _, unit = text.partition("*")
    return float(number) * getattr(b, unit) if unit else float(number)


def main(case_path, out_path):
    with pathlib.Path(case_path).open(encoding="utf-8") as stream:
        case = json.load(stream)
    h = case["h"]
    b.prefs.codegen.target = "numpy"
    b.defaultclock.dt = h * b.ms
    lines = [line.partition("=") for line in case["constants"].strip().splitlines()]
    namespace = {name.strip(): amount(value.strip()) for name, _, value in lines}
    namespace["tau_s"] = case["tau_s"] * b.ms
    refractory = case["refractory"]
    neurons = b.NeuronGroup(
        case["size"],
        case["equations"] + SYNAPSE,
        threshold=case["threshold"],
        reset=case["reset"] or "",
        refractory=(refractory + h) * b.ms if refractory is not None else case["threshold"],
        method=case["method"],
        namespace=namespace,
    )
    for state, values in case["start"].items():
        setattr(neurons, state, np.array(values) * getattr(b, case["units"][state]) if case["units"][state] else values)
    neurons.I_e = np.array(case["bias"]) * b.pA
    synapses = b.Synapses(neurons, neurons, "strength : amp", on_pre="I_s += strength")
    synapses.connect(i=case["pre"], j=case["post"])
    synapses.strength = np.array(case["weight"]) * b.pA
    synapses.delay = np.array(case["delay"]) * b.ms
    spikes = b.SpikeMonitor(neurons)
    b.Network(neurons, synapses, spikes).run(case["duration"] * b.ms, namespace=namespace)
    steps = np.rint(np.asarray(spikes.t / b.ms) / h).astype(int) + 1
    with pathlib.Path(out_path).open("w", encoding="utf-8") as stream:
        json.dump({"steps": steps.tolist(), "neurons": np.asarray(spikes.i).tolist()}, stream)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
