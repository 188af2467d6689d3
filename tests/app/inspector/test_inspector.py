"""The form of a node under real keys and mouse; each test looks at the document and at undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget

from app.commands import intentions
from app.document import vocabulary
from app.document.document import Document
from app.document.elements import ArrayRef
from app.document.meaning.meaning import meaning
from app.widgets.fields.text_field import TextArea
from app.widgets.layout import SectionHead
from engine.network.values import Normal, Uniform
from tests.app.inspector.bench import LIF, Bench

IF = "neurons/integrate_and_fire"


def test_typing_a_value_with_a_unit_sets_the_parameter_in_one_step(bench: Bench) -> None:
    bench.type("parameters:tau_m", "0.02 s")
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") == 20.0
    assert bench.steps == 1
    bench.undo()
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") == 10.0
    assert bench.field("parameters:tau_m").value == 10.0


def test_a_refused_value_changes_nothing_and_says_why(bench: Bench) -> None:
    bench.type("parameters:tau_m", "-4")
    row = bench.panel.rows["parameters:tau_m"]
    assert bench.steps == 0
    assert row.objection.isVisible()
    assert "above 0 ms" in row.objection.words
    bench.type("parameters:tau_m", "4")
    assert not row.objection.isVisible()
    assert bench.steps == 1


def test_a_changed_row_shows_its_bar_and_its_reset_takes_it_back(bench: Bench) -> None:
    row = bench.panel.rows["parameters:V_th"]
    assert not row.is_changed
    assert not row.reset.isVisible()
    bench.type("parameters:V_th", "-48")
    assert row.is_changed
    QTest.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert "V_th" not in bench.node(bench.first).parameters
    assert not row.is_changed
    bench.undo()
    assert bench.node(bench.first).parameters["V_th"] == -48.0


def test_dragging_a_value_is_one_undo_step(bench: Bench) -> None:
    number = bench.field("parameters:tau_m").number
    place = number.rect().center()
    QTest.mousePress(number, Qt.MouseButton.LeftButton, pos=place)
    for offset in range(12, 60, 6):
        QTest.mouseMove(number, place + QPoint(offset, 0))
    QTest.mouseRelease(number, Qt.MouseButton.LeftButton, pos=place + QPoint(54, 0))
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") > 10.0
    assert bench.steps == 1
    bench.undo()
    assert vocabulary.value_of(bench.node(bench.first), "tau_m") == 10.0


def test_a_distribution_can_be_typed_and_undone(bench: Bench) -> None:
    bench.type("start:V", "uniform -70 to -55 mV")
    assert bench.node(bench.first).start["V"] == Uniform(-70.0, -55.0)
    assert bench.field("start:V").is_wide
    bench.undo()
    assert "V" not in bench.node(bench.first).start
    assert not bench.field("start:V").is_wide


def test_changing_the_model_keeps_parameters_of_the_same_name(bench: Bench) -> None:
    bench.type("parameters:V_th", "-51")
    bench.choose(bench.panel.parts["model"].choice, IF)
    node = bench.node(bench.first)
    assert node.model == IF
    assert node.parameters["V_th"] == -51.0
    assert "parameters:tau_m" not in bench.panel.rows
    while bench.editor.undo_stack.can_undo:
        bench.undo()
    assert bench.node(bench.first).model == LIF
    assert "parameters:tau_m" in bench.panel.rows


def test_the_size_is_a_count_and_refuses_halves(bench: Bench) -> None:
    bench.type("size", "2.5")
    assert bench.node(bench.first).size != 2
    assert bench.steps == 0
    bench.type("size", "400")
    assert bench.node(bench.first).size == 400
    assert "400 neurons" in bench.panel.head.subtitle.words
    bench.undo()
    assert bench.node(bench.first).size != 400


def test_renaming_in_the_head_is_one_step(bench: Bench) -> None:
    title = bench.panel.head.title
    before = bench.node(bench.first).title
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    title.selectAll()
    QTest.keyClicks(title, "Cortex")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert bench.node(bench.first).title == "Cortex"
    assert bench.steps == 1
    bench.undo()
    assert title.text() == before


def test_another_form_begins_at_its_top_and_one_of_the_same_rows_is_read_on(bench: Bench) -> None:
    """The head of a form was out of sight where the one before had been scrolled."""
    bench.panel.resize(304, 300)
    bench.select(bench.first)
    QTest.qWait(1)
    bench.panel.bring_into_sight(bench.panel.rows["parameters:t_ref"])
    bar = bench.panel.findChildren(QScrollArea)[0].verticalScrollBar()
    scrolled = bar.value()
    assert scrolled > 0
    bench.select(bench.second)
    assert bar.value() == scrolled
    bench.select(bench.link)
    assert bar.value() == 0
    bar.setValue(20)
    bench.editor.load(Document(), None)
    assert bar.value() == 0


def test_a_network_without_a_title_is_called_as_its_file(bench: Bench, tmp_path: Path) -> None:
    """The canvas and the window named the file, and its properties “Untitled”."""
    bench.select()
    assert bench.panel.head.title.text() == "Untitled"
    bench.editor.load(Document(), tmp_path / "cortex.spikeloom")
    assert bench.panel.head.title.text() == "cortex"


def test_one_form_edits_many_nodes_in_one_step(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.first], "V_th", -40.0)
    bench.select(bench.first, bench.second)
    assert bench.field("parameters:V_th").number.text() == "—"
    assert bench.field("parameters:tau_m").value == 10.0
    steps = bench.steps
    bench.type("parameters:V_th", "-45")
    assert [bench.node(i).parameters["V_th"] for i in (bench.first, bench.second)] == [-45.0, -45.0]
    assert bench.steps == steps + 1
    bench.undo()
    assert bench.node(bench.first).parameters["V_th"] == -40.0
    assert "V_th" not in bench.node(bench.second).parameters


def test_a_change_from_elsewhere_refreshes_without_stealing_focus_or_typing(bench: Bench) -> None:
    number = bench.field("parameters:E_L").number
    QTest.mouseClick(number, Qt.MouseButton.LeftButton)
    QTest.keyClicks(number, "-6")
    intentions.set_parameter(bench.editor, [bench.first], "tau_m", 33.0)
    intentions.move(bench.editor, {bench.first: (50.0, 50.0)})
    assert bench.field("parameters:tau_m").value == 33.0
    assert number.hasFocus()
    assert number.text() == "-6"


def test_without_a_selection_the_document_is_set(bench: Bench) -> None:
    bench.select()
    assert set(bench.panel.rows) == {"title", "settings:resolution", "settings:seed", "settings:speed"}
    bench.type("settings:seed", "42")
    assert bench.editor.document.settings.seed == 42
    assert isinstance(bench.editor.document.settings.seed, int)
    bench.undo()
    assert bench.editor.document.settings.seed == 1


def test_spike_times_are_typed_as_a_list(bench: Bench) -> None:
    stimulus = intentions.add_node(bench.editor, "stimuli/spike_times", (0, 200))
    key = next(key for key in bench.panel.rows if key.startswith("series:"))
    area = bench.panel.rows[key].field
    assert isinstance(area, TextArea)
    QTest.qWait(1)
    area.editor.setFocus()
    QTest.keyClick(area.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(area.editor, "10, 25 40")
    QTest.keyClick(area.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    reference = bench.node(stimulus).parameters[key.removeprefix("series:")]
    assert isinstance(reference, ArrayRef)
    assert bench.editor.document.array(reference).tolist() == [10.0, 25.0, 40.0]
    QTest.keyClicks(area.editor, "x")
    QTest.keyClick(area.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.panel.rows[key].objection.isVisible()


def test_a_locked_form_stays_readable_and_changes_nothing(bench: Bench) -> None:
    bench.panel.lock("training is under way")
    field = bench.field("parameters:tau_m")
    assert not field.isEnabled()
    assert field.number.text() == "10"
    bench.type("parameters:tau_m", "5")
    assert bench.steps == 0
    bench.panel.lock("")
    assert bench.field("parameters:tau_m").isEnabled()


def test_only_values_that_wait_for_a_reset_are_marked(bench: Bench) -> None:
    """Nearly every row bore the sign of what acts while running, and those that do not were not to be seen."""

    def icon(key: str) -> object:
        return getattr(bench.panel.rows[key].mark, "icon_name", "")

    assert icon("parameters:tau_m") == ""
    assert icon("size") == "lock"
    bench.select(bench.link)
    assert icon("weight") == ""
    assert icon("delay") == "lock"


def test_no_row_is_wider_than_the_panel_and_none_lower_than_its_target(bench: Bench) -> None:
    intentions.set_parameter(bench.editor, [bench.first], "V_th", Normal(-50.123456, 1.123456))
    intentions.rename(bench.editor, bench.first, "A population with a name that no panel could ever hold")
    QTest.qWait(20)
    for row in bench.panel.rows.values():
        assert row.width() <= bench.panel.width()
        for part in row.findChildren(QWidget):
            if part.isVisible():
                assert part.mapTo(bench.panel, QPoint(part.width(), 0)).x() <= bench.panel.width()
        assert row.height() >= 28


def test_the_problem_list_can_point_at_a_row(bench: Bench) -> None:
    bench.panel.show_field("tau_m")
    assert bench.field("parameters:tau_m").number.hasFocus()


def test_a_file_of_spikes_becomes_part_of_the_project_as_one_step(bench: Bench, tmp_path: Path) -> None:
    stimulus = intentions.add_node(bench.editor, "stimuli/spike_times", (0, 200))
    path = tmp_path / "spikes.csv"
    path.write_text("time,train\n5,0\n7.5,2\n", encoding="utf-8")
    row, steps = bench.panel.rows["series:times"], bench.steps
    QTest.qWait(1)
    assert row.file_button is not None and row.file_button.isVisible()
    row.read_file(path)
    node = bench.node(stimulus)
    assert bench.steps == steps + 1 and node.size == 3
    path.unlink()
    description = meaning(bench.editor.document).description
    assert description.stimuli[0].parameters["times"].tolist() == [5.0, 7.5]
    assert description.stimuli[0].parameters["trains"].tolist() == [0.0, 2.0]
    path.write_text("time,train\n5,zero\n", encoding="utf-8")
    bench.panel.rows["series:times"].read_file(path)
    assert "Line 2 of spikes.csv" in bench.panel.rows["series:times"].objection.text()
    assert bench.node(stimulus) == node


def test_a_change_of_model_keeps_what_the_form_shows_of_the_rest(bench: Bench) -> None:
    bench.select(bench.first)
    before = dict(bench.panel.rows)
    intentions.set_size(bench.editor, (bench.first,), 7)
    intentions.set_model(bench.editor, (bench.first,), "neurons/izhikevich")
    after = dict(bench.panel.rows)
    assert list(after) != list(before) and after["size"] is before["size"]
    assert after["size"].field.value == 7 and after["size"].isVisible()
    assert bench.panel.parts["model"].choice.value == "neurons/izhikevich"
    bench.editor.undo_stack.undo()
    bench.editor.undo_stack.undo()
    assert list(bench.panel.rows) == list(before) and before["size"].field.value == 1
    bench.select(bench.second)
    assert bench.panel.rows["size"] is not before["size"], "what is typed in a row belongs to its node"


def test_an_undo_of_a_model_finds_its_rows_again_and_what_is_typed_there_is_heard(bench: Bench) -> None:
    before = dict(bench.panel.rows)
    bench.choose(bench.panel.parts["model"].choice, IF)
    after = dict(bench.panel.rows)
    assert after.keys() != before.keys() and not before["parameters:tau_m"].isVisible()
    bench.undo()
    assert bench.panel.rows == before and before["parameters:tau_m"].isVisible()
    bench.type("parameters:tau_m", "12")
    assert bench.node(bench.first).parameters["tau_m"] == 12.0
    bench.undo()
    bench.editor.undo_stack.redo()
    bench.editor.undo_stack.undo()
    intentions.set_model(bench.editor, (bench.first,), IF)
    assert bench.panel.rows == after
    assert bench.panel.parts["model"].choice.value == IF


def test_a_row_that_objected_does_not_come_back_with_its_objection(bench: Bench) -> None:
    bench.type("parameters:tau_m", "-4")
    assert bench.panel.rows["parameters:tau_m"].refused
    intentions.set_model(bench.editor, (bench.first,), IF)
    bench.undo()
    row = bench.panel.rows["parameters:tau_m"]
    assert not row.refused and not row.objection.isVisible()
    assert bench.field("parameters:tau_m").number.text().startswith("10")


def test_rows_that_were_laid_aside_belong_to_their_node(bench: Bench) -> None:
    aside = bench.panel.rows["parameters:tau_m"]
    intentions.set_model(bench.editor, (bench.first,), IF)
    bench.select(bench.second)
    assert bench.panel.rows["parameters:tau_m"] is not aside


def menu_at(bench: Bench, widget: QWidget) -> QMenu:
    """What a right click there opens."""
    place = widget.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    (menu,) = [menu for menu in bench.panel.findChildren(QMenu) if menu.isVisible()]
    return menu


def test_the_menu_of_a_field_puts_a_slider_at_the_node_and_takes_it_away(bench: Bench) -> None:
    bench.select(bench.first, bench.second)
    row = bench.panel.rows["parameters:tau_m"]
    menu = menu_at(bench, row.name)
    pin, spread = menu.actions()
    assert (pin.text(), pin.isChecked(), spread.text()) == ("Slider at the node", False, "How the values are spread…")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(pin).center())
    names = [[slider.name for slider in bench.node(id).sliders] for id in (bench.first, bench.second)]
    assert names == [["tau_m"], ["tau_m"]] and bench.steps == 1
    menu = menu_at(bench, bench.field("parameters:tau_m").number)
    assert menu.actions()[0].isChecked()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[0]).center())
    assert bench.node(bench.first).sliders == () and bench.steps == 2
    bench.undo()
    assert len(bench.node(bench.second).sliders) == 1


def test_a_right_click_on_what_cannot_be_a_slider_opens_its_picture_at_once(bench: Bench) -> None:
    number = bench.field("start:V").number
    place = number.rect().center()
    QApplication.sendEvent(number, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, number.mapToGlobal(place)))
    popup = bench.field("start:V").popup
    assert popup is not None and popup.isVisible()
    assert not [menu for menu in bench.panel.findChildren(QMenu) if menu.isVisible()]


@pytest.mark.parametrize(("model", "words"), [("stimuli/dc_current", "channel"), ("stimuli/spike_times", "train")])
def test_what_sends_a_current_is_not_said_to_send_spike_trains(bench: Bench, model: str, words: str) -> None:
    bench.select(intentions.add_node(bench.editor, model, (0, 300)))
    assert bench.panel.head.subtitle.words.endswith(f"1 {words}")
    heads = [head.title.words for head in bench.panel.findChildren(SectionHead)]
    assert f"{words}s".capitalize() in heads


def test_a_form_stands_in_its_place_before_it_is_painted(bench: Bench) -> None:
    def places() -> list[tuple[QPoint, QSize]]:
        choices = (part.choice for part in bench.panel.parts.values() if part.choice is not None)
        stand = (*bench.panel.rows.values(), *choices)
        return [(found.mapTo(bench.panel, QPoint()), found.size()) for found in stand]

    for chosen in ((bench.link,), (bench.first,), (), (bench.first, bench.second), (bench.second,)):
        bench.select(*chosen)
        at_once = places()
        QTest.qWait(50)
        assert at_once == places()


def test_the_size_of_a_population_comes_first(bench: Bench) -> None:
    bench.select(bench.first)
    assert next(iter(bench.panel.rows)) == "size"
    bench.select(bench.first, bench.second)
    assert next(iter(bench.panel.rows)) == "size"
