"""Stimuli and encoders as operations: their one equation in a loop over elements, or a list of spike times."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.cuda import PHILOX, Cuda, cuda_kernel
from engine.backends.elementary_cuda import prelude
from engine.backends.kernel import Argument, Kernel, once
from engine.backends.source_cache import loaded
from engine.compiling.equation_text import equation_arguments, equation_text
from engine.model.declaration import EncoderModel, StimulusModel
from engine.simulation.randomness import step_words, uniform_word

SPIKES = '''"""{title}: spikes by one condition."""

import numpy as np
from numba import njit

import engine.backends.numba_options
from engine.backends.elementary import exp{bits} as exp, exprel{bits} as exprel, log{bits} as log
from engine.backends.philox import fill_words, uniform{bits} as uniform

F = np.{precision}


@njit(error_model="numpy", inline="always")
{equation}

@njit(error_model="numpy", nogil=True)
def emit(neurons, j, {names}words, made, key, clock, constants, now, spikes, offsets):
    k = now[0] + j
    local = k - clock[0]
    count = offsets[j]
    if clock[2] != 0:
        block, lane = local >> 2, local & 3
        t = F(local) * constants[0]
{refresh}        for i in range(neurons):
            if {name}({values}):
                spikes[count] = i
                count += 1
    offsets[j + 1] = count
'''
REFRESH = """        if made[0] != block or made[1] != clock[1]:
            fill_words(words[: 4 * neurons].reshape((4, neurons)), 0, block, clock[1], key[2], key[0], key[1])
            made[0] = block
            made[1] = clock[1]
"""

CURRENT = '''"""{title}: a current by one equation."""

import numpy as np
from numba import njit

import engine.backends.numba_options
from engine.backends.elementary import exp{bits} as exp, exprel{bits} as exprel, log{bits} as log
from engine.backends.philox import fill_words, uniform{bits} as uniform

F = np.{precision}


@njit(error_model="numpy", inline="always")
{equation}

@njit(error_model="numpy", nogil=True)
def emit(neurons, j, {names}words, made, key, clock, constants, now, values):
    k = now[0] + j
    local = k - clock[0]
    if clock[2] != 0:
        block, lane = local >> 2, local & 3
        t = F(local) * constants[0]
{refresh}        for i in range(neurons):
            values[i] = {name}({values})
    else:
        for i in range(neurons):
            values[i] = F(0)
'''

EVENTS = '''"""Spikes at listed steps, sorted by step, then train."""

import numpy as np
from numba import njit

import engine.backends.numba_options


@njit(error_model="numpy", nogil=True)
def emit(neurons, j, steps, trains, size, now, spikes, offsets):
    k = now[0] + j
    low, high = np.int64(0), size[0]
    while low < high:
        middle = (low + high) // 2
        if steps[middle] < k:
            low = middle + 1
        else:
            high = middle
    count = offsets[j]
    while low < size[0] and steps[low] == k:
        spikes[count] = trains[low]
        count += 1
        low += 1
    offsets[j + 1] = count
'''
SPIKES_CUDA = """    const long long local = k - clock[0];
    if (clock[2] != 0) {{
        const F t = F(local) * constants[0];
        for (long long i = thread; i < neurons; i += threads)
            if ({name}({values})) spikes[atomicAdd(count, 1)] = (int)i;
    }}
"""
CURRENT_CUDA = """    const long long local = k - clock[0];
    const F t = F(local) * constants[0];
    for (long long i = thread; i < neurons; i += threads) values[i] = clock[2] != 0 ? {name}({values}) : F(0);
"""
WORD_CUDA = (
    "philox((unsigned int)i, (unsigned int)(local >> 2), (unsigned int)clock[1],"
    " key[2], key[0], key[1], (int)(local & 3))"
)
UNIFORM_CUDA = {
    "64": f"((F){WORD_CUDA} + 0.5) * 2.3283064365386963e-10",
    "32": f"((F)({WORD_CUDA} >> 8) + 0.5f) * 5.9604644775390625e-08f",
}
EVENTS_CUDA = """    for (long long e = thread; e < size[0]; e += threads)
        if (steps[e] == k) spikes[atomicAdd(count, 1)] = trains[e];
