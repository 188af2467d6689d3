"""Stimuli and encoders as operations: what they send in a step, and how their states move."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.functions.normal_numpy import standard_normal
from engine.backends.kernels.c_text import EVERY_NEURON, Sharing
from engine.backends.kernels.kernel import Kernel, each_step, loop_kernel, once
from engine.compiling.steps.equation_text import equation_text, on_arrays
from engine.sampling.randomness import step_words, uniform_word
from engine.simulation.operations.source_reading import COMMON, VALUES, SourceModel, SourceReading, model_reading, row
from engine.simulation.operations.source_texts import loop_body


@once
def emitting(model: SourceModel, precision: str) -> Kernel:
    """Evaluates the model's equations for every element, at the start of the step."""
    read = model_reading(model)
    is_current = read.output == "current"
    loop, on_device = (loop_body(read, where) for where in (False, True))
    return loop_kernel(
        f"{model.title}: {'a current' if is_current else 'spikes by one condition'}", "emit", read.table(precision),
        loop, _form(read, precision), precision, EVERY_NEURON if is_current else Sharing(count="count"),
        equations=[equation_text(model, name) for name in read.names], on_device=on_device,
    )  # fmt: skip


def _form(read: SourceReading, precision: str) -> Any:
    is_current = read.output == "current"

    @each_step
    def step(a: SimpleNamespace, j: int, k: int) -> None:
        local, presentation, shows = k - int(a.clock[0]), int(a.clock[1]), bool(a.clock[2])
        if not shows:
            if is_current:
                a.values[:] = 0.0
            else:
                append_spikes(a, j, np.zeros(0, np.int64))
            return
        known = _known(a, read, local, presentation, precision)

        def value(name: str) -> Any:
            return getattr(on_arrays(read.model, precision), name)(*(known[q] for q in read.arguments(name)))

        sent = value(read.output)
        moved = {s: np.broadcast_to(value(f"{s}_next"), a.neurons) for s in read.maps}
        for s, new in moved.items():
            known[s] = new.astype(a.constants.dtype)
        fired = np.broadcast_to(np.asarray(sent, bool), a.neurons) if not is_current else np.zeros(0, bool)
        reset = {s: np.where(fired, value(f"{s}_after_spike"), known[s]) for s in read.resets}
        for s in read.states:
            getattr(a, f"{s}_all")[:] = reset.get(s, known[s])
        if is_current:
            a.values[:] = sent
        else:
            append_spikes(a, j, np.flatnonzero(fired))

    return step


def _known(a: SimpleNamespace, read: SourceReading, local: int, presentation: int, precision: str) -> dict[str, Any]:
    """The values that the equations may read in this step."""
    known: dict[str, Any] = {q: getattr(a, f"{q}_all") for q in (*read.parameters, *read.states)}
    known |= {"t": a.constants.dtype.type(local) * a.constants[0], "h": a.constants[0], "duration": a.constants[1]}
    channel = element = np.arange(a.neurons)
    if read.fans_out:
        channel, unit = np.divmod(element, int(a.fan[0]))
        known["unit"] = unit.astype(a.constants.dtype)
    for s in read.sampled:
        rule, values = getattr(a, f"{s}_sampling"), getattr(a, f"{s}_all")
        first = row(rule, local) * int(rule[2])
        known[s] = values[first + int(rule[3]) * (channel if s == VALUES else element)]
    for d in read.draws:
        words = words_now(a, d, local, presentation)
        known[d] = normals(words, precision) if d == "z" else uniforms(words, precision)
    return known


def words_now(a: SimpleNamespace, draw: str, local: int, presentation: int) -> Any:
    """The random word (elements,) or (1,) of this step, from words made once in four steps."""
    block, lane = local >> 2, local & 3
    made, kept, key = getattr(a, f"made_{draw}"), getattr(a, f"words_{draw}"), getattr(a, f"key_{draw}")
    count = 1 if draw == COMMON else a.neurons
    if made[0] != block or made[1] != presentation:
        stream = (int(key[2]) << 32) | int(key[1])
        kept[:] = step_words(int(key[0]), stream, presentation, block, count).reshape(-1)
        made[:] = block, presentation
    return kept.reshape(4, count)[lane]


def uniforms(words: Any, precision: str) -> Any:
    """Uniform numbers in (0, 1), one from each word."""
    if precision == "float64":
        return uniform_word(words)
    return ((words >> np.uint32(8)).astype(np.float32) + np.float32(0.5)) * np.float32(2.0**-24)


def normals(words: Any, precision: str) -> Any:
    """Standard normal numbers, one from each word."""
    return standard_normal(uniform_word(words)).astype(precision)


def append_spikes(a: SimpleNamespace, j: int, fired: Any) -> None:
    """Add the elements that fired in step ``j`` to the spike log."""
    count = int(a.offsets[j])
    a.spikes[count : count + len(fired)] = fired
    a.offsets[j + 1] = count + len(fired)
