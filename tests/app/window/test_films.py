"""Videos of the window: each picture is seen for as long as it was, and nothing waits for the disk."""

from __future__ import annotations

import errno
from contextlib import AbstractContextManager
from pathlib import Path
from queue import Queue

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from app.commands import intentions
from app.widgets.file_dialog import Then
from app.window.films import film, film_dialog
from app.window.films import filming as takes
from app.window.films.film import Frame, Frames, why_not, write_film
from app.window.films.film_dialog import FilmDialog
from app.window.films.filming import Filming
from app.window.main_window import MainWindow
from tests.app.file_answers import answer_none, answer_with
from tests.app.window.rooms import Room

GREYS = (0, 120, 250)


def given(*frames: Frame) -> Frames:
    queue: Frames = Queue()
    for frame in (*frames, None):
        queue.put(frame)
    return queue


def grey(shade: int, intervals: int = 1) -> Frame:
    return Frame(np.full((41, 61, 3), shade, np.uint8), intervals)


def seen(path: Path) -> list[tuple[int, int]]:
    """Shade and ms of every picture of a GIF."""
    found = []
    with Image.open(path) as picture:
        for number in range(picture.n_frames):
            picture.seek(number)
            found.append((picture.convert("L").getpixel((30, 20)), picture.info["duration"]))
    return found


