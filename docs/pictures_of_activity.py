"""Pictures of examples that run: membranes, rasters, rates, the window of a rule."""

from __future__ import annotations

import numpy as np
from example_strokes import AREA, Draw, Ran, dots, of_kind, paint_line
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.document.document import Document
from app.document.elements import Link
from app.document.vocabulary import part_model, value_of


def one_neuron(painter: QPainter, document: Document) -> None:
    """Its membrane while the current flows, with the threshold."""
    neuron = of_kind(document, "population")[0]
    ran = Ran(document, 200.0, neuron.id, "V")
    dots(painter)
    identity = theme().identity(neuron.identity)
    circle = QRectF(22, AREA.center().y() - 17, 34, 34)
    painter.setPen(QPen(identity, 1.6))
    painter.setBrush(theme().color("surface1"))
    painter.drawEllipse(circle)
    paint_icon(painter, "neuron", circle.adjusted(8, 8, -8, -8), identity)
    area = QRectF(72, 42, AREA.width() - 96, 88)
    low, threshold = float(ran.values.min()), float(value_of(neuron, "V_th"))
    top = threshold + 0.6 * (threshold - low)
    values = ran.values.copy()
    fell = np.flatnonzero(np.diff(values) < -0.5 * (threshold - low))
    values[fell] = top  # a spike is an event: drawn as a line up from the threshold

    def y(value: float) -> float:
        return area.bottom() - (value - low) / (top - low) * area.height()

    painter.setPen(QPen(theme().color("axis"), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(area.left(), y(threshold)), QPointF(area.right(), y(threshold)))
    xs = np.linspace(area.left(), area.right(), len(values))
    painter.setPen(QPen(identity, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(a, y(b)) for a, b in zip(xs, values, strict=True)]))


def rasters(duration: float, rows: tuple[int, ...] = ()) -> Draw:
    """Rasters of the populations above each other for ``duration`` ms: so many ``rows`` of the first, or all."""

    def draw(painter: QPainter, document: Document) -> None:
        ran = Ran(document, duration)
        populations = of_kind(document, "population")
        shown = rows or tuple(node.size for node in populations)
        area, top = QRectF(26, 20, AREA.width() - 52, AREA.height() - 40), 20.0
        height = (area.height() - 6 * (len(shown) - 1)) / sum(shown)
        painter.setPen(Qt.PenStyle.NoPen)
        for node, count in zip(populations, shown, strict=False):
            painter.setBrush(theme().identity(node.identity))
            for time, neuron in zip(*ran.spikes[node.id], strict=True):
                if neuron < count:
                    place = QRectF(
                        area.left() + time * area.width(), top + neuron * height, 1.8, max(0.6 * height, 1.8)
                    )
                    painter.drawRect(place)
            top += count * height + 6

    return draw


def curves(duration: float) -> Draw:
    """The membrane of every population's first neuron for ``duration`` ms, one above the other."""

    def draw(painter: QPainter, document: Document) -> None:
        dots(painter)
        neurons = of_kind(document, "population")
        height = (AREA.height() - 36 - 12 * len(neurons)) / len(neurons)
        for place, neuron in enumerate(neurons):
            values = Ran(document, duration, neuron.id, "V").values
            area = QRectF(30, 24 + place * (height + 12), AREA.width() - 60, height)
            paint_line(painter, area, values, (float(values.min()), float(values.max())), neuron.identity)

    return draw


def rate_and_current(painter: QPainter, document: Document) -> None:
    """The rate of each neuron against its current, without noise and with it."""
    dots(painter)
    seconds = 2.0
    ran = Ran(document, 1000.0 * seconds)
    area = QRectF(40, 26, AREA.width() - 80, AREA.height() - 56)
    painter.setPen(QPen(theme().color("axis"), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.drawLine(area.bottomLeft(), area.topLeft())
    populations = of_kind(document, "population")
    rates = [np.bincount(ran.spikes[node.id][1], minlength=node.size) / seconds for node in populations]
    for node, own in zip(populations, rates, strict=True):
        paint_line(painter, area, own, (0.0, float(np.max(rates))), node.identity)


def settling(painter: QPainter, document: Document) -> None:
    """The rates of neurons that are driven differently, second after second, on their way to one."""
    dots(painter)
    seconds, groups = 24, 5
    ran = Ran(document, 1000.0 * seconds)
    neurons = next(
        node for node in of_kind(document, "population") if ran.document.links_of(node.id)[0].target == node.id
    )
    times, who = ran.spikes[neurons.id]
    table, *_ = np.histogram2d(who, times, (groups, seconds), ((0, neurons.size), (0.0, 1.0)))
    rates = table * groups / neurons.size
    area = QRectF(30, 24, AREA.width() - 60, AREA.height() - 48)
    for group in rates:
        paint_line(painter, area, group, (0.0, float(rates.max())), neurons.identity)


def stdp(painter: QPainter, document: Document) -> None:
    """The learning window of the rule on the plastic link."""
    link = next(k for k in document.links.values() if k.synapses and k.synapses.plasticity)
    grow, fade = (_plasticity_of(link, name) for name in ("A_plus", "A_minus"))
    before, after = (_plasticity_of(link, name) for name in ("tau_plus", "tau_minus"))
    area = QRectF(36, 22, AREA.width() - 72, AREA.height() - 44)
    middle, reach = area.center(), 3.2 * max(before, after)
    unit = area.height() / 2 / max(grow, fade)
    painter.setPen(QPen(theme().color("axis"), 1))
    painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
    painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))
    times = np.linspace(0.0, reach, 90)
    for sign, size, tau, slot in ((1.0, grow, before, 0), (-1.0, -fade, after, 2)):
        xs = middle.x() + sign * times / reach * area.width() / 2
        ys = middle.y() - size * np.exp(-times / tau) * unit
        painter.setPen(QPen(theme().identity(slot), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(xs, ys, strict=True)]))


def _plasticity_of(link: Link, name: str) -> float:
    """A parameter of the rule by which a link learns, its default where none is given."""
    rule = part_model(link, "plasticity")
    assert rule is not None and link.synapses is not None
    return float(link.synapses.plasticity_parameters.get(name, rule.parameters()[name].default))
