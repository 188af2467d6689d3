"""Nothing is lost without being asked: new, open, save, autosave, recovery."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Node
from app.document.example import examples
from app.document.file.file_format import open_document, save
from app.document.file.recovery import Recovery
from app.preferences import Preferences
from app.window.project.file import Project
from app.window.project.questions import Unsaved
from tests.app.window.answers import Answers


class Desk:
    def __init__(self, folder: Path) -> None:
        self.editor = Editor()
        self.preferences = Preferences(folder)
        self.recovery = Recovery(folder / "recovery")
        self.answers = Answers(Unsaved.CANCEL)
        self.project = Project(self.editor, self.preferences, self.recovery, self.answers)
        self.failures: list[str] = []
        self.project.failed.connect(self.failures.append)
        self.project.not_saved.connect(self.failures.append)

    def draw(self, title: str = "A note") -> None:
        intentions.add_note(self.editor, (0.0, 0.0), title)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_unchanged_drawing_is_left_without_a_question(desk: Desk, tmp_path: Path) -> None:
    desk.editor.load(Document(), tmp_path / "a.spikeloom")
    desk.project.new()
    assert not desk.answers.asked and desk.editor.path is None


def test_cancel_keeps_the_drawing(desk: Desk) -> None:
    desk.draw()
    desk.project.new()
    assert len(desk.editor.document.nodes) == 1


def test_discard_gives_the_drawing_up(desk: Desk) -> None:
    desk.draw()
    desk.answers.what = Unsaved.DISCARD
    desk.project.new()
    assert not desk.editor.document.nodes


def test_save_before_leaving_writes_the_file(desk: Desk, tmp_path: Path) -> None:
    desk.draw()
    desk.answers.what, desk.answers.to_save = Unsaved.SAVE, tmp_path / "李 雷's.spikeloom"
    desk.project.new()
    assert not desk.editor.document.nodes
    assert len(open_document(tmp_path / "李 雷's.spikeloom").nodes) == 1
    assert desk.preferences.choices.recent[0].path.endswith("李 雷's.spikeloom")


def test_a_save_that_is_cancelled_does_not_leave(desk: Desk) -> None:
    desk.draw()
    desk.answers.what, desk.answers.to_save = Unsaved.SAVE, None
    desk.project.new()
    assert desk.editor.is_modified and desk.editor.document.nodes


def test_a_file_that_cannot_be_read_says_so_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.spikeloom"
    broken.write_bytes(b"not a project")
    desk.project.open(broken)
    assert len(desk.failures) == 1 and "\n" not in desk.failures[0]
    assert desk.editor.path is None


@pytest.mark.parametrize("content", [b"not a project", None])
def test_a_file_that_cannot_be_read_says_so_before_anything_is_asked(
    desk: Desk, tmp_path: Path, content: bytes | None
) -> None:
    """Whether the drawing should be saved was asked first, and then there was nothing to open."""
    broken = tmp_path / "broken.spikeloom"
    if content is not None:
        broken.write_bytes(content)
    desk.draw()
    desk.answers.what = Unsaved.DISCARD
    desk.project.open(broken)
    desk.project.open_copy(broken, "An example", lambda _document: None)
    assert len(desk.failures) == 2 and not desk.answers.asked
    assert len(desk.editor.document.nodes) == 1 and desk.editor.is_modified


def test_a_file_that_is_saved_before_it_is_opened_again_is_what_was_saved(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.spikeloom"
    save(Document(), path)
    desk.project.open(path)
    desk.draw()
    desk.answers.what = Unsaved.SAVE
    desk.project.open(path)
    assert desk.answers.asked and len(desk.editor.document.nodes) == 1
    desk.draw()
    desk.project.save()
    assert len(desk.answers.asked) == 1, "it is the file as it was read last"


def test_a_recent_file_that_is_gone_is_forgotten(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.spikeloom"
    save(Document(), path)
    desk.project.open(path)
    assert len(desk.preferences.choices.recent) == 1
    path.unlink()
    desk.project.open(path)
    assert desk.preferences.choices.recent == ()


def test_an_example_opens_as_a_copy_without_a_file(desk: Desk) -> None:
    example = examples()[0]
    desk.project.open_example(example)
    assert desk.editor.document.nodes and desk.editor.path is None
    assert not desk.editor.is_modified
    assert desk.project.title


def test_a_group_that_stood_in_itself_is_told_of_and_still_to_be_saved(desk: Desk, tmp_path: Path) -> None:
    document, told = Document(), []
    document.next_id = 2
    document.put(Node("e1", "group", "", "Column", (0.0, 0.0), group="e1"))
    save(document, tmp_path / "a.spikeloom")
    desk.project.mended.connect(told.append)
    desk.project.open(tmp_path / "a.spikeloom")
    (words,) = told
    assert "Column stood within itself" in words and desk.failures == []
    assert desk.editor.is_modified and list(desk.editor.document.nodes) == ["e1"]


@pytest.fixture
def crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that kept the work is gone."""
    monkeypatch.setattr("app.document.file.recovery.is_held", lambda path: False)


