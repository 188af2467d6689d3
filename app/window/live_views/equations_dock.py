"""Equations with more room: below the canvas, as wide as the views are."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.inspector.equations_place import EquationsPlace
from app.plots.parts.header import PlotHeader
from app.widgets.layout import Ground, Scrolling, column, hint
from app.window.frame.workspace import Workspace

NAME = "equations editor"
WIDTH, HEIGHT = 720, 300  # px at least, where the window has them
LEAST_VIEW = 200  # px that each view keeps beside it


class EquationsDock(QDockWidget):
    """Has the editor of the form while it is open, whatever is selected, and gives it back when it closes."""

    def __init__(self, place: EquationsPlace, workspace: Workspace) -> None:
        super().__init__(tr("Equations"), workspace.frame)
        self._place, self._workspace = place, workspace
        self._stood: tuple[set[str], QByteArray] | None = None  # names of views, and where they stood before
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
            self._make_room()
        self.raise_()
        editor.area.setFocus()

    def _make_room(self) -> None:
        """Stand beside the views where they leave room, else before them, each by its tab."""
        frame, beside = self._workspace.frame, self._beside()
        left = self._workspace.width_of_views - theme().px(WIDTH)
        if beside and left < theme().px(LEAST_VIEW) * len(beside):
            self._stood = {dock.objectName() for dock in beside}, frame.saveState()
            for dock in (*beside[1:], self):
                frame.tabifyDockWidget(beside[0], dock)
        self.show()
        if self._stood is None:
            widths = [theme().px(WIDTH), *(left // len(beside) for _ in beside)]
            frame.resizeDocks([self, *beside], widths, Qt.Orientation.Horizontal)
        if self.height() < theme().px(HEIGHT):
            frame.resizeDocks([self], [theme().px(HEIGHT)], Qt.Orientation.Vertical)

    def _leave_room(self) -> None:
        """Views that became tabs stand beside each other again, if they are the same."""
        stood, self._stood = self._stood, None
        if stood is not None and stood[0] == {dock.objectName() for dock in self._beside(also_hidden=True)}:
            self._workspace.frame.restoreState(stood[1])

    def _beside(self, also_hidden: bool = False) -> list[QDockWidget]:
        """The views that stand in a row with it, or behind the tabs of others."""
        frame, here = self._workspace.frame, Qt.DockWidgetArea.BottomDockWidgetArea
        docks = (dock for dock in frame.findChildren(QDockWidget) if dock is not self and dock.objectName())
        there = (dock for dock in docks if not dock.isFloating() and frame.dockWidgetArea(dock) == here)
        return [dock for dock in there if dock.isVisible() or (also_hidden and not dock.isHidden())]

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._place.is_lent:
            had_keyboard = self._place.editor.isAncestorOf(self.window().focusWidget() or self)
            self._body.removeWidget(self._place.editor)
            self._place.take_back()
            if had_keyboard:
                self._place.editor.area.setFocus()
            QTimer.singleShot(0, self, self._leave_room)  # once it is closed
        super().closeEvent(event)

    def _say_nothing(self) -> None:
        self._nothing.setVisible(self._place.is_lent and not self._place.editor.has_equations)

    def _stay(self) -> None:
        """Views were put where an earlier window had them, with or without these."""
        if self._place.is_lent:
            self.open()
        else:
            self.hide()
