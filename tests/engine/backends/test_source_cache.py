"""Generated sources are kept privately and found again."""

from __future__ import annotations

import os
import stat

import pytest

from engine.backends import source_cache
from engine.backends.source_cache import UnsafeCache, folder, loaded

TEXT = "value = 41 + 1\n"


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


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
def test_nobody_else_may_read_or_write_the_folder(empty):
    folder()
    assert stat.S_IMODE(empty.stat().st_mode) == source_cache.PRIVATE


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
def test_a_folder_of_somebody_else_is_refused(empty, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345678)
    with pytest.raises(UnsafeCache):
        folder()


def test_a_file_that_was_tampered_with_is_written_anew(empty):
    text = "value = 7\n"
    name = loaded(text).__name__
    (empty / f"{name}.py").write_text("value = 8\n", encoding="utf-8")
    import sys

    del sys.modules[name]
    assert loaded(text).value == 7


def test_the_name_covers_what_kernels_inline(empty, monkeypatch):
    before = loaded("value = 1\n").__name__
    monkeypatch.setattr(source_cache, "surroundings", lambda: "another Numba")
    assert loaded("value = 1\n").__name__ != before


def test_a_text_that_fails_leaves_no_module(empty):
    import sys

    with pytest.raises(ZeroDivisionError):
        loaded("1 / 0\n")
    assert not [n for n, m in sys.modules.items() if n.startswith("spikeloom_") and m is None]


def test_warming_loads_the_compiled_backend():
    import sys

    from engine.backends.warming import warm

    warm()
    assert "engine.backends.numba_backend" in sys.modules


def test_without_a_folder_of_its_own_a_user_gets_one_for_this_process(empty, tmp_path):
    (tmp_path / "cache").write_text("a file in the way of the folder", encoding="utf-8")
    made = folder()
    assert made.is_dir() and tmp_path not in made.parents
    if hasattr(os, "getuid"):
        assert stat.S_IMODE(made.stat().st_mode) == source_cache.PRIVATE
    made.rmdir()
