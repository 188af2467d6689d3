"""The Mackey-Glass task of NeuroBench, forecast by spikes: ``python -m tests.benchmarks.learning_mackey_glass``.

dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x(t) from a constant past, 75 points in each Lyapunov time of 197. A
repeat is 750 points to learn from, of which the first 45 only warm up, and 750 to forecast, each from the forecast
before it; every repeat begins 37.5 points later. Told is the symmetric mean absolute percentage error of the 750.

The drawn network codes a point by one spike of each sensor. The value drives sensors of either sign, each of which
fires the earlier the farther the value is beyond its own bound, and at the end of the window if at all it has not; a
clock does that, and begins them anew. Links of several delays bring the spikes of as many points to one leaky
integrator at once, whose membrane is then the next point. Only the weights of these links are learnt: by a ridge
regression on what one spike of each sensor leaves in a neuron of that kind. Nothing of the network is random.

Beside it run NeuroBench's echo state networks and, where ``python -m tests.peers.environments torch`` has made the
environment, its LSTM (``--cells``), on the same series; the number of a repeat is their seed. The settings of the drawn
network were chosen on a series from another past (``--past 1.1``). The table is written into docs/learning.md.

Source: Yik et al. (2025), Nature Communications 16, 1545, 10.1038/s41467-025-56739-4, and NeuroBench 2.3. Its series
is a download that solvers do not repeat to the last digit; here it is made anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline
from scipy.signal import lfilter

from engine import Network
from tests.benchmarks.page import Met, put, table
from tests.peers.environments import python_of

PART, PEER = "learning_mackey_glass", "torch"
SCRIPT = Path(__file__).parents[1] / "peers" / "mackey_glass_lstm.py"
BETA, GAMMA, POWER, TAU, PAST = 0.2, 0.1, 10.0, 17.0, 0.7206597
STEP = 0.01  # of the integration
POINT = 197.0 / 75  # of time, between two points
TRAIN, TEST, WARM, REPEATS, SHIFT = 750, 750, 45, 30, 37.5
LOW, HIGH = 0.3, 1.36  # values that are shown as 0 and 1, and between which the bounds of sensors lie
WINDOW = 5.0  # ms in which a value is shown, and that pass until the next
KICK = 10.0  # of the clock, in thresholds
CELLS, EPOCHS, RATE = 100, 200, 0.005
BYTES = np.dtype(np.float64).itemsize
Floats = NDArray[np.float64]


def series(count: int, past: float = PAST) -> Floats:
    """So many points from time 0 (count,): exact in x, Simpson's rule and a cubic in what comes late."""
    back, length = round(TAU / STEP), (count - 1) * POINT
    x, slope = [np.full(back + 1, past)], [np.zeros(back + 1)]
    kept = np.exp(-GAMMA * STEP)
    while len(x) * TAU < length + 2 * TAU:
        late = x[-1]
        middle = (late[1:] + late[:-1]) / 2 + STEP / 8 * (slope[-1][:-1] - slope[-1][1:])
        ends, between = (BETA * value / (1 + value**POWER) for value in (late, middle))
        gained = STEP / 6 * (kept * ends[:-1] + 4 * np.sqrt(kept) * between + ends[1:])
        begun = late[-1:]
        x.append(np.concatenate((begun, lfilter([1.0], [1.0, -kept], gained, zi=kept * begun)[0])))
        slope.append(ends - GAMMA * x[-1])
    joined, slopes = (np.concatenate([block[:-1] for block in blocks[1:]]) for blocks in (x, slope))
    return np.asarray(CubicHermiteSpline(STEP * np.arange(len(joined)), joined, slopes)(POINT * np.arange(count)))


def pieces(repeats: int, past: float = PAST) -> Floats:
    """The series of each repeat (repeats, TRAIN + TEST + 1)."""
    length = TRAIN + TEST + 1
    begun = [int(SHIFT * number) for number in range(repeats)]
    whole = series(begun[-1] + length, past)
    return np.array([whole[start : start + length] for start in begun])


