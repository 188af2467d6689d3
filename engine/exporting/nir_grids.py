"""Links with one kernel for all places as NIR's Conv2d, which snnTorch, Norse and SpikingJelly read alike.

A pool is a convolution too: one kernel of equal weights for each channel by itself, so that weight, bias and the gain
of the neurons behind it have a place, which NIR's pools have not. Grids are (channels, rows, columns) in every node; a
Flatten stands before a link that knows no grid; its dimensions count from the end, so that a reader's axis of samples
does not move them. Where a Conv2d cannot say what a link is, the kernel is written out: one weight a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.resolved import Resolved, ResolvedLayer, ResolvedLink
from engine.circuit.weights import Weights
from engine.exporting.nir_neurons import NirNeuron
from engine.files.single import single
from engine.network.description import Learns, Projection
from engine.problems import Problem, Severity, declare
from engine.sampling.resolving import scale_of

Array = NDArray[Any]
Shape = tuple[int, ...]

KERNEL = declare(
    "nir.kernel",
    "Readers of NIR know the size of square kernels only; this one is written as one weight for each connection.",
    "Give it as many rows as columns to keep the kernel in the file.",
)
UNEVEN = declare(
    "nir.uneven-channel",
    "NIR has one bias and one decay for each channel of a convolution, and the neurons of a channel differ; the kernel "
    "is written as one weight for each connection.",
    "Give all neurons of a channel the same values to keep the kernel in the file.",
)
BESIDE = declare(
    "nir.beside-a-list",
    "Another link to these neurons is written as a list, so its kernel is as one weight for each connection.",
    "Let all links to these neurons have kernels to keep them in the file.",
)
LISTED = declare(
    "nir.listed-source",
    "What comes before this link is written as a list of neurons, so its kernel is as one weight for each connection.",
    "Let the grid be an image or the target of another kernel that the file keeps.",
)
LOOP = declare(
    "nir.loop-kernel",
    "In a NIR file a population feeds itself by a matrix, so the kernel of this loop is written as one weight for each "
    "connection.",
    "Remove the loop to keep kernels in the file; what is trained after reading no longer shares its weights.",
)
TIED = declare(
    "nir.own-biases",
    "The neurons of a channel learn one bias together; in this file each has its own, which it learns alone once the "
    "file is read.",
    "Let all links to these neurons keep their kernels in the file to keep one bias for each channel.",
)


def _convolution(link: ResolvedLink, source: Shape) -> Array:
    return link.weight


def _pool(link: ResolvedLink, source: Shape) -> Array:
    """The same weight at every place of the window, for each channel by itself."""
    height, width = (_number(link.projection, n) for n in EXTENT)
    each = np.full((height, width), float(link.weight.reshape(-1)[0]) * scale_of(link.projection))
    return np.asarray(np.eye(source[0])[:, :, None, None] * each)


EXTENT = ("height", "width")
KERNELS: Mapping[str, Callable[[ResolvedLink, Shape], Array]] = {
    "wiring/convolution": _convolution,
    "wiring/pooling": _pool,
}
"""By the wiring's key: the kernel (channels out, channels in, rows, columns)."""


def _number(projection: Projection, name: str) -> int:
    """A whole parameter of the wiring; 0 where it has none of that name."""
    wiring = projection.wiring
    return round(float(wiring.chosen(projection.wiring_parameters, name))) if name in wiring.parameters() else 0


@dataclass(frozen=True)
class Grids:
    """``shapes`` (channels, rows, columns) of the elements that are written with one, and why kernels are written out.

    ``kept`` are the ids of the links that become a Conv2d.
    """

    shapes: Mapping[str, Shape]
    kept: frozenset[str]
    written_out: tuple[Problem, ...]


