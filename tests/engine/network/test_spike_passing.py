"""Samples that are spikes pass an encoder once each, or a warning says how they would."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.checking.spike_passing import ANOTHER_RATE, AS_VALUES, BY_CHANCE, passes_spikes
from engine.model.registry.discovery import find, models
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.problems import Problem
from engine.simulation.preview import sent

MADE = ("spike_xor", "poisson_patterns", "randman")
CODES = (ANOTHER_RATE, BY_CHANCE, AS_VALUES)
H = 0.5


def found(data: str, encoder: str, time: float | None = None, **parameters: Any) -> list[Problem]:
    model = find(f"datasets/{data}")
    shown = time or model.lasts({}) or 100.0
    network = NetworkDescription(
        resolution=H,
        datasets=(Dataset("d", model, sample_time=shown, title="Data"),),
        encoders=(Encoder("e", find(f"encoders/{encoder}"), "d", parameters, "Code"),),
    )
    return [problem for problem in check(network) if problem.code in CODES]


def passed(data: str, time: float, **parameters: Any) -> tuple[int, int]:
    """Spikes of the first samples, and those that come out of the encoder."""
    samples = find(f"datasets/{data}").load({})
    signals = [samples.signal(number) for number in range(4)]
    out = [sent(find("encoders/regular"), round(time / H), H, parameters, signal=signal) for signal in signals]
    return int(sum(signal.sum() for signal in signals)), int(sum(spikes.sum() for spikes in out))


@pytest.mark.parametrize("data", MADE)
def test_the_rate_that_a_warning_names_passes_every_spike_once(data: str) -> None:
    lasts = find(f"datasets/{data}").lasts({})
    for time in (lasts, 2 * lasts):
        (problem,) = found(data, "regular", time)
        assert problem.code == ANOTHER_RATE and problem.quantity == "max_rate" and not problem.is_fatal
        (needed,) = re.findall(r"to ([\d.]+) Hz", str(problem))
        there, out = passed(data, time, max_rate=float(needed))
        assert there == out > 0
        assert passed(data, time)[1] < 0.5 * there, "as it is, spikes are lost without a word"
        assert found(data, "regular", time, max_rate=float(needed)) == []


def test_a_rate_that_is_too_high_repeats_spikes_and_is_named_too() -> None:
    (problem,) = found("spike_xor", "regular", max_rate=2000.0)
    assert "sends 2 spikes for each" in str(problem)
    there, out = passed("spike_xor", 30.0, max_rate=2000.0)
    assert out == 2 * there


def test_chance_and_codes_of_values_are_named_and_told_which_encoder_passes_spikes() -> None:
    (title,) = [model.title for model in models("encoders").values() if passes_spikes(model)]
    for encoder, code in (("poisson", BY_CHANCE), ("latency", AS_VALUES), ("delta_modulation", AS_VALUES)):
        (problem,) = found("randman", encoder)
        assert problem.code == code and title in str(problem) and "1000 Hz" in str(problem)


def test_values_and_currents_ask_for_nothing() -> None:
    assert found("digits", "latency") == found("waveforms", "regular") == found("moving_bars", "poisson") == []
    assert found("randman", "constant_current") == []


def test_every_source_of_spikes_says_how_long_one_is() -> None:
    spikes = {key: model for key, model in models("datasets").items() if model.category == "Spikes"}
    assert spikes and all(model.interval_of({}) for model in spikes.values()), list(spikes)
    assert find("datasets/spike_tables").interval_of({"interval": 2.0}) == 2.0
    for key in MADE:
        values = find(f"datasets/{key}").load({}).values[np.arange(2)]
        assert set(np.unique(values)) <= {0.0, 1.0}
