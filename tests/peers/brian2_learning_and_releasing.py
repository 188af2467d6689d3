"""Runs inside Brian2's environment: ``brian2_learning_and_releasing.py case.npz out.npz``.

Spikes that meet at a synapse in one step do not move its weight as a pair: all pathways that use traces come before
those that increment them. What is released is kept until it is delivered, before its source fires again.
"""

import sys

import brian2 as b
import numpy as np

CELLS = """
dv/dt = (E_L - v + R*(I_s + I_e))/tau_m : volt (unless refractory)
dI_s/dt = -I_s/tau_s : amp
I_e : amp (constant)
"""
SYNAPSES = """
w : amp
sent : amp
dtrace_s/dt = -trace_s/tau_plus : 1 (event-driven)
dtrace_t/dt = -trace_t/tau_minus : 1 (event-driven)
du/dt = -u/tau_fac : 1 (event-driven)
dx/dt = (1 - x)/tau_rec : 1 (event-driven)
"""
BEFORE = {
    "arrive": "I_s_post += sent",
    "use": "w = clip(w - A_minus*w_max*trace_t, 0*pA, w_max)\nu += U*(1 - u)\nsent = w*u*x\nx -= u*x",
    "step": "trace_s += 1",
}
AFTER = {"learn": "w = clip(w + A_plus*w_max*trace_s, 0*pA, w_max)", "remember": "trace_t += 1"}
ORDER = ("arrive", "learn", "use", "step", "remember")


def main(case_path, out_path):
    with np.load(case_path) as stored:
        case = {name: stored[name] for name in stored.files}
    h, ms, pA, mV = float(case["h"]), b.ms, b.pA, b.mV
    b.prefs.codegen.target = "numpy"
    b.defaultclock.dt = h * ms
    number = {name: float(case[name]) for name in ("A_plus", "A_minus", "U")}
    taus = ("tau_m", "tau_s", "tau_plus", "tau_minus", "tau_rec", "tau_fac")
    namespace = number | {name: float(case[name]) * ms for name in taus}
    namespace |= {"E_L": float(case["E_L"]) * mV, "V_th": float(case["V_th"]) * mV, "w_max": float(case["w_max"]) * pA}
    namespace["R"] = float(case["R"]) * b.Gohm
    refractory = (float(case["t_ref"]) + h) * ms
    cells = b.NeuronGroup(len(case["bias"]), CELLS, threshold="v >= V_th", reset="v = E_L", refractory=refractory,
                          method="exact", namespace=namespace)  # fmt: skip
    cells.v, cells.I_e = case["start"] * mV, case["bias"] * pA
    synapses = b.Synapses(cells, cells, SYNAPSES, on_pre=BEFORE, on_post=AFTER, namespace=namespace)
    synapses.connect(i=case["pre"], j=case["post"])
    synapses.w, synapses.x = case["weight"] * pA, 1.0
    for number_of, name in enumerate(ORDER):
        getattr(synapses, name).order = number_of
    for name in ("arrive", "learn", "remember"):
        getattr(synapses, name).delay = case["delay"] * ms
    spikes = b.SpikeMonitor(cells)
    b.Network(cells, synapses, spikes).run(float(case["duration"]) * ms)
    steps = np.rint(np.asarray(spikes.t / ms) / h).astype(int) + 1
    np.savez(out_path, steps=steps, neurons=np.asarray(spikes.i), weights=np.asarray(synapses.w / pA))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
