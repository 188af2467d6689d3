"""The share of right answers of a training over its epochs."""

from __future__ import annotations

import math

from app.plots.learning_curve import LearningCurve
from app.translation import tr

WHOLE = 100.0
GRID = 10.0


class Accuracy(LearningCurve):
    """In per cent; the scale begins below the worst epoch. ``show_curves`` takes per cent."""

    icon_name = "learn"
    digits = 1
    suffix = " %"

    @classmethod
    def name(cls) -> str:
        return tr("Accuracy")

    def range(self) -> tuple[float, float]:
        lowest = min(self.known(), default=0.0)
        return min(math.floor(lowest / GRID) * GRID, WHOLE - 2 * GRID), WHOLE
