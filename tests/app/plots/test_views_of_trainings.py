"""Loss, accuracy and confusion of trainings: what they draw, share, and tell of mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.i18n.translation import use_language
from app.plots.base.learning_curve import MARK
from app.plots.base.training_panel import TrainingPanel
from app.plots.exports.paper import WantedPaper, sheet
from app.plots.parts import header
from app.plots.views import plots
from app.plots.views.accuracy import Accuracy
from app.plots.views.confusion import ConfusionView
from app.plots.views.loss import Loss
from app.running.trainings.known_trainings import ShownTraining, Trainings
from app.widgets.painting import LABEL
from engine.learning.components.figures import Epoch, Metric
from tests.app.plots.hand import picture, turn_wheel
from tests.app.seen import sentences
from tests.app.test_pseudo_locale import painted as painted

NAN = float("nan")
COUNTS = np.array([[5, 0, 1], [0, 4, 0], [2, 0, 7]])
MISTAKES = np.array([[11, 0, 2], [12, 2, 0], [30, 2, 0]])


def history(
    losses: Iterable[float], training: Iterable[float], validation: Iterable[float], held_back: Iterable[float]
) -> tuple[Epoch, ...]:
    """Epochs of these losses and accuracies of both parts, and losses of what was held back."""
    figures = zip(losses, training, validation, held_back, strict=True)
    return tuple(Epoch(loss, right, valid, 0.0, validation_loss=rest) for loss, right, valid, rest in figures)


FIRST = ShownTraining(
    3, 10, history([2.0, 1.0, 0.5], [0.6, 0.9, 0.95], [0.55, 0.91, 0.9], [2.1, 1.2, 0.9]), 2, counts=COUNTS,
    mistakes=MISTAKES,
    names=("cat", "dog", "hen"), is_running=True,
)  # fmt: skip
SECOND = ShownTraining(4, 4, history([1.5, 1.1], [0.5, 0.7], [NAN, NAN], [NAN, NAN]), is_running=True)


@pytest.fixture
def trainings(qtbot: QtBot) -> Trainings:
    return Trainings()


def opened(kind: type[TrainingPanel], trainings: Trainings, qtbot: QtBot) -> TrainingPanel:
    panel = kind(trainings)
    qtbot.addWidget(panel)
    panel.resize(360, 260)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def all_of(trainings: Trainings, qtbot: QtBot) -> list[TrainingPanel]:
    return [opened(kind, trainings, qtbot) for kind in plots().values() if issubclass(kind, TrainingPanel)]


def test_views_of_trainings_are_found_and_say_what_is_missing(trainings: Trainings, qtbot: QtBot) -> None:
    panels = all_of(trainings, qtbot)
    assert {type(panel) for panel in panels} == {Loss, Accuracy, ConfusionView}
    assert all(panel.is_empty() and "Learn" in panel.empty_words()[0] for panel in panels)
    trainings.show([ShownTraining(1, 30, is_running=True)])
    assert all(panel.is_empty() and "epoch" in panel.empty_words()[0] for panel in panels)


def test_of_a_training_that_failed_no_view_says_that_it_goes_on(trainings: Trainings, qtbot: QtBot) -> None:
    """“The first epoch is under way” stood beneath why it could not begin."""
    panels = all_of(trainings, qtbot)
    trainings.show([ShownTraining(1, 30, is_running=True)])
    trainings.show([ShownTraining(1, 30)])
    for panel in panels:
        qtbot.waitUntil(lambda panel=panel: "This training has no" in " ".join(sentences(panel.empty_state)))


def test_one_training_has_both_parts_and_its_best_epoch(trainings: Trainings, qtbot: QtBot) -> None:
    loss, accuracy = opened(Loss, trainings, qtbot), opened(Accuracy, trainings, qtbot)
    assert isinstance(loss, Loss) and isinstance(accuracy, Accuracy)
    before = picture(accuracy)
    trainings.show([FIRST])
    accuracy.draw_now()
    assert picture(accuracy) != before
    assert loss.chips() == accuracy.chips() == [(0, "training", "train"), (1, "validation", "valid.")]
    assert [series.best for series in accuracy.curves] == [0, 2] and not any(s.best for s in loss.curves)
    assert list(accuracy.table().rows)[1] == (2, 90.0, 91.0) and list(loss.table().rows)[2] == (3, 0.5, 0.9)


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of the window, given by the test."""
    use_language(request.param)
    yield request.param
    use_language("en")