def smape(found: Floats, wanted: Floats) -> float:
    """Symmetric mean absolute percentage error, 0 to 200; 200 where a forecast is no number."""
    error = 200.0 * float(np.mean(np.abs(found - wanted) / (np.abs(found) + np.abs(wanted))))
    return 200.0 if np.isnan(error) else error


@dataclass(frozen=True)
class Forecast:
    """The points that follow (TEST,), and what a point took as NeuroBench counts: ``size`` in bytes, multiplications
    and additions that change something (``macs``, ``acs``), ``dense`` all that the layers have, ``updates`` of
    membranes; the share of weights and of activations that are 0."""

    values: Floats
    size: float
    dense: float
    macs: float
    acs: float
    connection_sparsity: float
    activation_sparsity: float
    updates: float = 0.0


@dataclass(frozen=True)
class Spiking:
    """A drawn network of so many ``sensors``; a window has ``steps``, time constants are shares of it, ``ridge`` one
    of the mean variance that a feature has."""

    sensors: int
    steps: int
    lags: int = 9
    gain: float = 1.0
    membrane: float = 0.5
    synapse: float = 0.2
    ridge: float = 1e-5

    def drawn(self, weights: Floats | None = None, offset: float = 0.0) -> Network:
        """Sensors and the leaky integrator that forecasts by ``weights`` (lags, sensors), or, while there are none,
        one for each sensor."""
        h = WINDOW / self.steps
        half = self.sensors // 2
        gain = self.gain * np.repeat((1.0, -1.0), half)
        bounds = np.tile(np.linspace(LOW, HIGH, half), 2)
        bias = 1.0 / (1.0 - np.exp(-1.0 / self.membrane)) - gain * bounds  # the threshold is met as the window ends
        tau = self.membrane * WINDOW
        net = Network(resolution=h)
        net.add_dataset(
            "Series", x=np.zeros((2, 2)), labels=np.zeros(2, int), sample_time=WINDOW, gap=WINDOW, reset_between=False
        )
        net.add_encoder("Value", "constant_current", "Series")
        net.add_stimulus("Clock", "regular", rate=1000.0 / (2 * WINDOW), phase=WINDOW - h)
        net.add_population(
            "Sensor", "leaky_integrate_and_fire", self.sensors, tau_m=tau, C_m=tau, E_L=0.0, V_th=1.0, V_reset=0.0,
            t_ref=WINDOW - 2 * h, V=0.0,
        )  # fmt: skip
        net.connect("Value", "Sensor", None, weight=np.stack((gain * (HIGH - LOW), bias + gain * LOW), 1), sign="mixed")
        net.connect("Clock", "Sensor", "delta", weight=KICK, delay=h)
        tau = self.synapse * WINDOW
        soonest = round((WINDOW - 2 * tau) / h) * h  # a spike of the clock is at its peak when the window has passed
        heard = weights is None
        net.add_population(
            "Forecast", "leaky_integrator", self.sensors if heard else 1, tau_m=tau, C_m=tau, E_L=offset, V=offset
        )
        if weights is None:
            net.connect(
                "Sensor", "Forecast", "alpha_current", weight=1.0, wiring="one_to_one", delay=soonest, tau_syn=tau
            )
            return net
        for lag, onto in enumerate(weights):
            net.connect(
                "Sensor", "Forecast", "alpha_current", weight=onto[None], sign="mixed", name=f"{lag} points ago",
                delay=soonest + lag * 2 * WINDOW, tau_syn=tau,
            )  # fmt: skip
        return net

    def learnt(self, values: Floats) -> tuple[Floats, float]:
        """Weights (lags, sensors) and the potential at rest with which each of the values follows from those before."""
        shown = Shown(self.drawn(), self.steps)
        heard = np.array([shown.next(value).copy() for value in values[:-1]])
        first = max(WARM, self.lags - 1)
        features = np.concatenate([heard[first - lag : len(heard) - lag] for lag in range(self.lags)], axis=1)
        wanted = values[first + 1 :]
        middle, mean = features.mean(axis=0), float(wanted.mean())
        centred = features - middle
        square = centred @ centred.T
        square += self.ridge * np.trace(square) / len(square) * np.eye(len(square))
        weights = centred.T @ np.linalg.solve(square, wanted - mean)
        return weights.reshape(self.lags, -1), mean - float(middle @ weights)

    def __call__(self, points: Floats, seed: int = 0) -> Forecast:
        """Learn from the first TRAIN points and forecast what follows the next one."""
        values = (points[: TRAIN + 1] - LOW) / (HIGH - LOW)
        weights, offset = self.learnt(values)
        shown = Shown(self.drawn(weights, offset), self.steps)
        for value in values[TRAIN - WARM : TRAIN]:
            shown.next(value)
        before, spikes, value, found = shown.simulation.synaptic_events, shown.spikes, values[TRAIN], []
        for _ in range(TEST):
            value = float(np.clip(shown.next(value)[0], 0.0, 1.0))
            found.append(value)
        steps, size = 2 * self.steps, weights.size + 3 * self.sensors
        fired = (shown.spikes - spikes) / TEST / steps / self.sensors
        return Forecast(
            values=LOW + (HIGH - LOW) * np.array(found),
            size=float(BYTES * (size + 2 * self.sensors + self.lags * (2 + steps))),
            dense=float(steps * size),
            macs=float(self.steps * 2 * self.sensors),
            acs=(shown.simulation.synaptic_events - before) / TEST,
            connection_sparsity=0.0,
            activation_sparsity=1.0 - fired,
            updates=float(steps * (self.sensors + 1)),
        )


