"""The largest of what the connections onto a target bring in a step, in place of their sum: a pool's maximum.

All connections of such a link have one weight and one delay. Of spikes the largest is one: marks say at which targets
any spike of a step arrives, and each mark adds the weight once to the ring of arrivals, then it is gone.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Kernel, each_step, loop_kernel, once
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.delivery import runs

MARK = """    turn = np.uint64((now[0] + j + delay[0]) % slots[0])
    mark = marks[turn * np.uint64(neurons):]
    for s in range(offsets[j], offsets[j + 1]):
        source = spikes[s]
        for q in range(np.uint64(begin[source]), np.uint64(end[source])):
            mark[np.uint64(targets[q])] = 1
"""
TAKE_MARKED = """    turn = np.uint64((now[0] + j + delay[0]) % slots[0])
    mark = marks[turn * np.uint64(stride[0]) + np.uint64(low[0]):]
    arrived = ring[turn * np.uint64(stride[0]) + np.uint64(low[0]):]
    for i in range(neurons):
        if mark[i] != 0:
            arrived[i] += weights[0]
            mark[i] = 0
"""
TAKE_LARGEST = """    k = now[0] + j
    kept = values[np.uint64((k - delay[0]) % slots[0]) * np.uint64(stride[0]):]
    for i in range(neurons):
        largest = kept[sources[begin[i]]]
        for q in range(begin[i] + 1, end[i]):
            value = kept[sources[q]]
            largest = value if value > largest else largest
        injected[targets[i]] += weights[0] * largest
"""


@each_step
def _mark_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    sources = a.spikes[a.offsets[j] : a.offsets[j + 1]]
    if sources.size:
        q, _ = runs(a.begin[sources], a.end[sources])
        first = (k + int(a.delay[0])) % int(a.slots[0]) * a.neurons
        a.marks.reshape(-1)[first + a.targets[q].astype(np.int64)] = 1


@each_step
def _take_marked_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    first = (k + int(a.delay[0])) % int(a.slots[0]) * int(a.stride[0]) + int(a.low[0])
    mark = a.marks.reshape(-1)[first : first + a.neurons]
    marked = np.flatnonzero(mark)
    if marked.size:
        a.ring.reshape(-1)[first + marked] += a.weights[0]
        mark[marked] = 0


@each_step
def _take_largest_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    first = (k - int(a.delay[0])) % int(a.slots[0]) * int(a.stride[0])
    if a.neurons:
        kept = a.values.reshape(-1)[first:]
        a.injected[a.targets] += a.weights[0] * np.maximum.reduceat(kept[a.sources], a.begin)


@once
def marking(precision: str, target: str) -> Kernel:
    """Spikes of a step mark ``marks[slot of arrival, targets[q]]``; ``target`` is the integer type of the targets."""
    arguments = arguments_named("marks slots delay begin end targets spikes offsets now", targets=target)
    title, sharing = "Targets at which any spike of a step arrives", Sharing(block="s", lane="q")
    return loop_kernel(title, "mark", arguments, MARK, _mark_on_arrays, precision, sharing)


@once
def taking_marked(precision: str) -> Kernel:
    """Each mark of one part of the targets adds the weight to the ``ring`` of arrivals, and is taken away."""
    arguments = arguments_named("marks ring slots stride low delay weights now")
    title = "The weight once for all spikes of a step"
    return loop_kernel(title, "take_marked", arguments, TAKE_MARKED, _take_marked_on_arrays, precision)


@once
def taking_largest(precision: str) -> Kernel:
    """Target i adds to ``injected`` the weight times the largest value of sources ``begin[i]`` to ``end[i]``."""
    arguments = arguments_named("values slots stride delay begin end sources targets weights injected now")
    title = "The largest value that reaches each target"
    return loop_kernel(title, "take_largest", arguments, TAKE_LARGEST, _take_largest_on_arrays, precision)
