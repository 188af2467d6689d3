"""Asks for files in dialogs of the platform that wait for nobody: ``then`` is called once one was chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog, QListView, QWidget

from app.i18n.translation import tr
from app.platform import FILE_DIALOGS_ARE_MODAL
from app.widgets.above import open_above

Then = Callable[[Path, str], object]
"""``(path, kind)``: the file, and which of the offered kinds was chosen with it."""
Mode, Option, Label = QFileDialog.FileMode, QFileDialog.Option, QFileDialog.DialogLabel
Flag = QItemSelectionModel.SelectionFlag


class _Place:
    """The folder of the file that was chosen last: a dialog that is given no folder begins there, not where the program
    happened to be started."""

    folder = Path()

    def begin(self, suggested: str) -> str:
        """The suggested file or folder, in the usual place where it says none."""
        return suggested if Path(suggested).is_absolute() else str(self._usual() / suggested)

    def _usual(self) -> Path:
        return self.folder if self.folder.is_absolute() and self.folder.is_dir() else Path.home()


_place = _Place()


def ask_for_file(over: QWidget, title: str, begin_at: str, kinds: str, then: Then, brief: bool = False) -> None:
    """An existing file of one of ``kinds``, as Qt writes them; ``brief`` leaves their endings out."""
    dialog = QFileDialog(over.window(), title, _place.begin(begin_at), kinds)
    dialog.setFileMode(Mode.ExistingFile)
    dialog.setOption(Option.HideNameFilterDetails, brief)
    _ask(dialog, then)
    _choose_no_shown_folder(dialog)


def ask_for_folder(over: QWidget, title: str, begin_at: str, then: Then) -> None:
    """An existing folder."""
    dialog = QFileDialog(over.window(), title, _place.begin(begin_at))
    dialog.setFileMode(Mode.Directory)
    dialog.setOption(Option.ShowDirsOnly)
    _ask(dialog, then)


def ask_where_to(
    over: QWidget, title: str, suggested: str, kinds: str, then: Then, confirms: bool = True,
    otherwise: Callable[[], object] = lambda: None,
) -> None:  # fmt: skip
    """A file to write; ``confirms`` asks before one that exists is replaced, ``otherwise`` none was chosen."""
    dialog = QFileDialog(over.window(), title, _place.begin(suggested), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(Mode.AnyFile)
    dialog.setOption(Option.DontConfirmOverwrite, not confirms)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    dialog.setDefaultSuffix(_ending(dialog.selectedNameFilter()))
    _ask(dialog, then, otherwise)


def _ending(kind: str) -> str:
    """That of a name without one: so that it is known which file would be replaced."""
    return kind.rpartition("*.")[2].rstrip(")")


def _choose_no_shown_folder(dialog: QFileDialog) -> None:
    """Deselect the shown folder, which Qt's own dialog chooses too once a file's whole path is typed.

    Else Enter would go to that folder and forget what was typed.
    """
    view = dialog.findChild(QListView, "listView")
    if view is None:
        return
    chosen = view.selectionModel()

    def leave_folder() -> None:
        if chosen.isSelected(view.rootIndex()):
            chosen.select(view.rootIndex(), Flag.Deselect | Flag.Rows)

    chosen.selectionChanged.connect(leave_folder)


def _ask(dialog: QFileDialog, then: Then, otherwise: Callable[[], object] = lambda: None) -> None:
    """The dialog is the window's, not that of a form's row, which may be made anew meanwhile."""
    dialog.setLabelText(Label.LookIn, tr("&Look in:"))  # Qt's own Chinese lacks these two
    dialog.setLabelText(Label.FileType, tr("Files of &type:"))
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)

    def finished() -> None:
        if chosen:
            _place.folder = Path(chosen[0]).parent
            then(Path(chosen[0]), dialog.selectedNameFilter())
        else:
            otherwise()

    if FILE_DIALOGS_ARE_MODAL:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(finished)
        dialog.open()
    else:
        open_above(dialog, finished)
