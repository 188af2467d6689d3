"""Kernels as pictures and the activity of channels as maps: against plain loops, in runs and in trainings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme, use_theme
from app.commands import intentions
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.meaning.shapes import made_shape, shape_of
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.plots.views import kernels as kernels_view
from app.plots.views.feature_maps import RATE, FeatureMaps
from app.plots.views.kernels import Kernels
from app.preferences import ViewContent
from app.running.record.fields import kernels_of, windows_at
from app.running.run import Run
from app.running.simulated import RunSettings
from app.running.trainings.trained_weights import TrainedWeights
from app.running.trainings.training import Training
from engine.learning.components.figures import TrainingState
from engine.network.description import Connections
from engine.network.values import Normal
from tests.app.document.meaning.test_shapes import Drawn
from tests.app.plots.hand import picture

SIDE, CHANNELS, MADE = 12, 3, (3, 10, 10)
UNTIL = 60.0


class Shown:
    """Bars of 12 × 12 before three kernels of 3 × 3, run for a while."""

    def __init__(self, rule: str = "wiring/convolution") -> None:
        drawn = Drawn(channels=float(CHANNELS))
        editor, self.link, self.maps = drawn.editor, drawn.link, drawn.maps
        intentions.set_parameter(editor, [drawn.data], "side", float(SIDE))
        link = editor.document.links[self.link]
        made = made_shape(editor.document, link)
        assert made == MADE
        intentions.set_shape(editor, [self.maps], made)
        intentions.set_part(editor, [self.link], "wiring", rule)
        intentions.set_sign(editor, [self.link], "mixed")
        intentions.set_weight(editor, [self.link], Normal(300.0, 400.0))
        self.editor, self.document = editor, editor.document
        self.run, self.time_range = Run(), TimeRange()
        self.source = PlotSource(self.run, self.document)

    def play(self, qtbot: QtBot, until: float = UNTIL) -> None:
        """Run, and stand still there."""
        if self.run.state != "paused":
            description = meaning(self.document).description
            self.run.start(description, RunSettings(speed=0.0), paused=True)
        self.run.resume(until_ms=until)
        step = round(until / self.document.settings.resolution)
        status = self.run.status
        qtbot.waitUntil(lambda: self.run.state == status().state == "paused" and status().step == step)


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication) -> Iterator[Shown]:
    apply(qapp, theme())
    stage = Shown()
    yield stage
    stage.run.close()


def opened(kind: type[Kernels] | type[FeatureMaps], stage: Shown, qtbot: QtBot) -> Kernels | FeatureMaps:
    panel = kind(stage.source, stage.time_range)
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_a_kernel_is_what_every_window_shares(shown: Shown, qtbot: QtBot) -> None:
    panel = opened(Kernels, shown, qtbot)
    shown.play(qtbot)
    qtbot.waitUntil(lambda: not panel.is_empty())
    panel.redraw()
    assert isinstance(panel, Kernels)
    kernels, found = panel.kernels(), shown.source.weights.of(shown.link)
    assert found is not None and kernels.values.shape == (CHANNELS, 1, 3, 3) and kernels.are_there.all()
    weights, ends = found
    assert len(weights) == CHANNELS * 100 * 9
    for weight, pre, post in zip(weights, ends.pre, ends.post, strict=True):
        channel, place = divmod(int(post), 100)
        (row, column), (y, x) = divmod(place, 10), divmod(int(pre), SIDE)
        assert kernels.values[channel, 0, y - row, x - column] == weight
    assert panel.chips()[1] == (-1, "3 × 1 · 3 × 3")
    at = panel.plot.vb.mapViewToScene(QPointF(1.5, 2.5)).toPoint()
    qtbot.mouseMove(panel.graph.viewport(), at)
    assert panel.header.value.startswith("channel 0 → 0, row 2, column 1: ")
    assert sorted(row[:4] for row in panel.table().rows) == sorted(np.ndindex(CHANNELS, 1, 3, 3))
    assert "Bars" not in panel.graph.accessibleName() and "3 × 3" in panel.graph.accessibleDescription()
    bright = picture(panel)
    use_theme(not theme().dark)
    try:
        panel.draw_now()
        assert picture(panel) != bright
    finally:
        use_theme(not theme().dark)


@pytest.mark.parametrize("_", range(4))
def test_kernels_with_several_channels_are_put_together_as_they_were_taken_apart(_: int) -> None:
    random = np.random.default_rng()
    out, depth, high, wide = (int(random.integers(1, 5)) for _ in range(4))
    kernel = random.normal(size=(out, depth, high, wide))
    entries = np.tile(np.arange(kernel.size), 3)
    random.shuffle(entries)
    ends = Connections(np.zeros_like(entries), np.zeros_like(entries), entries)
    found = kernels_of(kernel.ravel()[entries], ends, (out, 1, high, wide))
    assert found is not None and np.array_equal(found.values, kernel)
    assert kernels_of(np.ones(4), Connections(np.zeros(4, int), np.zeros(4, int)), (1, 1, 2, 2)) is None, (
        "none is shared"
    )


def test_an_entry_that_lies_in_the_padding_everywhere_is_told_from_zero() -> None:
    found = kernels_of(np.ones(2), Connections(np.zeros(2, int), np.zeros(2, int), np.array([0, 2])), (1, 1, 2, 2))
    assert found is not None and found.are_there.tolist() == [[[[True, False], [True, False]]]]


def test_many_kernels_are_turned_by_pages(shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels_view, "PAGE", 2)
    panel = opened(Kernels, shown, qtbot)
    shown.play(qtbot)
    qtbot.waitUntil(lambda: not panel.is_empty())
    assert isinstance(panel, Kernels) and list(panel.shown_channels()) == [0, 1]
    {action.text(): action for action in panel.menu_actions()}["Next kernels"].trigger()
    assert list(panel.shown_channels()) == [2] and panel.chips()[-1] == (-1, "2–2 of 3")
    actions = {action.text(): action for action in panel.menu_actions()}
    assert not actions["Next kernels"].isEnabled() and actions["Previous kernels"].isEnabled()
    panel.draw_now()
    picture(panel)


def test_local_receptive_fields_are_shown_place_by_place(qtbot: QtBot) -> None:
    shown = Shown("wiring/local_receptive_field")
    panel = opened(Kernels, shown, qtbot)
    shown.play(qtbot)
    qtbot.waitUntil(lambda: not panel.is_empty())
    assert isinstance(panel, Kernels)
    {action.text(): action for action in panel.menu_actions()}["Place below"].trigger()
    panel.go_to(4, 7)
    assert panel.place() == (4, 7) and (-1, "row 4, column 7") in panel.chips()
    found, kernels = shown.source.weights.of(shown.link), panel.kernels()
    assert found is not None and kernels.values.shape == (CHANNELS, 1, 3, 3)
    weights, ends = found
    for channel in range(CHANNELS):
        own = np.sort(weights[ends.post == channel * 100 + 47])
        assert np.array_equal(np.sort(kernels.values[channel].ravel()), own)
    panel.go_to(-3, 99)
    assert panel.place() == (0, 9), "there is nothing beyond the edge"
    shown.run.close()


def test_a_window_cut_by_an_edge_is_smaller_and_sums_what_joins_the_same_two() -> None:
    ends = Connections(np.array([0, 1, 3, 3]), np.array([0, 0, 0, 0]))
    seen = windows_at(np.array([1.0, 2.0, 4.0, 8.0]), ends, (1, 3, 3), (1, 2, 2), (0, 0))
    assert np.array_equal(seen.values, [[[[1.0, 2.0], [12.0, np.nan]]]], equal_nan=True)
    assert not windows_at(np.ones(4), ends, (1, 3, 3), (1, 2, 2), (1, 1)).are_there.any()


def test_while_a_training_goes_on_the_kernels_are_those_of_its_last_epoch(qtbot: QtBot) -> None:
    shown = Shown()
    editor = shown.editor
    read = intentions.add_node(editor, "decoders/spike_count", (800, 0))
    data = next(node.id for node in shown.document.nodes.values() if node.kind == "dataset")
    intentions.set_parameter(editor, [data], "training", 20.0)
    intentions.connect(editor, shown.maps, "out", read, "in")
    intentions.connect(editor, data, "labels", read, "labels")
    training = Training(train=lambda *_: (_ for _ in ()).throw(InterruptedError))
    trained = TrainedWeights(training, training)
    panel = Kernels(PlotSource(shown.run, shown.document, trained), TimeRange())
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    training.started = meaning(shown.document).description, 3
    training.state_changed.emit(TrainingState.TRAINING)
    first = "The weights are shown once the first epoch of the training is done."
    assert panel.is_empty() and panel.empty_words() == (first, "")
    for epoch in range(2):
        kernel = np.random.default_rng(epoch).normal(size=(CHANNELS, 1, 3, 3))
        training.snapshot_taken.emit({(shown.link, "weight"): kernel})
        qtbot.waitUntil(lambda: not panel.is_empty())
        panel.redraw()
        assert np.array_equal(panel.kernels().values, kernel), f"epoch {epoch}"
    training.state_changed.emit(TrainingState.FAILED)
    trained.forget_arrays()
    assert panel.empty_words()[0] != first
    training.close()
    shown.run.close()


def test_maps_are_how_often_each_neuron_fired_lately(shown: Shown, qtbot: QtBot) -> None:
    panel = opened(FeatureMaps, shown, qtbot)
    shown.play(qtbot)
    assert isinstance(panel, FeatureMaps)
    panel.choose_fineness(20.0)
    qtbot.waitUntil(lambda: not panel.is_empty())
    one = panel.one()
    assert one is not None and one.id == shown.maps, "several channels come first"
    assert shape_of(shown.document.nodes[shown.maps]) == panel.shape() == MADE

    def counted(until: float) -> np.ndarray:
        spikes, found = shown.run.frames.spikes(shown.maps), np.zeros(MADE)
        for step, neuron in zip(spikes.steps.tolist(), spikes.neurons.tolist(), strict=True):
            if until - 20.0 < step * shown.source.resolution <= until + 1e-9:
                found[neuron // 100, neuron // 10 % 10, neuron % 10] += 1
        return found / 0.02

    assert panel.maps().sum() > 0 and np.allclose(panel.maps(), counted(UNTIL))
    shown.time_range.show(0.0, 40.0)
    assert np.allclose(panel.maps(), counted(40.0)), "a moment that is looked back at"
    shown.time_range.follow()
    panel.draw_now()
    at = panel.plot.vb.mapViewToScene(QPointF(3.5, 2.5)).toPoint()
    qtbot.mouseMove(panel.graph.viewport(), at)
    assert panel.header.value.startswith("channel 0, row 2, column 3: ") and panel.header.value.endswith(" Hz")
    with qtbot.waitSignal(panel.neuron_chosen) as chosen:
        qtbot.mouseClick(panel.graph.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [shown.maps, 23]
    assert len(list(panel.table().rows)) == 300 and "3 × 10 × 10" in panel.graph.accessibleDescription()


def test_maps_of_membranes_are_recorded_while_they_are_in_sight(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = opened(FeatureMaps, shown, qtbot)
    assert isinstance(panel, FeatureMaps)
    shown.play(qtbot)
    panel.choose_quantity("V")
    shown.play(qtbot, UNTIL + 40.0)
    qtbot.waitUntil(lambda: bool(panel.maps().size))
    panel.redraw()
    values = panel.maps()
    assert values.shape == MADE and -120.0 < values.min() < values.max() < 0.0 and panel.unit() == "mV"
    low, high = panel.reach(values)
    assert low <= values.min() and high >= values.max()
    kept = panel.content()
    again = opened(FeatureMaps, shown, qtbot)
    again.show_content(kept)
    assert isinstance(again, FeatureMaps) and again.quantity() == "V"
    again.show_content(ViewContent(options=("quantity nothing of the kind",)))
    assert again.quantity() == RATE
    ended: list[str] = []
    unwatch = shown.run.unwatch
    monkeypatch.setattr(shown.run, "unwatch", lambda id: ended.append(id) or unwatch(id))
    panel.hide()
    assert len(ended) == 1 and ended[0].endswith(f":{shown.maps}:V"), "what nobody sees is not recorded"
    again.leave()


def test_the_scale_of_maps_stands_still_until_something_else_is_chosen(shown: Shown, qtbot: QtBot) -> None:
    panel = opened(FeatureMaps, shown, qtbot)
    shown.play(qtbot)
    assert isinstance(panel, FeatureMaps)
    panel.hide()  # else it is drawn meanwhile
    panel.autoscale()
    assert panel.reach(np.full(MADE, 80.0)) == (0.0, 80.0) == panel.reach(np.full(MADE, 20.0))
    panel.autoscale()
    assert panel.reach(np.full(MADE, 20.0)) == (0.0, 20.0)
    assert panel.reach(np.full(MADE, np.nan)) == (0.0, 20.0)


def test_a_population_that_is_on_no_grid_has_no_maps_and_is_told_why(shown: Shown, qtbot: QtBot) -> None:
    node = shown.document.nodes[shown.maps]
    shown.document.nodes[shown.maps] = structs.replace(node, arrangement=None, places={})
    for id in [link.id for link in shown.document.links.values() if link.synapses is not None]:
        intentions.set_part(shown.editor, [id], "wiring", "wiring/all_to_all")
    panel = opened(Kernels, shown, qtbot)
    shown.play(qtbot)
    qtbot.waitUntil(lambda: panel.empty_words()[0].startswith("Wire a link between grids"))
    panel.draw_now()
    assert panel.is_empty()


def test_the_kernels_over_a_picture_are_shown_before_those_of_a_later_layer(qtbot: QtBot) -> None:
    """The example showed 288 kernels of its second layer, where its note speaks of the twelve of its first."""
    (path,) = (example.path for example in examples() if example.title == "Shapes by convolution")
    run = Run()
    source = PlotSource(run, open_document(path))
    panel = Kernels(source, TimeRange())
    qtbot.addWidget(panel)
    shown = panel.one()
    assert shown is not None and shown.title == "Pixels → Lines"
    panel.view_node(source.document.links[shown.id].target)
    assert panel.one() == shown
    run.close()
