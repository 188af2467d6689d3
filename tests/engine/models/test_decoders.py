"""Every decoder against its formula, on trains that are written down here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.model.declaration import Payload
from engine.model.decoding import DecoderModel
from engine.model.registry.discovery import find, models

DURATION = 40.0
TRAINS = ([3.0, 10.0, 13.0, 31.0], [5.0], [], [3.0, 4.0, 40.0])


def told(key: str, trains: Any = TRAINS, t: float = DURATION, **values: Any) -> np.ndarray:
    """The scores at ``t`` of one neuron for each train."""
    decoder = find(f"decoders/{key}")
    assert issubclass(decoder, DecoderModel)
    given = {**decoder.with_defaults({}), "h": 1.0, **values}
    memory = decoder.memory((len(trains),), given)
    for time in sorted({time for train in trains for time in train if time <= t}):
        fired = np.array([number for number, train in enumerate(trains) if time in train])
        decoder.add_spikes(memory, (fired,), time, given)
    return decoder.scores(memory, t, DURATION, given)


def test_a_count_and_a_rate_are_spikes_and_spikes_per_second() -> None:
    assert told("spike_count").tolist() == [4.0, 1.0, 0.0, 3.0]
    assert told("firing_rate") == pytest.approx([100.0, 25.0, 0.0, 75.0])
    assert told("firing_rate", t=10.0) == pytest.approx([200.0, 100.0, 0.0, 200.0]), "of the window so far"


def test_a_sliding_rate_forgets_what_left_its_window() -> None:
    assert told("sliding_rate", width=20.0) == pytest.approx([50.0, 0.0, 0.0, 50.0])
    assert told("sliding_rate", t=12.0, width=20.0) == pytest.approx([2000 / 12, 1000 / 12, 0.0, 2000 / 12])
    steady = [np.arange(1.0, 400.0, 4.0).tolist()]
    assert told("sliding_rate", steady, 399.0, width=100.0) == pytest.approx([250.0], abs=10.0)


@pytest.mark.parametrize("t", [1, 7, 49, 50, 51, 120, 173])
def test_a_sliding_rate_counts_the_spikes_of_its_window_to_the_step(t: int) -> None:
    """A window of fifty milliseconds has bins of one: whole times fall on their edges."""
    random = np.random.default_rng(6)
    trains = [np.sort(random.choice(np.arange(1, 180), 60, replace=False)).astype(float).tolist() for _ in range(5)]
    counts = [sum(t - 50 < spike <= t for spike in train) for train in trains]
    assert told("sliding_rate", trains, float(t), width=50.0) == pytest.approx(1000.0 * np.array(counts) / min(t, 50))


def test_an_exponential_rate_is_the_sum_of_decaying_spikes() -> None:
    tau = 12.0
    expected = [1000 / tau * sum(np.exp((s - DURATION) / tau) for s in train) for train in TRAINS]
    assert told("exponential_rate", tau=tau) == pytest.approx(expected, rel=1e-12)


def test_a_regular_train_is_told_at_its_rate_by_every_decoder_of_rates() -> None:
    train = [np.arange(5.0, 1000.1, 5.0).tolist()]
    for key in ("firing_rate", "sliding_rate", "exponential_rate", "inter_spike_interval"):
        assert told(key, train, 1000.0, **{"tau": 100.0} if key == "exponential_rate" else {})[0] == pytest.approx(
            200.0, rel=0.03
        ), key


def test_an_earlier_first_spike_scores_higher_and_silence_lowest() -> None:
    assert told("time_to_first_spike") == pytest.approx([1 - 3 / 40, 1 - 5 / 40, -1.0, 1 - 3 / 40])


def test_the_first_to_spike_takes_it_all_and_a_tie_goes_by_its_rule() -> None:
    trains = ([5.0], [3.0], [3.0, 7.0], [])
    assert told("first_to_spike", trains).tolist() == [0.0, 1.0, 0.0, 0.0]
    assert told("first_to_spike", trains, tie="more spikes").tolist() == [0.0, 0.0, 1.0, 0.0]
    assert told("first_to_spike", trains, t=4.0, tie="more spikes").tolist() == [0.0, 1.0, 0.0, 0.0]
    assert told("first_to_spike", ([], [])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("trains", "t", "answers"),
    [
        ([[], [], []], DURATION, [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]),
        ([[], [], []], DURATION - 1.0, [[0.0] * 3, [0.0] * 3]),
        ([[], [DURATION], []], DURATION, [[0.0, 1.0, 0.0]] * 2),
    ],
)
def test_where_none_fires_by_the_end_the_highest_membrane_answers(
    trains: list[list[float]], t: float, answers: list[list[float]]
) -> None:
    decoder = find("decoders/first_to_spike")
    assert issubclass(decoder, DecoderModel)
    values = {**decoder.with_defaults({"silence": "highest membrane"}), "h": 1.0}
    memory = decoder.memory((2, 3), values)
    memory["y"][...] = [[-70.0, -60.0, -58.0], [0.2, 0.1, -0.3]]
    for neuron, train in enumerate(trains):
        for time in train:
            decoder.add_spikes(memory, (np.array([0, 1]), np.array([neuron, neuron])), time, values)
    assert decoder.scores(memory, t, DURATION, values).tolist() == answers
    assert not decoder.reads_values({}) and not told("first_to_spike", ([], [])).any()


def test_an_interval_is_the_mean_or_the_last_one() -> None:
    assert told("inter_spike_interval") == pytest.approx([1000 * 3 / 28, 0.0, 0.0, 1000 * 2 / 37])
    assert told("inter_spike_interval", interval="last") == pytest.approx([1000 / 18, 0.0, 0.0, 1000 / 36])


def test_a_rank_counts_who_fired_before() -> None:
    assert told("rank_order", modulation=0.5) == pytest.approx([1.0, 0.25, 0.0, 1.0]), "two share the first rank"


def test_phases_weigh_as_bits() -> None:
    trains = ([1.0, 3.0, 8.0], [0.5], [2.0], [1.0, 9.0])
    assert told("phase", trains, 8.0) == pytest.approx([0.5 + 0.125 + 1 / 256, 0.5, 0.25, 0.5])
    assert told("phase", trains, 16.0)[3] == pytest.approx(0.5), "the mean of two cycles"


@pytest.mark.parametrize("t", [8.0, 9.0, 12.5, 25.0, 31.0, 32.0])
def test_phases_say_the_same_value_wherever_a_later_cycle_is_cut(t: float) -> None:
    """A sample of 25 phases ends behind the highest bit, which then was heard once more often than the others."""
    values = np.array([0.5, 127 / 256, 255 / 256, 1 / 256, 0.0])
    codes = np.round(values * 256).astype(int)
    trains = [[k + 0.5 for k in range(40) if code >> (7 - k % 8) & 1] for code in codes]
    assert told("phase", trains, t) == pytest.approx(values, abs=1e-12)
    live = told("phase", [train[:2] for train in trains], 2.0)
    assert live[0] == 0.5, "the first cycle says what it has said"


def test_a_burst_is_told_by_its_interval_and_by_its_count_alone() -> None:
    trains = ([1.0], [], [1.0, 4.0, 7.0], [1.0, 10.0, 19.0], [1.0, 3.0, 5.0, 7.0, 9.0, 11.0])
    middle = (8.0 - 3.0 + 0.5) / 6.0
    assert told("burst", trains) == pytest.approx([0.1, 0.0, min(middle, 0.6), 0.4, 1.0])
    told_apart = told("burst", ([1.0, 6.0, 11.0], [1.0, 8.0]), T_min=2.0, T_max=8.0, N_max=5.0)
    assert told_apart == pytest.approx([3.5 / 6.0, 1.5 / 6.0]), "the middle of the values that this interval rounds up"
    assert told("burst", trains, T_min=4.0, T_max=4.0) == pytest.approx([0.1, 0.0, 0.5, 0.5, 1.0])
    longer = [np.arange(1.0, 38.0, 4.0).tolist()]
    assert told("burst", longer) == pytest.approx([1.0]), "more spikes than any value sends are those of the largest"


def test_a_leaky_neurons_current_is_found_from_when_it_fired() -> None:
    trains = ([1.0], [4.0, 5.0], [], [38.0])
    expected = [1.0, 0.2 / (1.0 - np.exp(-3.0 / 6.0)), 0.0, 0.2 / (1.0 - np.exp(-37.0 / 6.0))]
    assert told("time_to_first_spike_logarithmic", trains, tau=6.0, threshold=0.2) == pytest.approx(expected)
    assert told("time_to_first_spike_logarithmic", ([2.0],), tau=6.0, threshold=0.9).tolist() == [1.0], (
        "no value is more"
    )


def test_ups_and_downs_are_summed_from_where_the_window_opens() -> None:
    trains = ([1.0, 2.0, 3.0], [2.0, 30.0], [5.0], [4.0, 6.0, 7.0])
    assert told("cumulative_sum", trains, threshold=0.1, x_0=0.2) == pytest.approx([0.3, 0.0])
    assert told("cumulative_sum", trains, 29.0, threshold=0.1, x_0=0.2) == pytest.approx([0.4, 0.0])


def test_a_moving_window_goes_on_from_the_mean_of_what_it_said() -> None:
    x = [0.5] * 3
    for step in range(1, 16):
        x.append(np.mean(x[-3:]) + 0.1 * ((step in (2, 3, 9)) - (step == 12)))
    for t in (1, 2, 5, 11, 15):
        said = told("moving_window", ([2.0, 3.0, 9.0], [12.0]), t, window=3.0, threshold=0.1, x_0=0.5)
        assert said == pytest.approx([x[t + 2]], abs=1e-12)
    late = told("moving_window", ([2.0], []), 4000.0, window=3.0, threshold=0.1, x_0=0.5)
    assert late == pytest.approx([0.5 + 0.1 * 2 / 4]), "a spike leaves 2 / (window + 1) of itself for good"


def test_a_filter_adds_one_wave_a_spike() -> None:
    taps = 1 - np.cos(2 * np.pi * (np.arange(4) + 0.5) / 4)
    said = [told("fir_filter", ([3.0, 4.0], [9.0]), t, width=4.0) * taps.sum() for t in (2.0, 3.0, 4.0, 7.0, 8.0, 9.0)]
    expected = [[0, 0], [taps[0], 0], [taps[1] + taps[0], 0], [taps[3], 0], [0, 0], [0, taps[0]]]
    assert np.array(said) == pytest.approx(np.array(expected), abs=1e-12)


def test_two_neighbouring_fields_tell_where_a_value_is_and_one_alone_its_centre() -> None:
    centres = (np.arange(4) - 0.5) / 2
    given = {"m": 4, "latest": 50.0}
    for value in np.linspace(0.02, 0.98, 25).tolist():
        answers = np.exp(-((value - centres) ** 2) / (2 * (1 / (1.5 * 2)) ** 2))
        assert (answers >= 0.1).sum() >= 2
        trains = [[1.0 + 50.0 * (1 - a)] if a >= 0.1 else [] for a in answers]
        assert told("gaussian_receptive_fields", trains, 60.0, **given) == pytest.approx([value], abs=1e-12)
    assert told("gaussian_receptive_fields", ([], [], [1.0], [], [], [], [], []), 60.0, **given).tolist() == [0.75, 0.0]
    for alone, value in ((0, 0.0), (3, 1.0)):  # their centres lie outside
        trains = [[1.0] if field == alone else [] for field in range(4)]
        assert told("gaussian_receptive_fields", trains, 60.0, **given).tolist() == [value]


@pytest.mark.parametrize("angle", [0.0, 77.0, 135.0, 301.5])
def test_cosine_tuned_neurons_point_where_they_were_tuned_to(angle: float) -> None:
    preferred = np.arange(12) * 30.0
    counts = np.round(1000 * (1 + np.cos(np.deg2rad(preferred - angle)))).astype(int)
    decoder = find("decoders/population_vector")
    assert issubclass(decoder, DecoderModel)
    values = decoder.with_defaults({})
    memory = decoder.memory((12,), values)
    memory["n"][:] = counts
    (found,) = decoder.scores(memory, 1.0, 1.0, values)
    assert abs((found - angle + 180.0) % 360.0 - 180.0) < 0.05
    assert told("population_vector", ([], [], [])).tolist() == [0.0]


def test_the_first_neuron_points_where_it_is_said_to_and_the_others_follow_counter_clockwise() -> None:
    for votes, degrees in (
        ([[1.0], [], [], []], 20.0),
        ([[], [1.0], [], []], 110.0),
        ([[], [], [], [1.0, 2.0]], 290.0),
    ):
        assert told("population_vector", votes, first=20.0) == pytest.approx([degrees])
    assert told("population_vector", [[1.0], [2.0], [], []], first=20.0) == pytest.approx([65.0])
    assert told("population_vector", [[1.0], [], [3.0], []], first=20.0).tolist() == [0.0], "votes that cancel"


def test_a_linear_read_out_weighs_decaying_spikes_and_adds_what_it_is_given() -> None:
    tau, weights, offsets = 15.0, np.array([[2.0, -1.0, 5.0, 0.5], [0.0, 3.0, 1.0, -4.0]]), np.array([0.25, -7.0])
    heard = [sum(np.exp((s - DURATION) / tau) for s in train) for train in TRAINS]
    given = {"tau": tau, "W": weights.reshape(-1), "b": offsets}
    assert told("linear_read_out", **given) == pytest.approx(weights @ heard + offsets, rel=1e-12)


def test_ridge_regression_reads_a_value_from_noisy_neurons() -> None:
    decoder, random = find("decoders/linear_read_out"), np.random.default_rng(5)
    assert issubclass(decoder, DecoderModel)
    wanted = random.random((200, 2))
    heard = wanted @ random.normal(size=(2, 30)) * 5 + 3.0 + random.normal(0.0, 0.1, (200, 30))
    fitted = decoder.fitted(heard, wanted, 1e-3)
    values = decoder.with_defaults(fitted)
    memory = decoder.memory((200, 30), values)
    memory["s"][:] = heard
    assert np.abs(decoder.scores(memory, 0.0, 1.0, values) - wanted).max() < 0.1
    exact = np.linalg.lstsq(np.c_[heard, np.ones(200)], wanted, rcond=None)[0]
    free = decoder.fitted(heard, wanted, 0.0)
    assert free["W"].reshape(2, 30) == pytest.approx(exact[:-1].T, abs=1e-9)
    assert free["b"] == pytest.approx(exact[-1], abs=1e-9)


IN_HERTZ = {f"decoders/{name}" for name in ("firing_rate", "sliding_rate", "exponential_rate", "inter_spike_interval")}


@pytest.mark.parametrize("slower", [2.0, 0.25])
@pytest.mark.parametrize("key", [key for key, model in models("decoders").items() if model.hears is Payload.SPIKES])
def test_slower_spikes_with_slower_parameters_say_the_same(key: str, slower: float) -> None:
    """No time stands in a decoder but those that it is given: all of them together may be stretched."""
    decoder = models("decoders")[key]
    assert issubclass(decoder, DecoderModel)
    random = np.random.default_rng(3)
    fired = [np.flatnonzero(random.random(30) < 0.2) + 1 for _ in range(16)]
    times = {name: p.default for name, p in decoder.parameters().items() if p.unit == "ms"}
    said = []
    for factor in (1.0, slower):
        given = {**decoder.with_defaults({}), **{name: factor * value for name, value in times.items()}, "h": factor}
        memory = decoder.memory((16,), given)
        for step in range(1, 31):
            here = np.array([n for n, steps in enumerate(fired) if step in steps], np.int64)
            if here.size:
                decoder.add_spikes(memory, (here,), step * factor, given)
        scores = decoder.scores(memory, 30.0 * factor, 30.0 * factor, given)
        said.append(scores * (factor if key in IN_HERTZ else 1.0))
    assert said[1] == pytest.approx(said[0], rel=1e-9)
    assert said[0].size == 1 or np.ptp(said[0]) > 0.0, "silence would prove nothing"


def test_a_linear_read_out_without_weights_is_the_mean_of_what_is_heard() -> None:
    heard = [sum(np.exp((s - DURATION) / 15.0) for s in train) for train in TRAINS]
    assert told("linear_read_out", tau=15.0) == pytest.approx([np.mean(heard)], rel=1e-12)


def test_a_ridge_draws_weights_toward_nothing_as_added_samples_would() -> None:
    """Hoerl & Kennard (1970), 10.1080/00401706.1970.10488634: least squares with a row of the ridge's root a weight."""
    decoder, random, ridge = find("decoders/linear_read_out"), np.random.default_rng(8), 7.0
    assert issubclass(decoder, DecoderModel)
    heard, wanted = random.normal(2.0, 1.0, (60, 5)), random.normal(size=(60, 3))
    fitted = decoder.fitted(heard, wanted, ridge)
    rows = np.concatenate([heard - heard.mean(axis=0), np.sqrt(ridge) * np.eye(5)])
    aims = np.concatenate([wanted - wanted.mean(axis=0), np.zeros((5, 3))])
    expected = np.linalg.lstsq(rows, aims, rcond=None)[0].T
    assert fitted["W"].reshape(3, 5) == pytest.approx(expected, rel=1e-9)
    assert fitted["b"] == pytest.approx(wanted.mean(axis=0) - expected @ heard.mean(axis=0), rel=1e-9)


