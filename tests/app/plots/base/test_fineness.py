"""How finely views count is written beside what they show, chosen in their menus, and fine enough for a rhythm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QAction, QFontMetrics
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.plots.base.fineness import AUTOMATIC, value_in
from app.plots.base.panel import Panel
from app.plots.exports.paper import WantedPaper, sheet
from app.plots.parts.header import NOTE, Chip, chip_words, marks
from app.plots.views.interval_histogram import IntervalHistogram
from app.plots.views.rates import Rates
from app.plots.views.spectrum import Spectrum
from app.plots.views.weight_histogram import WeightHistogram
from app.preferences import ViewContent
from app.running.record.ring_buffer import RecordedSpikes
from tests.app.plots.exports.test_paper import words
from tests.app.plots.hand import curves, looks_so
from tests.app.plots.stage import RandomSimulation, Stage
from tests.app.plots.test_readings import painted
from tests.app.plots.test_views import filled, opened

RHYTHM = 9.0  # Hz
FIRES = 0.004  # of the steps of a neuron
STEP = 1e-4  # s


def chosen(panel: Panel, title: str, words: str) -> None:
    """As a hand does in the menu of a view."""
    menu = next(action.menu() for action in panel.menu_actions() if action.text() == title)
    assert menu is not None
    entries: list[QAction] = menu.actions()
    assert [entry.text() for entry in entries if entry.isChecked()] != [words]
    next(entry for entry in entries if entry.text() == words).trigger()
    panel.draw_now()


def noted(panel: Panel) -> str:
    return [chip[1] for chip in panel.chips() if chip[0] == NOTE][-1]


@pytest.fixture
def rhythmic(stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Ten seconds of neurons that fire by chance, up and down nine times a second."""

    def spikes(simulation: Any, first: int, steps: int, size: int) -> RecordedSpikes:
        phase = 2 * np.pi * RHYTHM * STEP * np.arange(first, first + steps)
        share = FIRES * (1 + np.sin(phase))[:, None] * np.ones(size)
        at = np.argwhere(simulation.random.random((steps, size)) < share)
        return RecordedSpikes(at[:, 0] + first + 1, at[:, 1].astype(np.int32))

    monkeypatch.setattr(RandomSimulation, "spikes_of", spikes)
    stage.start(10_000.0)
    qtbot.waitUntil(lambda: stage.run.state == "paused" and stage.run.status().step == 100_000)
    stage.time_range.show(0.0, 10_000.0)
    return stage


def test_a_rhythm_of_nine_hertz_is_seen_with_ten_seconds_in_view(rhythmic: Stage, qtbot: QtBot) -> None:
    """Bins of a hundredth of the view made a level line of it, without a word."""
    panel = opened(Rates, rhythmic, qtbot)
    panel.draw_now()
    assert isinstance(panel, Rates)
    x, y = curves(panel)[[element.id for element in panel.elements()].index("3")]
    swing = (np.percentile(y, 90) - np.percentile(y, 10)) / y.mean()
    assert swing > 1.2, "of 1.9 that a sine has"
    even = np.interp(np.arange(100.0, 9900.0, 10.0), x, y)
    power = np.abs(np.fft.rfft(even - even.mean())) ** 2
    assert np.fft.rfftfreq(len(even), 0.01)[power.argmax()] == pytest.approx(RHYTHM, abs=0.2)
    assert noted(panel) == "10 ms bins, smoothed"


