"""A dataset's samples, and what an encoder makes of them: for a look before anything runs, by the numbers of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.learning.passes.encoding import LANES, Encoding
from engine.model.data import Samples
from engine.model.loading import tell
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.simulation.arrays.presentation import Presentation, is_to_be_reproduced, training_parts

Integers = NDArray[np.int64]
PIECE = 1 << 20  # numbers that an encoder makes between two questions whether to go on
MOST_MADE = 1 << 26  # numbers that are made for one look
FIRST_CURRENTS = 8  # channels of an encoder of currents that are looked at


@dataclass(frozen=True)
class Contents:
    """A dataset as it is read: the sample that each presentation of the first pass shows, (shown,), and its label.

    ``training``, ``validation`` and ``test`` are the numbers of samples of each part.
    """

    presentation: Presentation
    order: Integers
    labels: Integers
    training: int
    validation: int
    test: int

    @property
    def samples(self) -> Samples:
        return self.presentation.samples

    @cached_property
    def all_labels(self) -> Integers:
        """The label of what each presentation shows, (shown,), or of each of its times, (shown, times)."""
        each = self.samples.step_labels
        return self.labels if each is None else each[self.order]

    @cached_property
    def counts(self) -> Integers:
        """The number of shown samples, or of their times, with each label, (classes,).

        Empty without labels, and where spikes are wanted: each pattern has a label of its own.
        """
        known = self.all_labels[(self.all_labels >= 0) & (self.samples.targets is None)]
        return np.bincount(known, minlength=len(self.samples.names)) if known.size else np.zeros(0, np.int64)


def read_dataset(dataset: Dataset, resolution: float, seed: int) -> Contents:
    """Read a dataset; raises :class:`~engine.problems.NetworkError` where that fails."""
    samples = dataset.samples()
    presentation = Presentation(dataset, samples, resolution, seed)
    order = presentation.order(0)
    train, test = (np.asarray(part, np.int64) for part in dataset.model.split(samples, dataset.parameters))
    held_back = 0
    if not is_to_be_reproduced(train, test):
        held_back = len(training_parts(dataset.id, train, samples.labels, seed, given=samples.given)[1])
    return Contents(presentation, order, samples.labels[order], len(train) - held_back, held_back, len(test))


def presented_values(found: Contents, number: int) -> NDArray[np.float64]:
    """The values (times, channels) of presentation ``number``, varied as a run varies them."""
    return found.presentation.values(number)


@dataclass(frozen=True)
class Encoded:
    """The output of an encoder while one sample is shown for ``steps`` steps, by ``trains`` channels.

    Spikes are pairs of a step and a train, each (spikes,); ``currents`` (steps, channels) are those of the first
    channels of an encoder of currents, which sends no spikes.
    """

    steps: int
    trains: int
    at: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    train: Integers = field(default_factory=lambda: np.zeros(0, np.int64))
    currents: NDArray[np.float64] | None = None


class TooMuchShown(ValueError):
    """More is made of one sample than can be looked at."""


def encoded(found: Contents, encoder: Encoder, resolution: float, number: int, seed: int) -> Encoded:
    """The output of ``encoder`` in presentation ``number`` of a run with this seed; raises :class:`TooMuchShown`."""
    dataset, steps = found.presentation.dataset, found.presentation.sample_steps
    alone = NetworkDescription(resolution, datasets=(dataset,), encoders=(encoder,))
    encoding = Encoding(alone, encoder, found.samples.channels, steps, seed)
    if steps * encoding.trains > MOST_MADE:
        raise TooMuchShown
    room = max(PIECE // encoding.trains // LANES, 1) * LANES
    is_spikes = encoding.reading.output == "spike"
    signal = presented_values(found, number)[None]
    made: list[NDArray[np.float64]] = []
    at, train = [], []
    for first, piece in zip(
        range(0, steps, room),
        encoding.pieces(signal, np.array([number]), bool if is_spikes else float, room),
        strict=True,
    ):
        if is_spikes:
            step, sender = np.nonzero(piece[:, 0])
            at.append(step + first)
            train.append(sender)
        else:
            rows = min(room, steps - first)
            made.append(np.broadcast_to(piece[:, 0, :FIRST_CURRENTS], (rows, *piece[0, 0, :FIRST_CURRENTS].shape)))
        tell(min((first + room) / steps, 1.0))
    if is_spikes:
        return Encoded(steps, encoding.trains, np.concatenate(at), np.concatenate(train))
    return Encoded(steps, encoding.trains, currents=np.concatenate(made))


def with_label(labels: Integers, label: int, start: int, way: int) -> int:
    """The next presentation from ``start`` on, ``way`` 1 or -1, around the end, of that label; any where it is -1.

    One with ``labels`` (shown, times) is of every label that it has at some time.
    """
    place = (start + np.arange(len(labels)) * way) % len(labels)
    is_wanted = (labels == label).reshape(len(labels), -1).any(axis=1) | (label < 0)
    wanted = np.flatnonzero(is_wanted[place])
    return int(place[wanted[0]]) if len(wanted) else start
