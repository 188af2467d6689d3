"""Samples of a script's own, as arrays, in the place of what a network's dataset holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.api.arguments import with_values
from engine.api.network import Network
from engine.checking.network import refuse_fatal
from engine.model.declaration import NameList
from engine.model.division import CHOOSES, TESTS, TRAINS
from engine.network.description import NetworkDescription

Pair: TypeAlias = tuple[ArrayLike, ArrayLike]
"""Samples and their labels."""


def with_samples(
    network: Network, x: ArrayLike | None, labels: ArrayLike | None, dataset: str, scale: str, classes: Sequence[str],
    *, validation: Pair | None = None, test: Pair | None = None, groups: ArrayLike | None = None,
    wanted: ArrayLike | None = None,
) -> NetworkDescription:  # fmt: skip
    """The network as it is, or with arrays in the place of what a dataset holds; raises what is wrong with them.

    ``validation`` and ``test`` are arrays of their own; of ``groups`` (samples,) none is divided between the parts.
    """
    given = {"labels": labels, "groups": groups, "validation": validation, "test": test, "wanted": wanted}
    for argument, value in given.items():
        if x is None and value is not None:
            raise ValueError(f"{argument} need x, the samples that they belong to")
    if x is None:
        return network.description
    own: dict[str, Any] = {}
    if wanted is not None:
        if validation is not None or test is not None:
            raise ValueError("wanted values belong to x; leave out the samples of validation and test, or their share")
        own["wanted"] = _numbers("wanted", wanted)
        if own["wanted"].ndim != 3 or len(own["wanted"]) != len(np.asarray(x)):
            raise ValueError(f"wanted must be (samples, times, values), a sample for each of x: {own['wanted'].shape}")
        labels = np.zeros(len(own["wanted"])) if labels is None else labels
    if validation is not None or test is not None:
        if labels is None:
            raise ValueError("labels must be given with x, one for each sample")
        if test is None:
            raise ValueError("validation needs test beside it: what is not learnt and does not choose is the test")
        x, labels, own["part"] = _together(x, labels, validation, test)
        if groups is not None:
            raise ValueError("groups divide samples that are not divided yet; leave them out, or validation and test")
    if groups is not None:
        found, numbers = np.unique(np.asarray(groups), return_inverse=True)
        own |= {"group": numbers, "group_names": NameList.written(map(str, found.tolist()))}
    names = {"classes": NameList.written(classes)} if classes else {}
    description = _showing(network, dataset, _numbers("x", x), labels, {"scale": scale, **names, **own})
    refuse_fatal(description)
    return description


def _together(x: ArrayLike, labels: ArrayLike, validation: Pair | None, test: Pair) -> tuple[Any, Any, Any]:
    """Samples, labels and parts of all, the ones after the others."""
    found, wanted, parts = [_numbers("x", x)], [np.asarray(labels)], [np.full(len(np.asarray(labels)), TRAINS)]
    for argument, pair, part in (("validation", validation, CHOOSES), ("test", test, TESTS)):
        if pair is None:
            continue
        try:
            more, right = pair
        except (TypeError, ValueError):
            raise TypeError(f"{argument} must be a pair of samples and labels, not {type(pair).__name__}") from None
        values = _numbers(argument, more)
        if values.shape[1:] != found[0].shape[1:]:
            shape = ("samples", *found[0].shape[1:])
            raise ValueError(f"samples of {argument} must have the shape {shape}, as x has, not {values.shape}")
        own = np.asarray(right)
        if own.ndim == 0 or own.shape != (len(values), *wanted[0].shape[1:]):
            shape = (len(values), *wanted[0].shape[1:])
            raise ValueError(f"labels of {argument} must have the shape {shape}, as those of x have, not {own.shape}")
        found.append(values)
        wanted.append(own)
        parts.append(np.full(len(values), part))
    return np.concatenate(found), np.concatenate(wanted), np.concatenate(parts)


def _numbers(argument: str, given: ArrayLike) -> NDArray[np.float64]:
    try:
        return np.asarray(given, np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{argument} must be an array of numbers, not {given!r}") from None


def _showing(
    network: Network, dataset: str, x: Any, labels: ArrayLike | None, settings: Mapping[str, Any]
) -> NetworkDescription:
    """The network with arrays in the place of what a dataset holds."""
    known = network.datasets
    if not dataset and len(known) != 1:
        if not known:
            raise ValueError("the network has no dataset in whose place x could be shown; add one by add_dataset")
        raise ValueError(f"dataset must be one of {', '.join(map(repr, known))}; there is not just one")
    name = dataset or next(iter(known))
    moves = known[name].model.moves or "wanted" in settings
    least = 3 if moves else 2
    if x.ndim < least:
        raise ValueError(f"x must have {least} dimensions or more, the first of samples, not {x.ndim}")
    if labels is None:
        raise ValueError("labels must be given with x, one for each sample")
    each_step = moves and np.ndim(labels) == 2
    if np.shape(labels)[: np.ndim(labels) - each_step] != (len(x),) or not np.size(labels):
        raise ValueError(f"labels must have the shape {(len(x),)}, one for each sample of x, not {np.shape(labels)}")
    old = known[name]
    if (each_step or "wanted" in settings) and "washout" in old.parameters:
        settings = {**settings, "washout": old.parameters["washout"]}
    values = {"model": "own_signals" if moves else "own_samples", "x": x, "labels": np.asarray(labels), **settings}
    new = with_values(replace(old, parameters={}), values)
    described = network.description
    return replace(described, datasets=tuple(new if each is old else each for each in described.datasets))
