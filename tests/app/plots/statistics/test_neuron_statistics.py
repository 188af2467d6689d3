"""Statistics of single neurons: a row each, sorted, chosen in every view, copied."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.statistics.neuron_statistics import sorted_figures
from app.plots.statistics.neuron_table import NeuronStatisticsTable
from app.plots.statistics.panel import IN_VIEW, NEURONS, SELECTED, StatisticsPanel
from app.plots.views.raster import Raster
from app.running.record.ring_buffer import RecordedSpikes, RingBuffer
from engine.analysis.neurons import NeuronFigures, neuron_figures
from tests.app.plots.stage import RATE, Stage
from tests.app.running.fake import Chunk

HIDDEN, OUTPUT = "3", "4"
NOBODY = np.zeros(0, np.int64)
LEFT = Qt.MouseButton.LeftButton
NONE, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def panel(played: Stage, qtbot: QtBot) -> StatisticsPanel:
    """Of the hidden population, opened from the table of populations."""
    panel = StatisticsPanel(played.source, played.time_range)
    qtbot.addWidget(panel)
    panel.resize(540, 640)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: len(panel.populations.rows()) == 3)
    rows = panel.populations.rows_table
    names = [rows.sorted.index(row, 0).data() for row in range(3)]
    cell = rows.visualRect(rows.sorted.index(names.index("Hidden"), 0)).center()
    qtbot.mouseClick(rows.viewport(), LEFT, pos=cell)
    qtbot.mouseDClick(rows.viewport(), LEFT, pos=cell)
    qtbot.waitUntil(lambda: panel.neurons.rows_table.figures.rowCount() == 100)
    return panel


def table_of(panel: StatisticsPanel) -> NeuronStatisticsTable:
    return panel.neurons.rows_table


def click(qtbot: QtBot, panel: StatisticsPanel, row: int, modifier: Qt.KeyboardModifier = NONE) -> None:
    table = table_of(panel)
    qtbot.mouseClick(table.viewport(), LEFT, modifier, table.visualRect(table.model().index(row, 1)).center())


def click_head(qtbot: QtBot, panel: StatisticsPanel, place: int) -> None:
    head = table_of(panel).horizontalHeader()
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(head.sectionViewportPosition(place) + 8, head.height() // 2))


def words(panel: StatisticsPanel, row: int) -> list[str]:
    model = table_of(panel).model()
    return [str(model.index(row, place).data()) for place in range(model.columnCount())]


def test_every_neuron_of_the_population_has_a_row_of_what_its_spikes_say(panel: StatisticsPanel, played: Stage) -> None:
    assert panel.of.value == NEURONS and panel.neurons.element.currentText() == "Hidden"
    spikes = played.run.frames.spikes(HIDDEN)
    own = spikes.steps[spikes.neurons == 7]
    number, count, rate, interval, variation, local, fano = words(panel, 7)
    assert (number, count, rate) == ("7", str(len(own)), f"{len(own):.1f}")
    assert float(interval) == pytest.approx(np.diff(own).mean() * 0.1, abs=0.05)
    assert float(variation) == pytest.approx(np.sqrt(1 - RATE), abs=0.25)
    assert float(local) == pytest.approx(1.0, abs=0.3) and float(fano) > 0
    assert panel.neurons.fired.words == "100 of 100 fired" and panel.time.words == "0.000 to 1.000 s"


def test_a_click_on_a_head_sorts_and_chosen_neurons_stay_chosen(panel: StatisticsPanel, qtbot: QtBot) -> None:
    click(qtbot, panel, 3)
    click(qtbot, panel, 5, CONTROL)
    assert table_of(panel).chosen_neurons.tolist() == [3, 5]
    for place in (1, 4):
        for _twice in range(2):
            click_head(qtbot, panel, place)
            shown = [table_of(panel).figures.value(row, place) for row in range(100)]
            falls = table_of(panel).figures.sorting[1]
            assert shown == sorted(shown, reverse=falls)
            chosen = {index.row() for index in table_of(panel).selectionModel().selectedRows()}
            assert {int(words(panel, row)[0]) for row in chosen} == {3, 5}
    assert words(panel, 0) != words(panel, 99)


def test_the_table_follows_the_run_and_a_marked_span(panel: StatisticsPanel, played: Stage, qtbot: QtBot) -> None:
    click_head(qtbot, panel, 1)
    click_head(qtbot, panel, 1)
    click(qtbot, panel, 0)
    chosen = table_of(panel).chosen_neurons.tolist()
    played.play_until(1800.0, qtbot)
    qtbot.waitUntil(lambda: panel.time.words == "0.800 to 1.800 s")
    shown = [table_of(panel).figures.value(row, 1) for row in range(100)]
    assert shown == sorted(shown, reverse=True), "rows go where their new figures belong"
    assert table_of(panel).chosen_neurons.tolist() == chosen
    played.time_range.select(700.0, 200.0)
    qtbot.waitUntil(lambda: panel.time.words == "0.200 to 0.700 s")
    assert panel.span.value == SELECTED
    spikes = played.run.frames.spikes(HIDDEN, 2001, 7001)
    row = table_of(panel).figures.places[7]
    assert words(panel, int(row))[1] == str((spikes.neurons == 7).sum())


def test_another_population_is_chosen_from_the_list_and_channels_are_called_so(
    panel: StatisticsPanel, played: Stage, qtbot: QtBot
) -> None:
    choice = panel.neurons.element
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    qtbot.waitUntil(choice.view().isVisible)
    qtbot.keyClick(choice.view(), Qt.Key.Key_Down)
    qtbot.keyClick(choice.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table_of(panel).figures.rowCount() == 10)
    assert choice.currentText() == "Output" and panel.neurons.fired.words == "10 of 10 fired"
    panel.open_neurons("2")
    qtbot.waitUntil(lambda: table_of(panel).figures.rowCount() == 64)
    assert table_of(panel).model().headerData(0, Qt.Orientation.Horizontal) == "Channel ▴"


def test_rows_chosen_here_are_marked_in_a_raster_and_a_click_there_is_found_here(
    panel: StatisticsPanel, played: Stage, qtbot: QtBot
) -> None:
    raster = Raster(played.source, played.time_range)
    qtbot.addWidget(raster)
    raster.resize(900, 420)
    raster.show()
    qtbot.waitExposed(raster)
    raster.draw_now()

    def marked(row: int) -> int:
        picture, accent = raster.graph.grab().toImage(), theme().color("accent").rgb()
        x = range(int(raster.data_rect.left()) + 5, int(raster.data_rect.right()) - 5, 3)
        return max(sum(picture.pixel(at, row + by) == accent for at in x) for by in (-1, 0, 1))

    _, part = next(found for found in raster.rows(round(raster.data_rect.height())) if found[0].id == HIDDEN)
    each = part.band.height / 100
    place = round(raster.data_rect.top() + part.band.bottom - 20.5 * each)
    assert marked(place) < 5
    click(qtbot, panel, 20)
    assert played.source.chosen.element == HIDDEN and played.source.chosen.neurons.tolist() == [20]
    qtbot.waitUntil(lambda: marked(place) > 100)
    played.source.chosen.choose(HIDDEN, (60,))
    assert table_of(panel).chosen_neurons.tolist() == [60] == [i.row() for i in table_of(panel).selectedIndexes()[:1]]
    assert table_of(panel).visualRect(table_of(panel).model().index(60, 0)).top() >= 0, "and it is in sight"
    played.source.chosen.choose(OUTPUT, (2,))
    qtbot.waitUntil(lambda: table_of(panel).figures.rowCount() == 10)
    assert table_of(panel).chosen_neurons.tolist() == [2]


def test_enter_wants_the_traces_of_what_is_chosen(panel: StatisticsPanel, qtbot: QtBot) -> None:
    click(qtbot, panel, 2)
    qtbot.keyClick(table_of(panel), Qt.Key.Key_Down, SHIFT)
    with qtbot.waitSignal(panel.traces_wanted) as wanted:
        qtbot.keyClick(table_of(panel), Qt.Key.Key_Return)
    assert wanted.args == [HIDDEN, (2, 3)]


def test_chosen_rows_are_copied_by_the_usual_keys_and_all_by_the_button(
    panel: StatisticsPanel, played: Stage, qtbot: QtBot
) -> None:
    def copied() -> list[list[str]]:
        qtbot.waitUntil(lambda: panel.message.words == "Copied.")
        return list(csv.reader(io.StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))

    click_head(qtbot, panel, 1)
    click(qtbot, panel, 4)
    click(qtbot, panel, 6, SHIFT)
    qtbot.keyClick(table_of(panel), Qt.Key.Key_C, CONTROL)
    rows = copied()
    assert rows[0][:4] == ["element", "neuron", "spikes", "rate (Hz)"] and len(rows) == 4
    assert [row[1] for row in rows[1:]] == [words(panel, row)[0] for row in (4, 5, 6)]
    assert all(row[0] == "Hidden" and row[-2:] == ["0.0", "1000.0"] for row in rows[1:])
    panel.say("")
    qtbot.mouseClick(panel.copy, LEFT)
    assert len(copied()) == 101
    panel.say("")
    qtbot.keyClick(table_of(panel), Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(table_of(panel), Qt.Key.Key_C, CONTROL)
    assert len(copied()) == 101


def test_the_table_is_written_as_csv(panel: StatisticsPanel, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.mouseClick(panel.export, LEFT)
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    dialog.selectFile(str(tmp_path / "neurons"))
    dialog.accept()
    qtbot.waitUntil(lambda: panel.message.words == "Written: neurons.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "neurons.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 100 and rows[7]["neuron"] == "7"
    assert int(rows[7]["spikes"]) == table_of(panel).figures.value(7, 1)


def test_who_fired_too_seldom_has_a_dash_and_stands_below_all(qtbot: QtBot) -> None:
    table = NeuronStatisticsTable()
    qtbot.addWidget(table)
    times, neurons = np.array([5.0, 10.0, 40.0, 50.0]), np.array([0, 1, 1, 2])
    figures = neuron_figures(times, neurons, 4, 0.0, 100.0)
    table.show_figures(figures, (0, False), np.arange(4), NOBODY)
    cells = [[str(table.model().index(row, place).data()) for place in range(7)] for row in range(4)]
    assert cells[1] == ["1", "2", "20.0", "30.0", "–", "–", "–"]
    assert cells[0] == ["0", "1", "10.0", "–", "–", "–", "–"] and cells[3][:3] == ["3", "0", "0.0"]
    assert cells[3][3:] == ["–"] * 4 and not any("nan" in cell for row in cells for cell in row)
    table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert table.figures.neurons.tolist() == [0, 2, 3, 1]
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert table.figures.neurons.tolist() == [1, 0, 2, 3]


def test_of_a_hundred_thousand_neurons_only_what_is_seen_is_written(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown, sorted and chosen; the arrays are made outside the thread of the window."""
    frames, size = RingBuffer(), 100_000
    frames.adopt({"1": size})
    rng = np.random.default_rng(1)
    steps = np.sort(rng.integers(1, 10_001, 300_000))
    frames.append(Chunk(0, 10_000, {"1": RecordedSpikes(steps, rng.integers(0, size, 300_000).astype(np.int32))}))
    made = sorted_figures(frames, "1", size, 0.0, 1000.0, 0.1, (1, True))
    assert made.figures.spikes.sum() == 300_000 and (np.diff(made.figures.spikes[made.neurons]) <= 0).all()
    table = NeuronStatisticsTable()
    qtbot.addWidget(table)
    table.resize(500, 500)
    table.show()
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)

    written: set[int] = set()
    model = type(table.model())
    data = model.data

    def told(self: QAbstractItemModel, index: QModelIndex, role: int) -> object:
        written.add(index.row())
        return data(self, index, role)

    monkeypatch.setattr(model, "data", told)
    table.show_figures(made.figures, made.sorting, made.neurons, NOBODY)
    table.grab()
    assert 0 < len(written) < 100
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    table.selectAll()
    table.grab()
    table.show_figures(_other(made.figures), (0, False), np.arange(size), np.arange(size))
    table.grab()
    assert len(table.chosen_neurons) == size and len(written) < 300


def _other(figures: NeuronFigures) -> NeuronFigures:
    return NeuronFigures(*(values[::-1].copy() for values in vars(figures).values()))


def test_in_a_low_narrow_panel_every_figure_is_whole(panel: StatisticsPanel, played: Stage, qtbot: QtBot) -> None:
    panel.span.set_value(IN_VIEW)
    panel.resize(420, 300)
    qtbot.waitUntil(lambda: table_of(panel).viewport().width() < 420)
    widths = [table_of(panel).columnWidth(place) for place in range(7)]
    assert sum(widths) <= table_of(panel).viewport().width(), widths
    assert panel.copy.isVisible() and panel.copy.mapTo(panel, QPoint(0, panel.copy.height())).y() <= panel.height()
