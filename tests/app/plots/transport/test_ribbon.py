"""The time ribbon by hand: spans are selected, played, exported and zoomed to, and the run is sent back."""

from __future__ import annotations

import csv
import errno
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.plots.exports.span_export import Span
from app.plots.exports.table import Table
from app.plots.transport.bar import TransportBar
from app.plots.transport.replay import Replay
from app.plots.transport.ribbon import Ribbon
from tests.app.file_answers import answer_with
from tests.app.plots.stage import Stage

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(played: Stage, qtbot: QtBot) -> TransportBar:
    """Over a run of one second."""
    bar = TransportBar(played.run, played.time_range)
    qtbot.addWidget(bar)
    bar.resize(1400, 56)
    bar.show()
    qtbot.waitExposed(bar)
    qtbot.waitUntil(lambda: bar.clock.words == "1.000")
    return bar


def test_what_will_appear_there_is_told_on_two_lines_where_there_is_little_room(stage: Stage, qtbot: QtBot) -> None:
    """It ended in "…" in a narrow window."""
    inked: dict[int, int] = {}
    for width in (400, 110):
        ribbon = Ribbon(stage.run, stage.time_range)
        qtbot.addWidget(ribbon)
        ribbon.setFixedSize(width, 40)
        picture = ribbon.grab().toImage()
        words = [picture.pixelColor(x, y).lightness() for y in range(40) for x in range(width)]
        inked[width] = sum(abs(light - words[0]) > 40 for light in words)
    assert inked[400] > 100 and inked[110] == pytest.approx(inked[400], rel=0.1)


def at(bar: TransportBar, ms: float) -> QPoint:
    """Where a time is on the ribbon of a second."""
    return QPoint(round(ms / 1000 * (bar.ribbon.width() - 1)), bar.ribbon.height() // 3)


def drag(qtbot: QtBot, bar: TransportBar, start: float, end: float, modifier: Qt.KeyboardModifier = SHIFT) -> None:
    qtbot.mousePress(bar.ribbon, LEFT, modifier, at(bar, start))
    qtbot.mouseMove(bar.ribbon, at(bar, (start + end) / 2))
    qtbot.mouseMove(bar.ribbon, at(bar, end))
    qtbot.mouseRelease(bar.ribbon, LEFT, modifier, at(bar, end))


def menu_at(bar: TransportBar, ms: float) -> QMenu:
    place = at(bar, ms)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, bar.ribbon.mapToGlobal(place))
    QApplication.sendEvent(bar.ribbon, event)
    return bar.findChildren(QMenu)[-1]


def chosen(menu: QMenu, words: str) -> None:
    action = next(a for a in menu.actions() if a.text().startswith(words))
    assert action.isEnabled(), action.toolTip()
    action.trigger()
    menu.close()


