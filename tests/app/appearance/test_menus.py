"""Lines of menus."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QActionGroup, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme

BESIDE_MARK = 24  # px from which words begin
INK = 60  # grey levels from the ground


@pytest.fixture
def menu(qtbot: QtBot, qapp: QApplication) -> QMenu:
    apply(qapp, theme())
    made = QMenu()
    qtbot.addWidget(made)
    _plain, ticked, of_several, checked = (made.addAction("Follow") for _ in range(4))
    for action in (ticked, of_several, checked):
        action.setCheckable(True)
    QActionGroup(made).addAction(of_several)
    checked.setChecked(True)
    made.popup(made.pos())
    return made


def test_words_begin_at_one_place_whether_or_not_a_line_can_be_ticked(qtbot: QtBot, menu: QMenu) -> None:
    """*Play the span in a loop* and *Slider at the node* stood two pixels further right than their neighbours."""
    qtbot.waitUntil(lambda: menu.actionGeometry(menu.actions()[-1]).height() > 0)
    picture = menu.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.array(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine()).astype(int)
    begin = []
    for action in menu.actions():
        line = menu.actionGeometry(action)
        words = grey[line.top() : line.bottom(), BESIDE_MARK : picture.width()]
        begin.append(int(np.flatnonzero((abs(words - words[2, -1]) > INK).any(axis=0))[0]))
    assert len(set(begin)) == 1
