"""What is written at the ports of a group."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.canvas import ink
from app.canvas.ports import WORDS_GAP, WORDS_ROOM, PlacedPort, paint_door_words
from app.document.connecting import Port
from engine.model.declaration import Payload


@pytest.mark.parametrize("is_output", [False, True])
@pytest.mark.parametrize("words", ["Excitatory: spikes", "A population whose name is very long indeed: spikes"])
def test_no_thread_strikes_through_what_is_written_at_a_port(qapp: QApplication, is_output: bool, words: str) -> None:
    image = QImage(300, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)  # a thread everywhere
    painter = QPainter(image)
    placed = PlacedPort(Port("out", Payload.SPIKES), QPointF(150, 40), is_output, "1", words)
    paint_door_words(painter, placed)
    painter.end()
    pixels = np.array([[image.pixel(x, y) for x in range(300)] for y in range(60)])
    ground = pixels != image.pixel(0, 0)
    columns = np.flatnonzero(ground.any(axis=0))
    taken = min(ink.text_width(words, 11), WORDS_ROOM)
    assert taken - 12 < columns[-1] - columns[0] <= WORDS_ROOM + 8
    assert (columns > 150 + WORDS_GAP - 5).all() if is_output else (columns < 150 - WORDS_GAP + 5).all()
    rows = slice(40 - 7 - 8, 40 - 7)  # where the letters stand
    assert ground[rows, columns[0] + 2 : columns[-1] - 1].all()
