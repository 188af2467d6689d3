"""The panel Code: the drawing as a script, live as one draws; edited, it changes the drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.code.area import Differences, ScriptArea, differing_parts
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.elements import Settings
from app.document.meaning.meaning import meaning
from app.document.words.problem_words import reasons
from app.i18n.translation import problem_words, sentences, tr, translatable
from app.running.background import Background, Tell
from app.widgets.buttons import Button
from app.widgets.layout import Ground, SeparationLine, column, fill, hint, row
from app.widgets.naming import named
from app.widgets.text import SECONDARY, STRONG, Text
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription
from engine.problems import Problem
from engine.scripts.reading import ReadScript, read_script
from engine.scripts.script import Script
from engine.scripts.targets import targets
from engine.scripts.writing import script

SHOW_AFTER = 120  # ms without a change of the drawing until its script is written anew
BESIDE = translatable("Long lists of values stand in a file beside a script; the command script --out writes both.")
KEYS = "  Ctrl+Enter"
LOOK_AFTER = 400  # ms without a key until an edited script is read


@dataclass(frozen=True)
class WrittenScript:
    """The script of what a drawing meant, and where its text differs from the one before."""

    meant: NetworkDescription
    script: Script
    differences: Differences


def _written(meant: NetworkDescription, settings: Settings, before: Script, _tell: Tell | None = None) -> WrittenScript:
    """Write a script; of a large network it takes as long as some frames."""
    found = script(meant, seed=settings.seed, title=settings.title)
    return WrittenScript(meant, found, Differences(before.text, tuple(differing_parts(before.text, found.text))))


class CodePanel(Ground):
    """Shows the script of the document, written beside the window as one draws.

    ``edited`` tells that a person begins or ends to write in it.
    """

    edited = Signal(bool)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._editor = editor
        self._shown = Script("")
        self._meant = NetworkDescription()
        self._stale = True
        self._background = Background("script", self)
        self.area = named(ScriptArea(), tr("Script of the network"))
        self.edit = Button(tr("Edit"))
        self.copy = Button(tr("Copy"))
        self.copy_as = Button(tr("Copy as"))
        self.apply = Button(tr("Apply"), "primary")
        self.discard = Button(tr("Discard"))
        self.bring_back = Button(tr("Bring it back"))
        self._given_up: tuple[str, NetworkDescription, Script] | None = None  # what was written, and of which drawing
        self._of_given_up = QWidget()
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        self.warning = Text("", size=SECONDARY, tone="warn", wrapped=True)
        self.note = hint("")
        self._show_soon = self._soon(SHOW_AFTER, self._write_beside)
        self._look_soon = self._soon(LOOK_AFTER, self._look)
        self._mark_soon = self._soon(SHOW_AFTER, self._mark)
        self._lay_out()
        self._connect()
        self._set_editing(False)

    def _soon(self, milliseconds: int, callback: Callable[[], object]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.timeout.connect(callback)
        return timer

    def _lay_out(self) -> None:
        menu = QMenu(self)
        for name, target in targets().items():
            menu.addAction(target.title).triggered.connect(lambda _checked=False, name=name: self.copy_for(name))
        self.copy_as.setMenu(menu)
        self.copy_as.setToolTip(tr("As a script of another simulator"))
        self.apply.setToolTip(tr("Change the drawing") + KEYS)
        buttons = self.copy, self.copy_as, self.edit, self.discard, self.apply
        head = fill(row(margins=(12, 8, 12, 8), spacing=6), Text(tr("Script"), weight=STRONG), 1, *buttons)
        fill(row(self._of_given_up, spacing=8), (hint(tr("What was written here is discarded.")), 1), self.bring_back)
        below = column(margins=(12, 6, 12, 8), spacing=4)
        fill(below, self.objection, self.warning, self.note, self._of_given_up)
        fill(column(self), head, SeparationLine(), (self.area, 1), below)

    def _connect(self) -> None:
        self._editor.changed.connect(self._changed)
        self._background.ended.connect(self._show_if_read)
        self._editor.loaded.connect(self._loaded)
        self._editor.selection.changed.connect(self._select)
        self.area.chosen.connect(self._choose)
        self.area.applied.connect(self.apply_script)
        self.area.left.connect(self.give_up)
        self.area.textChanged.connect(lambda: self._look_soon.start() if self.area.is_editing else None)
        self.edit.clicked.connect(lambda: self._set_editing(True))
        self.discard.clicked.connect(self.give_up)
        self.bring_back.clicked.connect(self._take_up)
        self.apply.clicked.connect(self.apply_script)
        self.copy.clicked.connect(self._copy)

    # What is shown

    def _changed(self, change: Change) -> None:
        if self.area.is_editing:
            self._say(tr("The drawing has changed meanwhile; what is not edited here stays as it is there."))
        elif change.is_of_network:
            self._stale = True
            if self.isVisible():
                self._show_soon.start()

    def _loaded(self, _document: Document) -> None:
        self._set_editing(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and not self.area.is_editing:
            self.refresh()

    @property
    def is_current(self) -> bool:
        """True if it shows the script of the drawing as it is now."""
        return not self._stale and not self._background.is_running

    def refresh(self) -> None:
        """Write the script of the drawing as it is now, and wait for it."""
        self._show_soon.stop()
        self._background.forget()
        if not self.area.is_editing and self.isVisible():
            self._show(_written(*self._asked()))

    def _write_beside(self) -> None:
        """The same in a thread of its own; until it is there the older one is shown."""
        if not self.area.is_editing and self.isVisible():
            self._background.start(partial(_written, *self._asked()))

    def _asked(self) -> tuple[NetworkDescription, Settings, Script]:
        self._stale = False
        return meaning(self._editor.document).description, self._editor.document.settings, self._shown

    def _show_if_read(self, written: WrittenScript) -> None:
        if not self.area.is_editing:
            self._show(written)

    def _show(self, written: WrittenScript) -> None:
        self._meant, self._shown = written.meant, written.script
        self.area.show_text(self._shown.text, self._shown.lines, written.differences)
        self.area.mark(self._editor.selection.ids, scroll=False)
        self._say(tr(BESIDE) if self._shown.arrays else "")

    def _say(self, words: str, objection: str = "", lacking: Sequence[Problem] = ()) -> None:
        """``lacking`` is what a copy does without."""
        warning = self._problems_text(lacking)
        for label, said in ((self.note, words), (self.objection, objection), (self.warning, warning)):
            label.say(said)
            label.setVisible(bool(said))

    # Selection

    def _select(self, ids: object) -> None:
        """Mark the lines of the selection; in an undo a moment later, since the script may change with the drawing."""
        if self._editor.is_telling:
            self._mark_soon.start()
        else:
            self._mark()

    def _mark(self) -> None:
        if self.isVisible() and not self.area.is_editing:
            self.area.mark(self._editor.selection.ids, scroll=not self.area.underMouse())

    def _choose(self, id: str) -> None:
        if self._editor.document.element(id) is not None:
            self._editor.selection.set((id,))

    # Editing

    def _set_editing(self, editing: bool) -> None:
        if editing and not self.is_current:
            self.refresh()
        was, self._given_up = self.area.is_editing, None
        self.area.set_editing(editing)
        self._of_given_up.hide()
        for button in (self.edit, self.copy, self.copy_as, self.apply, self.discard):
            button.setVisible(editing == (button in (self.apply, self.discard)))
        self._look_soon.stop()
        self._say("")
        if editing:
            self.area.setFocus()
        else:
            self._stale = True
            self.refresh()
        if was != editing:
            self.edited.emit(editing)

    def give_up(self) -> None:
        """Show the script of the drawing again; what was written can be brought back until something else is."""
        written, is_own = (self.area.toPlainText(), self._meant, self._shown), self.is_unapplied
        self._set_editing(False)
        self._given_up = written if is_own else None
        self._of_given_up.setVisible(is_own)

    def _take_up(self) -> None:
        """Go on writing where it was given up: what the drawing has become meanwhile stays as it is there."""
        if self._given_up is None:
            return
        written, meant, shown = self._given_up
        self._set_editing(True)
        self._meant, self._shown = meant, shown
        self.area.show_text(written, shown.lines)

    def _read(self) -> ReadScript | None:
        """Read what is written; None, and the place of the mistake is said, while that is wrong."""
        try:
            found = read_script(self.area.toPlainText(), self._shown.arrays)
        except Mistake as mistake:
            self.area.show_mistake(mistake)
            self._say("", problem_words(mistake.problem("", "")))
            return None
        self.area.show_mistake(None)
        self._say("")
        return found

    def _look(self) -> None:
        if self.area.is_editing:
            self._read()

    @property
    def is_unapplied(self) -> bool:
        """True if something is written that the drawing does not have."""
        return self.area.is_editing and self.area.toPlainText() != self._shown.text

    def apply_script(self) -> bool:
        """Make of the drawing what is written, as one step; a mistake is shown at its place, and nothing changes.

        Gives whether there was none.
        """
        self._look_soon.stop()
        found = self._read()
        if found is None:
            self.area.go_to_mistake()
            return False
        self.area.set_editing(False)  # the change is not one from elsewhere
        intentions.rewrite(self._editor, self._meant, found)
        self._set_editing(False)
        return True

    # Copies

    def _copy(self) -> None:
        if not self.area.is_editing and not self.is_current:
            self.refresh()
        QGuiApplication.clipboard().setText(self._shown.text)
        self._say(tr("Copied."))

    def copy_for(self, name: str) -> None:
        """Copy the script of another simulator, or say what of the network it lacks."""
        self.refresh()
        target = targets()[name]
        lacking = target.refusals(self._meant)
        fatal = [problem for problem in lacking if problem.is_fatal]
        if fatal:
            self._say("", self._problems_text(fatal))
            return
        settings = self._editor.document.settings
        written = target.script(self._meant, seed=settings.seed, title=settings.title)
        QGuiApplication.clipboard().setText(written.text)
        words = [tr("Copied as a script of {library}.", library=target.title)]
        words += [tr(BESIDE)] if written.arrays else []
        self._say(sentences(*words), lacking=lacking)

    def _problems_text(self, problems: Sequence[Problem]) -> str:
        """All of them, one below the other."""
        return "\n".join(reasons(self._editor.document, problems))
