"""What becomes of windows that a test leaves on the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsScene, QGraphicsWidget, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from tests.windows import delete_windows, is_of_qt, without_parent


def test_a_window_is_deleted_and_what_a_layout_of_graphics_measures_by_is_left_to_the_layout(qtbot: QtBot) -> None:
    before = without_parent()
    left, scene, ground, layout = QWidget(), QGraphicsScene(), QGraphicsWidget(), QGraphicsGridLayout()
    ground.setLayout(layout)
    layout.addItem(QGraphicsWidget(), 0, 0)
    scene.addItem(ground)
    layout.activate()
    measure = next(window for window in without_parent() if window not in (*before, left))
    assert is_of_qt(measure)
    assert not is_of_qt(left)
    delete_windows()
    assert not Shiboken.isValid(left)
    assert Shiboken.isValid(measure), "the layout deletes it too"
