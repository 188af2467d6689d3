"""What all plots over time share: the axis, the cursor, marks where a sample begins, pan and zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.area import Area, seconds
from app.plots.painting import LEFT, cursor_line, pen, straight, text, time_axis
from app.plots.panel import PlotPanel
from app.plots.source import Source
from app.plots.time_range import TimeRange
from app.translation import tr

BOUNDARY_ROOM = 46  # px that a sample needs before its name fits


class TimePlot(PlotPanel):
    """A subclass draws into ``area``, whose x is in ms."""

    left_room = 96
    top_room = 20

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        super().__init__(source, time_range, parent)
        time_range.changed.connect(self.refresh)
        time_range.cursor_moved.connect(self._cursor_moved)

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Draw the data; the axis is there already, the cursor comes after."""

    def cursor_value(self, time: float) -> str:
        """What the header says while the cursor is at ``time`` ms."""
        return seconds(time)

    def area(self, size: QSize) -> Area:
        """Where the data is drawn on a surface of this size."""
        px = theme().px
        rect = QRectF(
            px(self.left_room),
            px(self.top_room),
            max(size.width() - px(self.left_room) - px(14), 10),
            max(size.height() - px(self.top_room) - px(24), 10),
        )
        start, end = self.time_range.interval(self.source.latest)
        return Area(rect, start, end)

    def is_empty(self) -> bool:
        return self.source.frames.latest_step == 0

    def shown_state(self) -> object:
        frames = self.source.frames
        moving = frames.latest_step if self.time_range.is_following else 0
        return id(frames), moving, self.time_range.end, self.time_range.span, self.time_range.cursor

    def paint_plot(self, painter: QPainter, size: QSize) -> None:
        area = self.area(size)
        painter.fillRect(area.rect, theme().color("plot"))
        time_axis(painter, area)
        painter.save()
        self.paint_data(painter, area)
        painter.restore()
        self._paint_boundaries(painter, area)
        cursor_line(painter, area, self.time_range.cursor)

    def _paint_boundaries(self, painter: QPainter, area: Area) -> None:
        """Dashed lines where samples begin, named by their labels."""
        resolution = self.source.resolution
        for dataset in self.source.datasets():
            shown = self.source.frames.shown(dataset, int(area.x0 / resolution))
            times = shown.first_steps * resolution
            inside = times <= area.x1
            times, labels = times[inside], shown.labels[inside]
            if not len(times) or area.rect.width() / len(times) < 4:
                continue
            known = self.source.frames.datasets.get(dataset)
            names = known.samples.names if known is not None else ()
            is_image = known is not None and len(known.samples.shape) == 2
            dashed = pen(theme().color("lineStrong"), 1.0, [2, 3])
            ends = [*times[1:], area.x1]
            for time, end, label in zip(times, ends, labels, strict=True):
                x = area.x(max(float(time), area.x0))
                if time >= area.x0:
                    straight(painter, x, area.rect.top() - 12, x, area.rect.bottom(), dashed)
                room = area.x(float(end)) - x - 6
                if room >= theme().px(BOUNDARY_ROOM) and area.rect.top() >= theme().px(16):
                    words = names[int(label)] if 0 <= label < len(names) else str(label)
                    box = QRectF(x + 6, area.rect.top() - theme().px(17), room, theme().px(16))
                    words = tr("image {name}", name=words) if is_image else tr("sample {name}", name=words)
                    text(painter, box, words, where=LEFT)

    def hover(self, position: QPointF | None) -> None:
        area = self.area(self.surface.size())
        inside = position is not None and area.rect.contains(position)
        self.time_range.point_at(area.x_at(position.x()) if inside and position is not None else None)

    def _cursor_moved(self) -> None:
        cursor = self.time_range.cursor
        self.say("" if cursor is None or self.is_empty() else self.cursor_value(cursor))
        self.surface.update()

    def pan(self, dx: float, dy: float) -> None:
        area = self.area(self.surface.size())
        moved = dx * self.surface.width() / max(area.rect.width(), 1.0) * self.time_range.span
        self.time_range.pan(-moved, self.source.latest)

    def zoom(self, factor: float, position: QPointF) -> None:
        area = self.area(self.surface.size())
        at = min(max(area.x_at(position.x()), area.x0), area.x1)
        self.time_range.zoom(factor, at, self.source.latest)

    def autoscale(self) -> None:
        self.time_range.follow()