def test_a_gif_shows_each_picture_for_its_intervals(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    write_film(path, given(*(grey(shade, n) for n, shade in enumerate(GREYS, 1))), 10.0)
    assert [ms for _, ms in seen(path)] == [100, 200, 300]
    assert [shade for shade, _ in seen(path)] == pytest.approx(GREYS, abs=8)
    assert list(tmp_path.iterdir()) == [path]


def test_an_mp4_has_a_picture_for_every_interval_and_even_sides(tmp_path: Path) -> None:
    av = pytest.importorskip("av", reason="MP4 needs PyAV, which is optional")
    path = tmp_path / "a.mp4"
    write_film(path, given(*(grey(shade, 5) for shade in GREYS)), 30.0)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = [frame.to_ndarray(format="gray")[20, 30] for frame in container.decode(stream)]
        assert (stream.width, stream.height, float(stream.average_rate)) == (60, 40, 30.0)
    assert len(frames) == 15 and [int(f) for f in frames[2::5]] == pytest.approx(GREYS, abs=20)


def test_without_a_picture_there_is_no_file_and_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    write_film(tmp_path / "none.gif", given(), 10.0)
    assert not list(tmp_path.iterdir())
    going_on: Frames = Queue()
    going_on.put(grey(1))
    with pytest.raises(OSError, match="no such folder"):
        write_film(tmp_path / "no such folder" / "a.mp4", going_on, 10.0)


def test_without_its_library_mp4_says_what_to_do(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> None:
    monkeypatch.setattr(film, "find_spec", lambda _name: None)
    assert "--extra video" in why_not(".mp4") and why_not(".gif") == ""
    widget = QWidget()
    qtbot.addWidget(widget)
    dialog = FilmDialog({"it": widget}, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    kinds = dialog.kind
    qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=kinds.area(".mp4").center().toPoint())
    assert not dialog.begin.isEnabled() and "PyAV" in dialog.objection.words
    qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=kinds.area(".gif").center().toPoint())
    assert dialog.begin.isEnabled()


def test_the_dialog_says_the_size_that_pictures_will_have(shown: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    """A view of 536 px was filmed so, where 960 was written."""
    wide = QWidget()
    qtbot.addWidget(wide)
    wide.resize(2000, 1001)
    shown.resize(201, 100)
    dialog = FilmDialog({"wide": wide, "narrow": shown}, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.hint.words.startswith("Pictures have 960 × 480 pixels. ")
    qtbot.keyClick(dialog.what, Qt.Key.Key_N)
    assert dialog.hint.words.startswith("Pictures have 201 × 100 pixels, as many as on the screen. ")
    kinds = dialog.kind
    qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=kinds.area(".mp4").center().toPoint())
    assert dialog.hint.words.startswith("Pictures have 200 × 100 pixels")
    dialog.pixels.setFocus()
    dialog.pixels.selectAll()
    qtbot.keyClicks(dialog.pixels, "160")
    qtbot.keyClick(dialog.pixels, Qt.Key.Key_Return)
    assert dialog.hint.words.startswith("Pictures have 160 × 78 pixels. ")


def test_a_view_that_is_closed_under_the_dialog_is_no_longer_offered(
    shown: QWidget, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view in a window of its own can be closed meanwhile; it was asked for its size, and for pictures."""
    view = QWidget()
    view.resize(201, 100)
    dialog = FilmDialog({"whole": shown, "view": view}, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.what, Qt.Key.Key_V)
    wanted: list[object] = []
    dialog.wanted.connect(lambda *of: wanted.append(of))

    def answer(_dialog: object, _title: str, _suggested: str, _kinds: str, then: Then) -> None:
        if isValid(view):
            delete(view)
        then(tmp_path / "a.gif", "")

    monkeypatch.setattr(film_dialog, "ask_where_to", answer)
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    assert not wanted and dialog.isVisible(), "it would be a film of something else"
    assert (dialog.what.count(), dialog.what.value) == (1, "whole")
    assert dialog.hint.words.startswith("“view” is closed. Pictures have ")
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    assert wanted == [(shown, tmp_path / "a.gif", 10.0, 960)]


def test_a_width_that_is_refused_is_said_and_films_nothing(shown: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    """Its sentence was hidden, and the width of before was filmed."""
    dialog = FilmDialog({"it": shown}, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.pixels, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(dialog.pixels, "5")
    qtbot.keyClick(dialog.pixels, Qt.Key.Key_Return)
    assert dialog.objection.isVisible() and "at least 160" in dialog.objection.words
    assert dialog.pixels.text() == "5" and not dialog.begin.isEnabled()
    qtbot.keyClick(dialog.pixels, Qt.Key.Key_Escape)
    assert dialog.objection.isHidden() and dialog.pixels.text() == "960" and dialog.begin.isEnabled()


@pytest.fixture
def window(room: Room) -> MainWindow:
    room.window.new()
    return room.window


@pytest.fixture
def own_window(own_room: Room) -> MainWindow:
    """One that the test may close."""
    own_room.window.new()
    return own_room.window


@pytest.fixture
def shown(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    widget.setAutoFillBackground(True)
    widget.resize(200, 100)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


class Clock:
    """The time of films; the test says when it passes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(takes, "time", clock)
    return clock


def paint(widget: QWidget, shade: int) -> None:
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.white if shade else Qt.GlobalColor.black)
    widget.setPalette(palette)


def test_a_film_shows_what_was_seen_when_it_was_seen(
    shown: QWidget, qtbot: QtBot, tmp_path: Path, clock: Clock
) -> None:
    filming = Filming()
    paint(shown, 0)
    filming.start(shown, tmp_path / "a.gif", 20.0, 100)
    clock.seconds = 0.4
    paint(shown, 1)
    qtbot.waitSignal(filming.ticked).wait()
    clock.seconds = 0.8
    with qtbot.waitSignal(filming.ended):
        filming.stop()
    pictures = seen(tmp_path / "a.gif")
    dark = sum(ms for shade, ms in pictures if shade < 100)
    light = sum(ms for shade, ms in pictures if shade > 150)
    assert (dark, light) == (400, 450), "the interval that has begun is whole"
    assert dark + light == sum(ms for _, ms in pictures)
    with Image.open(tmp_path / "a.gif") as picture:
        assert picture.size == (100, 50)


def test_a_film_ends_with_what_it_shows(qtbot: QtBot, tmp_path: Path) -> None:
    widget, filming = QWidget(), Filming()
    widget.resize(80, 40)
    widget.show()
    qtbot.waitExposed(widget)
    filming.start(widget, tmp_path / "a.gif", 20.0, 80)
    qtbot.waitSignal(filming.ticked).wait()
    with qtbot.waitSignal(filming.ended):
        widget.deleteLater()
        QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)
    assert not filming.is_on and len(seen(tmp_path / "a.gif")) >= 1


def test_a_gif_ends_by_itself(
    shown: QWidget, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setitem(takes.LONGEST, ".gif", 0.3)
    filming = Filming()
    with qtbot.waitSignal(filming.ended):
        filming.start(shown, tmp_path / "a.gif", 20.0, 80)
        clock.seconds = 0.3
    assert sum(ms for _, ms in seen(tmp_path / "a.gif")) == 350


def test_a_person_films_the_drawing_and_stops_at_the_top_of_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.title_bar.film.isHidden()
    intentions.add_node(window.editor, "neurons/leaky_integrate_and_fire", (0.0, 0.0))
    window.canvas.fit()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(FilmDialog)
    assert dialog is not None and [dialog.what.itemText(i) for i in range(2)] == ["Whole window", "Drawing"]
    assert dialog.what.value == "Whole window"
    dialog.what.setCurrentIndex(1)
    answer_with(monkeypatch, tmp_path / "drawing")
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    button = window.title_bar.film
    assert button.isVisible() and button.text() == "0:00"
    qtbot.waitSignal(window.films.filming.ticked).wait()
    with qtbot.waitSignal(window.films.filming.ended):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isHidden() and window.notice.words == "Written: drawing.gif"
    with Image.open(tmp_path / "drawing.gif") as picture:
        assert picture.width == min(960, window.canvas.width())
        pixels = np.asarray(picture.convert("L")).astype(int)
    shrunk = pixels.shape[1] / window.canvas.width()
    floating = window.canvas.overlays.toolbar, window.canvas.overlays.minimap
    for part in (each.geometry() for each in floating):
        assert not part.isEmpty(), "the map of a window of this size is shown"
        left, top, right, bottom = (round(shrunk * edge) for edge in part.getCoords())  # type: ignore[attr-defined]
        assert np.ptp(pixels[top:bottom, left:right]) < 40, "the ground and its dots"
    assert np.ptp(pixels) > 100, "the node"


def test_what_cannot_be_written_is_said_at_once_until_another_film_begins(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filming = window.films.filming
    with qtbot.waitSignal(filming.failed):
        filming.start(window.canvas, tmp_path / "no folder" / "a.mp4", 20.0, 300)
    assert window.notice.words == f"There is no folder {tmp_path / 'no folder'}. Choose one that is there."
    assert not filming.is_on and window.title_bar.film.isHidden()
    window.films.ask()
    dialog = window.findChild(FilmDialog)
    assert dialog is not None and window.notice.words
    answer_with(monkeypatch, tmp_path / "a")
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    assert filming.is_on and not window.notice.words, "it would stand in the film that has begun"
    with qtbot.waitSignal(filming.ended):
        filming.stop()


def no_room_in(monkeypatch: pytest.MonkeyPatch, full: Path) -> None:
    """The disk of this folder takes no file."""
    put = film.put_in_place

    def refused(out: Path) -> AbstractContextManager[Path]:
        if out.parent == full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return put(out)

    monkeypatch.setattr(film, "put_in_place", refused)


def waited_for(qtbot: QtBot, window: MainWindow) -> list[QMessageBox]:
    """The question that is asked."""
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    return window.findChildren(QMessageBox)


def press(qtbot: QtBot, window: MainWindow, words: str) -> None:
    """A button of the question that is asked."""
    (box,) = waited_for(qtbot, window)
    button = next(button for button in box.buttons() if button.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box not in window.findChildren(QMessageBox))


def filmed(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """A film of the drawing that has some pictures and goes on."""
    window.films.filming.start(window.canvas, path, 20.0, 300)
    qtbot.waitSignal(window.films.filming.ticked).wait()


def test_a_film_without_room_at_its_end_is_saved_elsewhere(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, other = tmp_path / "full", tmp_path / "other"
    for folder in (full, other):
        folder.mkdir()
    no_room_in(monkeypatch, full)
    filmed(qtbot, window, full / "a.gif")
    window.films.filming.stop()
    answer_none(monkeypatch)
    press(qtbot, window, "Save elsewhere…")
    (box,) = waited_for(qtbot, window)
    assert box.informativeText() == f"{full} has no room left. Make room there, or choose another folder."
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.isVisible(), "without an answer it would be lost"
    answer_with(monkeypatch, other / "b")
    with qtbot.waitSignal(window.films.filming.ended):
        press(qtbot, window, "Save elsewhere…")
    assert window.notice.words == "Written: b.gif" and len(seen(other / "b.gif")) >= 1
    assert not list(full.iterdir())


def test_a_window_goes_once_its_film_is_in_its_place_or_given_up(
    own_window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = own_window
    no_room_in(monkeypatch, tmp_path)
    filmed(qtbot, window, tmp_path / "a.gif")
    window.close()
    waited_for(qtbot, window)
    assert window.isVisible() and not window.films.filming.is_on
    window.close()
    assert window.isVisible(), "nobody has answered yet"
    press(qtbot, window, "Discard the video")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not list(tmp_path.glob("*.gif"))


def test_a_film_that_a_closing_window_ends_is_whole(own_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = own_window
    filmed(qtbot, window, tmp_path / "a.gif")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(seen(tmp_path / "a.gif")) >= 1


def test_a_film_keeps_its_shape_when_what_it_shows_is_resized(shown: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    filming = Filming()
    paint(shown, 1)
    filming.start(shown, tmp_path / "a.gif", 20.0, 100)
    qtbot.waitSignal(filming.ticked).wait()
    shown.resize(100, 100)
    qtbot.waitSignal(filming.ticked).wait()
    with qtbot.waitSignal(filming.ended):
        filming.stop()
    with Image.open(tmp_path / "a.gif") as picture:
        picture.seek(picture.n_frames - 1)
        last = np.asarray(picture.convert("L"))
    assert last.shape == (50, 100) and last[25, 50] > 200, "what is shown stands in the middle"
    assert abs(int(last[25, 5]) - 250) > 5 and last[25, 5] == last[25, 95], "beside it is ground"
