"""Spikes as an image of one byte a pixel, of which only new columns are written.

Columns form a ring: column ``c`` of absolute time lies at ``c % width``. A byte is the number of the band
plus one; the colours come from a table when Qt paints it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from app.plots.bands import Band
from app.running.ring_buffer import RingBuffer, Spikes

TALLEST_MARK = 5  # px
MARK_SHARE = 0.7  # of the height of a row
WIDE_MARKS_FROM = 0.5  # steps a column: with two pixels or more a step, a mark is two pixels wide


@dataclass(frozen=True)
class Rows:
    """Neurons ``first`` to ``last`` of an element, drawn into ``band``."""

    element: str
    first: int
    last: int
    band: Band


class RasterImage:
    """``update`` writes what is new, ``paint`` draws the columns in view."""

    def __init__(self) -> None:
        self._key: object = None
        self._buffer: NDArray[np.uint8] = np.zeros((1, 4), dtype=np.uint8)
        self._places: list[NDArray[np.int64]] = []
        self._marks: list[int] = []
        self._end = 0
        self._seen_step = 0
        self._per_column = 1.0
        self.width = 1
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
        end = int(end_step / steps_per_column) + 1
        key = (id(frames), tuple(rows), size, steps_per_column)
        if key != self._key or end < self._end or end - self._end >= width:
            self._key = key
            self._restart(rows, width, height, steps_per_column)
            self._end = end - width
            self._seen_step = int(np.ceil((end - width) * steps_per_column)) - 1
        self._clear(self._end, end)
        self._end = end
        latest = min(frames.latest_step, int(np.ceil(end * steps_per_column)) - 1)
        if latest > self._seen_step:
            for number, part in enumerate(rows):
                self._write(number, part, frames.spikes(part.element, self._seen_step + 1, latest + 1))
            self._seen_step = latest

    def paint(self, painter: QPainter, left: int, top: int, colours: Sequence[QColor]) -> None:
        """Draw with the upper left corner at (left, top); ``colours`` are those of the bands."""
        height, stride = self._buffer.shape
        image = QImage(self._buffer.data, self.width, height, stride, QImage.Format.Format_Indexed8)
        image.setColorTable([0, *(colour.rgba() for colour in colours)])
        split = self._end % self.width
        painter.drawImage(
            QRect(left, top, self.width - split, height), image, QRect(split, 0, self.width - split, height)
        )
        if split:
            painter.drawImage(QRect(left + self.width - split, top, split, height), image, QRect(0, 0, split, height))

    def first_column_step(self) -> float:
        """The time, in steps, of the left edge."""
        return (self._end - self.width) * self._per_column

    def _restart(self, rows: Sequence[Rows], width: int, height: int, steps_per_column: float) -> None:
        stride = (width + 3) // 4 * 4  # Qt wants lines of whole words
        self._buffer = np.zeros((height, stride), dtype=np.uint8)
        self.width, self._per_column = width, steps_per_column
        self._places, self._marks = [], []
        for part in rows:
            count = part.last - part.first
            each = part.band.height / count
            mark = max(1, min(TALLEST_MARK, round(each * MARK_SHARE)))
            y = part.band.top + np.floor((np.arange(count) + 0.5) * each - mark / 2).astype(np.int64)
            self._places.append(np.clip(y, part.band.top, part.band.bottom - mark) * stride)
            self._marks.append(mark)

    def _clear(self, first: int, end: int) -> None:
        lo, hi = first % self.width, end % self.width
        if end - first >= self.width:
            self._buffer[:, :] = 0
        elif lo <= hi:
            self._buffer[:, lo:hi] = 0
        else:
            self._buffer[:, lo : self.width] = 0
            self._buffer[:, :hi] = 0
        self.columns_written += min(end - first, self.width)

    def _write(self, number: int, part: Rows, spikes: Spikes) -> None:
        steps, neurons = spikes.steps, spikes.neurons
        if part.first or part.last <= int(neurons.max(initial=-1)):
            inside = (neurons >= part.first) & (neurons < part.last)
            steps, neurons = steps[inside], neurons[inside] - part.first
        columns = (steps * (1.0 / self._per_column)).astype(np.int64) % self.width
        rows = self._places[number][neurons]
        flat, stride = self._buffer.reshape(-1), self._buffer.shape[1]
        wide = self._per_column <= WIDE_MARKS_FROM
        left = np.where(columns == self._end % self.width, columns, (columns - 1) % self.width) if wide else columns
        for line in range(self._marks[number]):
            flat[rows + columns + line * stride] = number + 1
            if wide:
                flat[rows + left + line * stride] = number + 1
