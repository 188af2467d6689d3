"""A task that is all about delays: channels fire once each, and the class is by how much one is behind another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.model.data import Samples
from engine.model.declaration import count_setting
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.network.values import Uniform, Value
from engine.samples.made import GeneratedDataset
from tests.engine.learning.networks import LIF, projection

MOST = 15  # steps that a channel can be behind another


class Lags(GeneratedDataset):
    """Every channel fires once; each class has its own lags of up to :data:`MOST` steps, behind an onset by chance.

    So neither the number of spikes nor their times tell classes apart: only which fall together once they are delayed.
    """

    title = "Lags"
    moves = True

    classes = count_setting("C", "classes", 10.0, at_least=2.0)
    channels = count_setting("N", "channels", 6.0)
    duration = count_setting("T", "steps of a sample", 50.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        given = cls.given(values)
        return round(given["duration"]), round(given["channels"])

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return 8 * (given["training"] + given["test"]) * given["duration"] * given["channels"]

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        classes, channels, rows = (round(given[name]) for name in ("classes", "channels", "duration"))
        random, labels = cls.begun(given, classes)
        lags = random.randint(0, MOST + 1, (classes, channels))
        times = random.randint(0, rows - 2 * MOST, len(labels))[:, None] + lags[labels]
        values = np.zeros((len(labels), rows, channels))
        values[np.arange(len(labels))[:, None], times, np.arange(channels)] = 1.0
        values.setflags(write=False)
        return Samples(values, labels, (rows, channels), tuple(str(kind + 1) for kind in range(classes)))


def lags(
    delay: Value = 1.0, *, classes: int = 5, channels: int = 4, hidden: int = 10, training: int = 300
) -> NetworkDescription:
    """Lags → neurons that know no earlier step → a neuron for each class, on a grid of 1 ms.

    Only the link to the hidden neurons has delays.
    """
    given = {"classes": float(classes), "channels": float(channels), "training": float(training), "test": 200.0}
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", Lags, given, sample_time=50.0),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0}),),
        populations=(
            Population("hidden", find(LIF), hidden, {"beta": 0.0}),
            Population("out", find(LIF), classes, {"beta": 0.9}),
        ),
        projections=(
            projection("in", "code", "hidden", weight=Uniform(0.0, 1.0), delay=delay),
            projection("read", "hidden", "out", weight=Uniform(0.0, 1.0)),
        ),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )
