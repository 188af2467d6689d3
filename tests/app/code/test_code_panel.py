"""The panel Code, by mouse and keys: live as one draws, marked as one selects, edited into the drawing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.code.area import ScriptArea, differing_parts
from app.code.panel import SHOW_AFTER, CodePanel
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.network.description import NetworkDescription
from engine.scripts.script import Script
from engine.scripts.writing import script
from tests.activation import activate
from tests.patience import PATIENCE

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
EXAMPLES = {example.path.stem: example.path for example in examples()}


@pytest.fixture
def editor() -> Editor:
    editor = Editor()
    editor.load(open_document(EXAMPLES["balanced-network"]), EXAMPLES["balanced-network"])
    return editor


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication, editor: Editor) -> Iterator[CodePanel]:
    panel = CodePanel(editor)
    qtbot.addWidget(panel)
    panel.resize(500, 420)
    with qtbot.waitExposed(panel):
        panel.show()
    yield panel


def line_of(area: ScriptArea, words: str) -> int:
    return next(n for n, line in enumerate(area.toPlainText().split("\n")) if words in line)


def click(area: ScriptArea, line: int) -> None:
    """A click into a line, which is scrolled to first."""
    area.setTextCursor(QTextCursor(area.document().findBlockByNumber(line)))
    area.ensureCursorVisible()
    at = area.cursorRect().center() + QPoint(20, 0)
    QTest.mouseClick(area.viewport(), LEFT, pos=at)


def marked(area: ScriptArea) -> set[int]:
    return {mark.cursor.blockNumber() for mark in area.extraSelections()}


def write(area: ScriptArea, old: str, new: str) -> None:
    """Select some words as a person would, and type others."""
    found = area.document().find(old)
    assert not found.isNull(), old
    area.setTextCursor(found)
    QTest.keyClicks(area, new)


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE / 1000) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        QTest.qWait(5)


def settled(panel: CodePanel) -> None:
    wait_until(lambda: panel.is_current)


def test_the_script_follows_the_drawing_undo_too(panel: CodePanel, editor: Editor) -> None:
    assert (
        panel.area.toPlainText() == script(meaning(editor.document).description, seed=1, title="Balanced network").text
    )
    intentions.set_parameter(editor, ["e1"], "rate", 123.0)
    settled(panel)
    assert '"rate": 123.0' in panel.area.toPlainText()
    editor.undo_stack.undo()
    settled(panel)
    assert '"rate": 400.0' in panel.area.toPlainText() and panel.area.isReadOnly()


def test_scroll_and_selection_stay_when_another_line_changes(panel: CodePanel, editor: Editor) -> None:
    bar, cursor = panel.area.verticalScrollBar(), panel.area.document().find("spikes = Recording")
    panel.area.setTextCursor(cursor)
    panel.area.ensureCursorVisible()
    at = bar.value()
    intentions.rename(editor, "e1", "A much longer drive")
    settled(panel)
    assert "a_much_longer_drive = " in panel.area.toPlainText()
    assert panel.area.textCursor().selectedText() == "spikes = Recording" and bar.value() == at > 0


def test_a_hidden_panel_writes_nothing_until_it_is_shown(panel: CodePanel, editor: Editor) -> None:
    panel.hide()
    intentions.set_parameter(editor, ["e1"], "rate", 321.0)
    QTest.qWait(SHOW_AFTER + 60)
    assert '"rate": 321.0' not in panel.area.toPlainText()
    panel.show()
    assert '"rate": 321.0' in panel.area.toPlainText()


def test_what_is_selected_on_the_canvas_is_marked_and_a_click_on_a_line_selects(
    panel: CodePanel, editor: Editor
) -> None:
    editor.selection.set(("e3",))
    first = line_of(panel.area, "inhibitory = Population")
    assert first in marked(panel.area) and line_of(panel.area, '"e3", LeakyIntegrateAndFire') in marked(panel.area)
    click(panel.area, line_of(panel.area, "drive_to_inhibitory = "))
    assert editor.selection.ids == ("e6",)
    click(panel.area, line_of(panel.area, '"e2", LeakyIntegrateAndFire'))
    assert editor.selection.ids == ("e2",)
    click(panel.area, line_of(panel.area, "from engine.wiring"))
    assert editor.selection.ids == ("e2",)
    panel.area.setTextCursor(QTextCursor(panel.area.document().findBlockByNumber(line_of(panel.area, "drive = "))))
    QTest.keyClick(panel.area, Qt.Key.Key_Return)
    assert editor.selection.ids == ("e1",)


def test_lines_that_an_undo_chooses_are_marked_once_it_is_painted(
    panel: CodePanel, editor: Editor, qtbot: QtBot
) -> None:
    nodes = tuple(node.id for node in editor.document.nodes.values() if node.kind == "population")
    assert intentions.group(editor, nodes, (0.0, 0.0))
    qtbot.waitUntil(lambda: not panel.area.marks())
    editor.undo_stack.undo()
    assert set(editor.selection.ids) == set(nodes) and not panel.area.marks()
    qtbot.waitUntil(lambda: len(panel.area.marks()) >= len(nodes))


def test_an_edited_script_changes_the_drawing_as_one_step(panel: CodePanel, editor: Editor) -> None:
    before = dict(editor.document.nodes)
    QTest.mouseClick(panel.edit, LEFT)
    assert not panel.area.isReadOnly() and panel.apply.isVisible() and not panel.copy.isVisible()
    write(panel.area, "LeakyIntegrateAndFire, 400", "LeakyIntegrateAndFire, 40")
    write(panel.area, "400.0", "250.0")
    QTest.mouseClick(panel.apply, LEFT)
    document = editor.document
    assert document.nodes["e2"].size == 40 and document.nodes["e1"].parameters["rate"] == 250.0
    assert document.nodes["e2"].position == before["e2"].position and editor.undo_stack.count() == 1
    assert panel.area.isReadOnly() and "LeakyIntegrateAndFire, 40," in panel.area.toPlainText()
    editor.undo_stack.undo()
    assert document.nodes == before


def test_a_mistake_is_shown_at_its_place_and_nothing_changes(panel: CodePanel, editor: Editor) -> None:
    QTest.mouseClick(panel.edit, LEFT)
    write(panel.area, "PoissonStimulus, parameters", "PoissonStimulu, parameters")
    QTest.keyClick(panel.area, Qt.Key.Key_Return, CONTROL)
    line = line_of(panel.area, "PoissonStimulu, ")
    assert (
        f"Line {line + 1}, column" in panel.objection.words
        and "Did you mean “PoissonStimulus”?" in panel.objection.words
    )
    assert marked(panel.area) == {line} and panel.area.textCursor().blockNumber() == line
    assert not panel.area.isReadOnly() and not editor.undo_stack.count()
    write(panel.area, "PoissonStimulu, parameters", "PoissonStimulus, parameters")
    QTest.keyClick(panel.area, Qt.Key.Key_Return, CONTROL)
    assert panel.area.isReadOnly() and not panel.objection.isVisible() and not editor.undo_stack.count()


def test_the_line_that_is_written_stays_in_sight_when_a_mistake_is_said_below(panel: CodePanel, qtbot: QtBot) -> None:
    activate(qtbot, panel)
    QTest.mouseClick(panel.edit, LEFT)
    panel.area.setFocus()
    QTest.keyClick(panel.area, Qt.Key.Key_End, CONTROL)
    QTest.keyClick(panel.area, Qt.Key.Key_Return)
    QTest.keyClicks(panel.area, "import os")
    height = panel.area.height()
    qtbot.waitUntil(lambda: panel.objection.isVisible() and panel.area.height() < height)
    assert panel.area.viewport().rect().contains(panel.area.cursorRect())


def test_a_mistake_is_said_while_one_writes(panel: CodePanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.edit, LEFT)
    write(panel.area, "network = NetworkDescription(", "import os ")
    qtbot.waitUntil(lambda: "nothing of “os” may be imported" in panel.objection.words or panel.objection.isVisible())
    assert panel.objection.isVisible()


def test_escape_gives_the_script_of_the_drawing_back(panel: CodePanel, editor: Editor) -> None:
    whole = panel.area.toPlainText()
    QTest.mouseClick(panel.edit, LEFT)
    write(panel.area, "Excitatory", "Something else")
    QTest.keyClick(panel.area, Qt.Key.Key_Escape)
    assert panel.area.toPlainText() == whole and panel.area.isReadOnly() and not editor.undo_stack.count()


@pytest.mark.parametrize("way", ["escape", "discard"])
def test_what_was_written_and_discarded_is_brought_back(panel: CodePanel, editor: Editor, way: str) -> None:
    """An Escape took every line that was written, beyond undo."""
    QTest.mouseClick(panel.edit, LEFT)
    QTest.keyClick(panel.area, Qt.Key.Key_Escape)
    assert not panel.bring_back.isVisible(), "nothing was written"
    QTest.mouseClick(panel.edit, LEFT)
    write(panel.area, "LeakyIntegrateAndFire, 400", "LeakyIntegrateAndFire, 40")
    written = panel.area.toPlainText()
    if way == "escape":
        QTest.keyClick(panel.area, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(panel.discard, LEFT)
    intentions.set_parameter(editor, ["e1"], "rate", 99.0)
    settled(panel)
    assert panel.bring_back.isVisible() and "LeakyIntegrateAndFire, 400" in panel.area.toPlainText()
    QTest.mouseClick(panel.bring_back, LEFT)
    assert panel.area.toPlainText() == written and not panel.area.isReadOnly() and not panel.bring_back.isVisible()
    QTest.mouseClick(panel.apply, LEFT)
    assert editor.document.nodes["e2"].size == 40 and not panel.bring_back.isVisible()
    assert editor.document.nodes["e1"].parameters["rate"] == 99.0, "what was not written stays as it has become"


def test_the_canvas_may_change_while_one_writes(panel: CodePanel, editor: Editor) -> None:
    QTest.mouseClick(panel.edit, LEFT)
    write(panel.area, "LeakyIntegrateAndFire, 400", "LeakyIntegrateAndFire, 40")
    intentions.set_parameter(editor, ["e1"], "rate", 99.0)
    settled(panel)
    assert "meanwhile" in panel.note.words and '"rate": 400.0' in panel.area.toPlainText()
    QTest.mouseClick(panel.apply, LEFT)
    document = editor.document
    assert document.nodes["e2"].size == 40 and document.nodes["e1"].parameters["rate"] == 99.0


def test_another_document_ends_an_edit(panel: CodePanel, editor: Editor) -> None:
    QTest.mouseClick(panel.edit, LEFT)
    editor.load(open_document(EXAMPLES["tsodyks-markram"]))
    assert panel.area.isReadOnly() and "Tsodyks and Markram" in panel.area.toPlainText()
    assert "stand in a file beside a script" in panel.note.words
    QTest.mouseClick(panel.edit, LEFT)
    write(panel.area, '"U": 0.03', '"U": 0.05')
    QTest.mouseClick(panel.apply, LEFT)  # the listed times are known here
    assert '"U": 0.05' in panel.area.toPlainText() and editor.undo_stack.count() == 1


def test_the_script_is_copied(panel: CodePanel) -> None:
    QTest.mouseClick(panel.copy, LEFT)
    assert QGuiApplication.clipboard().text() == panel.area.toPlainText()


def test_the_network_is_copied_for_another_simulator_or_refused_with_its_place(
    panel: CodePanel, editor: Editor
) -> None:
    actions = {action.text(): action for action in panel.copy_as.menu().actions()}
    assert list(actions) == ["Brian2", "NEST", "PyNN"]
    actions["NEST"].trigger()
    assert 'nest.Create(\n    "iaf_psc_exp", 400,' in QGuiApplication.clipboard().text()
    assert panel.note.words == "Copied as a script of NEST."
    editor.load(open_document(EXAMPLES["digits"]))
    actions["PyNN"].trigger()
    assert "PyNN has no" in panel.objection.words and panel.objection.isVisible()
    assert "iaf_psc_exp" in QGuiApplication.clipboard().text(), "what was copied stays"


def test_what_a_copy_for_another_simulator_does_without_is_said(panel: CodePanel, editor: Editor) -> None:
    editor.load(open_document(EXAMPLES["tsodyks-markram"]))
    brian2 = next(action for action in panel.copy_as.menu().actions() if action.text() == "Brian2")
    brian2.trigger()
    assert panel.note.words.startswith("Copied as a script of Brian2.")
    said = panel.warning.words.split("\n")
    assert said[0] == "Depressing x is left out of the script for Brian2. Add it to the script."
    assert len(said) == 3 and said[2].startswith("Facilitating x is left out") and panel.warning.isVisible()
    panel.copy.click()
    assert not panel.warning.isVisible(), "the script of the drawing itself has all of it"


def test_all_that_another_simulator_lacks_is_named(panel: CodePanel, editor: Editor) -> None:
    """The first was named, and how many more there were."""
    editor.load(open_document(EXAMPLES["homeostasis"]))
    next(action for action in panel.copy_as.menu().actions() if action.text() == "NEST").trigger()
    said = panel.objection.words.split("\n")
    assert len(said) == 2 and "Poisson neuron" in said[0] and "Inhibitory STDP" in said[1]
    editor.load(open_document(EXAMPLES["four-cells"]))
    next(action for action in panel.copy_as.menu().actions() if action.text() == "NEST").trigger()
    assert panel.objection.words.startswith("Regular, Bursting once, Chattering, Fast: NEST has no neuron like")


def test_the_window_waits_for_no_script(panel: CodePanel, editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is written the older one is shown; of two only the newest comes."""
    before, written, go_on = panel.area.toPlainText(), [], Event()

    def slow(meant: NetworkDescription, *, seed: int, title: str) -> Script:
        written.append(current_thread())
        go_on.wait(PATIENCE / 1000)
        return script(meant, seed=seed, title=title)

    def has(count: int) -> bool:
        return len(written) == count

    monkeypatch.setattr("app.code.panel.script", slow)
    for count, rate in enumerate((111.0, 222.0), 1):
        intentions.set_parameter(editor, ["e1"], "rate", rate)
        wait_until(partial(has, count))
        assert panel.area.toPlainText() == before and not panel.is_current
    go_on.set()
    wait_until(lambda: panel.is_current)
    assert '"rate": 222.0' in panel.area.toPlainText() and main_thread() not in written


