"""CUBA in NEST: prints ``ready``, then seconds and spikes a run for every line read.

``python peer_nest_cuba.py NETWORK.npz DURATION_MS THREADS``, in NEST's own environment.
"""

from __future__ import annotations

import sys
import time

import nest
import numpy as np
from cuba import C_M, E_L, T_REF, TAU_E, TAU_I, TAU_M, V_RESET, V_TH, W_E, W_I, H


def main(file: str, duration: float, threads: int) -> None:
    data = np.load(file)
    nest.ResetKernel()
    nest.SetKernelStatus({"resolution": H, "local_num_threads": threads, "print_time": False})
    cells = nest.Create(
        "iaf_psc_exp", len(data["start"]),
        {"tau_m": TAU_M, "C_m": C_M, "E_L": E_L, "V_th": V_TH, "V_reset": V_RESET, "t_ref": T_REF,
         "tau_syn_ex": TAU_E, "tau_syn_in": TAU_I},
    )  # fmt: skip
    cells.V_m = list(data["start"])
    weights = np.where(data["pre"] < int(data["excitatory"]), W_E, W_I)
    given = {"synapse_model": "static_synapse", "weight": weights, "delay": np.full(len(weights), H)}
    nest.Connect(data["pre"] + 1, data["post"] + 1, "one_to_one", given)
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Prepare()
    nest.Run(H)
    print("ready", flush=True)
    for _ in sys.stdin:
        before, began = recorder.n_events, time.perf_counter()
        nest.Run(duration)
        print(time.perf_counter() - began, recorder.n_events - before, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
