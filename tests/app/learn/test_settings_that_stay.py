"""What is set in the Learn panel is kept with the drawing: undone, saved, and there again when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.training_settings import TrainingSettings
from app.learn.setup.asking import PAUSE_BEFORE_ASKING
from app.learn.setup.inquiry import MethodFacts
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from engine.model.quantities import Choice, Parameter, SettingCondition
from tests.app.learn.bench import Bench
from tests.app.learn.staged import EPOCHS, FACTS, RATE
from tests.app.seen import scroll_area

SECOND = MethodFacts("second", "Second", "It learns too.", "", {"epochs": EPOCHS, "learning_rate": RATE})
BOTH = replace(FACTS, methods=(*FACTS.methods, SECOND))


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    made.panel.show_facts(BOTH)
    QTest.qWait(1)
    yield made


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def type_into(bench: Bench, name: str, text: str) -> None:
    field = bench.panel.settings.fields[name]
    assert isinstance(field, QuantityField)
    press(field)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def shown(bench: Bench, name: str) -> float | str | None:
    return bench.panel.settings.fields[name].value


def test_each_setting_is_a_step_of_undo_that_takes_the_field_along(bench: Bench) -> None:
    type_into(bench, "epochs", "12")
    type_into(bench, "seed", "7")
    stack = bench.editor.undo_stack
    assert (stack.count(), shown(bench, "epochs"), shown(bench, "seed")) == (2, 12.0, 7.0)
    assert bench.editor.is_modified
    stack.undo()
    assert (shown(bench, "epochs"), shown(bench, "seed")) == (12.0, 1.0)
    stack.undo()
    assert shown(bench, "epochs") == 30.0
    assert bench.editor.document.training == TrainingSettings()
    stack.redo()
    bench.start()
    assert bench.trainer.asked is not None
    assert bench.trainer.asked[2]["epochs"] == 12.0


def test_a_change_of_settings_asks_no_method_again_whether_it_fits(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("app.learn.setup.asking.facts_of", lambda *of: asked.append(of))
    type_into(bench, "epochs", "12")
    qtbot.wait(3 * PAUSE_BEFORE_ASKING)
    assert not asked
    intentions.set_size(bench.editor, (bench.output,), 12)
    qtbot.waitUntil(lambda: len(asked) == 1)


def test_the_method_its_settings_and_what_is_compared_are_there_again_when_the_file_is_opened(
    bench: Bench, tmp_path: Path
) -> None:
    panel = bench.panel
    press(panel.methods.buttons["second"])
    type_into(bench, "learning_rate", "0.05")
    press(panel.settings.more)
    type_into(bench, "validation", "25")
    type_into(bench, "seed", "5")
    panel.comparison.boxes["surrogate_gradient"].click()
    press(panel.comparison.seeds)
    QTest.keyClicks(panel.comparison.seeds, "2")
    QTest.keyClick(panel.comparison.seeds, Qt.Key.Key_Return)
    bench.editor.save(tmp_path / "net.spikeloom")
    expected = TrainingSettings("second", {"second": {"learning_rate": 0.05}}, 5, 0.25, 2, ("surrogate_gradient",))
    assert bench.editor.document.training == expected
    bench.editor.load(type(bench.editor)().document)
    panel.show_facts(BOTH)
    assert panel.methods.value == "surrogate_gradient" and shown(bench, "seed") == 1.0
    bench.editor.open(tmp_path / "net.spikeloom")
    panel.show_facts(BOTH)
    assert bench.editor.document.training == expected and not bench.editor.is_modified
    assert panel.methods.value == "second" and panel.comparison.count == 2
    assert (shown(bench, "learning_rate"), shown(bench, "seed"), shown(bench, "validation")) == (0.05, 5.0, 25.0)
    assert [box.isChecked() for box in panel.comparison.boxes.values()] == [False, True]
    assert panel.split.parts == (1078, 359, 360)
    bench.start()
    assert bench.trainer.asked is not None and bench.trainer.validation == 0.25
    assert bench.trainer.asked[1:] == ("second", {"epochs": 30.0, "learning_rate": 0.05}, 5)


def test_nothing_is_trained_while_a_setting_is_refused_and_the_hand_is_back_in_its_field(bench: Bench) -> None:
    """It was trained by the value of before, which was to be read nowhere."""
    bench.panel.resize(420, 360)
    QTest.qWait(1)
    field = bench.panel.settings.fields["epochs"]
    assert isinstance(field, QuantityField)
    type_into(bench, "epochs", "0")
    assert field.is_wrong and bench.editor.document.training.of("surrogate_gradient") == {}
    bench.panel.status.start.setFocus()
    bench.start()
    assert bench.trainer.asked is None and not bench.panel.runs
    assert field.hasFocus() and field.text() == "0" and field.is_wrong
    (said,) = (plate for plate in bench.panel.findChildren(ObjectionPlate) if plate.isVisible())
    assert said.visibleRegion().boundingRect().height() == said.height(), "the sentence is above what is seen"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    bench.start()
    assert bench.trainer.asked is not None and bench.trainer.asked[2]["epochs"] == 30.0


def test_the_sentence_of_a_field_at_the_upper_edge_of_what_is_seen_stands_beneath_it(bench: Bench) -> None:
    """It stood above, where the panel is scrolled away."""
    bench.panel.resize(420, 360)
    QTest.qWait(1)
    field = bench.panel.settings.fields["epochs"]
    area = scroll_area(field)
    content, bar = area.widget(), area.verticalScrollBar()
    assert content is not None
    bar.setValue(field.mapTo(content, QPoint()).y() - 2)
    type_into(bench, "epochs", "0")
    (said,) = (plate for plate in bench.panel.findChildren(ObjectionPlate) if plate.isVisible())
    assert said.visibleRegion().boundingRect().height() == said.height()
    assert said.y() > field.mapTo(content, QPoint()).y()
    bar.setValue(bar.value() - 2 * said.height())
    assert said.y() < field.mapTo(content, QPoint()).y(), "above what a hand goes on to, where there is room"


def test_what_was_set_stands_among_the_few_that_are_always_shown(bench: Bench) -> None:
    settings = bench.panel.settings
    surrogate = settings.fields["surrogate"]
    assert isinstance(surrogate, ChoiceField) and not surrogate.isVisible() and not settings.back.isVisible()
    press(settings.more)
    surrogate.chosen.emit("fast sigmoid")
    press(settings.more)
    QTest.qWait(1)
    assert surrogate.isVisible() and not settings.fields["validation"].isVisible()
    press(settings.back)
    QTest.qWait(1)
    assert surrogate.value == "arctangent" and not surrogate.isVisible() and not settings.back.isVisible()
    bench.editor.undo_stack.undo()
    assert surrogate.value == "fast sigmoid"


def test_back_at_its_default_a_setting_counts_as_never_set(bench: Bench) -> None:
    type_into(bench, "epochs", "12")
    type_into(bench, "epochs", "30")
    assert bench.editor.document.training == TrainingSettings()


def test_a_method_that_fits_no_longer_is_remembered_until_it_fits_again(bench: Bench) -> None:
    press(bench.panel.methods.buttons["second"])
    bench.panel.show_facts(FACTS)
    assert bench.panel.methods.value == "surrogate_gradient"
    bench.panel.show_facts(BOTH)
    assert bench.panel.methods.value == "second"


def test_settings_that_a_method_has_no_longer_are_passed_over_and_kept(bench: Bench) -> None:
    values = {"surrogate_gradient": {"epochs": -3.0, "surrogate": "of old", "gone": 1.0, "learning_rate": 0.5}}
    intentions.set_training(bench.editor, "of another day", values=values)
    assert bench.panel.settings.values == {"epochs": 30.0, "learning_rate": 0.5, "surrogate": "arctangent"}
    type_into(bench, "learning_rate", "0.25")
    assert bench.editor.document.training.of("surrogate_gradient")["gone"] == 1.0


def test_a_run_under_way_goes_on_as_it_began(bench: Bench) -> None:
    type_into(bench, "epochs", "12")
    bench.start()
    bench.editor.undo_stack.undo()
    assert bench.panel.runs[0].record.settings["epochs"] == 12.0 and shown(bench, "epochs") == 30.0
    assert not bench.panel.settings.fields["epochs"].isEnabled()


def test_a_setting_that_changes_nothing_here_is_off_and_says_what_it_waits_for(qtbot: QtBot) -> None:
    waiting = Parameter(
        "ms", "t", "time constant", default=5.0, detail="How long.", where=(SettingCondition("loss", ("trains",)),)
    )
    rate = Parameter("1", "r", "wanted rate", default=1.0, detail="How much.", where=(SettingCondition("weight"),))
    weight = Parameter("1", "w", "weight of the rates", default=0.0, detail="More is more.")
    lone = Parameter(
        "1", "l", "dropout", default=0.0, where=(SettingCondition("hidden", ("one",), "Nothing is hidden."),)
    )
    for name, quantity in {"tau": waiting, "rate": rate, "weight": weight, "lone": lone}.items():
        object.__setattr__(quantity, "name", name)
    loss = Choice(("as the data want", "counts", "trains"), "loss", default="as the data want", detail="What is small.")
    settings = {"epochs": EPOCHS, "tau": waiting, "rate": rate, "weight": weight, "lone": lone}
    facts = MethodFacts(
        "m", "M", "It learns.", "", settings, {"loss": loss},
        circumstances={"as the data want": "trains", "hidden": "none"},
    )  # fmt: skip
    bench = Bench(qtbot)
    bench.panel.show_facts(replace(FACTS, methods=(facts,)))
    form = bench.panel.settings
    press(form.more)
    fields = form.fields

    def tip(name: str) -> str:
        """What is told where the mouse rests on a row, or on its choice."""
        field = form.fields[name]
        around = field.parentWidget()
        assert around is not None
        return field.toolTip() or around.toolTip()

    assert "More is more." in tip("weight")
    assert fields["tau"].isEnabled()  # what the data want is compared by trains
    assert not fields["rate"].isEnabled() and "while “weight of the rates” is 0" in tip("rate")
    assert not fields["lone"].isEnabled() and "Nothing is hidden." in tip("lone")
    type_into(bench, "weight", "2")
    assert fields["rate"].isEnabled() and tip("rate") == "<p>How much.</p>"
    field = fields["loss"]
    assert isinstance(field, ChoiceField)
    field.setCurrentIndex(1)
    field.activated.emit(1)
    assert not fields["tau"].isEnabled() and "“loss” is: trains" in tip("tau")
    form.lock(True)
    assert not fields["rate"].isEnabled() and "fixed during the run" in tip("rate")
    form.lock(False)
    assert fields["rate"].isEnabled() and not fields["tau"].isEnabled()
