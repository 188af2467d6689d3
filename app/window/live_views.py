"""Live views in docks: added, closed, detached, remembered; redrawn by one clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from app.appearance.theme import theme
from app.plots.panel import OF_A_RUN, OF_TRAININGS, Panel
from app.plots.time_range import TimeRange
from app.preferences import Arrangement
from app.widgets.buttons import rise
from app.window.workspace import Workspace

Kinds = Callable[[], dict[str, type[Panel]]]
Make = Callable[[str], Panel]
FIRST = {OF_A_RUN: ("raster", "traces"), OF_TRAININGS: ("loss", "accuracy", "confusion")}
"""What a first run, or training, opens; kinds of views that do not exist are passed over."""
BREATH = 30  # ms from one opened view to the next: each takes 50 ms to open and 30 ms to be laid out
HEIGHT = 316
NARROWEST = 240  # px that every view below the canvas keeps: one more comes onto the place of another, by a tab
LARGEST_SHARE = 0.45  # of a low window: the canvas keeps the larger part
SHARES = {"raster": 50, "traces": 37, "weight_histogram": 34}
USUAL_SHARE = 34
SEPARATOR = "#"
BELOW = Qt.DockWidgetArea.BottomDockWidgetArea
BESIDE = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
APART = (560, 360)  # px at least of a view that stands apart
TITLE = 32  # px that a desktop may put above it


class LiveViews(QObject):
    """Docks of the workspace by name ``kind#number``; ``changed`` when one came or went."""

    changed = Signal()

    def __init__(self, workspace: Workspace, kinds: Kinds, make: Make, time_range: TimeRange) -> None:
        super().__init__()
        self._time_range = time_range
        self._workspace = workspace
        self._kinds = kinds
        self._make = make
        self._docks: dict[str, ViewDock] = {}
        self._coming: list[str] = []  # kinds that are still to be opened
        self.were_opened = False  # since the window began
        workspace.frame.installEventFilter(self)

    def kinds(self) -> dict[str, type[Panel]]:
        """Every kind of view, by key."""
        return self._kinds()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the open views, in the order of opening."""
        return tuple(self._docks)

    @property
    def open_kinds(self) -> tuple[str, ...]:
        """The kind of each open view."""
        return tuple(dock.kind for dock in self._docks.values())

    def panels(self) -> Iterator[Panel]:
        """The open views."""
        return (dock.panel for dock in self._docks.values())

    def panels_in_sight(self) -> Iterator[Panel]:
        """The open views that are neither set aside nor behind another one's tab."""
        return (dock.panel for dock in self._docks.values() if dock.is_in_sight)

    def add(self, kind: str, name: str = "", beside: bool = False) -> Panel:
        """Open a view beside the others, by a tab where they would get too narrow and it need not stand ``beside``.

        Without a name one of this kind that was set aside comes back.
        """
        aside = next((dock for dock in self._docks.values() if dock.kind == kind and dock.isHidden()), None)
        if aside is not None and not name:
            aside.show()
            self._share()
            return aside.panel
        return self._opened(kind, name or self._free_name(kind), beside)

    def add_new(self, kind: str) -> Panel:
        """Open one more view of a kind, whatever was set aside."""
        return self._opened(kind, self._free_name(kind))

    def elsewhere(self) -> list[ViewDock]:
        """The open views that may be hard to find: behind the tab of another, or in a window of their own."""
        return [
            dock for dock in self._docks.values() if not dock.isHidden() and (dock.isFloating() or not dock.is_in_sight)
        ]

    def show(self, dock: ViewDock) -> None:
        """Bring an open view before whatever hides it."""
        dock.raise_()
        if dock.isFloating():
            dock.showNormal()
            dock.activateWindow()

    def has(self, kind: str) -> bool:
        """Whether a view of this kind is open that was not set aside."""
        return any(dock.kind == kind and not dock.isHidden() for dock in self._docks.values())

    def docks(self) -> Iterator[ViewDock]:
        """The docks of the open views."""
        return iter(self._docks.values())

    def areas(self) -> list[ViewDock]:
        """The views that are in sight within the window."""
        return [dock for dock in self._docks.values() if dock.is_in_sight and not dock.isFloating()]

    def apart(self) -> list[ViewDock]:
        """The views that are in windows of their own."""
        return [dock for dock in self._docks.values() if dock.isVisible() and dock.isFloating()]

    def apart_at(self, place: QPoint) -> ViewDock | None:
        """The view in a window of its own under a place of the screen."""
        return next((dock for dock in self.apart() if dock.rect().contains(dock.mapFromGlobal(place))), None)

    def view_at(self, place: QPoint) -> Panel | None:
        """The view under a place of the screen; one in a window of its own lies above the others."""
        apart = self.apart_at(place)
        if apart is not None:
            return apart.panel
        for dock in self._docks.values():
            if dock.isVisible() and dock.rect().contains(dock.mapFromGlobal(place)):
                return dock.panel
        return None

    def _opened(self, kind: str, name: str, beside: bool = False) -> Panel:
        panel = self._make(kind)
        dock = ViewDock(name, panel, self._workspace.frame)
        dock.gone.connect(self._forget)
        dock.came_back.connect(self._make_room)
        first = all(other.isHidden() for other in self._docks.values())
        frame, columns = self._workspace.frame, self._columns()
        frame.addDockWidget(BELOW, dock)
        has_room = (len(columns) + 1) * theme().px(NARROWEST) <= self._workspace.width_of_views
        if columns and not (has_room or beside):
            frame.tabifyDockWidget(min(reversed(columns), key=len)[-1], dock)
        self._docks[name] = dock
        self.were_opened = True
        dock.show()
        dock.raise_()
        if first:
            height = min(theme().px(HEIGHT), round(frame.height() * LARGEST_SHARE))
            frame.resizeDocks([dock], [height], Qt.Orientation.Vertical)
        self._share()
        self.changed.emit()
        return panel

    def bring(self, subject: str, begins: bool = True) -> None:
        """Have the views of a subject in sight: those that were set aside, or, where it ``begins``, the first.

        Where one is in sight already nothing moves. Else the views of other subjects in the window are set aside.
        """
        own = [dock for dock in self._docks.values() if dock.panel.subject == subject]
        if any(not dock.isHidden() for dock in own) or not (own or begins):
            return
        for dock in self._docks.values():
            if dock not in own and not dock.isFloating():
                dock.hide()
        for dock in own:
            dock.show()
        self._share()
        if not own:
            self._open_first(subject)

    def _open_first(self, subject: str) -> None:
        """The views with which a subject begins, with time between for the window to answer."""
        known = self.kinds()
        self._coming = [kind for kind in FIRST[subject] if kind in known]
        self._open_next()

    def _open_next(self) -> None:
        if not self._coming:
            return
        self.add(self._coming.pop(0), beside=True)
        QTimer.singleShot(BREATH, self, self._open_next)

    def open_named(self, names: tuple[str, ...]) -> None:
        """Open views by the names of an earlier window; kinds that no longer exist are passed over."""
        known = self.kinds()
        for name in names:
            kind = name.partition(SEPARATOR)[0]
            if kind in known and name not in self._docks:
                self.add(kind, name)

    @property
    def arrangement(self) -> Arrangement:
        """Which views are open, where, and what they show."""
        contents = tuple(panel.content() for panel in self.panels())
        span = self._time_range.span if self._time_range.is_chosen else 0.0
        return Arrangement(self.names, self._workspace.layout_text(), contents, span)

    def arrange(self, kept: Arrangement) -> None:
        """These views alone, where they were and of what they were; as many as there are kinds of them left."""
        self.close_all()
        self.open_named(kept.views)
        for name, content in zip(kept.views, kept.contents, strict=False):  # an older one has none
            if name in self._docks:
                self._docks[name].panel.show_content(content)
        self._workspace.restore_layout(kept.layout)
        # In a window of another width, or beside problems, Qt takes all that is missing from the last of them.
        QTimer.singleShot(0, self._workspace.frame, self._make_room)
        self._time_range.choose(kept.span)

    def close_all(self) -> None:
        """Close every view."""
        self._coming.clear()
        for dock in list(self._docks.values()):
            dock.close()

    def _free_name(self, kind: str) -> str:
        number = 1
        while f"{kind}{SEPARATOR}{number}" in self._docks:
            number += 1
        return f"{kind}{SEPARATOR}{number}"

    def _columns(self) -> list[list[ViewDock]]:
        """The views below the canvas, those whose tabs lie on one place together."""
        frame, found = self._workspace.frame, list[list[ViewDock]]()
        for dock in self._docks.values():
            if dock.isFloating() or dock.isHidden() or frame.dockWidgetArea(dock) is not BELOW:
                continue
            behind = frame.tabifiedDockWidgets(dock)
            column = next((column for column in found if column[0] in behind), None)
            if column is None:
                found.append([dock])
            else:
                column.append(dock)
        return found

    def _share(self) -> None:
        docks = [column[0] for column in self._columns()]
        shares = [SHARES.get(dock.kind, USUAL_SHARE) * theme().px(10) for dock in docks]
        self._workspace.frame.resizeDocks(docks, shares, Qt.Orientation.Horizontal)
        # Qt has drawn a separator where a tab then lies, and leaves its line in a view that has no ground of its own.
        QTimer.singleShot(BREATH, self._workspace.frame, self._workspace.frame.update)
        self._workspace.place_floating_side()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and 0 < event.size().height() < event.oldSize().height():
            self._leave_the_canvas_its_share(event.oldSize().height(), event.size().height())
        return False

    def _make_room(self) -> None:
        """For a view that was put between others, or beside the canvas, and is too narrow to be read."""
        self._workspace.keep_edges()
        least = theme().px(NARROWEST)
        if any(column[0].width() < least for column in self._columns()):
            self._share()
        beside = [dock for dock in self.areas() if self._workspace.frame.dockWidgetArea(dock) in BESIDE]
        narrow = [dock for dock in beside if dock.width() < least]
        self._workspace.frame.resizeDocks(narrow, [least] * len(narrow), Qt.Orientation.Horizontal)

    def _leave_the_canvas_its_share(self, before: int, now: int) -> None:
        """Lower views with a window that gets lower, unless a hand has made them higher than their share."""
        below = [dock for dock in self._docks.values() if dock.is_in_sight and not dock.isFloating()]
        most = round(now * LARGEST_SHARE)
        lowered = [dock for dock in below if most < dock.height() <= round(before * LARGEST_SHARE) + 1]
        if lowered and len(lowered) == len(below):
            self._workspace.frame.resizeDocks(lowered[:1], [most], Qt.Orientation.Vertical)

    def _forget(self, name: str) -> None:
        dock = self._docks.pop(name, None)
        if dock is not None:
            dock.panel.leave()
            dock.setObjectName("")  # an arrangement that is put back finds the next of this name
            self._workspace.frame.removeDockWidget(dock)
            dock.deleteLater()
            if all(other.isHidden() for other in self._docks.values()):  # what was set aside is not forgotten
                for other in self._docks.values():
                    other.show()
            self._workspace.place_floating_side()
            self.changed.emit()


