"""Spikes as an image of one byte a pixel, of which only new columns are written.

A byte is the number of a colour; zero is ground. When time runs on, what is there moves to the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.plots.bands import Band
from app.running.ring_buffer import RingBuffer, Spikes

TALLEST_MARK = 24  # px
MARK_SHARE = 0.7  # of the height of a row
PIECE = 48  # columns that are written at a time: their spikes stay in the processor's cache
CLOSE = 1e-6  # of a step: one this near the edge of a column is on it
WIDE_MARKS_FROM = 0.5  # steps a column: with two pixels or more a step, a mark is two pixels wide


@dataclass(frozen=True)
class Rows:
    """Neurons ``first`` to ``last`` of an element, drawn into ``band``, the first lowest, in colour 1 to 255."""

    element: str
    first: int
    last: int
    band: Band
    colour: int = 1


class RasterImage:
    """``update`` writes what is new into ``pixels`` (height, width), the newest column last."""

    def __init__(self) -> None:
        self._key: object = None
        self.pixels: NDArray[np.uint8] = np.zeros((1, 1), dtype=np.uint8)
        self._places: list[NDArray[np.int64]] = []
        self._marks: list[int] = []
        self._end = 0
        self._seen_step = 0
        self._per_column = 1.0
        self.columns_written = 0

    def update(
        self,
        frames: RingBuffer,
        rows: Sequence[Rows],
        size: tuple[int, int],
        steps_per_column: float,
        end_step: float,
    ) -> None:
        """Show ``size`` = (width, height) pixels of ``steps_per_column`` steps each, up to ``end_step``."""
        width, height = size
        end = round(end_step / steps_per_column)
        key = (id(frames), tuple(rows), size, steps_per_column)
        if key != self._key or end < self._end or end - self._end >= width:
            self._key = key
            self._restart(rows, width, height, steps_per_column)
            self._end = end
            self._seen_step = int(np.ceil((end - width) * steps_per_column)) - 1
            self.columns_written += width
        self._move(end - self._end)
        self._end = end
        latest = min(frames.latest_step, int(np.ceil(end * steps_per_column)) - 1)
        if latest > self._seen_step:
            piece = max(int(PIECE * steps_per_column), 1)
            for first in range(self._seen_step + 1, latest + 1, piece):
                last = min(first + piece, latest + 1)
                for number, part in enumerate(rows):
                    self._write(number, part, frames.spikes(part.element, first, last))
            self._seen_step = latest

    def first_column_step(self) -> float:
        """The time, in steps, of the left edge."""
        return float((self._end - self.pixels.shape[1]) * self._per_column)

    def _restart(self, rows: Sequence[Rows], width: int, height: int, steps_per_column: float) -> None:
        self.pixels = np.zeros((height, width), dtype=np.uint8)
        self._per_column = steps_per_column
        self._places, self._marks = [], []
        for part in rows:
            count = part.last - part.first
            each = part.band.height / count
            mark = max(1, min(TALLEST_MARK, round(each * MARK_SHARE)))
            y = part.band.bottom - np.ceil((np.arange(count) + 0.5) * each + mark / 2).astype(np.int64)
            self._places.append(np.clip(y, part.band.top, part.band.bottom - mark) * width)
            self._marks.append(mark)

    def _move(self, columns: int) -> None:
        """Make room for new columns at the right."""
        if columns:
            self.pixels[:, :-columns] = self.pixels[:, columns:]
            self.pixels[:, -columns:] = 0
            self.columns_written += columns

    def _write(self, number: int, part: Rows, spikes: Spikes) -> None:
        steps, neurons = spikes.steps, spikes.neurons
        if part.first or part.last <= int(neurons.max(initial=-1)):
            inside = (neurons >= part.first) & (neurons < part.last)
            steps, neurons = steps[inside], neurons[inside] - part.first
        width = self.pixels.shape[1]
        first = self._end - width
        inner = np.ceil(np.arange(first + 1, self._end) * self._per_column - CLOSE).astype(steps.dtype)
        begins = np.searchsorted(steps, inner)  # steps are sorted: far fewer columns than spikes are looked for
        columns = np.repeat(np.arange(width), np.diff(begins, prepend=0, append=len(steps)))
        rows = self._places[number][neurons]
        flat = self.pixels.reshape(-1)
        wide = self._per_column <= WIDE_MARKS_FROM
        left = np.maximum(columns - 1, 0) if wide else columns
        for line in range(self._marks[number]):
            flat[rows + columns + line * width] = part.colour
            if wide:
                flat[rows + left + line * width] = part.colour
