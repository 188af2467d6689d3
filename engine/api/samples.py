"""Samples of a script's own, as arrays, in the place of what a network's dataset holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.api.arguments import with_values
from engine.api.network import Network
from engine.checking.network import refuse_fatal
from engine.model.declaration import NameList
from engine.network.description import NetworkDescription


def with_samples(
    network: Network, x: ArrayLike | None, labels: ArrayLike | None, dataset: str, scale: str, classes: Sequence[str]
) -> NetworkDescription:  # fmt: skip
    """The network as it is, or with arrays in the place of what a dataset holds; raises what is wrong with them."""
    if x is None and labels is not None:
        raise ValueError("labels need x, the samples that they belong to")
    if x is None:
        return network.description
    names = {"classes": NameList.written(classes)} if classes else {}
    description = _showing(network, dataset, _numbers("x", x), labels, {"scale": scale, **names})
    refuse_fatal(description)
    return description


def _numbers(argument: str, given: ArrayLike) -> NDArray[np.float64]:
    try:
        return np.asarray(given, np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{argument} must be an array of numbers, not {given!r}") from None


def _showing(
    network: Network, dataset: str, x: Any, labels: ArrayLike | None, settings: Mapping[str, str]
) -> NetworkDescription:
    """The network with arrays in the place of what a dataset holds."""
    known = network.datasets
    if not dataset and len(known) != 1:
        if not known:
            raise ValueError("the network has no dataset in whose place x could be shown; add one by add_dataset")
        raise ValueError(f"dataset must be one of {', '.join(map(repr, known))}; there is not just one")
    name = dataset or next(iter(known))
    moves = known[name].model.moves
    least = 3 if moves else 2
    if x.ndim < least:
        raise ValueError(f"x must have {least} dimensions or more, the first of samples, not {x.ndim}")
    if labels is None:
        raise ValueError("labels must be given with x, one for each sample")
    if np.shape(labels) != (len(x),):
        raise ValueError(f"labels must have the shape {(len(x),)}, one for each sample of x, not {np.shape(labels)}")
    old = known[name]
    values = {"model": "own_signals" if moves else "own_samples", "x": x, "labels": np.asarray(labels), **settings}
    new = with_values(replace(old, parameters={}), values)
    described = network.description
    return replace(described, datasets=tuple(new if each is old else each for each in described.datasets))
