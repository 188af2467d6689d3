"""Runs inside Brian2's environment: ``brian2_rules.py case.npz out.npz``: a published rule, as written for Brian2.

Both sides fire when the case says. Spikes that meet at a synapse in one step all find the traces as they were, so
that traces step in pathways behind those that use them. What moves in time does so once in a step, before its spikes.
"""

import sys

import brian2 as b
import numpy as np

PAIRS = "dx/dt = -x/tau_plus : 1 (event-driven)\ndy/dt = -y/tau_minus : 1 (event-driven)\n"
RULES = {
    "pairs": {
        "model": PAIRS,
        "learn": "w = clip(w + A_plus*w_max*x, 0, w_max)",
        "use": "w = clip(w - A_minus*w_max*y, 0, w_max)",
        "step": "x += 1",
        "remember": "y += 1",
    },
    "proportional": {
        "model": PAIRS,
        "learn": "w = clip(w + c_p*w_max*x, 0, w_max)",
        "use": "w = clip(w - c_d*w*y, 0, w_max)",
        "step": "x += 1",
        "remember": "y += 1",
    },
    "triplets": {
        "model": "dr1/dt = -r1/tau_plus : 1 (event-driven)\ndr2/dt = -r2/tau_x : 1 (event-driven)\n"
        "do1/dt = -o1/tau_minus : 1 (event-driven)\ndo2/dt = -o2/tau_y : 1 (event-driven)\n",
        "learn": "w = clip(w + w_max*r1*(A2_plus + A3_plus*o2), 0, w_max)",
        "use": "w = clip(w - w_max*o1*(A2_minus + A3_minus*r2), 0, w_max)",
        "step": "r1 += 1; r2 += 1",
        "remember": "o1 += 1; o2 += 1",
    },
    "rewarded": {
        "model": f"{PAIRS}traced : 1\n",  # Brian2 keeps e for the constant
        "in_time": "traced = traced*exp(-dt/tau_e); w = clip(w + dt*traced*(d_post + d_0)/tau_w, 0, w_max)",
        "learn": "traced += A_plus*w_max*x",
        "use": "traced -= A_minus*w_max*y",
        "step": "x += 1",
        "remember": "y += 1",
    },
    "membrane": {
        "model": "x : 1\nslow : 1\nfast : 1\n",
        "in_time": "x = x*exp(-dt/tau_x)\n"
        "slow = u_post + (slow - u_post)*exp(-dt/tau_minus)\nfast = u_post + (fast - u_post)*exp(-dt/tau_plus)\n"
        "more = A_LTP*w_1*x/tau_x*clip(u_post - theta_plus, 0, inf)*clip(fast - theta_minus, 0, inf)\n"
        "w = clip(w + dt*more, 0, w_max)",
        "use": "w = clip(w - A_LTD*w_1*clip(slow - theta_minus, 0, inf), 0, w_max)",
        "step": "x += 1",
    },
}
"""The pathways of each: what target spikes do, then source spikes, then what both leave behind."""
ORDER = ("learn", "use", "step", "remember")
OF_SOURCE, OF_TARGET = ("use", "step"), ("learn", "remember")


def learnt(case, name):
    """The weights in the end."""
    b.start_scope()
    b.defaultclock.dt = float(case["h"]) * b.ms
    rule, h = RULES[name], float(case["h"]) * b.ms
    number = {key.partition(" ")[2]: float(case[key]) for key in case if key.startswith(f"{name} ")}
    namespace = {n: v * b.ms if n.startswith("tau") else v for n, v in number.items()}
    namespace |= {"fires": b.TimedArray(case["fires"], dt=h), "seen": b.TimedArray(case["seen"], dt=h)}
    sources = b.SpikeGeneratorGroup(int(case["sources"]), case["pre"], case["pre_steps"] * h, dt=h)
    moving = "dd/dt = -d/tau_d : 1\n" if name == "rewarded" else "d : 1\n"
    targets = b.NeuronGroup(case["fires"].shape[1], f"{moving}u = seen(t, i) : 1", threshold="fires(t, i) > 0.5",
                            method="exact", namespace=namespace)  # fmt: skip
    before = {way: rule[way] for way in OF_SOURCE if way in rule}
    after = {way: rule[way] for way in OF_TARGET if way in rule}
    model = f"w : 1\n{rule['model']}"
    synapses = b.Synapses(sources, targets, model, on_pre=before, on_post=after or None, namespace=namespace)
    synapses.connect(i=case["i"], j=case["j"])
    synapses.w = case["weight"]
    for place, way in enumerate(ORDER):
        if way in rule:
            getattr(synapses, way).order = place
    for way in after:
        getattr(synapses, way).delay = int(case["delay"]) * h
    network = b.Network(sources, targets, synapses)
    if name == "membrane":
        synapses.slow = synapses.fast = number["theta_minus"]
    if "in_time" in rule:
        network.add(synapses.run_regularly(rule["in_time"], dt=h, when="groups", order=1))
    if name == "rewarded":
        rewards = b.SpikeGeneratorGroup(1, np.zeros(len(case["rewards"]), int), case["rewards"] * h, dt=h)
        heard = b.Synapses(rewards, targets, on_pre="d_post += dose", namespace=namespace)
        heard.connect()
        network.add(rewards, heard)
    network.run(len(case["fires"]) * h)
    return np.asarray(synapses.w)


def main(case_path, out_path):
    with np.load(case_path) as stored:
        case = {name: stored[name] for name in stored.files}
    b.prefs.codegen.target = "numpy"
    np.savez(out_path, w=learnt(case, str(case["rule"])))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
