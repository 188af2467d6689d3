"""The terminals of a projection's source: states that its spikes move and time brings back, and what they release."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import exprel
from engine.backends.kernels.kernel import Array, Operation
from engine.model.declaration import ShortTermModel
from engine.simulation.operations.short_term import affine_rate, refuse_disproportion, relaxing, releasing
from engine.simulation.operations.spike_log import SpikeLog

RELEASED = "terminals released"


class Released:
    """The share of its weights that each source's spike of the last ``longest`` steps has released.

    Each of ``copies`` (one a thread) is (slots, sources); what has not been kept was sent whole.
    """

    def __init__(self, sources: int, longest: int, copies: int, precision: str) -> None:
        self.slots, self.stride = np.array([longest + 1], np.int64), np.array([sources], np.int64)
        self.copies = [np.ones((longest + 1, sources), precision) for _ in range(copies)]

    def kept(self, part: int, low: int) -> dict[str, Array]:
        """The arrays of sources from ``low`` on that loops read or write."""
        kept: dict[str, Array] = {"released": self.copies[part].reshape(-1)[low:]}
        return kept | {"past_slots": self.slots, "past_stride": self.stride}

    def remember(self, memory: Mapping[str, Array], step: int) -> bool:
        """Go on before ``step`` from such a copy, if there is one of as many sources, and say whether there is."""
        old = memory.get(RELEASED)
        if old is None or old.shape[1] != int(self.stride[0]):
            return False
        for new in self.copies:
            new[...] = 1.0
            for back in range(1, min(len(old), len(new)) + 1):
                new[(step - back) % len(new)] = old[(step - back) % len(old)]
        return True


class Terminals:
    """States of the terminals of every source neuron, which all connections of that neuron share.

    Each of ``copies`` (one a thread) has every state (sources,), and what spikes have ``released`` in the last
    ``longest`` steps. ``values`` are the parameters of ``model``, one number each.
    """

    def __init__(
        self, model: type[ShortTermModel], values: Mapping[str, float], sources: int, longest: int, copies: int,
        resolution: float, precision: str,
    ) -> None:  # fmt: skip
        self.model, self.values, self.resolution, self.precision = model, dict(values), resolution, precision
        refuse_disproportion(model, self.values)
        self.released = Released(sources, longest, copies, precision)
        self.constants = np.zeros(max(len(model.parameters()), 1), precision)
        states = model.states()
        self.motion = {n: {part: np.zeros(1, precision) for part in ("slope", "offset", "gain")} for n in states}
        self.states = {n: [np.zeros(sources, precision) for _ in range(copies)] for n in states}
        self._refresh()
        self.forget()

    def _refresh(self) -> None:
        """Compute again, in place, what the loops read from the parameters."""
        for place, name in enumerate(self.model.parameters()):
            self.constants[place] = self.values[name]
        for name in self.states:
            slope, offset = affine_rate(self.model, name, self.values)
            self.motion[name]["slope"][0], self.motion[name]["offset"][0] = slope, offset
            self.motion[name]["gain"][0] = self.resolution * exprel(slope * self.resolution)

    def set_value(self, name: str, value: float) -> None:
        """Change one parameter in place."""
        self.values[name] = value
        self._refresh()

    def relaxations(self, part: int) -> list[Operation]:
        """All states relax for one step."""
        kernel = relaxing(self.precision)
        return [
            Operation(kernel, len(copies[part]), {"state": copies[part], **self.motion[name]})
            for name, copies in self.states.items()
        ]

    def releases(self, part: int, logs: list[SpikeLog], now: NDArray[np.int64]) -> list[Operation]:
        """Spikes move the states of their source, as they are fired."""
        kernel, result = releasing(self.model, self.precision), []
        for log in logs:
            arrays = {f"{n}_state": copies[part][log.low :] for n, copies in self.states.items()}
            arrays |= self.released.kept(part, log.low) | {"constants": self.constants}
            arrays |= {"spikes": log.spikes, "offsets": log.offsets, "now": now}
            result.append(Operation(kernel, log.high - log.low, arrays))
        return result

    def forget(self) -> None:
        """Forget all spikes: states start anew."""
        for name, state in self.model.states().items():
            start = self.values[state.start] if isinstance(state.start, str) else state.start
            for copy in self.states[name]:
                copy[:] = start

    def held(self) -> dict[str, Array]:
        """The states, and what the last spikes have released, by name."""
        result = {f"terminals {name}": copies[0] for name, copies in self.states.items()}
        return result | {RELEASED: self.released.copies[0]}

    def remember(self, memory: Mapping[str, Array], step: int) -> None:
        """Go on before ``step`` from copies of what was held; states of another shape are left as they are."""
        for name, copies in self.states.items():
            values = memory.get(f"terminals {name}")
            for copy in copies:
                if values is not None and values.shape == copy.shape:
                    copy[...] = values
        self.released.remember(memory, step)
