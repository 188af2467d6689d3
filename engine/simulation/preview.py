"""The output of a stimulus or an encoder, without a network: for pictures, for tests and for a look from Python."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.sources import EncoderModel
from engine.network.description import Encoder, Stimulus
from engine.network.values import Floats, Value
from engine.simulation.arrays.source_arrays import SourceArrays
from engine.simulation.operations.source_reading import SourceModel

NAME = "preview"


def sent(
    model: SourceModel, steps: int, resolution: float, parameters: Mapping[str, Value] | None = None, *,
    size: int = 1, signal: Floats | None = None, seed: int = 1,
) -> NDArray[Any]:  # fmt: skip
    """Currents, or True where there is a spike, (steps, elements), of a model that has equations of time.

    An encoder shows one sample, ``signal`` (channels,) or (times, channels), for all of the steps.
    """
    source = _made(model, steps, resolution, dict(parameters or {}), size, signal, seed)
    operation = source.operation(0, np.zeros(1, np.int64))
    arrays = SimpleNamespace(**operation.arrays, neurons=source.size)
    emit = operation.kernel.on_arrays(arrays)
    result: NDArray[Any] = np.zeros((steps, source.size), np.float64 if source.is_current else np.bool_)
    with np.errstate(all="ignore"):
        for k in range(steps):
            if not source.is_current:
                arrays.offsets[0] = 0
            emit(0, k)
            if source.is_current:
                result[k] = arrays.values
            else:
                result[k, arrays.spikes[: arrays.offsets[1]]] = True
    return result


def _made(
    model: SourceModel, steps: int, resolution: float, parameters: Mapping[str, Value], size: int,
    signal: Floats | None, seed: int,
) -> SourceArrays:  # fmt: skip
    rules = (1, resolution, seed, "float64", 1)
    if not issubclass(model, EncoderModel):
        return SourceArrays(Stimulus(NAME, model, size, parameters), size, None, 0.0, *rules)
    sample = np.atleast_2d(np.zeros(1) if signal is None else signal)
    trains = model.trains(parameters)
    encoder, clock = Encoder(NAME, model, NAME, parameters), np.array([0, 0, 1], np.int64)
    width = sample.shape[1] * trains
    source = SourceArrays(encoder, width, clock, steps * resolution, *rules, trains, sample.shape)
    source.show(sample)
    source.restart()
    return source