@pytest.mark.parametrize("width", ["1 ms", "20 ms", "200 ms"])
def test_a_bin_that_is_chosen_stays_however_one_zooms(width: str, played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    assert isinstance(panel, Rates)
    chosen(panel, "Width of a bin", width)
    for end in (400.0, 1500.0):
        played.time_range.show(0.0, end)
        panel.draw_now()
        times, rates = panel.curve(panel.elements()[0], *panel.interval())
        assert np.diff(times) == pytest.approx(float(width.split()[0])) and len(rates) > 1
        assert noted(panel) == f"{width} bins, smoothed"
    next(action for action in panel.menu_actions() if action.text() == "Smooth over three bins").trigger()
    assert noted(panel) == f"{width} bins"
    at = float(times[len(times) // 2])
    assert panel.cursor_reading(at)[0].startswith(f"{rates[len(times) // 2]:.1f} /")
    other = Rates(played.source, played.time_range)
    qtbot.addWidget(other)
    other.show_content(panel.content())
    assert other.fineness == panel.fineness and not other.is_smooth


def test_more_bins_than_pixels_keep_their_extremes(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    assert isinstance(panel, Rates)
    played.time_range.show(0.0, 1500.0)
    panel.choose_fineness(0.5)
    panel.smooth(False)
    panel.draw_now()
    _, rates = panel.curve(panel.elements()[0], *panel.interval())
    _, drawn = curves(panel)[0]
    assert len(drawn) <= 2 * panel.data_rect.width() + 4 < len(rates)
    assert (drawn.min(), drawn.max()) == (rates.min(), rates.max())


def test_the_distance_of_frequencies_is_written_and_chosen(played: Stage, qtbot: QtBot) -> None:
    panel = filled("spectrum", played, qtbot)
    assert isinstance(panel, Spectrum)
    before = float(panel.spectra()[0][1].frequencies[1])
    assert noted(panel) == f"every {before:.2g} Hz"
    chosen(panel, "Distance of frequencies", "2 Hz")
    qtbot.waitUntil(lambda: panel.spectra()[0][1].frequencies[1] == pytest.approx(2.0))
    assert noted(panel) == "every 2 Hz"
    other = Spectrum(played.source, played.time_range)
    qtbot.addWidget(other)
    other.show_content(panel.content())
    assert other.fineness == 2.0


@pytest.mark.parametrize("logarithmic", [False, True])
def test_bins_of_intervals_are_written_and_chosen(logarithmic: bool, played: Stage, qtbot: QtBot) -> None:
    panel = filled("interval_histogram", played, qtbot)
    assert isinstance(panel, IntervalHistogram)
    panel.show_logarithmic(logarithmic)
    panel.draw_now()
    edges = panel.edges()
    width = f"{edges[1] - edges[0]:.3g} ms bins"
    each = f"{1 / np.log10(edges[1] / edges[0]):.3g} bins for each power of ten"
    assert noted(panel) == (each if logarithmic else width)
    chosen(panel, "Bins", "20 bins")
    assert (
        len(panel.edges()) < len(edges)
        and len(panel.edges()) <= 23
        and noted(panel) != (each if logarithmic else width)
    )
    other = IntervalHistogram(played.source, played.time_range)
    qtbot.addWidget(other)
    other.show_content(panel.content())
    assert (other.fineness, other.logarithmic) == (20.0, logarithmic)


def test_bins_of_weights_are_written_and_chosen(played: Stage, qtbot: QtBot) -> None:
    panel = filled("weight_histogram", played, qtbot)
    assert isinstance(panel, WeightHistogram)
    counts, edges = panel.histogram()
    assert noted(panel) == f"bins of {edges[1] - edges[0]:.2g} pA" and len(counts) == 60
    chosen(panel, "Bins", "240 bins")
    assert len(panel.histogram()[0]) == 240
    other = WeightHistogram(played.source, played.time_range)
    qtbot.addWidget(other)
    other.show_content(panel.content())
    assert other.fineness == 240.0


@pytest.mark.parametrize("kind", ["rates", "spectrum", "interval_histogram", "weight_histogram"])
def test_it_stands_on_paper_too(kind: str, played: Stage, qtbot: QtBot) -> None:
    panel = filled(kind, played, qtbot)
    with sheet(panel, WantedPaper(width=180.0)) as paper:
        assert noted(panel) in words(paper.file(".svg"))


def test_a_note_is_read_whole_where_names_are_cut(qapp: object) -> None:
    chips = [
        (0, "A population with a long name"),
        (1, "Another with a name as long"),
        (NOTE, "10 ms bins, smoothed", "10 ms"),
    ]
    room = QFontMetrics(theme().font(12, tabular=True)).horizontalAdvance("A population with a long name")
    *names, note = chip_words(chips, float(room), 7)
    assert note == "10 ms" and all(len(name) < len(chip[1]) for name, chip in zip(names, chips, strict=False))
    least = QFontMetrics(theme().font(12, tabular=True)).horizontalAdvance("10 ms") + 2 * (7 + theme().px(5)) + 2
    assert chip_words(chips, float(least), 7) == ["", "", "10 ms"], "beside marks without names"
    assert chip_words(chips, least - 2.0, 7) == ["", "", None], "whose curve it is comes first"
    assert chip_words(chips, least - 2.0, 7, held=1) == ["", None, "10 ms"]


def test_a_note_is_whole_beside_many_names_at_every_width(qtbot: QtBot) -> None:
    """“1…” stood there for 10 ms, behind the names of four populations."""
    names = ("Regular", "Bursting once", "Chattering", "Fast")
    chips: list[Chip] = [*enumerate(names), (NOTE, "10 ms bins, smoothed", "10 ms")]
    advance, gap = QFontMetrics(theme().font(12, tabular=True)).horizontalAdvance, theme().px(10)
    for room in range(150, 600):
        *shown, note = chip_words(chips, float(room), 7)
        assert note in ("10 ms", "10 ms bins, smoothed")
        marks = sum(7 + theme().px(5) + (advance(name) + 2 + gap if name else 0) for name in shown)
        assert marks + advance(note) + 2 <= room


def test_the_first_of_several_notes_stays_longest(qapp: object) -> None:
    """“Excitatory, peak…” stood in the head of a spectrum: the name is cut, its figure is not."""
    chips: list[Chip] = [(0, "Excitatory"), (NOTE, "peak 9.2 Hz", "9.2 Hz"), (NOTE, "every 0.5 Hz", "\u0394 0.5 Hz")]
    advance, mark = QFontMetrics(theme().font(12, tabular=True)).horizontalAdvance, 7 + theme().px(5)
    seen = set()
    for room in range(mark + advance("9.2 Hz") + 3, 400):
        name, peak, step = chip_words(chips, float(room), 7)
        seen.add((bool(name), peak, step))
        assert peak in ("9.2 Hz", "peak 9.2 Hz") and step in (None, "\u0394 0.5 Hz", "every 0.5 Hz")
    assert (False, "9.2 Hz", None) in seen and (True, "peak 9.2 Hz", "every 0.5 Hz") in seen


def test_the_pieces_of_curves_go_on_behind_a_note(played: Stage, qtbot: QtBot) -> None:
    """Every other curve is dashed: a note between their names is no curve."""
    panel = filled("spectrum", played, qtbot)
    assert len(panel.chips()) > marks(panel.chips()) > 1
    panel.refresh_chips()
    dashes = panel.dashes(marks(panel.chips()))
    assert dashes[:2] == (False, True) and looks_so(panel.header, panel.chips(), dashes)
    assert not looks_so(panel.header, panel.chips(), (False,) * len(dashes))


@pytest.mark.parametrize("options", [("bin x",), ("bin",), ("bin -3",), ("binary 5",), ()])
def test_what_a_file_holds_instead_of_a_width_is_automatic(options: tuple[str, ...]) -> None:
    assert value_in(ViewContent(options=options).options, "bin") == AUTOMATIC


@pytest.mark.parametrize("kind", ["rates", "spectrum", "interval_histogram", "weight_histogram"])
@pytest.mark.parametrize("width", [150, 188, 214, 240, 300, 420])
def test_how_finely_it_counts_is_read_in_a_view_of_any_width(
    kind: str, width: int, played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the marks of four populations nothing was said of the width of a bin, and under a cursor neither."""
    panel = filled(kind, played, qtbot)
    note = [chip for chip in panel.chips() if chip[0] == NOTE][-1]
    panel.resize(width, 200)
    panel.draw_now()
    for reading in ((), ("12.3 / 4.5 Hz \u00b7 1.234 s", "12.3 / 4.5 Hz", "12 / 5 Hz")):
        panel.header.set_value(*reading)
        written = painted(panel.header, monkeypatch)
        in_view = panel.plate.words.split("\n") if panel.plate.isVisible() else []
        assert note[1] in (*written, *in_view) or note[-1] in written
        assert not reading or {reading[0], *reading} & {*written, *in_view}
        assert panel.surface.rect().contains(panel.plate.geometry()) or not in_view
        assert panel.surface.children()[-1] is panel.plate, "above what is drawn"


@pytest.mark.parametrize("width", range(150, 320, 17))
def test_a_note_in_the_view_leaves_its_unit_free(width: int, played: Stage, qtbot: QtBot) -> None:
    """“10 ms bins, smoothed” lay over the Hz of a rate."""
    panel = filled("rates", played, qtbot)
    panel.resize(width, 200)
    panel.draw_now()
    (note,) = (chip for chip in panel.chips() if chip[0] == NOTE)
    if panel.plate.isVisible():
        assert panel.plate.words == note[1]
        assert panel.plate.x() > 0.4 * panel.width() - theme().px(8)
        assert panel.plate.height() < 0.5 * panel.surface.height()
    else:
        assert width > 200


def test_a_view_in_which_nothing_was_counted_notes_no_bins(stage: Stage, qtbot: QtBot) -> None:
    panel = opened(Rates, stage, qtbot)
    panel.resize(150, 200)
    panel.draw_now()
    assert panel.is_empty() and not panel.plate.isVisible()
