"""Frame times of the canvas with 300 nodes and 600 links, drawn by the processor.

Run it with ``QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.canvas_frames``. It prints the median and the
50th, 95th and 99th percentile of the processor time per frame, and exits with 1 when the 95th is above its bar:
pan 20 ms, drag of a node 15 ms, new activity in every node 40 ms. Then it opens a dense network of 40 nodes and
120 links, whose badges seek their places at once: bar 1000 ms. Below 30 % of zoom a node is only a filled
shape, so its activity changes no picture; in every other view the benchmark makes sure that the picture changes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.appearance import style
from app.appearance.theme import theme
from app.canvas.activity import SpikeActivity
from app.canvas.node_item import SHAPE_UP_TO
from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.document.document import Document, Node
from app.document.drawing import new_link
from app.document.edits import AddElements

NODES, LINKS, FRAMES = 300, 600, 60
SIZE = (1600, 1000)
DENSE_NODES, DENSE_LINKS, DENSE_BAR = 40, 120, 1000.0
BARS = {"pan": 20.0, "drag": 15.0, "update all": 40.0}
MODEL = "neurons/leaky_integrate_and_fire"


def network() -> Document:
    """300 populations in a field of 20 columns, each linked with two others."""
    document = Document()
    nodes = [
        Node(f"n{i}", "population", MODEL, f"Population {i}", (i % 20 * 312.0, i // 20 * 264.0), 100, identity=i % 8)
        for i in range(NODES)
    ]
    AddElements(nodes=tuple(nodes)).apply(document)
    random = np.random.default_rng(1)
    for index in range(LINKS):
        source = nodes[index % NODES]
        target = nodes[min(NODES - 1, index % NODES + int(random.integers(1, 22)))]
        AddElements(links=(new_link(document, source, "out", target, "in"),)).apply(document)
    return document


def dense_network() -> Document:
    """40 populations in a field of 8 columns, 120 links between any two of them."""
    document = Document()
    nodes = [
        Node(f"n{i}", "population", MODEL, f"Population {i}", (i % 8 * 312.0, i // 8 * 264.0), 100, identity=i % 8)
        for i in range(DENSE_NODES)
    ]
    AddElements(nodes=tuple(nodes)).apply(document)
    random = np.random.default_rng(1)
    for source, target in random.integers(DENSE_NODES, size=(DENSE_LINKS, 2)).tolist():
        AddElements(links=(new_link(document, nodes[source], "out", nodes[target], "in"),)).apply(document)
    return document


def activity(random: np.random.Generator) -> SpikeActivity:
    return SpikeActivity(random.random(600), random.random(600), random.random(40) * 20, 12.0, 400.0)


def measured(app: QApplication, frame: Callable[[int], None]) -> np.ndarray:
    """Processor time of every frame in ms."""
    times = []
    for index in range(FRAMES):
        start = time.process_time()
        frame(index)
        app.processEvents()
        times.append(1000 * (time.process_time() - start))
    return np.array(times[5:])


def main() -> int:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app, theme())
    editor = Editor()
    view = CanvasView(editor)
    view.resize(*SIZE)
    view.show()
    editor.load(network())
    app.processEvents()
    random = np.random.default_rng(2)
    prepared = [activity(random) for _ in range(32)]
    item = view.drawing.nodes["n150"]
    late = []

    def pan(index: int) -> None:
        view.pan_by(QPoint(7 if index % 20 < 10 else -7, 3))

    def grab() -> QPoint:
        place = view.mapFromScene(item.scene_area().center())
        _mouse(view, QEvent.Type.MouseButtonPress, place)
        return place

    def update_all(index: int) -> None:
        for number, node_id in enumerate(view.drawing.nodes):
            view.set_activity(node_id, prepared[(index + number) % len(prepared)])

    def rest() -> None:
        while not view.drawing.is_settled:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    for zoom, words in ((None, "whole network"), (0.4, "40 %"), (0.6, "60 %"), (1.0, "100 %")):
        if zoom is None:
            view.fit()
        else:
            view.set_zoom(zoom)
            view.centerOn(item)
        rest()
        app.processEvents()
        shown = _changes_the_picture(view, update_all)
        assert shown == (view.zoom >= SHAPE_UP_TO), f"activity at {words}"
        place = grab()

        def drag(index: int, place: QPoint = place) -> None:
            _mouse(view, QEvent.Type.MouseMove, place + QPoint(6 + 9 * (index % 12), 5 * (index % 7)))

        dragged = measured(app, drag)
        _mouse(view, QEvent.Type.MouseButtonRelease, place)
        rest()
        for name, times in (
            ("pan", measured(app, pan)),
            ("drag", dragged),
            ("update all", measured(app, update_all)),
        ):
            p50, p95, p99 = np.percentile(times, (50, 95, 99))
            print(
                f"{words:14s} {name:11s} median {p50:6.1f} ms   p95 {p95:6.1f}   p99 {p99:6.1f}   bar {BARS[name]:.0f}"
            )
            if p95 > BARS[name]:
                late.append(f"{name} at {words}")
    dense = dense_network()
    start = time.process_time()
    editor.load(dense)
    rest()
    opened = 1000 * (time.process_time() - start)
    print(f"{DENSE_NODES} nodes, {DENSE_LINKS} links: opened in {opened:.0f} ms   bar {DENSE_BAR:.0f}")
    if opened > DENSE_BAR:
        late.append("opening a dense network")
    if late:
        print("above the bar:", ", ".join(late))
    return 1 if late else 0


def _changes_the_picture(view: CanvasView, frame: Callable[[int], None]) -> bool:
    """Whether new activity can be seen at all."""
    frame(0)
    before = view.grab().toImage()
    frame(1)
    return view.grab().toImage() != before


def _mouse(view: CanvasView, kind: QEvent.Type, place: QPoint) -> None:
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(
        kind,
        QPointF(place),
        QPointF(view.viewport().mapToGlobal(place)),
        Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button,
        held,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view.viewport(), event)


if __name__ == "__main__":
    sys.exit(main())
