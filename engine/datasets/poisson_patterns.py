"""Frozen Poisson patterns that come again with jitter and with spikes missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.model.functions import MS_PER_S
from engine.samples import spikes as _spikes
from engine.samples.made import GeneratedDataset


class PoissonPatterns(GeneratedDataset):
    """Each class is one pattern of Poisson spike trains; a sample is that pattern with jitter and missing spikes.

    A value of 1 is a spike in its interval of 1 ms, which the encoder *Regular* passes on at 1000 Hz.

    Source: Gütig & Sompolinsky (2006), Nature Neuroscience 9, 420-428, 10.1038/nn1643: classes of latency patterns with
    jittered times, here of Poisson trains.
    """

    title = "Poisson patterns"
    aliases = ("frozen noise", "tempotron", "spatiotemporal patterns", "spike pattern")
    moves = True
    lasting = "duration"
    spikes_in = 1.0

    classes = count_setting("C", "classes", 4.0, at_least=2.0, at_most=1000.0)
    trains = count_setting("N", "trains", 100.0, at_most=100_000.0)
    rate = Setting("Hz", "r", "rate of a train", default=20.0, at_least=0.0, at_most=1000.0)
    duration = Setting("ms", "T", "time of a sample", default=100.0, at_least=2.0, at_most=100_000.0)
    jitter = Setting("ms", r"\sigma", "standard deviation of the times", default=2.0, at_least=0.0, at_most=1000.0)
    missing = Setting("1", "p", "share of spikes that are missing", default=0.0, at_least=0.0, at_most=1.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        given = cls.given(values)
        return round(given["duration"]), round(given["trains"])

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        spikes = given["trains"] * given["rate"] * given["duration"] / MS_PER_S
        return 10 * _spikes.EVENT * spikes * (given["training"] + given["test"] + given["classes"])

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        classes, width, rows = (round(given[name]) for name in ("classes", "trains", "duration"))
        random, labels = cls.begun(given, classes)
        patterns = []
        for _ in range(classes):
            number = random.poisson(width * given["rate"] * rows / MS_PER_S)
            patterns.append((random.random_sample(number) * rows, random.randint(0, width, number)))
        samples, times, channels = [], [], []
        for sample, kind in enumerate(labels):
            kept = random.random_sample(len(patterns[kind][0])) >= given["missing"]
            own = patterns[kind][0][kept]
            samples.append(np.full(len(own), sample, np.int64))
            times.append(own + given["jitter"] * random.standard_normal(len(own)))
            channels.append(patterns[kind][1][kept])
        lists = np.concatenate(samples), np.concatenate(times), np.concatenate(channels)
        events = _spikes.event_rows(*lists, len(labels), 1.0, rows, width)
        return Samples(events, labels, (rows, width), tuple(str(kind + 1) for kind in range(classes)))
