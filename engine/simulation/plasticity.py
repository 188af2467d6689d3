"""Weights that change by spikes: potentiation by target spikes, depression as source spikes are delivered.

On one step traces decay, weights use them, then traces step by one for the spikes of the step. The delay is
dendritic (NEST's convention): a source spike meets the synapse at once, a target spike one delay later, so
that the target's traces are read from a history of as many steps. Weights stay in [0, w_max].
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.cuda import cuda_kernel
from engine.backends.elementary_cuda import prelude
from engine.backends.kernel import Argument, Kernel, once
from engine.backends.source_cache import loaded
from engine.compiling.equation_text import equation_arguments, equation_text
from engine.model.declaration import PlasticityModel, Trace
from engine.simulation.delivery import runs

PRE, POST = "weight_after_pre", "weight_after_post"
BOUND = "w_max"

HEAD = '''"""{title}: {what}."""

import numpy as np
from numba import njit

import engine.backends.numba_options
from engine.backends.elementary import exp{bits} as exp, exprel{bits} as exprel, log{bits} as log, sin{bits} as sin

F = np.{precision}


@njit(error_model="numpy", inline="always")
{equation}
'''

POTENTIATE = """
@njit(error_model="numpy", nogil=True)
def potentiate(neurons, j, lags, lag_count, first, places, sources, recent, counts, slots, width, low, weights,
               {traces}constants, now):
    k = now[0] + j
    for g in range(lag_count[0]):
        turn = np.uint64((k - lags[g]) % slots[0])
        spiked = recent[turn * np.uint64(neurons):]
        for s in range(counts[turn]):
            i = spiked[s]
            for c in range(first[g * (neurons + 1) + i], first[g * (neurons + 1) + i + 1]):
                q = places[c]
                w = weights[q]
                w = {name}({values})
                w = F(0) if w < F(0) else w
                weights[q] = constants[{bound}] if w > constants[{bound}] else w
"""

DEPRESS = """
@njit(error_model="numpy", nogil=True)
def deliver(neurons, j, ring, slots, rows, delays, begin, end, targets, weights, history_slots,
            {traces}constants, spikes, offsets, now):
    k = now[0] + j
    for s in range(offsets[j], offsets[j + 1]):
        i = spikes[s]
        for g in range(rows[i], rows[i + 1]):
            slot = ring[np.uint64((k + delays[g]) % slots[0]) * np.uint64(neurons):]
            past = np.uint64((k - delays[g]) % history_slots[0]) * np.uint64(neurons)
            for q in range(begin[g], end[g]):
                w = weights[q]
                w = {name}({values})
                w = F(0) if w < F(0) else w
                w = constants[{bound}] if w > constants[{bound}] else w
                weights[q] = w
                slot[targets[q]] += w
"""

POTENTIATE_CUDA = """    for (long long g = 0; g < lag_count[0]; ++g) {{
        const long long turn = ((k - lags[g]) % slots[0] + slots[0]) % slots[0];
        for (long long s = blockIdx.x; s < counts[turn]; s += gridDim.x) {{
            const int i = recent[turn * neurons + s];
            const long long* span = first + g * (neurons + 1) + i;
            for (long long c = span[0] + threadIdx.x; c < span[1]; c += blockDim.x) {{
                const long long q = places[c];
                F w = weights[q];
                w = {name}({values});
                w = w < F(0) ? F(0) : w;
                weights[q] = w > constants[{bound}] ? constants[{bound}] : w;
            }}
        }}
    }}
