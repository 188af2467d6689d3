"""What the Learn panel offers to train, and what it says where nothing can be trained."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.learn.panel import LearnPanel
from app.learn.setup.asking import PAUSE_BEFORE_ASKING
from app.learn.setup.inquiry import Facts, ask_methods
from app.running.background import Background
from app.widgets.fields.quantity_field import QuantityField
from engine.model.loading import tell
from engine.network.description import NetworkDescription
from tests.app.learn.bench import Bench
from tests.app.learn.staged import FACTS, StagedTrainer
from tests.patience import PATIENCE, SURELY


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield Bench(qtbot)


def test_a_method_that_does_not_fit_stays_listed_with_its_reason(bench: Bench) -> None:
    button = bench.panel.methods.buttons["eprop"]
    assert button.isVisible()
    assert not button.isEnabled()
    assert "leaky integrator" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.panel.methods.value == "surrogate_gradient"


def test_what_keeps_a_network_from_training_is_said_and_shown(bench: Bench, qtbot: QtBot) -> None:
    for link in list(bench.editor.document.links.values()):
        if link.target_port == "labels":
            intentions.delete(bench.editor, [link.id])
    from app.document.meaning.meaning import meaning

    bench.panel.show_facts(ask_methods(meaning(bench.editor.document).description))
    status = bench.panel.status
    assert not status.start.isEnabled()
    assert "does not know the right answers" in status.note.words
    decoder = next(n.id for n in bench.editor.document.nodes.values() if n.kind == "decoder")
    QTest.qWait(1)
    with qtbot.waitSignal(bench.panel.show_field) as shown:
        QTest.mouseClick(status.show_place, Qt.MouseButton.LeftButton)
    assert shown.args == [decoder, ""]


def test_a_network_that_cannot_run_says_so_beside_start(bench: Bench, qtbot: QtBot) -> None:
    intentions.set_parameter(bench.editor, [bench.output], "beta", 5.0)
    with qtbot.waitSignal(bench.panel.facts_known):
        bench.panel.asking.ask()
    assert not bench.panel.status.start.isEnabled()
    assert bench.panel.status.note.words == bench.panel.status.start.toolTip() != ""


def test_a_network_that_has_just_become_unsound_is_not_trained(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.output], "beta", 5.0)
    bench.panel.show_facts(FACTS)  # of the moment before
    bench.start()
    assert not bench.trainer.is_running and not bench.panel.runs
    intentions.set_parameter(bench.editor, [bench.output], "beta", 0.5)
    bench.start()
    assert bench.trainer.is_running


def test_data_that_cannot_be_read_are_told_once_and_asked_for_again(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.fromarray(np.full((8, 8), 99, np.uint8)).save(tmp_path / name / "1.png")
    whole = (tmp_path / "b" / "1.png").read_bytes()
    (tmp_path / "b" / "1.png").write_bytes(whole[:40])
    data = next(n.id for n in bench.editor.document.nodes.values() if n.kind == "dataset")
    intentions.set_model(bench.editor, [data], "datasets/image_folders")
    intentions.set_parameter(bench.editor, [data], "folder", str(tmp_path))
    panel = bench.panel
    with qtbot.waitSignal(panel.asking.failed):
        panel.asking.ask()
    assert panel.messages.banner is not None and "b/1.png" in panel.messages.banner.title.words
    assert not panel.asking.waiting.isVisible() and not panel.status.start.isEnabled()
    assert "before this is mended" in panel.status.note.words and panel.status.show_place.isVisible()
    (tmp_path / "b" / "1.png").write_bytes(whole)
    with qtbot.waitSignal(panel.facts_known):
        QTest.mouseClick(panel.messages.banner.buttons[0], Qt.MouseButton.LeftButton)
    assert panel.messages.banner is None and "mended" not in panel.status.note.words


def test_a_change_that_has_been_asked_about_is_not_asked_about_again(bench: Bench, qtbot: QtBot) -> None:
    """What is asked at once is not asked anew as the drawing comes to rest: its answer would be dropped."""
    asking, answers = bench.panel.asking, []
    asking.answered.connect(answers.append)
    asking.failed.connect(answers.append)
    intentions.set_parameter(bench.editor, [bench.output], "beta", 0.5)
    asking.outdate()
    asking.catch_up(soon=True)
    asking.ask()
    qtbot.waitUntil(lambda: bool(answers))
    QTest.qWait(PAUSE_BEFORE_ASKING + SURELY)
    qtbot.waitUntil(lambda: not asking.is_under_way)
    assert len(answers) == 1


def test_the_real_methods_tell_whether_they_fit_the_drawn_network(bench: Bench) -> None:
    from app.document.meaning.meaning import meaning

    facts = ask_methods(meaning(bench.editor.document).description)
    assert facts.data is not None
    assert facts.data.training + facts.data.validation + facts.data.test == 1797
    fitting = [method for method in facts.methods if not method.reason]
    assert fitting
    assert "epochs" in fitting[0].parameters
    usual = [method.key for method in fitting if method.usual]
    assert usual == [fitting[0].key], "what a person begins with stands first"
    assert list(facts.methods[: len(fitting)]) == fitting, "what does not fit stands below"
    bench.panel.methods.show_methods(facts.methods)
    assert [bench.panel.methods.value] == usual
    nothing = ask_methods(NetworkDescription())
    assert nothing.data is None
    assert all(method.reason for method in nothing.methods)


def test_the_smoothed_model_is_offered_and_the_usual_method_comes_first(bench: Bench) -> None:
    from app.document.meaning.meaning import meaning

    bench.panel.show_facts(ask_methods(meaning(bench.editor.document).description))
    assert bench.panel.methods.value == "surrogate_gradient"
    button = bench.panel.methods.buttons["smoothed_model"]
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    field = bench.panel.settings.fields["last_sharpness"]
    assert isinstance(field, QuantityField)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "20")
    QTest.keyClick(field, Qt.Key.Key_Return)
    bench.start()
    assert bench.trainer.asked is not None
    _, method, settings, _ = bench.trainer.asked
    assert method == "smoothed_model"
    assert settings["last_sharpness"] == 20.0
    assert settings["form"] == "soft threshold"


def test_the_panel_asks_in_the_background_when_it_is_shown(bench: Bench, qtbot: QtBot) -> None:
    panel = LearnPanel(bench.editor, StagedTrainer())
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.facts_known):
        panel.show()
    assert panel.methods.value
    assert panel.status.start.isEnabled()


def test_while_another_drawing_is_looked_at_nothing_of_the_one_before_is_said(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading its data may take long."""
    go, editor = threading.Event(), Bench(qtbot).editor
    panel = LearnPanel(editor, StagedTrainer())
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.facts_known):
        panel.show()
    assert panel.methods.buttons and panel.data.words

    def slowly(_description: object) -> Facts:
        go.wait(PATIENCE / 1000)
        return FACTS

    monkeypatch.setattr("app.learn.setup.inquiry.ask_methods", slowly)
    editor.load(Editor().document)
    assert not panel.methods.buttons and not panel.data.words
    assert panel.asking.waiting.words.text() == "Looking at the network…"
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert said.count("Looking at the network…") == 1, "beside the button and beneath Method it was said twice at once"
    with qtbot.waitSignal(panel.facts_known):
        go.set()
    assert panel.methods.buttons and panel.data.words