def test_who_edits_or_copies_at_once_has_the_script_of_the_drawing(panel: CodePanel, editor: Editor) -> None:
    intentions.set_parameter(editor, ["e1"], "rate", 333.0)
    panel.copy.click()
    assert '"rate": 333.0' in QGuiApplication.clipboard().text()
    intentions.set_parameter(editor, ["e1"], "rate", 444.0)
    QTest.qWait(SHOW_AFTER - 40)
    panel.edit.click()
    assert '"rate": 444.0' in panel.area.toPlainText() and panel.area.is_editing
    QTest.qWait(SHOW_AFTER)
    write(panel.area, "444.0", "555.0")
    QTest.qWait(SHOW_AFTER)
    assert '"rate": 555.0' in panel.area.toPlainText(), "no script that was written beside takes what is typed"


TEXTS = ("", "a", "a\nb", "a\nb\nc", "x\na\nb\nc", "a\nc", "a\nb\nc\n", "\n", "a\n\nc", "b\na\nb\nc\nd", "c")


def test_a_difference_turns_one_text_into_the_other() -> None:
    for before, after in product(TEXTS, TEXTS):
        found = before
        for start, end, instead in differing_parts(before, after):
            found = found[:start] + instead + found[end:]
        assert found == after, before


@pytest.mark.parametrize("stem", ["balanced-network", "digits", "tsodyks-markram"])
def test_a_script_that_is_written_into_an_empty_drawing_is_that_script_again(
    qtbot: QtBot, panel: CodePanel, editor: Editor, stem: str
) -> None:
    """Its elements were numbered anew, so that noise and wiring were drawn otherwise than where it was copied."""
    document = open_document(EXAMPLES[stem])
    text = script(meaning(document).description, seed=document.settings.seed, title=document.settings.title).text
    editor.load(Document())
    qtbot.mouseClick(panel.edit, LEFT)
    panel.area.selectAll()
    panel.area.insertPlainText(text)
    qtbot.mouseClick(panel.apply, LEFT)
    settled(panel)
    assert panel.area.toPlainText() == text
    intentions.add_node(editor, "neurons/izhikevich", (0.0, 900.0))
    assert len({element.id for element in editor.document.elements()}) == len(list(editor.document.elements()))
