"""One picture of an answer with its name, sentences beneath, and the ways to take it away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n.translation import tr
from app.plots.exports.exportable import Exportable
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.exports.taking_away import taking_away
from app.widgets.buttons import IconButton
from app.widgets.layout import SectionHead, column, fill, hint, row
from app.widgets.pictures.function_picture import FunctionPicture


class AnswerSection(Exportable):
    """``above`` and ``below`` are what stands between the name, the picture and the sentences.

    ``said`` tells what became of a file, and whether it is not there. ``table`` gives the numbers of the picture.
    """

    said = Signal(str, bool)

    def __init__(
        self,
        title: str,
        picture: FunctionPicture,
        table: Callable[[], Table],
        above: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        self._title, self._numbers = title, table
        self.graph = self.surface = picture
        self._parts = (*above, picture, *below)
        self.words = hint("")
        self.buttons = QWidget()
        self._line = row(self.buttons)
        self.more = IconButton("more", tr("Copy or export"), "text2", self.buttons)
        self.more.clicked.connect(self._open_menu)
        self._line.addWidget(self.more)
        fill(column(self, spacing=4), SectionHead(title, self.buttons), *self._parts, self.words)

    def add_button(self, button: QWidget) -> None:
        """Beside the name, before what takes the picture away."""
        self._line.insertWidget(self._line.count() - 1, button)

    def show_answer(self, is_there: bool, words: str) -> None:
        """The picture where it is there, and sentences about it or in its place."""
        for part in self._parts:
            part.setVisible(is_there)
            part.setEnabled(True)
        self.buttons.setVisible(is_there)
        self.words.say(words)
        self.words.setVisible(bool(words))

    def await_answer(self) -> None:
        """Keep the room of what is shown and fade it, for it is of what was asked before."""
        for part in self._parts:
            part.setEnabled(False)
        self.buttons.hide()
        self.words.say(tr("Computing…"))
        self.words.show()

    @property
    def title(self) -> str:
        return self._title

    def table(self, span: Interval | None = None) -> Table:
        return self._numbers()

    def say(self, words: str, is_refusal: bool = False) -> None:
        """Tell what became of a file."""
        self.said.emit(words, is_refusal)

    def is_empty(self) -> bool:
        return self.surface.isHidden() or not self.surface.isEnabled()

    def empty_words(self) -> tuple[str, str]:
        return self.words.words, ""

    @contextmanager
    def on_paper(self, size: QSize, dark: bool, dots: float) -> Iterator[None]:
        """The picture laid out in ``size`` pixels for paper, for what is painted meanwhile; it has no ``dots``."""
        with self.graph.on_paper(size, dark):
            yield

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addActions(self.menu_actions())
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def menu_actions(self) -> list[QAction]:
        """The actions behind the three dots."""
        return taking_away(self)
