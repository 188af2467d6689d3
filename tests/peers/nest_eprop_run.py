"""Runs in NEST's own environment, so it imports nothing of Spikeloom: ``python nest_eprop_run.py JOB_FOLDER``.

The folder holds ``job.json`` and ``arrays.npz``, which :mod:`tests.peers.test_nest_eprop` writes; ``out.npz`` answers:
``readout`` (presentations, steps, out), the weights ``into``, ``loop`` and ``out`` as they are at the end, (post, pre),
and which recurrent neurons ``fired`` (rec,) in the last presentation; NEST updates a weight at a spike before it only.
"""

import json
import sys
from pathlib import Path

import nest
import numpy as np

STEP = 1.0  # ms
FIRST = 1.0  # ms: when the generators begin
DELAYS = 3  # steps from an input to a normalised read-out
SYNAPSE = "eprop_synapse_bsshslm_2020"


def recurrent(job):
    """All recurrent neurons, those that do not adapt first."""
    common = {
        "C_m": 1.0, "E_L": 0.0, "I_e": 0.0, "V_m": 0.0, "V_th": job["V_th"], "tau_m": job["tau_m"],
        "t_ref": job["t_ref"], "c_reg": job["c_reg"], "f_target": job["f_target"],
        "surrogate_gradient_function": "piecewise_linear", "surrogate_gradient_height": 0.3 / job["V_th"],
        "surrogate_gradient_width": job["V_th"],
        "regular_spike_arrival": job["regular"],
    }  # fmt: skip
    made = nest.Create("eprop_iaf_bsshslm_2020", job["plain"], common)
    adapting = job["count"] - job["plain"]
    if adapting:
        more = {"adapt_beta": job["adapt_beta"], "adapt_tau": job["adapt_tau"], "adaptation": 0.0}
        made += nest.Create("eprop_iaf_adapt_bsshslm_2020", adapting, common | more)
    return made


def matrix(source, target):
    """The weights (post, pre) between two collections; 0 where there is no connection."""
    rows, columns = ({id: n for n, id in enumerate(part.tolist())} for part in (target, source))
    found = np.zeros((len(rows), len(columns)))
    links = nest.GetConnections(source, target, SYNAPSE).get(["source", "target", "weight"])
    for pre, post, weight in zip(links["source"], links["target"], links["weight"], strict=True):
        found[rows[post], columns[pre]] = weight
    return found


def main(folder):
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    arrays = dict(np.load(folder / "arrays.npz"))
    spikes, wanted = arrays["spikes"], arrays["wanted"]
    presentations, steps, inputs = spikes.shape
    length, outputs = presentations * steps * STEP, wanted.shape[2]
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    nest.set(
        resolution=STEP, print_time=False, total_num_virtual_procs=1, eprop_update_interval=steps * STEP,
        eprop_learning_window=job["window"] * STEP, eprop_reset_neurons_on_update=True,
    )  # fmt: skip
    generators, parrots = nest.Create("spike_generator", inputs), nest.Create("parrot_neuron", inputs)
    hidden = recurrent(job)
    readout = {"C_m": 1.0, "E_L": 0.0, "I_e": 0.0, "V_m": 0.0, "tau_m": job["tau_m"], "regular_spike_arrival": False}
    out = nest.Create("eprop_readout_bsshslm_2020", outputs, readout | {"loss": job["loss"]})
    targets = nest.Create("step_rate_generator", outputs)
    offset = FIRST + DELAYS * STEP
    watched = {"interval": STEP, "record_from": ["readout_signal"], "start": offset, "stop": offset + length}
    meter = nest.Create("multimeter", watched)
    nest.SetDefaults(
        SYNAPSE,
        {
            "optimizer": {"batch_size": job["batch"], "Wmin": -100.0, "Wmax": 100.0, **job["optimizer"]},
            "average_gradient": job["average_gradient"],
        },
    )
    every, plastic = {"rule": "all_to_all", "allow_autapses": False}, {"synapse_model": SYNAPSE, "delay": STEP}
    plastic["tau_m_readout"] = job["tau_m"]
    still, rated = {"delay": STEP}, {"synapse_model": "rate_connection_delayed", "delay": STEP}
    nest.Connect(generators, parrots, "one_to_one", still)
    nest.Connect(parrots, hidden, every, plastic | {"weight": arrays["into"]})
    nest.Connect(hidden, hidden, every, plastic | {"weight": arrays["loop"]})
    nest.Connect(hidden, out, every, plastic | {"weight": arrays["out"]})
    signal = {"synapse_model": "eprop_learning_signal_connection_bsshslm_2020", "delay": STEP}
    nest.Connect(out, hidden, every, signal | {"weight": arrays["back"]})
    nest.Connect(targets, out, "one_to_one", rated | {"receptor_type": 2})
    if job["loss"] == "cross_entropy":
        nest.Connect(out, out, every, rated | {"receptor_type": 1, "weight": 1.0})
    nest.Connect(meter, out, every, still)
    recorder = nest.Create("spike_recorder")
    nest.Connect(hidden, recorder, every, still)
    times = np.arange(presentations * steps) * STEP
    shown = spikes.reshape(-1, inputs) > 0
    for n, generator in enumerate(generators):
        generator.set({"spike_times": times[shown[:, n]] + FIRST})
    for n, target in enumerate(targets):
        values = wanted.reshape(-1, outputs)[:, n]
        target.set({"amplitude_times": times + offset, "amplitude_values": values})
    nest.Simulate(length + offset + STEP)
    events = meter.events
    order = np.lexsort((events["senders"], events["times"]))
    given = np.asarray(events["readout_signal"])[order].reshape(presentations, steps, outputs)
    late = recorder.events["senders"][recorder.events["times"] > length - steps * STEP + offset]
    fired = np.isin(hidden.tolist(), late)
    ends = {"into": matrix(parrots, hidden), "loop": matrix(hidden, hidden), "out": matrix(hidden, out)}
    np.savez(folder / "out.npz", readout=given, fired=fired, **ends)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
