"""What is read at the cursor, in views of any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.plots.base.time_plot import TimePlot
from app.plots.parts.cursor_reading import at_time, values_listed
from app.plots.parts.header import PlotHeader, longest_that_fits, value_width
from app.plots.views.interval_histogram import IntervalHistogram
from app.plots.views.rates import Rates
from app.plots.views.spectrum import Spectrum
from app.plots.views.traces import TracesView
from app.plots.views.weight_histogram import WeightHistogram
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled

pytestmark = pytest.mark.usefixtures("qapp")

RATES = at_time((values_listed(("12.3", "4.5", "0.7"), "Hz"), values_listed(("12", "5", "1"), "Hz")), 33123.0)


NAME, NARROW = "Population rate", 188
WIDTHS = [NARROW, 240, 420]
"""The least of a view beside four others in a window of 1024 px, and more."""


def test_a_narrow_head_drops_the_time_then_figures_and_never_a_value_or_the_unit() -> None:
    """It said “12.3 / … Hz”."""
    assert RATES == ("12.3 / 4.5 / 0.7 Hz \u00b7 33.123 s", "12.3 / 4.5 / 0.7 Hz", "12 / 5 / 1 Hz")
    for value in RATES:
        assert longest_that_fits(RATES, value_width(value)) == value


def test_half_a_number_is_not_shown() -> None:
    assert longest_that_fits(RATES, value_width(RATES[-1]) - 1) == ""
    assert longest_that_fits((), 5.0) == ""


def painted(head: PlotHeader, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All words of a head."""
    written: list[str] = []
    monkeypatch.setattr("app.plots.parts.header.paint_text", lambda _painter, _room, words, *_: written.append(words))
    head.grab()
    return written


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("reading", [RATES, ("Written: raster.pdf",)])
def test_the_name_of_a_view_stays_and_what_has_no_room_beside_it_is_told(
    width: int, reading: tuple[str, ...], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    head = PlotHeader(NAME, list, ground)
    told: list[str] = []
    head.without_room.connect(lambda _note, reading: told.append(reading))
    ground.resize(1000, 100)
    ground.show()
    head.resize(width, head.height())
    head.set_value(*reading)
    name, *beside = painted(head, monkeypatch)
    assert name == NAME
    assert beside == [] if told[-1] else beside[0] in reading
    assert told[-1] in ("", reading[0])
    head.resize(1000, head.height())
    assert told[-1] == "" and painted(head, monkeypatch) == [NAME, reading[0]]


def test_a_time_alone_is_not_read_in_the_view(played: Stage, qtbot: QtBot) -> None:
    """The cursor stands at it."""
    panel = filled("raster", played, qtbot)
    panel.resize(NARROW // 2, panel.height())
    start, end = played.time_range.interval(played.source.latest)
    played.time_range.point_at((start + end) / 2)
    assert panel.header.value.endswith(" s") and not panel.plate.isVisible()


def test_what_the_head_has_no_room_for_stands_whole_in_the_view_until_there_is_something_else(
    played: Stage, qtbot: QtBot
) -> None:
    panel = filled("rates", played, qtbot)
    panel.resize(NARROW, panel.height())
    start, end = played.time_range.interval(played.source.latest)
    played.time_range.point_at((start + end) / 2)
    plate = panel.plate
    assert plate.isVisible() and plate.words.split("\n")[-1] == panel.header.value and plate.words.endswith(" s")
    assert panel.surface.rect().contains(plate.geometry())
    panel.resize(900, panel.height())
    qtbot.waitUntil(lambda: not plate.isVisible())
    panel.resize(NARROW, panel.height())
    qtbot.waitUntil(plate.isVisible)
    played.time_range.point_at(None)
    assert plate.words == panel.chips()[-1][1], "the width of a bin alone"


@pytest.mark.parametrize("kind", ["rates", "raster", "traces"])
def test_views_over_time_read_with_their_units(kind: str, played: Stage, qtbot: QtBot) -> None:
    panel = filled(kind, played, qtbot)
    start, end = played.time_range.interval(played.source.latest)
    played.time_range.point_at((start + end) / 2)
    assert panel.header.value.endswith(" s")


def test_rates_are_rounded_where_there_is_no_room_for_all_of_them(played: Stage, qtbot: QtBot) -> None:
    """At five views beside each other in a window of 1024 px nothing was said of two."""
    panel = filled("rates", played, qtbot)
    assert isinstance(panel, Rates)
    start, end = played.time_range.interval(played.source.latest)
    whole, exactly, rounded, *_ = panel.cursor_reading((start + end) / 2)
    assert whole.startswith(f"{exactly} \u00b7 ")
    values, near = (words.removesuffix(" Hz").split(" / ") for words in (exactly, rounded))
    assert len(values) > 1
    assert [int(value) for value in near] == pytest.approx([float(value) for value in values], abs=0.6)


@pytest.mark.parametrize("kind", ["rates", "raster", "traces", "weight_traces", "decoder_output"])
def test_beyond_the_end_of_a_run_nothing_is_read(kind: str, played: Stage, qtbot: QtBot) -> None:
    """Right of what was simulated the last values were told, with a time that there had never been."""
    panel = filled(kind, played, qtbot)
    assert isinstance(panel, TimePlot)
    played.run.pause()
    qtbot.waitUntil(lambda: played.run.state == "paused")
    latest = played.source.latest
    played.time_range.show(latest - 100.0, latest + 100.0)
    panel.draw_now()

    def told(time: float) -> tuple[str, list[str]]:
        panel.hover(panel.view.mapViewToScene(QPointF(time, panel.view.viewRect().center().y())))
        panel.draw_now()
        heads = panel.left.heads if isinstance(panel, TracesView) else ()
        return panel.header.value, [head.second for head in heads]

    before, values = told(latest - 50.0)
    assert before and all(values)
    assert told(latest + 50.0) == ("", ["" for _ in values])
    assert told(latest - 50.0)[0] == before


@pytest.mark.parametrize("kind", ["spectrum", "interval_histogram", "weight_histogram"])
def test_beside_what_was_counted_nothing_is_read(kind: str, played: Stage, qtbot: QtBot) -> None:
    """The last bin was told however far right of it the cursor stood."""
    panel = filled(kind, played, qtbot)
    played.run.pause()
    qtbot.waitUntil(lambda: played.run.state == "paused")
    panel.draw_now()
    assert isinstance(panel, Spectrum | IntervalHistogram | WeightHistogram)
    view = panel.plot.vb
    (low, high), _ = view.viewRange()
    panel.hover(view.mapViewToScene(view.viewRect().center()))
    assert panel.header.value
    view.setRange(xRange=(low, high + 10 * (high - low)), padding=0.0)
    panel.hover(view.mapViewToScene(QPointF(high + 9 * (high - low), view.viewRect().center().y())))
    assert panel.header.value == ""
