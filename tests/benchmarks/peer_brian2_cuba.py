"""CUBA in Brian2's C++ standalone mode: prints ``ready``, then seconds and spikes a run for every line read.

``python peer_brian2_cuba.py NETWORK.npz DURATION_MS FOLDER``, in Brian2's own environment.
"""

from __future__ import annotations

import sys

import numpy as np
from brian2 import (
    Network,
    NeuronGroup,
    SpikeMonitor,
    Synapses,
    defaultclock,
    device,
    ms,
    mV,
    prefs,
    set_device,
)
from cuba import C_M, E_L, T_REF, TAU_E, TAU_I, TAU_M, V_RESET, V_TH, W_E, W_I, H

GAIN = TAU_M / C_M  # a current in pA as the potential in mV that it holds


def main(file: str, duration: float, folder: str) -> None:
    prefs.devices.cpp_standalone.openmp_threads = 0
    set_device("cpp_standalone", build_on_run=False)
    defaultclock.dt = H * ms
    data = np.load(file)
    equations = """
    dv/dt = (ge + gi - (v - E_L)) / tau_m : volt (unless refractory)
    dge/dt = -ge / tau_e : volt
    dgi/dt = -gi / tau_i : volt
    """
    space = {"E_L": E_L * mV, "tau_m": TAU_M * ms, "tau_e": TAU_E * ms, "tau_i": TAU_I * ms}
    space |= {"V_th": V_TH * mV, "V_reset": V_RESET * mV, "w_e": W_E * GAIN * mV, "w_i": W_I * GAIN * mV}
    cells = NeuronGroup(
        len(data["start"]), equations, threshold="v >= V_th", reset="v = V_reset", refractory=(T_REF + H) * ms,
        method="exact", namespace=space,
    )  # fmt: skip
    cells.v = data["start"] * mV
    excites = data["pre"] < int(data["excitatory"])
    synapses = []
    for own, receptor, weight in ((excites, "ge", "w_e"), (~excites, "gi", "w_i")):
        link = Synapses(cells, cells, on_pre=f"{receptor} += {weight}", delay=H * ms, namespace=space)
        link.connect(i=data["pre"][own], j=data["post"][own])
        synapses.append(link)
    monitor = SpikeMonitor(cells)
    Network(cells, monitor, *synapses).run(duration * ms)
    device.build(directory=folder, compile=True, run=False, debug=False)
    print("ready", flush=True)
    for _ in sys.stdin:
        device.run(folder, with_output=False, run_args=[])
        print(device._last_run_time, monitor.num_spikes, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3])
