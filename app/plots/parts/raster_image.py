"""Spikes as an image: how many fall on each pixel, of which only new columns are counted, and its shade.

When time runs on, what is there moves to the left. The shade is a byte: zero is ground, and each colour has as many
shades as a byte can number. Where hardly two spikes share a pixel every mark is in full colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.plots.parts.bands import Band
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from engine.network.values import Floats

TALLEST_MARK = 24  # px
MARK_SHARE = 0.7  # of the height of a row
PIECE = 48  # columns that are written at a time: their spikes stay in the processor's cache
CLOSE = 1e-6  # of a step: one this near the edge of a column is on it
WIDE_MARKS_FROM = 0.5  # steps a column: with two pixels or more a step, a mark is two pixels wide
CROWDED = 1.25  # spikes on a pixel that has any: up to here all are in full colour, beyond it they are shaded
THINNER = 1.25  # a mark, for each further spike: so that twice the mean still differs from it
EVEN_FROM = 16.0  # steps a column: of fewer some columns have notably more than their neighbours
FAINTEST = 0.2  # how opaque a single spike is at least among however many
DOT = 2  # pixels of an image on paper that a mark is at least, both ways: a single one is hardly printed
BITS = 8
BYTE = 255  # the largest
MOST = 65535  # spikes that a pixel counts
PER_OCTAVE = 16  # how finely the crowd is told apart: a sixteenth changes no shade by more than the eye sees


@dataclass(frozen=True)
class RasterRows:
    """Neurons ``first`` to ``last`` of an element, drawn into ``band``, the first lowest, in colour 1 to 255."""

    element: str
    first: int
    last: int
    band: Band
    colour: int = 1


class RasterImage:
    """``update`` counts what is new into ``counts`` (height, width), the newest column last, and shades ``pixels``.

    On paper there are several ``dots`` on each pixel of the view.
    """

    def __init__(self, dots: float = 1.0) -> None:
        self._tallest = round(TALLEST_MARK * dots)
        self._least = 1 if dots == 1.0 else DOT
        self._key: object = None
        self.counts: NDArray[np.uint16] = np.zeros((1, 1), dtype=np.uint16)
        self.pixels: NDArray[np.uint8] = np.zeros((1, 1), dtype=np.uint8)
        self._places: list[NDArray[np.int64]] = []
        self._marks: list[int] = []
        self._end = 0
        self._seen_step = 0
        self._per_column = 1.0

    def update(
        self,
        frames: RingBuffer,
        rows: Sequence[RasterRows],
        size: tuple[int, int],
        steps_per_column: float,
        end_step: float,
    ) -> None:
        """Show ``size`` = (width, height) pixels of ``steps_per_column`` steps each, up to ``end_step``."""
        width, height = size
        end = round(end_step / steps_per_column)
        key = (frames.number, tuple(rows), size, steps_per_column)
        if key != self._key or end < self._end or end - self._end >= width:
            self._key = key
            self._restart(rows, width, height, steps_per_column)
            self._end = end
            self._seen_step = int(np.ceil((end - width) * steps_per_column)) - 1
        self._move(end - self._end)
        self._end = end
        latest = min(frames.latest_step, int(np.ceil(end * steps_per_column)) - 1)
        if latest > self._seen_step:
            piece = max(int(PIECE * steps_per_column), 1)
            for first in range(self._seen_step + 1, latest + 1, piece):
                last = min(first + piece, latest + 1)
                for number, part in enumerate(rows):
                    self._count(number, part, frames.spikes(part.element, first, last))
            self._seen_step = latest
        self._shade(rows)

    def of_the_most(self, height: int) -> NDArray[np.uint8]:
        """The shades (height, width) of fewer rows than were counted: each of the row with most spikes on it."""
        firsts = np.arange(height) * len(self.counts) // height
        by_count = self.counts.astype(np.uint32) << BITS | self.pixels
        return np.asarray(np.maximum.reduceat(by_count, firsts, axis=0) & BYTE, np.uint8)

    def seen_at(self, row: int, column: int | None, height: int, lines: int) -> int:
        """Of the ``lines`` that share a row of fewer, the one that is seen in a column; the first where none is."""
        first, end = row * lines // height, (row + 1) * lines // height
        if column is None or not 0 <= column < self.counts.shape[1]:
            return first
        return first + int(np.argmax(self.counts[first:end, column]))

    def first_column_step(self) -> float:
        """The time, in steps, of the left edge."""
        return float((self._end - self.counts.shape[1]) * self._per_column)

    def _restart(self, rows: Sequence[RasterRows], width: int, height: int, steps_per_column: float) -> None:
        self.counts = np.zeros((height, width), dtype=np.uint16)
        self.pixels = np.zeros((height, width), dtype=np.uint8)
        self._per_column = steps_per_column
        self._places, self._marks = [], []
        for part in rows:
            count = part.last - part.first
            each = part.band.height / count
            mark = min(max(self._least, min(self._tallest, round(each * MARK_SHARE))), part.band.height)
            y = part.band.height - np.ceil((np.arange(count) + 0.5) * each + mark / 2).astype(np.int64)
            self._places.append(np.clip(y, 0, part.band.height - mark))
            self._marks.append(mark)

    def _move(self, columns: int) -> None:
        """Make room for new columns at the right."""
        if columns:
            self.counts[:, :-columns] = self.counts[:, columns:]
            self.counts[:, -columns:] = 0

    def _count(self, number: int, part: RasterRows, spikes: RecordedSpikes) -> None:
        """Spikes that are counted for the first time."""
        steps, neurons = spikes.steps, spikes.neurons
        if part.first or part.last <= int(neurons.max(initial=-1)):
            inside = (neurons >= part.first) & (neurons < part.last)
            steps, neurons = steps[inside], neurons[inside] - part.first
        if not len(steps):
            return
        width, tall = self.counts.shape[1], part.band.height
        left = self._end - width
        first, last = (
            min(max(int((step + CLOSE) // self._per_column), left), self._end - 1) for step in (steps[0], steps[-1])
        )
        inner = np.ceil(np.arange(first + 1, last + 1) * self._per_column - CLOSE).astype(steps.dtype)
        begins = np.searchsorted(steps, inner)  # steps are sorted: far fewer columns than spikes are looked for
        in_column = np.diff(begins, prepend=0, append=len(steps))
        cells = np.repeat(np.arange(len(in_column)) * tall, in_column) + self._places[number][neurons]
        hits = np.bincount(cells, minlength=len(in_column) * tall).reshape(-1, tall)
        self._add(hits, part.band.top, first - left, self._marks[number])
        if self._per_column <= WIDE_MARKS_FROM or self._least == DOT:
            unseen = 1 if first == left else 0
            self._add(hits[unseen:], part.band.top, first - left + unseen - 1, self._marks[number])

    def _add(self, hits: NDArray[np.int64], top: int, left: int, mark: int) -> None:
        """Marks of this height whose upper ends are at ``hits`` (columns, rows) from a corner on."""
        if mark == 1:
            area = self.counts[top : top + hits.shape[1], left : left + len(hits)]
            area[:] = np.minimum(area + hits.T, MOST)
            return
        columns, rows = np.nonzero(hits)
        found = np.minimum(hits[columns, rows], MOST).astype(np.uint16)
        for line in range(top, top + mark):
            before = self.counts[rows + line, columns + left]
            self.counts[rows + line, columns + left] = before + np.minimum(found, MOST - before)

    def _shade(self, rows: Sequence[RasterRows]) -> None:
        """Each element by the crowd in its own band."""
        shades = shades_of(rows)
        for part in rows:
            band = slice(part.band.top, part.band.bottom)
            counts, pixels = self.counts[band], self.pixels[band]
            crowd = int(counts.sum(dtype=np.uint64)) / max(int(np.count_nonzero(counts)), 1)
            octaves = round(log2(max(crowd, 1.0)) * PER_OCTAVE)
            if crowd <= CROWDED or not WIDE_MARKS_FROM < self._per_column < EVEN_FROM:
                np.take(shading(octaves, part.colour, shades), counts, out=pixels, mode="clip")
                continue
            in_column = self._steps_in_columns()
            for steps in np.unique(in_column[in_column > 0]):
                columns = in_column == steps
                taken = shading(octaves, part.colour, shades, self._per_column / int(steps))
                pixels[:, columns] = np.take(taken, counts[:, columns], mode="clip")
            without = np.flatnonzero(in_column == 0)
            pixels[:, without] = pixels[:, np.maximum(without - 1, 0)]

    def _steps_in_columns(self) -> NDArray[np.int64]:
        """The number of steps that fall into each column."""
        edges = np.arange(self._end - self.counts.shape[1], self._end + 1) * self._per_column
        return np.diff(np.ceil(edges - CLOSE)).astype(np.int64)


def crowd_of(x: NDArray[Any], y: NDArray[Any]) -> float:
    """The mean number of spikes at places (k,) in pixels on a pixel that has any."""
    pixels = np.floor(x).astype(np.int64) << 32 | np.floor(y).astype(np.int64)
    return len(pixels) / max(len(np.unique(pixels)), 1)


def transparent(crowd: float) -> float:
    """The opacity of a mark, of so many on a place that has any."""
    return 1 / (1 + THINNER * max(crowd - CROWDED, 0))


def shades_of(rows: Sequence[RasterRows]) -> int:
    """The number of shades that there is room for of each colour."""
    return BYTE // max((part.colour for part in rows), default=1)


def shading(octaves: int, colour: int, shades: int, weight: float = 1.0) -> NDArray[np.uint8]:
    """The byte (counts,) of so many spikes of this weight on a pixel; of more it is the last.

    Marks that lie on each other let as much of the ground through as shows differences about the mean, which is
    2 ** (``octaves`` / PER_OCTAVE) spikes on a pixel that has any.
    """
    opacity = transparent(2 ** (octaves / PER_OCTAVE))
    most = 1 if opacity == 1 else min(int(log(1 / (2 * shades)) / log(1 - opacity) / weight) + 1, MOST)
    opaque = FAINTEST + (1 - FAINTEST) * (1 - (1 - opacity) ** (weight * np.arange(most + 1)))
    found: NDArray[np.uint8] = ((colour - 1) * shades + np.ceil(opaque * shades)).astype(np.uint8)
    found[0], found[-1] = 0, colour * shades
    return found


def opacities(shades: int) -> Floats:
    """Of the shades (shades,) of a colour, each from 0 to 1."""
    return np.arange(1, shades + 1) / shades
