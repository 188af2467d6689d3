"""Traces over whole presentations: what spikes have left by each step, and what one would do to later steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.circuit.device import PROCESSOR, Device
from engine.compiling.passes.column_text import ColumnText
from engine.compiling.passes.trace_text import trace_text
from engine.learning.passes.kernel_passes import KernelPasses, Passes
from engine.learning.passes.traces import LinearTrace

Array = NDArray[Any]
NOT_ASKED = -1


class Filter:
    """The trace of spikes that act ``delay`` steps after they were sent; its arrays are on ``device``."""

    def __init__(self, trace: LinearTrace, device: Device = PROCESSOR, delay: int = 0) -> None:
        self._device, self._late = device, delay + trace.late
        moved = tuple((int(a), int(b)) for a, b in np.argwhere(trace.step))
        raised = tuple(map(int, np.flatnonzero(trace.jump)))
        numbers = np.array([*(trace.step[place] for place in moved), *trace.jump[list(raised)]])
        self._numbers = device.asarray(numbers)

        def text(written: str) -> ColumnText:
            return trace_text(len(trace.jump), moved, raised, written)

        self._passes: Passes | KernelPasses
        if device.is_host:
            compiled, of_steps = why_not("numba") is None, np.zeros((1, 1))
            shown = numbers, np.zeros(1, np.int32), of_steps, of_steps
            written = text("loops" if compiled else "arrays")
            self._passes = Passes(written, compiled, lambda: text("arrays"), shown, shown, np.int32(0))
        else:
            self._passes = KernelPasses(text("device"), device)

    def onward(self, sent: Array, asked: NDArray[np.int64] | None = None) -> Array:
        """The trace (asked, …) of what was ``sent`` (steps, …), in the steps ``asked`` of the processor, or in all."""
        steps = np.arange(len(sent)) if asked is None else asked
        reached = max(len(sent) - self._late, 0)
        rows = np.full(reached, NOT_ASKED, np.int32)
        told = np.flatnonzero(steps >= self._late)
        rows[steps[told] - self._late] = told
        sent = np.concatenate([sent, np.zeros_like(sent[:1])]) if self._late < 0 else sent[:reached]
        return self._run(self._passes.forward, sent, rows, len(steps))

    def back(self, signal: Array) -> Array:
        """The effect of a spike of each step on a ``signal`` (steps, …): the sum of it by the spike's trace."""
        steps = len(signal)
        if self._late < 0:
            signal, rows = np.concatenate([np.zeros_like(signal[:1]), signal]), np.arange(steps + 1, dtype=np.int32)
            rows[steps] = NOT_ASKED
        else:
            signal, rows = signal[self._late :], np.arange(max(steps - self._late, 0), dtype=np.int32)
        return self._run(self._passes.backward, signal, rows, steps)

    def _run(self, run: Any, sent: Array, rows: NDArray[np.int32], count: int) -> Array:
        self._passes.look()
        columns = int(np.prod(sent.shape[1:]))
        flat, found = sent.reshape(len(sent), columns), self._device.zeros((count, columns), self._numbers.dtype)
        if columns and len(rows):
            contiguous = flat if flat.flags.c_contiguous else flat.copy()
            run(self._numbers, self._device.asarray(rows), contiguous, found, np.int32(0))
        return found.reshape(count, *sent.shape[1:])
