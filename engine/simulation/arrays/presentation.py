"""Samples shown one after another: which, from which step, and when each ends.

Presentation ``p`` (0, 1, 2 … since step 0) shows sample ``order[p]`` from step ``p × (sample + gap)`` on; a
shuffled dataset takes another permutation, by seed, each time it has been shown through; of samples that stay in their
files one by blocks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples
from engine.model.division import (
    CHOOSES,
    VALIDATION_SHARE,
    GivenDivision,
    mark_groups_held_back,
    mark_held_back,
)
from engine.network.description import Dataset
from engine.network.problems_found import NO_SAMPLES
from engine.problems import NetworkError, Problem
from engine.sampling.randomness import shuffled, shuffled_by_blocks, stream
from engine.sampling.resolving import steps_of

Integers = NDArray[np.int64]
GIVEN = -1  # in the place of a sample's index
NO_LABEL = -1


def split_indices(dataset: Dataset, samples: Samples, seed: int) -> Integers:
    """The samples (n,) that a dataset's split shows, before any shuffling.

    Raises :class:`~engine.problems.NetworkError` where there are none: data to be reproduced hold nothing back.
    """
    train, test = (np.asarray(part, np.int64) for part in dataset.model.split(samples, dataset.parameters))
    parts = {"train": train, "test": test, "all": np.arange(len(samples.labels), dtype=np.int64)}
    if dataset.split == "validation":
        parts["validation"] = training_parts(dataset.id, train, samples.labels, seed, given=samples.given)[1]
    shown = parts[dataset.split]
    if not len(shown):
        values = {"element": dataset.title or dataset.id, "split": dataset.split}
        raise NetworkError([Problem(dataset.id, NO_SAMPLES, values, quantity="split")])
    return shown


def is_to_be_reproduced(train: Integers, test: Integers) -> bool:
    """Tell whether what is trained is what is tested, so that nothing of it is held back."""
    return bool(np.array_equal(train, test))


def training_parts(
    dataset_id: str, train: Integers, labels: Integers, seed: int, share: float = VALIDATION_SHARE,
    given: GivenDivision | None = None,
) -> tuple[Integers, Integers]:  # fmt: skip
    """The training samples without the validation part, and the validation part, both in ascending order.

    ``labels`` are those of all samples. Each label gives ``share`` of its own training samples, chosen by seed; where
    groups are ``given`` whole groups are held back in their place, and a validation part that is given is the one.
    """
    if given is not None and given.parts is not None and given.validation:
        chooses = given.parts[train] == CHOOSES
        return np.sort(train[~chooses]), np.sort(train[chooses])
    order = train[shuffled(seed, stream(dataset_id, "validation"), len(train), 0)]
    groups = None if given is None else given.groups
    held = mark_held_back(labels[order], share) if groups is None else mark_groups_held_back(groups[order], share)
    return np.sort(order[~held]), np.sort(order[held])


def shuffled_samples(
    dataset_id: str, purpose: str, samples: Samples, indices: Integers, seed: int, epoch: int
) -> Integers:
    """The samples ``indices`` in another order for every ``epoch`` of this ``purpose``.

    Of samples that stay in their files it is one by blocks: it hangs on which samples these are and on how they lie
    there, not on how much memory there is.
    """
    own = stream(dataset_id, purpose)
    if samples.by_blocks and samples.blocks is not None:
        streams = stream(dataset_id, f"{purpose} of blocks"), own
        return shuffled_by_blocks(seed, streams, indices, samples.blocks, epoch)
    return indices[shuffled(seed, own, len(indices), epoch)]


class Presentation:
    """One dataset's clock: ``state`` is (first step of the presentation, its number, 1 while it shows).

    ``state`` also tells encoders and decoders where they are; before the first presentation its number is -1.
    """

    def __init__(self, dataset: Dataset, samples: Samples, resolution: float, seed: int) -> None:
        self.dataset, self.samples = dataset, samples
        self.indices = split_indices(dataset, samples, seed)
        self.sample_steps = max(int(steps_of(dataset.sample_time, resolution)), 1)
        self.gap_steps = int(steps_of(dataset.gap, resolution))
        self.state = np.array([0, -1, 0], np.int64)
        self.given: NDArray[np.float64] | None = None  # (times, channels): shown in place of the order's samples
        self.given_label = NO_LABEL
        self._seed = seed
        self._epoch, self._order = -1, self.indices

    @property
    def period(self) -> int:
        """Steps from one presentation to the next."""
        return self.sample_steps + self.gap_steps

    def sample(self, presentation: int) -> int:
        """The index of the sample that a presentation shows, :data:`GIVEN` where values were given."""
        if self.given is not None:
            return GIVEN
        epoch, place = divmod(presentation, len(self.indices))
        return int(self.order(epoch)[place])

    def order(self, epoch: int) -> Integers:
        """The samples (n,) in the order in which they are shown in this pass through all of them, 0 the first."""
        if self.dataset.shuffled and epoch != self._epoch:
            self._order = shuffled_samples(self.dataset.id, "order", self.samples, self.indices, self._seed, epoch)
            self._epoch = epoch
        return self._order

    def signal(self) -> NDArray[np.float64]:
        """The values (times, channels) of the presentation that shows; training samples differ from one to the next."""
        return self.values(int(self.state[1]))

    def values(self, number: int) -> NDArray[np.float64]:
        """Those of presentation ``number``."""
        if self.given is not None:
            return self.given
        sample = self.sample(number)
        if self.samples.variation is None or self.dataset.split != "train":
            return self.samples.signal(sample)
        shown = self.samples.presented(np.array([sample]), np.array([number]), self.indices)
        return shown.reshape(self.samples.signal_shape)

    def begins_at(self, step: int) -> bool:
        """Tell whether the next presentation begins at ``step``."""
        first, number, _ = self.state
        return step == (0 if number < 0 else first + self.period) or (number < 0)

    def ends_at(self, step: int) -> bool:
        """Tell whether the presentation that shows has its last step just before ``step``."""
        first, _, shows = self.state
        return bool(shows) and step == first + self.sample_steps

    def next_boundary(self, step: int) -> int:
        """The first step after ``step`` at which something begins or ends."""
        first, number, shows = (int(v) for v in self.state)
        if number < 0:
            return step + 1
        return first + (self.sample_steps if shows else self.period)

    def give(self, values: NDArray[np.float64], label: int, step: int, number: int) -> None:
        """Show ``values`` (times, channels) as presentation ``number`` from ``step`` on; random numbers hang on it."""
        self.given, self.given_label = values, label
        self.state[:] = step - self.period, number - 1, 0

    def begin(self, step: int) -> int:
        """Start the next presentation and give its sample."""
        self.state[:] = step, self.state[1] + 1, 1
        return self.sample(int(self.state[1]))

    def go_on(self, step: int) -> None:
        """Stand at ``step`` with the clock of a network that may have shown for longer: what is overdue has ended."""
        first, number, shows = (int(v) for v in self.state)
        if number >= 0 and step >= first + (self.sample_steps if shows else self.period):
            self.state[:] = step - self.period, number, 0

    def end(self) -> None:
        """Close what shows; a gap of silence may follow."""
        self.state[2] = 0

    def label(self, sample: int) -> int:
        return self.given_label if sample == GIVEN else int(self.samples.labels[sample])
