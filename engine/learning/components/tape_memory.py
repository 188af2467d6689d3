"""The steps that back-propagation keeps: all of a presentation, segments of them, or those that gradients reach."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.backends import why_not
from engine.checking.spatial import farthest
from engine.circuit.circuit import Circuit, has_moving_current
from engine.circuit.delays import differ
from engine.circuit.receptors import receptors
from engine.circuit.wired import BATCHED
from engine.compiling.passes.scan import passes_of
from engine.learning.components.averages import average_copies
from engine.learning.components.memory import MemoryDemand
from engine.learning.passes.blocks import blocks_of, weights_of
from engine.learning.passes.thresholds import THRESHOLDS
from engine.model.declaration import NeuronModel
from engine.network.description import Population, Projection
from engine.network.values import ByDistance, Distribution
from engine.sampling.resolving import quantile, steps_of, values_at_distances
from engine.simulation.arrays.layout import processors
from engine.simulation.connections.blocks import expected
from engine.simulation.operations.source_reading import PREPARED, model_reading

DRAWN = np.dtype(np.float64).itemsize  # bytes of a random number of an encoder, before it is a spike
DRAWS = 2  # arrays of those that an encoder makes on its way
AROUND = 24  # arrays of one step that each population takes on its way
COUNTED = 4  # arrays of one step beside states, their derivatives and coefficients: currents, refractory counts
COPIES_OF_WEIGHTS = 6  # the weights, their gradient, two moments, and the best copy in double precision
FOLDED = 2  # numbers of a product that the gradient of a kernel takes on its way without loops: both of its factors
LISTED = 40  # bytes of a connection that shares its weight: its ends, its entry, its part of a run
SORTED = 80  # of one while runs are made
BATCH_SIZES = 2  # that of all but the last, and that of the last
BITS = 8
PLAIN = "arctangent"  # all surrogates keep the same
ANY_SEED = 0  # of places that are drawn
SHORTEST_OF_FEW = 1e-6  # share of connections with a delay beyond what is reckoned with
AGAIN = 1.3  # time with segments, by that of the whole tape: one more pass forward
SEGMENT = 64e6  # bytes of a tape that a segment has at least, where the root of all steps is not longer


def demands(
    circuit: Circuit,
    number: int,
    batch: int,
    read_out: int,
    *,
    cut: int = 0,
    dropout: bool = False,
    thresholds: tuple[str, ...] = (PLAIN,),
    parameters: bool = False,
    blocks: int = 1,
    in_turn: bool = False,
) -> tuple[MemoryDemand, ...]:
    """All steps kept, all but a segment computed anew, and segments of the root of all steps, where these differ.

    Gradients that are ``cut`` leave no choice. How long segments are depends on the network and on what is set for its
    training, never on the machine: a small tape is one, a large one goes in as many as have :data:`SEGMENT` in each of
    its ``blocks``, at most the root of its steps. ``number`` is the size of a number in bytes, ``read_out`` what a loss
    keeps of a step of a neuron of the read-out. Spikes are by any of ``thresholds``; neuron ``parameters`` may be
    trained. Blocks that go ``in_turn`` are held by as many as there are threads.
    """
    steps = circuit.steps
    sizes = [(p.size, *_arrays(circuit, p, number, thresholds, parameters)) for p in circuit.populations]
    arrays, own = sum(size * one for size, one, _ in sizes), sum(size * one for size, _, one in sizes)

    def taken(held: int, borders: int, samples: int = at_once(batch, blocks) if in_turn else batch) -> int:
        by_tape = _own(circuit, number, samples, held, own, len(thresholds))
        return _taken(circuit, number, samples, read_out, held, borders, dropout, arrays) + by_tape

    if cut:
        held = min(cut, steps)
        return (MemoryDemand(taken(held, 0), steps, held, length=held),)
    whole, root = taken(steps, 0), math.ceil(math.sqrt(steps))
    large = (taken(steps, 0, batch) - of_parts(circuit, number, batch)) // (SEGMENT * blocks)
    length = max(math.ceil(steps / max(large, 1)), root)
    lengths = dict.fromkeys((length, root))
    anew = [MemoryDemand(taken(n, -(-steps // n) - 1), steps, n, AGAIN, n) for n in lengths if n < steps]
    before = (
        0 if length == steps else 2 * number * batch * sum(_past(circuit, p.id) * p.size for p in circuit.populations)
    )
    ways = [MemoryDemand(whole + before, steps, steps, length=length), *anew]
    return tuple(way for k, way in enumerate(ways) if not k or way.memory < ways[k - 1].memory)


def at_once(batch: int, blocks: int) -> int:
    """Samples of the ``blocks`` of a ``batch`` that all threads are at work on."""
    return min(-(-batch // blocks) * min(processors(), blocks), batch)


def _own(circuit: Circuit, number: int, batch: int, held: int, own: int, forms: int) -> int:
    """Bytes of what tapes do not share: their ``own`` numbers of one step, what was read out and what encoders sent.

    There is a tape of each form of a threshold for whole batches, and one for the last, which may be nearly as large.
    """
    sent = forms * (circuit.steps * circuit.output.size + held * _channels(circuit))
    return BATCH_SIZES * batch * number * (own + sent)


def _channels(circuit: Circuit) -> int:
    """Trains of all encoders that send something else from step to step."""
    return sum(circuit.size(e.id) for e in circuit.encoders if e.id not in circuit.constant_currents)


def _taken(
    circuit: Circuit, number: int, batch: int, read_out: int, held: int, borders: int, dropout: bool, arrays: int
) -> int:
    """Bytes with ``held`` steps at a time, ``arrays`` numbers of each, and copies of all states at ``borders``."""
    channels = _channels(circuit)
    every_step = number * batch * arrays + batch * channels * DRAWS * DRAWN
    sent = [circuit.size(p.source) for p in circuit.projections]
    every_step += number * batch * (max(sent, default=0) + (sum(sent) if dropout else 0))
    states = number * batch * sum((_states(circuit, p.id) + 1) * p.size for p in circuit.populations)
    past = number * batch * sum(_past(circuit, p.id) * p.size for p in circuit.populations)
    around = number * batch * AROUND * sum(p.size for p in circuit.populations)
    total = held * every_step + around + circuit.steps * batch * read_out * circuit.output.size
    if held < circuit.steps:
        total += circuit.steps * batch * (channels // BITS + 1) + borders * (states + past) + 2 * past
        total += of_signals(circuit, batch)
    weights = sum(weights_of(circuit, p) for p in circuit.projections)
    sorted_by_delay = sum(
        (number * _longest_delay(circuit, p) + DRAWN) * circuit.size(p.source) * circuit.size(p.target)
        for p in circuit.projections
        if differ(p)
    )
    parts, kernels = of_parts(circuit, number, batch), _kernels(circuit, number, held * batch)
    return total + parts + kernels + sorted_by_delay + COPIES_OF_WEIGHTS * DRAWN * weights


def with_average(
    circuit: Circuit, ways: tuple[MemoryDemand, ...], settings: Mapping[str, float | str]
) -> tuple[MemoryDemand, ...]:
    """The same ways with what an average of the weights takes beside them."""
    more = average_copies(settings) * DRAWN * sum(weights_of(circuit, p) for p in circuit.projections)
    return tuple(replace(way, memory=way.memory + more) for way in ways) if more else ways


def with_blocks(
    circuit: Circuit, ways: tuple[MemoryDemand, ...], number: int, batch: int
) -> tuple[MemoryDemand, ...]:  # fmt: skip
    """The same ways with the gradients of blocks that wait to be added up."""
    waiting = min(blocks_of(circuit, batch), processors()) - 1
    more = waiting * number * sum(weights_of(circuit, p) for p in circuit.projections)
    return tuple(replace(way, memory=way.memory + more) for way in ways) if more else ways


def _kernels(circuit: Circuit, number: int, rows: int) -> int:
    """Bytes of the connections that share weights, of which ``rows`` are multiplied."""
    shared = [p for p in circuit.projections if p.wiring.shared]
    synapses = [round(expected(p, *circuit.ends(p, ANY_SEED))) for p in shared]
    listed = LISTED * sum(synapses) + SORTED * max(synapses, default=0)
    if circuit.device.is_host and why_not("numba") is None:
        return listed
    pairs = sum(circuit.size(p.source) * circuit.size(p.target) for p in shared)
    by_pair = 0 if circuit.device.is_host else number * pairs
    return listed + by_pair + number * FOLDED * min(BATCHED, rows * max(synapses, default=0))


def of_parts(circuit: Circuit, number: int, batch: int) -> int:
    """Bytes of the parts of one step, of the population that keeps most of them; 0 where all make whole steps.

    As many as arrays keep, on which training begins while loops are compiled; those keep the parts of one neuron.
    """
    in_parts = [p for p in circuit.populations if p.model.goes_in_parts()]
    if not in_parts:
        return 0
    from engine.compiling.passes.scan_parts import most_kept  # here: whose passes are kept needs no SymPy

    return max(most_kept(_states(circuit, p.id), batch * p.size, number) for p in in_parts)


def _past(circuit: Circuit, source: str) -> int:
    """Steps before a segment in which spikes may have been sent that still arrive."""
    late = [_longest_delay(circuit, p) for p in circuit.projections if p.source == source]
    return max((steps for steps in late if steps < circuit.steps), default=0)


def _longest_delay(circuit: Circuit, projection: Projection) -> int:
    """Steps of the longest delay of a link; of a distribution of one that few exceed, by distance between corners."""
    delay, h = projection.delay, circuit.description.resolution
    if isinstance(delay, Distribution):
        delay = quantile(delay, np.array([SHORTEST_OF_FEW, 1 - SHORTEST_OF_FEW]))
    elif isinstance(delay, ByDistance):
        delay = values_at_distances(delay, np.array([0.0, farthest(*circuit.ends(projection, ANY_SEED))]))
    return min(int(np.max(steps_of(np.asarray(delay, np.float64), h), initial=0)), circuit.steps)


def of_signals(circuit: Circuit, batch: int) -> int:
    """Bytes of what encoders make of whole signals before the first step; they keep it for all."""
    trains = sum(circuit.size(e.id) for e in circuit.encoders if PREPARED in model_reading(e.model).sampled)
    return DRAWN * circuit.steps * batch * trains


def _arrays(
    circuit: Circuit, population: Population, number: int, thresholds: tuple[str, ...], parameters: bool
) -> tuple[int, int]:
    """Numbers that a neuron keeps of a step: what arrives and the spike, their derivatives, and what is on the tape;
    and those that it keeps of one step alone, in a tape by each of ``thresholds``.

    Where ``parameters`` are trained, a tape may hold any state too, and what coefficients did.
    """
    found = receptors(circuit, population.id)
    labelled, precision = tuple((r.label, r.synapse) for r in found), f"float{BITS * number}"
    written = "device" if not circuit.device.is_host else "arrays" if why_not("numba") else "loops"
    states = {*population.model.states(), *(f"{s}_{r.label}" for r in found for s in r.synapse.states())}
    taped, own = states if parameters else set(), 0
    for threshold in thresholds:
        text = passes_of(population.model, labelled, THRESHOLDS[threshold], (), precision, written)
        taped = taped.union(text.tape)
        own += 2 * len(states) + (2 if parameters else 1) * len(text.coefficients) + COUNTED
    moving = has_moving_current(circuit, population.id)
    return 2 * (len(found) + 1 + moving) + len(taped), own


def _model(circuit: Circuit, population: str) -> type[NeuronModel]:
    return next(p.model for p in circuit.populations if p.id == population)


def _states(circuit: Circuit, population: str) -> int:
    own = len(_model(circuit, population).states())
    return own + sum(len(r.synapse.states()) for r in receptors(circuit, population))
