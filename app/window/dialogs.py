"""The dialogs of one window: what each is made of is loaded when it is first opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.commands.actions import menus
from app.i18n.translation import tr
from app.inspector.panel import InspectorPanel
from app.learn.panel import LearnPanel
from app.widgets.above import open_above
from app.window.main_window import MainWindow
from app.window.rooms import Rooms
from app.window.runs.node_activity import NodeActivity

if TYPE_CHECKING:
    from app.window.live_views.equations_dock import EquationsDock


class WindowDialogs:
    """Opens each when the window or one of its panels wants it."""

    def __init__(
        self, window: MainWindow, rooms: Rooms, inspector: InspectorPanel, learn: LearnPanel, activity: NodeActivity
    ) -> None:
        self._window, self._rooms = window, rooms
        self._inspector, self._learn, self._activity = inspector, learn, activity
        self._equations: EquationsDock | None = None
        for wish in (window.export_wanted, learn.export_wanted):
            wish.connect(self.export)
        window.image_wanted.connect(self.export_image)
        for wish in (window.neurons_wanted, inspector.neurons_wanted):
            wish.connect(self.open_neurons)
        inspector.equations.enlarge_wanted.connect(self.enlarge_equations)
        window.preferences_wanted.connect(self.open_preferences)
        window.shortcuts_wanted.connect(self.open_shortcuts)
        window.about_wanted.connect(self.open_about)

    def export(self) -> None:
        from app.export.dialog import ExportDialog

        open_above(ExportDialog(self._rooms.editor, self._window, provenance=self._learn.provenance))

    def export_image(self) -> None:
        from app.canvas.drawing_dialog import DrawingDialog

        rooms, notice = self._rooms, self._window.notice
        folder = Path(rooms.preferences.choices.last_folder)
        self._activity.show_everywhere()
        dialog = DrawingDialog(rooms.editor, folder, self._window, rooms.canvas.drawing.plots())
        dialog.written.connect(lambda path: notice.say(tr("Written: {name}", name=Path(path).name)))
        open_above(dialog)

    def open_neurons(self, population: str) -> None:
        from app.inspector.neuron_table import NeuronTable

        table = NeuronTable(self._rooms.editor, population, self._window)
        table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.show()

    def enlarge_equations(self) -> None:
        from app.window.live_views.equations_dock import EquationsDock

        if self._equations is None:
            self._equations = EquationsDock(self._inspector.equations_place, self._rooms.workspace)
        self._equations.open()

    def open_preferences(self) -> None:
        from app.window.frame.preferences_dialog import PreferencesDialog

        open_above(PreferencesDialog(self._rooms.preferences, self._window))

    def open_shortcuts(self) -> None:
        from app.help.shortcuts import ShortcutsSheet

        open_above(ShortcutsSheet(menus(), self._window))

    def open_about(self) -> None:
        from app.help.about import AboutDialog

        open_above(AboutDialog(self._window))
