"""The two tasks by which NEST tests its e-prop (Bellec et al. 2020), as arrays: what is drawn, shown and wanted.

NEST's own test, ``test_eprop_bsshslm_2020_plasticity.py``, draws all of it by NumPy's legacy generator with seed 1, in
the order that is kept here; so its losses can be asked for without NEST. It compares them with those of the original
TensorFlow implementation too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SEED = 1
ITERATIONS = 5


@dataclass(frozen=True)
class EpropTask:
    """A recurrent network and what it is shown: all times in steps of 1 ms.

    ``into`` (rec, in), ``loop`` (rec, rec), ``out`` (out, rec) and ``back`` (rec, out) are weights as NEST has them;
    ``spikes`` (presentations, steps, in) are 0 or 1, ``wanted`` (presentations, steps, out). Errors count in the last
    ``window`` steps. The first ``plain`` recurrent neurons do not adapt.
    """

    name: str
    into: Floats
    loop: Floats
    out: Floats
    back: Floats
    spikes: Floats
    wanted: Floats
    window: int
    batch: int
    plain: int
    tau_m: float
    V_th: float
    t_ref: float
    regular: bool  # whether what arrives is added whole, or times 1 - exp(-1 / tau_m)
    adapt_beta: float = 0.0
    adapt_tau: float = 2000.0
    c_reg: float = 300.0
    f_target: float = 10.0  # Hz

    @property
    def steps(self) -> int:
        return int(self.spikes.shape[1])

    def losses(self, given: Floats) -> Floats:
        """The loss of every iteration, of read-outs (presentations, steps, out): as NEST's test counts it."""
        shape = (ITERATIONS, self.batch, self.window, self.wanted.shape[2])
        shown, wanted = (a[:, self.steps - self.window :].reshape(shape) for a in (given, self.wanted))
        if self.name == "regression":
            return np.asarray(0.5 * np.square(shown - wanted).sum(axis=2).mean(axis=(1, 2)))
        return np.asarray(-(wanted * np.log(shown)).sum(axis=3).mean(axis=(1, 2)))


def _single(values: Floats) -> Floats:
    """Weights in the single precision in which they are handed to NEST."""
    return values.astype(np.float32).astype(np.float64)


def _loop(random: Any, count: int) -> Floats:
    weights = _single(random.randn(count, count).T / np.sqrt(count))
    np.fill_diagonal(weights, 0.0)
    return weights


def regression() -> EpropTask:
    """Four superimposed sines from frozen noise; the same second five times."""
    random = np.random.RandomState(SEED)
    into = _single(random.randn(100, 100).T / 10.0)
    loop = _loop(random, 100)
    out = _single(random.randn(100, 1).T / 10.0)
    back = _single(random.randn(100, 1) / 10.0)
    shown = (random.rand(1000, 100) < 0.05).astype(float)
    shown[0] = 0.0
    amplitudes, phases = random.uniform(0.5, 2.0, 4), random.uniform(0.0, 2 * np.pi, 4)
    wanted = np.zeros(1000)
    for amplitude, phase, period in zip(amplitudes, phases, (1000, 500, 333, 200), strict=True):
        wanted += amplitude * np.sin(np.linspace(phase, phase + 2 * np.pi * (1000 // period), 1000))
    wanted -= wanted[0]
    wanted /= max(np.abs(wanted).max(), 1e-6)
    every = np.ones((ITERATIONS, 1, 1))
    return EpropTask(
        "regression", into, loop, out, back, shown[None] * every, wanted[None, :, None] * every,
        window=1000, batch=1, plain=100, tau_m=30.0, V_th=0.03, t_ref=0.0, regular=False,
    )  # fmt: skip


CUE, SPACING, CUES, NOISE, RECALL = 100, 50, 7, 1050, 150  # ms
CHANCE = 0.3  # of a cue to the rarer side
RATE = 0.04  # spikes a step of neurons that are active
GROUP = 10  # input neurons of each of the four groups


def _evidence(random: Any, batch: int) -> tuple[Floats, NDArray[np.int64]]:
    """Spikes (batch, steps, 40) of cues left and right, of the recall and of the background; the side of most cues."""
    sides = np.array([CHANCE, 1 - CHANCE], np.float32)
    rarer = random.choice([0, 1], batch)
    chances = np.stack([sides[rarer], sides[1 - rarer]], axis=1)
    cues = np.stack([random.choice([0, 1], CUES, p=each) for each in chances])
    rates = np.zeros((batch, CUES * (CUE + SPACING) + NOISE + RECALL, 4 * GROUP))
    for sample, shown in enumerate(cues):
        for number, side in enumerate(shown):
            first = number * (CUE + SPACING) + SPACING
            rates[sample, first : first + CUE, side * GROUP : (side + 1) * GROUP] = RATE
    rates[:, -RECALL:, 2 * GROUP : 3 * GROUP] = RATE
    rates[:, :, 3 * GROUP :] = RATE / 4
    spikes = (rates > random.rand(rates.size).reshape(rates.shape)).astype(float)
    spikes[:, 0] = 0.0
    return spikes, (cues.sum(axis=1) > CUES // 2).astype(np.int64)


def evidence_accumulation(batch: int = 1) -> EpropTask:
    """Cues to the left and to the right, a pause, and at the recall the side of most cues."""
    random = np.random.RandomState(SEED)
    into = _single(random.randn(40, 100).T / np.sqrt(40))
    loop = _loop(random, 100)
    limit = np.sqrt(3.0 / ((100 + 2) / 2))
    out = _single(random.uniform(-limit, limit, (100, 2)).T)
    back = _single(random.randn(100, 2))
    parts = [_evidence(random, batch) for _ in range(ITERATIONS)]
    spikes = np.concatenate([shown for shown, _ in parts])
    sides = np.concatenate([side for _, side in parts])
    wanted = np.repeat(np.eye(2)[sides][:, None], spikes.shape[1], axis=1)
    rise = 1.7 * (1 - np.exp(-1 / 2000.0)) / (1 - np.exp(-1 / 20.0))
    return EpropTask(
        "evidence accumulation", into, loop, out, back, spikes, wanted, window=RECALL, batch=batch, plain=50,
        tau_m=20.0, V_th=0.6, t_ref=5.0, regular=True, adapt_beta=float(rise),
    )  # fmt: skip
