"""Stimuli and encoders: when they fire and what they inject."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.document.document import Document
from app.document.making.drawing import new_node
from engine.backends.functions import elementary_numpy
from engine.backends.kernels.array_text import for_arrays
from engine.compiling.steps.equation_text import equation_text
from engine.encoders import ConstantCurrentEncoder, LatencyEncoder, PoissonEncoder
from engine.model.declaration import Model, Payload
from engine.model.registry.discovery import models
from engine.model.sources import EncoderModel, StimulusModel
from engine.network.description import Stimulus
from engine.network.series import events_of
from engine.simulation.arrays.source_arrays import EventArrays
from engine.simulation.preview import sent
from engine.stimuli import (
    PoissonStimulus,
    RegularStimulus,
    SinePoissonStimulus,
    SpikeTimesStimulus,
    StepCurrentStimulus,
)


def function(model: type[Model], name: str) -> Any:
    scope: dict[str, Any] = {"np": np, "F": np.float64, "exp": elementary_numpy.exp}
    exec(for_arrays(equation_text(model, name)), scope)
    return scope[name]


def stamps(model: type[Model], h: float, steps: int, **values: float) -> list[float]:
    """Times at which a source of ``t`` and ``h`` fires, as the ends of their steps."""
    spike = function(model, "spike")
    return [round((k + 1) * h, 9) for k in range(steps) if spike(t=k * h, h=h, **values)]


@pytest.mark.parametrize("h", [0.1, 0.25, 1.0])
@pytest.mark.parametrize(("rate", "phase"), [(100.0, 0.0), (50.0, 5.0), (20.0, 13.0), (100.0, 35.0)])
def test_a_clock_fires_at_its_phase_and_then_at_equal_intervals(h: float, rate: float, phase: float) -> None:
    found = stamps(RegularStimulus, h, round(300 / h), rate=rate, phase=phase)
    expected = [t for t in np.arange(phase, 300 + h / 2, 1000 / rate) if t > 0]
    assert found == pytest.approx(expected)


def test_a_clock_without_a_rate_is_silent() -> None:
    assert stamps(RegularStimulus, 0.1, 1000, rate=0.0, phase=3.0) == []


@pytest.mark.parametrize("h", [0.1, 1.0])
@pytest.mark.parametrize(("x", "first"), [(1.0, 0), (0.5, 12.5), (1 / 16, 23.4375), (0.0, None)])
def test_a_brighter_value_fires_earlier_and_only_once(h: float, x: float, first: float | None) -> None:
    found = stamps(LatencyEncoder, h, round(25 / h), x=x, duration=25.0)
    if first is None:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0] - h == pytest.approx(np.floor(first / h + 1e-6) * h)


def test_a_dark_value_stays_silent_where_a_sample_lasts_a_part_of_a_step_longer() -> None:
    assert stamps(LatencyEncoder, 0.1, 251, x=0.0, duration=25.06) == []
    assert stamps(LatencyEncoder, 0.1, 251, x=0.002, duration=25.06) == pytest.approx([25.1])


def test_a_poisson_encoder_fires_with_the_probability_of_its_rate() -> None:
    spike = function(PoissonEncoder, "spike")
    u = np.random.default_rng(1).random(100_000)
    assert spike(x=0.5, u=u, max_rate=200.0, h=1.0).mean() == pytest.approx(0.1, abs=0.005)
    assert not spike(x=0.0, u=u, max_rate=200.0, h=1.0).any()
    assert spike(x=1.0, u=u, max_rate=1000.0, h=1.0).all()


def test_a_step_of_current_is_rounded_to_the_grid() -> None:
    current = function(StepCurrentStimulus, "current")
    times = np.arange(100) * 0.1
    found = current(t=times, h=0.1, amplitude=7.0, onset=2.0, end=5.0)
    assert np.array_equal(np.flatnonzero(found), np.arange(20, 50))
    assert set(found) == {0.0, 7.0}


def test_a_constant_current_is_in_proportion_to_the_value() -> None:
    assert function(ConstantCurrentEncoder, "current")(x=np.array([0.0, 0.5]), gain=3.0).tolist() == [0.0, 1.5]


def test_a_poisson_stimulus_expects_its_rate_times_the_step() -> None:
    assert function(PoissonStimulus, "expected_spikes")(rate=1000.0, h=0.1) == 0.1
    assert PoissonStimulus.own_train_per_target()


@pytest.mark.parametrize("phase", [0.0, 90.0, -200.0, 360.0])
def test_an_oscillating_poisson_stimulus_expects_its_sine_times_the_step(phase: float) -> None:
    t, given = np.arange(400) * 0.5, {"rate": 900.0, "amplitude": 1300.0, "frequency": 12.5, "phase": phase, "h": 0.5}
    scope: dict[str, Any] = {"np": np, "F": np.float64, "sin": np.sin}
    exec(for_arrays(equation_text(SinePoissonStimulus, "expected_spikes")), scope)
    found = scope["expected_spikes"](t=t, **given)
    rate = 900.0 + 1300.0 * np.sin(2 * np.pi * 12.5 * t / 1000.0 + np.deg2rad(phase))
    assert found == pytest.approx(np.maximum(rate, 0.0) * 0.5 / 1000.0, abs=1e-12)


def test_what_a_source_carries_is_read_from_its_equation() -> None:
    assert StepCurrentStimulus.payload() is Payload.CURRENT
    assert SpikeTimesStimulus.payload() is Payload.SPIKES and not SpikeTimesStimulus.equations
    for kind, base in (("stimuli", StimulusModel), ("encoders", EncoderModel)):
        for model in models(kind).values():
            assert issubclass(model, base)
            assert (model.payload() is Payload.CURRENT) == ("current" in model.equations)


def test_an_empty_list_of_spikes_is_silent_and_a_new_one_is_drawn_with_some() -> None:
    assert [part.size for part in events_of(Stimulus("s", SpikeTimesStimulus))] == [0, 0]
    document = Document()
    drawn = new_node(document, SpikeTimesStimulus.key, (0.0, 0.0))
    assert np.array_equal(document.array(drawn.parameters["times"]), SpikeTimesStimulus.times.default)


@pytest.mark.parametrize("size", [1, 7])
def test_a_long_list_is_sorted_as_one_number_a_spike(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were sorted as rows let no other thread run: the window stood still for as long as it took."""
    random = np.random.default_rng(3)
    times, trains = random.integers(-3, 900, 4000) * 0.1, random.integers(0, size, 4000)
    times[:3] = 1e300, -1e300, 1e15
    unique, sorted_as = np.unique, list[tuple[str, int, int]]()

    def heard(array: Any, *arguments: Any, **named: Any) -> Any:
        sorted_as.append((array.dtype.kind, array.ndim, array.size))
        return unique(array, *arguments, **named)

    monkeypatch.setattr(np, "unique", heard)
    given = {"times": times, "trains": trains.astype(np.float64)}
    made = EventArrays(Stimulus("s", SpikeTimesStimulus, size, given), 100, 0.1, "float64")
    assert sorted_as == [("i", 1, 4000)]
    steps = [round(t / 0.1) for t in times[3:]]
    expected = sorted({(k - 1, n) for k, n in zip(steps, trains[3:].tolist(), strict=True) if k > 0})
    here = (made.steps >= 0) & (made.steps < 1000)
    found = list(zip(made.steps[here].tolist(), made.trains[here].tolist(), strict=True))
    assert found == expected
    assert (made.steps[~here & (made.steps >= 0)] > 10**15).all() and (np.diff(made.steps) >= 0).all()


TIMED = [
    model
    for kind in ("stimuli", "encoders")
    for model in models(kind).values()
    if {"spike", "current"} & set(model.equations)
]


@pytest.mark.parametrize("slower", [2.0, 0.25])
@pytest.mark.parametrize("model", TIMED, ids=lambda model: model.key)
def test_slower_parameters_at_longer_steps_send_the_same(model: Any, slower: float) -> None:
    """No time stands in a source but those that it is given: all of them together may be stretched."""
    steps, signal = 300, None
    if issubclass(model, EncoderModel):
        turns = np.arange(steps)[:, None] / 40 + np.arange(4) / 4
        signal = 0.5 + 0.4 * np.sin(2 * np.pi * turns) if model.needs_motion else np.array([0.05, 0.3, 0.55, 0.9])
    power = {"ms": 1.0, "Hz": -1.0}
    said = []
    for factor in (1.0, slower):
        given = {n: p.default * factor ** power.get(p.unit, 0.0) for n, p in model.parameters().items()}
        given |= {name: series.default for name, series in model.series().items()}
        said.append(sent(model, steps, 0.5 * factor, given, signal=signal))
    assert np.array_equal(said[0], said[1])
    assert len(np.unique(said[0])) > 1 or "current" in model.equations
