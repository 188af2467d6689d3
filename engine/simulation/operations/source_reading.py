"""The values that equations of a stimulus or an encoder read: parameters, states, samples in time, random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.kernel import once
from engine.compiling.steps.equation_text import equation_arguments
from engine.model.quantities import Sampled
from engine.model.sources import DRAWS, EncoderModel, StimulusModel
from engine.simulation.operations.arguments import arguments_named

SourceModel: TypeAlias = type[EncoderModel] | type[StimulusModel]
PURPOSES: Mapping[str, str] = {"u": "spikes", "z": "normal", "u_common": "common"}  # streams of random numbers
COMMON = "u_common"
VALUES, PREPARED = "x", "y"
START = "_start"
ROUNDING = 1e-6  # of a sample: a step that begins where a sample does reads it
SAMPLING = 4  # samples a step, samples, numbers from one to the next, 1 where elements differ


@dataclass(frozen=True)
class SourceReading:
    """``output`` is ``"spike"`` or ``"current"``; ``maps`` and ``resets`` name the states that have one."""

    model: SourceModel
    output: str
    parameters: tuple[str, ...]
    states: tuple[str, ...]
    maps: tuple[str, ...]
    resets: tuple[str, ...]
    sampled: tuple[str, ...]
    draws: tuple[str, ...]
    fans_out: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The equations of a step, in order."""
        return (self.output, *(f"{s}_next" for s in self.maps), *(f"{s}_after_spike" for s in self.resets))

    def arguments(self, name: str) -> tuple[str, ...]:
        return equation_arguments(self.model, name)

    def table(self, precision: str) -> tuple[Argument, ...]:
        """The arrays of the source's kernel, in order, but for what it gives."""
        given = [Argument(f"{p}_all", "F", "neurons") for p in (*self.parameters, *self.states)]
        for s in self.sampled:
            given += [Argument(f"{s}_all", "F"), Argument(f"{s}_sampling", "np.float64", str(SAMPLING))]
        for d in self.draws:
            given += [
                Argument(f"words_{d}", "np.uint32"),
                Argument(f"made_{d}", "np.int64", "2"),
                Argument(f"key_{d}", "np.uint32", "3"),
            ]
        if self.fans_out:
            given.append(Argument("fan", "np.int64", "1"))
        given += [Argument("clock", "np.int64", "3"), Argument("constants", "F", "2"), Argument("now", "np.int64", "1")]
        if self.output == "current":
            return (*given, Argument("values", "F", "neurons"))
        return (*given, *arguments_named("spikes offsets"))


@once
def model_reading(model: SourceModel) -> SourceReading:
    """The reading of a model that has a ``spike`` or a ``current``."""
    output = "current" if "current" in model.equations else "spike"
    maps = tuple(s for s in model.states() if f"{s}_next" in model.equations)
    resets = tuple(s for s in model.states() if f"{s}_after_spike" in model.equations)
    names = [output, *(f"{s}_next" for s in maps), *(f"{s}_after_spike" for s in resets)]
    used = {a for name in names for a in equation_arguments(model, name)}
    series = tuple(n for n, s in model.series().items() if isinstance(s, Sampled) and n in used)
    values = (VALUES, PREPARED) if issubclass(model, EncoderModel) else ()
    return SourceReading(
        model,
        output,
        tuple(p for p in model.parameters() if p in used),
        tuple(model.states()),
        maps,
        resets,
        (*(v for v in values if v in used), *series),
        tuple(d for d in DRAWS if d in used),
        bool(values) and bool(used & {VALUES, "unit"}),
    )


def sampling(values: Any, per_step: float, elements: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The rule that finds the value of a step in ``values`` (times,) or (times, elements)."""
    width = 1 if values.ndim == 1 else values.shape[1]
    return np.array([per_step, len(values), width, 0 if values.ndim == 1 else 1], np.float64)


def row(sampling: Any, local: int) -> int:
    """The sample that is read in step ``local`` of a presentation."""
    return min(int(np.floor(local * sampling[0] + ROUNDING)), int(sampling[1]) - 1)


def in_time(values: Any, steps: int, first: int = 0, last: int | None = None) -> Any:
    """Values (times, channels) of a sample as a signal (steps, channels), or its steps [first, last)."""
    rule = sampling(values, len(values) / steps, values.shape[1])
    return values[[row(rule, k) for k in range(first, steps if last is None else last)]]
