"""The bar below the window: reset, run or pause, steps, speed, ribbon, clock, meters, backend, problems."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QToolButton, QWidget

from app.appearance.icons import icon
from app.appearance.style import set_look
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.base.time_range import TimeRange
from app.plots.parts.numbers import decimals
from app.plots.transport.backend_button import BackendButton
from app.plots.transport.button_words import ButtonWords
from app.plots.transport.meters import FigureMeter, RealTimeMeter, SpeedControl, TimeMeter
from app.plots.transport.replay import Replay
from app.plots.transport.ribbon import Ribbon
from app.plots.transport.ribbon_menu import ribbon_menu, why_not
from app.running.report import RunState
from app.running.run import Run, RunStatus
from app.widgets.layout import fill, row, widgets_in
from app.widgets.painted_widget import PaintedWidget
from app.widgets.themed import apply_and_follow
from engine.sizes import size_words

SCALES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
PROGRESS_LINE = 2
LEAST_PROGRESS = 0.04  # of the line: something is seen from the first moment


class TransportBar(PaintedWidget):
    """Shows the run and asks for actions by signals; it does nothing itself."""

    run_requested = Signal()
    step_requested = Signal()
    step_back_requested = Signal()
    return_requested = Signal(float)  # ms
    export_requested = Signal(float, float)  # a span in ms
    reset_requested = Signal()
    problems_requested = Signal()

    def __init__(self, run: Run, time_range: TimeRange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._range = time_range
        self._locked = ""
        self._problems = (0, 0)
        self._progress = 0.0
        self._lines: dict[QWidget, QFrame] = {}
        self.reset_button = self._tool("reset", self.reset_requested)
        self.run_button = QPushButton(self)
        self.run_button.clicked.connect(self.run_requested)
        set_look(self.run_button, "primary")
        self.step_back_button = self._tool("step_back", self.step_back_requested)
        self.step_button = self._tool("step", self.step_requested)
        self.speed = SpeedControl(self)
        self.ribbon = Ribbon(run, time_range, self)
        self.ribbon.return_requested.connect(self.return_requested)
        self.ribbon.menu_requested.connect(self._open_menu)
        self.replay = Replay(run, time_range, self)
        self.clock = TimeMeter(self)
        self.meter = RealTimeMeter(self)
        self.events = FigureMeter(146, self)
        self.backend_button = BackendButton(run, self)
        self.problems_button = self._tool("ok", self.problems_requested)
        self.problems_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._problem_words = ButtonWords(self.problems_button)
        self._arrange()
        run.state_changed.connect(self._show_state)
        run.ticked.connect(self._show_status)
        run.restarted.connect(self._restarted)
        run.returned.connect(self._returned)
        apply_and_follow(self, self._restyle)
        self._show_status(run.status())

    def set_problems(self, warnings: int, errors: int) -> None:
        """Set the number of problems of the drawing."""
        self._problems = (warnings, errors)
        self._restyle()

    def set_locked(self, reason: str) -> None:
        """Another job has the engine: the bar is off and says why; an empty reason gives it back."""
        self._locked = reason
        self._restyle()

    def _tool(self, name: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self, autoRaise=True)
        button.setObjectName(name)
        button.clicked.connect(lambda: signal.emit())
        return button

    def _arrange(self) -> None:
        self._row = row(self, (12, 0, 12, 0), 8)
        fill(self._row, self.reset_button, self.run_button, self.step_back_button, self.step_button)
        parts: tuple[QWidget, ...] = (self.speed, self.ribbon, self.clock, self.meter, self.events)
        for part in parts:
            line = self._separator()
            fill(self._row, line, (part, 1 if part is self.ribbon else 0))
            self._lines[part] = line
        fill(self._row, 0, self.backend_button, self._separator(), self.problems_button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _separator(self) -> QFrame:
        line = QFrame(self, frameShape=QFrame.Shape.VLine)
        line.setObjectName("separator")
        return line

    def _restyle(self) -> None:
        t = theme()
        self.setFixedHeight(t.px(t.size("chrome", "transport")))
        self.run_button.setFixedSize(t.px(46), t.px(34))
        for line in self.findChildren(QFrame, "separator"):
            line.setFixedSize(1, t.px(24))
            line.setStyleSheet(f"color: {t.color('line').name()};")
        for button in (self.reset_button, self.step_back_button, self.step_button):
            button.setIcon(icon(button.objectName(), 20, "text1"))
            button.setIconSize(QSize(t.px(20), t.px(20)))
            button.setFixedSize(t.px(34), t.px(34))
        warnings, errors = self._problems
        name, color = ("error", "error") if errors else ("problems", "warn") if warnings else ("ok", "text2")
        self.problems_button.setIcon(icon(name, 16, color))
        words = worded_problems(warnings, errors)
        self._problem_words.say(words)
        self.problems_button.setToolTip(words)
        self.backend_button.restyle()
        self._show_state(self._run.state)
        self.update()

    def _show_state(self, state: RunState) -> None:
        off = self._locked
        for button, words in (
            (self.reset_button, tr("Back to the start (Ctrl+R)")),
            (self.run_button, self._run_words(state)),
            (self.step_back_button, tr("One step back (,)")),
            (self.step_button, tr("One step of the time grid (.)")),
        ):
            button.setEnabled(not off)
            button.setToolTip(off or words)
            button.setAccessibleName(words)
        self.reset_button.setEnabled(not off and state not in (RunState.IDLE, RunState.PREPARING))
        self.step_back_button.setEnabled(not off and not self._why_no_step_back())
        if reason := off or self._why_no_step_back():
            self.step_back_button.setToolTip(reason)
        name = "pause" if state == RunState.RUNNING else "stop" if self._is_cancelled_by_run(state) else "run"
        self.run_button.setIcon(icon(name, 20, "disabled" if off else "onAccent"))
        self.run_button.setIconSize(QSize(theme().px(20), theme().px(20)))
        self._show_status(self._run.status())

    def _why_no_step_back(self) -> str:
        """One sentence, empty where there is a step to take back."""
        status = self._run.status()
        return why_not(status.time_ms - self._run.resolution, status)

    def _run_words(self, state: RunState) -> str:
        if state == RunState.RUNNING:
            return tr("Pause (Space)")
        return tr("Cancel") if self._is_cancelled_by_run(state) else tr("Run (Space)")

    def _is_cancelled_by_run(self, state: RunState) -> bool:
        """Tell whether the run button gives up what is under way: what is prepared to stand still, it lets run."""
        return state == RunState.RETURNING or (state == RunState.PREPARING and self._run.runs_on)

    def _show_status(self, status: RunStatus) -> None:
        is_whole = abs(status.time_ms - round(status.time_ms)) < self._run.resolution / 2
        every_step = status.state == RunState.PAUSED and not is_whole  # where each step is looked at by itself
        self.clock.show_time(status.time_ms, 3 + decimals(self._run.resolution) * every_step)
        note = ""
        if status.state == RunState.PREPARING:
            percent = round(100 * status.progress)
            note = tr("preparing, {percent} %", percent=percent) if percent else tr("preparing…")
        elif status.state == RunState.RETURNING:
            note = tr("going back, {percent} %", percent=round(100 * status.progress))
        elif status.state == RunState.PAUSED and self._run.pause_reason:
            note = tr("paused")
            self.meter.setToolTip(self._run.pause_reason)
        self.meter.show_factor(status.real_time_factor, note)
        if status.state == RunState.PREPARING and self._run.needs:
            self.events.show_figure(size_words(self._run.needs), tr("of memory"))
        else:
            self.events.show_figure(count_words(status.events_per_s), tr("syn. events/s"))
        if status.state != RunState.IDLE:
            self.backend_button.show_backend(status.backend, status.is_compiling)
        is_busy = status.state in (RunState.PREPARING, RunState.RETURNING)
        progress = max(status.progress, LEAST_PROGRESS) if is_busy else 0.0
        if progress != self._progress:
            self._progress = progress
            self.update()
        self.ribbon.show_latest(status.time_ms)

    def _restarted(self) -> None:
        self._range.select_nothing()
        self._range.set_default_span(self._run.description)
        self._range.follow()

    def _returned(self) -> None:
        """Let go of the time after this one: it is no longer to be looked back at, or to be selected."""
        now = self._run.status().time_ms
        if self._range.selected is not None and self._range.selected[1] > now:
            self._range.select_nothing()
        self._range.follow()

    def _open_menu(self, place: QPoint, time: float) -> None:
        callbacks = self.return_requested.emit, self.export_requested.emit
        menu = ribbon_menu(self, time, self._run.status(), self._range, self.replay, *callbacks)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._make_room()
        return super().event(event)

    def _make_room(self) -> None:
        """Hide what there is no room for, one after the other, before anything is squeezed."""
        lacking = self._needed() - self.width()
        for part in (self.events, self.meter, self._problem_words, self.backend_button.words, self.speed):
            part.setVisible(lacking <= 0)
            if isinstance(part, ButtonWords):
                left = part.width
            else:
                line = self._lines[part]
                line.setVisible(lacking <= 0)
                left = sum(_least_width(widget) + self._row.spacing() for widget in (part, line))
            lacking -= left if lacking > 0 else 0

    def _needed(self) -> int:
        """The width at which all is there and nothing is squeezed."""
        worded = {words.button: words for words in (self._problem_words, self.backend_button.words)}
        there = list(widgets_in(self._row))
        wide = [worded[w].whole if w in worded else _least_width(w) for w in there]
        margins = self._row.contentsMargins()
        return margins.left() + margins.right() + sum(wide) + self._row.spacing() * (len(there) - 1)

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme().color("surface0"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme().color("line"))
        if self._progress > 0:
            painter.fillRect(QRectF(0, 0, self.width() * self._progress, PROGRESS_LINE), theme().color("accent"))


def _least_width(widget: QWidget) -> int:
    shrinks = widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding
    hint = widget.minimumSizeHint() if shrinks else widget.sizeHint()
    return min(max(hint.width(), widget.minimumWidth()), widget.maximumWidth())


def worded_problems(warnings: int, errors: int) -> str:
    """The number of problems, in words; errors before warnings."""
    if errors:
        return tr("{count} {count:error|errors}", count=errors)
    if warnings:
        return tr("{count} {count:warning|warnings}", count=warnings)
    return tr("No problems")


def count_words(rate: float) -> str:
    """``1.2 M`` and its like."""
    for size, letter in SCALES:
        if rate >= size:
            return f"{rate / size:.3g} {letter}"
    return f"{rate:.0f}"
