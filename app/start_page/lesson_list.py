"""The lessons, chapter by chapter: a row for each, which tells how much of it was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.appearance.icons import paint_icon
from app.appearance.theme import signals, theme
from app.document.networks.lessons import Lesson, chapters
from app.i18n.translation import tr
from app.start_page.titles import LESSONS, Titles
from app.widgets.layout import Gap, Ground, fill
from app.widgets.painted_widget import PaintedButton
from app.widgets.painting import paint_text, round_rect, stroke_and_fill
from app.widgets.text import Text

MARGIN, NARROW_MARGIN, NARROW = 48, 16, 680
WIDEST = 760
ROW = 58
MARK = 18
TOP, WHOLE = 90 * 16, 360 * 16  # of a circle as Qt counts


class LessonList(QScrollArea):
    """``chosen`` gives the lesson of the row that was pressed."""

    chosen = Signal(object)

    def __init__(
        self, lessons: Sequence[Lesson], share_done: Callable[[Lesson], float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._share_done = share_done
        self.titles = Titles(LESSONS)
        self._progress = Text(size=12, tone="text2")
        page = Ground("canvas")
        self._column = QVBoxLayout(page)
        self._column.setSpacing(0)
        self._column.addLayout(fill(QHBoxLayout(), self.titles, 1, self._progress))
        self.rows: list[LessonRow] = []
        for chapter in chapters():
            own = [lesson for lesson in lessons if lesson.plan.chapter == chapter.key]
            if own:
                fill(self._column, Gap(22), Text(chapter.title, weight=600), Gap(6))
            for lesson in own:
                row = LessonRow(lesson)
                row.clicked.connect(lambda _checked=False, lesson=lesson: self.chosen.emit(lesson))
                self.rows.append(row)
                self._column.addWidget(row)
        self._column.addStretch(1)
        self.setWidget(page)
        self._resize()
        self.show_done()
        signals.theme_changed.connect(self._resize)

    def show_done(self) -> None:
        """Mark what was done meanwhile."""
        for row in self.rows:
            row.show_done(self._share_done(row.lesson))
        done = sum(row.done == 1.0 for row in self.rows)
        self._progress.say(tr("{done} of {count} done", done=done, count=len(self.rows)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize()

    def _resize(self) -> None:
        t, room = theme(), self.viewport().width()
        side = t.px(NARROW_MARGIN if room < t.px(NARROW) else MARGIN)
        right = max(side, room - side - t.px(WIDEST))
        self._column.setContentsMargins(side, side, right, side)


class LessonRow(PaintedButton):
    """Title, what it is about, how long it takes; Enter or Space opens it."""

    natural, least = (320, ROW), (220, ROW)

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self.lesson = lesson
        self.done = 0.0
        self.setAccessibleName(lesson.title)
        self.setObjectName(f"lesson {lesson.id}")

    def show_done(self, done: float) -> None:
        """Mark the share of its steps: a tick for all, an arc for some of them."""
        self.done = done
        steps = len(self.lesson.steps)
        told = tr("{done} of {count} done", done=round(done * steps), count=steps)
        self.setToolTip(told if 0 < done < 1 else "")
        self.setAccessibleDescription(f"{self.lesson.summary} {told}")
        self.update()

    def paint(self, painter: QPainter) -> None:
        t = theme()
        area = QRectF(self.rect()).adjusted(0.5, 2.5, -0.5, -2.5)
        ring = QPen(t.color("focus"), 2) if self.hasFocus() else QPen(t.color("line"), 1)
        round_rect(painter, area, t.px(6), ring, t.color("surface2" if self.underMouse() else "surface1"))
        mark = QRectF(t.px(14), area.center().y() - t.px(MARK) / 2, t.px(MARK), t.px(MARK))
        if self.done == 1.0:
            paint_icon(painter, "ok", mark, "ok")
        else:
            circle = mark.adjusted(2, 2, -2, -2)
            stroke_and_fill(painter, QPen(t.color("lineStrong"), 1.4), None)
            painter.drawEllipse(circle)
            if self.done:
                painter.setPen(QPen(t.color("ok"), 2.4))
                painter.drawArc(circle, TOP, round(-WHOLE * self.done))
        left, right = t.px(44), area.right() - t.px(14)
        minutes = tr("{minutes} min", minutes=self.lesson.plan.minutes)
        room = QFontMetricsF(t.font(12, tabular=True)).horizontalAdvance(minutes) + 2
        paint_text(painter, QRectF(right - room, t.px(10), room, t.px(18)), minutes, size=12)
        paint_text(painter, QRectF(left, t.px(29), right - left, t.px(18)), self.lesson.summary, size=12)
        title = QRectF(left, t.px(9), right - left - room - t.px(10), t.px(20))
        paint_text(painter, title, self.lesson.title, "text1", 13, 600)
