"""Writes data/recurrent_400.npz, the fixed network of 400 neurons: run once, kept as it is.

320 excitatory and 80 inhibitory neurons, 40 connections from each, with weights and delays of their own.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

EXCITATORY, INHIBITORY, OUT_DEGREE = 320, 80, 40
FILE = Path(__file__).parent / "data" / "recurrent_400.npz"


def main() -> None:
    random = np.random.default_rng(20261124)
    size = EXCITATORY + INHIBITORY
    pre = np.repeat(np.arange(size), OUT_DEGREE)
    post = np.concatenate(
        [random.choice(np.delete(np.arange(size), i), OUT_DEGREE, replace=False) for i in range(size)]
    )
    excites = pre < EXCITATORY
    weight = np.where(excites, random.uniform(10.0, 60.0, len(pre)), random.uniform(-300.0, -60.0, len(pre)))
    delay = random.integers(1, 60, len(pre))  # steps of 0.1 ms
    bias = random.uniform(330.0, 460.0, size)
    start = random.uniform(-70.0, -55.0, size)
    np.savez_compressed(FILE, pre=pre, post=post, weight=weight, delay=delay, bias=bias, start=start)


if __name__ == "__main__":
    main()
