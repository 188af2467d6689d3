"""The whole window, put together: what it shows, remembers and asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.commands import intentions
from app.document.file.file_format import save
from app.i18n.translation import use_language
from app.preferences import Preferences
from app.window.frame.preferences_dialog import PreferencesDialog
from app.window.project.questions import Unsaved
from engine.learning.components.figures import TrainingState
from tests.activation import activate
from tests.app.seen import categories, offered, press, submenu
from tests.app.window.rooms import Room, draw_neuron, leave, opened

NAMES = ("cortex", "A cortical column with four layers of cells", "皮层柱的四层神经元与抑制性中间神经元")
HEAVY = ("numba", "sympy", "sklearn", "h5py", "nir", "scipy", "safetensors", "cupy")


def test_the_window_opens_without_heavy_libraries() -> None:
    script = (
        "import sys, tempfile, pathlib\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from app.application import Composition\n"
        "from app.process import set_up_application\n"
        "from app.preferences import Preferences\n"
        "application = QApplication([])\n"
        "home = pathlib.Path(tempfile.mkdtemp())\n"
        "preferences = Preferences(home)\n"
        "set_up_application(application, preferences)\n"
        "room = Composition(preferences, recovery=home)\n"
        "room.window.show()\n"
        "application.processEvents()\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])\n"
        "room.close()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == ""


def test_it_begins_on_the_start_page_and_a_new_network_opens_the_workspace(room: Room) -> None:
    assert not room.window.is_working
    room.window.actions_["file.new"].trigger()
    assert room.window.is_working
    assert room.window.title_bar.title == "Untitled · not saved yet"


def test_the_title_tells_edited_from_saved(room: Room, tmp_path: Path) -> None:
    room.window.new()
    draw_neuron(room)
    assert room.window.title_bar.title == "Untitled · edited"
    room.answers.to_save = tmp_path / "cortex.spikeloom"
    room.window.actions_["file.save"].trigger()
    assert room.window.title_bar.title == "cortex · saved"


def test_the_title_tells_that_a_training_goes_on(room: Room) -> None:
    """In Chinese it was called by the word for the training part of the data, which names no state."""
    room.window.new()
    for language, title in (("en", "Untitled · being trained"), ("zh_CN", "未命名 · 训练中")):
        use_language(language)
        room.window.show_training(True)
        said = room.window.title_bar.title
        use_language("en")
        assert said == title


def test_the_menu_names_the_step_that_undo_takes_back(room: Room) -> None:
    room.window.new()
    undo = room.window.actions_["edit.undo"]
    assert not undo.isEnabled()
    draw_neuron(room)
    assert undo.isEnabled() and undo.text().startswith("Undo ") and len(undo.text()) > len("Undo ")
    undo.trigger()
    assert not room.editor.document.nodes


def test_a_long_name_with_an_ampersand_leaves_the_menu_narrow_and_the_ampersand_alone(room: Room) -> None:
    room.window.new()
    neuron = draw_neuron(room)
    intentions.rename(room.editor, neuron, "Excitation & inhibition " * 4)
    text = room.window.actions_["edit.undo"].text()
    assert "Excitation && inhibition" in text and len(text) < 70


def test_a_long_path_is_shortened_in_the_middle_of_the_recent_files(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "李 雷's" / f"{'cortex & thalamus ' * 5}.spikeloom"
    path.parent.mkdir()
    save(room.editor.document, path)
    room.window.open_path(path)
    menu = submenu(room.window, "file.recent")
    shown = menu.actions()[0]
    assert len(shown.text()) < 90 and shown.text().endswith(".spikeloom")
    assert shown.toolTip() == str(path)
    room.window.new()
    shown.trigger()
    assert room.editor.path == path


def test_what_is_said_of_a_drawing_does_not_follow_to_the_start_page(room: Room) -> None:
    room.window.new()
    room.window.notice.say("tau_m must be above 0.", "error")
    room.window.show_start_page()
    assert not room.window.notice.words


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, room: Room) -> None:
    activate(qtbot, room.window)
    new = room.start_page.begin.findChild(QAbstractButton, "begin add")
    new.setFocus()
    QTest.keyClick(new, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.window.is_working)


def test_the_list_of_problems_has_its_name_in_its_header(room: Room) -> None:
    room.window.new()
    room.problems_dock.open()
    header = room.problems_dock.titleBarWidget()
    named = header.grab().toImage()
    header.set_title("")
    assert header.grab().toImage() != named


def test_the_list_of_problems_opens_high_enough_for_the_first(room: Room, qtbot: QtBot) -> None:
    activate(qtbot, room.window)
    room.window.new()
    room.window.resize(1280, 800)
    room.views.close_all()
    intentions.add_node(room.editor, "recorders/state", (0.0, 0.0))
    qtbot.waitUntil(lambda: bool(room.problems.cards))
    room.problems_dock.open()
    card = room.problems.cards[0]
    qtbot.waitUntil(lambda: card.visibleRegion().boundingRect().height() == card.height() > 0)


def test_what_cannot_be_done_on_the_start_page_cannot_be_chosen(room: Room) -> None:
    assert not room.window.actions_["run.toggle"].isEnabled()
    room.window.new()
    assert room.window.actions_["run.toggle"].isEnabled()
    room.window.show_start_page()
    assert not room.window.actions_["run.toggle"].isEnabled()


def test_the_preferences_open_on_the_start_page(qtbot: QtBot, room: Room) -> None:
    """Who does not read English had to make a drawing first in order to choose another language."""
    assert not room.window.is_working
    activate(qtbot, room.window)
    QTest.keyClick(room.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(room.window.findChildren(PreferencesDialog)))


def test_a_drawing_that_cannot_be_written_is_offered_another_place(room: Room, tmp_path: Path) -> None:
    """“Open another…” stood beside the reason, as where a file cannot be read."""
    room.window.new()
    draw_neuron(room)
    room.answers.to_save = tmp_path / "gone" / "cortex.spikeloom"
    room.window.actions_["file.save"].trigger()
    assert "no folder" in room.window.notice.words and offered(room.window.notice) == "Save as…"
    room.answers.to_save = tmp_path / "cortex.spikeloom"
    press(room.window.notice, "Save as…")
    assert room.answers.to_save.exists() and not room.editor.is_modified and not room.window.notice.words


def test_closing_with_unsaved_work_can_be_cancelled(own_room: Room) -> None:
    own_room.window.new()
    draw_neuron(own_room)
    own_room.answers.what = Unsaved.CANCEL
    assert not own_room.window.close()
    own_room.answers.what = Unsaved.DISCARD
    assert own_room.window.close()


def test_closing_in_mid_run_is_clean(qtbot: QtBot, own_room: Room) -> None:
    own_room.window.new()
    draw_neuron(own_room)
    own_room.control.start()
    qtbot.waitUntil(lambda: own_room.run.state == "running")
    assert own_room.window.close()
    own_room.close()


def test_a_first_run_opens_a_raster_and_the_trace_of_what_is_selected(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    neuron = draw_neuron(room)
    room.editor.selection.set((neuron,))
    room.control.toggle()
    qtbot.waitUntil(lambda: room.run.state == "running")

    def kinds() -> set[str]:
        return {name.partition("#")[0] for name in room.views.names}

    qtbot.waitUntil(lambda: kinds() >= {"raster", "traces"})  # one after the other
    assert [trace.element for trace in room.source.traces()] == [neuron]


def test_a_network_with_fatal_problems_says_why_it_does_not_run(room: Room) -> None:
    room.window.new()
    neuron = draw_neuron(room)
    intentions.set_parameter(room.editor, [neuron], "tau_m", -5.0)
    room.control.toggle()
    assert room.run.state == "idle"
    assert room.window.notice.words


def test_a_dropped_project_is_opened(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "dropped.spikeloom"
    save(room.editor.document, path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    place, copy = QPoint(50, 50), Qt.DropAction.CopyAction
    how = (copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(room.window, QDragEnterEvent(place, *how))
    QApplication.sendEvent(room.window, QDropEvent(QPointF(place), *how))
    assert room.editor.path == path


def test_views_and_side_panel_come_back_after_a_restart(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> None:
    before = opened(qtbot, preferences, tmp_path)
    before.window.new()
    before.views.add("raster")
    before.views.add("rates")
    before.workspace.open_side("learn")
    names = before.views.names
    assert before.window.close()
    leave(before)
    after = opened(qtbot, Preferences(tmp_path), tmp_path)
    after.window.new()
    draw_neuron(after)
    after.control.toggle()
    assert after.views.names == names
    assert after.side.current == "learn"
    leave(after)


def test_the_order_of_the_palette_comes_back_after_a_restart(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    before = opened(qtbot, preferences, tmp_path)
    shown = [head.category.kind for head in categories(before.palette)]
    before.palette.put_in_order(shown[::-1])
    assert before.window.close()
    leave(before)
    after = opened(qtbot, Preferences(tmp_path), tmp_path)
    qtbot.waitUntil(lambda: [head.category.kind for head in categories(after.palette)] == shown[::-1])
    after.palette.put_in_order(())
    assert after.preferences.choices.palette == ()
    leave(after)


def test_the_theme_switches_everything_at_once(qtbot: QtBot, dressed: Preferences, tmp_path: Path) -> None:
    room = opened(qtbot, dressed, tmp_path)
    assert theme().dark
    room.window.actions_["view.theme"].trigger()
    assert not theme().dark
    room.window.actions_["view.theme"].trigger()
    leave(room)


def test_who_goes_on_in_another_part_of_the_window_leaves_quick_add(qtbot: QtBot, room: Room) -> None:
    """It stood over the canvas, and over what was dropped there from the palette."""
    room.window.new()
    activate(qtbot, room.window)
    room.canvas.quick_add(QPointF(100, 100))
    popup = room.canvas.offered
    assert popup is not None and popup.isVisible() and popup.field.hasFocus()
    qtbot.mouseClick(room.palette.search, Qt.MouseButton.LeftButton)
    assert not popup.isVisible() and room.palette.search.hasFocus()


def test_f6_goes_round_the_regions(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    activate(qtbot, room.window)
    visited = set()
    for _ in range(8):
        room.window.next_region(1)
        focus = QApplication.focusWidget()
        regions = {"palette": room.palette, "canvas": room.canvas, "side": room.side, "transport": room.transport}
        visited |= {name for name, region in regions.items() if region is focus or region.isAncestorOf(focus)}
    assert visited == {"palette", "canvas", "side", "transport"}


def test_a_short_name_is_whole_in_a_narrow_title_bar(room: Room) -> None:
    """“One neuron” was “One ne…” beside “not saved yet”."""
    bar = room.window.title_bar
    bar.show_document("One neuron", "not saved yet")
    assert bar.shortened(1000.0) == ("One neuron", " · not saved yet")
    strong = QFontMetricsF(theme().font(weight=600))
    name, state = bar.shortened(1.6 * strong.horizontalAdvance("One neuron"))
    assert (name, state) == ("One neuron", "")
    bar.show_document("One neuron", "not saved yet", is_saved=False)
    name, state = bar.shortened(1.6 * strong.horizontalAdvance("One neuron"))
    assert name == "One neuron" and state == " •"
    bar.show_document("A name that is much too long for its room", "saved")
    name, state = bar.shortened(200.0)
    assert name.startswith("A") and "…" in name and name.endswith("m") and state == " · saved"


def test_the_name_of_the_file_is_read_in_a_narrow_window(room: Room) -> None:
    """At 880 px there was none: the field of the search had its place."""
    bar = room.window.title_bar
    room.window.new()
    room.window.show()
    for name in NAMES:
        for width in (880, 1024, 1600):
            bar.show_document("", "")
            room.window.resize(width, 700)
            QApplication.processEvents()
            bar.show_document(name, "edited", is_saved=False)
            left, right = bar.title_room()
            QApplication.processEvents()
            assert bar.title_room() == (left, right), "it is painted where it stays"
            told, state = bar.shortened(right - left)
            assert told == name if width == 1600 else told[:3] == name[:3] and state
        assert bar.search.width() == theme().px(226)


def test_a_training_locks_the_transport_and_says_why(room: Room) -> None:
    room.window.new()
    room.training.state_changed.emit(TrainingState.TRAINING)
    room.control.toggle()
    assert "training" in room.window.notice.words.lower()
    assert room.window.title_bar.title.endswith("being trained")
    room.training.state_changed.emit(TrainingState.DONE)
    assert room.control.locked == ""


def test_only_one_button_of_the_start_page_is_primary(room: Room) -> None:
    primary = [b for b in room.start_page.findChildren(QPushButton) if b.property("look") == "primary"]
    assert not primary, "New network is the one filled button"


def test_tab_goes_from_the_tabs_of_the_side_panel_through_its_form_and_on_to_the_transport(
    qtbot: QtBot, room: Room
) -> None:
    """The form was reached after the menu bar, twenty steps away."""
    room.window.new()
    activate(qtbot, room.window)
    node = intentions.add_node(room.editor, "stimuli/poisson", (0.0, 0.0))
    room.editor.selection.clear()
    room.editor.selection.set((node,))
    rows = room.side.page("properties").rows
    button = room.side.findChild(QWidget, "tab experiments")
    button.setFocus()
    reached = []
    while len(reached) < 12 and not room.transport.isAncestorOf(QApplication.focusWidget()):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    form = [widget for widget in reached if room.side.isAncestorOf(widget)]
    assert rows["parameters:rate"].isAncestorOf(form[2]) and rows["text"].isAncestorOf(form[-1])
    assert reached == [*form, reached[-1]] and room.transport.isAncestorOf(reached[-1])
    QTest.keyClick(reached[-1], Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is form[-1]


def test_a_popup_over_the_canvas_that_is_closed_by_escape_chooses_nothing(qtbot: QtBot, room: Room) -> None:
    """Its focus went to the canvas as by Tab, which chose the first node."""
    room.window.new()
    activate(qtbot, room.window)
    draw_neuron(room)
    room.editor.selection.clear()
    room.canvas.setFocus()
    room.canvas.quick_add()
    assert room.canvas.offered is not None
    QTest.keyClick(room.canvas.offered.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is room.canvas and room.editor.selection.ids == ()
    room.canvas.quick_add()
    room.canvas.zoom_in()  # closes it, too
    assert room.canvas.offered is None and room.editor.selection.ids == ()