def test_a_drag_with_shift_selects_a_span_and_moves_no_frame(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    drag(qtbot, bar, 700.0, 400.0)
    assert played.time_range.selected == pytest.approx((400.0, 700.0), abs=1000 / bar.ribbon.width())  # a pixel
    assert played.time_range.is_following
    assert bar.ribbon.span().width() == pytest.approx(0.3 * bar.ribbon.width(), abs=3)
    qtbot.keyClick(bar.ribbon, Qt.Key.Key_Escape)
    assert played.time_range.selected is None and bar.ribbon.span().isEmpty()


def test_a_span_ends_where_the_run_ends_and_a_press_without_a_drag_is_none(
    bar: TransportBar, played: Stage, qtbot: QtBot
) -> None:
    drag(qtbot, bar, 900.0, 1200.0)
    selection = played.time_range.selected
    assert selection is not None and selection[1] == 1000.0
    qtbot.mouseClick(bar.ribbon, LEFT, SHIFT, at(bar, 500.0))
    assert played.time_range.selected is None


def test_keys_lead_through_the_whole_run(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    """Home did nothing."""
    went = []
    played.time_range.show(700.0, 900.0)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_Right):
        qtbot.keyClick(bar.ribbon, key)
        went.append(played.time_range.end)
    assert went == pytest.approx([850.0, 650.0, 200.0, 400.0, 450.0])
    for _ in range(4):
        qtbot.keyClick(bar.ribbon, Qt.Key.Key_PageDown)
    assert played.time_range.is_following


def test_keys_select_what_is_shown_and_move_the_end(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    played.time_range.show(200.0, 600.0)
    qtbot.keyClick(bar.ribbon, Qt.Key.Key_Right, SHIFT)
    assert played.time_range.selected == pytest.approx((200.0, 600.0))
    qtbot.keyClick(bar.ribbon, Qt.Key.Key_Right, SHIFT)
    assert played.time_range.selected == pytest.approx((200.0, 700.0))
    for _ in range(9):
        qtbot.keyClick(bar.ribbon, Qt.Key.Key_Left, SHIFT)
    start, end = played.time_range.selected or (0.0, 0.0)
    assert start == pytest.approx(200.0) and end > start


def test_the_button_at_the_frame_returns_there_and_is_gone_while_following(
    bar: TransportBar, played: Stage, qtbot: QtBot
) -> None:
    button = bar.ribbon.return_button
    assert button.isHidden()
    played.time_range.show(100.0, 400.0)
    assert button.isVisible() and abs(button.x() - bar.ribbon.frame().right()) < 6
    with qtbot.waitSignal(bar.return_requested) as caught:
        qtbot.mouseClick(button, LEFT)
    assert caught.args == [pytest.approx(400.0)]
    played.time_range.follow()
    assert button.isHidden()


def test_the_menu_returns_to_the_time_that_was_clicked(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.return_requested) as caught:
        chosen(menu_at(bar, 250.0), "Return here")
    assert caught.args == [pytest.approx(250.0, abs=2.0)]
    chosen(menu_at(bar, 250.0), "Select what is shown")
    assert played.time_range.selected == pytest.approx((0.0, 1000.0))


def test_the_menu_zooms_to_the_span_plays_it_and_forgets_it(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    drag(qtbot, bar, 400.0, 700.0)
    selection = played.time_range.selected
    assert selection is not None
    chosen(menu_at(bar, 500.0), "Zoom to the span")
    assert played.time_range.interval(1000.0)[0] == pytest.approx(selection[0])
    assert played.time_range.span == pytest.approx(selection[1] - selection[0])
    chosen(menu_at(bar, 500.0), "Play the span")
    assert bar.replay.is_playing
    seen: set[float] = set()
    played.time_range.cursor_moved.connect(lambda: seen.add(played.time_range.cursor or -1.0))
    qtbot.waitUntil(lambda: len(seen) > 3)
    assert all(selection[0] <= cursor <= selection[1] for cursor in seen)
    offered = menu_at(bar, 500.0).actions()
    assert "Stop playing the span" in [action.text() for action in offered]
    assert not any(action.isCheckable() for action in offered), "beside a mark the words would be indented"
    chosen(menu_at(bar, 500.0), "Forget the span")
    assert not bar.replay.is_playing and played.time_range.cursor is None


def test_a_span_is_played_at_view_speed_and_begins_again_at_its_end(played: Stage) -> None:
    now = [0.0]
    played.run.set_speed(0.5)
    played.time_range.select(100.0, 200.0)
    replay = Replay(played.run, played.time_range, clock=lambda: now[0])
    replay.start()
    cursors = []
    for now[0] in (0.1, 0.15, 0.22):  # seconds
        replay.findChild(QTimer).timeout.emit()
        cursors.append(played.time_range.cursor)
    assert cursors == pytest.approx([150.0, 175.0, 110.0])
    replay.stop()


def test_a_step_back_is_offered_where_there_is_one(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    assert bar.step_back_button.isEnabled()
    with qtbot.waitSignal(bar.step_back_requested):
        qtbot.mouseClick(bar.step_back_button, LEFT)
    played.run.reset()
    qtbot.waitUntil(lambda: played.run.state == "paused" and played.run.status().step == 0)
    qtbot.waitUntil(lambda: not bar.step_back_button.isEnabled())
    assert bar.step_back_button.toolTip() == "This is the beginning."


def test_going_back_is_told_and_forgets_a_span_that_was_later(bar: TransportBar, played: Stage, qtbot: QtBot) -> None:
    drag(qtbot, bar, 400.0, 700.0)
    played.time_range.show(0.0, 500.0)
    played.run.return_to(650.0)
    assert bar.run_button.toolTip() == "Cancel" and bar.meter.note.startswith("going back")
    qtbot.waitUntil(lambda: played.run.state == "paused" and bar.clock.words == "0.650")
    assert played.time_range.selected is None and played.time_range.is_following
    assert bar.run_button.toolTip().startswith("Run")


def test_a_span_is_exported_as_a_table_and_as_arrays(
    bar: TransportBar, played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.source.shown.current.show_first()
    played.play_until(1200.0, qtbot)
    span, told = Span(played.source, 1050.0, 1100.0), list[tuple[str, ...]]()
    expected = played.run.frames.spikes("4", 10_500, 11_001)
    assert len(expected.steps) > 20 and span.traces

    for ending in ("csv", "npz"):
        path = tmp_path / f"span.{ending}"
        answer_with(monkeypatch, path)
        from app.plots.exports.span_export import choose_and_export

        choose_and_export(bar, span, lambda *said: told.append(said))
        assert told.pop() == (f"Writing span.{ending}…", "ok")
        qtbot.waitUntil(lambda: bool(told))
        assert told.pop() == (f"Written: span.{ending}", "ok")
    with (tmp_path / "span.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    own = [row for row in rows if row["element"] == "Output" and row["quantity"] == "spike"]
    assert [float(row["time (ms)"]) for row in own] == pytest.approx((expected.steps * 0.1).tolist())
    assert [int(row["neuron"]) for row in own] == expected.neurons.tolist()
    arrays = np.load(tmp_path / "span.npz")
    assert np.array_equal(arrays["Output.times"], expected.steps * 0.1)
    trace, samples = span.traces[0]
    name = f"{trace.title} {trace.neuron} {trace.quantity}"
    assert np.array_equal(arrays[f"{name}.values"], samples.values) and str(arrays[f"{name}.unit"]) == trace.unit
    assert samples.steps.min() >= 10_500 and samples.steps.max() <= 11_000
    of_traces = [row for row in rows if row["quantity"] == trace.quantity and row["element"] == trace.title]
    assert len(of_traces) == sum(len(s.steps) for t, s in span.traces if t.title == trace.title)


def test_a_span_that_cannot_be_written_is_said_as_an_error_and_leaves_what_was_there(
    bar: TransportBar, played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.plots.exports import span_export

    span, told = Span(played.source, 0.0, 100.0), list[tuple[str, ...]]()

    def export(path: Path) -> None:
        answer_with(monkeypatch, path)
        span_export.choose_and_export(bar, span, lambda *said: told.append(said))
        told.clear()
        qtbot.waitUntil(lambda: bool(told))

    def half(_table: Table, path: Path) -> None:
        path.write_text("element,neu", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    missing = tmp_path / "none" / "span.csv"
    export(missing)
    assert told.pop() == (f"There is no folder {missing.parent}. Choose one that is there.", "error")
    monkeypatch.setattr(span_export, "write_csv", half)
    earlier = tmp_path / "span.csv"
    earlier.write_text("an earlier one", encoding="utf-8")
    export(earlier)
    assert told.pop()[0].startswith(f"{tmp_path} has no room left.")
    assert list(tmp_path.iterdir()) == [earlier] and earlier.read_text(encoding="utf-8") == "an earlier one"
