"""The export dialog: what a format refuses is named, what is written is verified, nothing is a pop-up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.meaning.meaning import meaning
from app.export.dialog import ExportDialog
from app.export.mending import mends
from app.export.writing import Failure, WrittenFile
from app.widgets.banner import Banner
from engine.exporting.formats import formats

UNLIKE = ("izhikevich", "quadratic_integrate_and_fire", "exponential_integrate_and_fire", "hodgkin_huxley")
DISCRETE = "neurons/discrete_leaky_integrate_and_fire"


def classifier() -> Editor:
    editor = Editor()
    add, connect = intentions.add_node, intentions.connect
    data = add(editor, "datasets/digits", (0, 0))
    encoder = add(editor, "encoders/poisson", (0, 0), size=64)
    output = add(editor, DISCRETE, (0, 0), size=10)
    decoder = add(editor, "decoders/spike_count", (0, 0))
    connect(editor, data, "values", encoder, "values")
    connect(editor, encoder, "out", output, "in")
    connect(editor, output, "out", decoder, "in")
    connect(editor, data, "labels", decoder, "labels")
    intentions.set_settings(editor, resolution=1.0, title="Small digits")
    intentions.set_parameter(editor, [data], "sample_time", 5.0)
    return editor


@pytest.fixture
def editor() -> Editor:
    return classifier()


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path, editor: Editor) -> Iterator[ExportDialog]:
    made = ExportDialog(editor, provenance={"accuracy": 0.97})
    qtbot.addWidget(made)
    made.show()
    name(made, tmp_path / "weights.npz")
    QTest.mouseClick(made.list.buttons["npz"], Qt.MouseButton.LeftButton)
    yield made


def name(dialog: ExportDialog, path: Path) -> None:
    dialog.path.setFocus()
    dialog.path.selectAll()
    QTest.keyClicks(dialog.path, str(path))


def choose(dialog: ExportDialog, name: str) -> None:
    """Click the card of a format, and choose the member of its family where it has others."""
    QTest.mouseClick(dialog.list.buttons[name], Qt.MouseButton.LeftButton)
    members = dialog.list.members
    if dialog.list.value != name:
        members.activated.emit(members.findData(name))


def test_a_file_is_written_and_verified_to_fire_the_same_spikes(dialog: ExportDialog, qtbot: QtBot) -> None:
    assert dialog.export.isEnabled()
    with qtbot.waitSignal(dialog.writing.ended) as ended:
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
        assert not dialog.export.isEnabled()
    result = ended.args[0]
    assert isinstance(result, WrittenFile)
    assert result.path.is_file()
    assert result.spikes > 0
    assert dialog.message is not None
    assert dialog.message.kind == "ok"
    assert dialog.message.title.words == "0 differing spikes"
    assert dialog.focusWidget() is dialog.close_button  # what comes next


def test_the_keyboard_begins_at_the_format_that_is_chosen(qtbot: QtBot) -> None:
    dialog = ExportDialog(classifier())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.focusWidget() is dialog.list.buttons[dialog.list.value]


def test_nothing_of_the_order_can_be_changed_while_it_is_written(dialog: ExportDialog, qtbot: QtBot) -> None:
    """Another name could be browsed for meanwhile, and was then said to be the one that was written."""
    parts = (dialog.list, dialog.path, dialog.browse)
    dialog.start()
    assert dialog.writing.is_running and not any(part.isEnabled() for part in parts)
    qtbot.waitUntil(lambda: not dialog.writing.is_running)
    qtbot.waitUntil(lambda: all(part.isEnabled() for part in parts))


def test_an_existing_file_is_announced_before_it_is_replaced(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.export.text() == "Export"
    (tmp_path / "old.npz").write_text("precious", encoding="utf-8")
    name(dialog, tmp_path / "old.npz")
    assert dialog.export.text() == "Replace"
    assert "old.npz exists" in dialog.exists.words
    assert (tmp_path / "old.npz").read_text(encoding="utf-8") == "precious"


def test_enter_behind_a_name_writes_the_file_unless_it_would_replace_another(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    name(dialog, tmp_path / "new.npz")
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert dialog.writing.is_running
    qtbot.waitUntil(lambda: not dialog.writing.is_running)
    assert (tmp_path / "new.npz").exists()
    (tmp_path / "old.npz").write_bytes(b"kept")
    name(dialog, tmp_path / "old.npz")
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert not dialog.writing.is_running and (tmp_path / "old.npz").read_bytes() == b"kept"


def test_another_format_changes_the_suffix_of_the_file(dialog: ExportDialog) -> None:
    QTest.mouseClick(dialog.list.buttons["safetensors"], Qt.MouseButton.LeftButton)
    assert dialog.path.text().endswith("weights.safetensors")


def test_what_the_format_cannot_carry_is_named_beside_the_disabled_button(qtbot: QtBot, tmp_path: Path) -> None:
    editor = Editor()
    one = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0, 0))
    two = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0, 0))
    intentions.connect(editor, one, "out", two, "in")
    dialog = ExportDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show()
    choose(dialog, "nir")
    name(dialog, tmp_path / "x.nir")
    assert not dialog.export.isEnabled()
    assert dialog.why_not.words
    assert dialog.export.toolTip() == dialog.why_not.words
    QTest.keyClick(dialog.path, Qt.Key.Key_Return)
    assert not (tmp_path / "x.nir").exists()


def test_formats_of_one_family_are_one_card_and_a_choice_below(dialog: ExportDialog) -> None:
    QTest.mouseClick(dialog.list.buttons["nir"], Qt.MouseButton.LeftButton)
    assert dialog.list.value == "nir" and dialog.path.text().endswith(".nir")
    assert dialog.list.buttons["nir"] is dialog.list.buttons["nir-sinabs"]
    offered = [dialog.list.members.itemData(i) for i in range(dialog.list.members.count())]
    assert {"nir", "nir-sinabs", "nir-spyx"} <= set(offered)
    dialog.list.members.setFocus()
    dialog.list.members.activated.emit(offered.index("nir-sinabs"))
    assert dialog.list.value == "nir-sinabs" and not dialog.export.isEnabled()
    assert "sinabs" in dialog.why_not.words


def test_the_scripts_of_three_libraries_of_pytorch_train(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    QTest.mouseClick(dialog.list.buttons["spikingjelly"], Qt.MouseButton.LeftButton)
    offered = [dialog.list.members.itemData(i) for i in range(dialog.list.members.count())]
    assert {"snntorch", "norse", "spikingjelly"} <= set(offered)
    dialog.list.members.activated.emit(offered.index("spikingjelly"))
    assert dialog.list.buttons["spikingjelly"].meaning.words.startswith("Runs and trains")
    name(dialog, tmp_path / "small.py")
    with qtbot.waitSignal(dialog.writing.ended):
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert "def train(" in (tmp_path / "small.py").read_text() and (tmp_path / "small.npz").exists()


def test_a_program_is_not_said_to_have_run(dialog: ExportDialog, qtbot: QtBot) -> None:
    """Of a script only the weights are run here; what the library makes of them it counts itself."""
    QTest.mouseClick(dialog.list.buttons["brian2"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.writing.ended):
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.message is not None
    told = dialog.message.sentence.words
    assert told.startswith("The weights of ") and "Run in Brian2, it counts" in told


def test_a_reason_that_several_elements_have_is_told_once(qtbot: QtBot) -> None:
    editor = classifier()
    output = next(node for node in editor.document.nodes.values() if node.kind == "population")
    second = intentions.add_node(editor, DISCRETE, (0, 0), size=10)
    encoder = next(node for node in editor.document.nodes.values() if node.kind == "encoder")
    link = next(link for link in editor.document.links.values() if link.target == output.id)
    intentions.delete(editor, [link.id])
    intentions.connect(editor, encoder.id, "out", second, "in")
    intentions.connect(editor, second, "out", output.id, "in")
    dialog = ExportDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.list.buttons["onnx"], Qt.MouseButton.LeftButton)
    titles = {editor.document.nodes[id].title for id in (output.id, second)}
    first = dialog.why_not.words.splitlines()[0]
    assert all(title in first.split(":")[0] for title in titles), first
    height = dialog.height()
    QTest.mouseClick(dialog.list.buttons["npz"], Qt.MouseButton.LeftButton)
    assert dialog.height() >= height  # the buttons stay under the mouse


def test_a_folder_that_is_not_there_is_an_inline_message(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    name(dialog, tmp_path / "nowhere" / "weights.npz")
    with qtbot.waitSignal(dialog.writing.ended) as ended:
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert isinstance(ended.args[0], Failure)
    assert dialog.message is not None
    assert dialog.message.kind == "error"
    assert f"There is no folder {tmp_path / 'nowhere'}" in dialog.message.sentence.words
    assert dialog.export.isEnabled()
    assert dialog.focusWidget() is dialog.path
    assert not (tmp_path / "nowhere").exists()
    name(dialog, tmp_path / "elsewhere" / "weights.npz")
    with qtbot.waitSignal(dialog.writing.ended):
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    seen = [banner for banner in dialog.findChildren(Banner) if banner.isVisible()]
    assert seen == [dialog.message] and "elsewhere" in dialog.message.sentence.words, "in the place of the first one"


def test_a_name_without_a_folder_lies_beside_the_project(dialog: ExportDialog, editor: Editor, tmp_path: Path) -> None:
    """It lay wherever the window was started: for a second window that is the folder of the program."""
    editor.path = tmp_path / "elsewhere" / "net.spikeloom"
    name(dialog, Path("mine.npz"))
    assert dialog.target == tmp_path / "elsewhere" / "mine.npz"


def test_without_a_name_the_button_waits_and_says_why(dialog: ExportDialog) -> None:
    dialog.path.selectAll()
    QTest.keyClick(dialog.path, Qt.Key.Key_Delete)
    assert not dialog.export.isEnabled()
    assert "Name a file" in dialog.why_not.words


def test_a_mistake_of_the_program_ends_the_export_with_a_message(
    dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **_how: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(formats()["npz"], "write", fail)
    with qtbot.waitSignal(dialog.writing.ended) as ended:
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert "a fault" in ended.args[0].sentence
    assert dialog.export.isEnabled()
    assert "work in the background stopped" in caplog.text


def test_a_dialog_closed_while_it_writes_is_deleted_and_the_thread_hears_of_it(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ExportDialog(classifier())
    dialog.open()
    name(dialog, tmp_path / "weights.npz")
    QTest.mouseClick(dialog.list.buttons["npz"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.focusWidget() is dialog.close_button
    (thread,) = (t for t in threading.enumerate() if t.name == "export")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))
    qtbot.waitUntil(lambda: not thread.is_alive())


def test_a_long_name_is_shown_by_its_end_and_shortened_in_sentences(dialog: ExportDialog, tmp_path: Path) -> None:
    path = tmp_path / f"{'digits-' * 20}.npz"
    path.write_text("old", encoding="utf-8")
    width = dialog.width()
    name(dialog, path)
    assert dialog.path.cursorPosition() == len(dialog.path.text())
    assert dialog.path.toolTip() == str(path)
    assert "…" in dialog.exists.words
    assert dialog.exists.words.endswith("exists and will be replaced.")
    assert dialog.exists.width() <= dialog.width() == width


def test_after_a_success_nothing_threatens_to_replace_what_was_just_written(dialog: ExportDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.writing.ended):
        QTest.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.export.text() == "Export again"
    assert not dialog.exists.isVisible()
    QTest.mouseClick(dialog.list.buttons["safetensors"], Qt.MouseButton.LeftButton)
    assert dialog.export.text() == "Export"
    QTest.mouseClick(dialog.list.buttons["npz"], Qt.MouseButton.LeftButton)  # would be another file of that name
    assert dialog.export.text() == "Replace"


def test_a_script_names_the_synapse_that_fits_the_neuron(qtbot: QtBot) -> None:
    editor = classifier()
    link = next(link for link in editor.document.links.values() if link.synapses is not None)
    intentions.set_model(editor, [link.target], "neurons/leaky_integrate_and_fire")
    intentions.set_synapse_model(editor, [link.id], "synapses/double_exponential_current")
    intentions.set_delay(editor, [link.id], 0.0)
    found = formats()["nest"].refusals(meaning(editor.document).description)
    first, *_ = mends(editor, found)
    assert first.words == "Change the synapse to Alpha current"
    while offered := mends(editor, formats()["nest"].refusals(meaning(editor.document).description)):
        offered[0].do()
    changed = synapses_of(editor.document.links[link.id])
    assert (changed.synapse, changed.delay) == ("synapses/alpha_current", editor.document.settings.resolution)


@pytest.mark.parametrize("height", [640, 1000])
def test_every_reason_of_a_format_can_be_read_on_a_low_screen_too(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, height: int
) -> None:
    """Four of twelve were told, and the others had to be found in a tip."""
    editor = classifier()
    link = next(link for link in editor.document.links.values() if link.synapses is not None)
    source, last = link.source, link.target
    intentions.delete(editor, [link.id])
    for model in UNLIKE:
        layer = intentions.add_node(editor, f"neurons/{model}", (0, 0))
        intentions.connect(editor, source, "out", layer, "in")
        source = layer
    intentions.connect(editor, source, "out", last, "in")
    low = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1024, height))
    monkeypatch.setattr(ExportDialog, "screen", lambda _dialog: low)
    dialog = ExportDialog(editor)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.list.buttons["nir"], Qt.MouseButton.LeftButton)
    qtbot.wait(20)
    words, area = dialog.why_not, dialog.reasons
    assert len(words.words.splitlines()) > len(UNLIKE) and words.height() >= words.heightForWidth(words.width())
    assert dialog.height() <= height
    assert dialog.rect().contains(QRect(dialog.export.mapTo(dialog, QPoint()), dialog.export.size()))
    assert area.viewport().height() >= words.fontMetrics().lineSpacing() * 3
    for _ in range(words.height() // area.viewport().height() + 1):
        QTest.keyClick(dialog.path, Qt.Key.Key_PageDown)
    last = words.mapTo(area.viewport(), words.rect().bottomLeft())
    assert area.viewport().rect().contains(last), "the last line can be scrolled to"
