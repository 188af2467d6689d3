"""Frame times of NodeGraphQt with 300 nodes and 600 links, in its own environment: ``python nodegraphqt_frames.py``.

Prints ``ready`` once the drawing stands, then for every line read the 95th percentiles of CPU milliseconds of a pan and
of a drag of one node, each of so many frames, at 40 % of zoom in a view of 1600 × 1000 pixels.
"""

from __future__ import annotations

import os
import random
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from NodeGraphQt import BaseNode, NodeGraph
from PySide6.QtWidgets import QApplication

NODES, LINKS, FRAMES, COLUMNS = 300, 600, 15, 20
ZOOM = 0.4
WARM = 3  # frames that are not counted


class Box(BaseNode):
    __identifier__ = "drawn"
    NODE_NAME = "Population"

    def __init__(self):
        super().__init__()
        self.add_input("in", multi_input=True)
        self.add_output("out", multi_output=True)


def drawing():
    """The nodes in a field of 20 columns, each linked with two others, as the canvas' own benchmark has them."""
    graph, chance = NodeGraph(), random.Random(1)
    graph.register_node(Box)
    places = [(i % COLUMNS * 312.0, i // COLUMNS * 264.0) for i in range(NODES)]
    nodes = [
        graph.create_node("drawn.Box", name=f"Population {i}", pos=p, push_undo=False) for i, p in enumerate(places)
    ]
    for index in range(LINKS):
        source, target = nodes[index % NODES], nodes[min(NODES - 1, index % NODES + chance.randint(1, 21))]
        if source is not target:
            source.output(0).connect_to(target.input(0), push_undo=False)
    return graph, nodes


def measured(app, frame):
    """The 95th percentile of CPU ms of this thread."""
    times = []
    for index in range(FRAMES):
        began = time.thread_time()
        frame(index)
        app.processEvents()
        times.append(1000 * (time.thread_time() - began))
    return sorted(times[WARM:])[int(0.95 * (FRAMES - WARM))]


def main():
    app = QApplication([])
    graph, nodes = drawing()
    viewer, node = graph.viewer(), nodes[NODES // 2]
    graph.widget.resize(1600, 1000)
    graph.widget.show()
    app.processEvents()
    middle = node.view.scenePos()
    width, height = 1600 / ZOOM, 1000 / ZOOM
    viewer._scene_range.setRect(middle.x() - width / 2, middle.y() - height / 2, width, height)
    viewer._update_scene()
    app.processEvents()
    x, y = node.view.xy_pos

    def pan(index):
        viewer._set_viewer_pan(7 / ZOOM if index % 20 < 10 else -7 / ZOOM, 3 / ZOOM)

    def drag(index):
        node.view.setPos(x + (6 + 9 * (index % 12)) / ZOOM, y + 5 * (index % 7) / ZOOM)

    print("ready", flush=True)
    for _ in sys.stdin:
        print(measured(app, pan), measured(app, drag), flush=True)


if __name__ == "__main__":
    main()
