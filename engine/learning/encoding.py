"""What an encoder makes of samples, for many presentations at once: exactly what a run would show."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.source_cache import loaded
from engine.compiling.equation_text import equation_arguments, equation_text
from engine.model.declaration import Payload
from engine.network.description import Encoder, NetworkDescription
from engine.simulation.randomness import stream, uniform_blocks
from engine.simulation.resolving import encoder_values

Array = NDArray[Any]

HEAD = '''"""One encoder on arrays."""

import numpy as np

from engine.backends.elementary_numpy import exp, exprel, log

F = np.float64


'''


class Encoding:
    """One encoder's equation on arrays (steps, presentations, channels)."""

    def __init__(self, description: NetworkDescription, encoder: Encoder, channels: int, steps: int, seed: int) -> None:
        self.encoder, self.channels, self.steps, self.seed = encoder, channels, steps, seed
        self._name = "current" if encoder.model.payload() is Payload.CURRENT else "spike"
        self._arguments = equation_arguments(encoder.model, self._name)
        self._h, self._duration = description.resolution, steps * description.resolution
        text = HEAD + equation_text(encoder.model, self._name, "numpy", "float64")
        self._function = getattr(loaded(text), self._name)
        self._values = encoder_values(description, encoder.id, channels, seed)
        self._stream = stream(encoder.id, "spikes")

    def encoded(self, values: Array, presentations: NDArray[np.int64], dtype: Any) -> Array:
        """Spikes, 0 or 1, or currents, (steps or 1, presentations, channels), of ``values`` (…, channels)."""
        known: dict[str, Any] = {
            **self._values, "x": values[None], "h": self._h, "duration": self._duration,
        }  # fmt: skip
        if "t" in self._arguments:
            known["t"] = (np.arange(self.steps) * self._h)[:, None, None]
        if "u" in self._arguments:
            known["u"] = uniform_blocks(self.seed, self._stream, presentations, self.channels, self.steps)
        result = self._function(*(known[name] for name in self._arguments))
        rows = self.steps if self._name == "spike" else len(result)
        shape = (rows, len(values), self.channels)
        return np.ascontiguousarray(np.broadcast_to(result, shape), dtype)
