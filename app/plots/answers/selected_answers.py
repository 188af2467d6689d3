"""Answers about what is selected: asked for while they are in sight, anew after every change of the network."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.document import Change
from app.i18n.translation import sentence
from app.plots.answers.answer_section import AnswerSection
from app.running.asking import BackgroundQuestion
from app.running.failures import problems_of
from app.widgets.layout import column, fill, hint


class SelectedAnswers(QWidget):
    """Computed aside; empty where nothing is selected that they are about."""

    def __init__(self, editor: Editor, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.asking = BackgroundQuestion(name, self)
        self.message = hint("")
        self.content = QWidget()

    def look(self) -> None:
        """Show ``content`` where something is selected that this is about, and ask; else call :meth:`stop`."""
        raise TypeError(f"{type(self).__name__} does not say what it is about")

    def stop(self) -> None:
        """Nobody waits for what is being computed any more."""
        self.asking.stop()

    def take(self, question: object, answers: object) -> None:
        """Show what was found."""
        raise TypeError(f"{type(self).__name__} shows nothing")

    def show_failure(self, words: str) -> None:
        """Say in place of the answers why there are none."""
        raise TypeError(f"{type(self).__name__} says nothing")

    def add_sections(self, parts: Sequence[QWidget]) -> None:
        """One part beneath the other, the message last; from now on it follows the editor."""
        body = column(self.content, (16, 0, 16, 16), 4)
        fill(body, *parts, self.message)
        for section in self.content.findChildren(AnswerSection):
            section.said.connect(self.say)
        column(self).addWidget(self.content)
        self.content.hide()
        self._editor.selection.changed.connect(self._look_elsewhere)
        self._editor.changed.connect(self._changed)
        self._editor.loaded.connect(self._look_elsewhere)
        self.asking.answered.connect(self.take)
        self.asking.failed.connect(self._fail)

    def say(self, words: str, is_refusal: bool = False) -> None:
        """Beneath all of them; in another colour why something was not done."""
        self.message.say(words)
        self.message.set_tone("error" if is_refusal else "text2")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    def _look(self, *_news: object) -> None:
        if self.isVisible():
            self.look()

    def _look_elsewhere(self, *_news: object) -> None:
        self.say("")  # what was said was about what was shown before
        self._look()

    def _changed(self, change: Change) -> None:
        if change.is_of_network:
            self._look()

    def _fail(self, error: Exception) -> None:
        self.show_failure(sentence(problems_of(error)[0]))