"""
DEPRESS_CUDA = """    for (long long s = offsets[j] + blockIdx.x; s < offsets[j + 1]; s += gridDim.x) {{
        const int i = spikes[s];
        for (long long g = rows[i]; g < rows[i + 1]; ++g) {{
            F* slot = ring + ((k + delays[g]) % slots[0]) * neurons;
            const long long depth = history_slots[0];
            const long long past = (((k - delays[g]) % depth + depth) % depth) * neurons;
            for (long long q = begin[g] + threadIdx.x; q < end[g]; q += blockDim.x) {{
                F w = weights[q];
                w = {name}({values});
                w = w < F(0) ? F(0) : w;
                w = w > constants[{bound}] ? constants[{bound}] : w;
                weights[q] = w;
                atomicAdd(&slot[targets[q]], w);
            }}
        }}
    }}
"""
NUMPY_HEAD = '''"""One plasticity equation on arrays."""

import numpy as np

from engine.backends.elementary_numpy import exp, exprel, log, sin

F = np.{precision}


'''


def traces_of(model: type[PlasticityModel]) -> dict[str, Trace]:
    """The traces of a rule by name."""
    return {n: q for n, q in model.quantities.items() if isinstance(q, Trace)}


def constants_of(model: type[PlasticityModel]) -> tuple[str, ...]:
    """The rule's parameters, in the order of its constants."""
    return tuple(model.parameters())


def _used(model: type[PlasticityModel], name: str) -> tuple[Trace, ...]:
    arguments = equation_arguments(model, name)
    return tuple(t for n, t in traces_of(model).items() if n in arguments)


def _head(model: type[PlasticityModel], name: str, precision: str, what: str) -> str:
    return HEAD.format(
        title=model.title,
        what=what,
        bits=precision.removeprefix("float"),
        precision=precision,
        equation=equation_text(model, name, "numba", precision),
    )


def _cuda_head(model: type[PlasticityModel], name: str, precision: str) -> str:
    return prelude(precision) + equation_text(model, name, "cuda", precision)


def _values(model: type[PlasticityModel], name: str, at_pre: str, at_post: str) -> str:
    places = {n: f"constants[{i}]" for i, n in enumerate(constants_of(model))}
    for trace in traces_of(model).values():
        places[trace.name] = (
            f"{trace.name}_trace[{at_pre}]" if trace.side == "pre" else f"{trace.name}_history[{at_post}]"
        )
    return ", ".join("w" if a == "w" else places[a] for a in equation_arguments(model, name))


def _trace_arguments(model: type[PlasticityModel], name: str) -> tuple[Argument, ...]:
    return tuple(
        Argument(f"{t.name}_trace" if t.side == "pre" else f"{t.name}_history", "F") for t in _used(model, name)
    )


def _named(arguments: tuple[Argument, ...]) -> str:
    return "".join(f"{a.name}, " for a in arguments)


@once
def _array_equation(model: type[PlasticityModel], name: str, precision: str) -> Any:
    return getattr(
        loaded(NUMPY_HEAD.format(precision=precision) + equation_text(model, name, "numpy", precision)), name
    )


def _clipped(a: SimpleNamespace, model: type[PlasticityModel], name: str, precision: str, known: dict[str, Any]) -> Any:
    constants = {n: a.constants[i] for i, n in enumerate(constants_of(model))}
    values = [(known | constants)[argument] for argument in equation_arguments(model, name)]
    w = _array_equation(model, name, precision)(*values)
    zero, most = a.constants.dtype.type(0), constants[BOUND]
    w = np.where(w < zero, zero, w)
    return np.where(w > most, most, w)


