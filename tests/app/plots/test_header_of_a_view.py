"""What the head and the edges of a view say."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled


def test_the_header_is_silent_once_the_data_went_on_under_a_mouse_that_rests(played: Stage, qtbot: QtBot) -> None:
    panel = filled("raster", played, qtbot)
    start, end = played.time_range.interval(played.source.latest)
    played.time_range.point_at((start + end) / 2)
    assert panel.header.value
    played.time_range.show(end, 2 * end - start)
    panel.refresh()
    panel.draw_now()
    assert panel.header.value == ""


def test_a_narrow_head_has_its_name_before_the_button_that_detaches(played: Stage, qtbot: QtBot) -> None:
    """“Spectr…” stood there beside three buttons; the menu has the action as long as the button is away."""
    panel = filled("spectrum", played, qtbot)
    head = panel.header
    detach = "Detach from the window, or put back"
    for width, is_wide in ((480, True), (165, False), (480, True)):
        panel.resize(width, 200)
        assert head.detach_button.isVisible() is is_wide
        buttons = [button for button in head.findChildren(QToolButton) if button.isVisible()]
        name = theme().px(12) + QFontMetrics(theme().font(13, 600, tabular=True)).horizontalAdvance(panel.title)
        assert name <= min(button.x() for button in buttons) - theme().px(8)
        assert (detach in [action.text() for action in panel.menu_actions()]) is not is_wide
    panel.resize(165, 200)
    action = next(action for action in panel.menu_actions() if action.text() == detach)
    with qtbot.waitSignal(head.detaching):
        action.trigger()
