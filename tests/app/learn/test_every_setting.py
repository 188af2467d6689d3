"""The settings of every method: each choice stands whole within the panel, and so does its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands.editor import Editor
from app.learn.setup.inquiry import MethodFacts
from app.learn.setup.settings_form import SettingsForm
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.text import Text
from engine.learning.methods import methods

WIDTHS = (317, 365)  # px that the side panel leaves in a window of 900 px and at its usual width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("key", methods())
def test_no_choice_leaves_the_form_or_takes_the_room_of_its_name(
    qtbot: QtBot, qapp: QApplication, key: str, width: int
) -> None:
    """One long option made every choice so wide that names were three lines high, cut, and some ended outside."""
    apply(qapp, theme())
    method = methods()[key]
    form = SettingsForm(Editor())
    qtbot.addWidget(form)
    form.setFixedSize(width, 1200)
    form.show_method(MethodFacts(key, method.title, "", "", method.parameters(), method.choices, usual=True))
    form.more.click()
    form.show()
    qtbot.waitExposed(form)
    choices = [field for field in form.fields.values() if isinstance(field, ChoiceField)]
    qtbot.waitUntil(lambda: all(choice.width() > 1 for choice in choices))
    edges = {(left, left + choice.width()) for choice in choices for left in (choice.mapTo(form, QPoint()).x(),)}
    assert all(right <= form.width() for _, right in edges)
    assert all(choice.width() >= choice.widest for choice in choices)
    assert len({left for left, _ in edges if left > 0}) <= 1, "those beside their names have one left edge"
    for name in form.findChildren(Text):
        assert name.height() >= name.heightForWidth(name.width()), name.words
