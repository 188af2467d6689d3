"""A module of two functions, forward and backward through time, and the arrays that they take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORWARD, BACKWARD = "forward", "backward"


@dataclass(frozen=True)
class PassText:
    """``forward(*forward_arrays, number)`` and ``backward(*backward_arrays, number)``; the arrays by name."""

    source: str
    forward_arrays: tuple[str, ...]
    backward_arrays: tuple[str, ...]

    def sizes(self, name: str, known: Mapping[str, Any], lead: int) -> tuple[int, tuple[Any, ...]]:
        """Threads of a kernel, and the sizes that it takes before its arrays, which are ``known`` by name.

        ``lead`` rows of spikes lie before the first step.
        """
        raise TypeError(f"{type(self).__name__} is not for kernels")
