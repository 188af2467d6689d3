"""The loss of trainings over their epochs."""

from __future__ import annotations

from app.i18n.translation import translatable
from app.plots.base.learning_curve import LearningCurve
from app.running.trainings.known_trainings import LOSS

HEADROOM = 1.05


class Loss(LearningCurve):
    """From zero to the highest loss seen."""

    called = translatable("Loss")
    figure = LOSS
    order = 200

    def range(self) -> tuple[float, float]:
        return 0.0, max(max(self.known(), default=1.0) * HEADROOM, 1e-6)
