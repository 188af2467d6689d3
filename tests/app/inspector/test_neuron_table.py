"""A population opened into its neurons: every value that a run would have, and values of their own for some."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.appearance.theme import theme, use_theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import SetParameter
from app.document.elements import ArrayRef
from app.document.meaning.individual import quantity_columns
from app.document.meaning.meaning import meaning
from app.inspector.neuron_cells import CellField, Cells
from app.inspector.neuron_model import NeuronTableModel
from app.inspector.neuron_table import NeuronTable
from engine.network.values import Normal
from engine.sampling.resolving import population_values
from tests.activation import activate

NEURON = "neurons/leaky_integrate_and_fire"
MANY = 100_000


@pytest.fixture
def editor(qapp) -> Editor:
    return Editor()


@pytest.fixture
def population(editor) -> str:
    return intentions.add_node(editor, NEURON, (0.0, 0.0), title="Cells", size=5)


@pytest.fixture
def table(qtbot, editor, population) -> NeuronTable:
    made = NeuronTable(editor, population)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_is_no_higher_than_the_screen_however_large_the_font(qtbot, editor, population):
    use_theme(theme().dark, 26)
    made = NeuronTable(editor, population)
    qtbot.addWidget(made)
    assert made.height() < made.screen().availableGeometry().height()
    use_theme(theme().dark)


def bold(table: NeuronTable, name: str) -> list[int]:
    """Neurons whose value stands out."""
    fonts = [table.model.index(row, place(table, name)).data(Qt.ItemDataRole.FontRole) for row in range(5)]
    return [row for row, font in enumerate(fonts) if font.weight() > 400]


def test_only_neurons_with_another_value_than_most_stand_out(editor, population, table):
    """One own value made its whole column bold."""
    table.model.write([3], place(table, "tau_m"), ["12"])
    assert bold(table, "tau_m") == [3] and bold(table, "V_th") == []
    table.model.write([0, 1], place(table, "tau_m"), ["7"])
    assert bold(table, "tau_m") == [0, 1, 2, 3, 4], "no value is that of most"
    intentions.set_parameter(editor, [population], "V_th", Normal(-50.0, 1.0))
    assert bold(table, "V_th") == []


def place(table: NeuronTable, name: str) -> int:
    return table.model.axes + [column.name for column in table.model.columns].index(name)


def shown(table: NeuronTable, name: str) -> list[str]:
    return [table.model.index(row, place(table, name)).data() for row in range(table.model.rowCount())]


def own(editor: Editor, population: str, name: str) -> list[float]:
    value = editor.document.nodes[population].parameters[name]
    assert isinstance(value, ArrayRef)
    return list(editor.document.array(value))


def type_into(table: NeuronTable, row: int, name: str, text: str) -> None:
    cells = table.table
    cells.setCurrentIndex(table.model.index(row, place(table, name)))
    QTest.keyClick(cells, Qt.Key.Key_F2)
    finish(cells, text)


def finish(cells: Cells, text: str) -> None:
    """Type into the field that is open and end with Enter, upon which Qt takes the value a moment later."""
    field = next(field for field in cells.findChildren(QLineEdit) if field.isVisible())
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_what_is_drawn_is_shown_as_the_run_draws_it(editor, population, table):
    intentions.set_parameter(editor, [population], "tau_m", Normal(10.0, 2.0))
    (meant,) = meaning(editor.document).description.populations
    drawn = population_values(meant, editor.document.settings.seed)["tau_m"]
    (column,) = (c for c in table.model.columns if c.name == "tau_m")
    assert column.drawn and np.array_equal(column.values, drawn)
    assert len(set(shown(table, "tau_m"))) == 5


def test_a_typed_value_is_that_neurons_own_and_the_others_stay(editor, population, table):
    type_into(table, 2, "V_th", "-48 mV")
    assert own(editor, population, "V_th") == [-55.0, -55.0, -48.0, -55.0, -55.0]
    assert editor.undo_stack.count() == 2 and "neuron 2" in editor.undo_stack.undo_text
    assert shown(table, "V_th")[2] == shown(table, "V_th")[2].replace("55", "48")
    editor.undo_stack.undo()
    assert "V_th" not in editor.document.nodes[population].parameters
    assert len(set(shown(table, "V_th"))) == 1


def test_a_typed_value_of_a_drawn_quantity_keeps_the_others_as_drawn(editor, population, table):
    intentions.set_parameter(editor, [population], "tau_m", Normal(10.0, 2.0))
    (meant,) = meaning(editor.document).description.populations
    drawn = population_values(meant, editor.document.settings.seed)["tau_m"]
    type_into(table, 0, "tau_m", "0.02 s")
    assert own(editor, population, "tau_m") == [20.0, *drawn[1:]]


def test_what_was_typed_is_taken_back_and_done_again_by_keys_in_the_table(editor, population, table):
    """Ctrl+Z did nothing there."""
    type_into(table, 2, "V_th", "-48 mV")
    QTest.keyClick(table.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "V_th" not in editor.document.nodes[population].parameters and table.isVisible()
    QTest.keyClick(table.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert own(editor, population, "V_th")[2] == -48.0


def test_a_value_goes_into_all_chosen_cells_of_its_column(editor, population, table):
    at = place(table, "E_L")
    cells = table.table
    cells.setCurrentIndex(table.model.index(1, at))
    for row in (1, 3):
        cells.selectionModel().select(table.model.index(row, at), QItemSelectionModel.SelectionFlag.Select)
    QTest.keyClick(cells, Qt.Key.Key_F2)
    finish(cells, "-60")
    assert own(editor, population, "E_L") == [-70.0, -60.0, -70.0, -60.0, -70.0]
    assert {index.row() for index in cells.selectedIndexes()} == {1, 3}


@pytest.mark.parametrize(("text", "reason"), [("twelve", "not a number"), ("-3", "above"), ("4 mV", "does not fit")])
def test_a_wrong_value_changes_nothing_and_says_why(editor, population, table, text, reason):
    type_into(table, 1, "tau_m", text)
    assert editor.undo_stack.count() == 1
    assert table.objection.isVisible() and reason in table.objection.words
    type_into(table, 1, "tau_m", "12")
    assert not table.objection.isVisible()


def test_columns_are_copied_as_numbers_and_pasted_where_the_choice_begins(editor, population, table):
    cells = table.table
    QGuiApplication.clipboard().setText("11\t-71\n12\t-72\n13\t-73\n")
    first = place(table, "tau_m")
    cells.setCurrentIndex(table.model.index(3, first))
    cells.paste()
    assert own(editor, population, "tau_m") == [10.0, 10.0, 10.0, 11.0, 12.0]
    cells.clearSelection()
    for row in (2, 3):
        cells.selectionModel().select(table.model.index(row, first), QItemSelectionModel.SelectionFlag.Select)
    QTest.keySequence(cells, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "10\n11"


def test_start_values_are_individual_too(editor, population, table):
    type_into(table, 4, "V", "-61")
    kept = editor.document.nodes[population].start["V"]
    assert list(editor.document.array(kept)) == [-70.0, -70.0, -70.0, -70.0, -61.0]
    assert meaning(editor.document).description.populations[0].start["V"][4] == -61.0


def test_positions_stand_before_the_values_and_chosen_neurons_are_ringed(editor, population, table):
    assert table.model.axes == 0 and not table.picture.isVisible()
    intentions.set_arrangement(editor, [population], "positions/grid")
    assert table.model.axes >= 2 and table.picture.isVisible()
    assert table.model.headerData(0, Qt.Orientation.Horizontal) == "x"
    index = table.model.index(1, 0)
    assert index.flags() & Qt.ItemFlag.ItemIsEditable
    table.table.setCurrentIndex(index)
    assert len(table.picture.chosen) == 1
    assert list(table.picture.chosen[0]) == [table.model.value(1, 0), table.model.value(1, 1)]


def test_values_that_cannot_be_had_are_said_to_be_a_problem(editor, population, table):
    reference = editor.document.keep_array(np.array([1.0, 2.0]))  # of another size
    editor.do(SetParameter(population, "tau_m", reference), "")
    assert quantity_columns(editor.document, editor.document.nodes[population]) == []
    assert table.model.rowCount() == 0 and "list of problems" in table.objection.words


def test_the_table_goes_with_its_population(editor, population, table):
    intentions.delete(editor, [population])
    assert not table.isVisible()


def test_a_hundred_thousand_neurons_open_at_once_and_only_what_is_seen_is_written(
    qtbot, editor, population, monkeypatch
):
    intentions.set_size(editor, [population], MANY)
    intentions.set_parameter(editor, [population], "tau_m", Normal(10.0, 1.0))
    written, data = set(), NeuronTableModel.data

    def writing(model, index, role=Qt.ItemDataRole.DisplayRole):
        written.add(index.row())
        return data(model, index, role)

    monkeypatch.setattr(NeuronTableModel, "data", writing)
    table = NeuronTable(editor, population)
    qtbot.addWidget(table)
    table.show()
    table.table.scrollToBottom()
    table.grab()
    assert table.model.rowCount() == MANY
    assert MANY - 1 in written and len(written) < 500
    type_into(table, MANY - 1, "V_th", "-50")
    assert own(editor, population, "V_th")[-1] == -50.0


@pytest.fixture
def placed(editor, population) -> str:
    intentions.set_arrangement(editor, [population], "positions/line")
    editor.undo_stack.clear()
    return population


def test_a_typed_coordinate_moves_that_neuron_and_the_others_stay(editor, placed, table):
    """It was taken and nothing happened."""
    before = table.model.places.copy()
    assert table.model.write([1], 1, ["0.25"])
    moved = before.copy()
    moved[1, 1] = 0.25
    assert table.model.places == pytest.approx(moved)
    assert editor.document.nodes[placed].arrangement == "positions/listed_places"
    assert editor.document.nodes[placed].size == 5 and editor.undo_stack.undo_text == "Move neuron 1"
    assert not table.model.write([1], 1, ["up"]) and "up" in table.objection.words
    editor.undo_stack.undo()
    assert table.model.places == pytest.approx(before)


def test_neurons_are_dragged_in_the_picture_as_one_step(editor, placed, table):
    picture = table.picture
    before = table.model.places.copy()
    at = picture._painted(before[[0, 3], :2]).tolist()  # dots of pixels, which a hand finds by its eyes
    first, second = (QPoint(*map(round, point)) for point in at)
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=first)
    assert table.table.chosen_neurons() == [0] and not editor.undo_stack.count()
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, second)
    assert table.table.chosen_neurons() == [0, 3]
    scale, _ = picture._fit()  # px of a unit, which are written nowhere
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=second)
    QTest.mouseMove(picture, second - QPoint(0, 20))
    QTest.mouseMove(picture, second - QPoint(0, 40))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=second - QPoint(0, 40))
    moved = before.copy()
    moved[[0, 3], 1] += 40 / scale
    assert table.model.places == pytest.approx(moved, abs=1 / scale)
    assert editor.undo_stack.count() == 1 and table.table.chosen_neurons() == [0, 3]
    editor.undo_stack.undo()
    assert table.model.places == pytest.approx(before)


def test_a_typed_value_is_taken_once(qtbot, qtlog, editor, population, table):
    """A field that had gone was read once more, and Qt warned of it."""
    activate(qtbot, table)
    cells = table.table
    cells.setFocus()
    cells.setCurrentIndex(table.model.index(1, place(table, "tau_m")))
    QTest.keyClick(cells, Qt.Key.Key_3)
    field = next(field for field in cells.findChildren(QLineEdit) if field.isVisible())
    QTest.keyClicks(field, "0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "tau_m" in editor.document.nodes[population].parameters)
    assert own(editor, population, "tau_m") == [10.0, 30.0, 10.0, 10.0, 10.0]
    table.close()
    QApplication.processEvents()
    assert not [record.message for record in qtlog.records if "commitData" in record.message]


def cell(table: NeuronTable, row: int, name: str) -> QPoint:
    """The middle of a cell, in its viewport."""
    index = table.model.index(row, place(table, name))
    table.table.scrollTo(index)
    return table.table.visualRect(index).center()


def open_by_hand(table: NeuronTable, row: int, name: str) -> CellField:
    """Press, release, double-click, release on a cell."""
    viewport, at = table.table.viewport(), cell(table, row, name)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    return opened(table)


def opened(table: NeuronTable) -> CellField:
    return next(field for field in table.table.findChildren(CellField) if field.isVisible())


def press(field: CellField, key: Qt.Key) -> None:
    QTest.keyClick(field, key)
    QApplication.processEvents()


def test_a_double_click_in_a_cell_chooses_the_number_and_leaves_the_unit(qtbot, editor, population, table):
    """It stood there as “2.0 ms”, and a second double click chose the 0."""
    activate(qtbot, table)
    field = open_by_hand(table, 2, "t_ref")
    assert (field.text(), field.selectedText()) == ("2.0", "2.0")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(field, Qt.MouseButton.LeftButton)
    assert field.selectedText() == "2.0"
    QTest.keyClicks(field, "5")
    press(field, Qt.Key.Key_Return)
    assert own(editor, population, "t_ref") == [2.0, 2.0, 5.0, 2.0, 2.0]


def test_a_cell_that_was_refused_stays_open_with_its_sentence(qtbot, editor, population, table):
    """It closed with the old value in it."""
    activate(qtbot, table)
    field = open_by_hand(table, 2, "t_ref")
    QTest.keyClicks(field, "0.0.1")
    press(field, Qt.Key.Key_Return)
    assert field.isVisible() and field.is_wrong and field.text() == "0.0.1" == field.selectedText()
    assert table.objection.isVisible() and "“0.0.1” is not a number." in table.objection.words
    assert "t_ref of neuron 2" in table.objection.words and editor.undo_stack.count() == 1
    QTest.keyClicks(field, "0.1")
    press(field, Qt.Key.Key_Return)
    assert own(editor, population, "t_ref")[2] == 0.1 and table.objection.isHidden()
    assert shown(table, "t_ref")[2] == "0.1 ms"


def test_what_was_refused_is_in_its_cell_until_escape(qtbot, editor, population, table):
    activate(qtbot, table)
    field = open_by_hand(table, 2, "t_ref")
    QTest.keyClicks(field, "-3")
    QTest.mouseClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(table, 4, "t_ref"))
    QApplication.processEvents()
    assert shown(table, "t_ref")[2] == "-3" and "at least 0" in table.objection.words
    index = table.model.index(2, place(table, "t_ref"))
    assert index.data(Qt.ItemDataRole.ForegroundRole) == theme().color("error")
    type_into(table, 1, "V_th", "-50")
    assert shown(table, "t_ref")[2] == "-3" and table.objection.isVisible(), "another value changes nothing of it"
    again = open_by_hand(table, 2, "t_ref")
    assert again.text() == "-3" and again.is_wrong and again.selectedText() == "-3"
    press(again, Qt.Key.Key_Escape)
    assert shown(table, "t_ref")[2] == "2.0 ms" and table.objection.isHidden() and table.isVisible()


def test_escape_at_a_cell_gives_up_what_was_refused_in_it(qtbot, editor, population, table):
    activate(qtbot, table)
    field = open_by_hand(table, 2, "t_ref")
    QTest.keyClicks(field, "much")
    press(field, Qt.Key.Key_Tab)
    table.table.setCurrentIndex(table.model.index(2, place(table, "t_ref")))
    table.table.setFocus()
    QTest.keyClick(table.table, Qt.Key.Key_Escape)
    assert table.isVisible() and shown(table, "t_ref")[2] == "2.0 ms" and table.objection.isHidden()


def test_enter_in_a_cell_in_which_nothing_was_typed_changes_nothing(qtbot, editor, population, table):
    activate(qtbot, table)
    field = open_by_hand(table, 2, "t_ref")
    press(field, Qt.Key.Key_Return)
    assert not field.isVisible() and editor.undo_stack.count() == 1
