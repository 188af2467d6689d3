"""The cells of Izhikevich (2003) and the patterns of Izhikevich (2004), spike by spike."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from engine.compiling import compiled_population
from engine.model.declaration import NeuronModel, equation
from engine.neurons import IzhikevichPublished
from tests.engine.compiling.stepping import Array, Drive, defaults, run_numpy

DATA = Path(__file__).parent / "data"
AS_PUBLISHED = 1.0  # pF: then I / C_m has the paper's numbers


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


Current = Callable[[float], float]
CELLS: Mapping[str, Current] = {
    "RS": lambda t: 14.0 if t > 15 else 0.0,
    "IB": lambda t: 11.0 if t > 15 else 0.0,
    "CH": lambda t: 10.0 if t > 15 else 0.0,
    "FS": lambda t: 10.0 if t > 15 else 0.0,
    "TC": lambda t: 1.5 if t > 30 else 0.0,
    "TCb": lambda t: 0.0 if t > 45 else -25.0,
    "RZ": lambda t: 10.0 if 60 < t < 65 else -0.5 if t > 10 else -2.0,
    "LTS": lambda t: 10.0 if t > 25 else 0.0,
}


def course(
    row: Mapping[str, str],
    u0: float,
    current: Current,
    model: type[NeuronModel] = IzhikevichPublished,
    **given: float,
) -> tuple[Array, Array]:
    """Spike steps and the potential before each step, with 30 mV where it fired, as the scripts plot it."""
    h, steps = float(row["dt_ms"]), round(float(row["t_stop_ms"]) / float(row["dt_ms"]))
    population = compiled_population(model, {})
    drive = Drive(np.array([[current(h * k)] for k in range(steps)]))
    values = defaults(population, C_m=AS_PUBLISHED, **{n: float(row[n]) for n in "abcd"}, **given)
    begin = {"V": np.array([float(row["V0_mV"])]), "u": np.array([u0])}
    spikes, states = run_numpy(population, drive, values, h, begin=begin)
    fired = np.array([k for k, _ in spikes], np.int64)
    V = np.concatenate([begin["V"], states["V"][:, 0]])
    V[fired + 1] = 30.0
    return fired, V


@pytest.mark.parametrize("row", table("izhikevich2003_8_cell_types.csv"), ids=lambda row: row["id"])
def test_each_cell_type_fires_the_published_spikes(row: dict[str, str]) -> None:
    _, V = course(row, float(row["b"]) * float(row["V0_mV"]), CELLS[row["id"]])
    last_below = np.flatnonzero((V[:-1] < 0) & (V[1:] >= 0))  # the sample before an upward crossing of 0 mV
    times = last_below * float(row["dt_ms"])
    assert times.tolist() == [float(t) for t in row["reference_spike_times_ms"].split()]


class Accommodating(IzhikevichPublished):
    """The script of pattern R leaves out the decay of the recovery."""

    @equation
    def du_dt(V, a, b):
        return a * (b * (V + 65))


FIRST = 100 / 11  # ms, the first pulse of pattern L
CURRENTS: Mapping[str, Current] = {
    "A": lambda t: 14.0 if t > 10 else 0.0,
    "B": lambda t: 0.5 if t > 20 else 0.0,
    "C": lambda t: 15.0 if t > 22 else 0.0,
    "D": lambda t: 0.6 if t > 20 else 0.0,
    "E": lambda t: 10.0 if t > 16 else 0.0,
    "F": lambda t: 30.0 if t > 8.5 else 0.0,
    "G": lambda t: 0.075 * (t - 30) if t > 30 else 0.0,
    "H": lambda t: -0.5 + (0.015 * (t - 30) if t > 30 else 0.0),
    "I": lambda t: 7.04 if 10 < t < 13 else 0.0,
    "J": lambda t: 2.0 if 20 < t < 25 else 0.0,
    "K": lambda t: 0.65 if any(0 < t - on < 4 for on in (40, 60, 280, 320)) else 0.0,
    "L": lambda t: 9.0 if any(0 < t - on < 2 for on in (FIRST, FIRST + 5, 70, 80)) else 0.0,
    "M": lambda t: -15.0 if 20 < t < 25 else 0.0,
    "N": lambda t: -15.0 if 20 < t < 25 else 0.0,
    "O": lambda t: 1.0 if 10 < t < 15 or 80 < t < 85 else -6.0 if 70 < t < 75 else 0.0,
    "P": lambda t: 1.24 if 37.5 < t < 42.5 or 216 < t < 221 else 0.24,
    "Q": lambda t: 20.0 if abs(t - 10) < 1 else 0.0,
    "R": lambda t: t / 25 if t < 200 else (t - 300) / 12.5 * 4 if 300 <= t < 312.5 else 0.0,
    "S": lambda t: 80.0 if t < 50 or t > 250 else 75.0,
    "T": lambda t: 80.0 if t < 50 or t > 250 else 75.0,
}


def bursts(t: Array, apart: float) -> list[Array]:
    """Spike times in groups that are more than ``apart`` ms from each other."""
    return np.split(t, np.flatnonzero(np.diff(t) > apart) + 1)


def swings(V: Array) -> int:
    """Local maxima of a potential."""
    return int(np.sum((V[1:-1] > V[:-2]) & (V[1:-1] >= V[2:])))


Shown = Callable[[Array, Array, float], bool]
PATTERNS: Mapping[str, tuple[str, Shown]] = {
    "A": ("fires on and on at equal intervals", lambda t, V, h: len(t) >= 4 and np.ptp(np.diff(t)[-2:]) <= 0.5),
    "B": ("fires once, at the onset", lambda t, V, h: len(t) == 1),
    "C": ("bursts again and again", lambda t, V, h: len(bursts(t, 20)) >= 3 and min(map(len, bursts(t, 20))) >= 3),
    "D": ("bursts once, at the onset", lambda t, V, h: len(t) >= 4 and len(bursts(t, 20)) == 1 and t[-1] < 100),
    "E": (
        "bursts, then single spikes",
        lambda t, V, h: [len(b) for b in bursts(t, 20)][:3] == [3, 1, 1] and len(t) >= 5,
    ),
    "F": ("intervals grow", lambda t, V, h: len(t) >= 5 and bool(np.all(np.diff(t, 2) > 0))),
    "G": (
        "starts at low rates on a ramp",
        lambda t, V, h: np.diff(t)[0] > 2.5 * np.diff(t)[-1] and bool(np.all(np.diff(t, 2) < 0)),
    ),
    "H": ("starts at a high rate on a ramp", lambda t, V, h: len(t) > 10 and np.diff(t)[0] < 2 * np.diff(t)[-1]),
    "I": ("fires long after a short pulse", lambda t, V, h: len(t) == 1 and t[0] > 13 + 10),
    "J": ("fires once, then swings", lambda t, V, h: len(t) == 1 and 3 <= swings(V[round(t[0] / h) + 40 :]) <= 12),
    "K": ("answers the second pair of pulses alone", lambda t, V, h: len(t) == 1 and 320 < t[0] < 345),
    "L": ("answers the close pair of pulses alone", lambda t, V, h: len(t) == 1 and FIRST + 5 < t[0] < FIRST + 15),
    "M": ("fires once after inhibition", lambda t, V, h: len(t) == 1 and t[0] > 25),
    "N": ("bursts once after inhibition", lambda t, V, h: len(t) >= 4 and len(bursts(t, 20)) == 1 and t[0] > 25),
    "O": ("answers a pulse only after inhibition", lambda t, V, h: len(t) == 1 and t[0] > 80),
    "P": (
        "one pulse starts it, another stops it",
        lambda t, V, h: len(t) >= 4 and t[0] > 37.5 and t[-1] < 221 and np.ptp(np.diff(t)) <= 1,
    ),
    "Q": (
        "stays depolarised after its spike",
        lambda t, V, h: len(t) == 1 and V[round(t[0] / h) + 2 : round(t[0] / h) + 40].min() > -65 and V[-1] < -69,
    ),
    "R": ("answers the steep ramp alone", lambda t, V, h: len(t) >= 1 and t[0] > 300),
    "S": ("fires while inhibited", lambda t, V, h: len(t) >= 2 and t[0] > 50 and t[-1] < 251),
    "T": (
        "bursts while inhibited",
        lambda t, V, h: len(bursts(t, 20)) == 2 and min(map(len, bursts(t, 20))) >= 3 and t[0] > 50 and t[-1] < 251,
    ),
}


@pytest.mark.parametrize("row", table("izhikevich2004_20_patterns_parameters.csv"), ids=lambda row: row["pattern"])
def test_each_pattern_shows_what_it_is_named_after(row: dict[str, str]) -> None:
    id, h = row["id"], float(row["dt_ms"])
    model = Accommodating if id == "R" else IzhikevichPublished
    coefficients = {"k_1": float(row["coef_V"]), "k_0": float(row["const"])}
    fired, V = course(row, float(row["u0"]), CURRENTS[id], model, **coefficients)
    words, shown = PATTERNS[id]
    assert shown(fired * h, V, h), f"{row['pattern']} {words}; it fired at {(fired * h).tolist()}"


def test_the_parameters_of_one_pattern_do_not_show_another() -> None:
    """The claims tell patterns apart: most of them fail on the spikes of the pattern after them."""
    rows = table("izhikevich2004_20_patterns_parameters.csv")
    ran = {}
    for row in rows:
        model = Accommodating if row["id"] == "R" else IzhikevichPublished
        coefficients = {"k_1": float(row["coef_V"]), "k_0": float(row["const"])}
        ran[row["id"]] = (*course(row, float(row["u0"]), CURRENTS[row["id"]], model, **coefficients), row)
    fooled = 0
    for id, (_, shown) in PATTERNS.items():
        for other, (fired, V, row) in ran.items():
            h = float(row["dt_ms"])
            fooled += id != other and len(fired) > 2 and bool(shown(fired * h, V, h))
    assert fooled <= 20, "of 380 pairs"
