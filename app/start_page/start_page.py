"""The start page: what a person can begin with at the left, examples, lessons or templates at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.appearance.theme import signals
from app.document.example import Example
from app.document.networks.lessons import Lesson
from app.document.networks.templates import Templates
from app.start_page.begin import Begin
from app.start_page.gallery import Gallery
from app.start_page.lesson_list import LessonList
from app.start_page.template_page import TemplatePage
from app.widgets.layout import Scrolling, fill, row


class StartPage(QWidget):
    """``example_wanted``, ``lesson_wanted`` and ``template_wanted`` give what was chosen.

    Other requests are signals of ``begin``.
    """

    example_wanted = Signal(object)
    lesson_wanted = Signal(object)
    template_wanted = Signal(object)

    def __init__(
        self,
        examples: Sequence[Example],
        lessons: Sequence[Lesson],
        share_done: Callable[[Lesson], float],
        templates: Templates,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.begin = Begin(self)
        self.gallery = Gallery(examples, self)
        self.gallery.chosen.connect(self.example_wanted)
        self.lessons = LessonList(lessons, share_done, self)
        self.lessons.chosen.connect(self.lesson_wanted)
        self.templates = TemplatePage(templates, self)
        self.templates.chosen.connect(self.template_wanted)
        self._right = QStackedWidget(self)
        for page in (self.gallery, self.lessons, self.templates):
            self._right.addWidget(page)
            page.titles.chosen.connect(self._right.setCurrentIndex)
        left = Scrolling(self.begin)
        left.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # nothing stands so far at its right
        self._left = left
        fill(row(self), left, (self._right, 1))
        signals.theme_changed.connect(self._resize)
        self._resize()

    def show_page(self, place: int) -> None:
        """Have another page at the right."""
        self._right.setCurrentIndex(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.begin.has_drawing:
            self.begin.drawing_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _resize(self) -> None:
        self._left.setFixedWidth(self.begin.width())
