"""Pictures of examples that are shown data: samples, what answers them, what a training makes of them."""

from __future__ import annotations

import numpy as np
from example_strokes import AREA, Ran, dots, first_image, of_kind, paint_image, paint_line, shape
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.appearance.signed_scale import colour_table
from app.appearance.theme import theme
from app.appearance.value_scale import value_table
from app.canvas.painting.ink import coloured_image
from app.document.document import Document
from app.document.meaning.meaning import meaning
from app.document.meaning.shapes import shape_of
from app.document.vocabulary import value_of
from app.running.record.fields import Pixels, summed, tiled
from app.running.record.image_activity import limit_of
from engine.circuit.trained import with_arrays
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.simulation.simulation import Simulation

COUNTED_ROWS = 8
POINTS = 1200
ANSWERS = 72


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
    from engine.model.registry.discovery import find

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
    from engine.model.registry.discovery import find

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
    simulation = Simulation(meaning(document).description, seed=document.settings.seed, backend="numba")
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
    network, training = meaning(document).description, document.training
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
    fitted = fit(
        meaning(document).description, methods()[training.method], seed=document.settings.seed, settings=settings
    )
    paint_image(painter, first_image(document), QRectF(30, 44, 76, 76))
    area = QRectF(140, 34, AREA.width() - 170, 96)
    painter.setPen(QPen(theme().color("axis"), 1))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    right = np.array([0.1, *(epoch.training_accuracy for epoch in fitted.history)])
    paint_line(painter, area, right, (0.0, 1.0), of_kind(document, "population")[0].identity)


def moving_bars(painter: QPainter, document: Document) -> None:
    """Three pictures of one bar, and the changes that its pixels tell: brighter in one colour, darker in another."""
    dots(painter)
    network, encoder = meaning(document).description, of_kind(document, "encoder")[0]
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


def feature_maps(painter: QPainter, document: Document) -> None:
    """A shape, and what each channel of the first layer makes of it while it is shown."""
    dots(painter)
    dataset, layer = meaning(document).description.datasets[0], of_kind(document, "population")[0]
    ran = Ran(document, dataset.sample_time)
    grid, samples = shape_of(layer), dataset.model.load(dataset.parameters)
    assert grid is not None
    image = samples.values[ran.shown[dataset.id][0].sample].reshape(samples.shape)
    table = value_table(theme().color("surface2").rgb(), theme().color("text1").rgb())
    painter.drawImage(QRectF(30, 44, 84, 84), coloured_image(image, 0.0, 1.0, table))
    fired = np.bincount(ran.spikes[layer.id][1], minlength=layer.size).reshape(grid)
    across, side, gap = 4, 38.0, 6.0
    for place, one in enumerate(fired):
        line, beside = divmod(place, across)
        picture = QRectF(142 + beside * (side + gap), 22 + line * (side + gap), side, side)
        ground, colour = theme().color("surface2").rgb(), theme().identity(layer.identity).rgb()
        painter.drawImage(picture, coloured_image(one, 0.0, float(fired.max()), value_table(ground, colour)))


def sounds(painter: QPainter, document: Document) -> None:
    """A sound of each class, low bands below: it is their order in time that differs."""
    dots(painter)
    dataset, bands = meaning(document).description.datasets[0], of_kind(document, "encoder")[0]
    samples = dataset.model.load(dataset.parameters)
    ground, colour = theme().color("surface2").rgb(), theme().identity(bands.identity).rgb()
    for place in range(len(samples.names)):
        line, beside = divmod(place, 2)
        picture = QRectF(34 + beside * 136, 20 + line * 66, 120, 56)
        shown = np.ascontiguousarray(samples.values[place].T[::-1])
        painter.drawImage(picture, coloured_image(shown, 0.0, 1.0, value_table(ground, colour)))


def series(painter: QPainter, document: Document) -> None:
    """A piece of the series, and above it, in the colour of the membrane, what is wanted of that: the same, earlier."""
    dots(painter)
    dataset = meaning(document).description.datasets[0]
    samples = dataset.model.load(dataset.parameters)
    assert samples.series is not None
    for number, (line, top) in enumerate(((samples.series[0, :, 0], 26), (samples.values[0][:, 0], 88))):
        area = QRectF(34, top, AREA.width() - 68, 50)
        painter.setPen(QPen(theme().color("axis"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        node = of_kind(document, "encoder")[0] if number else of_kind(document, "population")[1]
        paint_line(painter, area, line, (0.0, 1.0), node.identity)


def receptive_fields(painter: QPainter, document: Document) -> None:
    """What each rival is fed by, at the beginning and after a while."""
    dots(painter)
    simulation = Simulation(meaning(document).description, seed=document.settings.seed, backend="numba")
    link = next(link for link in document.links.values() if link.synapses is not None and link.synapses.plasticity)
    rivals = document.nodes[link.target]
    side = round(document.nodes[link.source].size ** 0.5)
    across, gap = 4, 34.0
    width = (AREA.width() - 2 * 26 - gap) / 2
    for place, duration in enumerate((1.0, 15_000.0)):
        simulation.advance(round(duration / document.settings.resolution))
        ends = simulation.connections(link.id)
        shown = range(min(rivals.size, 3 * across))
        fields = summed(simulation.weights(link.id), ends, Pixels(side, side, 1), shown)
        values = tiled(fields, across)
        limit = limit_of(fields.ravel())
        image = coloured_image(values, -limit, limit, colour_table())
        height = width * image.height() / image.width()
        area = QRectF(26 + place * (width + gap), (AREA.height() - height) / 2, width, height)
        painter.drawImage(area, image)
    middle, y = 26 + width + gap / 2, AREA.height() / 2
    painter.setPen(QPen(theme().color("text2"), 1.8))
    painter.drawPolyline([QPointF(middle - 4, y - 6), QPointF(middle + 4, y), QPointF(middle - 4, y + 6)])
