"""The lesson beside the canvas: what the step says, what is to be done, and what of it is still missing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.icons import paint_icon
from app.appearance.style import set_look
from app.appearance.theme import theme
from app.document.networks.lessons import Lesson, StepWords, chapters
from app.i18n.translation import tr
from app.lessons.course import LessonCourse
from app.lessons.pips import Pips
from app.lessons.prose import Prose
from app.lessons.strip import WIDTH as STRIP_WIDTH
from app.lessons.strip import LessonStrip
from app.widgets.buttons import Button, IconButton
from app.widgets.layout import Gap, Scrolling, SeparationLine, column, empty, fill, laid_at_once, row
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import inside, round_rect, stroke_and_fill
from app.widgets.text import SECONDARY, STRONG, Text
from app.widgets.themed import follow

WIDTH = 320
MARGIN = 16
MARK = 16


class LessonPanel(PaintedWidget):
    """Shows the step of a course; ``next_wanted`` gives the lesson that a person goes on to.

    Where it gives way to something else it is a strip; ``unfold_wanted`` tells that somebody wants to read it.
    """

    next_wanted = Signal(object)
    leave_wanted = Signal()
    unfold_wanted = Signal()

    def __init__(self, course: LessonCourse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson")
        self.setAccessibleName(tr("Lesson"))
        self._course = course
        self._chapter = Text(size=SECONDARY, tone="text2", elided=True)
        self._title = Text(size=17, weight=STRONG, wrapped=True)
        self.close_button = IconButton("close", tr("Leave the lesson"))
        self.close_button.clicked.connect(self.leave_wanted)
        self.pips = Pips(self)
        self.pips.chosen.connect(course.go)
        self._body = QWidget()
        self._said = column(self._body, (MARGIN, 14, MARGIN, 14), 10)
        self._scrolling = Scrolling(self._body)
        self.task = TaskCard(self._body)
        self.task.hide()
        self.back_button = Button(tr("Back"), "flat", "previous")
        self.back_button.clicked.connect(lambda: course.go(course.place - 1))
        self.restore_button = IconButton("reset", tr("Restore the network of the lesson"), "text2")
        self.restore_button.clicked.connect(course.restore)
        self.next_button = Button(tr("Next"))
        self.next_button.clicked.connect(self._go_on)
        self.strip = LessonStrip(self)
        self.strip.clicked.connect(self.unfold_wanted)
        self._whole = QWidget(self)
        self._build()
        self.set_folded(False)
        course.moved.connect(self._show_step)
        course.looked.connect(self._show_outcome)
        course.kept.connect(self._show_outcome)
        follow(self, self._restyle)
        self._restyle()

    def _build(self) -> None:
        fill(row(self), self.strip, self._whole)
        first = fill(row(), (self._chapter, 1), self.close_button)
        head = fill(column(None, (MARGIN, 14, MARGIN, 12), 4), first, self._title, Gap(6), self.pips)
        foot = fill(row(None, (8, 10, MARGIN, 10), 4), self.back_button, self.restore_button, 1, self.next_button)
        fill(column(self._whole), head, SeparationLine(), (self._scrolling, 1), SeparationLine(), foot)

    @property
    def whole_width(self) -> int:
        """px that it takes while it can be read."""
        return theme().px(WIDTH)

    def set_folded(self, folded: bool) -> None:
        """Be a strip, or whole."""
        self.is_folded = folded
        self._whole.setVisible(not folded)
        self.strip.setVisible(folded)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedWidth(theme().px(STRIP_WIDTH) if self.is_folded else self.whole_width)
        self.update()

    def _show_step(self) -> None:
        course, lesson = self._course, self._course.lesson
        if lesson is None:
            return
        self._chapter.say(_chapter_of(lesson))
        self._title.say(lesson.title)
        with laid_at_once(self._said):
            self._say(lesson.step_words(course.place))
        self._scrolling.verticalScrollBar().setValue(0)
        self.back_button.setEnabled(course.place > 0)
        self._show_outcome()

    def _say(self, words: StepWords) -> None:
        empty(self._said, keep=(self.task,))
        title = Text(words.title, size=15, weight=STRONG, wrapped=True)
        fill(self._said, title, *map(Prose, words.paragraphs))
        if words.task:
            fill(self._said, Gap(4), self.task)
            self.task.wanted.say(words.task)
        self.task.setVisible(bool(words.task))
        self._said.addStretch(1)

    def _show_outcome(self) -> None:
        course, lesson = self._course, self._course.lesson
        if lesson is None:
            return
        self.task.show_outcome(course.is_done, course.missing)
        done = course.done(lesson)
        steps = lesson.steps
        titles = [lesson.step_words(place).title for place in range(len(steps))]
        self.pips.show_steps(titles, [step.key in done for step in steps], course.place)
        self.strip.show_step(course.place + 1, len(steps), course.is_done)
        at_end = tr("Finish") if course.following() is None else tr("Next lesson")
        self.next_button.setText(at_end if course.is_last else tr("Next"))
        look = "primary" if course.is_done else "quiet"
        if self.next_button.property("look") != look:
            set_look(self.next_button, look)
            self.next_button.style().polish(self.next_button)

    def _go_on(self) -> None:
        course = self._course
        was_last, following = course.is_last, course.following()
        course.go_on()
        if was_last and following is not None:
            self.next_wanted.emit(following)
        elif was_last:
            self.leave_wanted.emit()

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme().color("line"))
        painter.fillRect(self.rect().adjusted(1, 0, -1, 0), theme().color("surface0"))


class TaskCard(PaintedWidget):
    """A card with the task, and beneath it what is missing, or that it is done; the mark says it too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("task")
        self.done = False
        self.wanted = Prose("")
        self.missing = Text(size=SECONDARY, tone="text2", wrapped=True)
        fill(column(self, (12 + MARK + 8, 10, 12, 11), 5), self.wanted, self.missing)

    def show_outcome(self, done: bool, words: str) -> None:
        """Say how far the task is."""
        said = tr("Done.") if done else words
        if (done, said) != (self.done, self.missing.words):
            self.done = done
            self.missing.say(said)
            self.missing.set_tone("ok" if done else "text2")
            self.update()

    def paint(self, painter: QPainter) -> None:
        t = theme()
        round_rect(painter, inside(self), t.px(6), t.color("line"), t.color("surface1"))
        side = t.px(MARK)
        place = QRectF(t.px(12), t.px(11), side, side)
        if self.done:
            paint_icon(painter, "ok", place, "ok")
        else:
            stroke_and_fill(painter, t.color("text2"), None)
            painter.drawEllipse(place.adjusted(1.5, 1.5, -1.5, -1.5))


def _chapter_of(lesson: Lesson) -> str:
    return next(chapter.title for chapter in chapters() if chapter.key == lesson.plan.chapter)
