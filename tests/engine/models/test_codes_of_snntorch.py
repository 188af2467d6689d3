"""Codes that snnTorch has too: the same spikes where they are promised, the same rates where they are drawn."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.encoders import DeltaModulationEncoder, LatencyEncoder, LogarithmicLatencyEncoder, PoissonEncoder
from engine.simulation.preview import sent
from tests.peers.environments import python_of

SCRIPT = Path(__file__).parents[2] / "peers" / "snntorch_codes.py"
STEPS, DRAWS = 60, 4000


def first(fired: np.ndarray) -> np.ndarray:
    return np.where(fired.any(axis=0), fired.argmax(axis=0), -1)


def test_the_documented_example_of_delta_modulation() -> None:
    """``spikegen.delta([1, 2, 0, 2, 2.9], threshold=1, padding=True, off_spike=True)`` is [0, 1, -1, 1, 0]."""
    signal = np.array([1.0, 2.0, 0.0, 2.0, 2.9])[:, None]
    fired = sent(DeltaModulationEncoder, 5, 1.0, {"threshold": 1.0}, signal=signal).astype(int)
    assert (fired[:, 0] - fired[:, 1]).tolist() == [0, 1, -1, 1, 0]


@pytest.mark.peers
def test_latency_delta_and_rate_are_those_of_snntorch(tmp_path: Path) -> None:
    python = python_of("snntorch")
    if python is None:
        pytest.skip("made by: python tests/peers/environments.py snntorch")
    random = np.random.default_rng(4)
    given = {
        "values": np.append(random.random(200), [0.0, 0.005, 0.5, 1.0]),
        "signal": np.round(random.random((STEPS, 9)), 2),
        "tau": 7.3, "threshold": 0.02, "change": 0.305, "steps": STEPS, "draws": DRAWS,
    }  # fmt: skip
    np.savez(tmp_path / "in.npz", **given)
    subprocess.run([python, SCRIPT, tmp_path / "in.npz", tmp_path / "out.npz"], check=True, capture_output=True)
    with np.load(tmp_path / "out.npz") as archive:
        theirs = dict(archive)

    ours = sent(LogarithmicLatencyEncoder, STEPS, 1.0, {"tau": 7.3, "threshold": 0.02}, signal=given["values"])
    expected = np.where(theirs["below"] | (theirs["latency"] >= STEPS), -1, theirs["latency"])
    assert np.array_equal(first(ours), expected)

    changes = sent(DeltaModulationEncoder, STEPS, 1.0, {"threshold": 0.305}, signal=given["signal"]).astype(int)
    assert np.array_equal(changes[:, 0::2] - changes[:, 1::2], theirs["delta"])

    linear = first(sent(LatencyEncoder, STEPS, 1.0, signal=given["values"]))
    shown = given["values"] >= 0.02
    late = 1.0 - given["values"][shown]
    assert np.array_equal(linear[shown], np.floor(STEPS * late + 1e-6)), "the step that holds (1 - x) of the sample"
    assert np.array_equal(theirs["linear"][shown], np.rint((STEPS - 1) * late)), "the nearest to (1 - x) of the last"
    stretched = 1.0 - ((STEPS - 1) * late + 0.5) / STEPS
    as_theirs = first(sent(LatencyEncoder, STEPS, 1.0, signal=stretched))
    assert np.array_equal(as_theirs, theirs["linear"][shown]), "nothing else is different"

    rates = sent(PoissonEncoder, DRAWS, 1.0, {"max_rate": 1000.0}, signal=given["values"]).mean(axis=0)
    assert np.abs(rates - theirs["rate"]).max() < 5 * np.sqrt(0.5 / DRAWS)
