"""Equations with more room: below the canvas, as wide as the views are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget

from app.appearance.theme import theme
from app.inspector.equations_place import EquationsPlace
from app.plots.header import PlotHeader
from app.translation import tr
from app.widgets.layout import Ground, Scrolling, column, hint
from app.window.workspace import Workspace

NAME = "equations editor"
WIDTH, HEIGHT = 720, 300  # px at least, where the window has them


class EquationsDock(QDockWidget):
    """Has the editor of the form while it is open, whatever is selected, and gives it back when it closes."""

    def __init__(self, place: EquationsPlace, workspace: Workspace) -> None:
        super().__init__(tr("Equations"), workspace.frame)
        self._place, self._workspace = place, workspace
        self.setObjectName(NAME)
        header = PlotHeader(tr("Equations"), list, self)
        header.closing.connect(self.close)
        header.detaching.connect(lambda: self.setFloating(not self.isFloating()))
        header.more_button.hide()
        self.setTitleBarWidget(header)
        self._nothing = hint(tr("Select a neuron with equations to write them here."))
        ground = Ground("surface0")
        self._body = column(ground)
        self._body.addWidget(self._nothing)
        self._nothing.setContentsMargins(*(theme().px(12),) * 4)
        self._body.addStretch(0)
        self.setWidget(Scrolling(ground))
        workspace.frame.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        place.editor.shown.connect(lambda _is_shown: self._say_nothing())
        place.wanted_back.connect(self.close)
        workspace.restored.connect(self._stay)
        self.hide()

    def open(self) -> None:
        """Take the editor, wide and high enough to write, and give it the keyboard."""
        editor = self._place.editor
        if not self._place.is_lent:
            self._body.insertWidget(0, self._place.lend(), 1)
            editor.setVisible(editor.has_equations)
            self._say_nothing()
        if not self.isVisible():
            self.show()
            frame = self._workspace.frame
            frame.resizeDocks([self], [theme().px(WIDTH)], Qt.Orientation.Horizontal)
            if self.height() < theme().px(HEIGHT):
                frame.resizeDocks([self], [theme().px(HEIGHT)], Qt.Orientation.Vertical)
        self.raise_()
        editor.area.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._place.is_lent:
            had_keyboard = self._place.editor.isAncestorOf(self.window().focusWidget() or self)
            self._body.removeWidget(self._place.editor)
            self._place.take_back()
            if had_keyboard:
                self._place.editor.area.setFocus()
        super().closeEvent(event)

    def _say_nothing(self) -> None:
        self._nothing.setVisible(self._place.is_lent and not self._place.editor.has_equations)

    def _stay(self) -> None:
        """Views were put where an earlier window had them, with or without these."""
        if self._place.is_lent:
            self.open()
        else:
            self.hide()
