"""Every encoder with a matching decoder: what was encoded comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.model.data import DatasetModel, Samples
from engine.model.decoding import DecoderModel
from engine.model.discovery import models
from engine.model.sources import EncoderModel
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.simulation.simulation import Simulation
from tests.laws.networks import LIF

VALUES = np.array([0.1, 0.95, 0.25, 0.4, 0.7, 0.55])
WINDOW = 400.0
CLOSE = 0.02  # of what an encoder without chance loses
BY_CHANCE = 4.0  # standard deviations of a count

ENCODERS = [e for e in models("encoders").values() if issubclass(e, EncoderModel) and e.code]
DECODERS = [d for d in models("decoders").values() if issubclass(d, DecoderModel) and d.inverts]
PAIRS = [(e, d) for e in ENCODERS for d in DECODERS if e.code == d.inverts]


class Ladder(DatasetModel, abstract=True):
    """One sample of a few different values."""

    key = "datasets/ladder"
    title = "Ladder"
    sample_shape = (len(VALUES),)

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        return Samples(VALUES[None], np.array([1]), (len(VALUES),), tuple(map(str, range(len(VALUES)))))

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.array([], np.int64), np.array([0])


def recovered(encoder: type[EncoderModel], decoder: type[DecoderModel]) -> tuple[NDArray[np.float64], dict[str, float]]:
    """The values that the decoder gives back after one sample, and the encoder's parameters."""
    given = {name: p.default for name, p in encoder.parameters().items()}
    shared = {name: given[name] for name in decoder.parameters() if name in given}
    network = NetworkDescription(
        0.1,
        (Population("other", LIF, 1),),
        datasets=(Dataset("d", Ladder, sample_time=WINDOW),),
        encoders=(Encoder("code", encoder, "d"),),
        decoders=(Decoder("decoder", decoder, "code", "d", shared),),
    )
    chunk = Simulation(network, backend="numpy").advance(round(WINDOW / 0.1))
    (answer,) = chunk.answers["decoder"]
    return decoder.value(answer.scores, given), given


@pytest.mark.parametrize(("encoder", "decoder"), PAIRS, ids=lambda model: model.key)
def test_what_was_encoded_comes_back(encoder: type[EncoderModel], decoder: type[DecoderModel]) -> None:
    found, given = recovered(encoder, decoder)
    if encoder.code == "rank":
        assert np.array_equal(np.argsort(-found), np.argsort(-VALUES)), "an order is all that such a code carries"
        return
    by_chance = any("u" in equation.arguments for equation in encoder.equations.values())
    rate = given.get("max_rate", 1.0)
    error = BY_CHANCE * np.sqrt(VALUES / (rate * WINDOW / 1000.0)) if by_chance else CLOSE
    assert np.all(np.abs(found - VALUES) <= error)
    assert np.argmax(found) == np.argmax(VALUES)


def test_every_code_has_both_an_encoder_and_a_decoder() -> None:
    assert {e.code for e in ENCODERS} == {d.inverts for d in DECODERS} >= {"rate", "latency", "rank", "phase"}
