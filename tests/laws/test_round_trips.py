"""Every encoder with a matching decoder: what was encoded comes back, as nearly as the encoder says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.model.data import DatasetModel, Samples
from engine.model.declaration import Payload
from engine.model.decoding import DecoderModel
from engine.model.registry.discovery import models
from engine.model.sources import EncoderModel
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.simulation.simulation import Simulation
from tests.laws.networks import LIF

H = 0.1
VALUES = np.array([0.1, 0.95, 0.25, 0.4, 0.7, 0.55])
WINDOW = 400.0
SLOPE = 0.001  # of the signal, a step
LEGS = (300, 150, -600, 150, 300)  # steps up or down, and steps at rest
MOMENT = 20  # steps from one look at a signal to the next
USEFUL = 0.4  # a typical error bound, of the range of what is shown

ENCODERS = [
    e for e in models("encoders").values() if issubclass(e, EncoderModel) and e.payload() is Payload.SPIKES
]  # fmt: skip
DECODERS = [d for d in models("decoders").values() if issubclass(d, DecoderModel) and d.inverts]
PAIRS = [(e, d) for e in ENCODERS for d in DECODERS if e.code == d.inverts]
SUITED: Mapping[str, Mapping[str, float]] = {
    "encoders/delta_modulation": {"threshold": 0.98 * SLOPE},
    "encoders/moving_window": {"threshold": 0.98 * SLOPE * 2.5, "window": 4 * H},
}
"""Parameters with which the codes without feedback follow a signal of that slope: their errors add up."""


def signal() -> NDArray[np.float64]:
    """One channel (steps, 1) that rises, rests, falls, rests and rises, from 0.5 within [0.2, 0.8]."""
    moves = [np.full(abs(leg), 0.0 if abs(leg) == 150 else np.sign(leg) * SLOPE) for leg in LEGS]
    return 0.5 + np.cumsum(np.concatenate([[0.0], *moves]))[:, None]


class Shown(DatasetModel, abstract=True):
    """One sample: a few different values, or one signal."""

    key = "datasets/shown"
    title = "Shown"
    moving = False

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        what = signal() if cls.moving else VALUES
        return Samples(what[None], np.array([0]), what.shape, ("only",))

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.array([], np.int64), np.array([0])


class ShownSignal(Shown, abstract=True):
    key = "datasets/shown_signal"
    moves = moving = True


def given_to(encoder: type[EncoderModel]) -> dict[str, float]:
    return {name: p.default for name, p in encoder.parameters().items()} | dict(SUITED.get(encoder.key, {}))


def simulation(
    encoder: type[EncoderModel], decoder: type[DecoderModel], moving: bool, window: float, shown: type[Shown] = Shown
) -> Simulation:
    """One sample that the decoder hears from the encoder, with the parameters that both have."""
    given = given_to(encoder)
    shared = {name: given[name] for name in decoder.parameters() if name in given}
    dataset = Dataset("d", ShownSignal if moving else shown, sample_time=window)
    network = NetworkDescription(
        H,
        (Population("other", LIF, 1),),
        datasets=(dataset,),
        encoders=(Encoder("code", encoder, "d", given),),
        decoders=(Decoder("decoder", decoder, "code", "d", shared),),
    )
    return Simulation(network, backend="numpy")


def follows(decoder: type[DecoderModel]) -> bool:
    """Whether the decoder's values are those of the moment."""
    return decoder.category == "Signal"


@pytest.mark.parametrize(("encoder", "decoder"), PAIRS, ids=lambda model: model.key)
def test_what_was_encoded_comes_back_within_the_encoders_bound(
    encoder: type[EncoderModel], decoder: type[DecoderModel]
) -> None:
    there = signal() if follows(decoder) else VALUES[None]
    steps = len(there) if follows(decoder) else round(WINDOW / H)
    run = simulation(encoder, decoder, follows(decoder), steps * H)
    moments = np.arange(MOMENT, steps, MOMENT) if follows(decoder) else np.array([steps])
    found = np.stack([run.advance(moment - run.step).partial["decoder"] for moment in moments.tolist()])
    shown = np.broadcast_to(there, (steps, there.shape[1]))[moments - 1]
    found = decoder.value(found, given_to(encoder))
    if encoder.ordinal:
        assert np.array_equal(np.argsort(-found), np.argsort(-shown)), "an order is all that such a code carries"
        return
    long = np.broadcast_to(there, (steps, there.shape[1]))
    bound = np.broadcast_to(encoder.error_bound(long, given_to(encoder), H), long.shape)[moments - 1]
    assert np.all(np.abs(found - shown) <= bound + 1e-9)
    assert np.median(bound) < USEFUL * np.ptp(there), "such a bound could not be broken"


def test_every_encoder_of_spikes_has_a_decoder_that_inverts_it() -> None:
    assert {e.key for e in ENCODERS} == {e.key for e, _ in PAIRS}
    assert {d.key for d in DECODERS} == {d.key for _, d in PAIRS}


class ShownManyValues(Shown, abstract=True):
    """So many values that some are told as badly as may be."""

    key = "datasets/shown_many_values"
    values = np.linspace(0.03, 0.97, 95)

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        return Samples(cls.values[None], np.array([0]), cls.values.shape, ("only",))


STILL = [e for e in ENCODERS if not e.needs_motion and not e.ordinal and "u" not in e.equations["spike"].arguments]


@pytest.mark.parametrize("encoder", [e for e in STILL if e.category != "Signal"], ids=lambda model: model.key)
def test_some_value_is_told_nearly_as_badly_as_the_encoder_says(encoder: type[EncoderModel]) -> None:
    """A bound that no decoder comes near would hide one that has gone wrong."""
    shown, steps, worst = ShownManyValues.values, round(WINDOW / H), 0.0
    bound = encoder.error_bound(np.broadcast_to(shown, (steps, shown.size)), given_to(encoder), H)
    for decoder in (d for e, d in PAIRS if e is encoder):
        run = simulation(encoder, decoder, False, WINDOW, ShownManyValues)
        found = decoder.value(run.advance(steps).partial["decoder"], given_to(encoder))
        assert np.all(np.abs(found - shown) <= bound + 1e-9)
        worst = max(worst, float(np.max(np.abs(found - shown) / bound)))
    assert worst > 0.6
