"""One projection as a module: what its spikes or currents bring to the targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.circuit.delays import Late
from engine.circuit.wired import SharedWired, Wired
from engine.pytorch.functions import Tensor


class ProjectionModule(torch.nn.Module):  # type: ignore[misc]  # PyTorch has no types here
    """A link's ``weight``: (post, pre), or the kernel that its connections share.

    ``late`` are its connections by the steps of their delays.
    """

    def __init__(self, wiring: Wired, late: tuple[Late, ...], weight: NDArray[Any]) -> None:
        super().__init__()
        self.wiring = wiring
        self.delays = tuple(part.steps for part in late)
        self.weight = torch.nn.Parameter(torch.as_tensor(np.array(weight)))
        for number, part in enumerate(late):
            mask = wiring.mask if part.mask is None else part.mask
            kept = None if mask is None else torch.as_tensor(np.array(mask, np.float64))
            self.register_buffer(f"mask_{number}", kept, persistent=False)
        if isinstance(wiring, SharedWired) and wiring.projection.wiring.key not in WINDOWS:
            ends = wiring.connections
            for name, places in (("pre", ends.pre), ("post", ends.post), ("kernel", wiring.kernel)):
                self.register_buffer(name, torch.as_tensor(np.array(places, np.int64)), persistent=False)

    def forward(self, sent: Tensor, part: int = 0) -> Tensor:
        """Summed weights (rows, post) of what is ``sent`` (rows, pre) along the connections of one delay."""
        if not isinstance(self.wiring, SharedWired):
            mask = getattr(self, f"mask_{part}")
            return torch.nn.functional.linear(sent, self.weight if mask is None else self.weight * mask)
        weight = self.weight * self.wiring.scale
        if self.wiring.projection.wiring.key in WINDOWS:
            return self._by_windows(sent, weight)
        brought = sent[:, self.pre] * weight.flatten()[self.kernel]
        there = torch.zeros(len(sent), self.wiring.shape[0], dtype=sent.dtype, device=sent.device)
        return there.index_add(1, self.post, brought)

    def _by_windows(self, sent: Tensor, weight: Tensor) -> Tensor:
        """A kernel that slides over the source's grid."""
        shape, projection = self.wiring.ends[0].shape, self.wiring.projection
        assert shape is not None, "grids have a shape"
        numbers = _whole_numbers(projection.wiring.with_defaults(projection.wiring_parameters))
        groups = projection.wiring.divided(projection.wiring_parameters)
        if self.wiring.pools:  # the same weight at each place of a window, for each channel by itself
            weight = weight.reshape(1, 1, 1, 1).expand(shape[0], 1, numbers["height"], numbers["width"])
            groups = shape[0]
        grid = sent.unflatten(1, shape)
        padding = numbers.get("padding", 0)
        found = torch.nn.functional.conv2d(grid, weight, stride=numbers["stride"], padding=padding, groups=groups)
        return found.flatten(1)


WINDOWS = ("wiring/convolution", "wiring/pooling")
"""Rules whose kernels slide as those of PyTorch's convolution do; others are followed connection by connection."""


def _whole_numbers(values: Mapping[str, Any]) -> dict[str, int]:
    return {name: round(float(value)) for name, value in values.items() if isinstance(value, float | int)}
