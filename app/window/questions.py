"""The few questions that a dialog asks: what to do with unsaved work, which file to open, where to save."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.document.file_format import EXTENSION
from app.translation import tr


class Unsaved(Enum):
    """What to do with work that was not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Questions(Protocol):
    """What the project asks a person; a test answers in their place."""

    def unsaved(self, title: str, also: str = "") -> Unsaved: ...
    def stop_training(self) -> bool: ...
    def file_to_open(self, folder: str) -> Path | None: ...
    def file_to_save(self, suggested: Path) -> Path | None: ...


class Dialogs:
    """Asks with the dialogs of the platform."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def unsaved(self, title: str, also: str = "") -> Unsaved:
        """Save, discard or cancel; ``also`` names what may be overlooked among what would be lost."""
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Spikeloom"))
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(tr("Save the changes to “{title}”?", title=title))
        box.setInformativeText("\n".join(words for words in (tr("What you do not save is lost."), also) if words))
        save = box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        save.setProperty("look", "primary")
        discard = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        box.exec()
        chosen = box.clickedButton()
        if chosen is save:
            return Unsaved.SAVE
        return Unsaved.DISCARD if chosen is discard else Unsaved.CANCEL

    def stop_training(self) -> bool:
        """Whether a training that is under way shall end now."""
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Spikeloom"))
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(tr("A training is under way. Stop it?"))
        box.setInformativeText(tr("Its best weights so far, and trainings that have ended, stay in the list of runs."))
        stop = box.addButton(tr("Stop it"), QMessageBox.ButtonRole.DestructiveRole)
        on = box.addButton(tr("Go on training"), QMessageBox.ButtonRole.RejectRole)
        on.setProperty("look", "primary")
        box.setDefaultButton(on)
        box.setEscapeButton(on)
        box.exec()
        return box.clickedButton() is stop

    def file_to_open(self, folder: str) -> Path | None:
        """A project file, None when cancelled."""
        kinds = f"{tr('Spikeloom networks')} (*{EXTENSION})"
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open a network"), folder, kinds)
        return Path(name) if name else None

    def file_to_save(self, suggested: Path) -> Path | None:
        """Where to save, with the suffix of projects, None when cancelled."""
        kinds = f"{tr('Spikeloom networks')} (*{EXTENSION})"
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save the network"), str(suggested), kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix == EXTENSION else path.with_name(path.name + EXTENSION)
