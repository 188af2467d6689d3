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

import pictures_of_activity as activity
import pictures_of_learning as learning
from example_strokes import Draw
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from app.appearance.theme import use_theme
from app.document.example import examples
from app.document.file.file_format import open_document
from app.start_page.card import PICTURE, WIDTH
from app.start_page.example_card import picture_file

DENSITY = 2
REGIMES = 4 * (60, 0)  # rows of excitation and of inhibition

PICTURES: dict[str, Draw] = {
    "receptive-fields": learning.receptive_fields,
    "moving-bars": learning.moving_bars,
    "shapes-by-convolution": learning.feature_maps,
    "sliding-tones": learning.sounds,
    "following-a-series": learning.series,
    "reading-a-direction": learning.direction,
    "wanted-spikes": learning.wanted,
    "digits-forward-in-time": learning.progress,
    "four-regimes": activity.rasters(150.0, REGIMES),
    "one-neuron": activity.one_neuron,
    "balanced-network": activity.rasters(400.0, (60, 18)),
    "rate-and-current": activity.rate_and_current,
    "four-cells": activity.curves(300.0),
    "winner-take-all": activity.rasters(600.0),
    "central-pattern-generator": activity.curves(1800.0),
    "where-a-sound-is": activity.rasters(2000.0),
    "synfire-chain": activity.rasters(400.0),
    "working-memory": activity.rasters(3600.0, (120,)),
    "gap-junctions": activity.rasters(300.0),
    "homeostasis": activity.settling,
    "digits": learning.digits,
    "digits-by-latency": learning.latency,
    "digits-by-conversion": learning.conversion,
    "spike-xor": learning.spike_xor,
    "yin-yang": learning.yin_yang,
    "rewarded-actions": learning.rewarded,
    "digits-without-labels": learning.without_labels,
    "tsodyks-markram": activity.curves(1200.0),
    "stdp": activity.stdp,
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
