"""The menu of a right click on the time ribbon: returning to that time, and what can be done with a span."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from app.i18n.translation import tr
from app.plots.base.time_range import TimeRange
from app.plots.parts.numbers import seconds
from app.plots.transport.replay import Replay
from app.running.report import RunState
from app.running.run import RunStatus

Callback = Callable[[], object]


def ribbon_menu(
    parent: QWidget, time: float, status: RunStatus, time_range: TimeRange, replay: Replay,
    return_to: Callable[[float], object], export: Callable[[float, float], object],
) -> QMenu:  # fmt: skip
    """A menu for the ``time`` in ms that was clicked."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)

    def add(words: str, callback: Callback, reason: str = "") -> None:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked=False: callback())
        action.setEnabled(not reason)
        action.setToolTip(reason)

    add(tr("Return here ({time})", time=seconds(time, 3)), lambda: return_to(time), why_not(time, status))
    if not time_range.is_following:
        add(tr("Follow the newest"), time_range.follow)
    menu.addSeparator()
    selection = time_range.selected
    if selection is None:
        latest = status.time_ms
        start, end = (min(max(t, 0.0), latest) for t in time_range.interval(latest))
        add(tr("Select what is shown"), lambda: time_range.select(start, end))
        return menu
    add(tr("Zoom to the span"), lambda: time_range.show(*selection))
    add(tr("Stop playing the span") if replay.is_playing else tr("Play the span in a loop"), replay.toggle)
    add(tr("Export the span…"), lambda: export(*selection))
    add(tr("Forget the span"), time_range.select_nothing)
    return menu


def why_not(time: float, status: RunStatus) -> str:
    """The reason why the run cannot return to ``time`` ms, in one sentence; empty where it can."""
    if status.state == RunState.IDLE:
        return tr("Nothing is running: run the network first.")
    if status.state == RunState.PREPARING:
        return tr("The network is being prepared.")
    if status.first_kept_ms is None:
        return tr("A copy of this network takes more memory than there is room for, so the run cannot go back.")
    if time < -1e-9:
        return tr("This is the beginning.")
    if time < status.first_kept_ms - 1e-9:
        words = seconds(status.first_kept_ms, 3)
        return tr("The run can go back to {time}, when the present network was built.", time=words)
    if time > status.time_ms + 1e-9:
        return tr("That time is still to come.")
    return ""
