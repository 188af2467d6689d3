"""Runs the fixed network of 400 neurons in NEST: ``python nest_recurrent_400.py OUT.npy THREADS``.

Runs in NEST's own environment, so it imports nothing of Spikeloom.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nest
import numpy as np

FILE = Path(__file__).parents[1] / "science" / "data" / "recurrent_400.npz"
H, DURATION = 0.1, 1000.0


def main(out: str, threads: int) -> None:
    data = np.load(FILE)
    nest.ResetKernel()
    nest.SetKernelStatus({"resolution": H, "local_num_threads": threads, "print_time": False})
    size = len(data["bias"])
    cells = nest.Create(
        "iaf_psc_exp", size,
        {"tau_m": 10.0, "C_m": 250.0, "E_L": -70.0, "V_th": -55.0, "V_reset": -70.0, "t_ref": 2.0,
         "tau_syn_ex": 2.0, "tau_syn_in": 6.0},
    )  # fmt: skip
    cells.V_m = list(data["start"])
    cells.I_e = list(data["bias"])
    nest.Connect(
        data["pre"] + 1, data["post"] + 1, "one_to_one",
        {"synapse_model": "static_synapse", "weight": data["weight"], "delay": data["delay"] * H},
    )  # fmt: skip
    recorder = nest.Create("spike_recorder", params={"time_in_steps": True})
    nest.Connect(cells, recorder)
    nest.Simulate(DURATION)
    events = recorder.events
    pairs = np.c_[events["times"], events["senders"] - 1].astype(np.int64)
    np.save(out, pairs[np.lexsort(pairs.T[::-1])])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