class Shown:
    """A running network to which one value after another is shown."""

    def __init__(self, net: Network, steps: int) -> None:
        self.simulation = net.simulation(seed=1)
        self.spikes = 0
        self._series, self._steps, self._number = net.datasets["Series"].id, steps, 0
        self._sensors, self._forecast = (net.populations[name].id for name in ("Sensor", "Forecast"))

    def next(self, value: float) -> Floats:
        """The membranes (neurons,) of what forecasts, when the value has been shown and its gap has passed."""
        self.simulation.present(self._series, np.array([value, 1.0]), 0, self._number)
        self.spikes += len(self.simulation.advance(2 * self._steps).spikes[self._sensors])
        self._number += 1
        return self.simulation.values(self._forecast, "V")


@dataclass(frozen=True)
class EchoState:
    """NeuroBench's: a leaky random reservoir, read with its input and a constant by a ridge regression."""

    size: int
    constant: float
    scale: float
    density: float
    radius: float
    leak: float
    ridge: float

    def __call__(self, points: Floats, seed: int) -> Forecast:
        random = np.random.default_rng(seed)
        into = (random.random((self.size, 2)) - 0.5) * np.array([self.constant, self.scale])
        among = (random.random((self.size, self.size)) <= self.density) * random.standard_normal((self.size, self.size))
        among *= self.radius / np.abs(np.linalg.eigvals(among)[0])  # theirs: the first, which need not be the largest
        state = np.zeros(self.size)

        def heard(value: float) -> Floats:
            nonlocal state
            state = (1 - self.leak) * state + self.leak * np.tanh(among @ state + into @ np.array([1.0, value]))
            return np.concatenate(([1.0, value], state))

        read = np.array([heard(value) for value in points[:TRAIN]])[WARM:]
        square = read.T @ read + self.ridge * np.eye(self.size + 2)
        weights = np.linalg.lstsq(square, read.T @ points[WARM + 1 : TRAIN + 1], rcond=None)[0]
        found, value = [], points[TRAIN]
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(TEST):
                value = float(weights @ heard(value))
                found.append(value)
        dense = among.size + into.size + weights.size
        macs = np.count_nonzero(among) + into.size + weights.size
        size = float(BYTES * dense)
        return Forecast(np.array(found), size, float(dense), float(macs), 0.0, 1.0 - macs / dense, 0.0)


