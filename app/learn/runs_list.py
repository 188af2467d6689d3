"""Runs side by side: method, state, accuracies, time, spikes; a click restores a run's weights."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.learn import words
from app.learn.runs import DONE, TRAINING, TrainingRun
from app.learn.status import ended_words
from app.translation import tr
from app.widgets.curves import Sparkline
from app.widgets.layout import column
from app.widgets.themed import follow

HEIGHT = 46
SLOTS = 8
SPARK = 56


class RunsList(QWidget):
    """Newest first; ``restore_wanted(number)`` tells a click."""

    restore_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[int, RunRow] = {}
        self._body = column(self, spacing=2)

    def forget(self) -> None:
        """Show none."""
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {}

    def show_runs(self, runs: Sequence[TrainingRun]) -> None:
        """Show these runs; rows of known ones are kept."""
        for run in runs:
            if run.number not in self.rows:
                row = RunRow(run)
                row.clicked.connect(lambda _checked=False, number=run.number: self.restore_wanted.emit(number))
                self.rows[run.number] = row
                self._body.insertWidget(0, row)
            self.rows[run.number].show_run(run)


class RunRow(QAbstractButton):
    """One run in two lines; the one whose weights are in use is filled."""

    def __init__(self, run: TrainingRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = run
        self.spark = Sparkline(self)
        self.spark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow(self, self._restyle)
        self.show_run(run)

    def show_run(self, run: TrainingRun) -> None:
        """Newer figures of the same run."""
        self.run = run
        self.setEnabled(bool(run.arrays))
        self.setText(f"{run.number} {run.method} {ended_words(run)}")
        self.setAccessibleName(self.text())
        self.setToolTip(
            tr("These weights are in use") if run.is_applied else tr("Click to restore the weights of this run")
        )
        self._restyle()

    @property
    def details(self) -> str:
        """The second line."""
        parts = [
            ended_words(self.run),
            tr("test {accuracy}", accuracy=words.percent(self.run.test_accuracy)),
            words.clock(self.run.seconds),
            tr("{count} spikes / image", count=words.spikes(self.run.spikes_per_sample)),
        ]
        return " · ".join(parts)

    def _restyle(self) -> None:
        accuracies = [figures.validation_accuracy for figures in self.run.history]
        self.spark.show_values(accuracies, theme().identity((self.run.number - 1) % SLOTS))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme().px(HEIGHT))

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "accentSoft" if self.run.is_applied or self.run.state == TRAINING else ""
        if self.underMouse() and self.isEnabled() and not ground:
            ground = "surface2"
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(ground))
            painter.drawRoundedRect(QRectF(self.rect()), look.px(5), look.px(5))
        if self.hasFocus():
            painter.setPen(look.color("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(5), look.px(5))
        spark = look.px(SPARK)
        self.spark.setGeometry(self.width() - spark - look.px(10), look.px(7), spark, look.px(15))
        self._paint_words(painter, spark)

    def _paint_words(self, painter: QPainter, spark: int) -> None:
        look = theme()
        px = look.px
        first = QRectF(px(10), px(5), self.width() - px(20), px(18))
        second = QRectF(px(30), px(23), self.width() - px(40), px(18))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(look.font(13, tabular=True))
        painter.setPen(look.color("text2"))
        painter.drawText(first, left, str(self.run.number))
        painter.fillRect(QRectF(px(30), px(10), px(7), px(7)), look.identity((self.run.number - 1) % SLOTS))
        painter.setPen(look.color("text1"))
        painter.drawText(first.adjusted(px(33), 0, 0, 0), left, self.run.method)
        painter.setFont(look.font(13, 600, tabular=True))
        right = first.adjusted(0, 0, -spark - px(10), 0)
        accuracy = words.percent(self.run.validation_accuracy)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, accuracy)
        painter.setFont(look.font(12, tabular=True))
        painter.setPen(look.color("accentText" if self.run.state == TRAINING else "text2"))
        icon = "live" if self.run.state == TRAINING else "ok" if self.run.state == DONE else "stop"
        paint_icon(painter, icon, QRectF(px(8), px(26), px(13), px(13)), "text3")
        fitting = painter.fontMetrics().elidedText(self.details, Qt.TextElideMode.ElideRight, int(second.width()))
        painter.drawText(second, left, fitting)
