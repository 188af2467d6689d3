"""A training that waits for the test, so that it cannot end before somebody presses a button."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.running.trainings.training import Training
from engine.learning.training import fitting, ongoing
from engine.learning.training.training_progress import Progress
from tests.patience import PATIENCE

LOOK = 0.01  # seconds between two looks whether it was cancelled


def hear(patch: pytest.MonkeyPatch, told: Callable[[Progress], object]) -> None:
    """Let ``told`` know of every batch, in the thread of the training and before the window hears of it."""
    whole = fitting.fit

    def fit(*given: Any, on_progress: Callable[[Progress], bool], **how: Any) -> fitting.TrainingResult:
        def heard(progress: Progress) -> bool:
            told(progress)
            return on_progress(progress)

        return whole(*given, on_progress=heard, **how)

    patch.setattr(fitting, "fit", fit)
    patch.setattr(ongoing, "PROGRESS_INTERVAL", 0.0)


@contextmanager
def held(training: Training, whole: int) -> Iterator[None]:
    """Meanwhile the training stands still once ``whole`` epochs are, until it is cancelled."""
    told, over = training._report, threading.Event()

    def report(cancel: threading.Event, progress: Progress, *more: Any) -> bool:
        goes_on = told(cancel, progress, *more)
        looks = round(PATIENCE / 1000 / LOOK)
        while goes_on and len(progress.history) >= whole and looks and not (cancel.is_set() or over.wait(LOOK)):
            looks -= 1
        return goes_on and not cancel.is_set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "_report", report)
        yield
        over.set()
