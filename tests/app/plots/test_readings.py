"""What is read at the cursor, in views of any width."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.plots.header import PlotHeader, fitting, value_width
from app.plots.rates import Rates
from app.plots.reading import at_time, listed
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled

pytestmark = pytest.mark.usefixtures("qapp")

RATES = at_time(listed(("12.3", "4.5", "0.7"), "Hz"), 33123.0)


def test_a_narrow_head_drops_the_time_then_values_and_never_the_unit() -> None:
    assert RATES == ("12.3 / 4.5 / 0.7 Hz \u00b7 33.123 s", "12.3 / 4.5 / 0.7 Hz", "12.3 / \u2026 Hz")
    for value in RATES:
        assert fitting((*RATES, ""), value_width(value), 500.0) == (value, True)


def test_a_value_without_room_beside_the_title_takes_its_place() -> None:
    shortest = value_width(RATES[-1])
    assert fitting((*RATES, ""), shortest - 1, value_width(RATES[1])) == (RATES[1], False)


def test_half_a_number_is_not_shown_and_words_are_shortened() -> None:
    assert fitting((*RATES, ""), 5.0, 10.0) == ("", True)
    assert fitting(("Written: raster.pdf",), 5.0, 10.0) == ("Written: raster.pdf", False)
    assert fitting((), 5.0, 10.0) == ("", True)


@pytest.mark.parametrize("width", [188, 240, 420])
def test_the_head_of_a_view_beside_four_others_paints_a_whole_value(
    width: int, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    head = PlotHeader("Population rate", list, ground)
    head.resize(width, head.height())
    head.set_value(*RATES, "")
    written: list[str] = []
    monkeypatch.setattr("app.plots.header.text", lambda _painter, _room, words, *_: written.append(words))
    head.grab()
    shown = [words for words in written if words != "Population rate"]
    assert shown in [[form] for form in RATES]
    assert re.search(r" (Hz|s)$", shown[0])


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
