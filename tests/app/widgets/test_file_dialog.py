"""Dialogs that ask for a file wait for nobody, and say which file would be replaced."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.file_dialog import Flag, ask_for_file, ask_where_to

KINDS = "Table (*.csv);;Arrays (*.npz)"


def shown(over: QWidget) -> tuple[QFileDialog, QLineEdit]:
    (dialog,) = over.findChildren(QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit) and dialog.isVisible()
    return dialog, name


def under(qtbot: QtBot) -> QWidget:
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    qtbot.waitExposed(over)
    return over


def test_the_name_that_was_typed_gets_the_ending_of_its_kind(qtbot: QtBot, tmp_path: Path) -> None:
    over, got = under(qtbot), list[tuple[Path, str]]()
    ask_where_to(over, "Export", str(tmp_path / "View"), KINDS, lambda path, kind: got.append((path, kind)))
    assert not got
    dialog, name = shown(over)
    assert name.text() == "View" and Path(dialog.directory().path()) == tmp_path
    dialog.selectNameFilter("Arrays (*.npz)")
    dialog.filterSelected.emit("Arrays (*.npz)")
    name.selectAll()
    qtbot.keyClicks(name, "mine")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert got == [(tmp_path / "mine.npz", "Arrays (*.npz)")]
    qtbot.waitUntil(lambda: not over.findChildren(QFileDialog))


def test_nothing_is_heard_of_a_dialog_that_was_cancelled(qtbot: QtBot, tmp_path: Path) -> None:
    over, got = under(qtbot), list[Path]()
    there = tmp_path / "data.csv"
    there.write_text("a", encoding="utf-8")
    ask_for_file(over, "Read", str(there), KINDS, lambda path, _kind: got.append(path))
    dialog, name = shown(over)
    assert name.text() == "data.csv", "what stands there is chosen"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not over.findChildren(QFileDialog))
    assert not got
    ask_for_file(over, "Read", str(there), KINDS, lambda path, _kind: got.append(path))
    qtbot.keyClick(shown(over)[1], Qt.Key.Key_Return)
    assert got == [there]


def test_a_dialog_that_is_given_no_folder_begins_where_the_last_file_was_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    """It began where the program had been started, be that the root of the disk."""
    (tmp_path / "one.csv").write_text("a", encoding="utf-8")
    over = under(qtbot)

    def folder(suggested: str) -> Path:
        ask_where_to(over, "Export", suggested, KINDS, lambda _path, _kind: None)
        dialog, name = shown(over)
        assert name.text() == "View"
        there = Path(dialog.directory().path())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not over.findChildren(QFileDialog))
        return there

    def read(path: Path) -> None:
        ask_for_file(over, "Read", str(path), KINDS, lambda _path, _kind: None)
        qtbot.keyClick(shown(over)[1], Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not over.findChildren(QFileDialog))

    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "one.csv").write_text("a", encoding="utf-8")
    read(tmp_path / "gone" / "one.csv")
    assert folder("View") == tmp_path / "gone"
    shutil.rmtree(tmp_path / "gone")
    assert folder("View") == Path.home() != Path.cwd()
    read(tmp_path / "one.csv")
    assert folder("View") == tmp_path
    assert folder(str(Path.home() / "View")) == Path.home()


def test_enter_takes_a_typed_path_also_where_qt_chose_the_shown_folder_with_it(qtbot: QtBot, tmp_path: Path) -> None:
    """The file was not taken, and what was typed was gone."""
    wanted = tmp_path / "weights.npz"
    wanted.touch()
    over, got = under(qtbot), list[Path]()
    ask_for_file(over, "Import", str(tmp_path), "Weights (*.npz)", lambda path, _kind: got.append(path))
    dialog, name = shown(over)
    view = dialog.findChild(QListView, "listView")
    assert isinstance(view, QListView)
    qtbot.waitUntil(lambda: view.model().rowCount(view.rootIndex()) == 1)
    name.setText(str(wanted))
    view.selectionModel().select(view.rootIndex(), Flag.Select | Flag.Rows)  # as Qt does while its own popup is open
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: got == [wanted])
