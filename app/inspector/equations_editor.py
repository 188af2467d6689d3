"""The editor for equations that a person types: the text, what is wrong with it, and how it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QWidget

from app.appearance.theme import theme
from app.i18n.file_words import not_read_words
from app.i18n.translation import problem_words, tr
from app.inspector.equations_area import EquationsArea
from app.inspector.forms.form import EquationsEntry
from app.widgets.buttons import Button, IconButton
from app.widgets.fields.segmented import Segmented
from app.widgets.file_dialog import ask_for_file
from app.widgets.layout import RoundedGround, SectionHead, column, empty, row
from app.widgets.mathematics.equation_line import EquationLine
from app.widgets.text import SECONDARY, Text
from engine.files.problem import ImportProblem
from engine.importing import equations_file
from engine.model.equations import mathematics
from engine.model.typed.equations import equations
from engine.model.typed.mistakes import Mistake

LOOK_AFTER = 120  # ms without a key until the text is read
WRITE_AFTER = 500  # ms without a key until the document has it
WRONG_AFTER = 2000  # a text that is wrong is probably being typed still
EXAMPLES = {
    "neurons": "dv/dt = (E_L - v)/tau : mV\ntau = 10 ms\nE_L = -70 mV",
    "plasticity": "dx/dt = -x/tau : 1\non_pre: x += 1\non_post: w += a*x\ntau = 20 ms\na = 0.01 weights",
    "synapses": "dI_s/dt = -I_s/tau : pA\non_pre: I_s += w\ncurrent: I_s\nw = 100 pA\ntau = 5 ms",
}  # the same in every language
BESIDE = 620  # width at which the mathematics stands beside the text
WRITTEN = 8  # lines of text that the mathematics leaves to an editor that was given more room


class EquationsEditor(QWidget):
    """Shows the equations of one node, or of a link one part after another; hidden where the form has none.

    ``shown`` tells whether it has any, ``enlarge_wanted`` asks for more room, ``keep_wanted`` to keep those of the kind
    that it carries as a model.
    """

    shown = Signal(bool)
    enlarge_wanted = Signal()
    keep_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: EquationsEntry | None = None
        self._entries: tuple[EquationsEntry, ...] = ()
        self._locked = ""
        self._shown = ""
        self._offered: list[tuple[str, str]] = []
        self.area = EquationsArea()
        self.area.setAccessibleName(tr("Equations"))
        self.starts = Button(tr("Start from…"))
        self.starts.setToolTip(tr("Write a built-in model as equations, to change it"))
        self._menu = QMenu(self)
        self.starts.setMenu(self._menu)
        self.enlarge_button = IconButton("detach", tr("Write with more room, below the canvas"), "text2")
        self.enlarge_button.clicked.connect(self.enlarge_wanted)
        self.keep_button = Button(tr("Keep as a model…"))
        self.keep_button.clicked.connect(self._keep)
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        self.note = Text(
            tr("A running network keeps the last equations that were right."),
            size=SECONDARY,
            tone="text2",
            wrapped=True,
        )
        self.parts: Segmented | None = None
        self._preview = RoundedGround("field")
        self._lines = column(self._preview, (10, 4, 10, 4))
        self.lines: list[EquationLine] = []
        self._lay_out()
        self._look_soon = _soon(self, LOOK_AFTER, self._look)
        self._write_soon = _soon(self, WRITE_AFTER, self.flush)
        self._fit_soon = _soon(self, 0, self._show_preview)
        self.area.textChanged.connect(self._typed)
        self.area.left.connect(self.flush)
        self.hide()

    def _lay_out(self) -> None:
        body = column(self, (12, 7, 12, 10), 6)
        beside = QWidget()
        line = row(beside, spacing=4)
        line.addWidget(self.starts)
        line.addWidget(self.enlarge_button)
        self._head = SectionHead(tr("Equations"), beside)
        body.addWidget(self._head)
        self._choice = column()
        body.addLayout(self._choice)
        self._pair = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pair.setSpacing(theme().px(6))
        left = column(spacing=4)
        left.addWidget(self.area, 1)
        left.addWidget(self.objection)
        left.addWidget(self.note)
        left.addStretch(0)
        right = row()
        right.addWidget(self._preview, 1)
        self._pair.addLayout(left, 3)
        self._pair.addLayout(right, 2)
        body.addLayout(self._pair)
        foot = row()
        foot.addWidget(self.keep_button)
        foot.addStretch(1)
        body.addLayout(foot)

    def show_equations(self, entries: Sequence[EquationsEntry], locked: str = "") -> None:
        """Show the equations of another element, or another text of the same; what is being typed stays."""
        before = [entry.key for entry in self._entries]
        self._entries, self._locked = tuple(entries), locked
        if [entry.key for entry in entries] != before:
            self._offer_parts()
        key = None if self._entry is None else self._entry.key
        self._show(next((entry for entry in entries if entry.key == key), next(iter(entries), None)))

    def _offer_parts(self) -> None:
        """Offer the choice among equations where there are several."""
        empty(self._choice)
        self.parts = None
        if len(self._entries) > 1:
            self.parts = Segmented([(entry.key, entry.words) for entry in self._entries])
            self.parts.setAccessibleName(tr("Equations"))
            self.parts.chosen.connect(self.show_part)
            self._choice.addWidget(self.parts)

    def show_part(self, key: str) -> None:
        """Show the equations of another part of the same element, once what was typed is written."""
        self.flush()
        self._show(next(entry for entry in self._entries if entry.key == key))

    def _show(self, entry: EquationsEntry | None) -> None:
        locked = self._locked
        same = entry is not None and self._entry is not None and entry.key == self._entry.key
        if not same:
            self._write_soon.stop()
        self._entry = entry
        self.setVisible(entry is not None)
        self.shown.emit(entry is not None)
        if entry is None:
            return
        if self.parts is not None:
            self.parts.set_value(entry.key)
        self.area.setPlaceholderText(EXAMPLES[entry.kind])
        self.area.setReadOnly(bool(locked))
        self.starts.setEnabled(not locked)
        self.setToolTip(locked)
        self._show_keeping()
        self._fill_menu(entry)
        if not same or (entry.text != self._shown and not self._write_soon.isActive()):
            self._shown = entry.text
            self.area.blockSignals(True)
            self.area.setPlainText(entry.text)
            self.area.blockSignals(False)
            self._look()

    @property
    def has_equations(self) -> bool:
        """True if it is of a node that has any."""
        return self._entry is not None

    def enlarge(self, wanted: bool) -> None:
        """Fill the room that it has, or take as much as the lines need."""
        self.area.fill(wanted)
        self.enlarge_button.setVisible(not wanted)
        self._head.title.setVisible(not wanted)  # the dock that it fills has that name
        self._show_preview()

    def _show_preview(self) -> None:
        """The mathematics, unless it would take the room that the editor was given to write in."""
        left = float("inf")
        if self.area.fills and self._pair.direction() == QBoxLayout.Direction.TopToBottom:
            now = self._preview.height() + self._pair.spacing() if self._preview.isVisible() else 0
            left = self.area.height() + now - self._preview.sizeHint().height() - self._pair.spacing()
        lines = QFontMetrics(self.area.font()).lineSpacing() * WRITTEN
        shown = bool(self.lines) and left >= lines
        self._preview.setVisible(shown)
        self._pair.setStretch(1, 2 if shown else 0)

    def flush(self) -> None:
        """Give the document what was typed."""
        self._write_soon.stop()
        text = self.area.toPlainText()
        if self._entry is not None and text != self._shown and not self.area.isReadOnly():
            self._shown = text
            self._look()
            self._entry.write(text)

    def go_to_mistake(self) -> None:
        """Give the keyboard to the place that is wrong, in the first part where one is."""
        wrong = [entry for entry in self._entries if _mistake_in(entry.kind, entry.text) is not None]
        if wrong and self._entry not in wrong:
            self.show_part(wrong[0].key)
        self.area.setFocus()
        self.area.go_to_mistake()

    def _keep(self) -> None:
        self.flush()
        if self._entry is not None:
            self.keep_wanted.emit(self._entry.kind)

    def _typed(self) -> None:
        self._look_soon.start()
        if self.area.toPlainText() == self._shown:  # only its colours are others, or what was typed is gone again
            self._write_soon.stop()
            return
        self._write_soon.start(WRONG_AFTER if self.objection.isVisible() else WRITE_AFTER)

    def _look(self) -> None:
        """Read the text: its mathematics, or what is wrong."""
        self._look_soon.stop()
        if self._entry is None:
            return
        try:
            model = equations(self.area.toPlainText(), self._entry.kind)
        except Mistake as mistake:
            problem = mistake.problem("", "")
            self.objection.say(problem_words(problem))
            self._show_objection(mistake)
            return
        self._show_objection(None)
        self._show_lines(list(mathematics.equations(model).items()))

    def _show_objection(self, mistake: Mistake | None) -> None:
        if self._write_soon.isActive():
            self._write_soon.start(WRITE_AFTER if mistake is None else WRONG_AFTER)
        self.area.show_mistake(mistake)
        self.objection.setVisible(mistake is not None)
        self.note.setVisible(mistake is not None)
        self._show_keeping()
        self._show_preview()
        for line in self.lines:
            line.set_tone("text1" if mistake is None else "text3")

    def _show_keeping(self) -> None:
        """Let the equations be kept, or say why not yet."""
        reason = tr("Equations are kept once they are right") if self.note.isVisibleTo(self) else ""
        reason = self.toolTip() or reason
        self.keep_button.setEnabled(not reason)
        self.keep_button.setToolTip(reason or tr("Put this model in the palette, under a name"))

    def _show_lines(self, equations: list[tuple[str, str]]) -> None:
        if [latex for _, latex in equations] == [line.latex for line in self.lines]:
            return
        empty(self._lines)
        self.lines = [EquationLine(name, latex) for name, latex in equations]
        for line in self.lines:
            self._lines.addWidget(line)
        self._lines.addStretch(1)
        self._show_preview()

    def _fill_menu(self, entry: EquationsEntry) -> None:
        offered = [(group, words) for group, words, _ in entry.starts]
        if offered == self._offered:
            return
        self._offered = offered
        self._menu.clear()
        file = QAction(tr("A text file…"), self._menu)
        file.triggered.connect(self._ask_for_file)
        self._menu.addAction(file)
        self._menu.addSeparator()
        for title, group in groupby(entry.starts, key=lambda start: start[0]):
            shown = self._menu.addMenu(title)
            for _, words, text in group:
                action = shown.addAction(words)
                action.triggered.connect(lambda _checked=False, text=text: self._start_from(text))

    def _ask_for_file(self) -> None:
        kinds = tr("Text (*.txt *.md);;All files (*)")
        ask_for_file(self, tr("Read equations"), "", kinds, lambda path, _kind: self.take_file(path))

    def take_file(self, path: Path) -> None:
        """Begin with the text of a file; where it holds no equations, say so and leave what is written."""
        try:
            text = equations_file.read_equations(path)
        except ImportProblem as problem:
            self._object(not_read_words(problem))
            return
        if text is None:
            self._object(tr("No line of {file} says how a state moves, as dv/dt = … does.", file=path.name))
            return
        self._start_from(lambda: text)

    def _object(self, sentence: str) -> None:
        self.objection.say(sentence)
        self.objection.show()

    def _start_from(self, text: Callable[[], str]) -> None:
        self.area.setPlainText(text())
        self.flush()
        self.area.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= theme().px(BESIDE)
        self._pair.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)
        if self.area.fills:
            self._fit_soon.start()  # once what is in it has its height


def _mistake_in(kind: str, text: str) -> Mistake | None:
    try:
        equations(text, kind)
    except Mistake as mistake:
        return mistake
    return None


def _soon(owner: QWidget, milliseconds: int, button: Callable[[], None]) -> QTimer:
    timer = QTimer(owner, singleShot=True, interval=milliseconds)
    timer.timeout.connect(button)
    return timer
