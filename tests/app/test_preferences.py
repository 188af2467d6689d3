"""What the window remembers survives a restart, and damage to its file never hurts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.preferences import FILE, RECENT_KEPT, Arrangement, Choices, Preferences


def test_choices_come_back_after_a_restart(tmp_path: Path) -> None:
    Preferences(tmp_path).set(theme="light", density="large", language="zh_CN")
    again = Preferences(tmp_path).choices
    assert (again.theme, again.density, again.language) == ("light", "large", "zh_CN")


def test_who_listens_hears_old_and_new(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    heard: list[tuple[str, str]] = []
    preferences.changed.connect(lambda before, after: heard.append((before.theme, after.theme)))
    preferences.set(theme="dark")
    preferences.set(theme="dark")
    assert heard == [("system", "dark")]


def test_the_latest_file_is_first_and_stands_once(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    for number in range(RECENT_KEPT + 5):
        preferences.remember(tmp_path / f"{number}.spikeloom", now=float(number))
    preferences.remember(tmp_path / "10.spikeloom", now=99.0)
    recent = preferences.choices.recent
    assert len(recent) == RECENT_KEPT
    assert recent[0].path.endswith("10.spikeloom") and recent[0].when == 99.0
    assert len({entry.path for entry in recent}) == RECENT_KEPT


def test_a_forgotten_file_is_gone(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.remember(tmp_path / "a.spikeloom")
    preferences.forget(str(tmp_path / "a.spikeloom"))
    assert preferences.choices.recent == ()


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b'{"theme": 3}', b"\xff\xfe", b'{"recent": [{"path": 1}]}', b'{"theme": "\xff"}',
        b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=["empty", "cut", "a number", "no text", "a path that is none", "a word that is no text", "a deep list"],
)  # fmt: skip
def test_a_damaged_file_means_defaults(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    assert Preferences(tmp_path).choices == Choices()


def test_a_value_that_means_nothing_returns_to_its_default(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"theme": "plaid", "autosave_seconds": -4, "unknown": 1}', encoding="utf-8")
    choices = Preferences(tmp_path).choices
    assert choices.theme == "system"
    assert choices.autosave_seconds == 1.0


def test_a_disk_that_refuses_does_not_stop_the_work(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "no such folder")
    preferences.set(theme="dark")
    assert preferences.choices.theme == "dark"


def test_a_name_that_no_text_file_can_hold_is_not_remembered(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path)
    preferences.remember(tmp_path / "a.spikeloom")
    preferences.remember(tmp_path / os.fsdecode(b"caf\xe9.spikeloom"))
    assert [Path(recent.path).name for recent in preferences.choices.recent] == ["a.spikeloom"]


def test_windows_that_are_open_at_once_keep_what_each_other_chose(tmp_path: Path) -> None:
    one, other = Preferences(tmp_path), Preferences(tmp_path)
    one.set(theme="light", lessons={"spikes": ("first",)}, arrangements={"mine": Arrangement(("raster",))})
    one.remember(tmp_path / "a.spikeloom", now=1.0)
    other.set(
        density="large", lessons={"spikes": ("second",), "edges": ("all",)}, arrangements={"yours": Arrangement()}
    )
    other.remember(tmp_path / "b.spikeloom", now=2.0)
    kept = Preferences(tmp_path).choices
    assert (kept.theme, kept.density) == ("light", "large")
    assert [Path(recent.path).name for recent in kept.recent] == ["b.spikeloom", "a.spikeloom"]
    assert {key: set(steps) for key, steps in kept.lessons.items()} == {"spikes": {"first", "second"}, "edges": {"all"}}
    assert kept.arrangements == {"mine": Arrangement(("raster",)), "yours": Arrangement()}
    assert other.choices.recent == kept.recent, "it shows the others' files"
    assert other.choices.theme == "system", "what it looks like is not changed under a hand"


def test_what_a_window_drops_stays_dropped_and_what_another_keeps_stays(tmp_path: Path) -> None:
    one = Preferences(tmp_path)
    one.remember(tmp_path / "a.spikeloom", now=1.0)
    one.set(arrangements={"mine": Arrangement(), "ours": Arrangement()})
    other = Preferences(tmp_path)
    one.forget(str(tmp_path / "a.spikeloom"))
    one.set(arrangements={"ours": Arrangement()})
    other.remember(tmp_path / "b.spikeloom", now=2.0)
    kept = Preferences(tmp_path).choices
    assert [Path(recent.path).name for recent in kept.recent] == ["b.spikeloom"]
    assert set(kept.arrangements) == {"ours"}


def test_views_that_another_window_left_are_known(tmp_path: Path) -> None:
    one, other = Preferences(tmp_path), Preferences(tmp_path)
    file = tmp_path / "a.spikeloom"
    one.remember(file, now=1.0)
    one.keep_desk(file, Arrangement(("raster",)))
    assert other.desk_of(file) == Arrangement(("raster",))
    other.remember(file, now=2.0)
    assert Preferences(tmp_path).desk_of(file) == Arrangement(("raster",))
