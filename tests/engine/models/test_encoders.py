"""Every encoder's published property, and the way back from its spikes to the value or the signal."""

from __future__ import annotations

import numpy as np
import pytest

from engine.checking.network import check
from engine.encoders import (
    BensSpikerEncoder,
    BurstEncoder,
    DeltaModulationEncoder,
    GaussianReceptiveFieldsEncoder,
    LogarithmicLatencyEncoder,
    MovingWindowEncoder,
    PhaseEncoder,
    RankOrderEncoder,
    RegularEncoder,
    StepForwardEncoder,
)
from engine.model.raised_cosine import raised_cosine
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.network.problems_found import STILL_SAMPLES
from engine.simulation.preview import sent

STEPS = 400
VALUES = np.linspace(0.0, 1.0, 41)


def wave(steps: int = STEPS, channels: int = 3) -> np.ndarray:
    """Slow signals (steps, channels) within [0.1, 0.9], each of its own phase."""
    turns = np.arange(steps)[:, None] / 130 + np.arange(channels) / channels
    return 0.5 + 0.25 * np.sin(2 * np.pi * turns) + 0.15 * np.sin(2 * np.pi * 2.3 * turns)


def first(fired: np.ndarray) -> np.ndarray:
    """The step of every train's first spike, -1 where it is silent."""
    return np.where(fired.any(axis=0), fired.argmax(axis=0), -1)


@pytest.mark.parametrize("h", [0.1, 1.0])
def test_a_regular_code_fires_the_floor_of_rate_times_time_at_equal_intervals(h: float) -> None:
    steps = round(200 / h)
    fired = sent(RegularEncoder, steps, h, {"max_rate": 200.0}, signal=VALUES)
    assert np.array_equal(fired.sum(axis=0), np.floor(VALUES * 200.0 * 0.2 + 1e-6))
    for train in range(1, VALUES.size):
        intervals = np.diff(np.flatnonzero(fired[:, train]))
        assert intervals.size == 0 or np.ptp(intervals) <= 1
    assert np.abs(fired.mean(axis=0) / h * 1000 / 200.0 - VALUES).max() <= 1 / 40


def test_a_regular_code_at_its_fastest_fires_in_every_step_from_the_first() -> None:
    fired = sent(RegularEncoder, 50, 1.0, {"max_rate": 1000.0}, signal=np.array([1.0, 0.5]))
    assert fired[:, 0].all() and np.array_equal(np.flatnonzero(fired[:, 1]), np.arange(1, 50, 2))


def test_a_logarithmic_latency_is_the_leaky_neurons_and_falls_with_the_value() -> None:
    tau, threshold, h = 5.0, 0.2, 0.1
    fired = sent(LogarithmicLatencyEncoder, STEPS, h, {"tau": tau, "threshold": threshold}, signal=VALUES)
    bright = threshold + 1e-9 < VALUES
    assert not fired[:, ~bright].any()
    times = tau * np.log(VALUES[bright] / (VALUES[bright] - threshold))
    inside = times < (STEPS - 1) * h
    assert first(fired)[bright][inside] == pytest.approx(np.floor(times[inside] / h + 0.5))
    assert (fired.sum(axis=0) <= 1).all() and (np.diff(first(fired)[bright][inside]) <= 0).all()
    back = threshold / (1 - np.exp(-first(fired)[bright][inside] * h / tau))
    assert np.abs(back - VALUES[bright][inside]).max() < 0.04


def test_ranks_are_the_order_of_the_values_and_nothing_else() -> None:
    values = np.array([0.3, 0.9, 0.0, 0.31, 0.9, 0.05])
    fired = sent(RankOrderEncoder, 30, 1.0, {"interval": 2.0}, signal=values)
    assert first(fired).tolist() == [6, 0, -1, 4, 2, 8]
    assert np.array_equal(fired, sent(RankOrderEncoder, 30, 1.0, {"interval": 2.0}, signal=values**3))


@pytest.mark.parametrize(("h", "phase"), [(1.0, 1.0), (0.1, 1.0), (0.5, 2.0)])
def test_a_phase_code_is_the_eight_bits_of_the_value_again_and_again(h: float, phase: float) -> None:
    values = np.concatenate([np.arange(256) / 256, (np.arange(256) + 0.5) / 256, [1.0]])
    each = round(phase / h)
    fired = sent(PhaseEncoder, 24 * each, h, {"phase": phase}, signal=values)
    starts = fired[::each]
    assert fired.sum() == starts.sum(), "spikes fall where phases begin"
    weights = 2.0 ** -(1.0 + np.arange(24) % 8)
    for cycle in (slice(0, 8), slice(8, 16), slice(16, 24)):
        decoded = (starts[cycle] * weights[cycle, None]).sum(axis=0)
        assert np.array_equal(decoded, np.minimum(np.floor(256 * values), 255) / 256)


