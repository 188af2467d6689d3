"""Palette at the left, canvas in the middle, one side panel at the right, live views and transport below."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from app.appearance.theme import signals, theme
from app.translation import tr
from app.window.side_panel import SidePanel

NARROW = 1280
VERSION = 1
"""Of the saved layout: raised when docks change their names, so that an old layout is not half applied."""

Area = Qt.DockWidgetArea


class FoldingPalette(Protocol):
    """What a narrow window asks of the palette."""

    def set_folded(self, folded: bool) -> None: ...


class Workspace(QWidget):
    """Narrower than 1280 px the palette folds to a strip and the side panel floats over the canvas."""

    def __init__(
        self,
        palette: QWidget,
        canvas: QWidget,
        side: SidePanel,
        transport: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.frame = QMainWindow()
        self.frame.setWindowFlags(Qt.WindowType.Widget)
        self.frame.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.palette_panel, self.canvas, self.side, self.transport = palette, canvas, side, transport
        self._narrow = False
        self._side_wanted = True
        self.frame.setCentralWidget(canvas)
        self._palette_dock = _fixed(self.frame, "palette", tr("Palette"), palette, Area.LeftDockWidgetArea)
        self._side_dock = _fixed(self.frame, "side panel", tr("Side panel"), side, Area.RightDockWidgetArea)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.frame, 1)
        column.addWidget(transport)
        self.frame.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        side.chosen.connect(self._side_chosen)
        canvas.installEventFilter(self)
        signals.theme_changed.connect(self._size_panels)
        self._size_panels()
        self._side_chosen(side.current)

    @property
    def is_narrow(self) -> bool:
        """Whether the palette is folded and the side panel floats."""
        return self._narrow

    def toggle_palette(self) -> None:
        """Show or hide the palette."""
        self._palette_dock.setVisible(not self._palette_dock.isVisible())

    def unfold_palette(self) -> None:
        """Show the whole palette in a narrow window."""
        folds: FoldingPalette = self.palette_panel  # type: ignore[assignment]  # a widget with this method
        folds.set_folded(False)
        self.palette_panel.setFixedWidth(theme().px(theme().size("chrome", "palette")))

    def show_side(self, id: str) -> None:
        """Open the side panel at one of its panels; asking for the open one again closes it."""
        visible = self.side.isVisible()
        if visible and self.side.current == id:
            self._set_side_visible(False)
            return
        self.side.choose(id)
        self._set_side_visible(True)

    def open_side(self, id: str) -> None:
        """Open the side panel at one of its panels, whatever it showed."""
        self.side.choose(id)
        self._set_side_visible(True)

    def _set_side_visible(self, visible: bool) -> None:
        self._side_wanted = visible
        if self._narrow:
            self.side.setVisible(visible)
            self._place_floating_side()
        else:
            self._side_dock.setVisible(visible)

    def _side_chosen(self, id: str) -> None:
        """Learn is tall and wide: it takes the corner from the live views."""
        tall = self.side.wanted_width > theme().px(theme().size("chrome", "side_panel"))
        corner = Area.RightDockWidgetArea if tall else Area.BottomDockWidgetArea
        self.frame.setCorner(Qt.Corner.BottomRightCorner, corner)
        self._size_side()

    def _size_panels(self) -> None:
        t = theme()
        folded = self._narrow
        self.palette_panel.setFixedWidth(t.px(44 if folded else t.size("chrome", "palette")))
        self._size_side()

    def _size_side(self) -> None:
        self.side.setFixedWidth(self.side.wanted_width)
        self._side_dock.setFixedWidth(self.side.wanted_width)  # a dock that was wide would stay so
        self._place_floating_side()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_narrow(self.width() < theme().px(NARROW))

    def _set_narrow(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.side.floats = narrow
        folds: FoldingPalette = self.palette_panel  # type: ignore[assignment]  # a widget with this method
        folds.set_folded(narrow)
        if narrow:
            self._side_dock.hide()
            self.side.setParent(self.canvas)
            self._side_wanted = False
            self.side.hide()
        else:
            self._side_wanted = True
            self._side_dock.setWidget(_framed(self.side))
            self.side.show()
            self._side_dock.show()
        self._size_panels()

    def _place_floating_side(self) -> None:
        if self._narrow and self._side_wanted:
            width = min(self.side.wanted_width, self.canvas.width())
            self.side.setGeometry(self.canvas.width() - width, 0, width, self.canvas.height())
            self.side.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() is QEvent.Type.Resize:
            self._place_floating_side()
        return False

    def layout_text(self) -> str:
        """Where docks are, as text for the preferences."""
        return bytes(self.frame.saveState(VERSION).toHex().data()).decode("ascii")

    def restore_layout(self, text: str) -> bool:
        """Put docks where they were; False for a text that means nothing."""
        state = QByteArray.fromHex(QByteArray(text.encode("ascii", "ignore")))
        restored = bool(text) and self.frame.restoreState(state, VERSION)
        self._palette_dock.show()
        self._side_dock.setVisible(not self._narrow)
        self._size_panels()
        return restored


def _fixed(window: QMainWindow, name: str, title: str, content: QWidget, area: Area) -> QDockWidget:
    """A dock without a header that stays where it is."""
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
    dock.setTitleBarWidget(_Nothing(dock))
    dock.toggleViewAction().setVisible(False)
    dock.setWidget(_framed(content))
    window.addDockWidget(area, dock)
    return dock


def _framed(content: QWidget) -> QWidget:
    """A plain parent, so that the content can leave the dock and come back."""
    frame = QWidget()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(content)
    return frame


class _Nothing(QWidget):
    """A header of no height."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(0)
