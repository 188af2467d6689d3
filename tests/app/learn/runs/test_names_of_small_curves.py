"""Names beside small curves have their room: side by side where they fit, else one above the other."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.learn.runs.run_columns import METHOD
from app.widgets.pictures.curves import CurvesPicture
from tests.app.learn.bench import Bench
from tests.app.learn.test_runs_looked_at import press, train

HEAD, MUCH = 16, 2000  # px, above the labels of the axis
USUAL = 365  # px, of the panel in a window of usual width


def _is_told_whole(picture: CurvesPicture) -> bool:
    """Whether names need no more width than there is: with much room nothing is painted beyond it."""
    wide = CurvesPicture(picture.accessibleName(), shares=True)
    wide.show_series(picture.series, 2)
    wide.resize(MUCH, picture.height())
    width = picture.width()
    beyond = wide.grab(QRect(width, 0, MUCH - width, HEAD)).toImage()
    nothing = QImage(beyond.size(), beyond.format())
    nothing.fill(beyond.pixelColor(beyond.width() - 1, 0))
    return beyond == nothing


@pytest.mark.parametrize("runs", [1, 3])
@pytest.mark.parametrize("width", [330, USUAL, 700])
def test_the_names_of_small_curves_are_told_whole(qtbot: QtBot, runs: int, width: int) -> None:
    """“validation” was cut to “valida” in a panel 330 px wide, and of three runs the last had no whole name."""
    bench = Bench(qtbot)
    for number in range(runs):
        train(bench, float(number))
    for number in range(1, runs):
        press(bench, number, METHOD, Qt.KeyboardModifier.ControlModifier)
    results = bench.panel.figures.results
    results.setFixedWidth(width)
    qtbot.waitUntil(lambda: results.width() == width)
    body = results.layout()
    assert body is not None
    body.activate()
    assert len(results.accuracy.series) == max(runs, 2)
    assert _is_told_whole(results.accuracy)
    assert (results.accuracy.y() == 0) == (width == 700 or (runs, width) == (1, USUAL)), "side by side where they fit"