def test_a_burst_has_the_published_count_and_interval() -> None:
    h, parameters = 0.5, {"N_max": 5.0, "T_min": 2.0, "T_max": 9.0}
    fired = sent(BurstEncoder, STEPS, h, parameters, signal=VALUES)
    assert np.array_equal(fired.sum(axis=0), np.ceil(5 * VALUES - 1e-6))
    for train, x in enumerate(VALUES):
        steps = np.flatnonzero(fired[:, train])
        if len(steps) > 1:
            assert set(np.diff(steps)) == {np.ceil((9.0 - 7.0 * x) / h - 1e-6)}
        assert len(steps) == 0 or steps[0] == 0


def test_delta_modulation_fires_where_the_signal_moves_by_its_threshold() -> None:
    signal = np.round(wave(), 2)
    signal[200:] += 0.1
    fired = sent(DeltaModulationEncoder, STEPS, 1.0, {"threshold": 0.0195}, signal=signal)
    change = np.diff(signal, axis=0, prepend=signal[:1])
    assert np.array_equal(fired[:, 0::2], change >= 0.0195)
    assert np.array_equal(fired[:, 1::2], change <= -0.0195)
    assert fired[200, 0::2].all() and not fired[0].any()


def test_a_change_of_exactly_the_threshold_is_told() -> None:
    signal = np.array([0.5, 0.75, 0.5])[:, None]
    for threshold, told in ((0.25, [[0, 1, 0], [0, 0, 1]]), (0.2500001, [[0, 0, 0], [0, 0, 0]])):
        fired = sent(DeltaModulationEncoder, 3, 1.0, {"threshold": threshold}, signal=signal)
        assert fired.T.astype(int).tolist() == told


@pytest.mark.parametrize("threshold", [0.03, 0.05])
def test_the_staircase_of_step_forward_never_leaves_its_signal_by_more_than_a_threshold(threshold: float) -> None:
    signal = wave()
    assert np.abs(np.diff(signal, axis=0)).max() < threshold
    fired = sent(StepForwardEncoder, STEPS, 1.0, {"threshold": threshold}, signal=signal).astype(float)
    staircase = signal[0] + threshold * np.cumsum(fired[:, 0::2] - fired[:, 1::2], axis=0)
    assert fired.any() and np.abs(staircase - signal).max() <= threshold + 1e-12
    assert not (fired[:, 0::2] * fired[:, 1::2]).any()


def test_a_moving_window_fires_beyond_the_mean_of_what_went_before() -> None:
    signal, window = wave(), 7
    fired = sent(MovingWindowEncoder, STEPS, 1.0, {"window": 7.0, "threshold": 0.03}, signal=signal)
    padded = np.concatenate([np.repeat(signal[:1], window, axis=0), signal])
    mean = np.stack([padded[k : k + window].mean(axis=0) for k in range(STEPS)])
    sure = np.abs(np.abs(signal - mean) - 0.03) > 1e-9
    assert np.array_equal(fired[:, 0::2][sure], (signal - mean > 0.03)[sure])
    assert np.array_equal(fired[:, 1::2][sure], (signal - mean < -0.03)[sure])
    assert fired[:, 0::2].any() and fired[:, 1::2].any()


