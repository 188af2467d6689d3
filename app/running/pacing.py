"""The number of steps to compute next: chunks that take 5 to 10 ms, no faster than the view speed asks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

CHUNK_SECONDS = 0.007
LONGEST_WAIT = 0.02  # seconds: a change or a pause is never noticed later than this
FORGIVEN_LAG = 0.1  # seconds behind the wanted speed after which the past is not caught up
SMOOTHING = 0.3  # weight of the newest measurement
MOST_STEPS = 100_000


class Pacing:
    """``speed`` is simulated over real time, 0 as fast as possible; ``resolution`` is the step in ms."""

    def __init__(self, resolution: float, speed: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self.resolution = resolution
        self._speed = speed
        self._clock = clock
        self._seconds_per_step = 0.0
        self._anchor_seconds = clock()
        self._anchor_step = 0

    def anchor(self, step: int, speed: float | None = None) -> None:
        """Count from here and now on, at another ``speed`` if one is given."""
        self._anchor_seconds, self._anchor_step = self._clock(), step
        if speed is not None:
            self._speed = speed

    def measured(self, steps: int, seconds: float) -> None:
        """Take note of the time of the last chunk."""
        new = seconds / steps
        old = self._seconds_per_step
        self._seconds_per_step = new if old == 0.0 else old + SMOOTHING * (new - old)

    def steps_of_a_chunk(self) -> int:
        """Steps that fit into a chunk; one until a step was measured."""
        if self._seconds_per_step <= 0.0:
            return 1
        return max(1, min(MOST_STEPS, int(CHUNK_SECONDS / self._seconds_per_step)))

    def due(self, step: int) -> int:
        """Steps to compute now, 0 when it is too early for the next."""
        most = self.steps_of_a_chunk()
        if self._speed <= 0.0:
            return most
        behind = self._wanted_step() - step
        lag = behind * self.resolution / 1000 / self._speed
        if lag > FORGIVEN_LAG and behind > most:
            self.anchor(step)
            return most
        return max(0, min(most, math.floor(behind)))

    def wait(self, step: int) -> float:
        """Seconds until a chunk's worth of time, or at least one step, is due."""
        chunk = max(1.0, self._speed * CHUNK_SECONDS * 1000 / self.resolution)
        missing = step + chunk - self._wanted_step()
        return min(LONGEST_WAIT, max(0.0, missing * self.resolution / 1000 / self._speed))

    def _wanted_step(self) -> float:
        passed = self._clock() - self._anchor_seconds
        return self._anchor_step + passed * self._speed * 1000 / self.resolution