@pytest.mark.parametrize("language", ["en", "zh_CN"], indirect=True)
@pytest.mark.parametrize("width", [220, 360])
def test_the_axis_says_that_it_counts_epochs_and_hides_no_number(
    trainings: Trainings, qtbot: QtBot, width: int, language: str
) -> None:
    """A figure with numbers below it did not say of what, and the word has room in every language."""
    panel = opened(Accuracy, trainings, qtbot)
    assert isinstance(panel, Accuracy)
    panel.resize(width, 240)
    trainings.show([replace(FIRST, epochs=120)])
    panel.draw_now()
    axis = panel.plot.getAxis("bottom")
    paper = QPixmap(10, 10)
    painter = QPainter(paper)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    (box, _, words), *numbers = texts
    assert words == {"en": "epochs", "zh_CN": "轮数"}[language] and len(numbers) > 1
    assert not any(box.intersects(other) for other, _, _ in numbers)
    assert axis.boundingRect().contains(box) and axis.mapRectToScene(box).left() >= 0
    metrics = QFontMetrics(theme().font(LABEL, 400, tabular=True))
    assert box.width() >= metrics.horizontalAdvance(words) and box.height() >= metrics.height()


def test_on_paper_curves_say_which_figure_they_are(trainings: Trainings, qtbot: QtBot) -> None:
    loss, accuracy = opened(Loss, trainings, qtbot), opened(Accuracy, trainings, qtbot)
    trainings.show([FIRST])
    assert [words for _, words, *_ in loss.legend()] == ["Loss, training", "Loss, validation"]
    trainings.show([replace(FIRST, merit=Metric.CORRELATION)])
    assert [words for _, words, *_ in accuracy.legend()] == ["Correlation, training", "Correlation, validation"]


def test_the_ring_at_the_last_epoch_is_whole(trainings: Trainings, qtbot: QtBot) -> None:
    panel = opened(Accuracy, trainings, qtbot)
    assert isinstance(panel, Accuracy)
    trainings.show([replace(FIRST, best=10, history=history(*[np.linspace(0.5, 1.0, 10).tolist()] * 4))])
    panel.draw_now()
    best = panel.view.mapFromView(QPointF(10, 100))
    ring = QRectF(best.x() - MARK / 2, best.y() - MARK / 2, MARK, MARK)
    assert QRectF(panel.view.rect()).adjusted(-0.5, -0.5, 0.5, 0.5).contains(ring)


@pytest.mark.parametrize("best", [1, 15, 30])
def test_the_words_at_the_best_epoch_stay_whole_at_both_ends(trainings: Trainings, qtbot: QtBot, best: int) -> None:
    accuracy = opened(Accuracy, trainings, qtbot)
    assert isinstance(accuracy, Accuracy)
    values = [1.0 if epoch == best else 0.5 for epoch in range(1, 31)]
    trainings.show([replace(FIRST, epochs=30, history=history(values, values, values, values), best=best)])
    accuracy.draw_now()
    picture(accuracy)  # words take their place as they are painted
    (words,) = (item for item in accuracy.view.childGroup.childItems() if isinstance(item, pg.TextItem))
    room, shown = accuracy.view.sceneBoundingRect(), words.mapRectToScene(words.boundingRect())
    assert words.isVisible() and room.left() - 1 <= shown.left() and shown.right() <= room.right() + 1


