"""Live views in docks: added, closed, detached, remembered; redrawn by one clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent

from app.appearance.theme import theme
from app.plots.base.panel import OF_A_RUN, OF_EXPERIMENTS, OF_TRAININGS, Panel
from app.plots.base.time_range import TimeRange
from app.preferences import Arrangement
from app.running.trainings.known_trainings import Trainings
from app.window.frame.workspace import Workspace
from app.window.live_views.rows_of_views import NARROWEST, RowsOfViews
from app.window.live_views.view_dock import BREATH, SEPARATOR, ViewDock

Kinds = Callable[[], dict[str, type[Panel]]]
Make = Callable[[str], Panel]
FIRST = {
    OF_A_RUN: ("raster", "traces"),
    OF_TRAININGS: ("loss", "accuracy", "confusion"),
    OF_EXPERIMENTS: ("experiment",),
}
"""What a first run, training or experiment opens; kinds of views that do not exist are passed over."""
HEIGHT = 316
LARGEST_SHARE = 0.45  # of a low window: the canvas keeps the larger part
LARGEST_OF_TWO = 0.55  # where views stand in two rows, of which each has GOOD px only so
GOOD = 150
SHARES = {"raster": 50, "traces": 37, "weight_histogram": 34}
USUAL_SHARE = 34
BESIDE = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)


class LiveViews(QObject):
    """Docks of the workspace by name ``kind#number``; ``changed`` when one came or went."""

    changed = Signal()

    def __init__(
        self, workspace: Workspace, kinds: Kinds, make: Make, time_range: TimeRange, trainings: Trainings
    ) -> None:
        super().__init__()
        self.trainings = trainings
        self._time_range = time_range
        self._workspace = workspace
        self._kinds = kinds
        self._make = make
        self._docks: dict[str, ViewDock] = {}
        self._coming: list[str] = []  # kinds that are still to be opened
        self.were_opened = False  # since the window began
        self._rows = RowsOfViews(workspace.frame, self._docks)
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
        """Tell whether a view of this kind is open that was not set aside."""
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
        dock.dockLocationChanged.connect(lambda _area: self._rows.align_soon())
        first = all(other.isHidden() for other in self._docks.values())
        frame = self._workspace.frame
        self._rows.put(dock, self._workspace.width_of_views, self._most(frame.height(), rows=2), beside)
        self._docks[name] = dock
        self.were_opened = True
        dock.show()
        dock.raise_()
        if first:
            height = min(theme().px(HEIGHT), self._most(frame.height()))
            frame.resizeDocks([dock], [height], Qt.Orientation.Vertical)
        self._share()
        self._rows.align_soon()
        self.changed.emit()
        return panel

    def bring(self, subject: str, begins: bool = True) -> None:
        """Have the views of a subject in sight: those that were set aside, or, where it ``begins``, the first.

        Of those of trainings, only such as have something to show of the one that is shown.
        Where one is in sight already nothing moves. Else the views of other subjects in the window are set aside, but
        those that show a training too.
        """
        own = [dock for dock in self._docks.values() if dock.panel.subject == subject and self._tells(type(dock.panel))]
        of_both = [dock for dock in self._docks.values() if dock.panel.shows_trainings]
        told_apart = [dock for dock in own if dock not in of_both] or own
        if any(not dock.isHidden() for dock in told_apart) or not (own or begins):
            return
        for dock in self._docks.values():
            if dock not in own and dock not in of_both and not dock.isFloating():
                dock.hide()
        for dock in own:
            dock.show()
        self._share()
        if not own:
            self._open_first(subject)

    def _open_first(self, subject: str) -> None:
        """The views with which a subject begins, with time between for the window to answer."""
        known = self.kinds()
        self._coming = [kind for kind in FIRST[subject] if kind in known and self._tells(known[kind])]
        self._open_next()

    def _tells(self, view: type[Panel]) -> bool:
        first = self.trainings.first
        return view.subject != OF_TRAININGS or first is None or view.tells_of(first.merit)

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
        """The views that are open, where, and what they show."""
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
        self._rows.align_soon()
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

    def _share(self) -> None:
        columns = self._rows.columns()
        heads = [column[0][0] for column in columns]
        shares = [max(SHARES.get(p[0].kind, USUAL_SHARE) for p in column) * theme().px(10) for column in columns]
        frame, least = self._workspace.frame, theme().px(NARROWEST)
        if shares and min(shares) * self._workspace.width_of_views < least * sum(shares):
            shares = [min(shares)] * len(shares)
        frame.resizeDocks(heads, shares, Qt.Orientation.Horizontal)
        most = self._most(frame.height(), rows=2)
        for column in columns:
            if len(column) > 1:
                frame.resizeDocks([p[0] for p in column], [most // len(column)] * len(column), Qt.Orientation.Vertical)
        # Qt has drawn a separator where a tab then lies, and leaves its line in a view that has no ground of its own.
        QTimer.singleShot(BREATH, frame, frame.update)
        self._workspace.place_floating_side()

    @staticmethod
    def _most(height: int, rows: int = 1) -> int:
        """Px that views may take of a frame so high before a hand gives them more."""
        most = round(height * LARGEST_SHARE)
        return most if rows == 1 else max(most, min(round(height * LARGEST_OF_TWO), rows * theme().px(GOOD)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and 0 < event.size().height() < event.oldSize().height():
            self._leave_the_canvas_its_share(event.oldSize().height(), event.size().height())
        return False

    def _make_room(self) -> None:
        """For a view that was put between others, or beside the canvas, and is too narrow to be read."""
        self._workspace.keep_edges()
        least = theme().px(NARROWEST)
        if any(column[0][0].width() < least for column in self._rows.columns()):
            self._share()
        beside = [dock for dock in self.areas() if self._workspace.frame.dockWidgetArea(dock) in BESIDE]
        narrow = [dock for dock in beside if dock.width() < least]
        self._workspace.frame.resizeDocks(narrow, [least] * len(narrow), Qt.Orientation.Horizontal)

    def _leave_the_canvas_its_share(self, before: int, now: int) -> None:
        """Lower views with a window that gets lower, unless a hand has made them higher than their share."""
        columns = self._rows.columns()
        rows = max((len(column) for column in columns), default=1)
        most, before = self._most(now, rows), self._most(before, rows)
        heights = [sum(place[0].height() for place in column) for column in columns]
        if heights and all(most < height <= before + len(columns) for height in heights):
            heads = [place[0] for place in columns[0]]
            self._workspace.frame.resizeDocks(heads, [most // len(heads)] * len(heads), Qt.Orientation.Vertical)

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
            self._rows.align_soon()
            self.changed.emit()
