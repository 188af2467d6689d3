"""The few questions that a dialog asks: what to do with unsaved work, which file to open, where to save.

None waits for its answer: ``then`` is called once there is one, and where a person would rather leave all as it is only
to say so.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.document.file.file_format import EXTENSION
from app.i18n.translation import tr
from app.widgets.above import afterwards, open_above
from app.widgets.file_dialog import ask_for_file, ask_where_to

Role = QMessageBox.ButtonRole


class Unsaved(Enum):
    """Answers to the question of what to do with work that was not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Questions:
    """Asks with the dialogs of the platform; of a question that stands there already, the newest ``then`` counts.

    ``window`` gives the one above which they stand.
    """

    def __init__(self, window: Callable[[], QWidget]) -> None:
        self._window = window
        self._box: _QuestionBox | None = None

    def unsaved(self, title: str, also: str, then: Callable[[Unsaved], object]) -> None:
        """Save or discard; ``also`` names what may be overlooked among what would be lost."""
        words = "\n".join(words for words in (tr("What you do not save is lost."), also) if words)
        box = _QuestionBox(self._window(), tr("Save the changes to “{title}”?", title=title), words)
        save = box.offer(tr("Save"), Role.AcceptRole, lambda: then(Unsaved.SAVE))
        box.offer(tr("Discard"), Role.DestructiveRole, lambda: then(Unsaved.DISCARD))
        stay = box.offer(tr("Cancel"), Role.RejectRole, lambda: then(Unsaved.CANCEL))
        self._ask(box, usual=save, escape=stay)

    def changed_elsewhere(self, name: str, over: Callable[[], object], elsewhere: Callable[[], object]) -> None:
        """Save over what was written to the file since it was opened here, or elsewhere."""
        words = tr("What was saved there, perhaps by another window, would be lost.")
        box = _QuestionBox(self._window(), tr("“{name}” was changed since it was opened here.", name=name), words)
        other = box.offer(tr("Save as…"), Role.AcceptRole, elsewhere)
        box.offer(tr("Save over it"), Role.DestructiveRole, over)
        self._ask(box, usual=other, escape=box.addButton(tr("Cancel"), Role.RejectRole))

    def stop_training(self, then: Callable[[], object], go_on: Callable[[], object] | None, others: int) -> None:
        """Ask whether a training that is under way shall end now, or ``go_on`` without the window where it can.

        So many ``others`` of a comparison wait.
        """
        words = tr("Its best weights so far, and trainings that have ended, stay in the list of runs.")
        if go_on is not None:
            going = tr("In the background it goes on to its end; whoever opens this drawing again finds it there.")
            left = tr("Trainings of the comparison that will not be begun: {count}.", count=others) if others else ""
            words = "\n".join(said for said in (going, left, words) if said)
        box = _QuestionBox(self._window(), tr("A training is under way. Stop it?"), words)
        usual = box.offer(tr("Go on in the background"), Role.AcceptRole, go_on) if go_on is not None else None
        box.offer(tr("Stop it"), Role.DestructiveRole, then)
        stay = box.addButton(tr("Go on training") if usual is None else tr("Cancel"), Role.RejectRole)
        self._ask(box, usual=usual or stay, escape=stay)

    def unapplied_script(self, apply: Callable[[], object], discard: Callable[[], object]) -> None:
        """Ask whether what was written in the script shall change the drawing."""
        words = tr("What you do not apply is lost.")
        box = _QuestionBox(self._window(), tr("Change the drawing as it is written in the script?"), words)
        usual = box.offer(tr("Apply"), Role.AcceptRole, apply)
        box.offer(tr("Discard"), Role.DestructiveRole, discard)
        self._ask(box, usual=usual, escape=box.addButton(tr("Cancel"), Role.RejectRole))

    def file_to_open(self, folder: str, then: Callable[[Path], object]) -> None:
        """A project file."""

        def chosen(path: Path, _kind: str) -> None:
            afterwards(self._window(), partial(then, path))

        ask_for_file(self._window(), tr("Open a network"), folder, _kinds(), chosen)

    def file_to_save(self, suggested: Path, then: Callable[[Path], object]) -> None:
        """Ask where to save, with the suffix of projects."""

        def named(path: Path, _kind: str) -> None:
            whole = path if path.suffix == EXTENSION else path.with_name(path.name + EXTENSION)
            afterwards(self._window(), partial(then, whole))

        ask_where_to(self._window(), tr("Save the network"), str(suggested), _kinds(), named)

    def _ask(self, box: _QuestionBox, usual: QPushButton, escape: QPushButton) -> None:
        if self._box is not None:
            self._box.reject()  # whoever asks once more while a question stands there means something else
        self._box = box
        usual.setProperty("look", "primary")
        box.setDefaultButton(usual)
        box.setEscapeButton(escape)
        open_above(box, lambda: self._answered(box))

    def _answered(self, box: _QuestionBox) -> None:
        if self._box is box:
            self._box = None
        box.answer()


class _QuestionBox(QMessageBox):
    """A question, and what each answer does."""

    def __init__(self, window: QWidget, question: str, words: str) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle(tr("Spikeloom"))
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setText(question)
        self.setInformativeText(words)
        self._callbacks: dict[QPushButton, Callable[[], object]] = {}

    def offer(self, words: str, role: QMessageBox.ButtonRole, act: Callable[[], object]) -> QPushButton:
        """A button, and what is done once it was pressed and the question is gone."""
        button = self.addButton(words, role)
        self._callbacks[button] = act
        return button

    def answer(self) -> None:
        """Do what was chosen; nothing where the question was sent away."""
        chosen = self.clickedButton()
        for button, act in self._callbacks.items():
            if button is chosen:
                afterwards(self._window, act)


def ask_about_film(
    window: QWidget, what: str, why: str, elsewhere: Callable[[], object], give_up: Callable[[], object]
) -> None:
    """Ask about a film that has no file. Esc is no answer, and no other question takes the place of this one."""
    box = _QuestionBox(window, what, why)
    box.offer(tr("Save elsewhere…"), Role.AcceptRole, elsewhere).setProperty("look", "primary")
    box.offer(tr("Discard the video"), Role.DestructiveRole, give_up)
    open_above(box, box.answer)


def _kinds() -> str:
    return f"{tr('Spikeloom networks')} (*{EXTENSION})"
