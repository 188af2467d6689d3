"""The matrix of weights, receptive fields, and weights that are followed in time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme, use_theme
from app.document.example import EXAMPLES
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.plots.base.time_range import TimeRange
from app.plots.parts.axes import NumberAxis
from app.plots.sources.source import PlotSource
from app.plots.views.receptive_fields import ReceptiveFields
from app.plots.views.weight_histogram import WeightHistogram
from app.plots.views.weight_matrix import ROW, CellAxis, WeightMatrix
from app.plots.views.weight_traces import WeightTraces
from app.running.record.fields import Known, Pixels, summed, tiled
from app.running.record.ring_buffer import WeightHistory
from app.running.run import Run
from app.running.trainings.trained_weights import TrainedWeights
from app.running.trainings.training import Training
from engine.learning.components.figures import TrainingState
from engine.network.description import Connections
from tests.app.plots.hand import picture
from tests.app.plots.stage import FED, RandomSimulation, Stage
from tests.app.plots.test_views import filled, opened

BEHIND = "5"  # the projection of the stage from its hidden to its output neurons


def test_a_receptive_field_is_the_weights_from_every_pixel(played: Stage, qtbot: QtBot) -> None:
    panel = filled("receptive_fields", played, qtbot)
    assert isinstance(panel, ReceptiveFields)
    weights = played.run.frames.weights(FED)
    assert weights is not None
    assert np.array_equal(panel.fields().values, weights.reshape(100, 8, 8))
    assert panel.chips() == [(5, "Poisson \u2192 Hidden")]
    place = panel.view.mapViewToScene(QPointF(3.5, 2.5)).toPoint()
    qtbot.mouseMove(panel.graph.viewport(), place)
    assert panel.header.value.startswith("neuron 0, pixel 2, 3: ")
    with qtbot.waitSignal(panel.neuron_chosen) as chosen:
        qtbot.mouseClick(panel.graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["3", 0]


def test_trains_of_one_pixel_are_added_and_pixels_without_synapses_stay_empty() -> None:
    pixels = Pixels(1, 3, 2)
    connections = Connections(np.array([0, 1, 4, 5, 5]), np.array([7, 7, 7, 8, 8]))
    fields = summed(np.array([1.0, 2.0, 4.0, 8.0, 16.0]), connections, pixels, range(7, 9))
    assert np.array_equal(fields.values, [[[3.0, np.nan, 4.0]], [[np.nan, np.nan, 24.0]]], equal_nan=True)
    picture = tiled(fields, 1).values
    assert picture.shape == (3, 3) and np.isnan(picture[1]).all()
    assert np.array_equal(picture[0], fields.values[0, 0], True)
    assert tiled(fields, 2).values.shape == (1, 7)


def test_receptive_fields_of_many_neurons_are_turned_by_pages(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.plots.views.receptive_fields.PAGE", 40)
    panel = filled("receptive_fields", played, qtbot)
    assert isinstance(panel, ReceptiveFields)
    assert panel.chips()[1] == (-1, "0\u201339 of 100") and len(panel.fields().values) == 40
    for last in (79, 99):
        {action.text(): action for action in panel.menu_actions()}["Next neurons"].trigger()
        assert panel.shown_neurons()[-1] == last
    actions = {action.text(): action for action in panel.menu_actions()}
    assert not actions["Next neurons"].isEnabled() and actions["Previous neurons"].isEnabled()
    assert len(panel.fields().values) == 20


def test_neurons_behind_others_are_seen_through_the_weights_before_them(played: Stage, qtbot: QtBot) -> None:
    panel = filled("receptive_fields", played, qtbot)
    assert isinstance(panel, ReceptiveFields)
    played.source.selected_projection = BEHIND
    panel.redraw()
    assert panel.looked_through() == (BEHIND, FED)
    played.play_until(1600.0, qtbot)
    frames = played.run.frames

    def is_product() -> bool:
        panel.redraw()
        first, second = frames.weights(FED), frames.weights(BEHIND)
        if first is None or second is None or not len(panel.fields().values):
            return False
        expected = second.reshape(10, 100) @ first.reshape(100, 64)
        return bool(np.allclose(panel.fields().values, expected.reshape(10, 8, 8)))

    qtbot.waitUntil(is_product)
    assert panel.chips()[-1] == (-1, "product of 2 layers of weights (Lee et al. 2008)")


def test_while_a_training_goes_on_the_fields_are_those_of_its_last_epoch(qtbot: QtBot) -> None:
    """No run is under way: data, connections and sizes are those of the training."""
    document = open_document(EXAMPLES / "digits.spikeloom")
    training = Training(train=lambda *_: (_ for _ in ()).throw(InterruptedError))
    trained = TrainedWeights(training, training)
    source = PlotSource(Run(simulate=RandomSimulation), document, trained)
    panel = ReceptiveFields(source, TimeRange())
    qtbot.addWidget(panel)
    panel.resize(480, 320)
    panel.show()
    hidden, output = (k.id for k in document.links.values() if k.synapses is not None)
    training.started = meaning(document).description, 3
    training.state_changed.emit(TrainingState.TRAINING)
    random = np.random.default_rng(1)
    for epoch in range(2):
        first, second = random.normal(size=6400), random.normal(size=1000)
        training.snapshot_taken.emit({(hidden, "weight"): first, (output, "weight"): second})
        qtbot.waitUntil(lambda: not panel.is_empty())
        panel.redraw()
        assert np.array_equal(panel.fields().values, first.reshape(100, 8, 8)), f"epoch {epoch}"
    assert source.weights.ways_to(output) == ((output,), (hidden,))
    trained.forget_arrays()
    assert panel.is_empty(), "what runs is looked at again"
    training.close()


def test_without_an_input_of_images_the_receptive_fields_say_what_to_draw(played: Stage, qtbot: QtBot) -> None:
    del played.document.links[FED]
    panel = opened(ReceptiveFields, played, qtbot)
    panel.draw_now()
    assert panel.surface.currentWidget() is panel.empty_state
    assert panel.empty_words()[0].startswith("Link an encoder of images")


def test_weights_are_followed_by_their_mean_and_by_single_synapses(played: Stage, qtbot: QtBot) -> None:
    panel = filled("weight_traces", played, qtbot)
    assert isinstance(panel, WeightTraces)
    history = panel.history(0.0, 1500.0)
    weights = panel.weights()
    assert weights is not None and history.steps[-1] <= 15_000
    assert (history.means[-1], history.deviations[-1]) == pytest.approx((weights.mean(), weights.std()))
    assert panel.synapses() == (0, 249, 499, 749, 999)
    played.play_until(1600.0, qtbot)
    block = panel.followed(1500.0, 1600.0)
    assert block is not None and block.values.shape[1] == 5
    assert panel.chips()[1:] == [(-1, "mean ± SD of 1,000"), (0, "5 synapses")]
    {action.text(): action for action in panel.menu_actions()}["Follow other synapses"].trigger()
    assert len(set(panel.synapses())) == 5 and panel.synapses() != (0, 249, 499, 749, 999)


def test_weights_that_stand_still_have_a_scale_of_few_digits(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scale of constant weights of 50 pA had ticks of a millionth."""
    panel = opened(WeightTraces, played, qtbot)
    assert isinstance(panel, WeightTraces)
    monkeypatch.setattr(panel, "followed", lambda _start, _end: None)

    def scale(*means: float) -> tuple[float, float]:
        history = WeightHistory(np.arange(len(means)), np.array(means), np.zeros(len(means)))
        monkeypatch.setattr(panel, "history", lambda _start, _end: history)
        return panel.draw_data(0.0, 100.0)

    low, high = scale(50.0, 50.0)
    assert low < 50.0 < high and high - low == pytest.approx(1.0)
    panel.autoscale()
    assert scale(1.0, 3.0) == pytest.approx((0.84, 3.16))
    panel.autoscale()
    assert scale(0.0, 0.0) == (0.0, 1.0)


