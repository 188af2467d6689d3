"""Draws the pictures of the start page from the examples themselves: what they do when they run.

``python docs/draw_examples.py [example ...]`` writes ``resources/examples/pictures/<example>-dark.png`` and
``-light.png``, of all or of the named ones.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from example_strokes import AREA, Draw, Ran, dots, first_image, of_kind, paint_image, paint_line, shape
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPen, QPolygonF

from app.appearance.icons import paint_icon
from app.appearance.theme import theme, use_theme
from app.document.document import Document
from app.document.file_format import open_document
from app.document.gallery import examples
from app.document.interpretation import interpret
from app.document.vocabulary import link_value_of, value_of
from app.start_page.example_card import PICTURE, WIDTH, picture_file
from engine.learning import methods
from engine.learning.evaluation import with_arrays
from engine.learning.fitting import fit
from engine.simulation.simulation import Simulation

DENSITY = 2
COUNTED_ROWS = 8
POINTS = 1200
ANSWERS = 72
REGIMES = 4 * (60, 0)  # rows of excitation and of inhibition


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


def digits(painter: QPainter, document: Document) -> None:
    """An image of the data and the network that reads it."""
    dots(painter)
    image = first_image(document)
    paint_image(painter, image, QRectF(30, 44, 76, 76))
    shapes = [(144, 52, "encoder"), (222, 60, "population"), (290, 40, "population")]
    nodes = of_kind(document, "encoder") + of_kind(document, "population")
    middle = AREA.center().y()
    painter.setPen(QPen(theme().color("thread"), 1.6, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(112, middle), QPointF(142, middle))
    for (x, side, kind), node, following in zip(shapes, nodes, [*shapes[1:], None], strict=True):
        identity = theme().identity(node.identity)
        if following is not None:
            painter.setPen(QPen(identity, 1.6))
            right = x + (44 if kind == "encoder" else 42)
            for offset in (-2.5, 2.5):
                painter.drawLine(QPointF(right, middle + offset), QPointF(following[0], middle + offset))
        painter.setPen(QPen(identity, 1.6))
        painter.setBrush(theme().color("surface1"))
        painter.drawPath(shape(kind, QRectF(x, middle - side / 2, 42 if side > 45 else 34, side)))


def latency(painter: QPainter, document: Document) -> None:
    """One image as the one spike of each of its pixels: the brighter, the earlier."""
    dots(painter)
    encoder = of_kind(document, "encoder")[0]
    sample_time = float(value_of(of_kind(document, "dataset")[0], "sample_time"))
    ran = Ran(document, sample_time)
    paint_image(painter, first_image(document), QRectF(30, 44, 76, 76))
    area = QRectF(140, 34, AREA.width() - 170, 96)
    painter.setPen(QPen(theme().color("axis"), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.setPen(QPen(theme().identity(encoder.identity), 1.8))
    for time, channel in zip(*ran.spikes[encoder.id], strict=True):
        x, y = area.left() + time * area.width(), area.top() + (channel + 0.5) / encoder.size * area.height()
        painter.drawLine(QPointF(x, y - 2.4), QPointF(x, y + 2.4))


def conversion(painter: QPainter, document: Document) -> None:
    """The spikes of some pixels' worth of input, counted: rows of the hidden layer, most active first."""
    dots(painter)
    hidden = of_kind(document, "population")[0]
    ran = Ran(document, float(value_of(of_kind(document, "dataset")[0], "sample_time")))
    paint_image(painter, first_image(document), QRectF(30, 44, 76, 76))
    area = QRectF(140, 34, AREA.width() - 170, 96)
    times, neurons = ran.spikes[hidden.id]
    counts = np.bincount(neurons, minlength=hidden.size)
    order = np.argsort(-counts, kind="stable")[counts[np.argsort(-counts, kind="stable")] > 0]
    rows = order[:: max(len(order) // COUNTED_ROWS, 1)][:COUNTED_ROWS]
    painter.setPen(QPen(theme().identity(hidden.identity), 1.8))
    for row, neuron in enumerate(rows):
        y = area.top() + (row + 0.5) / len(rows) * area.height()
        for time in times[neurons == neuron]:
            x = area.left() + time * area.width()
            painter.drawLine(QPointF(x, y - 4.0), QPointF(x, y + 4.0))


def spike_xor(painter: QPainter, document: Document) -> None:
    """The four patterns: when each of the three inputs fires."""
    from engine.model.discovery import find

    dots(painter)
    dataset = of_kind(document, "dataset")[0]
    samples = find(dataset.model).load({})
    patterns = samples.values[np.arange(len(samples.labels))]
    area = QRectF(26, 40, AREA.width() - 52, 84)
    width = area.width() / len(patterns)
    last = float(np.nonzero(patterns)[1].max()) + 2.0
    identities = (theme().identity(2), theme().identity(0))
    for place, (pattern, label) in enumerate(zip(patterns, samples.labels, strict=True)):
        left = area.left() + place * width + 8
        for row in range(pattern.shape[1]):
            y = area.top() + (row + 0.5) / pattern.shape[1] * area.height()
            painter.setPen(QPen(theme().color("axis"), 1))
            painter.drawLine(QPointF(left, y + 9), QPointF(left + width - 16, y + 9))
            painter.setPen(QPen(identities[int(label)], 2.2))
            for time in np.flatnonzero(pattern[:, row]):
                x = left + (time + 0.5) / last * (width - 16)
                painter.drawLine(QPointF(x, y - 8), QPointF(x, y + 9))


def yin_yang(painter: QPainter, document: Document) -> None:
    """Its points where they lie, each in the colour of its part."""
    from engine.model.discovery import find

    dots(painter)
    dataset = of_kind(document, "dataset")[0]
    samples = find(dataset.model).load({})
    side = AREA.height() - 32
    area = QRectF(AREA.center().x() - side / 2, 16, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y, *_), label in list(zip(samples.values, samples.labels, strict=True))[:POINTS]:
        painter.setBrush(theme().identity(int(label)))
        painter.drawEllipse(QPointF(area.left() + x * side, area.bottom() - y * side), 1.7, 1.7)


def rewarded(painter: QPainter, document: Document) -> None:
    """The actions taken, one after another, a row for each: full where they were right, hollow where not."""
    dots(painter)
    simulation = Simulation(interpret(document), seed=document.settings.seed, backend="numba")
    dataset = simulation.description.datasets[0]
    period = round((dataset.sample_time + dataset.gap) / simulation.description.resolution)
    answers = [a for _ in range(ANSWERS) for found in simulation.advance(period).answers.values() for a in found]
    area = QRectF(30, 40, AREA.width() - 60, 84)
    actions = of_kind(document, "population")[0]
    for place, answer in enumerate(answers):
        x = area.left() + (place + 0.5) / len(answers) * area.width()
        y = area.top() + (answer.answer + 0.5) / actions.size * area.height()
        is_right = answer.answer == answer.label
        colour = theme().identity(actions.identity) if is_right else theme().color("axis")
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(colour if is_right else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 3.0, 3.0)


def without_labels(painter: QPainter, document: Document) -> None:
    """An image, and rivals of which the first to fire silences the others: its raster alone goes on."""
    dots(painter)
    rivals = of_kind(document, "population")[0]
    ran = Ran(document, float(value_of(of_kind(document, "dataset")[0], "sample_time")))
    paint_image(painter, first_image(document), QRectF(30, 44, 76, 76))
    area = QRectF(140, 34, AREA.width() - 170, 96)
    times, neurons = ran.spikes[rivals.id]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().identity(rivals.identity))
    for time, neuron in zip(times, neurons, strict=True):
        x, y = area.left() + time * area.width(), area.top() + (neuron + 0.5) / rivals.size * area.height()
        painter.drawEllipse(QPointF(x, y), 1.8, 1.8)


def stdp(painter: QPainter, document: Document) -> None:
    """The learning window of the rule on the plastic link."""
    link = next(k for k in document.links.values() if k.synapses and k.synapses.plasticity)
    grow, fade = (float(link_value_of(link, "plasticity", name)) for name in ("A_plus", "A_minus"))
    before, after = (float(link_value_of(link, "plasticity", name)) for name in ("tau_plus", "tau_minus"))
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


def direction(painter: QPainter, document: Document) -> None:
    """The spikes of every neuron as a stroke towards the direction that it prefers, and the sum of them all."""
    dots(painter)
    neurons = of_kind(document, "population")[0]
    ran = Ran(document, float(value_of(of_kind(document, "dataset")[0], "sample_time")))
    counts = np.bincount(ran.spikes[neurons.id][1], minlength=neurons.size)
    ways = np.exp(2j * np.pi * np.arange(neurons.size) / neurons.size)
    middle, reach, inner = AREA.center(), 66.0, 12.0

    def at(place: complex) -> QPointF:
        return QPointF(middle.x() + place.real, middle.y() - place.imag)

    painter.setPen(QPen(theme().identity(neurons.identity), 2))
    for way, length in zip(ways, inner + (reach - inner) * counts / counts.max(), strict=True):
        painter.drawLine(at(inner * way), at(length * way))
    whole = (counts * ways).sum()
    painter.setPen(QPen(theme().color("text1"), 3))
    painter.drawLine(at(0j), at(1.15 * reach * whole / abs(whole)))


def wanted(painter: QPainter, document: Document) -> None:
    """When each neuron is to fire, as rings, and when it does after training, as dots."""
    dots(painter)
    network, training = interpret(document), document.training
    fitted = fit(
        network, methods()[training.method], seed=document.settings.seed, settings=training.of(training.method)
    )
    dataset = network.datasets[0]
    steps = round(dataset.sample_time / network.resolution)
    neurons = of_kind(document, "population")[0]
    block = Simulation(with_arrays(network, fitted.arrays), backend="numba").advance(steps).spikes[neurons.id]
    targets = dataset.model.load(dataset.parameters).targets
    area = QRectF(34, 36, AREA.width() - 68, AREA.height() - 72)
    identity = theme().identity(neurons.identity)

    def at(time: float, neuron: int) -> QPointF:
        return QPointF(area.left() + time * area.width(), area.top() + (neuron + 0.5) / neurons.size * area.height())

    painter.setPen(QPen(theme().color("axis"), 1))
    for neuron in range(neurons.size):
        painter.drawLine(at(0.0, neuron), at(1.0, neuron))
    painter.setPen(QPen(theme().color("text2"), 1.6))
    painter.setBrush(theme().color("canvas"))
    for time, neuron in zip(targets.times, targets.neurons, strict=True):
        painter.drawEllipse(at(time, neuron), 7, 7)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(identity)
    for time, neuron in zip(block.steps / steps, block.neurons, strict=True):
        painter.drawEllipse(at(time, neuron), 3.4, 3.4)


def progress(painter: QPainter, document: Document) -> None:
    """An image, and the share of right answers, epoch after epoch of the training that the example keeps."""
    dots(painter)
    training = document.training
    settings = {**training.of(training.method), "epochs": 8.0}
    fitted = fit(interpret(document), methods()[training.method], seed=document.settings.seed, settings=settings)
    paint_image(painter, first_image(document), QRectF(30, 44, 76, 76))
    area = QRectF(140, 34, AREA.width() - 170, 96)
    painter.setPen(QPen(theme().color("axis"), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    right = np.array([0.1, *(epoch.training_accuracy for epoch in fitted.history)])
    paint_line(painter, area, right, (0.0, 1.0), of_kind(document, "population")[0].identity)


def moving_bars(painter: QPainter, document: Document) -> None:
    """Three pictures of one bar, and the changes that its pixels tell: brighter in one colour, darker in another."""
    dots(painter)
    network, encoder = interpret(document), of_kind(document, "encoder")[0]
    dataset = network.datasets[0]
    frames = dataset.model.load(dataset.parameters).values[round(dataset.parameters["training"])]  # the first test
    ran = Ran(document, dataset.sample_time)
    pixels = frames.shape[1]
    side = round(pixels**0.5)
    for place, frame in enumerate(frames[4:17:6]):
        picture = QRectF(30, 14 + 48 * place, 40, 40)
        painter.setPen(QPen(theme().color("axis"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(picture)
        paint_image(painter, frame.reshape(side, side), picture)
    area = QRectF(96, 24, AREA.width() - 126, AREA.height() - 48)
    painter.setPen(Qt.PenStyle.NoPen)
    for time, train in zip(*ran.spikes[encoder.id], strict=True):
        painter.setBrush(theme().identity(encoder.identity if train % 2 else encoder.identity + 2))
        row = (train // 2 + 0.5) / pixels
        painter.drawEllipse(QPointF(area.left() + time * area.width(), area.top() + row * area.height()), 1.8, 1.8)


PICTURES: dict[str, Draw] = {
    "moving-bars": moving_bars,
    "reading-a-direction": direction,
    "wanted-spikes": wanted,
    "digits-forward-in-time": progress,
    "four-regimes": rasters(150.0, REGIMES),
    "one-neuron": one_neuron,
    "balanced-network": rasters(400.0, (60, 18)),
    "rate-and-current": rate_and_current,
    "four-cells": curves(300.0),
    "winner-take-all": rasters(600.0),
    "central-pattern-generator": curves(1800.0),
    "where-a-sound-is": rasters(2000.0),
    "synfire-chain": rasters(400.0),
    "working-memory": rasters(3600.0, (120,)),
    "gap-junctions": rasters(300.0),
    "homeostasis": settling,
    "digits": digits,
    "digits-by-latency": latency,
    "digits-by-conversion": conversion,
    "spike-xor": spike_xor,
    "yin-yang": yin_yang,
    "rewarded-actions": rewarded,
    "digits-without-labels": without_labels,
    "tsodyks-markram": curves(1200.0),
    "stdp": stdp,
}


def main() -> None:
    """Draw the examples in both themes."""
    application = QGuiApplication([])
    wanted = set(sys.argv[1:])
    for example in examples():
        if wanted and example.path.stem not in wanted:
            continue
        document = open_document(example.path)
        for dark in (True, False):
            use_theme(dark)
            image = QImage(WIDTH * DENSITY, PICTURE * DENSITY, QImage.Format.Format_ARGB32)
            image.setDevicePixelRatio(DENSITY)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            PICTURES[example.path.stem](painter, document)
            painter.end()
            path = picture_file(example.path, dark)
            path.parent.mkdir(exist_ok=True)
            image.save(str(path))
    application.quit()


if __name__ == "__main__":
    main()
