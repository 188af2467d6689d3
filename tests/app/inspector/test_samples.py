"""What a person sees of data before anything runs: samples by what they are, and the spikes that encoders make."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.setting import take_series
from app.document.meaning.meaning import meaning
from app.inspector.forms.node_form import node_form
from app.inspector.panel import InspectorPanel
from app.inspector.samples import sample_views
from app.inspector.samples.sample_panel import COLUMNS, ROWS, TALL, SamplePanel
from app.running.record.plane import telling_axes
from app.widgets.pictures.sample_picture import Grey, Points, SpikeDots, ValueBars, ValueLines
from engine.datasets.yin_yang import YinYang
from engine.learning.training import showing
from engine.model.loading import tell
from engine.simulation.simulation import Simulation
from tests.engine.datasets.files import gestures, mnist


class Bench:
    """A dataset linked to an encoder, and the panel of their properties in an active window."""

    def __init__(self, qtbot: QtBot, data: str = "digits", code: str = "latency", **settings: Any) -> None:
        self.qtbot, self.editor = qtbot, Editor()
        self.data = intentions.add_node(self.editor, f"datasets/{data}", (0, 0))
        self.code = intentions.add_node(self.editor, f"encoders/{code}", (300, 0))
        intentions.connect(self.editor, self.data, "values", self.code, "values")
        for name, value in settings.items():
            intentions.set_parameter(self.editor, [self.data], name, value)
        self.panel = InspectorPanel(self.editor)
        self.panel.resize(304, 900)
        qtbot.addWidget(self.panel)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()

    @property
    def samples(self) -> SamplePanel:
        return self.panel.samples

    def select(self, *ids: str) -> None:
        self.editor.selection.set(ids)

    def look(self, *ids: str) -> Any:
        """Select, and wait for what there is to see."""
        self.select(*ids)
        return self.seen()

    def seen(self) -> Any:
        self.qtbot.waitUntil(lambda: not self.samples.looking.is_busy)
        return self.samples.current

    def click(self, widget: Any, place: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_pictures_are_shown_side_by_side_with_labels_counts_and_parts(bench: Bench) -> None:
    look = bench.look(bench.data)
    (dataset,) = meaning(bench.editor.document).description.datasets
    _, test = dataset.model.split(dataset.samples(), dataset.parameters)
    labels = dataset.samples().labels[test]
    samples = bench.samples
    assert samples.grid.isVisible() and len(samples.grid.tiles) == COLUMNS * ROWS
    assert [t.words for t in samples.grid.tiles] == [str(n) for n in labels[: COLUMNS * ROWS]]
    first = dataset.samples().values[int(test[0])].reshape(8, 8)
    assert np.array_equal(samples.grid.tiles[0].brightness, np.uint8(first * 255))
    assert samples.bars.counts.tolist() == np.bincount(labels).tolist()
    assert samples.split.parts == (1293, 144, 360)
    assert samples.place.words == f"1 of 360 · {labels[0]}" and samples.head.words == "360 of the test"
    assert look.number == 0


def test_a_person_steps_through_samples_by_button_click_and_keys(bench: Bench) -> None:
    bench.look(bench.data)
    samples = bench.samples
    bench.click(samples.forth)
    assert bench.seen().number == 1
    bench.click(samples.back)
    bench.seen()
    bench.click(samples.back)
    assert bench.seen().number == 359, "around the end"
    assert samples.grid.tiles[-1].number == 359 and len(samples.grid.tiles) == COLUMNS * ROWS
    bench.click(samples.forth)
    bench.seen()
    bench.click(samples.grid, samples.grid.area(7).center().toPoint())
    assert bench.seen().number == 7
    samples.grid.setFocus()
    QTest.keyClick(samples.grid, Qt.Key.Key_Down)
    assert bench.seen().number == 7 + COLUMNS
    QTest.keyClick(samples.grid, Qt.Key.Key_Left)
    assert bench.seen().number == 6 + COLUMNS


def test_one_class_alone_is_stepped_through(bench: Bench) -> None:
    bench.look(bench.data)
    samples = bench.samples
    bench.click(samples.bars, samples.bars.area(3).center().toPoint())
    found = [bench.seen()]
    for _ in range(3):
        bench.click(samples.forth)
        found.append(bench.seen())
    assert [int(look.contents.labels[look.number]) for look in found] == [3, 3, 3, 3]
    assert len({look.number for look in found}) == 4 and samples.labels.value == "3"
    bench.click(samples.bars, samples.bars.area(3).center().toPoint())
    assert samples.labels.value == "-1"


KINDS = {
    "waveforms": ValueLines,
    "spike_xor": SpikeDots,
    "moving_bars": (Grey, SpikeDots, ValueLines),
    "bars": Grey,
    "shapes": Grey,
    "sliding_tones": Grey,
    "yin_yang": Points,
    "poisson_patterns": SpikeDots,
    "randman": SpikeDots,
    "target_spike_trains": SpikeDots,
    "own_samples": ValueBars,
    "own_signals": ValueLines,
}


@pytest.mark.parametrize("data", KINDS)
def test_every_kind_of_data_is_seen_as_what_it_is(qtbot: QtBot, data: str) -> None:
    bench = Bench(qtbot, data)
    look = bench.look(bench.data)
    assert isinstance(look.sample, KINDS[data]), type(look.sample)
    assert bench.samples.sample.isVisible() != bool(look.page)
    assert not bench.samples.waiting.isVisible()
    bench.panel.grab()


def test_spikes_of_files_are_seen_where_they_are(qtbot: QtBot, tmp_path: Path) -> None:
    root = gestures(tmp_path)
    bench = Bench(qtbot, "event_folders", folder=str(root), duration=20.0)
    look = bench.look(bench.data)
    assert isinstance(look.sample, SpikeDots) and look.sample.channels == 34 * 34 * 2
    assert np.floor(look.sample.across * 20).astype(int).tolist() == [0, 2, 5, 7]


def test_wanted_spikes_are_seen_beneath_those_that_come_in(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "target_spike_trains")
    look = bench.look(bench.data)
    targets = look.contents.samples.targets
    own = targets.times[targets.samples == look.contents.order[0]]
    assert look.sample.wanted == targets.size and sorted(look.sample.wanted_across) == sorted(own)
    assert bench.samples.sample.left == "500 channels, beneath them wanted spikes", "nothing said what they were"


ENCODERS = ("latency", "poisson", "regular", "rank_order", "phase", "burst", "gaussian_receptive_fields")


@pytest.mark.parametrize("code", ENCODERS)
def test_an_encoder_shows_the_very_spikes_that_a_run_draws(qtbot: QtBot, code: str) -> None:
    bench = Bench(qtbot, code=code, split="train", shuffled="yes")
    bench.look(bench.data)
    bench.samples.go_to(2)
    look = bench.look(bench.code)
    assert look.number == 2, "the sample stays chosen"
    network, settings = meaning(bench.editor.document).description, bench.editor.document.settings
    steps = round(network.datasets[0].sample_time / settings.resolution)
    run = Simulation(network, backend="numpy", seed=settings.seed).advance(3 * steps + 1).spikes[bench.code]
    own = (run.steps > 2 * steps) & (run.steps <= 3 * steps)
    raster = look.made
    assert isinstance(raster, SpikeDots)
    at = np.floor(raster.across * steps).astype(int)
    channels = np.round((1.0 - raster.down) * raster.channels - 0.5).astype(int)
    assert sorted(zip(at.tolist(), channels.tolist(), strict=True)) == sorted(
        zip((run.steps[own] - 2 * steps - 1).tolist(), run.neurons[own].tolist(), strict=True)
    )
    assert look.spikes == int(own.sum()) > 0 and f"{look.spikes:,} spikes" in bench.samples.note.text()


def test_the_spikes_follow_the_encoders_parameters(qtbot: QtBot) -> None:
    bench = Bench(qtbot, code="poisson")
    few = bench.look(bench.code).spikes
    intentions.set_parameter(bench.editor, [bench.code], "max_rate", 1000.0)
    many = bench.seen().spikes
    assert many > 3 * few
    bench.editor.undo_stack.undo()
    assert bench.seen().spikes == few
    intentions.set_parameter(bench.editor, [bench.data], "sample_time", 50.0)
    assert bench.seen().spikes > 1.5 * few


def test_an_encoder_of_currents_shows_currents_and_a_lone_one_says_what_it_lacks(qtbot: QtBot) -> None:
    bench = Bench(qtbot, code="constant_current")
    assert isinstance(bench.look(bench.code).made, ValueLines)
    assert bench.samples.made.left.endswith("channels")
    (link,) = bench.editor.document.links
    intentions.delete(bench.editor, [link])
    assert "Link the values of a dataset" in bench.samples.waiting.words.text() and bench.samples.isVisible()
    bench.editor.undo_stack.undo()
    assert bench.seen() is not None and not bench.samples.waiting.isVisible()


def test_what_is_missing_is_said_with_what_to_do_and_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot, "idx_files")
    bench.look(bench.data)
    assert "has no file" in bench.samples.waiting.words.text() and "Choose one" in bench.samples.waiting.words.text()
    path = mnist(tmp_path)
    path.rename(tmp_path / "hidden")
    intentions.set_parameter(bench.editor, [bench.data], "file", str(path))
    bench.seen()
    assert "is not there" in bench.samples.waiting.words.text()
    (tmp_path / "hidden").rename(path)
    bench.click(bench.samples.waiting.again)
    assert len(bench.seen().page) == 10 and not bench.samples.waiting.isVisible()
    intentions.set_parameter(bench.editor, [bench.data], "split", "validation")
    assert len(bench.seen().contents.order) == 4


def test_a_part_without_samples_says_so(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "own_samples", split="validation")
    bench.look(bench.data)
    assert "has no samples in its part validation" in bench.samples.waiting.words.text()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Yin-Yang takes until it is let go, and tells how far it is."""
    usual, go = YinYang.load.__func__, threading.Event()  # type: ignore[attr-defined]

    def load(cls: Any, values: Any) -> Any:
        while not go.wait(0.01):
            tell(0.4)
        return usual(cls, values)

    monkeypatch.setattr(YinYang, "load", classmethod(load))
    return go


