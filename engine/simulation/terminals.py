"""The terminals of a projection's source: states that its spikes move and time brings back, and what they release."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.elementary_numpy import exprel
from engine.backends.kernel import Array, Kernel, Operation
from engine.model.declaration import ShortTermModel
from engine.simulation.short_term import rate, relaxing, releasing, short_term_delivery
from engine.simulation.spike_log import SpikeLog


class Terminals:
    """States of the terminals of every source neuron, which all connections of that neuron share.

    Each of ``copies`` (one a thread) has every state (sources,), and that state as the spikes of the last ``longest``
    steps were sent (slots, sources). ``values`` are the parameters of ``model``, one number each.
    """

    def __init__(
        self, model: type[ShortTermModel], values: Mapping[str, float], sources: int, longest: int, copies: int,
        resolution: float, precision: str,
    ) -> None:  # fmt: skip
        self.model, self.values, self.resolution, self.precision = model, dict(values), resolution, precision
        self.slots, self.stride = np.array([longest + 1], np.int64), np.array([sources], np.int64)
        self.constants = np.zeros(max(len(model.parameters()), 1), precision)
        states = model.states()
        self.motion = {n: {part: np.zeros(1, precision) for part in ("slope", "offset", "gain")} for n in states}
        self.states = {n: [np.zeros(sources, precision) for _ in range(copies)] for n in states}
        self.past = {n: [np.zeros((longest + 1, sources), precision) for _ in range(copies)] for n in states}
        self._refresh()
        self.forget()

    def _refresh(self) -> None:
        """Compute again, in place, what the loops read from the parameters."""
        for place, name in enumerate(self.model.parameters()):
            self.constants[place] = self.values[name]
        for name in self.states:
            slope, offset = rate(self.model, name, self.values)
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
            arrays |= self._kept(part, log.low) | {"spikes": log.spikes, "offsets": log.offsets, "now": now}
            result.append(Operation(kernel, log.high - log.low, arrays))
        return result

    def delivery(self, one_weight: bool, target: str) -> Kernel:
        """The loop that sends what is released of each weight onto targets with numbers of that type."""
        return short_term_delivery(self.model, one_weight, self.precision, target)

    def sent(self, part: int, low: int, late: int) -> dict[str, Array]:
        """What that loop reads of sources from ``low`` on whose spikes were fired ``late`` steps ago."""
        return self._kept(part, low) | {"late": np.array([late], np.int64)}

    def _kept(self, part: int, low: int) -> dict[str, Array]:
        arrays: dict[str, Array] = {"past_slots": self.slots, "past_stride": self.stride, "constants": self.constants}
        return arrays | {f"{n}_past": copies[part].reshape(-1)[low:] for n, copies in self.past.items()}

    def forget(self) -> None:
        """Forget all spikes: states start anew."""
        for name, state in self.model.states().items():
            start = self.values[state.start] if isinstance(state.start, str) else state.start
            for copy in self.states[name]:
                copy[:] = start

    def memory(self) -> dict[str, Array]:
        """Copies of the states, and of what they were as the last spikes were sent, by name."""
        result = {f"terminals {name}": copies[0].copy() for name, copies in self.states.items()}
        return result | {f"terminals {name} sent": copies[0].copy() for name, copies in self.past.items()}

    def remember(self, memory: Mapping[str, Array]) -> None:
        """Go on from such copies; what has another shape is left as it is."""
        for ending, kept in (("", self.states), (" sent", self.past)):
            for name, copies in kept.items():
                values = memory.get(f"terminals {name}{ending}")
                for copy in copies:
                    if values is not None and values.shape == copy.shape:
                        copy[...] = values