def test_data_that_are_read_show_how_far_and_need_not_be_waited_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slowly(_description: object) -> Facts:
        while not go.wait(0.01):
            tell(0.3)
        return FACTS

    monkeypatch.setattr("app.learn.setup.inquiry.ask_methods", slowly)
    panel = LearnPanel(Bench(qtbot).editor, StagedTrainer())
    qtbot.addWidget(panel)
    panel.resize(420, 900)
    panel.show()
    waiting = panel.asking.waiting
    qtbot.waitUntil(lambda: waiting.cancel.isVisible() and waiting.bar.share == 0.3)
    assert waiting.words.text() == "Reading the data…"
    with qtbot.waitSignal(panel.asking.forgotten):
        QTest.mouseClick(waiting.cancel, Qt.MouseButton.LeftButton)
    assert waiting.words.text() == "Reading the data was cancelled."
    go.set()
    with qtbot.waitSignal(panel.facts_known):
        QTest.mouseClick(waiting.again, Qt.MouseButton.LeftButton)
    assert not waiting.isVisible() and panel.status.start.isEnabled()


@pytest.fixture
def looked_at_later(bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The bench's panel looks at a network for as long as the event is not set."""
    go = threading.Event()

    def slowly(_description: object) -> Facts:
        go.wait(PATIENCE / 1000)
        return FACTS

    monkeypatch.setattr("app.learn.setup.inquiry.ask_methods", slowly)
    document = bench.editor.document
    bench.editor.load(Editor().document)
    bench.editor.load(document)
    yield go
    go.set()


def test_a_click_while_the_network_is_looked_at_starts_the_training_once_it_is_known(
    bench: Bench, qtbot: QtBot, looked_at_later: threading.Event
) -> None:
    status = bench.panel.status
    assert bench.panel.asking.is_unknown and status.start.isEnabled()
    bench.start()
    assert "once the network has been looked at" in status.note.words
    assert not bench.trainer.is_running and not status.start.isVisible()
    with qtbot.waitSignal(bench.panel.facts_known):
        looked_at_later.set()
    assert bench.trainer.is_running and [run.number for run in bench.panel.runs] == [1]


def test_a_start_that_waits_is_taken_back_by_cancel_and_by_another_project(
    bench: Bench, qtbot: QtBot, looked_at_later: threading.Event
) -> None:
    status = bench.panel.status
    bench.start()
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    assert "once the network has been looked at" not in status.note.words
    assert status.start.isVisible() and not status.cancel.isVisible()
    bench.start()
    bench.editor.load(bench.editor.document)
    with qtbot.waitSignal(bench.panel.facts_known):
        looked_at_later.set()
    assert not bench.trainer.is_running and status.start.isEnabled() and not status.cancel.isVisible()


def test_start_looks_at_a_network_that_somebody_did_not_want_to_wait_for(
    bench: Bench, qtbot: QtBot, looked_at_later: threading.Event
) -> None:
    bench.panel.asking.findChild(Background).ended.emit(None)
    assert "Looking" not in bench.panel.status.note.words
    looked_at_later.set()
    with qtbot.waitSignal(bench.panel.facts_known):
        bench.start()
    assert bench.trainer.is_running
