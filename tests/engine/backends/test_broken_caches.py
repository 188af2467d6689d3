"""Whatever became of a file of the cache, it is made anew: no run ends because of it, and none runs what it holds."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from numba.core.ccallback import CFunc

from engine.backends.kernels import compiler_process as aside
from engine.backends.kernels import source_cache
from engine.backends.kernels.code_cache import MACHINE_CODE, SUFFIX
from engine.backends.kernels.machine_code import NotCompiled, address_of, have, module_text
from engine.backends.kernels.source_cache import folder, keep, kept
from engine.problems import NetworkError
from engine.simulation.operations.injection import biasing

NOBODY = 65534
ADDING = """
from engine.backends.kernels.numba_options import compiled

@compiled(cache=True)
def add(a, b):
    return a + b
"""
BOTH = (("int64", 0), ("int64", 0))


def cut(share: float) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])


def flipped(path: Path) -> None:
    """One bit of the machine code itself is another: Numba loaded it and ran it."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": cut(0.0),
    "cut off": cut(0.5),
    "without its last byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a flipped bit": flipped,
    "random": lambda path: path.write_bytes(Random(1).randbytes(5000)),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "sealed, but something else": lambda path: keep(path, b"no machine code"),
}


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache; what was loaded from another is forgotten."""
    monkeypatch.setenv(source_cache.FOLDER, str(tmp_path / "kernels"))
    folder.cache_clear()
    forget_modules()
    yield tmp_path / "kernels"
    folder.cache_clear()
    forget_modules()


def forget_modules() -> None:
    """As in a new process."""
    for name in [name for name in sys.modules if name.startswith("spikeloom_")]:
        del sys.modules[name]


def codes(kernels: Path) -> list[Path]:
    return sorted((kernels / MACHINE_CODE).glob(f"*{SUFFIX}"))


def sum_of_one_and_two() -> int:
    module = source_cache.loaded(ADDING)
    have(module.add, BOTH)
    return int(module.add(1, 2))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_of_machine_code_is_compiled_anew_and_kept(
    damage: Callable[[Path], object], kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty one ended every compiled run in ``EOFError: Ran out of input``, for ever."""
    text = module_text(biasing("float64"))
    assert sum_of_one_and_two() == 3 and address_of(text)
    assert len(codes(kernels)) == 2
    for path in codes(kernels):
        damage(path)
    forget_modules()
    with pytest.raises(NotCompiled):
        address_of(text, may_compile=False)
    compiled, compile_one = list[CFunc](), CFunc._compile_uncached
    monkeypatch.setattr(CFunc, "_compile_uncached", lambda kernel: (compiled.append(kernel), compile_one(kernel))[1])
    assert sum_of_one_and_two() == 3 and address_of(text)
    assert len(compiled) == 1
    forget_modules()
    assert address_of(text, may_compile=False), "it is kept again"
    assert sum_of_one_and_two() == 3 and all(kept(path) for path in codes(kernels))


def test_whole_machine_code_is_loaded_and_not_compiled(kernels: Path) -> None:
    assert sum_of_one_and_two() == 3
    written = [(path, path.stat().st_mtime_ns) for path in codes(kernels)]
    forget_modules()
    module = source_cache.loaded(ADDING)
    have(module.add, BOTH, may_compile=False)
    assert module.add(1, 2) == 3 and sum(module.add.stats.cache_hits.values()) == 1
    assert [(path, path.stat().st_mtime_ns) for path in codes(kernels)] == written


@pytest.mark.parametrize("damage", [*DAMAGE.values(), replaced_by_a_folder], ids=[*DAMAGE, "a folder"])
def test_a_damaged_module_or_its_bytecode_is_never_run(damage: Callable[[Path], object], kernels: Path) -> None:
    """Python keeps bytecode beside a module that it reads from a file, and fails where that is cut off."""
    text = "value = 42\n"
    name = source_cache.loaded(text).__name__
    damage(kernels / f"{name}.py")
    bytecode = Path(__import__("importlib.util", fromlist=["util"]).cache_from_source(str(kernels / f"{name}.py")))
    bytecode.parent.mkdir(exist_ok=True)
    bytecode.write_bytes(b"\0" * 20)
    forget_modules()
    assert source_cache.loaded(text).value == 42


