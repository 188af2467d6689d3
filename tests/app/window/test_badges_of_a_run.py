"""The badge of a link that learns says its mean weight in the run, of the moment that is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.canvas.links.badge import SIZE, detail
from app.canvas.painting.ink import text_width
from app.document.document import Document
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from tests.app.window.rooms import Room, run_to, show


@pytest.fixture
def room(quick_room: Room) -> Room:
    sketch = Sketch("Growing", resolution=1.0)
    noise = sketch.node("stimuli/poisson", "Noise", (0, 0), 10, parameters={"rate": 400.0})
    relay = sketch.node("neurons/leaky_integrate_and_fire", "Relay", (336, 0), 10)
    cell = sketch.node("neurons/leaky_integrate_and_fire", "Cell", (768, 0))
    dense = {"synapse": DELTA, "wiring": ALL_TO_ALL, "delay": 1.0}
    sketch.link(noise, relay, **dense, weight=5.0)
    sketch.link(
        relay, cell, **dense, weight=8.0, plasticity="plasticity/hebb",
        plasticity_parameters={"eta": 0.003, "w_max": 40.0},
    )  # fmt: skip
    show(quick_room, sketch.document)
    return quick_room


def learning(document: Document) -> str:
    return next(id for id, link in document.links.items() if link.synapses and link.synapses.plasticity)


def said(room: Room) -> float:
    """The mean weight on the badge, NaN where it says what is drawn."""
    words = room.canvas.drawing.links[learning(room.editor.document)].running_weight
    return float(words.removeprefix("w ")) if words else float("nan")


def second_line(room: Room) -> bool:
    """Whether there is ink in the lower half of the badge."""
    item = room.canvas.drawing.links[learning(room.editor.document)]
    area = item.badge.adjusted(8, item.badge.height() * 0.7, -8, -4)
    picture = QImage(area.size().toSize() * 2, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    room.canvas.drawing.render(painter, QRectF(picture.rect()), area)
    painter.end()
    return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 3


def test_a_number_that_is_longer_than_what_is_drawn_takes_no_line_away(room: Room) -> None:
    assert second_line(room)
    link = learning(room.editor.document)
    for spread in (0.0, 1.0):
        room.canvas.drawing.set_weight(link, (-123456.7, spread))
        assert second_line(room)
    item = room.canvas.drawing.links[link]
    face = replace(item.face, rule="a rule of a very long name", weight="w 12345")
    number = text_width(face.weight, SIZE)
    for more in (60.0, 5.0):
        words = detail(face, number + more)
        assert text_width(words, SIZE) <= number + more
        assert words.endswith("… · w 12345") if more > 50.0 else words == "w 12345"


def test_the_badge_follows_the_weights_looks_back_with_the_views_and_forgets_the_run(qtbot: QtBot, room: Room) -> None:
    link = learning(room.editor.document)
    for ms in (500.0, 1000.0, 2500.0):  # where a run stands still its weights are told
        run_to(qtbot, room, ms)
    frames = room.run.frames

    def mean_at(ms: float) -> float:
        known = frames.weight_history(link, round(ms) + 1, round(ms) + 1)
        return float(known.means[-1])

    qtbot.waitUntil(lambda: said(room) == pytest.approx(mean_at(2500.0), rel=0.01))
    assert mean_at(2500.0) > 1.1 * mean_at(1000.0) > 8.0, "it learns"
    room.time_range.look_back(1100.0)
    qtbot.waitUntil(lambda: said(room) == pytest.approx(mean_at(1100.0), rel=0.01))
    assert said(room) < 0.95 * mean_at(2500.0)
    assert room.editor.document.links[link].synapses.weight == 8.0, "the drawing is as it was"
    room.control.reset()
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms == 0)
    qtbot.waitUntil(lambda: not said(room) > 8.0)
