"""The one file that knows the system: replacing, missing libraries, fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import platform


def test_a_replaced_file_is_whole_and_the_temporary_is_gone(tmp_path: Path) -> None:
    target, temporary = tmp_path / "李 雷's.txt", tmp_path / "new"
    target.write_text("before", encoding="utf-8")
    temporary.write_text("after", encoding="utf-8")
    platform.replace(temporary, target)
    assert target.read_text(encoding="utf-8") == "after"
    assert not temporary.exists()


def test_a_replacement_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(OSError):
        platform.replace(tmp_path / "never written", target)
    assert target.read_text(encoding="utf-8") == "before"


def test_windows_waits_for_a_file_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = []

    def held(self: Path, target: Path) -> Path:
        attempts.append(target)
        if len(attempts) < 3:
            raise PermissionError("held by another")
        return target

    monkeypatch.setattr(platform, "IS_WINDOWS", True)
    monkeypatch.setattr(Path, "replace", held)
    platform.replace(tmp_path / "new", tmp_path / "target")
    assert len(attempts) == 3


def test_missing_libraries_are_named_as_packages_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_is_there(library: str) -> None:
        raise OSError(library)

    monkeypatch.setattr(platform, "IS_LINUX", True)
    monkeypatch.setattr(platform.ctypes, "CDLL", nothing_is_there)
    said = platform.missing_libraries(ImportError("libEGL.so.1"))
    assert "sudo apt install" in said
    assert "libegl1" in said and said.count("libglib2.0-0") == 1
    assert "\n" not in said
    window = platform.why_no_window({"DISPLAY": ":0"})
    assert window is not None and "libxcb-cursor0" in window


def test_no_display_is_said_before_qt_aborts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "IS_LINUX", True)
    said = platform.why_no_window({})
    assert said is not None and "no display" in said
    assert platform.why_no_window({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_folders_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = platform.state_folder()
    if platform.IS_LINUX:
        assert folder.is_relative_to(tmp_path)
        assert folder.stat().st_mode & 0o077 == 0