def grids(network: Resolved, seed: int, neurons: Mapping[str, NirNeuron]) -> Grids:
    """Find the links that keep their kernel in the file; ``neurons`` are those of its readers by our key."""
    circuit, shapes, kept, problems = network.circuit, dict[str, Shape](), set[str](), list[Problem]()
    encoders = {e.id for e in circuit.encoders}
    for layer in network.layers:
        links = [k.projection for k in network.into(layer)]
        sliding = [p for p in links if p.wiring.shared]
        ends = {p.id: [side.shape or () for side in circuit.ends(p, seed)] for p in sliding}
        reasons: dict[str, str] = {}
        for p in sliding:
            follows = p.source in encoders or p.source in shapes
            reasons[p.id] = _reason(layer, p, follows, ends[p.id][1], neurons[layer.population.model.key])
        are_kept = len(sliding) == len(links) and not any(reasons.values())
        for p in sliding:
            if are_kept:
                shapes |= dict(zip((p.source, p.target), ends[p.id], strict=True))
                kept.add(p.id)
            else:
                reason = reasons[p.id] or BESIDE
                problems.append(Problem(p.id, reason, severity=Severity.WARNING, quantity="wiring"))
        if sliding and not are_kept and _shares_biases(layer, network.into(layer), ends[sliding[0].id][1]):
            problems.append(Problem(layer.population.id, TIED, severity=Severity.WARNING, quantity="bias"))
    return Grids(shapes, frozenset(kept), tuple(problems))


def _reason(
    layer: ResolvedLayer, projection: Projection, follows_a_grid: bool, behind: Shape, neuron: NirNeuron
) -> str:
    """The code of why a kernel cannot be kept; empty where it can."""
    if projection.source == layer.population.id:
        return LOOP
    if not follows_a_grid or projection.wiring.key not in KERNELS:
        return LISTED
    if len({_number(projection, name) for name in EXTENT}) > 1:
        return KERNEL
    gain = neuron.gain(layer.parameters, layer.population.size)
    return "" if all(_is_even(v, behind) for v in (gain, layer.bias)) else UNEVEN


def _shares_biases(layer: ResolvedLayer, into: Sequence[ResolvedLink], behind: Shape) -> bool:
    """Tell whether neurons of a channel learn one bias together, as :class:`~engine.circuit.weights.Weights` has it."""
    learning = [k for k in into if k.projection.learns != Learns.NOTHING or k.projection.wiring.shared]
    is_learnt = any(k.weight.ndim > 1 for k in learning)  # behind pools alone it stays as it is
    return is_learnt and all(k.projection.wiring.shared for k in learning) and _is_even(layer.bias, behind)


def _is_even(values: Array, behind: Shape) -> bool:
    """Tell whether values (neurons,) are one for each channel."""
    return bool((np.ptp(values.reshape(behind[0], -1), axis=1) == 0.0).all())


def dense(network: Resolved, link: ResolvedLink, seed: int) -> Array:
    """The weights (post, pre) of a link, where it has a kernel written out."""
    if not link.projection.wiring.shared:
        return link.weight
    wired = Weights(network.circuit, seed, "float64", parameters=False).wiring[link.projection.id]
    return np.asarray(wired.onward(np.eye(wired.shape[1]), link.weight).T)


def convolution(link: ResolvedLink, source: Shape, gain: Array, bias: Array) -> Any:
    """The Conv2d of a link whose targets' inputs are multiplied by ``gain``, and their ``bias`` (neurons,)."""
    import nir

    projection = link.projection
    kernel = KERNELS[projection.wiring.key](link, source)
    each = gain.reshape(len(kernel), -1)[:, 0]
    stride, padding = _number(projection, "stride"), _number(projection, "padding")
    return nir.Conv2d(
        (source[1], source[2]),
        single(kernel * each[:, None, None, None]),
        (stride, stride),
        (padding, padding),
        (1, 1),
        max(_number(projection, "groups"), 1),
        single((bias * gain).reshape(len(kernel), -1)[:, 0]),
    )


def flatten(shape: Shape) -> Any:
    """From a grid to a list of neurons."""
    import nir

    return nir.Flatten({"input": np.array(shape)}, -len(shape), -1)
