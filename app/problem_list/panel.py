"""The list of problems: what is wrong, where, what to do, and a button that does it where an edit can."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands.editor import Editor
from app.commands.remedies import Remedy
from app.document.document import Change, Document
from app.document.meaning.interpretation import WANTS_PLUGIN
from app.document.meaning.meaning import meaning
from app.document.place_words import place_words
from app.i18n.translation import remedy, sentence, tr
from app.problem_list.remedies import remedy_for
from app.running.background import Background
from app.widgets.banner import Banner, BannerAction, Kind
from app.widgets.buttons import Mark
from app.widgets.layout import Ground, Scrolling, column, fill, let_go, row
from app.widgets.text import SECONDARY, Text
from engine.problems import Problem

LEAST_WIDTH = 328  # px
PAUSE_BEFORE_CHECKING = 150  # ms without a change of the drawing


class ProblemListPanel(Ground):
    """Checks as the drawing changes, beside the window.

    ``show_element(id)`` wants an element to be shown, ``show_field(id, name)`` its row in the inspector as
    well; ``found`` carries the tuple of problems after each check; ``plugins_wanted`` asks for the list of plug-ins.
    """

    show_element = Signal(str)
    show_field = Signal(str, str)
    found = Signal(object)
    plugins_wanted = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._editor = editor
        self._problems: tuple[Problem, ...] = ()
        self._failure: Problem | None = None
        self._of_run: tuple[Problem, ...] = ()
        self.cards: list[ProblemCard] = []
        self.summary = Text("", size=SECONDARY, tone="text2")
        self._content = QWidget()
        self._cards = column(self._content, (8, 8, 8, 8), 6)
        self.empty = QWidget()
        fill(row(self.empty, (6, 4, 6, 4), 8), Mark("ok", "", "ok"), (self.summary, 1))
        fill(self._cards, self.empty, 1)
        column(self).addWidget(Scrolling(self._content))
        self._check_soon = QTimer(self, singleShot=True, interval=PAUSE_BEFORE_CHECKING)
        self._check_soon.timeout.connect(self._check_beside)
        self._background = Background("problems", self)
        self._background.ended.connect(self._found)
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        self.check()

    def minimumSizeHint(self) -> QSize:
        """With room for the longest button of a card."""
        return QSize(theme().px(LEAST_WIDTH), super().minimumSizeHint().height())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the last check, the failure of a run where there was one, and what was noticed in a run."""
        nodes = self._editor.document.nodes
        noticed = (problem for problem in self._of_run if problem.place in nodes)
        return *((self._failure,) if self._failure else ()), *self._problems, *noticed

    def check(self) -> None:
        """Check the drawing now."""
        self._check_soon.stop()
        self._background.forget()
        document = self._editor.document
        self._found(meaning(document).problems if document.nodes else ())  # nothing drawn yet: nothing is wrong yet

    def _check_beside(self) -> None:
        """Check what the drawing means now in a thread of its own: long lists of spikes are sorted."""
        meant = meaning(self._editor.document)
        if not self._editor.document.nodes or meant.is_checked:
            self.check()
        else:
            self._background.start(lambda _tell: meant.problems)

    def _found(self, found: Sequence[Problem]) -> None:
        self._problems = tuple(sorted(found, key=lambda p: not p.is_fatal))
        self._show()

    def show_failure(self, problem: Problem | None) -> None:
        """Show what stopped a run, above the rest, until the drawing changes; None forgets it."""
        self._failure = problem
        self._show()

    def show_of_run(self, noticed: tuple[Problem, ...]) -> None:
        """Show what was noticed in the present run, below the rest."""
        self._of_run = noticed
        self._show()

    def _document_changed(self, _change: Change) -> None:
        self._failure = None
        self._check_soon.start()

    def _document_loaded(self, _document: Document) -> None:
        self._failure = None
        self.check()

    def _show(self) -> None:
        for card in self.cards:
            let_go(card)
        self.cards = [self._card(problem) for problem in self.problems]
        for index, card in enumerate(self.cards):
            self._cards.insertWidget(index, card)
        self.summary.say(_summary(self.problems) if self._editor.document.nodes else tr("Nothing is drawn yet"))
        self.empty.setVisible(not self.cards)
        self.found.emit(self.problems)

    def _card(self, problem: Problem) -> ProblemCard:
        mending = remedy_for(self._editor, problem)
        if problem.code == WANTS_PLUGIN:
            mending = Remedy(tr("Plug-ins…"), self.plugins_wanted.emit)
        card = ProblemCard(problem, place_words(self._editor.document, problem), mending)
        card.visited.connect(lambda: self._visit(problem))
        return card

    def _visit(self, problem: Problem) -> None:
        if problem.place:
            self._editor.selection.set((problem.place,))
            self.show_element.emit(problem.place)
        else:
            self._editor.selection.clear()
        if problem.quantity:
            self.show_field.emit(problem.place, problem.quantity)


class ProblemCard(Banner):
    """One problem; a click anywhere on it, or Enter, goes there."""

    visited = Signal()

    def __init__(self, problem: Problem, place: str, remedy_button: Remedy | None) -> None:
        actions: tuple[BannerAction, ...] = ((tr("Show"), lambda: self.visited.emit()),)
        is_first = remedy_button is not None and not remedy_button.deletes
        if remedy_button is not None:
            mending: BannerAction = (remedy_button.words, remedy_button.do)
            actions = (mending, *actions) if is_first else (*actions, mending)
        kind: Kind = "error" if problem.is_fatal else "warning"
        words = " · ".join(part for part in (place, remedy(problem)) if part)
        super().__init__(kind, sentence(problem), words, actions, primary=is_first)
        self.problem = problem
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.visited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.visited.emit()
        else:
            super().keyPressEvent(event)


def _summary(found: Sequence[Problem]) -> str:
    if not found:
        return tr("No problems: this network can run")
    errors = sum(problem.is_fatal for problem in found)
    warnings = len(found) - errors
    return tr(
        "{errors} {errors:error|errors}, {warnings} {warnings:warning|warnings}", errors=errors, warnings=warnings
    )