@pytest.mark.parametrize("damage", [*DAMAGE.values(), replaced_by_a_folder], ids=[*DAMAGE, "a folder"])
def test_what_was_derived_is_derived_again(damage: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "derived.kept"
    keep(path, b"derived")
    assert kept(path) == b"derived"
    damage(path)
    assert kept(path) in (None, b"no machine code")


@pytest.mark.skipif(not hasattr(os, "chown") or os.getuid() != 0, reason="only root can give files away")
def test_what_another_user_owns_is_not_run(kernels: Path) -> None:
    assert sum_of_one_and_two() == 3
    for path in (*codes(kernels), kernels / MACHINE_CODE):
        os.chown(path, NOBODY, NOBODY)
    forget_modules()
    with pytest.raises(NotCompiled):
        have(source_cache.loaded(ADDING).add, BOTH, may_compile=False)
    assert sum_of_one_and_two() == 3


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
def test_a_cache_of_another_user_is_left_alone(kernels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum_of_one_and_two() == 3
    before = sorted(kernels.rglob("*"))
    monkeypatch.setattr(os, "getuid", lambda: NOBODY)
    folder.cache_clear()
    forget_modules()
    assert folder() != kernels and sum_of_one_and_two() == 3
    assert sorted(kernels.rglob("*")) == before


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_cache_keeps_no_run_from_its_end(kernels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that named no file was said to be of the file that a command writes."""
    folder()
    monkeypatch.setattr(os, "fsync", full)
    assert sum_of_one_and_two() == 3 and address_of(module_text(biasing("float64")))
    assert [path for path in kernels.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    monkeypatch.setenv(source_cache.FOLDER, str(kernels))
    forget_modules()
    assert sum_of_one_and_two() == 3 and len(codes(kernels)) == 1


def test_a_cache_that_cannot_be_written_keeps_no_run_from_its_end(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder()
    monkeypatch.setattr(tempfile, "mkstemp", full)
    monkeypatch.setattr(Path, "mkdir", full)
    assert sum_of_one_and_two() == 3


def test_where_nothing_can_be_kept_at_all_the_message_names_the_cache(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "mkdir", full)
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(NetworkError) as told:
        folder()
    assert str(kernels) in str(told.value) and "No space left" in str(told.value)


def test_what_is_kept_has_reached_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was renamed and not yet written is an empty one after a power cut."""
    order: list[str] = []
    usual, moved = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: order.append("written") or usual(handle))
    monkeypatch.setattr(Path, "replace", lambda self, to: order.append("named") or moved(self, to))
    keep(tmp_path / "x.kept", b"content")
    assert order == ["written", "named"]


@pytest.mark.parametrize("what", ["surroundings", "processor"])
def test_code_of_another_python_or_processor_is_not_found(
    what: str, kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum_of_one_and_two() == 3
    forget_modules()
    if what == "surroundings":
        monkeypatch.setattr("engine.backends.kernels.code_cache.surroundings", lambda: "an older Python")
    else:
        from numba.core.codegen import CPUCodegen

        monkeypatch.setattr(CPUCodegen, "magic_tuple", lambda self: ("x86_64", "another processor", ""))
    assert sum_of_one_and_two() == 3
    assert len(codes(kernels)) == 2


def test_what_cannot_be_compiled_aside_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever asked compiles it again, and says what is wrong in one sentence; a traceback came before it."""
    counted: list[int] = []
    with aside.Compiler() as compiler:
        compiler.compile([("1 / 0\n", {})], counted.append)
    assert capfd.readouterr() == ("", "") and counted == [1]
