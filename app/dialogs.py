"""The dialogs of one window: what each is made of is loaded when it is first opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.commands.actions import menus
from app.i18n.translation import tr
from app.widgets.above import open_above

if TYPE_CHECKING:
    from app.application import Composition
    from app.window.equations_dock import EquationsDock


class WindowDialogs:
    """Opens each when the window or one of its panels wants it."""

    def __init__(self, made: Composition) -> None:
        self._made = made
        self._equations: EquationsDock | None = None
        window = made.window
        for wish in (window.export_wanted, made.learn.export_wanted):
            wish.connect(self.export)
        window.image_wanted.connect(self.export_image)
        for wish in (window.neurons_wanted, made.inspector.neurons_wanted):
            wish.connect(self.open_neurons)
        made.inspector.equations.enlarge_wanted.connect(self.enlarge_equations)
        window.preferences_wanted.connect(self.open_preferences)
        window.shortcuts_wanted.connect(self.open_shortcuts)
        window.about_wanted.connect(self.open_about)

    def export(self) -> None:
        from app.export.dialog import ExportDialog

        open_above(ExportDialog(self._made.editor, self._made.window, provenance=self._made.learn.provenance))

    def export_image(self) -> None:
        from app.canvas.drawing_dialog import DrawingDialog

        made = self._made
        folder = Path(made.preferences.choices.last_folder)
        made.activity.show_everywhere()
        dialog = DrawingDialog(made.editor, folder, made.window, made.canvas.drawing.plots())
        dialog.written.connect(lambda path: made.window.notice.say(tr("Written: {name}", name=Path(path).name)))
        open_above(dialog)

    def open_neurons(self, population: str) -> None:
        from app.inspector.neuron_table import NeuronTable

        table = NeuronTable(self._made.editor, population, self._made.window)
        table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.show()

    def enlarge_equations(self) -> None:
        from app.window.equations_dock import EquationsDock

        if self._equations is None:
            self._equations = EquationsDock(self._made.inspector.equations_place, self._made.workspace)
        self._equations.open()

    def open_preferences(self) -> None:
        from app.window.preferences_dialog import PreferencesDialog

        open_above(PreferencesDialog(self._made.preferences, self._made.window))

    def open_shortcuts(self) -> None:
        from app.help.shortcuts import ShortcutsSheet

        open_above(ShortcutsSheet(menus(), self._made.window))

    def open_about(self) -> None:
        from app.help.about import AboutDialog

        open_above(AboutDialog(self._made.window))
