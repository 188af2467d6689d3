"""What the mouse rests on is read anew when what is shown there changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from app.plots.base.panel import PlotPanel
from app.plots.views.interval_histogram import IntervalHistogram
from app.plots.views.rates import Rates
from app.plots.views.spectrum import Spectrum
from app.plots.views.weight_histogram import WeightHistogram
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import OF_RUNS, filled


def rest(panel: PlotPanel, share: float) -> None:
    """Put the mouse over the graph, at a share of its width."""
    view = panel.plot.vb
    room = view.mapRectToScene(view.rect())
    panel.graph.hovered.emit(QPointF(room.left() + share * room.width(), room.center().y()))


def read_anew(panel: PlotPanel, share: float) -> str:
    """What is read once the mouse has left and come back."""
    panel.graph.hovered.emit(None)
    rest(panel, share)
    return panel.header.value


def test_a_rate_is_that_of_the_bin_that_is_drawn_after_a_zoom(played: Stage, qtbot: QtBot) -> None:
    """It was that of a bin of 10 ms beside a curve of bins of 100."""
    panel = filled("rates", played, qtbot)
    assert isinstance(panel, Rates)
    rest(panel, 0.5)
    before = panel.header.value
    time = played.time_range.cursor
    assert time is not None and before
    panel.choose_fineness(200.0)
    panel.draw_now()
    assert before != panel.header.value == panel.cursor_reading(time)[0]
    played.time_range.show(0.0, 60_000.0)
    panel.choose_fineness(0.0)
    panel.draw_now()
    assert panel.header.value == panel.cursor_reading(time)[0]


@pytest.mark.parametrize("kind", ["interval_histogram", "weight_histogram"])
def test_a_count_is_that_of_the_bin_that_is_drawn(kind: str, played: Stage, qtbot: QtBot) -> None:
    panel = filled(kind, played, qtbot)
    assert isinstance(panel, IntervalHistogram | WeightHistogram)
    rest(panel, 0.1)
    before = panel.header.value
    panel.choose_fineness(10.0)
    panel.draw_now()
    assert "" != panel.header.value != before
    assert panel.header.value == read_anew(panel, 0.1)


def test_a_mouse_that_rests_has_no_weights_counted_again(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million take 40 ms, as long as a frame may."""
    panel = filled("weight_histogram", played, qtbot)
    assert isinstance(panel, WeightHistogram)
    rest(panel, 0.1)
    counted, histogram = [], panel.histogram

    def counting():
        counted.append(1)
        return histogram()

    monkeypatch.setattr(panel, "histogram", counting)
    panel.draw_now()
    assert panel.header.value and len(counted) == 1


def test_a_power_is_that_of_the_frequency_that_is_drawn(played: Stage, qtbot: QtBot) -> None:
    panel = filled("spectrum", played, qtbot)
    assert isinstance(panel, Spectrum)
    rest(panel, 0.4)
    before = panel.header.value
    panel.choose_fineness(2.0)
    qtbot.waitUntil(lambda: "" != panel.header.value != before)
    assert panel.header.value == read_anew(panel, 0.4)


@pytest.mark.parametrize("kind", list(OF_RUNS))
def test_what_is_read_is_what_is_there_after_the_run_went_on(kind: str, played: Stage, qtbot: QtBot) -> None:
    panel = filled(kind, played, qtbot)
    played.time_range.show(500.0, 1500.0)
    panel.draw_now()
    rest(panel, 0.3)
    played.play_until(2500.0, qtbot)
    panel.draw_now()
    assert panel.header.value == read_anew(panel, 0.3)


def test_words_that_are_no_reading_stay_until_they_are_read(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    rest(panel, 0.5)
    panel.say("Written: rates.csv")
    panel.refresh()
    panel.draw_now()
    assert panel.header.value == "Written: rates.csv"
