"""The variation of training samples each time they are shown: augmentation that is declared, by seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Model, Setting, count_setting, seed_setting

MIDDLE = 0.5  # of an interval: the moment that it stands for
HALF = 0.5  # of the spikes of two samples that are mixed
MOVING, MIXING, KEEPING = 0, 1, 2  # what a presentation's chance is drawn for


@dataclass(frozen=True)
class Variation:
    """Pictures of ``rows`` and ``columns`` are shifted by up to ``shift`` pixels each way and get ``noise`` added.

    What is shifted in is 0, and values stay within [0, 1]. How presentation ``n`` differs hangs on ``seed`` and ``n``
    alone.
    """

    rows: int
    columns: int
    shift: int
    noise: float
    seed: int

    def __call__(self, values: NDArray[np.float64], presentations: NDArray[np.int64]) -> NDArray[np.float64]:
        """Other values (samples, channels) for the presentations (samples,) in which they are shown."""
        varied = np.zeros_like(values)
        pictures = values.reshape(-1, self.rows, self.columns)
        for number, picture, room in zip(presentations, pictures, varied.reshape(pictures.shape), strict=True):
            random = np.random.Generator(np.random.Philox(key=self.seed, counter=[0, int(number), 0, 0]))
            down, right = random.integers(-self.shift, self.shift + 1, 2)
            rows, columns = np.arange(self.rows) - down, np.arange(self.columns) - right
            at = np.ix_((rows >= 0) & (rows < self.rows), (columns >= 0) & (columns < self.columns))
            room[at] = picture[np.ix_(np.clip(rows, 0, self.rows - 1), np.clip(columns, 0, self.columns - 1))][at]
            if self.noise > 0.0:
                room += self.noise * random.standard_normal(room.shape)
        return np.clip(varied, 0.0, 1.0)


class Varied(Model, abstract=True):
    """The settings of a source of pictures whose training samples may differ each time they are shown."""

    shift = count_setting(r"\delta", "largest shift of training images", 0.0, at_least=0.0, at_most=1000.0)
    noise = Setting("1", r"\sigma", "noise on training images", default=0.0, at_least=0.0, at_most=1.0)
    variation_seed = seed_setting("s_{vary}", "seed of shifts and noise")

    @classmethod
    def varied(cls, shape: tuple[int, ...], values: Mapping[str, Any]) -> Variation | None:
        """The variation of training samples of that shape; None where they do not differ."""
        shift, noise, seed = (float(cls.chosen(values, name)) for name in ("shift", "noise", "variation_seed"))
        rows, columns = shape
        return Variation(rows, columns, round(shift), noise, round(seed)) if shift or noise else None


@dataclass(frozen=True)
class TimeVariation:
    """Samples in time are mixed, stretched, shifted, thinned and get noise, each presentation by chance of its own.

    With the probability ``mix`` a sample of spikes is mixed with another training sample of its class: the other's mean
    time is laid on its own, and each spike of either is kept by one half.

    A moment t of a sample comes at ``f t + d``, with f uniform within 1 ± ``stretch`` and d within ± ``shift`` of the
    time of a sample. Of spikes, where ``are_spikes``, each is left out with the probability ``drop``, and those that
    leave the sample are gone; other values are held at its ends, get normal ``noise`` and stay within [0, 1]. How
    presentation ``n`` differs hangs on ``seed`` and ``n`` alone, and on what else is trained on where it is mixed.

    Source of mixing: Nowotny, Turner & Knight (2025), Loss shaping enhances exact gradient learning with EventProp in
    spiking neural networks, Neuromorphic Computing and Engineering 5, 014001, arXiv 2212.01232 ("blend").
    """

    are_spikes: bool
    shift: float
    stretch: float
    drop: float
    noise: float
    seed: int
    mix: float = 0.0

    def partners(
        self,
        samples: NDArray[np.int64],
        presentations: NDArray[np.int64],
        labels: NDArray[np.int64],
        trained: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Samples (samples,) that these are mixed with, themselves where with none, of the ``trained`` of their class.

        ``labels`` are those of all samples. The order of ``trained`` says nothing.
        """
        found, ordered = samples.copy(), np.sort(trained)
        by_class = {label: ordered[labels[ordered] == label] for label in set(labels[samples].tolist())}
        for place, (sample, number) in enumerate(zip(samples.tolist(), presentations.tolist(), strict=True)):
            random, same = self._chance(number, MIXING), by_class[int(labels[sample])]
            if len(same) and random.random() < self.mix:
                found[place] = same[random.integers(len(same))]
        return found

    def mixed(
        self, values: NDArray[np.float64], others: NDArray[np.float64], presentations: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Spikes of both, all arrays (samples, times, channels): of two samples that are one, all of it."""
        found = values.copy()
        for number, own, other, room in zip(presentations.tolist(), values, others, found, strict=True):
            if np.array_equal(own, other) or not own.any() or not other.any():
                continue
            random = self._chance(number, KEEPING)
            (at, channels), (their, theirs) = np.nonzero(own), np.nonzero(other)
            later = their + round(float(at.mean() - their.mean()))
            mine, kept = random.random(len(at)) < HALF, random.random(len(their)) < HALF
            kept &= (later >= 0) & (later < len(own))
            room[...] = 0.0
            room[at[mine], channels[mine]] = own[at[mine], channels[mine]]
            np.maximum.at(room, (later[kept], theirs[kept]), other[their[kept], theirs[kept]])
        return found

    def _chance(self, number: int, purpose: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=self.seed, counter=[0, number, purpose, 0]))

    def __call__(self, values: NDArray[np.float64], presentations: NDArray[np.int64]) -> NDArray[np.float64]:
        """Other values (samples, times, channels), or (times, channels) of one, for the presentations (samples,)."""
        shown = values.reshape(len(presentations), *values.shape[-2:])
        times = shown.shape[1]
        varied = np.zeros_like(shown)
        for number, sample, room in zip(presentations, shown, varied, strict=True):
            random = self._chance(int(number), MOVING)
            factor = 1.0 + self.stretch * random.uniform(-1.0, 1.0)
            later = self.shift * times * random.uniform(-1.0, 1.0)
            if self.are_spikes:
                rows, channels = np.nonzero(sample)
                kept = random.random(len(rows)) >= self.drop
                at = np.floor((rows + MIDDLE) * factor + later).astype(np.int64)
                kept &= (at >= 0) & (at < times)
                room[at[kept], channels[kept]] = sample[rows[kept], channels[kept]]
            else:
                at = np.floor((np.arange(times) + MIDDLE - later) / factor).astype(np.int64)
                room[...] = sample[np.clip(at, 0, times - 1)]
                if self.noise > 0.0:
                    room += self.noise * random.standard_normal(room.shape)
        return np.clip(varied, 0.0, 1.0).reshape(values.shape)


class VariedInTime(Model, abstract=True):
    """The settings of a source of samples in time whose training samples may differ each time they are shown."""

    time_shift = Setting(
        "1", r"\delta_t", "largest shift of training samples in time", default=0.0, at_least=0.0, at_most=1.0,
        detail="A share of the time of a sample, earlier or later; drawn anew each time a sample is shown.",
    )  # fmt: skip
    stretch = Setting(
        "1", "s", "largest stretch of training samples", default=0.0, at_least=0.0, below=1.0,
        detail="A share by which a sample is shown slower or faster, drawn anew each time.",
    )  # fmt: skip
    variation_seed = seed_setting("s_{vary}", "seed of variations")

    @classmethod
    def varied_in_time(
        cls, values: Mapping[str, Any], are_spikes: bool, drop: float = 0.0, noise: float = 0.0, mix: float = 0.0
    ) -> TimeVariation | None:
        """The variation of training samples; None where they do not differ."""
        shift, stretch, seed = (float(cls.chosen(values, n)) for n in ("time_shift", "stretch", "variation_seed"))
        varies = shift or stretch or drop or noise or mix
        return TimeVariation(are_spikes, shift, stretch, drop, noise, round(seed), mix) if varies else None


class VariedSpikes(VariedInTime, abstract=True):
    """The same of samples that are spikes, of which some may be left out, and of which two may be mixed."""

    drop = Setting(
        "1", "p", "share of spikes left out in training", default=0.0, at_least=0.0, below=1.0,
        detail="Each spike of a training sample is left out by this chance, each time it is shown.",
    )  # fmt: skip
    mix = Setting(
        "1", "m", "share of training samples that are mixed", default=0.0, at_least=0.0, at_most=1.0,
        detail="By this chance a training sample is mixed with another of its class: half of the spikes of either.",
    )  # fmt: skip

    @classmethod
    def varied(cls, values: Mapping[str, Any]) -> TimeVariation | None:
        """The variation of training samples; None where they do not differ."""
        drop, mix = (float(cls.chosen(values, name)) for name in ("drop", "mix"))
        return cls.varied_in_time(values, are_spikes=True, drop=drop, mix=mix)


class VariedSounds(VariedInTime, abstract=True):
    """The same of sounds, to which noise may be added."""

    noise = Setting("1", r"\sigma", "noise on training sounds", default=0.0, at_least=0.0, at_most=1.0)

    @classmethod
    def varied(cls, values: Mapping[str, Any]) -> TimeVariation | None:
        """The variation of training samples; None where they do not differ."""
        return cls.varied_in_time(values, are_spikes=False, noise=float(cls.chosen(values, "noise")))
