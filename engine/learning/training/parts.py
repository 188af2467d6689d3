"""The samples that a training learns from, those that choose its best epoch, those that test it, and their order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import problem_of, warning_of
from engine.model.data import Samples
from engine.network.description import Dataset
from engine.problems import NetworkError, Problem, declare
from engine.simulation.arrays.presentation import is_to_be_reproduced, shuffled_samples, training_parts

Integers = NDArray[np.int64]
NONE_LEFT = declare(
    "learning.none_left",
    "No sample of {element} is left to train with: {held} of {count} are held back for validation.",
    "Hold back a smaller share of them.",
)
NONE_HELD = declare(
    "learning.none_held",
    "No sample of {element} chooses the best epoch: {share:g} of the {count}, class by class, are none.",
    "Hold back a larger share, or give each class more samples.",
)


class TrainingParts:
    """The samples of ``train``, of ``held`` back for validation and of ``test``, as indices, each (samples,).

    Raises :class:`~engine.problems.NetworkError` where none is left to train with.
    """

    train: Integers
    held: Integers
    test: Integers

    def __init__(self, dataset: Dataset, samples: Samples, seed: int, validation: float) -> None:
        self._dataset, self._samples, self._seed, self._validation = dataset, samples, seed, validation
        self._divide()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """A warning where samples should be held back, and these are so few that none is."""
        if not self._validation or len(self.held) or is_to_be_reproduced(self.train, self.test):
            return ()
        return (warning_of(self._dataset, NONE_HELD, share=self._validation, count=len(self.train)),)

    @property
    def by_blocks(self) -> bool:
        """True if samples are shuffled by the blocks of their files."""
        return self._samples.by_blocks

    def follow(self, by_blocks: bool) -> None:
        """Shuffle by blocks or not, as a training did that goes on, wherever the samples are now."""
        if by_blocks != self.by_blocks and self._samples.blocks is not None:
            self._samples = replace(self._samples, in_pieces=by_blocks)
            self._divide()

    def order(self, epoch: int) -> Integers:
        """The samples of ``train`` as they are shown in an epoch, 0 the first."""
        return shuffled_samples(self._dataset.id, "training order", self._samples, self.train, self._seed, epoch)

    def _divide(self) -> None:
        parts = self._dataset.model.split(self._samples, self._dataset.parameters)
        train, self.test = (np.asarray(part, np.int64) for part in parts)
        self.train, self.held = train, np.zeros(0, np.int64)
        given = self._samples.given
        holds_back = self._validation > 0 or (given is not None and given.validation > 0)
        if holds_back and not is_to_be_reproduced(train, self.test):
            self.train, self.held = training_parts(
                self._dataset.id, train, self._samples.labels, self._seed, self._validation, given
            )
        if not len(self.train):
            words = {"held": len(self.held), "count": len(train)}
            raise NetworkError([problem_of(self._dataset, NONE_LEFT, **words)])
