from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.document.examples import one_neuron
from app.document.file_format import content_of, open_document
from app.document.recovery import Recovery
from tests.app.document.drawings import content

ROOT = Path(__file__).parents[3]
CRASH = """
import os, signal, sys
from pathlib import Path
from app.document.examples import one_neuron
from app.document.file_format import content_of
from app.document.recovery import Recovery
Recovery(Path(sys.argv[1])).keep(content_of(one_neuron.draw()), "One neuron", Path("/home/me/net.spikeloom"))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def crashed(tmp_path):
    """A folder with what a killed process left behind."""
    subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], cwd=ROOT, check=False)
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
    (crashed / "lonely.json").write_text(
        json.dumps({"process": 2**22, "title": "", "original": "", "time": 0.0}), encoding="utf-8"
    )
    recovery = Recovery(crashed)
    recovery.clean()
    assert len(recovery.found()) == 1
    assert sorted(file.suffix for file in crashed.iterdir()) == [".json", ".spikeloom"]


def test_what_living_processes_are_writing_is_not_cleaned_nor_what_may_be_written_yet(tmp_path):
    Recovery(tmp_path).keep(content_of(one_neuron.draw()), "One neuron", None)
    (kept,) = tmp_path.glob("*.spikeloom")
    half, first, old = (tmp_path / name for name in (f".{kept.name}.1.saving", "first.saving", "old.saving"))
    for path in (half, first, old):
        path.write_bytes(b"half")
    os.utime(old, (0.0, 0.0))
    Recovery(tmp_path).clean()
    assert half.exists() and first.exists() and not old.exists()


def test_a_folder_that_is_not_there_offers_nothing(tmp_path):
    recovery = Recovery(tmp_path / "none")
    recovery.clean()
    assert recovery.found() == []


def test_work_is_kept_though_its_file_has_a_name_that_no_text_can_hold(tmp_path):
    Recovery(tmp_path).keep(content_of(one_neuron.draw()), "Untitled", tmp_path / os.fsdecode(b"caf\xe9.spikeloom"))
    (note,) = tmp_path.glob("*.json")
    assert json.loads(note.read_bytes())["original"] == "" and len(list(tmp_path.glob("*.spikeloom"))) == 1
