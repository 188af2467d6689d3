"""Trained weights with fewer connections and fewer bits, and what then remains of the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays, Circuit, circuit
from engine.circuit.obstacles import obstacles
from engine.circuit.quantising import FULL, GRIDS, LEAST_SQUARES, quantised
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.circuit.wired import Wired
from engine.learning.components.figures import Metric
from engine.learning.training.costs import FLOATS, INTEGERS, Cost
from engine.learning.training.evaluation import evaluate_samples
from engine.model.division import VALIDATION_SHARE
from engine.network.description import NetworkDescription
from engine.network.seeds import seed_of
from engine.problems import NetworkError
from engine.simulation.arrays.presentation import is_to_be_reproduced, split_indices, training_parts

Array = NDArray[Any]
LINK, NEURON = "link", "neuron"
EACH_LINK, WHOLE_NETWORK = "each link", "the whole network"
WORD = 32  # bits of a number in full precision, and of a scale
TEST, VALIDATION = "test", "validation"


@dataclass(frozen=True)
class Reduction:
    """First the ``pruned`` share, 0 to 1, of connections with the smallest weights goes; the rest is put on a grid.

    ``bits`` names a grid of :data:`~engine.circuit.quantising.GRIDS` or is :data:`FULL`. A scale is ``per`` link or
    per neuron that the link reaches (of a shared kernel per channel), and is found by ``scale``. Weights are compared
    within ``among``. Biases and neuron parameters stay as they are. Connections of the same two neurons are one weight,
    their sum.

    Source of pruning: Han, Pool, Tran & Dally (2015), Learning both weights and connections, arXiv 1506.02626.
    """

    bits: str = FULL
    pruned: float = 0.0
    per: str = LINK
    scale: str = LEAST_SQUARES
    among: str = EACH_LINK


@dataclass(frozen=True)
class Remains:
    """The worth of a reduced network: ``quality`` by ``merit`` on the samples of ``split``, and what it costs.

    ``connections`` are weights other than zero (of a shared kernel its entries), of ``all_connections``; ``memory`` in
    bytes is that of their weights and scales, without a list of which there are. ``arrays`` are as
    :func:`reduced` gives them.
    """

    reduction: Reduction
    split: str
    merit: Metric
    quality: float
    cost: Cost
    connections: int
    all_connections: int
    memory: int
    arrays: Arrays = field(repr=False)


def reduced(found: Circuit, reduction: Reduction, seed: int) -> tuple[Arrays, int]:
    """The weights of every projection as :meth:`~engine.circuit.weights.Weights.outward` gives them, with the ends of
    their connections; and how many scales they have."""
    weights = Weights(found, seed, "float64", parameters=False)
    present = {p.id: weights.values[p.id, "weight"].copy() for p in found.projections}
    _prune(present, weights.wiring, reduction)
    scales = 0
    for id, values in present.items():
        if reduction.bits != FULL:
            rows = values.reshape(1 if reduction.per == LINK else len(values), -1)
            on_grid, found_scales = quantised(rows, GRIDS[reduction.bits], reduction.scale)
            present[id] = on_grid.reshape(values.shape)
            scales += len(found_scales)
    small = {(id, "weight"): weights.wiring[id].outward(values) for id, values in present.items()}
    return small | weights.ends(), scales


def _prune(present: dict[str, Array], wiring: dict[str, Wired], reduction: Reduction) -> None:
    """Put the smallest weights to zero; of equal ones the first."""
    there = {id: _connected(wiring[id], values) for id, values in present.items()}
    groups = [[id] for id in present] if reduction.among == EACH_LINK else [list(present)]
    for ids in groups:
        sizes = np.concatenate([np.abs(present[id][there[id]]) for id in ids])
        smallest = np.argsort(sizes, kind="stable")[: int(reduction.pruned * len(sizes))]
        goes = np.zeros(len(sizes), bool)
        goes[smallest] = True
        first = 0
        for id in ids:
            values = present[id][there[id]]
            values[goes[first : first + len(values)]] = 0.0
            first += len(values)
            present[id][there[id]] = values


def _connected(wiring: Wired, values: Array) -> NDArray[np.bool_]:
    return np.ones(values.shape, bool) if wiring.mask is None else wiring.mask


def measured_reductions(
    description: NetworkDescription,
    reductions: Iterable[Reduction],
    *,
    seed: int,
    split: str = VALIDATION,
    held: tuple[int, float] | None = None,
    on_progress: Callable[[float], bool] | None = None,
) -> Iterator[Remains]:
    """Each reduction of the network as it is, counted with whole spikes; one comes as soon as it is known.

    The validation part is the share of the training samples that training with a seed holds back: those are ``held``,
    by default ``seed`` and the usual share. Where none is held back the test samples are shown.
    Raises :class:`~engine.problems.NetworkError` where nothing is read out.
    """
    found, seed = circuit(description), seed_of(seed)
    if problems := list(obstacles(found, values=True, rates=True, largest=True)):
        raise NetworkError(problems)
    train, test = found.dataset.model.split(found.samples, found.dataset.parameters)
    indices = np.empty(0, np.int64)
    if split == VALIDATION and not is_to_be_reproduced(train, test):
        by_seed, share = held or (seed, VALIDATION_SHARE)
        labels, given = found.samples.labels, found.samples.given
        indices = training_parts(found.dataset.id, train, labels, by_seed, share, given)[1]
    if not len(indices):
        split = TEST if split == VALIDATION else split
        indices = split_indices(replace(found.dataset, split=split), found.samples, seed)
    for reduction in reductions:
        arrays, scales = reduced(found, reduction, seed)
        small = circuit(with_arrays(description, arrays))
        shown = evaluate_samples(small, indices, seed=seed, on_progress=on_progress, zeros_cost=False)
        bits = WORD if reduction.bits == FULL else GRIDS[reduction.bits].bits
        kept = sum(int(np.count_nonzero(array)) for (_, name), array in arrays.items() if name == "weight")
        yield Remains(
            reduction, split, shown.counts_by, shown.merit(shown.counts_by),
            replace(shown.cost, arithmetic=FLOATS if reduction.bits == FULL else INTEGERS),
            kept, _connections(found, seed), -(-(kept * bits + scales * WORD) // 8), arrays,
        )  # fmt: skip


def _connections(found: Circuit, seed: int) -> int:
    """Weights that a description has of what is connected: one each, or the entries of a shared kernel."""
    weights = Weights(found, seed, "float64", parameters=False)
    kept = {p.id: weights.values[p.id, "weight"] for p in found.projections}
    return sum(
        values.size if (wiring := weights.wiring[id]).connections.kernel is not None else len(wiring.connections.pre)
        for id, values in kept.items()
    )