def test_reading_shows_how_far_it_is_and_can_be_cancelled(qtbot: QtBot, slow: threading.Event) -> None:
    bench = Bench(qtbot, "yin_yang")
    bench.select(bench.data)
    samples = bench.samples
    qtbot.waitUntil(lambda: samples.waiting.cancel.isVisible() and samples.waiting.bar.share == 0.4)
    assert samples.waiting.words.text() == "Reading the data…"
    bench.click(samples.waiting.cancel)
    bench.seen()
    assert samples.waiting.words.text() == "Reading was cancelled." and not samples.waiting.cancel.isVisible()
    bench.select(bench.code)
    bench.select(bench.data)
    assert not samples.looking.is_busy, "nothing is read again by itself"
    slow.set()
    bench.click(samples.waiting.again)
    assert isinstance(bench.seen().sample, Points)


def laid_out() -> None:
    """Everything has its place, and no news of what is read has come yet."""
    for _ in range(9):  # from the innermost to the form, and again where a scroll bar comes or goes
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("data", ["bars", "digits", "moving_bars", "spike_xor", "waveforms", "yin_yang"])
def test_nothing_beneath_moves_as_samples_are_read(qtbot: QtBot, data: str) -> None:
    """The rows of an encoder jumped down as its preview came, beneath the hand that reached for them."""
    for is_code in (True, False):
        bench = Bench(qtbot, data)  # a panel that has read nothing yet
        bench.select(bench.code if is_code else bench.data)
        laid_out()
        awaited = bench.samples.geometry()
        assert bench.samples.current is None
        assert bench.seen() is not None
        laid_out()
        assert bench.samples.geometry() == awaited and awaited.height() > TALL


