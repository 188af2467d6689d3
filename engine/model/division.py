"""The division of samples into training, validation and test: every source divides by one of these rules.

A part is an array of indices. Labels below 0 are unknown: such samples belong to no class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Parts: TypeAlias = tuple[Integers, Integers]
"""Indices of the training and of the test samples."""
TRAINS, CHOOSES, TESTS = 0, 1, 2
"""The part of a sample: it is learnt, it chooses the best epoch, or it is answered once at the end."""
VALIDATION_SHARE = 0.1  # of the training samples of each label, chosen by seed, where nobody says another


@dataclass(frozen=True)
class GivenDivision:
    """The division that a person gives: the part of each sample (samples,), and its group (samples,); None of none.

    A group, such as all samples of one speaker, is never divided between training, validation and test: what is
    answered then is of somebody who was not heard before.
    """

    parts: Integers | None = None
    groups: Integers | None = None

    @classmethod
    def of_groups(cls, groups: Integers, tested: int) -> GivenDivision | None:
        """Groups of training samples, before ``tested`` others; None where those that are trained are of one."""
        if len(found := np.unique(groups)) < 2:
            return None
        numbers = np.searchsorted(found, groups)
        return cls(groups=np.concatenate([numbers, np.full(tested, len(found))]).astype(np.int64))

    @property
    def validation(self) -> int:
        """The number of samples that are given to choose the best epoch."""
        return 0 if self.parts is None else int(np.count_nonzero(self.parts == CHOOSES))

    def tested(self, labels: Integers, share: float) -> Parts:
        """Training and test as given, else the last groups until ``share`` of all is the test, else of each label."""
        if self.parts is not None:
            return np.flatnonzero(self.parts != TESTS), np.flatnonzero(self.parts == TESTS)
        if self.groups is None:
            return last_of_each_label(labels, share)
        test = mark_groups_held_back(self.groups[::-1], share)[::-1]
        return (np.flatnonzero(~test), np.flatnonzero(test)) if test.any() else undivided(len(labels))


def stratified(labels: Integers, size: int, seed: int) -> Parts:
    """``size`` test samples by ``seed``, of every class in proportion; both parts in random order.

    Draw by draw the division that scikit-learn's ``train_test_split(stratify=labels)`` makes.
    """
    random = np.random.RandomState(seed)
    kinds, classes, numbers = np.unique(labels, return_inverse=True, return_counts=True)
    train_numbers = _proportioned(numbers, len(labels) - size, random)
    test_numbers = _proportioned(numbers - train_numbers, size, random)
    train, test = [], []
    for kind in range(len(kinds)):
        own = np.flatnonzero(classes == kind)
        own = own[random.permutation(len(own))]
        first, second = train_numbers[kind], test_numbers[kind]
        train.append(own[:first])
        test.append(own[first : first + second])
    return (
        random.permutation(np.concatenate(train)).astype(np.int64),
        random.permutation(np.concatenate(test)).astype(np.int64),
    )


def last(count: int, size: int) -> Parts:
    """The last ``size`` of ``count`` samples are the test."""
    everything = np.arange(count, dtype=np.int64)
    return everything[: count - size], everything[count - size :]


def last_of_each_label(labels: Integers, share: float) -> Parts:
    """The last ``share`` of each label's samples is the test, one at least of two.

    Without labels, or where no label has two samples, all are in every part.
    """
    everything = np.arange(len(labels), dtype=np.int64)
    test = np.zeros(len(labels), bool)
    for label in np.unique(labels[labels >= 0]):
        own = np.flatnonzero(labels == label)
        held = max(round(share * len(own)), 1) if len(own) > 1 else 0
        test[own[len(own) - held :]] = True
    return (everything[~test], everything[test]) if test.any() else undivided(len(labels))


def undivided(count: int) -> Parts:
    """All samples are trained and all are tested: they are to be reproduced."""
    everything = np.arange(count, dtype=np.int64)
    return everything, everything


def mark_held_back(labels: Integers, share: float) -> NDArray[np.bool_]:
    """Mark the samples held back for validation: the first ``share`` of every label's, in the caller's order.

    What rounding leaves over goes to the labels with the largest remainders, of equal ones to the lowest.
    """
    kinds, counts = np.unique(labels, return_counts=True)
    exact = share * counts
    quota = np.floor(exact).astype(np.int64)
    left = round(share * len(labels)) - int(quota.sum())
    quota[np.argsort(quota - exact, kind="stable")[:left]] += 1
    held = np.zeros(len(labels), bool)
    for kind, number in zip(kinds, quota, strict=True):
        held[np.flatnonzero(labels == kind)[:number]] = True
    return held


def mark_groups_held_back(groups: Integers, share: float) -> NDArray[np.bool_]:
    """Mark whole groups, the first in the caller's order, until about ``share`` of all samples is held back.

    Of a share above 0 it is one group at least, and one always stays; none where there is but one.
    """
    found, firsts, counts = np.unique(groups, return_index=True, return_counts=True)
    order = np.argsort(firsts)[:-1] if share > 0.0 else np.zeros(0, np.int64)
    taken = np.cumsum(counts[order])
    near = taken - counts[order] / 2 <= share * len(groups)
    held: NDArray[np.bool_] = np.isin(groups, found[order[near | (np.arange(len(order)) == 0)]])
    return held


def _proportioned(numbers: Integers, draws: int, random: np.random.RandomState) -> Integers:
    """``draws`` divided among classes as ``numbers`` are; what rounding leaves goes to the largest remainders."""
    exact = numbers / numbers.sum() * draws
    shares = np.floor(exact)
    missing = int(draws - shares.sum())
    for remainder in np.unique(exact - shares)[::-1]:
        if missing <= 0:
            break
        alike = np.flatnonzero(exact - np.floor(exact) == remainder)
        chosen: Integers = random.choice(alike, size=min(len(alike), missing), replace=False)
        shares[chosen] += 1
        missing -= len(chosen)
    whole: Integers = shares.astype(np.int64)
    return whole
