"""Palette at the left, canvas in the middle, one side panel at the right, live views and transport below."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.appearance.theme import signals, theme
from app.canvas.view import CanvasView
from app.i18n.translation import tr
from app.palette.panel import PalettePanel
from app.widgets.layout import column, row
from app.window.frame.side_panel import SidePanel, SideStrip

NARROW = 1280
LEAST_FLOATING = 420  # px of height of a side panel over the canvas of a narrow window
LEAST_WIDTH, FLOATING_SHARE = 304, 0.4  # px, and of the width of the window: such a panel is no wider than it must be
LEAST_CANVAS = 240  # px beside a lesson and a side panel; else the lesson gives way
LEAST_BESIDE = 150  # px of a view beside a side panel that needs the height of the views, too
MOST_COVERED = 2 / 3  # of the canvas; what a wider panel leaves is too narrow to draw in
STRIP = 44  # px of a folded palette, and of the icons that stand for the side panel
VERSION = 1
"""Of the saved layout: raised when docks change their names, so that an old layout is not half applied."""

Area = Qt.DockWidgetArea


class FoldingLesson(Protocol):
    """The lesson as a narrow window needs it: its width while it can be read, and now."""

    @property
    def whole_width(self) -> int: ...

    @property
    def is_folded(self) -> bool: ...

    def set_folded(self, folded: bool) -> None: ...

    def minimumWidth(self) -> int: ...


class Workspace(QWidget):
    """Narrower than 1280 px the palette folds to a strip, and so does the side panel, which then floats.

    ``restored`` tells that docks were put where they had been, ``room_changed`` that ``open_room`` is another now.
    """

    restored = Signal()
    room_changed = Signal()

    def __init__(
        self,
        palette: PalettePanel,
        canvas: CanvasView,
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
        self.side_strip = SideStrip(side, self.show_side, self)
        self.side_strip.hide()
        self._side_wanted = True
        self._lesson: QWidget | None = None
        self._palette_wanted = True
        self.frame.setCentralWidget(canvas)
        left = _framed(palette)
        self._palette_frame = left
        self._palette_dock = _fixed(self.frame, "palette", tr("Palette"), left, Area.LeftDockWidgetArea)
        right = _framed(side)
        self._side_dock = _fixed(self.frame, "side panel", tr("Side panel"), right, Area.RightDockWidgetArea)
        whole = column(self)
        whole.addWidget(self.frame, 1)
        whole.addWidget(transport)
        self.frame.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
        self.frame.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        side.chosen.connect(lambda _id: self._suit_side())
        for moved in (self.frame, canvas):
            moved.installEventFilter(self)
        signals.theme_changed.connect(self._size_panels)
        self._size_panels()

    @property
    def is_narrow(self) -> bool:
        """True if the palette is folded and the side panel floats."""
        return self._narrow

    @property
    def left(self) -> list[QWidget]:
        """The widgets left of the canvas: the palette, and a lesson where one is open."""
        return [self.palette_panel] if self._lesson is None else [self.palette_panel, self._lesson]

    @property
    def open_room(self) -> tuple[int, int]:
        """The left edge and the width of the canvas, without what a floating panel leaves to be seen."""
        return self.canvas.mapTo(self, QPoint()).x(), self.canvas.width() - self.canvas.covered

    @property
    def width_of_views(self) -> int:
        """px between the palette and what stands right of live views below the canvas."""
        right = self._side_dock.width() if self._side_dock.isVisible() else 0
        return self.frame.width() - self._left_of_views - right

    @property
    def _left_of_views(self) -> int:
        return self._palette_dock.width() if self._palette_dock.isVisible() else 0

    def toggle_palette(self) -> None:
        """Show or hide the palette."""
        self._palette_wanted = not self._palette_wanted
        self._size_panels()

    def show_lesson(self, panel: QWidget | None) -> None:
        """Stand a lesson between palette and canvas, the palette folded; None takes it away."""
        if panel is self._lesson:
            return
        if panel is None and self._lesson is not None:
            self._take_keyboard_from(self._lesson)
        if self._lesson is not None:
            self._lesson.hide()
        self._lesson = panel
        if panel is not None:
            beside = self._palette_frame.layout()
            assert beside is not None
            beside.addWidget(panel)
            panel.show()
        self._fold_palette(self._narrow or panel is not None)
        self._size_panels()

    def _take_keyboard_from(self, leaving: QWidget) -> None:
        """Give it to the canvas; else the next in the order of Tab would have it."""
        focus = self.window().focusWidget()
        if focus is not None and leaving.isAncestorOf(focus):
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_lesson(self) -> None:
        """Have a lesson back that gave way to the side panel, which closes."""
        self._set_side_visible(False)

    def _fold_lesson(self) -> None:
        """Beside a side panel that would leave no canvas to work on, a lesson is a strip."""
        if self._lesson is None:
            return
        lesson: FoldingLesson = self._lesson  # type: ignore[assignment]  # a widget with these
        strips = theme().px(STRIP) * (1 + self._palette_wanted)
        left = self.width() - strips - lesson.whole_width - self._floating_width(self.width())
        folded = self._narrow and self._side_wanted and left < theme().px(LEAST_CANVAS)
        if folded != lesson.is_folded:
            self._take_keyboard_from(self._lesson)
            lesson.set_folded(folded)

    def unfold_palette(self) -> None:
        """Show the whole palette in a narrow window."""
        self._fold_palette(False)
        self._size_palette(theme().px(theme().size("chrome", "palette")))

    def _fold_palette(self, folded: bool) -> None:
        self.palette_panel.set_folded(folded)

    def _size_palette(self, width: int) -> None:
        self.palette_panel.setFixedWidth(width)
        self.palette_panel.setVisible(self._palette_wanted)
        lesson = 0 if self._lesson is None else self._lesson.minimumWidth()
        self._palette_dock.setVisible(self._palette_wanted or lesson > 0)
        self._palette_dock.setFixedWidth(width * self._palette_wanted + lesson)  # a dock that was wide would stay so

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
        if not visible:
            self._take_keyboard_from(self.side)
        if self._narrow:
            self.side.setVisible(visible)
            self.place_floating_side()
        else:
            self._side_dock.setVisible(visible)
        self._suit_side()

    def _size_panels(self) -> None:
        self._size_left()
        self._suit_side()

    def _size_left(self) -> None:
        t = theme()
        self._fold_lesson()
        folded = self._narrow or self._lesson is not None
        self._size_palette(t.px(STRIP if folded else t.size("chrome", "palette")))

    def _suit_side(self) -> None:
        """Room and mark for the panel that is chosen now."""
        if self._lesson is not None:
            self._size_left()
        self._size_side()
        self.side_strip.show_open(self.side.current if self._side_wanted else "")

    def _size_side(self) -> None:
        self.side.setFixedWidth(self.side.wanted_width)
        if not self._narrow:
            self._side_dock.setFixedWidth(self.side.wanted_width)
        self.place_floating_side()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was_narrow = self._narrow
        self._set_narrow(self.width() < theme().px(NARROW))
        if self._lesson is not None:
            self._size_left()
        if self._narrow != was_narrow or self._lesson is not None:
            self._lay_out_now()

    def _lay_out_now(self) -> None:
        """Before anything is painted: Qt would paint panels that have folded in the room that they had."""
        for part in (self._palette_frame, self._side_dock.widget(), self._palette_dock, self._side_dock, self.frame):
            layout = part.layout() if part is not None else None
            if layout is not None:
                layout.activate()

    def _set_narrow(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.side.let_float(narrow)
        self._fold_palette(narrow or self._lesson is not None)
        self._side_wanted = not narrow
        if narrow:
            self.side.setParent(self.frame)
            self.side.hide()
        self._side_dock.setWidget(_framed(self.side_strip if narrow else self.side, Qt.AlignmentFlag.AlignRight))
        self.side_strip.setVisible(narrow)
        self.side_strip.show_open("")
        self.side.setVisible(not narrow)
        self._side_dock.show()
        self._size_panels()

    def place_floating_side(self) -> None:
        """In a narrow window, over the canvas; where that is low, as high as the window, and the views stand beside it.

        Views that would become too narrow to be read there keep their width, and it lies over the last of them.
        """
        strip, covered, beside = theme().px(STRIP), 0, 0
        if self._narrow and self._side_wanted:
            room = self.frame.width() - strip
            width = self._floating_width(room)
            height = self.canvas.geometry().bottom() + 1
            if height < theme().px(LEAST_FLOATING):
                height = self.frame.height()
                beside = width if self._leaves_views_room(room - width) else 0
            self.side.setFixedWidth(width)
            self.side.setGeometry(room - width, 0, width, height)
            self.side.raise_()
            covered = max(self.canvas.geometry().right() + 1 - (room - width), 0)
        if self._narrow:
            self.side_strip.setFixedWidth(strip)
            self._side_dock.setFixedWidth(strip + beside)
        self.canvas.set_covered_right(covered if covered < MOST_COVERED * self.canvas.width() else 0)
        self.room_changed.emit()

    def _floating_width(self, room: int) -> int:
        """Of the side panel over the canvas of a narrow window: the least beside a lesson, which is read there."""
        least = theme().px(LEAST_WIDTH)
        share = least if self._lesson is not None else max(least, round(room * FLOATING_SHARE))
        return min(self.side.wanted_width, share, room)

    def _leaves_views_room(self, right: int) -> bool:
        """Tell whether the views below the canvas can be read where they end there, and the canvas is wide enough."""
        seen = [dock for dock in self._views_in(Area.BottomDockWidgetArea) if not dock.isHidden()]
        columns = len({dock.x() for dock in seen if self.frame.rect().intersects(dock.geometry())})
        left, whole = right - self._left_of_views, self.frame.width() - theme().px(STRIP) - self._left_of_views
        return 0 < columns * theme().px(LEAST_BESIDE) <= left and left > (1 - MOST_COVERED) * whole

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched in (self.frame, self.canvas) and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.place_floating_side()
        return False

    def keep_edges(self) -> None:
        """Views that were put to the left or right stand between the canvas and the panels, which keep the edges."""
        left, right = self._views_in(Area.LeftDockWidgetArea), self._views_in(Area.RightDockWidgetArea)
        for view in left:
            self.frame.splitDockWidget(self._palette_dock, view, Qt.Orientation.Horizontal)
        if right:
            self._put_outermost(self._side_dock, Area.RightDockWidgetArea)

    def _put_outermost(self, dock: QDockWidget, area: Area) -> None:
        """Beside all that stands in an area on the right: what is added last stands last."""
        was_seen = not dock.isHidden()
        self.frame.removeDockWidget(dock)
        self.frame.addDockWidget(area, dock, Qt.Orientation.Horizontal)
        dock.setVisible(was_seen)

    def _views_in(self, area: Area) -> list[QDockWidget]:
        docks = self.frame.findChildren(QDockWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        panels = (self._palette_dock, self._side_dock)
        there = (dock for dock in docks if dock not in panels and self.frame.dockWidgetArea(dock) is area)
        return [dock for dock in there if not dock.isFloating()]

    def layout_text(self) -> str:
        """The places of docks, as text for the preferences."""
        return bytes(self.frame.saveState(VERSION).toHex().data()).decode("ascii")

    def restore_layout(self, text: str) -> bool:
        """Put docks where they were; False for a text that means nothing."""
        state = QByteArray.fromHex(QByteArray(text.encode("ascii", "ignore")))
        restored = bool(text) and self.frame.restoreState(state, VERSION)
        self.keep_edges()
        self._side_dock.setVisible(self._narrow or self._side_wanted)
        self._size_panels()
        self.restored.emit()
        return restored


def _fixed(window: QMainWindow, name: str, title: str, framed: QWidget, area: Area) -> QDockWidget:
    """A dock without a header that stays where it is."""
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
    dock.setTitleBarWidget(_Nothing(dock))
    dock.toggleViewAction().setVisible(False)
    dock.setWidget(framed)
    window.addDockWidget(area, dock)
    return dock


def _framed(content: QWidget, at: Qt.AlignmentFlag | None = None) -> QWidget:
    """A plain parent, so that the content can leave the dock and come back."""
    frame = QWidget()
    row(frame).addWidget(content, 0, at or Qt.AlignmentFlag(0))
    return frame


class _Nothing(QWidget):
    """A header of no height."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(0)