"""


def _shared(precision: str) -> tuple[Argument, ...]:
    return (
        Argument("words", "np.uint32"),
        Argument("made", "np.int64", "2"),
        Argument("key", "np.uint32", "3"),
        Argument("clock", "np.int64", "3"),
        Argument("constants", "F", "2"),
        Argument("now", "np.int64", "1"),
    )


def _meaning(argument: str, bits: str) -> str:
    known = {
        "x": "x_all[i]",
        "t": "t",
        "h": "constants[0]",
        "duration": "constants[1]",
        "u": "uniform(words[lane * neurons + i])",
    }
    return known.get(argument, f"{argument}_all[i]")


def equation_of(model: type[EncoderModel] | type[StimulusModel]) -> str:
    """``"spike"`` or ``"current"``."""
    return "current" if "current" in model.equations else "spike"


def arrays_of(model: type[EncoderModel] | type[StimulusModel]) -> tuple[str, ...]:
    """What the equation reads for each element: its parameters, and ``x`` for an encoder."""
    return tuple(a for a in equation_arguments(model, equation_of(model)) if a not in ("t", "h", "u", "duration"))


def draws(model: type[EncoderModel] | type[StimulusModel]) -> bool:
    """Whether the equation uses a random number."""
    return "u" in equation_arguments(model, equation_of(model))


@once
def emitting(model: type[EncoderModel] | type[StimulusModel], precision: str) -> Kernel:
    """Evaluates the model's equation for every element, at the start of the step."""
    name, bits = equation_of(model), precision.removeprefix("float")
    per_element = arrays_of(model)
    text = (CURRENT if name == "current" else SPIKES).format(
        title=model.title,
        bits=bits,
        precision=precision,
        equation=equation_text(model, name, "numba", precision).rstrip() + "\n",
        names="".join(f"{a}_all, " for a in per_element),
        refresh=REFRESH if draws(model) else "",
        name=name,
        values=", ".join(_meaning(a, bits) for a in equation_arguments(model, name)),
    )
    given = tuple(Argument(f"{a}_all", "F", "neurons") for a in per_element)
    result: tuple[Argument, ...] = (
        (Argument("values", "F", "neurons"),)
        if name == "current"
        else (Argument("spikes", "np.int32"), Argument("offsets", "np.int64", "chunk"))
    )
    arguments = (*given, *_shared(precision), *result)
    return Kernel(text, "emit", arguments, _form(model, precision), precision, _cuda(model, arguments, precision))


def _cuda(model: type[EncoderModel] | type[StimulusModel], arguments: tuple[Argument, ...], precision: str) -> Cuda:
    name, bits = equation_of(model), precision.removeprefix("float")
    meanings = [UNIFORM_CUDA[bits] if a == "u" else _meaning(a, bits) for a in equation_arguments(model, name)]
    body = (CURRENT_CUDA if name == "current" else SPIKES_CUDA).format(name=name, values=", ".join(meanings))
    before = prelude(precision) + PHILOX + equation_text(model, name, "cuda", precision)
    return cuda_kernel("emit", arguments, body, precision, before, appends=name == "spike")


def _form(model: type[EncoderModel] | type[StimulusModel], precision: str) -> Any:
    name = equation_of(model)
    arguments = equation_arguments(model, name)
    module: list[Any] = []

    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        if not module:
            module.append(
                loaded(NUMPY_TEXT.format(precision=precision) + equation_text(model, name, "numpy", precision))
            )
        local, presentation, shows = int(a.clock[0]), int(a.clock[1]), bool(a.clock[2])
        local = k - local
        if not shows:
            _give(a, name, j, np.zeros(a.neurons, bool) if name == "spike" else 0.0)
            return
        values: dict[str, Any] = {f"{q}_all".removesuffix("_all"): getattr(a, f"{q}_all") for q in arrays_of(model)}
        values |= {"t": a.constants.dtype.type(local) * a.constants[0], "h": a.constants[0], "duration": a.constants[1]}
        if draws(model):
            values["u"] = uniforms_now(a, local, presentation, precision)
        _give(a, name, j, getattr(module[0], name)(*(values[q] for q in arguments)))

    return on_arrays


NUMPY_TEXT = '''"""One equation on arrays."""

import numpy as np

from engine.backends.elementary_numpy import exp, exprel, log

F = np.{precision}


'''


def uniforms_now(a: SimpleNamespace, local: int, presentation: int, precision: str) -> Any:
    """The uniform number (elements,) of every element in this step, from words made once in four steps."""
    block, lane = local >> 2, local & 3
    if a.made[0] != block or a.made[1] != presentation:
        stream = (int(a.key[2]) << 32) | int(a.key[1])
        a.words[:] = step_words(int(a.key[0]), stream, presentation, block, a.neurons).reshape(-1)
        a.made[:] = block, presentation
    words = a.words.reshape(4, a.neurons)[lane]
    if precision == "float64":
        return uniform_word(words)
    return ((words >> np.uint32(8)).astype(np.float32) + np.float32(0.5)) * np.float32(2.0**-24)


def _give(a: SimpleNamespace, name: str, j: int, result: Any) -> None:
    if name == "current":
        a.values[:] = result
        return
    append_spikes(a, j, np.flatnonzero(np.broadcast_to(result, a.neurons)))


def append_spikes(a: SimpleNamespace, j: int, fired: Any) -> None:
    """Add the elements that fired in step ``j`` to the spike log."""
    count = int(a.offsets[j])
    a.spikes[count : count + len(fired)] = fired
    a.offsets[j + 1] = count + len(fired)


def _events_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    low, high = np.searchsorted(a.steps[: int(a.size[0])], [k, k + 1])
    append_spikes(a, j, a.trains[low:high])


@once
def events(precision: str) -> Kernel:
    """Spikes of ``trains`` (size,) in the steps ``steps`` (size,), sorted."""
    arguments = (
        Argument("steps", "np.int64"),
        Argument("trains", "np.int32"),
        Argument("size", "np.int64", "1"),
        Argument("now", "np.int64", "1"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
    )
    cuda = cuda_kernel("emit", arguments, EVENTS_CUDA, precision, appends=True)
    return Kernel(EVENTS, "emit", arguments, _events_on_arrays, precision, cuda)
