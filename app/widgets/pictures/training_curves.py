"""The curves of a figure of trainings: training and validation of one, or one of each of several."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.i18n.translation import tr
from app.running.trainings.known_trainings import ACCURACY, ShownTraining
from app.widgets.pictures.curves import NamedCurve

TRAINING_SLOT, VALIDATION_SLOT = 0, 1
SLOTS = 8


def slot_of(number: int) -> int:
    """The identity colour of a run among others."""
    return (number - 1) % SLOTS


def curves_of(shown: Sequence[ShownTraining], figure: str) -> tuple[NamedCurve, ...]:
    """Of one both parts, with its best epoch marked; of several what the validation part says, where there is one.

    Accuracies and correlations have no scale in common: those that differ from the first are left out.
    """
    if len(shown) == 1:
        return _parts_of(shown[0], figure)
    alike = [training for training in shown if figure != ACCURACY or training.merit is shown[0].merit]
    return tuple(_curve_of(training, figure, dashed=bool(place % 2)) for place, training in enumerate(alike))


def _parts_of(shown: ShownTraining, figure: str) -> tuple[NamedCurve, ...]:
    training, validation = shown.of(figure)
    marked = shown.best if figure == ACCURACY else 0
    if not _is_known(validation):
        return (NamedCurve(tr("training"), training, TRAINING_SLOT, best=marked),)
    return (
        NamedCurve(tr("training"), training, TRAINING_SLOT),
        NamedCurve(tr("validation"), validation, VALIDATION_SLOT, dashed=True, best=marked),
    )


def _curve_of(shown: ShownTraining, figure: str, dashed: bool) -> NamedCurve:
    training, validation = shown.of(figure)
    values = validation if _is_known(validation) else training
    return NamedCurve(tr("run {number}", number=shown.number), values, slot_of(shown.number), dashed)


def _is_known(values: Sequence[float]) -> bool:
    return any(math.isfinite(value) for value in values)
