"""The cells of Izhikevich (2003) and the patterns of Izhikevich (2004), spike by spike."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from engine.compiling import compiled_population
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


def course(row: Mapping[str, str], u0: float, current: Current, **given: float) -> tuple[Array, Array]:
    """Spike steps and the potential before each step, with 30 mV where it fired, as the scripts plot it."""
    h, steps = float(row["dt_ms"]), round(float(row["t_stop_ms"]) / float(row["dt_ms"]))
    population = compiled_population(IzhikevichPublished, {})
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
