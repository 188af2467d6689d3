"""The Learn panel with a trainer whose every step the test decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.i18n import time_words
from app.learn.runs import words
from app.running.trainings.answered import Answered
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from engine.learning.components.advice import ONE_SIGN
from engine.learning.components.figures import Metric
from engine.learning.components.silence import SILENT
from engine.network.description import NetworkDescription
from engine.problems import Problem, Severity, declare
from tests.app.learn.bench import HISTORY, Bench
from tests.app.learn.staged import FACTS, Progress
from tests.app.seen import scroll_area

BROKEN = declare("staged failure", "The loss of {element} is not a number.", "Lower the learning rate.")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_start_hands_over_the_network_the_method_and_the_settings(bench: Bench) -> None:
    field = bench.panel.settings.fields["epochs"]
    assert isinstance(field, QuantityField)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Return)
    bench.start()
    assert bench.trainer.asked is not None
    description, method, settings, seed = bench.trainer.asked
    assert isinstance(description, NetworkDescription)
    assert {p.id for p in description.populations} == {bench.output}
    assert method == "surrogate_gradient"
    assert settings == {"epochs": 12.0, "learning_rate": 0.002, "surrogate": "arctangent"}
    assert seed == 1


def test_the_sentence_of_a_refused_setting_moves_no_other(bench: Bench) -> None:
    panel = bench.panel
    fields = panel.settings.fields
    first, *others = (field for field in fields.values() if isinstance(field, QuantityField))
    for field in (first, panel.choosing.comparison.seeds):
        shown = [*fields.values(), panel.choosing.comparison.seeds, panel.choosing.comparison.start]
        places = [other.mapTo(panel, QPoint(0, 0)) for other in shown]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "-4")
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.qWait(1)
        plates = [plate for plate in panel.findChildren(ObjectionPlate) if plate.isVisible()]
        assert field.is_wrong and [plate.words for plate in plates] == [field.sentence]
        assert [other.mapTo(panel, QPoint(0, 0)) for other in shown] == places
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert not plates[0].isVisible()
    assert others


def test_settings_are_locked_while_it_trains_and_free_again_after(bench: Bench) -> None:
    bench.start()
    assert not any(field.isEnabled() for field in bench.panel.settings.fields.values())
    assert not bench.panel.methods.buttons["surrogate_gradient"].isEnabled()
    assert not bench.panel.status.start.isVisible()
    bench.trainer.end(bench.outcome(1.0))
    assert all(field.isEnabled() for field in bench.panel.settings.fields.values())
    assert bench.panel.status.start.isVisible()


def test_progress_says_where_it_stands_and_what_cancel_would_keep(bench: Bench) -> None:
    bench.start()
    bench.progress()
    status = bench.panel.status
    assert status.left.words == "12 s left"
    assert status.epoch.words == "Epoch 4 of 30"
    assert status.batch.words == "batch 13 of 20"
    assert "epoch 2, 82.0 %" in status.note.words
    assert status.bar.share == pytest.approx((3 + 13 / 20) / 30)
    curves = bench.panel.figures.results.accuracy.series
    assert list(curves[1].values) == [0.55, 0.82, 0.79]
    assert curves[1].dashed


def test_a_training_that_is_given_up_before_anything_was_learnt_does_not_speak_of_an_epoch(bench: Bench) -> None:
    bench.start()
    bench.trainer.is_running = False
    bench.trainer.given_up.emit()
    assert bench.panel.status.left.words == "stopped before its first epoch was whole"
    assert bench.panel.status.note.words == "The weights stay as they were."


def test_cancel_asks_the_trainer_and_keeps_the_best_weights(bench: Bench) -> None:
    bench.start()
    bench.progress()
    QTest.mouseClick(bench.panel.status.cancel, Qt.MouseButton.LeftButton)
    assert bench.trainer.cancelled == 1
    bench.trainer.end(bench.outcome(0.25, cancelled=True))
    assert bench.present_weight() == 0.25
    assert bench.panel.status.left.words == "stopped after epoch 3"


def test_a_training_whose_patience_was_over_says_after_which_epoch_and_cannot_go_on(bench: Bench) -> None:
    bench.start()
    bench.progress()
    bench.trainer.end(bench.outcome(0.25))
    status = bench.panel.status
    assert status.left.words == "ended early, after epoch 3"
    assert status.bar.share == 1.0, "it is done, and no more is to come"
    assert not status.resume.isVisible() and status.start.isVisible()
    whole = bench.panel.runs[0]
    assert whole.ended_early and whole.best_epoch == 2


def test_a_failure_names_the_place_and_leads_there(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    bench.trainer.is_running = False
    bench.trainer.failed.emit(Problem(bench.output, BROKEN, {"element": "Output"}))
    message = bench.panel.messages.banner
    assert message is not None
    assert "not a number" in message.title.words
    assert "learning rate" in message.sentence.words
    QTest.qWait(1)
    with qtbot.waitSignal(bench.panel.show_element) as shown:
        QTest.mouseClick(message.buttons[0], Qt.MouseButton.LeftButton)
    assert shown.args == [bench.output]
    assert bench.panel.status.start.isEnabled()
    assert bench.panel.status.note.words == "The weights stay as they were."
    assert bench.present_weight() is None


def test_populations_that_never_fire_are_named_until_the_next_training(bench: Bench, qtbot: QtBot) -> None:
    bench.panel.resize(380, 420)
    bench.start()
    qtbot.waitUntil(lambda: bench.panel.figures.progress.visibleRegion().boundingRect().isValid())
    told = Problem(bench.output, SILENT, {"element": "Output", "count": 144, "epoch": 1}, Severity.WARNING)
    progress = Progress(2, 30, 1, 20, 1.0, 12.0, HISTORY[:1], warnings=(told,))
    bench.trainer.progressed.emit(progress)
    message = bench.panel.messages.banner
    assert message is not None and message.kind == "warning"
    assert "Output never fires" in message.title.words and "larger weights" in message.sentence.words
    qtbot.waitUntil(lambda: not message.title.visibleRegion().isEmpty())
    with qtbot.waitSignal(bench.panel.show_element) as shown:
        QTest.mouseClick(message.buttons[0], Qt.MouseButton.LeftButton)
    assert shown.args == [bench.output]
    bench.trainer.progressed.emit(replace(progress, batch=2))
    bench.trainer.end(bench.outcome(1.0))
    assert bench.panel.messages.banner is message
    bench.start()
    assert bench.panel.messages.banner is None


def test_what_a_training_finds_later_is_told_with_what_it_began_by_saying(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    advised = Problem(bench.link, ONE_SIGN, {}, Severity.WARNING)
    silent = Problem(bench.output, SILENT, {"element": "Output", "count": 144, "epoch": 1}, Severity.WARNING)
    progress = Progress(1, 30, 1, 20, 1.0, 12.0, warnings=(advised,))
    bench.trainer.progressed.emit(progress)
    assert bench.panel.messages.banner is not None and "excitatory" in bench.panel.messages.banner.title.words
    bench.trainer.progressed.emit(replace(progress, epoch=2, warnings=(silent, advised)))
    silence, signs = bench.panel.messages.banners
    assert "Output never fires" in silence.title.words and "larger weights" in silence.sentence.words
    assert "excitatory" in signs.title.words and "both signs" in signs.sentence.words
    with qtbot.waitSignal(bench.panel.show_element) as shown:
        QTest.mouseClick(signs.buttons[0], Qt.MouseButton.LeftButton)
    assert shown.args == [bench.link]
    bench.trainer.end(bench.outcome(1.0))
    bench.start()
    assert bench.panel.messages.banners == ()


def test_pause_and_resume_are_one_button(bench: Bench) -> None:
    bench.start()
    bench.progress()
    pause = bench.panel.status.pause
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    assert bench.trainer.is_paused
    assert pause.text() == "Resume"
    bench.progress()  # of the batch that was under way
    assert bench.panel.status.left.words == "paused"
    QTest.mouseClick(pause, Qt.MouseButton.LeftButton)
    assert not bench.trainer.is_paused
    assert pause.text() == "Pause" and "left" in bench.panel.status.left.words


def test_what_it_answers_shows_right_and_wrong(bench: Bench) -> None:
    bench.start()
    image = np.zeros((8, 8))
    bench.trainer.answered.emit((Answered(image, "3", "3"), Answered(image, "9", "3")))
    tiles = bench.panel.figures.answers.tiles
    assert [tile.is_wrong for tile in tiles] == [False, True]
    assert "it is 9" in tiles[1].tip


@pytest.mark.parametrize("width", [300, 420, 900])
def test_words_beneath_what_it_answers_are_whole_in_a_panel_of_any_width(
    qtbot: QtBot, bench: Bench, width: int
) -> None:
    bench.panel.resize(width, 900)
    bench.start()
    bench.trainer.answered.emit((Answered(np.zeros((8, 8)), "3", "3"),) * 8)
    answers = bench.panel.figures.answers
    qtbot.waitUntil(lambda: answers.height() == answers.heightForWidth(answers.width()))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (time_words.clock(61.0), "1:01"),
        (time_words.time_left(0.2), "1 s left"),
        (time_words.time_left(75.0), "1:15 left"),
        (time_words.time_left(float("inf")), ""),
        (words.percent(0.9712), "97.1 %"),
        (words.percent(None), "–"),
        (words.percent(float("nan")), "–"),
        (words.spikes(1204.4), "1,204"),
    ],
)
def test_figures_are_written_plainly(written: str, expected: str) -> None:
    assert written == expected


def test_a_method_that_counts_by_correlation_says_so_and_without_validation_the_last_epoch_is_kept(
    bench: Bench,
) -> None:
    facts = tuple(replace(method, merit=Metric.CORRELATION) for method in FACTS.methods)
    bench.panel.show_facts(replace(FACTS, methods=facts))
    bench.start()
    assert bench.panel.figures.results.accuracy.accessibleName() == "Correlation"
    nothing = float("nan")
    bench.progress(history=tuple(replace(epoch, validation_accuracy=nothing) for epoch in HISTORY))
    curves = bench.panel.figures.results.accuracy
    assert curves.accessibleName() == "Correlation"
    assert [series.name for series in curves.series] == ["training"]
    assert bench.panel.runs[0].best_epoch == 3


def test_while_a_training_is_prepared_the_seconds_are_counted_beside_the_word(bench: Bench, qtbot: QtBot) -> None:
    bench.start()
    status = bench.panel.status
    assert (status.left.words, status.clock.words) == ("preparing…", "")
    qtbot.waitUntil(lambda: status.left.words.startswith("preparing… 0:"))
    bench.progress()
    assert (status.left.words, status.clock.words) == ("12 s left", "0:31")
    assert "0:03" in status.clock.toolTip()
    qtbot.wait(1100)
    assert status.left.words == "12 s left"


def test_what_stands_where_cancel_stood_begins_nothing_and_hears_no_second_click(bench: Bench, qtbot: QtBot) -> None:
    """*Start training* came where *Cancel* was: a double click on that began a training anew."""
    status = bench.panel.status
    bench.start()
    bench.progress()
    QTest.qWait(1)
    ending = [button.geometry() for button in (status.end_early, status.cancel)]
    bench.trainer.end(bench.outcome(0.5, cancelled=True, checkpoint=b"state"))
    QTest.qWait(1)
    assert status.start.isVisible() and not any(place.intersects(status.start.geometry()) for place in ending)
    for button in (status.resume, status.discard, status.start):  # that reaches as far as *Pause* in a narrow panel
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not bench.trainer.is_running and bench.panel.runs[0].can_resume
    bench.resume()
    assert bench.trainer.is_running


def test_the_status_tells_compiling_from_other_preparing(bench: Bench, qtbot: QtBot) -> None:
    bench.trainer.is_compiling = True
    bench.start()
    qtbot.waitUntil(lambda: bench.panel.status.left.words.startswith("compiling… 0:"))


def test_why_a_training_failed_is_brought_into_sight(bench: Bench, qtbot: QtBot) -> None:
    """The panel had scrolled to the curves, and the message stands above everything."""
    bench.panel.resize(420, 300)
    bench.start()
    bench.progress()
    bar = scroll_area(bench.panel.figures.progress).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    bench.trainer.is_running = False
    bench.trainer.failed.emit(Problem(bench.output, BROKEN, {"element": "Output"}))
    qtbot.waitUntil(lambda: bar.value() == 0)
    assert bench.panel.messages.banner is not None and bench.panel.messages.banner.isVisible()
