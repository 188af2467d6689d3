"""One projection as a module: what its spikes or currents bring to the targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.circuit.delays import Late
from engine.circuit.normalising import BATCHES, EPSILON, GAMMA, MEAN, MOMENTUM, VARIANCE, BatchNormalisation
from engine.circuit.wired import SharedWired, Wired
from engine.pytorch.functions import Tensor


class ProjectionModule(torch.nn.Module):  # type: ignore[misc]  # PyTorch has no types here
    """A link's ``weight``: (post, pre), or the kernel that its connections share.

    ``late`` are its connections by the steps of their delays. One that is ``normal`` has besides a ``gamma``, and
    averages of ``mean`` and ``variance``, each (channels,), over the ``batches`` that it has seen: as PyTorch's own
    batch normalisation it goes by the batch in training mode and by averages else, where it acts by its ``weight`` as
    it is until there are some.
    """

    def __init__(
        self, wiring: Wired, late: tuple[Late, ...], weight: NDArray[Any], normal: BatchNormalisation | None = None
    ) -> None:
        super().__init__()
        self.normal, self.passes = normal, False
        self.statistics: tuple[Tensor, Tensor] | None = None
        if normal is not None:
            channels = np.ones(normal.channels)
            self.register_parameter(GAMMA, torch.nn.Parameter(torch.as_tensor(normal.scale * channels)))
            self.register_buffer(MEAN, torch.as_tensor(0 * channels))
            self.register_buffer(VARIANCE, torch.as_tensor(1 * channels))
            self.register_buffer(BATCHES, torch.tensor(0))
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
        own = self._acting()
        if not isinstance(self.wiring, SharedWired):
            mask = getattr(self, f"mask_{part}")
            return torch.nn.functional.linear(sent, own if mask is None else own * mask)
        weight = own * self.wiring.scale
        if self.wiring.projection.wiring.key in WINDOWS:
            return self._by_windows(sent, weight)
        brought = sent[:, self.pre] * weight.flatten()[self.kernel]
        there = torch.zeros(len(sent), self.wiring.shape[0], dtype=sent.dtype, device=sent.device)
        return there.index_add(1, self.post, brought)

    def normalised(self, brought: Tensor, times: int = 1) -> Tensor:
        """Normalise what is ``brought`` (..., post) in all steps of a batch, in training mode, by that batch.

        Each row counts so many ``times``. While the link ``passes``, its ``statistics`` are looked at only.
        """
        normal = self.normal
        if normal is None or not self.training:
            return brought
        parts = brought.reshape(-1, normal.channels, brought.shape[-1] // normal.channels)
        mean = parts.mean((0, 2))
        variance = (parts - mean[:, None]).square().mean((0, 2))
        if self.passes:
            self.statistics = mean, variance
            return brought
        self._follow(mean.detach(), variance.detach(), times * parts.shape[0] * parts.shape[2])
        return ((parts - mean[:, None]) * self._slope(variance)[:, None]).reshape(brought.shape)

    def shift(self) -> Tensor | float:
        """The current (post,) that normalisation by averages takes from a step; 0 where none acts."""
        if self.normal is None or not self._goes_by_averages():
            return 0.0
        each = self._slope(self.variance) * self.mean * self.normal.current
        return each.repeat_interleave(self.wiring.shape[0] // self.normal.channels)

    def _acting(self) -> Tensor:
        """The weights by which the link acts: by averages its normalisation is folded into them."""
        if not self._goes_by_averages():
            return self.weight
        return self.weight * self._slope(self.variance).reshape(-1, *[1] * (self.weight.ndim - 1))

    def _goes_by_averages(self) -> bool:
        return self.normal is not None and not self.training and bool(self.batches)

    def _slope(self, variance: Tensor) -> Tensor:
        assert self.normal is not None
        return self.gamma * self.normal.unit / (variance + EPSILON * self.normal.unit**2).sqrt()

    def _follow(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """Take the statistics of a batch of ``count`` values into the averages, or as the first."""
        share = MOMENTUM if self.batches else 1.0
        for average, now in ((self.mean, mean), (self.variance, variance * (count / max(count - 1, 1)))):
            average += share * (now - average)
        self.batches += 1

    def _by_windows(self, sent: Tensor, weight: Tensor) -> Tensor:
        """A kernel that slides over the source's grid."""
        shape, projection = self.wiring.ends[0].shape, self.wiring.projection
        assert shape is not None, "grids have a shape"
        numbers = _whole_numbers(projection.wiring.with_defaults(projection.wiring_parameters))
        groups = projection.wiring.divided(projection.wiring_parameters)
        grid, padding = sent.unflatten(1, shape), numbers.get("padding", 0)
        if projection.takes_largest():
            window = numbers["height"], numbers["width"]
            found = torch.nn.functional.max_pool2d(grid, window, numbers["stride"], padding)
            return found.flatten(1) * weight
        if self.wiring.pools:  # the same weight at each place of a window, for each channel by itself
            weight = weight.reshape(1, 1, 1, 1).expand(shape[0], 1, numbers["height"], numbers["width"])
            groups = shape[0]
        found = torch.nn.functional.conv2d(grid, weight, stride=numbers["stride"], padding=padding, groups=groups)
        return found.flatten(1)


WINDOWS = ("wiring/convolution", "wiring/pooling")
"""Rules whose kernels slide as those of PyTorch's convolution do; others are followed connection by connection."""


def _whole_numbers(values: Mapping[str, Any]) -> dict[str, int]:
    return {name: round(float(value)) for name, value in values.items() if isinstance(value, float | int)}