@pytest.mark.parametrize("h", [0.1, 0.5])
def test_a_filter_makes_the_signal_again_from_the_spikes_of_bsa(h: float) -> None:
    steps = round(200 / h)
    signal = wave(100, 2)
    fired = sent(BensSpikerEncoder, steps, h, {"width": 10.0}, signal=signal).astype(float)
    taps = raised_cosine(10.0, h)
    assert taps.sum() == pytest.approx(1.0) and (taps > 0).all()
    back = np.stack([np.convolve(train, taps)[:steps] for train in fired.T], axis=1)
    there = signal[np.arange(steps) * 100 // steps]
    inner = slice(round(20 / h), steps - round(20 / h))
    error = np.sqrt(np.mean((back - there)[inner] ** 2))
    assert error < 0.12 * np.ptp(signal)
    for channel in range(2):
        assert np.corrcoef(back[inner, channel], there[inner, channel])[0, 1] > 0.97


def test_bsa_fires_where_a_wave_saves_as_much_error_as_its_threshold() -> None:
    """Schrauwen & Van Campenhout (2003), the loop of their figure; no filter reaches beyond the sample."""
    h, steps, threshold = 0.5, 300, 0.9
    signal = wave(steps, 1)
    taps = 1.0 - np.cos(2 * np.pi * (np.arange(16) + 0.5) / 16)
    taps /= taps.sum()
    left, expected = np.append(signal[:, 0], np.zeros(16)), []
    for k in range(steps):
        without = sum(abs(left[k + j]) for j in range(16))
        given = sum(abs(left[k + j] - taps[j]) for j in range(16))
        expected.append(given <= without - threshold)
        if expected[-1]:
            left[k : k + 16] -= taps
    fired = sent(BensSpikerEncoder, steps, h, {"width": 8.0, "threshold": threshold}, signal=signal)
    assert np.array_equal(fired[:, 0], expected) and 20 < sum(expected) < steps


def test_gaussian_fields_fire_at_bohtes_times() -> None:
    m, h, latest = 8, 0.1, 10.0
    fired = sent(GaussianReceptiveFieldsEncoder, 110, h, {"m": m}, signal=VALUES)
    centres = (2 * np.arange(1, m + 1) - 3) / 2 / (m - 2)
    answer = np.exp(-((VALUES[:, None] - centres) ** 2) / (2 * (1 / (1.5 * (m - 2))) ** 2)).ravel()
    expected = np.where(answer >= 0.1, np.floor(latest * (1 - answer) / h + 0.5), -1)
    assert fired.shape[1] == m * VALUES.size
    assert np.array_equal(first(fired), expected)
    answers = np.where(first(fired) >= 0, 1 - first(fired) * h / latest, 0.0).reshape(-1, m)
    back = (answers * centres).sum(axis=1) / answers.sum(axis=1)
    assert np.abs(back - VALUES)[4:-4].max() < 0.03, "the mean of the centres, weighted by the answers, is the value"


@pytest.mark.parametrize("encoder", [DeltaModulationEncoder, StepForwardEncoder, MovingWindowEncoder])
def test_an_encoder_of_changes_warns_of_samples_that_stand_still_and_is_silent_on_them(encoder) -> None:
    assert not sent(encoder, STEPS, 1.0, signal=VALUES).any()
    found = {}
    for data in ("digits", "waveforms"):
        dataset = Dataset("d", find(f"datasets/{data}"))
        network = NetworkDescription(datasets=(dataset,), encoders=(Encoder("e", encoder, "d", title="Code"),))
        found[data] = [str(p) for p in check(network) if p.place == "e" and p.code == STILL_SAMPLES]
    assert found["waveforms"] == []
    assert found["digits"] == [
        "Code sends changes only, and the samples of d stand still. "
        "Link it to a dataset of signals, or choose another encoder."
    ]


@pytest.mark.parametrize(("h", "width"), [(0.1, 5.0), (0.1, 10.0), (0.5, 10.0)])
@pytest.mark.parametrize("height", [0.1, 0.5, 0.9])
def test_bsa_tells_a_signal_at_rest_as_nearly_as_it_says(height: float, h: float, width: float) -> None:
    signal = np.full((600, 1), height)
    given = {"width": width, "threshold": 0.955}
    fired = sent(BensSpikerEncoder, 600, h, given, signal=signal).astype(float)
    back = np.convolve(fired[:, 0], raised_cosine(width, h))[:600]
    bound = BensSpikerEncoder.error_bound(signal, given, h)[:, 0]
    assert np.all(np.abs(back - height) <= bound) and np.isfinite(bound).sum() > 300


@pytest.mark.parametrize(
    ("encoder", "given"),
    [
        (BurstEncoder, {"N_max": 5.0, "T_min": 6.0, "T_max": 9.0}),
        (BurstEncoder, {"N_max": 4.0, "T_min": 9.0, "T_max": 3.0}),
        (GaussianReceptiveFieldsEncoder, {"m": 8.0, "beta": 1.5, "latest": 23.0}),
        (RankOrderEncoder, {"interval": 1.7}),
    ],
)
def test_a_code_lasts_until_the_last_spike_of_any_value(encoder, given) -> None:
    """By this a sample that is shown for too short a time is warned of."""
    h, channels, last = 0.1, 12, 0.0
    for shift in np.linspace(0.0, 1.0, 24, endpoint=False):
        values = np.append((shift + np.arange(1, channels) / channels) % 1.0, 1.0)
        fired = sent(encoder, 400, h, given, signal=values)
        last = max(last, np.flatnonzero(fired.any(axis=1))[-1] * h)
    said = encoder.lasts(given, channels)
    assert last <= said + h and said <= 1.1 * last + h
