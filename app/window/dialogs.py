"""The dialogs of one window: what each is made of is loaded when it is first opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.document.elements import NodeKind
from app.i18n.translation import tr
from app.widgets.above import open_above
from app.window.frame.menu_actions import MenuActions
from app.window.frame.notice import Notice
from app.window.plugins.desk import PluginDesk
from app.window.rooms import Rooms
from engine.plugins import Plugin

if TYPE_CHECKING:
    from app.window.live_views.equations_dock import EquationsDock


class WindowDialogs:
    """Opens each when an action or one of the panels wants it."""

    def __init__(self, window: QWidget, rooms: Rooms, notice: Notice, plugins: PluginDesk) -> None:
        self._window, self._rooms, self._notice, self._plugins = window, rooms, notice, plugins.control
        plugins.question.shown.connect(self.show_plugins)
        self._equations: EquationsDock | None = None
        rooms.learn.export_wanted.connect(self.export)
        rooms.inspector.neurons_wanted.connect(self.open_neurons)
        rooms.inspector.equations.enlarge_wanted.connect(self.enlarge_equations)

    def export(self) -> None:
        from app.export.dialog import ExportDialog

        open_above(ExportDialog(self._rooms.editor, self._window, provenance=self._rooms.learn.provenance))

    def export_image(self) -> None:
        from app.canvas.drawing_dialog import DrawingDialog

        rooms = self._rooms
        folder = Path(rooms.preferences.choices.last_folder)
        rooms.activity.show_everywhere()
        dialog = DrawingDialog(rooms.editor, folder, self._window, rooms.canvas.drawing.plots())
        dialog.written.connect(lambda path: self._notice.say(tr("Written: {name}", name=Path(path).name)))
        open_above(dialog)

    def open_neurons(self, population: str) -> None:
        from app.inspector.neuron_table import NeuronTable

        table = NeuronTable(self._rooms.editor, population, self._window)
        table.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.show()

    def open_selected_neurons(self) -> None:
        """Show those of the population that was selected first."""
        nodes = self._rooms.editor.document.nodes
        chosen = (nodes[id] for id in self._rooms.editor.selection.ids if id in nodes)
        population = next((node.id for node in chosen if node.kind == NodeKind.POPULATION), None)
        if population is not None:
            self.open_neurons(population)

    def enlarge_equations(self) -> None:
        from app.window.live_views.equations_dock import EquationsDock

        if self._equations is None:
            self._equations = EquationsDock(self._rooms.inspector.equations_place, self._rooms.workspace)
        self._equations.open()

    def open_preferences(self) -> None:
        from app.window.frame.preferences_dialog import PreferencesDialog

        open_above(PreferencesDialog(self._rooms.preferences, self._plugins, self._window))

    def open_plugins(self) -> None:
        """Show the preferences at the page of plug-ins."""
        from app.window.frame.preferences_dialog import PLUGINS, PreferencesDialog

        open_above(PreferencesDialog(self._rooms.preferences, self._plugins, self._window, PLUGINS))

    def show_plugins(self, plugins: tuple[Plugin, ...]) -> None:
        """Show the text of the one plug-in, or all of several in their list."""
        if len(plugins) > 1:
            self.open_plugins()
            return
        from app.window.plugins.text_dialog import PluginTextDialog

        open_above(PluginTextDialog(plugins[0], self._window))

    def open_shortcuts(self, actions: MenuActions) -> None:
        from app.help.shortcuts import ShortcutsSheet

        open_above(ShortcutsSheet(actions.by_menu(), self._window))

    def open_about(self) -> None:
        from app.help.about import AboutDialog

        open_above(AboutDialog(self._window))