@once
def potentiation(model: type[PlasticityModel], precision: str) -> Kernel:
    """Target spikes that reach the synapses in this step."""
    given = _trace_arguments(model, POST)
    bound = constants_of(model).index(BOUND)
    text = _head(model, POST, precision, "what a target spike does") + POTENTIATE.format(
        traces=_named(given),
        name=POST,
        values=_values(model, POST, "sources[c]", "turn * np.uint64(width[0]) + np.uint64(low[0]) + np.uint64(i)"),
        bound=bound,
    )

    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        for g in range(int(a.lag_count[0])):
            turn = (k - int(a.lags[g])) % int(a.slots[0])
            fired = a.recent.reshape(-1)[turn * a.neurons :][: int(a.counts[turn])].astype(np.int64)
            if not fired.size:
                continue
            row = g * (a.neurons + 1) + fired
            c, length = runs(a.first[row], a.first[row + 1])
            q = a.places[c]
            past = turn * int(a.width[0]) + int(a.low[0]) + np.repeat(fired, length)
            known = {"w": a.weights[q]} | _traces(a, model, POST, a.sources[c], past)
            a.weights[q] = _clipped(a, model, POST, precision, known)

    arguments = (
        Argument("lags", "np.int32"),
        Argument("lag_count", "np.int64", "1"),
        Argument("first", "np.int64"),
        Argument("places", "np.int64"),
        Argument("sources", "np.uint32"),
        Argument("recent", "np.int32"),
        Argument("counts", "np.int64"),
        Argument("slots", "np.int64", "1"),
        Argument("width", "np.int64", "1"),
        Argument("low", "np.int64", "1"),
        Argument("weights", "F"),
        *given,
        Argument("constants", "F"),
        Argument("now", "np.int64", "1"),
    )
    at_post = "turn * width[0] + low[0] + i"
    body = POTENTIATE_CUDA.format(name=POST, values=_values(model, POST, "sources[c]", at_post), bound=bound)
    cuda = cuda_kernel("potentiate", arguments, body, precision, _cuda_head(model, POST, precision))
    return Kernel(text, "potentiate", arguments, on_arrays, precision, cuda)


def _traces(a: SimpleNamespace, model: type[PlasticityModel], name: str, pre: Any, past: Any) -> dict[str, Any]:
    return {
        t.name: getattr(a, f"{t.name}_trace")[pre]
        if t.side == "pre"
        else getattr(a, f"{t.name}_history").reshape(-1)[past]
        for t in _used(model, name)
    }


@once
def plastic_delivery(model: type[PlasticityModel], precision: str, target: str) -> Kernel:
    """Source spikes change their weights, which are then delivered."""
    given = _trace_arguments(model, PRE)
    bound = constants_of(model).index(BOUND)
    text = _head(model, PRE, precision, "what a source spike does") + DEPRESS.format(
        traces=_named(given), name=PRE, values=_values(model, PRE, "i", "past + np.uint64(targets[q])"), bound=bound
    )

    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        fired = a.spikes[a.offsets[j] : a.offsets[j + 1]].astype(np.int64)
        if not fired.size:
            return
        g, per_source = runs(a.rows[fired], a.rows[fired + 1])
        q, length = runs(a.begin[g], a.end[g])
        lag = np.repeat(a.delays[g].astype(np.int64), length)
        pre = np.repeat(np.repeat(fired, per_source), length)
        goal = a.targets[q].astype(np.int64)
        past = (k - lag) % int(a.history_slots[0]) * a.neurons + goal
        known = {"w": a.weights[q]} | _traces(a, model, PRE, pre, past)
        w = _clipped(a, model, PRE, precision, known)
        a.weights[q] = w
        np.add.at(a.ring.reshape(-1), (k + lag) % int(a.slots[0]) * a.neurons + goal, w)

    arguments = (
        Argument("ring", "F"),
        Argument("slots", "np.int64", "1"),
        Argument("rows", "np.int64"),
        Argument("delays", "np.int32"),
        Argument("begin", "np.int64"),
        Argument("end", "np.int64"),
        Argument("targets", f"np.{target}"),
        Argument("weights", "F"),
        Argument("history_slots", "np.int64", "1"),
        *given,
        Argument("constants", "F"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
        Argument("now", "np.int64", "1"),
    )
    body = DEPRESS_CUDA.format(name=PRE, values=_values(model, PRE, "i", "past + targets[q]"), bound=bound)
    cuda = cuda_kernel("deliver", arguments, body, precision, _cuda_head(model, PRE, precision))
    return Kernel(text, "deliver", arguments, on_arrays, precision, cuda)
