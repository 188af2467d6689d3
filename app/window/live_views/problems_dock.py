"""The list of problems in a dock below the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.parts.header import PlotHeader
from app.window.frame.workspace import Workspace

NAME = "problems"
WIDTH = 380
HEIGHT = 190
"""Of three problems with their remedies; where views stand beside it the list is as high as they are."""


class ProblemsDock(QDockWidget):
    """Closed at first; opens when a person asks for it or a run is refused, and stays whatever views come back."""

    def __init__(self, content: QWidget, workspace: Workspace) -> None:
        super().__init__(tr("Problems"), workspace.frame)
        self._workspace = workspace
        self.setObjectName(NAME)
        header = PlotHeader(tr("Problems"), list, self)
        header.closing.connect(self.close)
        header.detaching.connect(lambda: self.setFloating(not self.isFloating()))
        header.more_button.hide()
        self.setTitleBarWidget(header)
        self.setWidget(content)
        workspace.frame.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self._wanted = False
        workspace.restored.connect(self._stay)
        self.hide()

    def open(self) -> None:
        """Show the list, wide and high enough to be read."""
        self._wanted = True
        if not self.isVisible():
            self.show()
            frame = self._workspace.frame
            frame.resizeDocks([self], [theme().px(WIDTH)], Qt.Orientation.Horizontal)
            if self.height() < theme().px(HEIGHT):
                frame.resizeDocks([self], [theme().px(HEIGHT)], Qt.Orientation.Vertical)
        self.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._wanted = False
        super().closeEvent(event)

    def _stay(self) -> None:
        """Views were put where an earlier window had them, with its list of problems open or not."""
        if self._wanted:
            self.open()

    def toggle(self) -> None:
        """Show or hide the list."""
        if self.isVisible():
            self.close()
        else:
            self.open()