@pytest.mark.parametrize(("epochs", "best"), [(3, 2), (5, 5), (10, 10), (20, 1), (30, 28)])
def test_the_words_at_the_best_epoch_hide_no_curve(trainings: Trainings, qtbot: QtBot, epochs: int, best: int) -> None:
    """They stood over the first epochs of a short training, whose curves rise through the whole figure."""
    accuracy = opened(Accuracy, trainings, qtbot)
    assert isinstance(accuracy, Accuracy)
    at = np.arange(1, epochs + 1)
    training, validation = 1 - 0.8 * np.exp(-at / 2), 0.95 - 0.7 * np.exp(-at / 2)
    validation[best - 1] = 0.97
    whole = history(1 / at, training, validation, 1 / at)
    trainings.show([replace(FIRST, epochs=epochs, best=best, history=whole)])
    accuracy.draw_now()
    picture(accuracy)  # words take their place as they are painted
    (words,) = (item for item in accuracy.view.childGroup.childItems() if isinstance(item, pg.TextItem))
    shown = words.mapRectToScene(words.boundingRect())
    fine = np.linspace(1, epochs, 400)
    for curve in (training, validation):
        for x, y in zip(fine, np.interp(fine, at, 100 * curve), strict=True):
            assert not shown.contains(accuracy.view.mapViewToScene(QPointF(x, y)))


def test_a_short_training_counts_whole_epochs(trainings: Trainings, qtbot: QtBot) -> None:
    accuracy = opened(Accuracy, trainings, qtbot)
    assert isinstance(accuracy, Accuracy)
    trainings.show([replace(FIRST, epochs=2)])
    accuracy.draw_now()
    ((_, ticks),) = accuracy.plot.getAxis("bottom").tickValues(0.0, 2.0, 300.0)
    assert ticks == [0.0, 1.0, 2.0]


def test_of_several_each_is_one_curve_by_its_number(trainings: Trainings, qtbot: QtBot) -> None:
    accuracy = opened(Accuracy, trainings, qtbot)
    assert isinstance(accuracy, Accuracy)
    trainings.show([FIRST, SECOND])
    assert accuracy.chips() == [(2, "run 3", "run 3"), (3, "run 4", "run 4")]
    told, other = accuracy.curves
    assert (told.values, other.values) == ([0.55, 0.91, 0.9], [0.5, 0.7]), "nothing was held back"
    assert told.dashed is not other.dashed, "never by colour alone"
    rows = list(accuracy.table().rows)
    assert rows[0] == pytest.approx((1, 55.0, 50.0)) and np.isnan(rows[2][2])


def test_a_correlation_is_written_as_one_and_drawn_with_its_like(trainings: Trainings, qtbot: QtBot) -> None:
    accuracy, confusion = opened(Accuracy, trainings, qtbot), opened(ConfusionView, trainings, qtbot)
    assert isinstance(accuracy, Accuracy)
    trainings.show([FIRST])
    accuracy.draw_now()
    trainings.show([replace(SECOND, merit=Metric.CORRELATION), FIRST])
    accuracy.draw_now()
    assert accuracy.title == "Correlation" and len(accuracy.curves) == 1
    assert next(iter(accuracy.table().rows)) == (1, 0.5)
    assert accuracy.plot.getAxis("left").tickStrings([0.8], 1.0, 0.1) == ["0.8"]
    assert confusion.is_empty() and "correlations" in confusion.empty_words()[0]


def test_views_of_epochs_share_their_cursor_and_their_range(trainings: Trainings, qtbot: QtBot) -> None:
    loss, accuracy = opened(Loss, trainings, qtbot), opened(Accuracy, trainings, qtbot)
    assert isinstance(loss, Loss) and isinstance(accuracy, Accuracy)
    trainings.show([FIRST])
    for panel in (loss, accuracy):
        panel.draw_now()
    place = loss.view.mapViewToScene(loss.view.mapToView(loss.view.boundingRect().center()))
    loss.graph.hovered.emit(place)
    assert trainings.cursor == 3, "the last that is known"
    accuracy.draw_now()
    assert accuracy.header.value == "3: 95.0 / 90.0 %"
    turn_wheel(loss.graph.viewport(), loss.graph.mapFromScene(place))
    assert trainings.interval is not None
    accuracy.draw_now()
    assert accuracy.view.viewRange()[0] == pytest.approx(loss.view.viewRange()[0])
    loss.autoscale()
    assert trainings.interval is None
    loss.graph.hovered.emit(None)
    assert trainings.cursor is None


