"""Values that are kept in a smaller form than they are used in; only the samples that are asked for become arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Numbers(Protocol):
    """An array, or what reads those of its samples from a file that are asked for."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def ndim(self) -> int: ...

    def __getitem__(self, samples: Any) -> NDArray[Any]: ...


@dataclass(frozen=True)
class Scaled:
    """Numbers of any type, such as bytes, read as ``(number - low) / span``: (samples, …) as ``numbers`` are.

    Both are one number, or one for each value of a sample. Where the span is 0, values are 0.
    """

    numbers: Numbers
    low: float | NDArray[np.float64]
    span: float | NDArray[np.float64]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numbers.shape

    @property
    def ndim(self) -> int:
        return self.numbers.ndim

    def __getitem__(self, samples: Any) -> NDArray[np.float64]:
        chosen = np.asarray(self.numbers[samples], np.float64)
        if isinstance(self.span, np.ndarray):
            read: NDArray[np.float64] = np.divide(
                chosen - self.low, self.span, out=np.zeros_like(chosen), where=self.span > 0.0
            )
            return read
        return np.asarray((chosen - self.low) / self.span if self.span > 0.0 else 0.0 * chosen, np.float64)


@dataclass(frozen=True, eq=False)
class FileBlocks:
    """Samples that lie together in a file and are read together: block ``k`` begins with sample ``starts[k]``.

    Whoever shuffles mixes the samples of ``mixed`` blocks at a time, so that no block is read twice for one pass.
    """

    starts: NDArray[np.int64]
    mixed: int


@dataclass(frozen=True)
class Events:
    """Spikes of many samples, read as 1 where a channel has a spike in an interval and 0 elsewhere.

    Sample ``k`` has the spikes from ``first[k]`` to ``first[k + 1]``, each at a row of ``rows`` (spikes,) and a channel
    of ``channels`` (spikes,). Read, a sample is (``times``, ``width``).
    """

    first: NDArray[np.int64]
    rows: NDArray[np.int32]
    channels: NDArray[np.int32]
    times: int
    width: int

    @property
    def shape(self) -> tuple[int, ...]:
        return len(self.first) - 1, self.times, self.width

    @property
    def ndim(self) -> int:
        return 3

    def __getitem__(self, samples: Any) -> NDArray[np.float64]:
        chosen = np.arange(len(self.first) - 1)[samples]
        read = np.zeros((*chosen.shape, self.times, self.width))
        for sample, room in zip(np.atleast_1d(chosen), read[None] if chosen.ndim == 0 else read, strict=True):
            own = slice(int(self.first[sample]), int(self.first[sample + 1]))
            room[self.rows[own], self.channels[own]] = 1.0
        return read