def lstm(series: Floats, cells: int) -> list[Forecast]:
    """The forecasts of the LSTM that PyTorch trains in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "in.npz", Path(folder) / "out.npz"
        np.savez(given, series=series, train=TRAIN, hidden=cells, epochs=EPOCHS, rate=RATE)
        subprocess.run([str(python_of(PEER)), SCRIPT, given, out], check=True)
        with np.load(out) as found:
            looked = found["looked"].item()
            forecasts, fired = found["forecasts"], found["fired"]
    dense = 4 * cells * (looked + cells) + 3 * cells + cells  # of the gates, between them, of the read-out
    weights = 4 * cells * (looked + cells + 2) + cells + 1 + 2 * looked
    size = float(BYTES * (weights + looked + 2 * cells))
    return [
        Forecast(values, size, float(dense), dense - (1.0 - share) * cells, 0.0, 0.0, 1.0 - share)
        for values, share in zip(forecasts, fired, strict=True)
    ]


DRAWN = {
    "spikes, 200 sensors": Spiking(200, 1000),
    "spikes, 50 sensors": Spiking(50, 500),
}
ECHO_STATES = {
    "echo state, 186 (published: 14.79)": EchoState(186, 0.9, 0.8, 0.11, 1.23, 0.51, 1e-9),
    "echo state, 966 (its example)": EchoState(966, 0.9, 0.78, 0.97, 1.19, 0.69, 1e-7),
}
LSTMS = {"LSTM, 100 cells (published: 13.37)": 100, "LSTM, 40 cells (its example: 14.35)": 40}


def row(found: Sequence[Forecast], points: Floats) -> tuple[list[str], float]:
    """The cells of a table's line, and the mean error over the repeats."""
    errors = [smape(one.values, wanted[TRAIN + 1 :]) for one, wanted in zip(found, points, strict=True)]

    def mean(name: str) -> float:
        return float(np.mean([getattr(one, name) for one in found]))

    low, middle, high = np.quantile(errors, (0.25, 0.5, 0.75))
    spread = f"{middle:.2f} ({low:.2f}–{high:.2f})"
    counted = [f"{mean(name):,.0f}" for name in ("size", "dense", "macs", "acs", "updates")]
    sparse = [f"{mean(name):.4f}" for name in ("connection_sparsity", "activation_sparsity")]
    return [f"{np.mean(errors):.2f}", spread, counted[0], *sparse, *counted[1:]], float(np.mean(errors))


def compared(repeats: int, past: float = PAST) -> str:
    """The table of all networks, and whether the drawn one is below the others; a process for each processor."""
    points = pieces(repeats, past)
    networks: dict[str, Spiking | EchoState] = {**DRAWN, **ECHO_STATES}
    lines: dict[str, list[str]] = {}
    errors: dict[str, float] = {}

    def told(name: str, found: Sequence[Forecast]) -> None:
        cells, errors[name] = row(found, points)
        lines[name] = [name, *cells]
        print(" | ".join(lines[name]), file=sys.stderr, flush=True)

    with ProcessPoolExecutor() as pool:
        begun = {
            name: [pool.submit(network, one, seed) for seed, one in enumerate(points)]
            for name, network in networks.items()
        }
        for name, cells in LSTMS.items():
            told(name, lstm(points, cells))
        for name, futures in begun.items():
            told(name, [future.result() for future in futures])
    head = [
        f"{repeats} repeats", "sMAPE, mean", "median (quartiles)", "bytes", "connections at 0", "activations at 0",
        "dense", "MACs", "ACs", "membrane updates",
    ]  # fmt: skip
    drawn = errors[next(iter(DRAWN))]
    bars = [
        Met(f"sMAPE of 200 sensors beside {what}", drawn, min(errors[name] for name in names))
        for what, names in (("the better echo state", ECHO_STATES), ("the better LSTM", LSTMS))
    ]
    return table(head, [lines[name] for name in (*networks, *LSTMS)], *bars)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--past", type=float, default=PAST, help="constant value before the series; the page keeps its")
    given = parser.parse_args()
    if python_of(PEER) is None:
        parser.error(f"make its environment: python -m tests.peers.environments {PEER}")
    text = compared(given.repeats, given.past)
    print(text)
    if given.past == PAST:
        put(PART, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
