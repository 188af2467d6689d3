"""The Statistics panel: figures of what runs, of the last second, of what is in view, of a marked span."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.statistics.panel import NEWEST, SELECTED, StatisticsPanel
from app.plots.statistics.population_statistics import counted_words, population_figures
from app.plots.statistics.statistics_table import StatisticsRow, figure
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from engine.analysis.summary import MOST_NEURONS
from tests.app.file_answers import answer_with
from tests.app.plots.stage import RATE, Stage
from tests.app.running.fake import Chunk


def opened(stage: Stage, qtbot: QtBot) -> StatisticsPanel:
    panel = StatisticsPanel(stage.source, stage.time_range)
    qtbot.addWidget(panel)
    panel.resize(420, 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def counted(stage: Stage, qtbot: QtBot) -> StatisticsPanel:
    panel = opened(stage, qtbot)
    qtbot.waitUntil(lambda: len(panel.populations.rows()) == 3)
    return panel


def test_an_empty_panel_says_what_to_do(stage: Stage, qtbot: QtBot) -> None:
    panel = opened(stage, qtbot)
    button = panel.empty.findChild(QPushButton)
    qtbot.waitUntil(button.isVisible)
    with qtbot.waitSignal(panel.run_wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_population_has_a_row_of_what_its_spikes_say(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    table = panel.populations.rows_table.statistics
    assert [table.index(row, 0).data() for row in range(3)] == ["Poisson", "Hidden", "Output"]
    cells = [str(table.index(1, place).data()) for place in range(1, 8)]
    assert cells[0] == "100"
    rate, deviation = (float(part) for part in cells[1].split(" ± "))
    assert rate == pytest.approx(RATE / 0.1 * 1000, rel=0.02) and deviation == pytest.approx(17, abs=4)
    assert float(cells[2]) == pytest.approx(0.1 / RATE, rel=0.02), "the mean of a geometric distribution"
    assert float(cells[3]) == pytest.approx(np.sqrt(1 - RATE), abs=0.02)
    assert float(cells[4]) == pytest.approx(1 - RATE, abs=0.2)
    assert float(cells[5]) == pytest.approx(0.1, abs=0.03)
    assert abs(float(cells[6].replace("−", "-"))) < 0.01
    assert panel.time.words == "0.000 to 1.000 s" and not panel.populations.counted.words


def test_a_selected_row_keeps_the_colour_of_its_population(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    table = panel.populations.rows_table
    for row in range(3):
        table.selectRow(row)
        cell = table.visualRect(table.model().index(row, 0))
        line = table.viewport().grab().toImage()
        seen = {line.pixelColor(x, cell.center().y()).name() for x in range(cell.left(), cell.left() + 24)}
        assert theme().identity(table.in_order()[row].element.slot).name() in seen


def test_a_click_on_a_head_sorts_and_the_row_that_is_looked_at_stays(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    table = panel.populations.rows_table
    qtbot.waitUntil(lambda: table.looked_at is not None)
    assert table.looked_at is not None and table.looked_at.element.title == "Poisson"
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(1) + 8, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    sizes = [row.found.neurons for row in table.in_order()]
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert {tuple(sizes), tuple(row.found.neurons for row in table.in_order())} == {(10, 64, 100), (100, 64, 10)}
    assert table.looked_at is not None and table.looked_at.element.title == "Poisson"
    cell = table.visualRect(table.sorted.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert table.looked_at.element.title == panel.populations.pictures.title.words == table.in_order()[0].element.title
    assert all(picture.isVisible() for _, picture in panel.populations.pictures.shown)


def test_the_spread_of_a_population_has_its_colour(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    table, pictures = panel.populations.rows_table, panel.populations.pictures
    qtbot.waitUntil(lambda: table.looked_at is not None)
    row, (_, picture) = table.looked_at, pictures.shown[0]
    for slot in (0, 1):
        pictures.show_row(replace(row, element=replace(row.element, slot=slot)))
        image = picture.grab().toImage()
        pixels = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
        assert theme().identity(slot).rgb() in pixels and theme().identity(1 - slot).rgb() not in pixels


def test_of_one_neuron_nothing_is_spread_and_no_name_stands_above_nothing(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    table, pictures = panel.populations.rows_table, panel.populations.pictures
    qtbot.waitUntil(lambda: table.looked_at is not None)
    row = table.looked_at
    assert row is not None and pictures.isVisible()
    one = [values[:1] for values in (row.found.rates, row.found.variations, row.found.correlations)]
    found = replace(row.found, rates=one[0], variations=one[1], correlations=one[2])
    pictures.show_row(replace(row, found=found))
    assert not pictures.isVisible()
    pictures.show_row(row)
    assert pictures.isVisible()


def test_figures_follow_the_run_and_cost_nothing_out_of_sight(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    before = panel.populations.computation.version
    played.play_until(1800.0, qtbot)
    qtbot.waitUntil(lambda: panel.time.words == "0.800 to 1.800 s")
    assert panel.populations.computation.version > before
    panel.hide()
    seen = panel.populations.computation.version
    played.play_until(2200.0, qtbot)
    qtbot.wait(600)
    assert panel.populations.computation.version == seen


def test_in_a_low_panel_the_figures_scroll_and_cover_nothing(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    panel.resize(420, 220)
    qtbot.waitUntil(lambda: panel.populations.content.verticalScrollBar().maximum() > 0)
    bottom = panel.populations.rows_table.mapTo(panel, QPoint(0, panel.populations.rows_table.height())).y()
    assert panel.populations.pictures.mapTo(panel, QPoint(0, 0)).y() >= bottom
    assert panel.populations.rows_table.verticalScrollBar().maximum() == 0, "no row is hidden in the table"


def test_a_marked_span_is_what_is_counted(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    qtbot.mouseClick(panel.span, Qt.MouseButton.LeftButton, pos=panel.span.area(SELECTED).center().toPoint())
    assert panel.empty.isVisible() and "Shift" in panel.empty.findChildren(type(panel.time))[0].words
    played.time_range.select(700.0, 200.0)
    qtbot.waitUntil(lambda: panel.time.words == "0.200 to 0.700 s")
    spikes = played.run.frames.spikes("3", 2001, 7001)
    row = next(row for row in panel.populations.rows() if row.element.title == "Hidden")
    assert row.found.spikes == len(spikes.steps)
    panel.span.set_value(NEWEST)
    played.time_range.select(100.0, 300.0)
    assert panel.span.value == SELECTED, "who marks a span wants to know of it"


def test_figures_are_copied_as_they_are_sorted(played: Stage, qtbot: QtBot) -> None:
    panel = counted(played, qtbot)
    panel.populations.rows_table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.message.words == "Copied.")
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))
    assert [row[0] for row in rows] == ["element", "Hidden", "Poisson", "Output"]
    assert all(len(row) == 13 for row in rows) and float(rows[1][3]) == pytest.approx(300, rel=0.02)
    assert (rows[1][-2], rows[1][-1]) == ("0.0", "1000.0")


def test_why_figures_were_not_written_does_not_look_like_a_success(
    played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = counted(played, qtbot)
    for folder, color in (("no folder", "error"), (".", "text2")):
        answer_with(monkeypatch, tmp_path / folder / "figures.csv")
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda color=color: panel.message.palette().windowText().color() == theme().color(color))
        assert ("There is no folder" in panel.message.words) == (color == "error")
    assert (tmp_path / "figures.csv").exists()


def test_of_a_large_population_it_is_said_how_many_are_looked_at(played: Stage, qtbot: QtBot) -> None:
    frames, size = RingBuffer(), 100_000
    frames.adopt({"1": size})
    rng = np.random.default_rng(1)
    steps = np.sort(rng.integers(1, 10_001, 400_000))
    frames.append(Chunk(0, 10_000, {"1": RecordedSpikes(steps, rng.integers(0, size, 400_000).astype(np.int32))}))
    start, end, summaries = population_figures(frames, (("1", size),), 0.0, 1000.0, 0.1)
    since, summary = summaries["1"]
    assert (start, end, since) == (0.0, 1000.0, 0.0) and summary.spikes == 400_000 and summary.counted == MOST_NEURONS
    element = played.source.elements()[0]
    words = counted_words([StatisticsRow(element, summary)])
    assert words == "All but the rate is of 500 neurons, 124,750 pairs, chosen by chance in: Poisson."


def test_what_is_unknown_is_a_dash_and_is_sorted_below_all() -> None:
    assert figure(float("nan"), 2) == "–" and figure(-0.5, 2) == "−0.50"
