"""A read-out is fitted to what a network is driven by; what cannot be fitted says why."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from engine.learning.training.read_out import ReadOutTarget, Sampling, fit_read_out
from engine.model.registry.discovery import find
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Sign,
    Stimulus,
)
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation

LIF, READ_OUT = find("neurons/leaky_integrate_and_fire"), find("decoders/linear_read_out")
ALL = find("wiring/all_to_all")
SAMPLING = Sampling(1000.0, 5.0, 0.01)
SINE = Stimulus("sine", find("stimuli/sine_current"), parameters={"amplitude": 200.0, "frequency": 3.0})
DRIVEN = NetworkDescription(
    populations=(Population("p", LIF, 40, bias=Uniform(250.0, 600.0)),),
    stimuli=(SINE,),
    projections=(Projection("s", "sine", "p", None, ALL, Uniform(-1.0, 1.0), sign=Sign.MIXED),),
    decoders=(Decoder("d", READ_OUT, "p", parameters={"tau": 30.0}),),
)


def test_the_current_of_a_stimulus_is_found_again_in_spikes():
    fit = fit_read_out(DRIVEN, "d", ReadOutTarget("sine"), SAMPLING, backend="numpy")
    assert fit is not None and fit.samples == 200 and fit.explained > 0.65
    read = replace(DRIVEN.decoders[0], parameters={"tau": 30.0, **fit.series})
    simulation = Simulation(replace(DRIVEN, decoders=(read,)), backend="numpy")
    given = [float(simulation.advance(50).partial["d"][0]) for _ in range(200)]
    t = 5.0 * np.arange(1, 201)
    assert np.corrcoef(given[20:], np.sin(2 * np.pi * 3.0 * t[20:] / 1000.0))[0, 1] > 0.8


def test_values_of_a_file_end_the_run_where_they_end():
    t = np.arange(0.0, 800.0, 2.0)
    both = np.stack([np.sin(2 * np.pi * 3.0 * t / 1000.0), np.cos(2 * np.pi * 3.0 * t / 1000.0)], axis=1)
    fit = fit_read_out(DRIVEN, "d", ReadOutTarget(values=both, interval=2.0), SAMPLING, backend="numpy")
    assert fit is not None and fit.samples == 160
    assert fit.series["W"].shape == (80,) and fit.series["b"].shape == (2,) and fit.explained > 0.25


def test_what_an_encoder_encodes_is_found_again():
    network = NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("w", find("datasets/waveforms"), sample_time=200.0),),
        encoders=(Encoder("e", find("encoders/constant_current"), "w"),),
        populations=(Population("p", LIF, 30, bias=Uniform(200.0, 400.0)),),
        projections=(Projection("s", "e", "p", None, ALL, Uniform(100.0, 400.0)),),
        decoders=(Decoder("d", READ_OUT, "p", parameters={"tau": 20.0}),),
    )
    fit = fit_read_out(network, "d", ReadOutTarget("e"), Sampling(2000.0, 4.0, 0.01), backend="numpy")
    assert fit is not None and 0.3 < fit.explained < 1.0
    assert np.isfinite(fit.series["W"]).all()


@pytest.mark.parametrize(
    ("network", "target", "sampling", "said"),
    [
        (DRIVEN, ReadOutTarget(), SAMPLING, "has no target to be fitted to. Choose a target"),
        (DRIVEN, ReadOutTarget("sine"), replace(SAMPLING, duration=20.0), "4 samples are too few"),
        (DRIVEN, ReadOutTarget("sine"), replace(SAMPLING, duration=1e9), "200,000,000 samples of 40 neurons"),
        (DRIVEN, ReadOutTarget(values=np.ones(500)), SAMPLING, "stands still"),
        (
            replace(DRIVEN, populations=(Population("p", LIF, 40),), projections=()),
            ReadOutTarget("sine"),
            SAMPLING,
            "No spike reached d in",
        ),
    ],
)
def test_what_cannot_be_fitted_says_why(network, target, sampling, said):
    with pytest.raises(NetworkError) as refused:
        fit_read_out(network, "d", target, sampling, backend="numpy")
    assert said in str(refused.value)


def test_a_fit_that_is_given_up_gives_nothing():
    heard = count()
    assert (
        fit_read_out(DRIVEN, "d", ReadOutTarget("sine"), SAMPLING, listen=lambda _: next(heard) < 3, backend="numpy")
        is None
    )
    assert next(heard) == 4, "it asks after every sample"
