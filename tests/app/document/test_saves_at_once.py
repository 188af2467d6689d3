"""Several processes save one file at once, under any name that the disk takes: each save is whole, and none fails."""

from __future__ import annotations

import gc
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from app import platform
from app.document.examples import one_neuron
from app.document.file.file_format import TEMPORARY, clean, open_document, save
from engine.files.atomic import write_bytes
from engine.files.held import hold, is_held, short_name

ROOT = Path(__file__).parents[3]
SAVES = 60
SAVING = """
import sys
from pathlib import Path
from app.document.examples import one_neuron
from app.document.file.file_format import FileProblem, save

document, failed = one_neuron.draw(), 0
print(flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    try:
        save(document, Path(sys.argv[1]))
    except FileProblem as problem:
        failed += 1
print(failed)
"""


def test_processes_that_save_one_file_leave_each_other_their_temporary_files(tmp_path: Path) -> None:
    """Each removed what the other was writing: 233 of 503 saves failed."""
    path = tmp_path / "net.spikeloom"
    command = [sys.executable, "-c", SAVING, str(path), str(SAVES)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(2)]  # type: ignore[call-overload]  # of words
    for process in both:
        process.stdout.readline()
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate()[0].split() for process in both] == [["0"], ["0"]]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert open_document(path).nodes.keys() == one_neuron.draw().nodes.keys()


def test_what_a_living_process_writes_is_not_cleaned_and_what_is_left_is(tmp_path: Path) -> None:
    target = tmp_path / "net.spikeloom"
    living = hold(tmp_path / f".{short_name(target)}.1{TEMPORARY}")
    left = tmp_path / f".{short_name(target)}.2{TEMPORARY}"
    left.touch()
    clean(target)
    assert living is not None and living.path.exists() and not left.exists()
    living.let_go()
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_held_by_one_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    first = hold(path)
    assert first is not None and is_held(path) and hold(path) is None
    first.let_go()
    assert not path.exists() and not is_held(path)
    again = hold(path)
    assert again is not None and path.exists()
    again.let_go()


@pytest.mark.parametrize("length", [200, 238, 239, 240, 254, 255])
@pytest.mark.parametrize("letter", ["n", "李"])
def test_a_project_is_saved_under_a_name_as_long_as_the_disk_takes(letter: str, length: int, tmp_path: Path) -> None:
    """Above 238 bytes the temporary file beside it had a name that was too long."""
    stem = letter * ((length - len(".spikeloom")) // len(letter.encode()))
    path = tmp_path / f"{stem}.spikeloom"
    save(one_neuron.draw(), path)
    save(one_neuron.draw(), path)
    assert open_document(path).nodes and [file.name for file in tmp_path.iterdir()] == [path.name]


def test_other_files_are_written_under_such_names_too(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".npz")
    write_bytes(path, b"content")
    with platform.put_in_place(path) as temporary:
        temporary.write_bytes(b"more")
    assert path.read_bytes() == b"more" and [file.name for file in tmp_path.iterdir()] == [path.name]


def test_what_is_held_is_let_go_with_all_that_hangs_together(tmp_path: Path) -> None:
    """Python frees a circle in any order: the file was told to be unclosed before its holder had closed it."""
    held = hold(tmp_path / "held")
    assert held is not None
    circle: list[object] = [held]
    circle.append(circle)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ResourceWarning)
        del held, circle
        gc.collect()
    assert not [str(warning.message) for warning in said]
    assert not is_held(tmp_path / "held")