def test_a_click_in_the_matrix_follows_that_synapse(played: Stage, qtbot: QtBot) -> None:
    matrix = filled("weight_matrix", played, qtbot)
    assert isinstance(matrix, WeightMatrix)
    place = matrix.plot.vb.mapViewToScene(QPointF(30.5, 4.5)).toPoint()
    qtbot.mouseClick(matrix.graph.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: played.source.synapses.of("5")[-1] == 430)


def test_weights_stay_fresh_while_any_view_of_them_is_open(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr(played.run, "watch_weights", lambda id, wanted=True: asked.append((id, wanted)))
    first, second = (opened(kind, played, qtbot) for kind in (WeightMatrix, WeightHistogram))
    first.hide()
    assert asked == [("5", True)]
    second.hide()
    assert asked == [("5", True), ("5", False)]


@pytest.mark.parametrize(("least", "spacing"), [(0.2, 1), (1.0, 1), (3.0, 5), (10.0, 10), (40.4, 50), (101.0, 200)])
def test_rows_of_the_matrix_are_numbered_by_round_numbers(least: float, spacing: int) -> None:
    assert CellAxis().tickSpacing(0.0, least, theme().px(ROW)) == [(spacing, 0.5)]


def test_weights_are_drawn_symmetric_about_zero(played: Stage, qtbot: QtBot) -> None:
    panel = filled("weight_histogram", played, qtbot)
    assert isinstance(panel, WeightHistogram)
    counts, edges = panel.histogram()
    assert counts.sum() == 1000
    assert edges[0] == pytest.approx(-edges[-1])


def texts_of(axis: NumberAxis) -> dict[str, QRectF]:
    paper = QPixmap(8, 8)
    painter = QPainter(paper)
    specs = axis.generateDrawSpecs(painter)
    painter.end()
    return {words: box for box, _, words in specs[2]}


def test_a_histogram_says_how_many_synapses_its_bars_are(played: Stage, qtbot: QtBot) -> None:
    panel = filled("weight_histogram", played, qtbot)
    assert isinstance(panel, WeightHistogram)
    axis = panel.plot.getAxis("left")
    said = texts_of(axis)
    assert "synapses" in said and "0" in said
    highest = int(panel.histogram()[0].max())
    assert 0.4 * highest < max(int(words) for words in said if words != "synapses") <= highest * 1.05
    axis.setRange(0.0, 1.05)
    assert set(texts_of(axis)) == {"synapses", "0", "1"}, "there is no half of a synapse"


def test_the_unit_of_a_histogram_stands_behind_its_numbers(played: Stage, qtbot: QtBot) -> None:
    """It stood within the plot, where a column of weights lay over it."""
    panel = filled("weight_histogram", played, qtbot)
    assert isinstance(panel, WeightHistogram)
    axis = panel.plot.getAxis("bottom")
    paper = QPixmap(8, 8)
    painter = QPainter(paper)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    (box,) = (box for box, _, words in texts if words == "pA")
    others = [other for other, _, words in texts if words != "pA"]
    assert box.left() >= axis.width() and others and not any(other.intersects(box) for other in others)
    assert axis.mapRectToScene(box).right() <= panel.graph.viewport().width()


def test_a_cell_of_the_matrix_is_its_weight(played: Stage, qtbot: QtBot) -> None:
    panel = filled("weight_matrix", played, qtbot)
    assert isinstance(panel, WeightMatrix)
    weights = played.run.frames.weights("5")
    assert weights is not None
    assert panel.shape() == (10, 100)
    assert np.array_equal(panel.cells().values, weights.reshape(10, 100))
    center = panel.graph.viewport().rect().center()
    qtbot.mouseMove(panel.graph.viewport(), center - center / 2)
    assert "\u2192" in panel.header.value and panel.header.value.endswith(" pA")


@pytest.fixture(params=[True, False], ids=["dark", "light"])
def either_theme(request: pytest.FixtureRequest) -> Iterator[None]:
    before = theme()
    use_theme(request.param)
    yield
    use_theme(before.dark, before.base_font)


@pytest.mark.usefixtures("either_theme")
def test_a_weight_that_is_no_number_is_not_taken_for_no_synapse(played: Stage, qtbot: QtBot) -> None:
    panel = filled("weight_matrix", played, qtbot)
    assert isinstance(panel, WeightMatrix)
    sound = panel.chips()
    panel.weights = lambda: np.array([1.0, -1.0, np.nan])
    panel.connections = lambda: Connections(np.array([0, 1, 0]), np.array([0, 0, 1]))
    painted, said = picture(panel), {}
    for at in ((0, 0), (0, 1), (1, 0), (1, 1)):
        place = panel.plot.vb.mapViewToScene(QPointF(at[1] + 0.5, at[0] + 0.5)).toPoint()
        qtbot.mouseMove(panel.graph.viewport(), place)
        said[at] = (panel.header.value.partition(": ")[2], painted.pixelColor(place))
    assert [words for words, _ in said.values()] == ["1.000 pA", "\u22121.000 pA", "NaN", "no synapse"]
    assert len({color.name() for _, color in said.values()}) == 4
    assert said[1, 0][1] == theme().color("text1")
    assert panel.chips() == [*sound, (-1, "1 × NaN")]
    panel.weights = lambda: np.array([1.0, -1.0, 0.5])
    assert picture(panel).pixelColor(place) == said[1, 1][1] and panel.chips() == sound


@pytest.mark.usefixtures("either_theme")
def test_a_pixel_with_a_weight_that_is_no_number_is_not_taken_for_no_synapse(played: Stage, qtbot: QtBot) -> None:
    panel = filled("receptive_fields", played, qtbot)
    assert isinstance(panel, ReceptiveFields)
    shown = panel.one()
    assert shown is not None
    weights, pre = np.array([1.0, -1.0, np.nan]), np.array([0, 1, 2])
    known = Known(shown.id, "", "", weights, Connections(pre, np.zeros(3, np.intp)), 64, 100, Pixels(8, 8, 1))
    panel.source.weights.known = lambda *_: known
    panel.weights = lambda: weights
    painted, said = picture(panel), []
    for column in range(4):
        place = panel.view.mapViewToScene(QPointF(column + 0.5, 0.5)).toPoint()
        qtbot.mouseMove(panel.graph.viewport(), place)
        said.append((panel.header.value.partition(": ")[2], painted.pixelColor(place)))
    assert [words for words, _ in said] == ["1.000 pA", "\u22121.000 pA", "NaN", "no synapse"]
    assert len({color.name() for _, color in said}) == 4
    assert said[2][1] == theme().color("text1")
    assert panel.chips()[-1] == (-1, "1 × NaN")
    assert [row[-1] for row in panel.table().rows] == pytest.approx([1.0, -1.0, np.nan], nan_ok=True)


def test_a_view_of_weights_shows_what_learns_or_what_is_selected(played: Stage, qtbot: QtBot) -> None:
    document = played.document
    link = document.links["5"]
    assert link.synapses is not None
    plain = replace(link, id="6", source="2")
    plastic = replace(link, id="7", synapses=replace(link.synapses, plasticity="plasticity/pair_stdp"))
    document.links = {"6": plain, "5": link}
    panel = opened(WeightHistogram, played, qtbot)
    assert isinstance(panel, WeightHistogram)

    def shown() -> str:
        projection = panel.one()
        return projection.id if projection is not None else ""

    assert shown() == "5"
    document.links["7"] = plastic
    assert shown() == "7"
    played.source.select("6")
    assert shown() == "6"
    {action.text(): action for action in panel.menu_actions()}["Hidden \u2192 Output"].trigger()
    assert shown() in ("5", "7")


def test_weights_of_a_synapse_that_is_not_known_any_more_have_no_unit(stage: Stage) -> None:
    """The model may be of a plug-in that is refused while its network goes on."""
    link = stage.document.links[FED]
    assert link.synapses is not None
    stage.document.put(replace(link, synapses=replace(link.synapses, synapse="synapses/of_a_plug_in")))
    assert stage.source.weight_unit(FED) == ""
