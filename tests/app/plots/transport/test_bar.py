"""The transport bar tells the run and asks for actions; the ribbon looks back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.transport import backend_button
from app.plots.transport.bar import TransportBar, count_words, worded_problems
from app.plots.transport.meters import LAST, position_of, speed_at, worded_speed
from app.running.simulated import RunSettings
from tests.app.plots.stage import Stage, described


@pytest.fixture
def bar(stage: Stage, qtbot: QtBot) -> TransportBar:
    bar = TransportBar(stage.run, stage.time_range)
    qtbot.addWidget(bar)
    bar.resize(1400, 56)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


def test_every_button_asks_for_its_button(bar: TransportBar, stage: Stage, qtbot: QtBot) -> None:
    stage.start(100.0)
    qtbot.waitUntil(lambda: stage.run.state == "paused")
    for button, signal in (
        (bar.run_button, bar.run_requested),
        (bar.step_button, bar.step_requested),
        (bar.reset_button, bar.reset_requested),
        (bar.problems_button, bar.problems_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.toolTip() or button.text()
    with qtbot.waitSignal(bar.speed.speed_requested) as caught:
        bar.speed.slider.setValue(0)
    assert caught.args == [0.01]


def test_the_run_button_follows_the_state(bar: TransportBar, stage: Stage, qtbot: QtBot) -> None:
    assert bar.run_button.toolTip().startswith("Run")
    stage.start()
    assert bar.run_button.toolTip() == "Cancel"
    qtbot.waitUntil(lambda: bar.run_button.toolTip().startswith("Pause"))
    qtbot.waitUntil(lambda: float(bar.clock.words) > 0)
    stage.run.pause()
    qtbot.waitUntil(lambda: bar.run_button.toolTip().startswith("Run"))


def test_what_is_prepared_to_stand_still_may_be_run_and_then_cancelled(bar: TransportBar, stage: Stage) -> None:
    stage.run.start(described(stage.document), RunSettings(), paused=True)
    assert stage.run.state == "preparing" and bar.run_button.toolTip().startswith("Run")
    stage.run.resume()
    assert stage.run.state == "preparing" and bar.run_button.toolTip() == "Cancel"


def test_a_locked_bar_says_why(bar: TransportBar) -> None:
    bar.set_locked("The network is being trained.")
    assert not bar.run_button.isEnabled()
    assert bar.run_button.toolTip() == "The network is being trained."
    bar.set_locked("")
    assert bar.run_button.isEnabled()


def test_the_ribbon_looks_back_and_follows_again(bar: TransportBar, stage: Stage, qtbot: QtBot) -> None:
    stage.start(6000.0)
    qtbot.waitUntil(lambda: stage.run.status().step == 60_000 and bar.clock.words == "6.000")
    stage.time_range.follow()
    ribbon, middle = bar.ribbon, bar.ribbon.height() // 3
    frame = ribbon.frame()
    at = QPoint(int(frame.center().x()), middle)
    qtbot.mousePress(ribbon, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(ribbon, at - QPoint(ribbon.width() // 2, 0))
    qtbot.mouseRelease(ribbon, Qt.MouseButton.LeftButton, pos=at - QPoint(ribbon.width() // 2, 0))
    end = stage.time_range.interval(6000.0)[1]
    assert end == pytest.approx(3000.0, abs=100.0)
    assert ribbon.frame().right() == pytest.approx(ribbon.width() / 2, abs=10)
    qtbot.keyClick(ribbon, Qt.Key.Key_End)
    assert stage.time_range.is_following


def test_the_backend_menu_tells_why_one_cannot_be_used(bar: TransportBar, qtbot: QtBot) -> None:
    menu = bar.backend_button.menu()
    menu.aboutToShow.emit()
    actions = {action.data(): action for action in menu.actions()}
    (chosen,) = (action for action in menu.actions() if action.isChecked())
    assert chosen.text() == "Fastest available: CPU, compiled (Numba)"
    assert actions["numpy"].isEnabled()
    with qtbot.waitSignal(bar.backend_button.backend_requested) as caught:
        actions["numpy"].trigger()
    assert caught.args == ["numpy"]
    for action in menu.actions():
        assert action.isEnabled() or action.text().endswith((".", "…"))


def test_the_backend_menu_is_no_wider_than_a_small_screen_and_tells_all_in_its_tooltips(
    bar: TransportBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "CuPy cannot be loaded: " + "the versions of its parts do not fit " * 8 + "together."
    found = {"numba": "Numba is not installed: install the package numba.", "numpy": None, "cupy": reason}
    monkeypatch.setattr(backend_button, "available", lambda: found)
    monkeypatch.setattr(backend_button, "fastest_name", lambda: "numpy")
    menu = bar.backend_button.menu()
    menu.aboutToShow.emit()
    told = {action.data(): action for action in menu.actions() if action.data()}
    assert told["fastest"].text() == "Fastest available: CPU, plain (NumPy)"
    assert [name for name, action in told.items() if not action.isEnabled()] == ["numba", "cupy"]
    assert told["cupy"].toolTip() == f"GPU (CuPy): {reason}"
    assert menu.sizeHint().width() < 900


def test_the_button_says_that_numpy_stands_in_while_the_loops_are_compiled(bar: TransportBar) -> None:
    button = bar.backend_button
    button.show_backend("numpy", is_compiling=True)
    assert button.text() == "NumPy, compiling…"
    button.show_backend("numba")
    assert button.text() == "CPU"
    assert button.toolTip() == "CPU, compiled (Numba)"


def test_problems_are_counted_in_words() -> None:
    assert worded_problems(0, 0) == "No problems"
    assert worded_problems(1, 0) == "1 warning"
    assert worded_problems(4, 2) == "2 errors"
    assert (count_words(1.234e6), count_words(999.0), count_words(0.0)) == ("1.23 M", "999", "0")


@given(st.integers(0, LAST))
def test_the_slider_stands_where_its_speed_is(position: int) -> None:
    assert abs(position_of(speed_at(position)) - position) <= 1


@pytest.mark.parametrize("width", [1600, 1280, 1024, 900])
@pytest.mark.parametrize("compiling", [False, True])
def test_a_figure_leaves_before_a_word_is_cut(bar: TransportBar, width: int, compiling: bool) -> None:
    """At 1024 the problems read “No …ems” as long as loops were compiled."""
    bar.resize(width, 56)
    bar.backend_button.show_backend("numba", compiling)
    bar.set_problems(0, 0)
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    for part in (bar.problems_button, bar.backend_button, bar.clock):
        assert part.width() >= part.sizeHint().width(), part
    assert bar.events.isVisible() == (width >= 1280) and bar.meter.isVisible() == (width >= 1280 or not compiling)


def test_every_speed_stands_whole_above_its_slider(bar: TransportBar) -> None:
    value = next(label for label in bar.speed.findChildren(QLabel) if label.text() == worded_speed(1.0))
    for position in range(LAST + 1):
        bar.speed.slider.setValue(position)
        QApplication.sendPostedEvents(bar.speed, QEvent.Type.LayoutRequest)
        assert value.text() and value.sizeHint().width() <= value.width(), value.text()


def test_the_clock_has_room_for_its_digits_and_the_unit(bar: TransportBar, qtbot: QtBot) -> None:
    """After a thousand seconds the last digit was cut and the unit gone."""
    clock = bar.clock
    for ms in (1.0, 2_505_649.0, 123_456_789.0):
        clock.show_time(ms)
        qtbot.waitUntil(lambda: clock.width() >= clock.sizeHint().width())
        drawn = theme().px(24 + 5) + QFontMetrics(theme().font(18, 600, tabular=True)).horizontalAdvance(clock.words)
        assert drawn + QFontMetrics(theme().font(12)).horizontalAdvance("s") <= clock.width()
