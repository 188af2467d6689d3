"""The share of right answers of trainings over their epochs, or how alike what is wanted and what came are."""

from __future__ import annotations

import math

from app.i18n.metric_words import metric_name
from app.i18n.translation import per_cent, translatable
from app.plots.base.learning_curve import LearningCurve
from app.running.trainings.known_trainings import ACCURACY
from engine.learning.components.figures import Metric

PER_CENT = 100.0
LEAST = -1.0  # of the scale: what is far worse than the mean of what is wanted is off it
STEP = 0.1  # of the whole: where the scale may begin


class Accuracy(LearningCurve):
    """Accuracies in per cent, else the figure as it is; the scale begins below the worst epoch, at -1 at the least."""

    called = translatable("Accuracy")
    figure = ACCURACY
    order = 210

    @property
    def title(self) -> str:
        return self.name() if self.trainings.first is None else metric_name(self.trainings.first.merit)

    @property
    def _counts_right(self) -> bool:
        return self.trainings.first is None or self.trainings.first.merit is Metric.ACCURACY

    @property
    def factor(self) -> float:
        return PER_CENT if self._counts_right else 1.0

    @property
    def suffix(self) -> str:
        return per_cent("") if self._counts_right else ""

    @property
    def digits(self) -> int:
        return 1 if self._counts_right else 3

    def range(self) -> tuple[float, float]:
        lowest = max(min(self.known(), default=0.0) / self.factor, LEAST)
        return self.factor * min(math.floor(lowest / STEP) * STEP, 1 - 2 * STEP), self.factor
