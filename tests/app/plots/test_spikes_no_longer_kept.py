"""Of spikes that are no longer kept no view says that there were none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.canvas.painting.kind import mean_rate_words
from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.plots.exports.span_export import Span, choose_and_export
from app.plots.statistics.panel import NEURONS, SELECTED, StatisticsPanel
from app.plots.statistics.population_statistics import population_figures
from app.plots.statistics.statistics_table import UNKNOWN
from app.plots.views.raster import Raster
from app.plots.views.rates import Rates
from app.running.record.activity import spike_activity
from app.running.record.ring_buffer import SAMPLES_KEPT, RingBuffer
from tests.app.file_answers import answer_with
from tests.app.plots.hand import words_inside
from tests.app.plots.stage import Stage
from tests.app.seen import sentences

BUSY, QUIET = "3", "4"  # 100 neurons and 10: of the second all spikes are kept
KEPT = 15_000


@pytest.fixture
def played(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A second was run, of which room is kept for a part of the spikes."""
    monkeypatch.setattr(RingBuffer.__init__, "__defaults__", (KEPT, SAMPLES_KEPT))
    apply(qapp, theme())
    stage = Stage()
    stage.start(1000.0)
    qtbot.waitUntil(lambda: stage.run.state == "paused" and stage.run.status().step == 10_000)
    yield stage
    stage.close()


@pytest.fixture
def since(played: Stage) -> float:
    """The ms from which on spikes of the busy population are kept."""
    frames = played.run.frames
    assert frames.kept_since(QUIET) == 0 and 4000 < frames.kept_since(BUSY) < 6000
    return frames.kept_since(BUSY) * played.run.resolution


def shown(view: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(view)
    view.resize(560, 360)
    view.show()
    qtbot.waitExposed(view)


def test_a_raster_shows_where_nobody_knows_and_says_so_at_the_cursor(played: Stage, since: float, qtbot: QtBot) -> None:
    raster = Raster(played.source, played.time_range)
    shown(raster, qtbot)
    raster.draw_now()
    assert words_inside(raster) == ["no longer kept"]
    band = next(part.band for element, part in raster.rows(int(raster.data_rect.height())) if element.id == BUSY)
    y, left, width = (band.top + band.bottom) / 2, raster.data_rect.left(), raster.data_rect.width()
    picture = raster.graph.grab().toImage()
    at = QPointF(left + 6, raster.data_rect.top() + band.top + 2)
    assert picture.pixelColor(at.toPoint()) == theme().color("surface2")
    raster.graph.hovered.emit(QPointF(left + 6, raster.data_rect.top() + y))
    assert "Hidden: no longer kept" in raster.header.value
    raster.hover(QPointF(left + width - 6, raster.data_rect.top() + y))
    assert "Hidden" in raster.header.value and "kept" not in raster.header.value
    played.time_range.show(since + 1, 1000.0)
    raster.draw_now()
    assert not words_inside(raster)
    assert raster.graph.grab().toImage().pixelColor(at.toPoint()) != theme().color("surface2")


def test_a_rate_has_a_gap_there(played: Stage, since: float, qtbot: QtBot) -> None:
    rates = Rates(played.source, played.time_range)
    shown(rates, qtbot)
    rates.draw_now()
    elements = {element.id: element for element in rates.elements()}
    times, busy = rates.curve(elements[BUSY], 0.0, 1000.0)
    assert np.isnan(busy[times < since - 10]).all() and np.isfinite(busy[times > since + 10]).all()
    assert np.isfinite(rates.curve(elements[QUIET], 0.0, 1000.0)[1]).all()
    early = {title for title, time, _ in rates.table().rows if time < since - 10}
    assert "Output" in early and "Hidden" not in early
    played.time_range.point_at(20.0)
    assert UNKNOWN in rates.header.value


def test_figures_are_of_what_is_kept_and_say_of_which_time(played: Stage, since: float, qtbot: QtBot) -> None:
    _, _, part = population_figures(played.run.frames, ((BUSY, 100), (QUIET, 10)), 0.0, 1000.0, 0.1)
    assert (part[BUSY][0], part[QUIET][0]) == (since, 0.0)
    assert part[BUSY][1].figures.rate == pytest.approx(300.0, rel=0.05), "not fewer over a longer time"
    panel = StatisticsPanel(played.source, played.time_range)
    shown(panel, qtbot)
    played.time_range.select(100.0, since - 100.0)
    qtbot.waitUntil(lambda: panel.populations.span() == (100.0, since - 100.0))
    assert panel.span.value == SELECTED
    words = {str(row[0]): row for row in panel.populations.table().rows}
    assert words["Hidden"][2:4] == ("", "") and words["Hidden"][-2:] == ("", "")
    assert words["Output"][3] == pytest.approx(300.0, rel=0.1) and words["Output"][-2:] == (100.0, since - 100.0)
    qtbot.waitUntil(lambda: "Hidden before" in panel.populations.counted.words)
    assert "Output" not in panel.populations.counted.words
    panel.open_neurons(BUSY)
    assert panel.of.value == NEURONS
    qtbot.waitUntil(lambda: sentences(panel.empty) == ["The spikes of this time are no longer kept."])


def test_a_node_knows_no_rate_of_such_a_moment(played: Stage, since: float) -> None:
    frames = played.run.frames
    past = spike_activity(frames, BUSY, 100, 0.1, at=int(since / 0.1) - 500)
    assert np.isnan(past.mean_rate) and np.isnan(past.rate).all() and not len(past.times)
    beyond = spike_activity(frames, BUSY, 100, 0.1, at=int(since / 0.1) + 1000)
    assert beyond.mean_rate == pytest.approx(300.0, rel=0.1), "of the part that is kept"
    assert spike_activity(frames, QUIET, 10, 0.1, at=int(since / 0.1) - 500).mean_rate == pytest.approx(300, rel=0.2)


@pytest.mark.parametrize("zoom", [1.0, 0.4])
def test_a_node_draws_such_a_moment_with_a_dash(played: Stage, since: float, qtbot: QtBot, zoom: float) -> None:
    editor = Editor()
    view = CanvasView(editor)
    shown(view, qtbot)
    editor.load(played.document)
    view.set_zoom(zoom)
    view.centerOn(view.drawing.nodes[BUSY])
    past = spike_activity(played.run.frames, BUSY, 100, 0.1, at=int(since / 0.1) - 500)
    view.set_activity(BUSY, past)
    view.grab()
    face = view.drawing.nodes[BUSY].face
    assert mean_rate_words(face) == UNKNOWN
    assert not any(key.startswith("rate") for key in face.prepared), "no curve of what nobody knows"


def test_an_exported_span_says_what_it_lacks(
    played: Stage, since: float, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []
    answer_with(monkeypatch, tmp_path / "span.npz")
    parent = QWidget()
    qtbot.addWidget(parent)
    choose_and_export(parent, Span(played.source, 50.0, 1000.0), lambda *said: told.append(said))
    qtbot.waitUntil(lambda: len(told) == 2)
    words, tone = told[1]
    assert tone == "warning" and words.startswith("Written: span.npz") and "Hidden before" in words
    assert "Output" not in words