def test_a_click_or_enter_on_a_mistake_asks_for_its_samples(trainings: Trainings, qtbot: QtBot) -> None:
    confusion = opened(ConfusionView, trainings, qtbot)
    assert isinstance(confusion, ConfusionView)
    trainings.show([FIRST, SECOND])
    confusion.draw_now()
    asked: list[tuple[int, list[int]]] = []
    trainings.asked.connect(lambda t, label, answer: asked.append((t.number, t.mistaken(label, answer).tolist())))
    size = QSizeF(confusion.graph.size())

    def centre(cell: tuple[int, int]) -> QPoint:
        return confusion.matrix.area(cell, size).center().toPoint()

    for cell in ((0, 0), (0, 1), (2, 0)):  # right, never, wrong
        QTest.mouseClick(confusion.graph.viewport(), Qt.MouseButton.LeftButton, pos=centre(cell))
    assert asked == [(3, [12, 30])]
    confusion.graph.hovered.emit(QPointF(centre((1, 1))))
    assert confusion.header.value.startswith("dog: ") and " right; precision " in confusion.header.value
    confusion.graph.setFocus()
    QTest.keyClick(confusion.graph, Qt.Key.Key_Right)  # the first mistake
    assert confusion.matrix.chosen == (0, 2) and confusion.header.value == "cat answered as hen: 1"
    QTest.keyClick(confusion.graph, Qt.Key.Key_Return)
    assert asked[1:] == [(3, [11])]
    assert confusion.chips() == [(-1, "run 3")]
    assert list(confusion.table().rows)[2] == ("hen", 2, 0, 7)


def test_many_classes_are_drawn_without_numbers(trainings: Trainings, qtbot: QtBot) -> None:
    confusion = opened(ConfusionView, trainings, qtbot)
    trainings.show([replace(FIRST, counts=np.eye(300), names=())])
    confusion.draw_now()
    assert not picture(confusion).isNull()


def test_a_short_name_of_a_class_stands_whole_beside_the_matrix(
    trainings: Trainings, qtbot: QtBot, painted: set[str]
) -> None:
    """ "yang" was written "ya…": a width is rounded, and the room for it was exactly that."""
    names = ("yin", "yang", "dot")
    confusion = opened(ConfusionView, trainings, qtbot)
    trainings.show([replace(FIRST, names=names)])
    confusion.draw_now()
    picture(confusion)
    assert set(names) <= painted and not [words for words in painted if words.endswith("…")]


def test_another_training_is_seen_whole(trainings: Trainings) -> None:
    trainings.show([FIRST])
    trainings.look(1.0, 2.0)
    trainings.show([FIRST, SECOND])
    assert trainings.interval == (1.0, 2.0), "one beside the first changes nothing"
    trainings.show([SECOND])
    assert trainings.interval is None and trainings.length == 4


def test_a_narrow_header_says_its_chips_in_shorter_words(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 282 px "validation" was cut."""
    written: list[str] = []
    monkeypatch.setattr(header, "paint_text", lambda _p, _area, words, *_more: written.append(words))
    holder = QWidget()
    qtbot.addWidget(holder)
    shown = header.PlotHeader("Accuracy", list, holder)
    shown.set_chips([(0, "training", "train"), (1, "validation", "valid.")])
    for width, wanted in ((282, ["Accuracy", "train", "valid."]), (500, ["Accuracy", "training", "validation"])):
        shown.resize(width, shown.sizeHint().height())
        shown.ensurePolished()
        shown.layout().activate()
        written.clear()
        shown.grab()
        assert written[-3:] == wanted


@pytest.mark.parametrize("kind", [Loss, Accuracy])
def test_the_epoch_that_is_pointed_at_is_not_printed(
    kind: type[TrainingPanel], trainings: Trainings, qtbot: QtBot
) -> None:
    """Its line was in pictures of the curves as if something had happened there."""
    trainings.show((FIRST,))
    panel = opened(kind, trainings, qtbot)
    printed = []
    for epoch in (None, 2):
        trainings.point_at(epoch)
        panel.draw_now()
        with sheet(panel, WantedPaper()) as paper:
            printed.append(paper.preview(QSize(600, 300)))
    assert printed[0] == printed[1]
