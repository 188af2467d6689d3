"""A view of an endless dotted ground: panned and zoomed by wheel, touchpad and pinch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QNativeGestureEvent, QPainter, QRegion, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from app.appearance.theme import theme
from app.canvas.ground.ground import paint_ground
from app.i18n.translation import tr

CHILDREN_ONLY = Qt.FindChildOption.FindDirectChildrenOnly
LEAST_ZOOM, MOST_ZOOM = 0.1, 4.0
ZOOM_STEP = 1.2
WHEEL_NOTCH = 120


class EndlessView(QGraphicsView):
    """``moved`` tells of every pan and zoom, ``zoom_changed`` the new zoom."""

    moved = Signal()
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = 1.0  # 1 is the size at which the tokens are written, times that of the font
        self.least_zoom = LEAST_ZOOM  # less where that shows all of a drawing
        self._shifting = False
        self._held: tuple[QPointF, QPointF] | None = None  # a point of the viewport, and what the last zoom kept there
        self._shape()

    def _shape(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Canvas"))
        self.setMinimumSize(240, 160)

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Zoom and keep a point of the viewport (its middle by default) over the same place."""
        fixed = QPointF(self.viewport().rect().center()) if around is None else around
        place = self._place_at(fixed)
        self.zoom = max(self.least_zoom, min(MOST_ZOOM, zoom))
        self.resetTransform()
        self.scale(self.zoom * theme().scale, self.zoom * theme().scale)
        moved = self.mapFromScene(place) - fixed.toPoint()
        self.pan_by(-moved)
        self.zoom_changed.emit(self.zoom)

    def _place_at(self, fixed: QPointF) -> QPointF:
        """The scene point that is kept at a point of the viewport: through all steps of one zoom the same.

        The ground moves by whole pixels; what each step loses by that would add up.
        """
        if self._held is None or self._held[0] != fixed or self._is_off(*self._held):
            self._held = fixed, self.mapToScene(fixed.toPoint())
        return self._held[1]

    def _is_off(self, fixed: QPointF, place: QPointF) -> bool:
        """Tell whether the ground was moved since."""
        away = self.mapFromScene(place) - fixed.toPoint()
        return max(abs(away.x()), abs(away.y())) > 1

    def zoom_in(self) -> None:
        """One step nearer, around the middle."""
        self.set_zoom(self.zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step farther away."""
        self.set_zoom(self.zoom / ZOOM_STEP)

    def actual_size(self) -> None:
        """At 100 %: a scene unit is a pixel of the usual density."""
        self.set_zoom(1.0)

    def pan_by(self, delta: QPoint) -> None:
        """Move the ground by pixels."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        with self._floating_kept():
            across.setValue(across.value() - delta.x())
            down.setValue(down.value() - delta.y())
        self.moved.emit()

    def centerOn(self, *place: Any) -> None:  # as Qt has it: a point, two numbers or an item
        """Move the ground so that a place of the scene is in the middle."""
        super().centerOn(*place)
        self.moved.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Shift the pixels that are drawn already; what floats over the drawing keeps its place."""
        with self._floating_kept():
            super().scrollContentsBy(dx, dy)

    @contextmanager
    def _floating_kept(self) -> Iterator[None]:
        """Put the children of the viewport back where they were, once the outermost of these blocks ends.

        Qt shifts pixels only where nothing lies over the viewport, so what floats is a child of it, and Qt takes
        children along. Once one of them is put back, nothing is shifted any more before the next frame.
        """
        if self._shifting:
            yield
            return
        self._shifting = True
        floating = [(child, child.pos()) for child in self.viewport().findChildren(QWidget, options=CHILDREN_ONLY)]
        try:
            yield
        finally:
            self._shifting = False
            for child, place in floating:
                child.move(place)

    def visible_area(self) -> QRectF:
        """The area that the viewport shows, in scene coordinates."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def picture(self) -> QImage:
        """A picture of what is seen, in device pixels, without what floats over the drawing."""
        ground, density = self.viewport(), self.devicePixelRatioF()
        picture = QImage(ground.size() * density, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(density)
        ground.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
        return picture

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        paint_ground(painter, painter.worldTransform().mapRect(QRectF(rect)).toAlignedRect())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the mouse, and pans sideways with Shift or when it is tilted; a touchpad pans, or zooms
        with Ctrl."""
        self.moved.emit()
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not event.pixelDelta().isNull() and not zooms:
            self.pan_by(event.pixelDelta())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not event.angleDelta().y():
            turned = event.angleDelta().y() or event.angleDelta().x()
            self.pan_by(QPoint(turned // 2, 0))
        else:
            notches = event.angleDelta().y() / WHEEL_NOTCH
            self.set_zoom(self.zoom * ZOOM_STEP**notches, event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """A pinch of two fingers zooms at its middle."""
        pinch = isinstance(event, QNativeGestureEvent) and (
            event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        )
        if pinch and isinstance(event, QNativeGestureEvent):
            self.set_zoom(self.zoom * (1 + event.value()), event.position())
            return True
        return super().viewportEvent(event)