class ViewDock(QDockWidget):
    """A live view with its own header; ``gone`` tells its name when it was closed, ``came_back`` into the window."""

    gone = Signal(str)
    came_back = Signal()

    def __init__(self, name: str, panel: Panel, parent: QWidget) -> None:
        super().__init__(panel.title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.kind = name.partition(SEPARATOR)[0]
        self.panel, self._home = panel, parent
        self.setTitleBarWidget(panel.header)
        self.setWidget(panel)
        panel.header.renamed.connect(self.setWindowTitle)  # what its tab says
        panel.closing.connect(self.close)
        panel.detaching.connect(self._detach)
        self._stood: QPoint | None = None  # on the screen, before its button took it out
        self.topLevelChanged.connect(self._frame_soon)
        self._let_go = QTimer(self)
        self._let_go.setInterval(BREATH)
        self._let_go.timeout.connect(self._frame)

    @property
    def is_in_sight(self) -> bool:
        """Whether it is open, and not behind the tab of another: there Qt puts it outside the window."""
        return self.isVisible() and (self.isFloating() or self._home.rect().intersects(self.geometry()))

    def _detach(self) -> None:
        """Out of the window, or back into it."""
        self._stood = None if self.isFloating() else self.mapToGlobal(QPoint())
        self.setFloating(not self.isFloating())

    def _frame_soon(self, apart: bool) -> None:
        """Once the hand that may have dragged it out lets go: a window that is made anew would slip from it."""
        if apart:
            self._let_go.start()
        else:
            self._let_go.stop()
        QTimer.singleShot(0, self, self._placed)

    def _placed(self) -> None:
        rise(self.panel.header.detach_button)  # it left the mouse, and not the mouse it
        if not self.isFloating():
            self.came_back.emit()

    def _frame(self) -> None:
        """What stands apart is a window of the desktop: with a frame, on whichever screen it is moved to."""
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return
        self._let_go.stop()
        if not self.isFloating() or self.windowType() is Qt.WindowType.Window:
            return
        area, was_seen = self._area_apart(), self.isVisible()
        self._stood = None
        self.setWindowTitle(self.panel.title)
        self.setWindowFlags(Qt.WindowType.Window)
        self.setGeometry(area)
        self.addActions(self._home.window().actions())  # keys of the window act here too
        self.setVisible(was_seen)
        holder = self if self.panel.graph.isHidden() else self.panel.graph
        holder.setFocus(Qt.FocusReason.OtherFocusReason)  # else a button of the header would take Space

    def _area_apart(self) -> QRect:
        """Where it stands, as large as a window, and whole on the screen where a hand or an arrangement has put it."""
        stands = self.pos() if self._stood is None else self._stood
        middle = QRect(stands, self.size()).center()
        look, screen = theme(), QGuiApplication.screenAt(middle) or self.screen()
        room = screen.availableGeometry()
        size = self.size().expandedTo(QSize(look.px(APART[0]), look.px(APART[1]))).boundedTo(room.size())
        x = min(max(stands.x(), room.left()), room.left() + room.width() - size.width())
        y = min(max(stands.y(), room.top() + look.px(TITLE)), room.top() + room.height() - size.height())
        return QRect(QPoint(x, y), size)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.gone.emit(self.objectName())
