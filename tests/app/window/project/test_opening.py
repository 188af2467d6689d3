"""A project is read beside the window: events are served meanwhile, a person can give it up, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.document import Document
from app.document.edits import AddElements
from app.document.elements import Node, NodeKind
from app.document.example import examples
from app.document.file.file_format import FileProblem, open_document, save
from app.document.file.recovery import Recovered
from app.document.making.drawing import new_node
from app.document.meaning.meaning import meaning
from app.document.networks.lessons import lessons
from app.preferences import Preferences
from app.running.background import Background
from app.widgets.above import ModalCover
from app.window.project import background_tasks as aside
from app.window.project import opening
from app.window.project.questions import Unsaved
from engine.progress import Cancelled, Work
from tests.activation import activate
from tests.app.seen import press
from tests.app.window.project.test_file import Desk
from tests.app.window.rooms import Room, draw_neuron
from tests.patience import PATIENCE

TURNS = 20  # of the event loop that the file waits for


@pytest.fixture
def room(own_room: Room) -> Room:
    """A window of each test's own: what is typed as it opens a drawing would be typed in the next test, too."""
    return own_room


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def project(folder: Path, name: str = "large.spikeloom") -> Path:
    document = Document()
    for number in range(3):
        document.keep_array(np.full(1000, float(number)))
    document.put(Node(document.new_id(), NodeKind.NOTE, "", "", (0.0, 0.0), text="large"))
    path = folder / name
    save(document, path)
    return path


class Counted:
    """Turns of the event loop; ``enough`` once there were so many."""

    def __init__(self) -> None:
        self.turns, self.enough = 0, threading.Event()
        self._timer = QTimer()
        self._timer.timeout.connect(self._turned)
        self._timer.start(0)

    def _turned(self) -> None:
        self.turns += 1
        if self.turns >= TURNS:
            self.enough.set()


