"""Generated sources are kept privately and found again."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.backends.kernels import source_cache
from engine.backends.kernels.source_cache import folder, loaded, surroundings

TEXT = "value = 41 + 1\n"
BACKENDS = Path(source_cache.__file__).parents[1]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *a, **k: str(tmp_path / "cache"))
    folder.cache_clear()
    yield tmp_path / "cache" / "kernels"
    folder.cache_clear()


def test_equal_texts_are_one_module_in_one_file(empty):
    assert loaded(TEXT) is loaded(TEXT)
    assert loaded(TEXT).value == 42
    assert len(list(empty.glob("*.py"))) <= 1
    assert not list(empty.glob("*.tmp"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_leaves_no_part_of_a_file(empty):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))  # writing more fails, as on a full disk
    try:
        assert loaded(TEXT * 100).value == 42
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(empty.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
def test_nobody_else_may_read_or_write_the_folder(empty):
    folder()
    assert stat.S_IMODE(empty.stat().st_mode) == source_cache.PRIVATE


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
def test_a_folder_of_somebody_else_is_not_used(empty, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345678)
    made = folder()
    assert empty not in (made, *made.parents)
    made.rmdir()


def test_a_file_that_was_tampered_with_is_written_anew(empty):
    text = "value = 7\n"
    name = loaded(text).__name__
    (empty / f"{name}.py").write_text("value = 8\n", encoding="utf-8")
    del sys.modules[name]
    assert loaded(text).value == 7


def test_the_name_covers_what_kernels_inline(empty, monkeypatch):
    before = loaded("value = 1\n").__name__
    monkeypatch.setattr(source_cache, "surroundings", lambda: "another Numba")
    assert loaded("value = 1\n").__name__ != before


def test_threads_that_write_one_file_at_once_never_leave_part_of_it(tmp_path):
    """The temporary file bore the number of the process, so that two threads shared it."""
    path, contents = tmp_path / "kept.json", [str(i).encode() * 200_000 for i in range(4)]
    source_cache.keep(path, contents[0])
    with ThreadPoolExecutor(len(contents)) as pool:
        writing = [pool.submit(source_cache.keep, path, content) for content in contents * 10]
        seen = [source_cache.kept(path) in contents for _ in range(40)]
    assert all(seen) and all(done.exception() is None for done in writing)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_thread_never_gets_a_module_that_another_is_still_importing(empty):
    slow = "import time\ntime.sleep(0.1)\nvalue = 1\n"
    with ThreadPoolExecutor(4) as pool:
        assert [found.value for found in pool.map(loaded, [slow] * 4)] == [1] * 4


@pytest.mark.parametrize("said", [b"", b'[["def kernel'])
def test_a_compiler_whose_asker_went_ends_quietly(said):
    """An interpreter that exits takes the thread with it that tells the compiler what is wanted."""
    command = [sys.executable, "-m", "engine.backends.kernels.compiler"]
    done = subprocess.run(command, input=said, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_text_that_fails_leaves_no_module(empty):
    with pytest.raises(ZeroDivisionError):
        loaded("1 / 0\n")
    assert not [n for n, m in sys.modules.items() if n.startswith("spikeloom_") and m is None]


def test_warming_loads_the_compiled_backend():
    from engine.simulation.warming import warm

    warm()
    assert "engine.backends.numba_backend" in sys.modules


def test_without_a_folder_of_its_own_a_user_gets_one_for_this_process(empty, tmp_path):
    (tmp_path / "cache").write_text("a file in the way of the folder", encoding="utf-8")
    made = folder()
    assert made.is_dir() and tmp_path not in made.parents
    if hasattr(os, "getuid"):
        assert stat.S_IMODE(made.stat().st_mode) == source_cache.PRIVATE
    made.rmdir()


def test_machine_code_is_kept_by_the_text_of_every_file_that_its_loops_may_call(tmp_path):
    for name in ("functions", "kernels"):
        shutil.copytree(BACKENDS / name, tmp_path / name)
    copied = [*tmp_path.rglob("*.py")]
    assert len(copied) > 20
    found = {surroundings(), _surroundings_anew(tmp_path)}
    assert len(found) == 1
    for path in copied:
        path.write_text(path.read_text(encoding="utf-8") + "\n# mended\n", encoding="utf-8")
        found.add(_surroundings_anew(tmp_path))
    assert len(found) == 1 + len(copied)


def _surroundings_anew(sources: Path) -> str:
    surroundings.cache_clear()
    return surroundings(sources)
