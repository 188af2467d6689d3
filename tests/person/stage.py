"""The whole window on the screen, for as long as a story is told in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.application import Composition
from app.preferences import Preferences
from app.running.trainings.fitting import fit_network
from app.window.project.questions import Questions
from tests.activation import activate
from tests.strays import no_stray_windows


@contextmanager
def on_stage(
    qtbot: QtBot, preferences: Preferences, folder: Path, questions: Questions | None = None
) -> Iterator[Composition]:
    """A window of 1600 × 1000 that has the keyboard; it recovers from, and saves into, ``folder``."""
    made = Composition(preferences, questions, folder / "recovery", train=fit_network)
    made.window.show()
    made.window.showNormal()
    made.window.resize(1600, 1000)
    activate(qtbot, made.window)
    with no_stray_windows():
        yield made
    made.close()
    made.window.hide()