def test_events_are_served_while_a_file_is_read(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, threads = Counted(), []

    def slow(path: Path, *more: object) -> Document:
        threads.append(threading.current_thread())
        assert counted.enough.wait(PATIENCE / 1000), "the window stood still"
        return open_document(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "open_document", slow)
    path = project(tmp_path)
    desk.project.open(path)
    assert desk.editor.path == path
    assert counted.turns >= TURNS and threads[0] is not threading.main_thread()
    found = meaning(desk.editor.document)
    assert found.is_checked and [problem.code for problem in found.problems] == ["nothing-to-run"]


class Impatient:
    """Gives up as soon as it is asked to wait."""

    def __init__(self, words: str, give_up) -> None:  # type: ignore[no-untyped-def]
        assert "large.spikeloom" in words
        self.closed = False
        shown.append(self)
        QTimer.singleShot(0, give_up)

    def show_share(self, share: float) -> None:
        assert 0.0 <= share <= 1.0

    def close(self) -> None:
        self.closed = True


shown: list[Impatient] = []


def test_a_lesson_and_an_example_are_called_by_their_titles_while_they_are_opened(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """“Opening network.spikeloom…” stood there for every lesson: a file that nobody had chosen."""
    words: list[str] = []
    let_go = threading.Event()

    class Waiting(aside.Silence):
        def __init__(self, told: str, _give_up: Callable[[], None]) -> None:
            words.append(told)
            let_go.set()

    def slow(path: Path, *more: object) -> Document:
        assert let_go.wait(PATIENCE / 1000)
        return open_document(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "open_document", slow)
    monkeypatch.setattr(aside, "SOON", 1)
    desk.project.background.wait = Waiting
    lesson = lessons()[1]
    desk.project.open_copy(lesson.network, lesson.title, lambda _document: None)
    assert words == [f"Opening {lesson.title}…"]
    let_go.clear()
    desk.project.open_example(examples()[0])
    assert words[1:] == [f"Opening {examples()[0].title}…"] and desk.editor.document.nodes


def test_recovered_work_is_called_as_on_the_start_page_while_it_is_opened(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[str] = []
    monkeypatch.setattr(desk.project.background, "do", lambda told, _act, _soon: words.append(told))
    desk.project.open_recovered(Recovered(project(tmp_path), "Winner take all", tmp_path / "cortex.spikeloom", 0.0))
    desk.project.open_recovered(Recovered(project(tmp_path), "Winner take all", None, 0.0))
    assert words == ["Opening cortex…", "Opening Winner take all…"]


def test_what_is_given_up_leaves_the_drawing_as_it_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, ended = threading.Event(), threading.Event()

    def endless(path: Path, work) -> Document:  # type: ignore[no-untyped-def]
        assert let_go.wait(PATIENCE / 1000)
        try:
            work.tell(0.5)
        finally:
            ended.set()
        raise AssertionError("nobody asked for it any more")

    monkeypatch.setattr(opening, "open_document", endless)
    monkeypatch.setattr(aside, "SOON", 1)
    shown.clear()
    desk.project.background.wait = Impatient
    path = project(tmp_path)
    desk.draw("mine")
    desk.answers.what = Unsaved.DISCARD
    before = desk.editor.document
    desk.project.open(path)
    assert desk.editor.document is before and len(before.nodes) == 1 and desk.editor.is_modified
    assert desk.failures == [] and shown[0].closed
    let_go.set()
    assert ended.wait(PATIENCE / 1000)
    monkeypatch.undo()
    desk.project.open(path)
    assert desk.editor.path == path, "and the next one opens"


def test_a_file_that_cannot_be_read_says_so_in_one_sentence(desk: Desk, tmp_path: Path) -> None:
    path = project(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    intentions.add_note(desk.editor, (0.0, 0.0), "mine")
    desk.answers.what = Unsaved.DISCARD
    desk.project.open(path)
    assert len(desk.failures) == 1 and "\n" not in desk.failures[0]
    assert len(desk.editor.document.nodes) == 1


def test_reading_asks_before_each_array_whether_to_go_on(tmp_path: Path) -> None:
    document = Document()
    references = [document.keep_array(np.full(10, float(number))) for number in range(3)]
    path = tmp_path / "large.spikeloom"
    with_arrays(document, references)
    save(document, path)
    shares: list[float] = []
    open_document(path, Work(lambda share: not shares.append(share)))  # type: ignore[func-returns-value]
    assert shares == [0.0, 1 / 3, 2 / 3]
    with pytest.raises(Cancelled):
        open_document(path, Work(lambda _share: False))
    with pytest.raises(FileProblem):
        open_document(tmp_path / "none.spikeloom", Work(lambda _share: True))


def with_arrays(document: Document, references) -> None:  # type: ignore[no-untyped-def]
    for number, reference in enumerate(references):
        node = new_node(document, "neurons/leaky_integrate_and_fire", (0.0, 100.0 * number))
        AddElements(nodes=(replace(node, size=10, start={"V": reference}),)).apply(document)


def test_the_button_that_gives_up_is_no_part_of_the_window_that_takes_no_input(qtbot: QtBot) -> None:
    window, given_up = QWidget(), []
    qtbot.addWidget(window)
    window.show()
    dialog = aside.WaitingDialog(window, "Opening large.spikeloom…", lambda: given_up.append(1))
    press(window, "Cancel")
    assert given_up == [1]
    dialog.close()
    assert given_up == [1] and not isinstance(window.childAt(1, 1), ModalCover)


@pytest.mark.parametrize("way", [(Qt.Key.Key_Tab, Qt.Key.Key_Space), (Qt.Key.Key_Escape,)])
def test_space_and_enter_give_nothing_up_while_tab_and_escape_reach_it(qtbot: QtBot, way: tuple[Qt.Key, ...]) -> None:
    """Space plays and pauses: typed as the box came, it gave the opening up."""
    window, given_up = QWidget(), []
    qtbot.addWidget(window)
    window.show()
    dialog = aside.WaitingDialog(window, "Opening large.spikeloom…", lambda: given_up.append(1))
    activate(qtbot, window.findChild(QProgressDialog))

    def press(*keys: Qt.Key) -> list[int]:
        for key in keys:
            held = QApplication.focusWidget()
            assert held is not None
            QTest.keyClick(held, key)
        return given_up

    assert press(Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) == []
    assert press(*way) == [1]
    dialog.close()


def test_the_window_has_the_keyboard_again_once_a_file_is_read(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    activate(qtbot, window)
    dialog = aside.WaitingDialog(window, "Opening large.spikeloom…", lambda: None)
    qtbot.waitUntil(lambda: not window.isActiveWindow())
    dialog.close()
    qtbot.waitUntil(window.isActiveWindow)


def test_the_window_can_be_closed_while_a_file_is_opened(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dialog that is modal would swallow what the desktop asks of the window."""
    let_go, closed = threading.Event(), []

    def endless(path: Path, work) -> Document:  # type: ignore[no-untyped-def]
        assert let_go.wait(PATIENCE / 1000)
        return Document()

    monkeypatch.setattr(opening, "open_document", endless)
    monkeypatch.setattr(aside, "SOON", 1)
    made = Composition(Preferences(tmp_path / "home"), Desk(tmp_path / "desk").answers, tmp_path / "recovery")
    made.window.show()

    def close() -> None:
        if made.window.findChild(QProgressDialog) is None:
            QTimer.singleShot(10, close)
            return
        assert QApplication.activeModalWidget() is None and isinstance(made.window.childAt(1, 1), ModalCover)
        closed.append(made.window.close())

    QTimer.singleShot(0, close)
    made.project.open(project(tmp_path))
    assert closed == [True] and made.editor.path is None
    let_go.set()
    made.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_is_to_be_opened_as_another_ends_finds_it_busy(desk: Desk, tmp_path: Path) -> None:
    """A file of a second instance, say: both ran one loop, and the window stood still for ever."""
    first, second = project(tmp_path, "first.spikeloom"), project(tmp_path, "second.spikeloom")
    busy: list[bool] = []

    def another(_outcome: object) -> None:
        busy.append(desk.project.background.is_busy)
        desk.project.open(second)

    (errand,) = desk.project.background.findChildren(Background)
    errand.ended.connect(another)
    desk.project.open(first)
    assert busy == [True] and desk.editor.path == first and not desk.project.background.is_busy
    errand.ended.disconnect(another)
    desk.project.open(second)
    assert desk.editor.path == second


def test_a_key_that_was_pressed_while_a_drawing_was_opened_does_not_reach_it(
    qtbot: QtBot, quick_room: Room, tmp_path: Path
) -> None:
    """*Delete*, pressed a little too early, was kept and deleted in the new drawing."""
    room = quick_room
    room.window.new()
    draw_neuron(room)
    path = tmp_path / "other.spikeloom"
    save(room.editor.document, path)

    def type_late() -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(room.canvas, QKeyEvent(kind, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier))

    room.project.opened.connect(type_late)
    room.window.open_path(path)
    QApplication.processEvents()
    assert room.editor.path == path and room.editor.selection.ids == ()
    qtbot.keyClick(room.canvas, Qt.Key.Key_Right)
    assert room.editor.selection.ids == tuple(room.editor.document.nodes), "from then on keys are heard"


@pytest.mark.parametrize("is_click", [False, True])
def test_a_key_that_was_pressed_while_the_window_opened_reaches_its_drawing_and_a_click_does_not(
    qtbot: QtBot, quick_room: Room, tmp_path: Path, is_click: bool
) -> None:
    """Space, pressed as soon as the window was there, was lost, as whatever is typed while one drawing becomes another.

    Nothing was shown before to which it could have been meant; a click was meant for what was seen.
    """
    room = quick_room
    drawn = Document()
    AddElements((new_node(drawn, "neurons/leaky_integrate_and_fire", (0.0, 0.0)),), ()).apply(drawn)
    path = tmp_path / "first.spikeloom"
    save(drawn, path)

    def type_early() -> None:
        if is_click:
            place = room.canvas.mapFromScene(room.canvas.drawing.content_area().center())
            for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
                button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
                at = QPointF(place)
                everywhere = room.canvas.viewport().mapToGlobal(at)
                QApplication.postEvent(room.canvas.viewport(), QMouseEvent(kind, at, everywhere, button, button, keys))
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(room.canvas, QKeyEvent(kind, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier))

    room.project.opened.connect(type_early)
    room.window.begin([path])
    QApplication.processEvents()
    (node,) = room.editor.document.nodes
    assert room.editor.path == path and room.editor.selection.ids == (() if is_click else (node,))


def test_a_window_that_opens_waits_longer_before_anything_stands_above_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stood there had the keys that were meant for the drawing."""
    waited: list[int] = []
    do = desk.project.background.do

    def note(words: str, act: Callable[[Work], object], soon: int = aside.SOON) -> object:
        waited.append(soon)
        return do(words, act, soon)

    monkeypatch.setattr(desk.project.background, "do", note)
    path = project(tmp_path)
    desk.project.open(path, begins=True)
    desk.project.open(path)
    assert waited == [aside.AT_FIRST, aside.SOON] and aside.AT_FIRST > aside.SOON
