"""The CUBA network of Brette et al. (2007), benchmark 2, as Brian2's example states it: one file for all simulators.

``python tests/benchmarks/cuba.py OUT.npz NEURONS`` writes connections and initial potentials.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

TAU_M, C_M, E_L, V_TH, V_RESET, T_REF = 20.0, 200.0, -49.0, -50.0, -60.0, 5.0
TAU_E, TAU_I, W_E, W_I = 5.0, 10.0, 16.2, -90.0  # ms, pA
H = 0.1
CONNECTIONS_PER_NEURON = 80  # 2 % of 4,000
EXCITATORY_SHARE = 0.8


def write(path: Path, size: int) -> None:
    """Connections (synapses,), those of excitatory sources first, and potentials (neurons,)."""
    random = np.random.default_rng(1)
    excitatory = int(EXCITATORY_SHARE * size)
    pre = np.concatenate([np.full(random.binomial(size, CONNECTIONS_PER_NEURON / size), i) for i in range(size)])
    post = random.integers(0, size, len(pre))
    pairs = np.unique(np.c_[pre, post], axis=0)
    np.savez(
        path,
        pre=pairs[:, 0],
        post=pairs[:, 1],
        start=random.uniform(V_RESET, V_TH, size),
        excitatory=excitatory,
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
