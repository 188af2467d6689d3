"""What goes in and what comes out: samples beside their spikes, decoders beside the labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from app.plots.exports.spans import WHOLE
from app.plots.parts.axes import NumberAxis
from app.plots.views.decoder_output import DecoderOutput, windows_of
from app.plots.views.input_spikes import InputSpikes, view_of
from app.running.record.known_samples import KnownSamples
from app.running.record.ring_buffer import DecoderAnswers
from app.widgets.pictures.sample_picture import Grey, ValueBars, ValueLines
from engine.model.data import Samples as Data
from tests.app.plots.hand import picture
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled, opened


def test_the_input_stands_beside_the_spikes_that_it_becomes(played: Stage, qtbot: QtBot) -> None:
    panel = filled("input_spikes", played, qtbot)
    assert isinstance(panel, InputSpikes)
    assert [element.title for element in panel.elements()] == ["Poisson"]
    for time, index in ((1212.0, 48), (300.0, 12)):
        played.time_range.point_at(time)
        shown = panel.sample()
        assert shown is not None and (shown.index, shown.begin) == (index, index * 25.0)
        assert shown.words == f"image {index % 10}" == panel.chips()[1][1]
    assert panel.data_rect.left() > panel.graph.width() / 4, "the sample has its room at the left"
    table = panel.table()
    assert {row[0] for row in table.rows} == {"Poisson"}


@pytest.mark.parametrize("size", [(150, 240), (200, 150), (240, 110)])
def test_in_a_small_view_the_spikes_keep_most_of_the_room(played: Stage, qtbot: QtBot, size: tuple[int, int]) -> None:
    """Of 150 px the names took 96 and the sample 48."""
    panel = filled("input_spikes", played, qtbot)
    panel.resize(*size)
    panel.refresh()
    panel.draw_now()
    assert isinstance(panel, InputSpikes)
    assert panel.data_rect.width() > 0.3 * panel.graph.width() and panel.graph.width() <= size[0]


@pytest.mark.parametrize(
    ("values", "shape", "kind"),
    [
        (np.zeros((3, 12)), (3, 4), Grey),
        (np.zeros((3, 50, 2)), (50, 2), ValueLines),
        (np.zeros((3, 50, 40)), (50, 40), Grey),
        (np.zeros((3, 4)), (4,), ValueBars),
    ],
)
def test_a_sample_is_seen_as_what_it_is(values: NDArray[np.float64], shape: tuple[int, ...], kind: type) -> None:
    assert isinstance(view_of(Data(values, np.zeros(3, np.int64), shape, ("a",)), 1), kind)


def test_a_network_without_data_has_no_input_to_show(played: Stage, qtbot: QtBot) -> None:
    del played.document.nodes["2"]
    panel = opened(InputSpikes, played, qtbot)
    panel.draw_now()
    assert panel.surface.currentWidget() is panel.empty_state
    assert panel.empty_words()[0].startswith("Link data to an encoder")


def test_answers_stand_in_their_windows_beside_the_labels(played: Stage, qtbot: QtBot) -> None:
    panel = filled("decoder_output", played, qtbot)
    assert isinstance(panel, DecoderOutput)
    windows = panel.windows()
    closed = windows.answers >= 0
    assert closed.sum() == 60 and np.array_equal(windows.starts[closed], np.arange(60) * 250)
    assert np.array_equal(windows.ends[closed], np.arange(1, 61) * 250)
    assert panel.chips()[1] == (-1, "75.0 % of 60 right")
    assert panel.cursor_reading(1010.0)[0] == "answer 1, label 0 at 1.010 s"
    assert panel.cursor_reading(1035.0)[0] == "answer 1, label 1 at 1.035 s"
    assert len(list(panel.table(panel.spans()[WHOLE]).rows)) == len(windows.ends)
    assert len(list(panel.table().rows)) == 40, "of the second in view"


def test_a_window_begins_with_its_sample_and_the_open_one_is_shown_too() -> None:
    answers = DecoderAnswers(
        np.array([100, 250]), np.array([0, 1]), np.array([2, 0]), np.array([2, 1]), np.array([[0.0, 0, 1], [1, 0, 0]])
    )
    windows = windows_of(answers, np.array([0.0, 5.0, 0.0]), np.array([0, 150, 300]), 330)
    assert windows.starts.tolist() == [0, 150, 300] and windows.ends.tolist() == [100, 250, 330]
    assert windows.answers.tolist() == [2, 0, -1] and windows.scores[-1].tolist() == [0, 5, 0]
    assert windows_of(answers, np.zeros(3), None, 330).starts.tolist() == [0, 100]
    assert len(windows_of(None, None, None, 10).ends) == 0


def test_a_decoder_of_values_has_a_curve_each(played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = filled("decoder_output", played, qtbot)
    assert isinstance(panel, DecoderOutput)
    before = picture(panel)
    (read,) = played.source.decoders()
    monkeypatch.setattr(played.source, "decoders", lambda: [replace(read, gives_class=False)])
    panel.draw_now()
    qtbot.waitUntil(lambda: isinstance(panel.left, NumberAxis))
    assert picture(panel) != before
    assert panel.cursor_reading(1010.0)[0].startswith("0.000 / 8.000 / 0.000")


def test_a_sample_without_a_label_is_a_sample(played: Stage) -> None:
    """It was headed "sample -1"."""
    (dataset,) = played.source.datasets()
    assert played.source.sample_words(dataset, 3) == "image 3"
    assert played.source.sample_words(dataset, -1) == "image"
    assert played.source.sample_words("gone", -1) == "sample"


def test_of_samples_whose_values_are_wanted_none_is_called_by_a_class(
    played: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each was headed “sample 0”."""
    (dataset,) = played.source.datasets()
    values = np.zeros((3, 50, 2))
    samples = Data(values, np.zeros(3, np.int64), (50, 2), (), series=values)
    monkeypatch.setitem(played.source.frames.datasets, dataset, KnownSamples(samples, 3))
    assert played.source.sample_words(dataset, 0) == "sample"
    named = KnownSamples(replace(samples, names=("loud",)), 3, ("loud",))
    monkeypatch.setitem(played.source.frames.datasets, dataset, named)
    assert played.source.sample_words(dataset, 0) == "sample loud"