@pytest.mark.parametrize("key", models("decoders"))
def test_as_a_window_opens_every_score_is_a_number(key: str) -> None:
    """A decoder is looked at while it listens, also before any time has passed: silence is not zero over zero."""
    decoder = models("decoders")[key]
    assert issubclass(decoder, DecoderModel)
    values = {**decoder.with_defaults({}), "h": 1.0}
    with np.errstate(all="raise"):
        scores = decoder.scores(decoder.memory((16,), values), 0.0, DURATION, values)
    assert np.isfinite(scores).all()
    if decoder.category == "Rate":
        assert not scores.any()


@pytest.mark.parametrize("key", models("decoders"))
def test_a_batch_is_told_as_its_samples_are(key: str) -> None:
    decoder = models("decoders")[key]
    assert issubclass(decoder, DecoderModel)
    values, times = {**decoder.with_defaults({}), "h": 1.0}, np.arange(1.0, 31.0)
    fired = np.random.default_rng(1).random((30, 4, 16)) < 0.15
    together = decoder.memory((4, 16), values)
    decoder.hear_all(together, fired, times, values)
    for sample in range(4):
        alone = decoder.memory((16,), values)
        for step in range(30):
            if fired[step, sample].any():
                decoder.add_spikes(alone, np.nonzero(fired[step, sample]), times[step], values)
        expected = decoder.scores(alone, 30.0, 30.0, values)
        assert np.array_equal(decoder.scores(together, 30.0, 30.0, values)[sample], expected)
