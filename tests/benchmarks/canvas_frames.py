"""Frame times of the canvas with 300 nodes and 600 links, and with 1,000 and 2,000, drawn by the processor.

    python -m tests.benchmarks.canvas_frames

Times are CPU milliseconds of the window's thread per frame, offscreen, while the engine computes on the other core:
the 95th percentile, of three turns the median. Then a dense network of 40 nodes and 120 links is opened, whose badges
seek their places at once. New activity where three of four nodes show a chosen plot has a row of its own. Below 30 %
of zoom a node is only a filled shape, so its activity changes no picture; in every other view the benchmark makes sure
that the picture changes. Between the turns a fixed painting is timed, of which the bars are multiples
(``bars.json``), and NodeGraphQt pans and drags the first network, where ``python -m tests.peers.environments
nodegraphqt`` made its environment. The table is written into the page of performance, and the exit code is 1 where a
bar is missed.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.appearance import style
from app.appearance.theme import theme
from app.canvas.nodes.node_item import SHAPE_UP_TO
from app.canvas.painting.activity import Activity, ImageActivity, SpikeActivity, TraceActivity
from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.document.document import Document
from app.document.edits import AddElements
from app.document.elements import Node
from app.document.making.drawing import new_link
from app.document.mini_plot import MiniPlot, Shows
from tests.benchmarks.bars import beside
from tests.benchmarks.full_load import engine_at_full_load
from tests.benchmarks.nodegraphqt import nodegraphqt
from tests.benchmarks.page import PERFORMANCE, put, table
from tests.benchmarks.painting import Painting

NODES, LINKS, FRAMES = 300, 600, 60
BESIDE = (0.0, -72.0, 160.0, 66.0)  # from the corner of a node
SIZE = (1600, 1000)
DENSE_NODES, DENSE_LINKS = 40, 120
LARGER, DENSE, CHOSEN = "any of 1,000 / 2,000", "opening the dense network", "chosen plots, update all"
FIGURES = "pan", "drag", "update all", LARGER, CHOSEN, DENSE
DRAWINGS: dict[tuple[int, int], dict[str, float | None]] = {
    (NODES, LINKS): {"whole network": None, "40 %": 0.4, "60 %": 0.6, "100 %": 1.0},
    (1000, 2000): {"whole network": None, "30 %": 0.3, "40 %": 0.4, "100 %": 1.0},
}
TURNS = 3
MODEL = "neurons/leaky_integrate_and_fire"


def network(count: int = NODES, links: int = LINKS) -> Document:
    """Populations in a field of 20 columns, each linked with two others."""
    document = Document()
    nodes = [
        Node(
            f"e{i + 1}", "population", MODEL, f"Population {i}", (i % 20 * 312.0, i // 20 * 264.0), 100, identity=i % 8
        )
        for i in range(count)
    ]
    AddElements(nodes=tuple(nodes)).apply(document)
    document.next_id = count + 1
    random = np.random.default_rng(1)
    for index in range(links):
        source = nodes[index % count]
        target = nodes[min(count - 1, index % count + int(random.integers(1, 22)))]
        AddElements(links=(new_link(document, source, "out", target, "in"),)).apply(document)
    return document


def with_chosen_plots(document: Document) -> dict[str, Shows]:
    """Three of four nodes show a plot that a person chose, every other of them beside the node; what each shows."""
    kinds = (Shows.TRACE, Shows.RASTER, Shows.RATE, Shows.IMAGE)
    chosen: dict[str, Shows] = {}
    for index, node in enumerate(document.nodes.values()):
        if index % 4 != 3:
            chosen[node.id] = kinds[index // 4 % 4]
    for index, (node_id, shows) in enumerate(chosen.items()):
        beside = BESIDE if index % 2 else None
        document.put(replace(document.nodes[node_id], plot=MiniPlot(shows, "", 0, beside)))
    return chosen


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


def chosen_activity(random: np.random.Generator, shows: Shows) -> Activity:
    """As a run has it: 200 points of a trace, 48 × 96 values of an image, else spikes."""
    if shows is Shows.TRACE:
        return TraceActivity(np.linspace(0, 1, 200), random.random(200), 400.0, "mV")
    if shows is Shows.IMAGE:
        return ImageActivity(random.random((48, 96)), 0.0, 1.0, "mV", keeps_shape=False)
    return activity(random)


def measured(app: QApplication, frame: Callable[[int], None]) -> float:
    """The 95th percentile of this thread's processor time per frame, in ms."""
    times = []
    for index in range(FRAMES):
        start = time.thread_time()
        frame(index)
        app.processEvents()
        times.append(1000 * (time.thread_time() - start))
    return float(np.percentile(times[5:], 95))


