"""Plug-ins in the whole window: listed, asked about once, allowed, refused; what is drawn and offered follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.canvas.painting.node_words import subtitle_words
from app.commands import intentions
from app.commands.editor import Editor
from app.document.file.file_format import open_document, save
from app.widgets.fields.segmented import Segmented
from app.window.frame.preferences_dialog import PreferencesDialog
from app.window.plugins.control import PluginControl
from app.window.plugins.page import PluginCard, PluginsPage
from app.window.plugins.question import PluginQuestion
from app.window.plugins.text_dialog import PluginTextDialog
from engine import plugins
from engine.plugins import PluginStatus, Provided
from tests.app.seen import commands, press, sentences
from tests.app.window.rooms import LIF, Room, run_to
from tests.plugins import approve, approved_neuron, neuron, put
from tests.strays import no_stray_windows

KEY = "neurons/my_neuron"
PATIENCE = 60_000  # ms: a trial starts a process


@pytest.fixture
def desk(qtbot: QtBot, room: Room, plugin_folder: Path) -> Room:
    """The window with an empty canvas, while nothing of plug-ins is known."""
    room.window.new()
    return room


def control(room: Room) -> PluginControl:
    return room.window.plugins.control


def question(room: Room) -> PluginQuestion:
    return room.window.plugins.question


def settle(qtbot: QtBot, room: Room) -> None:
    """Wait until nothing is looked for, tried or decided any more."""
    qtbot.waitUntil(lambda: not control(room).busy, timeout=PATIENCE)


def look(qtbot: QtBot, room: Room) -> None:
    control(room).look()
    settle(qtbot, room)


def opened(qtbot: QtBot, room: Room) -> PluginsPage:
    """The page of the preferences, once all are listed."""
    room.window.actions_["edit.preferences"].trigger()
    (dialog,) = (each for each in room.window.findChildren(PreferencesDialog) if each.isVisible())
    dialog.page.setFocus()
    with no_stray_windows():
        QTest.keyClick(dialog.page, Qt.Key.Key_Right)
        settle(qtbot, room)
    (page,) = dialog.findChildren(PluginsPage)
    assert page.isVisible()
    return page


def cards(page: PluginsPage) -> dict[str, PluginCard]:
    return {card.accessibleName(): card for card in page.findChildren(PluginCard) if card.isVisible()}


def close(qtbot: QtBot, room: Room) -> None:
    for dialog in room.window.findChildren(PreferencesDialog):
        dialog.accept()


def test_the_page_lists_what_is_known_of_each_and_allowing_one_puts_it_into_palette_and_commands(
    qtbot: QtBot, desk: Room, plugin_folder: Path
) -> None:
    sha = put(plugin_folder, "my_neuron", "import math\n" + neuron())
    put(plugin_folder, "bad", "def x(:\n")
    page = opened(qtbot, desk)
    shown = cards(page)
    assert list(shown) == ["my_neuron.py", "bad.py"]
    said = " ".join(sentences(shown["my_neuron.py"]))
    assert all(part in said for part in ("new", "a file of your folder", "My neuron (Neurons)", "math", sha[:12]))
    said = " ".join(sentences(shown["bad.py"]))
    assert "broken" in said and "bad.py, line 1" in said
    assert KEY not in desk.palette.visible_models()
    press(shown["my_neuron.py"], "Allow")
    assert any("Trying my_neuron.py" in each for each in sentences(page))
    settle(qtbot, desk)
    assert "allowed" in sentences(cards(page)["my_neuron.py"])
    assert KEY in desk.palette.visible_models() and desk.palette.row(KEY).name == "My neuron"
    close(qtbot, desk)
    assert "adds My neuron" in desk.window.notice.words
    assert any(entry.text == "Add My neuron" for entry in commands(desk.window, "my neuron"))


def places(page: PluginsPage) -> dict[str, QPoint]:
    """The place of each card on the page."""
    return {name: card.mapTo(page, QPoint()) for name, card in cards(page).items()}


def test_of_two_files_of_one_text_each_has_its_own_card_and_none_moves_for_a_decision(
    qtbot: QtBot, desk: Room, plugin_folder: Path
) -> None:
    put(plugin_folder, "my_neuron", neuron())
    put(plugin_folder, "the_same_again", neuron())
    look(qtbot, desk)  # what is known is listed as the page opens
    page = opened(qtbot, desk)
    before = places(page)
    press(cards(page)["my_neuron.py"], "Allow")
    QTest.qWait(0)
    assert any("Trying my_neuron.py" in each for each in sentences(page))
    assert places(page) == before
    settle(qtbot, desk)
    assert places(page) == before
    assert "allowed" in sentences(cards(page)["my_neuron.py"])
    assert "new" in sentences(cards(page)["the_same_again.py"])
    close(qtbot, desk)
    after = places(opened(qtbot, desk))  # what is to be decided stands first again
    assert sorted(after, key=lambda name: after[name].y()) == ["the_same_again.py", "my_neuron.py"]


def test_the_folder_is_off_until_it_is_switched_on_here(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    put(plugin_folder, "my_neuron", neuron())
    plugins.set_folder_on(False)
    page = opened(qtbot, desk)
    (switch,) = page.findChildren(Segmented)
    assert switch.value == "off" and not cards(page)
    assert any("folder is off" in each for each in sentences(page))
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Right)
    settle(qtbot, desk)
    assert plugins.is_folder_on() and list(cards(page)) == ["my_neuron.py"]
    (plugin_folder / "my_neuron.py").unlink()
    look(qtbot, desk)
    assert any("no plug-ins yet" in each for each in sentences(page))


def test_a_new_file_is_asked_about_once_and_again_when_it_changes(
    qtbot: QtBot, desk: Room, plugin_folder: Path
) -> None:
    put(plugin_folder, "my_neuron", neuron())
    look(qtbot, desk)
    asked = question(desk)
    assert asked.isVisible() and "my_neuron.py is new" in asked.accessibleName()
    assert "runs with your rights" in asked.accessibleName()
    press(asked, "Not now")
    settle(qtbot, desk)
    look(qtbot, desk)
    assert not asked.isVisible() and KEY not in desk.palette.visible_models()
    plugins.refuse("my_neuron")
    put(plugin_folder, "my_neuron", neuron(title="Another"))
    look(qtbot, desk)
    assert asked.isVisible() and "my_neuron.py has changed" in asked.accessibleName()


def test_several_new_files_are_one_question_which_shows_the_list(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        put(plugin_folder, f"cell_{name}", neuron())
    look(qtbot, desk)
    said = question(desk).accessibleName()
    assert "5 files are new" in said and "cell_a.py" in said and "2 more" in said
    press(question(desk), "Show")
    (dialog,) = (each for each in desk.window.findChildren(PreferencesDialog) if each.isVisible())
    settle(qtbot, desk)
    assert len(cards(dialog.plugins)) == 5


def test_the_question_takes_no_keyboard_and_goes_when_another_window_has_decided(
    qtbot: QtBot, desk: Room, plugin_folder: Path
) -> None:
    desk.canvas.setFocus()
    put(plugin_folder, "my_neuron", neuron())
    look(qtbot, desk)
    assert question(desk).isVisible() and not question(desk).has_keyboard()
    approved_neuron(plugin_folder)
    QApplication.sendEvent(desk.window, QEvent(QEvent.Type.WindowActivate))
    settle(qtbot, desk)
    look(qtbot, desk)
    assert not question(desk).isVisible() and KEY in desk.palette.visible_models()


def test_the_text_of_a_plugin_is_read_in_the_window(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    sha = put(plugin_folder, "my_neuron", neuron())
    look(qtbot, desk)
    press(question(desk), "Show")
    (dialog,) = desk.window.findChildren(PluginTextDialog)
    area = dialog.findChild(QPlainTextEdit)
    assert area.isReadOnly() and "class MyNeuron" in area.toPlainText()
    assert any(sha in each for each in sentences(dialog))
    dialog.accept()
    assert question(desk).isVisible(), "it is still to be answered"


def test_a_node_is_known_once_its_plugin_is_allowed_and_unknown_when_it_is_refused(
    qtbot: QtBot, desk: Room, plugin_folder: Path
) -> None:
    approved_neuron(plugin_folder)
    node = intentions.add_node(desk.editor, KEY, (0.0, 0.0))
    item = desk.canvas.drawing.nodes[node]
    assert subtitle_words(item.node) == "My neuron"
    plugins.refuse("my_neuron")
    look(qtbot, desk)
    assert KEY not in desk.palette.visible_models()
    assert "unknown model" in subtitle_words(desk.editor.document.nodes[node])
    qtbot.waitUntil(lambda: any(problem.place == node for problem in desk.problems.problems))
    approved_neuron(plugin_folder)
    control(desk).look_again()
    settle(qtbot, desk)
    assert KEY in desk.palette.visible_models()
    qtbot.waitUntil(lambda: not any(problem.is_fatal for problem in desk.problems.problems))
    assert "My neuron" in desk.inspector.parts["model"].choice.currentText()


def test_a_run_goes_on_while_a_plugin_is_refused(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    node = intentions.add_node(desk.editor, KEY, (0.0, 0.0))
    intentions.set_parameter(desk.editor, (node,), "bias", 300.0)
    run_to(qtbot, desk, 20.0)
    plugins.refuse("my_neuron")
    look(qtbot, desk)
    run_to(qtbot, desk, 40.0)
    assert desk.run.status().time_ms == 40.0 and desk.run.description is not None
    assert [population.id for population in desk.run.description.populations] == [node]


def test_a_project_whose_plugin_is_missing_leads_to_the_list(
    qtbot: QtBot, desk: Room, plugin_folder: Path, tmp_path: Path
) -> None:
    approved_neuron(plugin_folder)
    drawn = Editor()
    intentions.add_node(drawn, KEY, (0.0, 0.0))
    save(drawn.document, tmp_path / "wants.spikeloom")
    plugins.refuse("my_neuron")
    desk.editor.load(open_document(tmp_path / "wants.spikeloom"))
    desk.window.actions_["view.problems"].trigger()
    qtbot.waitUntil(lambda: any("my_neuron" in each for each in sentences(desk.problems)))
    press(desk.problems, "Plug-ins…")
    (dialog,) = (each for each in desk.window.findChildren(PreferencesDialog) if each.isVisible())
    settle(qtbot, desk)
    (card,) = cards(dialog.plugins).values()
    assert "refused" in sentences(card)
    press(card, "Allow")
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: not any("my_neuron" in each for each in sentences(desk.problems)))


def test_what_broke_in_a_trial_says_so_and_changes_nothing(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    put(plugin_folder, "ends", neuron() + "\nimport os\nos._exit(3)\n")
    look(qtbot, desk)
    press(question(desk), "Allow")
    settle(qtbot, desk)
    assert "ends.py ended the process" in desk.window.notice.words
    assert control(desk).known[0].status is PluginStatus.BROKEN and not question(desk).isVisible()


def test_a_live_view_of_a_plugin_is_offered_at_once(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    text = (
        "from spikeloom.app.plots.views.traces import TracesView\n\n\n"
        "class Twice(TracesView):\n    called = 'Traces twice'\n"
    )
    approve(plugin_folder, "twice", text, Provided("views", "views/twice", "twice"))
    look(qtbot, desk)
    (entry,) = (entry for entry in commands(desk.window, "traces twice") if entry.text == "Traces twice")
    entry.callback()
    qtbot.waitUntil(lambda: "twice" in desk.views.open_kinds)


def test_a_palette_of_known_models_stays_as_it_is(qtbot: QtBot, desk: Room, plugin_folder: Path) -> None:
    """Every picture was forgotten, and labels of groups lay over the head of the section."""
    row = desk.palette.row(LIF)
    approved_neuron(plugin_folder)
    control(desk).look_again()
    assert desk.palette.row(LIF) is row


def test_a_decision_that_cannot_be_kept_is_said(
    qtbot: QtBot, desk: Room, plugin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: str) -> None:
        raise OSError(28, "No space left on device")

    put(plugin_folder, "my_neuron", neuron())
    look(qtbot, desk)
    monkeypatch.setattr(plugins, "allow", full)
    press(question(desk), "Allow")
    settle(qtbot, desk)
    assert "could not be kept: No space left on device" in desk.window.notice.words
    assert control(desk).known[0].status is PluginStatus.NEW
