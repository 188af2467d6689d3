"""A dataset: two sheets behind its top edge; the sample that is being shown, its label and its number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.appearance.icons import paint_icon
from app.appearance.theme import tokens
from app.canvas.painting import ink
from app.canvas.painting.activity import SampleActivity
from app.canvas.painting.kind import BODY_TOP, FOOT, ICON, SMALL_TOP, TALL, Face, KindPainter
from app.canvas.painting.numbers import whole_number
from app.document.elements import Node
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from app.running.record.plane import Plane
from app.widgets.painting import stroke_and_fill
from app.widgets.pictures.sample_icon import sample_icon
from engine.model.data import DatasetModel
from engine.network.values import Floats

WELL_HEIGHT = 84.0
FOOT_BASELINE = 156.0
FOOT_GAP = 6.0
LARGE_ICON = 36.0
DOT, RING, RING_PEN = 2.0, 4.5, 1.6  # diameter of a point, radius and pen of the ring around the one that is shown
MOST_CURVES = 4  # channels of a signal


class DatasetPainter(KindPainter):
    icon = "dataset"
    height = TALL

    def icon_of(self, node: Node) -> str:
        model = model_of(node.model)
        return sample_icon(model) if model is not None and issubclass(model, DatasetModel) else self.icon

    def paint_behind(self, painter: QPainter, face: Face, area: QRectF) -> None:
        painter.setPen(QPen(face.color, 1))
        for step, lift in enumerate(tokens()["node"]["dataset_sheets"], start=1):
            inset = 3.0 * step
            painter.drawLine(area.topLeft() + QPointF(inset, -lift), area.topRight() + QPointF(-inset, -lift))

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        content, activity = self.content(area), face.activity
        self._paint_sample(painter, face, QRectF(content.left(), BODY_TOP, content.width(), WELL_HEIGHT))
        if not isinstance(activity, SampleActivity):
            return
        place = (
            f"{whole_number(activity.index)} / {whole_number(activity.count)}"
            if activity.count
            else whole_number(activity.index)
        )
        left, width, tone = content.left(), content.width(), "text3"
        taken = ink.draw_text(painter, left, FOOT_BASELINE, width, place, tone, 11, 400, ink.RIGHT)
        if activity.label:
            words = tr("label {label}", label=activity.label)
            room = width - taken - FOOT_GAP
            words = words if ink.text_width(words, 11, 600) <= room else activity.label
            ink.draw_text(painter, left, FOOT_BASELINE, room, words, "text1", 11, 600)

    def paint_small_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """The sample alone, below the large title."""
        content = self.content(area)
        ground = QRectF(content.left(), SMALL_TOP, content.width(), area.height() - SMALL_TOP - FOOT)
        if ground.height() > ICON:
            self._paint_sample(painter, face, ground)

    def _paint_sample(self, painter: QPainter, face: Face, ground: QRectF) -> None:
        ink.well(painter, ground)
        activity = face.activity
        if not isinstance(activity, SampleActivity):
            middle = QRectF(0, 0, LARGE_ICON, LARGE_ICON)
            middle.moveCenter(ground.center())
            paint_icon(painter, self.icon_of(face.node), middle, ink.look().color("disabled"))
            return
        if activity.image is not None:
            self._paint_image(painter, face, activity, ground.adjusted(6, 6, -6, -6))
        if activity.signal is not None and activity.signal.shape[1] <= MOST_CURVES:
            self._paint_signal(painter, face, activity.signal, ground.adjusted(6, 8, -6, -8))
        elif activity.signal is not None:
            self._paint_map(painter, face, activity.signal, ground.adjusted(6, 6, -6, -6))
        if activity.plane is not None:
            self._paint_plane(painter, activity.plane, activity.place, ground.adjusted(6, 6, -6, -6))

    def _paint_signal(self, painter: QPainter, face: Face, signal: Floats, area: QRectF) -> None:
        """The channels over the time for which the sample is shown."""
        key = f"signal {area.top()}"
        if key not in face.prepared:
            times = np.linspace(0.0, 1.0, len(signal))
            face.prepared[key] = [ink.polyline(times, values, area, 0.0, 1.0) for values in signal.T]
        for line in face.prepared[key]:
            ink.curve(painter, line, face.color)

    def _paint_plane(self, painter: QPainter, plane: Plane, place: tuple[float, float], area: QRectF) -> None:
        """Samples as points in the colours of their classes, a ring around the one that is shown."""
        look, side = ink.look(), min(area.width(), area.height())
        corner = QPointF(area.center().x() - side / 2, area.center().y() + side / 2)
        for label in np.unique(plane.labels).tolist():
            pen = QPen(look.identity(label) if label >= 0 else look.color("text2"), DOT)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            own = plane.places[plane.labels == label]
            painter.drawPoints(QPolygonF([corner + QPointF(x * side, -y * side) for x, y in own.tolist()]))
        stroke_and_fill(painter, QPen(look.color("text1"), RING_PEN), None)
        painter.drawEllipse(corner + QPointF(place[0] * side, -place[1] * side), RING, RING)

    def _paint_map(self, painter: QPainter, face: Face, signal: Floats, area: QRectF) -> None:
        """Many channels over time, spikes or bands, channel 0 lowest; of neighbours the largest is seen."""
        key = f"map {area.top()}"
        if key not in face.prepared:
            rows, columns = round(area.height()), round(area.width())
            face.prepared[key] = ink.grey_image(largest(largest(signal.T[::-1], rows).T, columns).T, ink.look().dark)
        painter.drawImage(area, face.prepared[key])

    def _paint_image(self, painter: QPainter, face: Face, activity: SampleActivity, area: QRectF) -> None:
        if activity.image is None:
            return
        if "image" not in face.prepared:
            face.prepared["image"] = ink.grey_image(activity.image, ink.look().dark)
        image = face.prepared["image"]
        size = image.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(area.center())
        painter.drawImage(target, image)


def largest(values: Floats, most: int) -> Floats:
    """At most ``most`` rows, each the largest of neighbours: what is narrow is seen."""
    if len(values) <= most:
        return values
    edges = np.linspace(0, len(values), most + 1).astype(np.int64)[:-1]
    return np.asarray(np.maximum.reduceat(values, edges))