def frames_of(app: QApplication, view: CanvasView, zoom: float | None) -> dict[str, float]:
    """What a frame of each kind takes in a view of the drawing, None for the whole of it."""
    item = view.drawing.nodes[f"e{len(view.drawing.nodes) // 2 + 1}"]
    random = np.random.default_rng(2)
    prepared = [activity(random) for _ in range(32)]

    def pan(index: int) -> None:
        view.pan_by(QPoint(7 if index % 20 < 10 else -7, 3))

    def update_all(index: int) -> None:
        for number, node_id in enumerate(view.drawing.nodes):
            view.set_activity(node_id, prepared[(index + number) % len(prepared)])

    if zoom is None:
        view.fit()
    else:
        view.set_zoom(zoom)
        view.centerOn(item)
    rest(app, view)
    shown = _changes_the_picture(view, update_all)
    assert shown == (view.zoom >= SHAPE_UP_TO), f"activity at {zoom}"
    place = view.mapFromScene(item.scene_area().center())
    _mouse(view, QEvent.Type.MouseButtonPress, place)
    dragged = measured(
        app, lambda i: _mouse(view, QEvent.Type.MouseMove, place + QPoint(6 + 9 * (i % 12), 5 * (i % 7)))
    )
    _mouse(view, QEvent.Type.MouseButtonRelease, place)
    view.editor.undo_stack.undo()
    rest(app, view)
    return {"pan": measured(app, pan), "drag": dragged, "update all": measured(app, update_all)}


def frames_of_chosen_plots(app: QApplication, view: CanvasView, zoom: float) -> float:
    """What new activity takes where three of four nodes show a chosen plot."""
    document = network()
    chosen = with_chosen_plots(document)
    view.editor.load(document)
    view.set_zoom(zoom)
    view.centerOn(view.drawing.nodes["e151"])
    rest(app, view)
    random = np.random.default_rng(2)
    prepared = {
        shows: [chosen_activity(random, shows) for _ in range(16)] for shows in {*chosen.values(), Shows.AUTOMATIC}
    }

    def update_all(index: int) -> None:
        for number, (node_id, item) in enumerate(view.drawing.nodes.items()):
            place = (index + number) % 16
            view.set_activity(node_id, prepared[chosen[node_id] if item.has_chosen_body else Shows.AUTOMATIC][place])
            if not item.plate.isEmpty():
                view.set_plot(node_id, prepared[chosen[node_id]][place])

    assert _changes_the_picture(view, update_all), "chosen plots"
    return measured(app, update_all)


def rest(app: QApplication, view: CanvasView) -> None:
    """Until every badge hangs where it will stay."""
    while not view.drawing.is_settled:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    app.processEvents()


def opened_dense(app: QApplication, view: CanvasView) -> float:
    """CPU ms until a dense network is drawn and its badges hang."""
    dense = dense_network()
    start = time.thread_time()
    view.editor.load(dense)
    rest(app, view)
    return 1000 * (time.thread_time() - start)


def main() -> int:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app, theme())
    editor = Editor()
    view = CanvasView(editor)
    view.resize(*SIZE)
    view.show()
    rows, worst, painting = [], dict.fromkeys(FIGURES, 0.0), Painting()
    with engine_at_full_load(app), nodegraphqt() as peer:
        for (nodes, links), zooms in DRAWINGS.items():
            editor.load(network(nodes, links))
            rest(app, view)
            for words, zoom in zooms.items():
                turns = []
                for _ in range(TURNS):
                    turns.append(frames_of(app, view, zoom))
                    painting.turn()
                    if peer is not None and (nodes, words) == (NODES, "40 %"):
                        peer.turn()
                found = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
                rows.append([f"{nodes:,} / {links:,}", words, *(f"{found[name]:.1f}" for name in found)])
                print(*rows[-1], sep="   ", flush=True)
                for name, value in found.items():
                    key = name if nodes == NODES else LARGER
                    worst[key] = max(worst[key], value)
        worst[CHOSEN] = statistics.median(frames_of_chosen_plots(app, view, 0.4) for _ in range(TURNS))
        rows.append([f"{NODES} / {LINKS}, chosen plots", "40 %", "–", "–", f"{worst[CHOSEN]:.1f}"])
        print(*rows[-1], sep="   ", flush=True)
        worst[DENSE] = statistics.median(opened_dense(app, view) for _ in range(TURNS))
    if peer is not None:
        rows.append([f"{NODES} / {LINKS}, NodeGraphQt", "40 %", *peer.words()])
    rows.append(["the painting", "–", *3 * [f"{painting.ms:.1f}"]])
    met = [beside(name, worst[name], painting.ms) for name in FIGURES]
    text = table(["Nodes / links", "View", "Pan", "Drag", "Activity of all"], rows, *met)
    if peer is None:
        text += "\nNodeGraphQt could not be tried."
    put("canvas", text, PERFORMANCE)
    print(*met, sep="; ")
    return 0 if all(bar.is_met for bar in met) else 1


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
