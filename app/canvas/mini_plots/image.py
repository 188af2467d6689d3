"""Values on their places, or weights, in colours; above them what they are and how far the colours reach."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.appearance.signed_scale import colour_table
from app.appearance.value_scale import value_table
from app.canvas.mini_plots.caption import captioned
from app.canvas.painting import ink, kind
from app.canvas.painting.activity import ImageActivity
from app.canvas.painting.numbers import measured_words, short
from app.document.mini_plot import Shows
from app.i18n.translation import tr


def paint_image(painter: QPainter, face: kind.Face, area: QRectF, words: bool) -> None:
    """Weights in the colours of two signs; values from the ground to the colour of their node."""
    activity = face.activity
    if not isinstance(activity, ImageActivity):
        captioned(painter, area, plot_name(face), "", words)
        return
    room = captioned(painter, area, plot_name(face), _scale(activity), words)
    if "image" not in face.prepared:
        colours = (
            colour_table() if activity.is_signed else value_table(ink.look().color("field").rgb(), face.color.rgb())
        )
        face.prepared["image"] = ink.coloured_image(
            activity.values, activity.low, activity.high, colours, activity.wrong
        )
    image = face.prepared["image"]
    mode = Qt.AspectRatioMode.KeepAspectRatio if activity.keeps_shape else Qt.AspectRatioMode.IgnoreAspectRatio
    size = image.size().toSizeF().scaled(room.size(), mode)
    target = QRectF(room.topLeft(), size)
    target.moveCenter(room.center())
    painter.drawImage(target, image)


def plot_name(face: kind.Face) -> str:
    """The name of what the image is of."""
    plot = face.node.plot
    if plot.shows is Shows.WEIGHTS:
        activity = face.activity
        if isinstance(activity, ImageActivity) and activity.taken is not None:
            return tr("weights at {time} s", time=f"{activity.taken / 1000:.2f}")
        is_newest = isinstance(activity, ImageActivity) and activity.is_newest
        return tr("weights, the newest") if is_newest else tr("weights")
    return plot.of or tr("rate")


def _scale(activity: ImageActivity) -> str:
    high = measured_words(activity.high, activity.unit)
    return f"±{high}" if activity.is_signed else f"{short(activity.low)} – {high}"
