"""What is hidden while the theme changes looks, once it is shown, as what was in sight all the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.appearance import style
from app.appearance.hidden import POLISHED
from app.appearance.theme import theme, use_theme
from app.preferences import Preferences
from app.widgets.layout import widgets_in


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication, dressed: Preferences) -> Iterator[None]:
    before = theme()
    yield
    switch(before.dark, before.base_font)


def switch(dark: bool, base_font: int) -> None:
    """The looks follow, as in a window: were they applied here too, all would be told twice."""
    use_theme(dark, base_font)


def panel(parent: QWidget) -> QWidget:
    """Some controls that the style sheet dresses."""
    made = QWidget(parent)
    layout = QVBoxLayout(made)
    for control in (QPushButton("Run"), QLineEdit("0.5"), QComboBox()):
        control.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # else one of them looks otherwise
        layout.addWidget(control)
    return made


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    """With two equal panels, both shown once, the second hidden since then."""
    made = QWidget()
    qtbot.addWidget(made)
    style.apply(qapp, theme())
    layout = QVBoxLayout(made)
    for _ in range(2):
        layout.addWidget(panel(made))
    made.show()
    qtbot.waitExposed(made)
    panels(made)[1].hide()
    return made


def panels(window: QWidget) -> list[QWidget]:
    layout = window.layout()
    assert layout is not None
    return widgets_in(layout)


def looks(widget: QWidget) -> QImage:
    widget.resize(200, 120)
    return widget.grab().toImage()


def is_dressed(widget: QWidget) -> bool:
    return all(part.testAttribute(POLISHED) for part in widget.findChildren(QWidget) if part.isVisibleTo(widget))


def test_it_is_left_alone_until_it_is_shown_and_then_looks_as_others_do(window: QWidget, qapp: QApplication) -> None:
    seen, hidden = panels(window)
    before = looks(seen)
    for dark in (not theme().dark, theme().dark, not theme().dark):
        switch(dark, theme().base_font)
        assert is_dressed(seen) and not is_dressed(hidden)
    assert looks(seen) != before
    hidden.show()
    assert is_dressed(hidden)
    assert looks(hidden) == looks(seen)


class Told(QObject):
    """Counts what widgets hear of other styles."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.times: Counter[QObject] = Counter()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times[watched] += event.type() == QEvent.Type.StyleChange
        return False


def test_what_is_seen_hears_of_another_sheet_once_and_what_is_hidden_when_it_is_shown(
    window, qapp: QApplication
) -> None:
    """Not of the sheet that goes: without one all would be laid out for other margins and scroll bars."""
    seen, hidden = (part.findChild(QPushButton) for part in panels(window))
    told = Told(seen, hidden)
    for count in (1, 2):
        switch(not theme().dark, theme().base_font)
        assert told.times[seen] == count and not told.times[hidden]
    panels(window)[1].show()
    assert told.times[hidden] == 1
    switch(not theme().dark, theme().base_font)
    assert told.times[seen] == 3 and told.times[hidden] == 2
    assert looks(panels(window)[1]) == looks(panels(window)[0])


def test_what_was_left_alone_is_told_too_where_all_takes_other_room(window: QWidget, qapp: QApplication) -> None:
    seen, hidden = panels(window)
    switch(not theme().dark, theme().base_font)
    assert not is_dressed(hidden)
    switch(theme().dark, theme().base_font + 3)
    assert is_dressed(hidden)
    hidden.show()
    assert looks(hidden) == looks(seen)


def test_a_control_that_goes_elsewhere_meanwhile_is_dressed_there(window: QWidget, qapp: QApplication) -> None:
    seen, hidden = panels(window)
    button = hidden.findChild(QPushButton)
    assert button is not None
    switch(not theme().dark, theme().base_font)
    seen.layout().addWidget(button)  # type: ignore[union-attr]  # it has one
    qapp.processEvents()
    assert button.isVisible() and button.testAttribute(POLISHED)
    other = seen.findChild(QPushButton)
    assert other is not None
    other.resize(button.size())
    assert button.grab().toImage() == other.grab().toImage()


def test_where_all_takes_other_room_what_is_hidden_is_dressed_at_once(window: QWidget, qapp: QApplication) -> None:
    _, hidden = panels(window)
    switch(theme().dark, theme().base_font + 3)
    assert is_dressed(hidden)
