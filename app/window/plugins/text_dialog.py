"""The text of a plug-in, to be read before it is allowed. It is never opened by the system, which might run it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QWidget

from app.appearance.theme import theme
from app.code.colours import ScriptColours
from app.i18n.translation import tr
from app.widgets.buttons import Button
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.source_area import SourceArea
from app.widgets.layout import Ground, column, fill, row
from app.widgets.text import SECONDARY, Text
from app.window.plugins.control import shown_name
from engine.plugins import Plugin

SIZE = (760, 560)
MOST = 300_000  # letters of one file that are shown


class PluginTextDialog(QDialog):
    """A file of a plug-in, one of several where it is a package."""

    def __init__(self, plugin: Plugin, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Text of {name}", name=shown_name(plugin)))
        self._files = _files_of(plugin)
        self.area = SourceArea(ScriptColours)
        self.area.setReadOnly(True)
        self.area.setAccessibleName(tr("Text of {name}", name=shown_name(plugin)))
        ground = Ground()
        told = (str(plugin.path or ""), f"SHA-256 {plugin.sha256}")
        lines = (Text(words, size=SECONDARY, tone="text2", wrapped=True) for words in told)
        whole = fill(column(ground, (16, 14, 16, 14), 8), *lines)
        if len(self._files) > 1:
            names = [(str(place), _name(path, plugin.path)) for place, path in enumerate(self._files)]
            self.choice = ChoiceField(names)
            self.choice.setAccessibleName(tr("File"))
            self.choice.set_value("0")
            self.choice.chosen.connect(lambda place: self._show(self._files[int(place)]))
            whole.addWidget(self.choice)
        folder = Button(tr("Open folder"))
        folder.clicked.connect(lambda: open_folder(plugin.path or Path()))
        close = Button(tr("Close"))
        close.clicked.connect(self.accept)
        fill(whole, (self.area, 1), fill(row(spacing=8), folder, 1, close))
        fill(column(self), ground)
        room = self.screen().availableGeometry().size()
        self.resize(min(theme().px(SIZE[0]), room.width()), min(theme().px(SIZE[1]), room.height()))
        if self._files:
            self._show(self._files[0])

    def _show(self, path: Path) -> None:
        try:
            with path.open(encoding="utf-8", errors="replace") as text:
                self.area.setPlainText(text.read(MOST))
        except OSError as error:
            self.area.setPlainText(tr("{file} cannot be read: {reason}.", file=path.name, reason=error.strerror or ""))


def open_folder(path: Path) -> None:
    """Show the folder in which a file lies, or a folder itself."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))


def _files_of(plugin: Plugin) -> list[Path]:
    """The files of Python of a plug-in, the first that is executed before the others."""
    if plugin.path is None:
        return []
    if not plugin.path.is_dir():
        return [plugin.path]
    return sorted(plugin.path.rglob("*.py"), key=lambda path: (len(path.parts), path.name != "__init__.py", path))


def _name(path: Path, folder: Path | None) -> str:
    return path.relative_to(folder).as_posix() if folder is not None and path.is_relative_to(folder) else path.name
