"""A kernel that all places share and terminals that tire on one link, against a plain loop over single spikes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign
from engine.network.values import ByDistance
from engine.simulation.simulation import Simulation
from tests.science.given_trains import DELTA, ONE, RELAY, listed

H, STEPS = 0.1, 3000
HIGH, WIDE, CHANNELS, STRIDE, PADDING = 4, 5, 2, 2, 1
U, TAU_REC, TAU_FAC = 0.2, 120.0, 300.0
CONSTANT, NEARER_IS_SOONER = 0.7, ByDistance("linear", 0.5, 2.0)


def grid(id: str, channels: int, rows: int, columns: int) -> Population:
    """Neurons that fire when a listed spike reaches them, and forget within a step."""
    shape: dict[str, Any] = {"rows": float(rows), "columns": float(columns), "channels": float(channels)}
    return Population(
        id, RELAY, channels * rows * columns, {"beta": 0.0, "V_th": 1e9}, positions=find("positions/grid"),
        positions_parameters=shape | {"width": 0.1 * columns, "height": 0.1 * rows},
    )  # fmt: skip


def place(row: int, column: int, rows: int, columns: int) -> tuple[float, float]:
    """The middle of a cell of 0.1 mm, from the middle of its grid."""
    return (column + 0.5 - columns / 2) * 0.1, (rows / 2 - row - 0.5) * 0.1


def released(train: np.ndarray) -> list[float]:
    """u x of each spike: equations 1 and 2 of Tsodyks, Pawelzik & Markram (1998)."""
    u, x, result = U, 1.0, []
    for number, step in enumerate(train):
        if number:
            gap = (step - train[number - 1]) * H
            x = 1.0 + (x - u * x - 1.0) * np.exp(-gap / TAU_REC)
            u = U + u * (1.0 - U) * np.exp(-gap / TAU_FAC)
        result.append(u * x)
    return result


def told(trains: list[np.ndarray], kernel: np.ndarray, delay: float | ByDistance) -> np.ndarray:
    """What arrives at (steps, targets), spike by spike and place by place."""
    _, _, ky, kx = kernel.shape
    rows, columns = ((n + 2 * PADDING - k) // STRIDE + 1 for n, k in ((HIGH, ky), (WIDE, kx)))
    arrived = np.zeros((STEPS + 100, CHANNELS, rows, columns))
    for o, y, x, dy, dx in np.ndindex(CHANNELS, rows, columns, ky, kx):
        row, column = STRIDE * y + dy - PADDING, STRIDE * x + dx - PADDING
        if not (0 <= row < HIGH and 0 <= column < WIDE):
            continue
        ends = place(row, column, HIGH, WIDE), place(y, x, rows, columns)
        ms = delay if isinstance(delay, float) else 0.5 + 2.0 * float(np.hypot(*np.subtract(*ends)))
        late = max(int(np.floor(ms / H + 0.5)), 1)
        train = trains[row * WIDE + column]
        for step, share in zip(train, released(train), strict=True):
            arrived[step + late - 1, o, y, x] += kernel[o, 0, dy, dx] * share
    return arrived[:STEPS].reshape(STEPS, -1)


@pytest.mark.parametrize("delay", [CONSTANT, NEARER_IS_SOONER], ids=["one delay", "delays by distance"])
@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_every_window_sees_its_places_tire_as_a_plain_loop_says(backend: str, delay: float | ByDistance) -> None:
    random = np.random.default_rng(5)
    kernel = random.normal(size=(CHANNELS, 1, 2, 3))
    trains = [np.sort(random.choice(np.arange(10, STEPS - 100), 12, replace=False)) for _ in range(HIGH * WIDE)]
    expected = told(trains, kernel, delay)
    rows, columns = (HIGH + 2 * PADDING - 2) // STRIDE + 1, (WIDE + 2 * PADDING - 3) // STRIDE + 1
    windows = {"height": 2.0, "width": 3.0, "channels": 2.0, "stride": float(STRIDE), "padding": float(PADDING)}
    network = NetworkDescription(
        H,
        (grid("retina", 1, HIGH, WIDE), grid("maps", CHANNELS, rows, columns)),
        (
            Projection("fire", "given", "retina", DELTA, ONE, 2e9, H),
            Projection("shared", "retina", "maps", DELTA, find("wiring/convolution"), kernel, delay, Sign.MIXED,
                       wiring_parameters=windows, short_term=find("short_term/tsodyks_markram"),
                       short_term_parameters={"U": U, "tau_rec": TAU_REC, "tau_fac": TAU_FAC}),
        ),
        (listed("given", [train - 1 for train in trains], H),),
        recordings=(Recording("V", "maps", "V", interval=H),),
    )  # fmt: skip
    simulation = Simulation(network, backend=backend)
    record = simulation.run(STEPS * H)
    simulation.close()
    found = record.samples["V"].values
    assert np.count_nonzero(expected) > 500 and len(record.spikes["retina"]) == 12 * HIGH * WIDE
    assert np.abs(found - expected).max() < 1e-11