@pytest.mark.usefixtures("crashed", "qtbot")
def test_unsaved_work_is_found_after_a_crash_and_still_counts_as_unsaved(tmp_path: Path) -> None:
    before = Desk(tmp_path)
    before.draw("precious")
    before.project.keep()
    del before  # the process ends without a word
    after = Desk(tmp_path)
    found = after.recovery.found()
    assert len(found) == 1
    after.project.open_recovered(found[0])
    assert [node.text for node in after.editor.document.nodes.values()] == ["precious"]
    assert after.editor.is_modified


@pytest.mark.usefixtures("crashed", "qtbot")
def test_discarded_recovery_goes_with_the_window_and_never_comes_back(tmp_path: Path) -> None:
    before = Desk(tmp_path)
    before.draw()
    before.project.keep()
    after = Desk(tmp_path)
    (left,) = after.recovery.found()
    (tmp_path / "recovery" / f".{left.path.name}.12345678.saving").write_bytes(b"half a save")
    after.recovery.discard(left)
    after.project.close()
    assert not Desk(tmp_path).recovery.found()
    assert list((tmp_path / "recovery").iterdir()) == []


@pytest.mark.usefixtures("crashed")
def test_a_save_leaves_nothing_to_recover(desk: Desk, tmp_path: Path) -> None:
    desk.draw()
    desk.project.keep()
    desk.answers.to_save = tmp_path / "a.spikeloom"
    desk.project.save()
    assert desk.editor.path == tmp_path / "a.spikeloom"
    assert not Desk(tmp_path).recovery.found()


def test_what_another_window_saved_in_the_same_file_is_not_lost_without_a_question(desk: Desk, tmp_path: Path) -> None:
    """The second window that saved won, and said nothing."""
    path = tmp_path / "shared.spikeloom"
    save(Document(), path)
    desk.project.open(path)
    desk.draw("mine")
    desk.project.save()
    desk.draw("mine, too")
    desk.project.save()
    assert not desk.answers.asked  # what was written here is no other's work
    other = open_document(path)
    other.put(Node(other.new_id(), "note", "", "", (0.0, 0.0), text="theirs"))
    save(other, path)
    desk.draw("mine, again")
    desk.project.save()
    assert desk.answers.asked == ["changed elsewhere"] and desk.editor.is_modified
    assert "theirs" in {node.text for node in open_document(path).nodes.values()}
    desk.answers.over, desk.answers.to_save = False, tmp_path / "mine.spikeloom"
    desk.project.save()
    assert desk.editor.path == tmp_path / "mine.spikeloom" and len(open_document(desk.editor.path).nodes) == 3
    assert "theirs" in {node.text for node in open_document(path).nodes.values()}
    desk.project.open(path)
    desk.draw("last")
    path.unlink()
    desk.project.save()
    assert path.exists() and desk.answers.asked == ["changed elsewhere"] * 2
