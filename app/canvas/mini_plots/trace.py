"""One quantity of one neuron over the last moments, with its newest value."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.canvas.mini_plots.caption import captioned
from app.canvas.painting import kind
from app.canvas.painting.activity import TraceActivity
from app.canvas.painting.numbers import measured_words
from app.document.elements import Node
from app.document.meaning.plottable import states_of
from app.i18n.translation import tr


def paint_trace(painter: QPainter, face: kind.Face, area: QRectF, words: bool) -> None:
    """A curve from its lowest to its highest value."""
    node, activity = face.node, face.activity
    shown = activity if isinstance(activity, TraceActivity) and len(activity.values) else None
    said = _name(node) if words else ""
    value = measured_words(float(shown.values[-1]), shown.unit) if words and shown is not None else ""
    room = captioned(painter, area, said, value, words)
    if shown is not None:
        kind.paint_trace(painter, face, shown, room)


def _name(node: Node) -> str:
    """The quantity, and of many neurons which."""
    name = node.plot.of or next(iter(states_of(node)), "")
    return f"{name} · {tr('neuron {number}', number=node.plot.neuron)}" if node.size > 1 else name