def test_the_place_is_kept_while_reading_takes_long_and_given_back_when_it_ends(
    qtbot: QtBot, slow: threading.Event
) -> None:
    bench = Bench(qtbot, "yin_yang")
    samples = bench.samples
    bench.select(bench.code)
    laid_out()
    awaited = samples.geometry()
    qtbot.waitUntil(lambda: samples.waiting.cancel.isVisible())
    laid_out()
    assert samples.geometry() == awaited
    bench.click(samples.waiting.cancel)
    qtbot.waitUntil(lambda: samples.height() < awaited.height() / 2)
    slow.set()


def test_another_node_is_shown_at_once_while_one_is_read(qtbot: QtBot, slow: threading.Event) -> None:
    bench = Bench(qtbot, "yin_yang")
    other = intentions.add_node(bench.editor, "datasets/digits", (0, 300))
    bench.select(bench.data)
    QTest.qWait(30)
    look = bench.look(other)
    assert look.subject.dataset.id == other and look.page
    bench.select()
    assert not bench.samples.isVisible()
    slow.set()


def test_the_windows_thread_finds_nothing_of_what_it_shows(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    who: dict[str, set[bool]] = {}
    for module, name in (
        (showing, "read_dataset"), (showing, "encoded"), (sample_views, "sample_view"), (sample_views, "input_view"),
        (sample_views, "encoded_view"),
    ):  # fmt: skip
        usual = getattr(module, name)

        def told(*given: Any, usual: Any = usual, name: str = name) -> Any:
            who.setdefault(name, set()).add(threading.current_thread() is threading.main_thread())
            return usual(*given)

        monkeypatch.setattr(module, name, told)
    bench = Bench(qtbot, "yin_yang", code="poisson")
    bench.look(bench.data)
    for number in range(40):
        bench.samples.go_to(number)
        QTest.qWait(5)
    bench.look(bench.code)
    for rate in range(20):
        intentions.set_parameter(bench.editor, [bench.code], "max_rate", 100.0 + rate)
        QTest.qWait(5)
    bench.seen()
    assert who == {name: {False} for name in ("read_dataset", "encoded", "sample_view", "input_view", "encoded_view")}


def test_what_changed_while_another_panel_stood_before_it_is_seen_anew(qtbot: QtBot) -> None:
    bench = Bench(qtbot, code="poisson")
    few = bench.look(bench.code).spikes
    bench.panel.hide()
    intentions.set_parameter(bench.editor, [bench.code], "max_rate", 1000.0)
    assert not bench.samples.looking.is_busy, "nobody sees it"
    bench.panel.show()
    assert bench.seen().spikes > 3 * few


def test_points_stand_at_the_two_values_by_which_samples_differ_most() -> None:
    x, y = np.random.default_rng(1).random((2, 300))
    still = np.full(300, 0.5)
    assert telling_axes(np.stack([x, y, 1 - x, 1 - y], axis=1)) == (0, 1)
    assert telling_axes(np.stack([still, 0.1 * x, x, still, 0.3 * y], axis=1)) == (2, 4)
    assert telling_axes(np.stack([still, still], axis=1)) == (0, 1)


def test_who_comes_back_to_the_window_sees_a_file_that_changed_meanwhile(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot, "idx_files", file=str(mnist(tmp_path)))
    first = bench.look(bench.data)
    assert len(first.contents.samples.labels) == 50
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    mnist(tmp_path, train=70)
    with qtbot.waitActive(bench.panel):
        bench.panel.activateWindow()
    qtbot.waitUntil(lambda: len(bench.seen().contents.samples.labels) == 80)
    bench.click(bench.samples.forth)
    assert bench.seen().number == 1 and bench.samples.current.contents is not first.contents


def test_names_of_groups_are_asked_for_where_there_are_any_and_divide_the_samples(qtbot: QtBot) -> None:
    bench = Bench(qtbot, data="own_samples")
    values = {"x": np.linspace(0.0, 1.0, 40).reshape(20, 2), "labels": np.arange(20.0) % 2}
    take_series(bench.editor, bench.data, values, values)
    bench.look(bench.data)

    def rows() -> list[str]:
        nodes = [bench.editor.document.nodes[bench.data]]
        form = node_form(bench.editor, nodes, lambda: None, lambda *_: None, lambda *_: None)
        keys = [entry.key for section in form.sections for entry in section.entries]
        return [key.partition(":")[2] for key in keys if "groups" in key or "group_names" in key]

    assert rows() == [] and bench.samples.split.parts == (14, 2, 4)
    take_series(bench.editor, bench.data, {"group": np.repeat(np.arange(4.0), 5)}, ["group"])
    bench.seen()
    assert rows() == ["group_names", "test_groups", "validation_groups"]
    assert bench.samples.split.parts == (10, 5, 5), "a whole group is held back, and the last one tests"
    intentions.set_parameter(bench.editor, [bench.data], "group_names", "ann, bo, cy, di")
    intentions.set_parameter(bench.editor, [bench.data], "test_groups", "ann, cy")
    bench.seen()
    assert bench.samples.split.parts == (5, 5, 10)
