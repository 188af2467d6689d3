from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.document.examples import one_neuron
from app.document.file.file_format import content_of, open_document
from app.document.file.recovery import Recovery
from app.start_page.dates import when
from engine.files.held import hold
from tests.app.document.drawings import content

ROOT = Path(__file__).parents[4]
CRASH = """
import os, signal, sys
from pathlib import Path
from app.document.examples import one_neuron
from app.document.file.file_format import content_of
from app.document.file.recovery import Recovery
recovery = Recovery(Path(sys.argv[1]))
recovery.keep(content_of(one_neuron.draw()), "One neuron", Path("/home/me/net.spikeloom"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory):
    """What a killed process left behind, of which each test has a copy."""
    folder = tmp_path_factory.mktemp("left")
    subprocess.run([sys.executable, "-c", CRASH, str(folder)], cwd=ROOT, check=False)
    return folder


@pytest.fixture
def crashed(left_behind, tmp_path):
    """A folder with what a killed process left behind."""
    shutil.copytree(left_behind, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_unsaved_work_is_offered_after_a_crash(crashed):
    (found,) = Recovery(crashed).found()
    assert (found.title, found.original) == ("One neuron", Path("/home/me/net.spikeloom"))
    assert content(open_document(found.path)) == content(one_neuron.draw())


def test_what_a_living_process_keeps_is_not_offered(tmp_path):
    mine, other = Recovery(tmp_path), Recovery(tmp_path)
    mine.keep(content_of(one_neuron.draw()), "One neuron", None)
    assert mine.found() == [] and other.found() == []


def test_what_was_saved_is_forgotten(tmp_path):
    recovery = Recovery(tmp_path)
    recovery.keep(content_of(one_neuron.draw()), "One neuron", None)
    recovery.keep(content_of(one_neuron.draw()), "One neuron", None)
    recovery.forget()
    assert list(tmp_path.iterdir()) == []


def test_what_is_discarded_can_be_brought_back_until_it_is_deleted(crashed):
    recovery = Recovery(crashed)
    recovery.discard(recovery.found()[0])
    (discarded,) = recovery.found()
    assert discarded.is_discarded
    recovery.bring_back(discarded)
    (back,) = recovery.found()
    recovery.delete_discarded()
    assert not back.is_discarded and content(open_document(back.path)) == content(one_neuron.draw())
    recovery.discard(back)
    recovery.delete_discarded()
    assert recovery.found() == [] and list(crashed.iterdir()) == []


def test_a_crash_after_discarding_loses_nothing(crashed):
    recovery = Recovery(crashed)
    recovery.discard(recovery.found()[0])
    (found,) = Recovery(crashed).found()
    assert not found.is_discarded


def test_halves_are_cleaned_and_whole_work_is_kept(crashed):
    (whole,) = crashed.glob("*.spikeloom")
    (crashed / f".{whole.name}.12345678.saving").write_bytes(b"half")
    (crashed / "lonely.json").write_text(json.dumps({"title": "", "original": "", "time": 0.0}), encoding="utf-8")
    (crashed / "lonely.lock").touch()
    recovery = Recovery(crashed)
    recovery.clean()
    assert len(recovery.found()) == 1
    assert sorted(file.suffix for file in crashed.iterdir()) == [".json", ".lock", ".spikeloom"]


def test_what_living_processes_are_writing_is_not_cleaned(tmp_path):
    living = Recovery(tmp_path)
    living.keep(content_of(one_neuron.draw()), "One neuron", None)
    (kept,) = tmp_path.glob("*.spikeloom")
    written = hold(tmp_path / ".x.1.saving")
    note, old = kept.with_suffix(".saving"), tmp_path / "old.saving"
    for path in (note, old):
        path.write_bytes(b"half")
        os.utime(path, (0.0, 0.0))
    Recovery(tmp_path).clean()
    assert written.path.exists() and note.exists() and not old.exists()
    assert len(list(tmp_path.glob("*.lock"))) == len(list(tmp_path.glob("*.json"))) == 1


@pytest.mark.parametrize("note", [{"process": os.getpid()}, {"process": 2**40}, {"process": -1}, {}])
def test_work_is_offered_whoever_has_the_number_of_its_process_now(note, crashed):
    """After the machine was restarted another process had it, and the work was never seen again."""
    (path,) = crashed.glob("*.json")
    known = json.loads(path.read_bytes())
    path.write_text(json.dumps({**known, **note}), encoding="utf-8")
    (found,) = Recovery(crashed).found()
    assert (found.title, found.original) == ("One neuron", Path("/home/me/net.spikeloom"))


GARBLED = {
    "gone": None,
    "empty": b"",
    "half": b'{"title": "One',
    "no text": b"\xff\xfe\x00",
    "of another type": b'{"title": 5, "original": "", "time": 0.0}',
    "after all days": b'{"title": "x", "original": "", "time": 1e300}',
    "before all days": b'{"title": "x", "original": "", "time": -1e300}',
    "no object": b"[]",
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("note", GARBLED.values(), ids=GARBLED)
def test_work_whose_note_is_lost_is_offered_too(note, crashed, dressed):
    (path,) = crashed.glob("*.json")
    path.unlink()
    if note is not None:
        path.write_bytes(note)
    recovery = Recovery(crashed)
    recovery.clean()
    (found,) = recovery.found()
    assert (found.name, found.original) == ("Untitled", None) and when(found.time).startswith("today")
    assert content(open_document(found.path)) == content(one_neuron.draw())
    recovery.let_go(found)
    recovery.clean()
    assert list(crashed.iterdir()) == []


def test_work_is_offered_as_soon_as_its_process_is_gone(tmp_path):
    living = CRASH.replace("os.kill(os.getpid(), signal.SIGKILL)", "print(flush=True); sys.stdin.read()")
    command = [sys.executable, "-c", living, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert Recovery(tmp_path).found() == []
        Recovery(tmp_path).clean()
        process.kill()
        process.wait()
    (found,) = Recovery(tmp_path).found()
    assert content(open_document(found.path)) == content(one_neuron.draw())


def test_a_folder_that_is_not_there_offers_nothing(tmp_path):
    recovery = Recovery(tmp_path / "none")
    recovery.clean()
    assert recovery.found() == []


def test_work_is_kept_though_its_file_has_a_name_that_no_text_can_hold(tmp_path):
    living = Recovery(tmp_path)
    living.keep(content_of(one_neuron.draw()), "Untitled", tmp_path / os.fsdecode(b"caf\xe9.spikeloom"))
    (note,) = tmp_path.glob("*.json")
    assert json.loads(note.read_bytes())["original"] == "" and len(list(tmp_path.glob("*.spikeloom"))) == 1
