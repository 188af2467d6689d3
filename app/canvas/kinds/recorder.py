"""A recorder: cut corners; what it keeps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from app.canvas.painting import ink
from app.canvas.painting.kind import LOW, Face, KindPainter
from app.document.vocabulary import INDICES, QUANTITY, model_of
from app.i18n.translation import tr
from app.widgets.painting import line_path
from engine.model.declaration import RecorderModel
from engine.model.link_variables import WEIGHT

KEPT_BASELINE = 60.0


class RecorderPainter(KindPainter):
    icon = "recorder"
    height = LOW

    def outline(self, area: QRectF) -> QPainterPath:
        cut = ink.look().size("node", "recorder_chamfer")
        across, down = QPointF(cut, 0), QPointF(0, cut)
        corners = (area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft())
        steps = ((down, across), (-across, down), (-down, -across), (across, -down))
        path = line_path([corner + step for corner, both in zip(corners, steps, strict=True) for step in both])
        path.closeSubpath()
        return path

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        content = self.content(area)
        model = model_of(face.node.model)
        of_link = model is not None and issubclass(model, RecorderModel) and model.records == "weight"
        indices = str(face.node.parameters.get(INDICES, ""))
        if of_link:
            which = tr("number {indices}", indices=indices) if indices else tr("all")
        else:
            which = tr("neurons {indices}", indices=indices) if indices else tr("all neurons")
        quantity = str(face.node.parameters.get(QUANTITY, "")) or (WEIGHT if of_link else "")
        words = f"{quantity} · {which}" if quantity else which
        ink.draw_text(painter, content.left(), KEPT_BASELINE, content.width(), words, "text3", 11)

    def paint_small_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        content = self.content(area)
        ink.draw_text(painter, content.left(), 43, content.width(), face.node.title, "text1", 20, 600)
