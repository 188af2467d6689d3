"""The rules of the house, each checked by the tool that owns it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400  # lines; a longer file does more than one thing
TOP_LEVEL = {
    "pyproject.toml", "main.py", "app", "engine", "resources", "tests",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs",
}  # fmt: skip


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def tool(name: str) -> str:
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else str(shutil.which(name))


def sources(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_ruff_finds_nothing() -> None:
    found = run(tool("ruff"), "check", "app", "engine", "tests", "docs", "main.py")
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_file_is_formatted() -> None:
    found = run(tool("ruff"), "format", "--check", "app", "engine", "tests", "docs", "main.py")
    assert found.returncode == 0, found.stdout + found.stderr


def test_types_hold_strictly() -> None:
    found = run(tool("mypy"))
    assert found.returncode == 0, found.stdout + found.stderr


def test_benchmarks_call_what_there_is() -> None:
    """No test runs them: one that gave too few arguments was found when somebody wanted its figure."""
    found = run(tool("mypy"), "tests/benchmarks")
    assert re.search(r"checked \d+ source files", found.stdout), found.stdout + found.stderr
    of_peers = "tests/benchmarks/speed/run_nest.py"  # NEST has no types
    lines = [line for line in found.stdout.splitlines() if not line.startswith(of_peers)]
    assert [line for line in lines if re.search(r"\[(call-arg|attr-defined|name-defined)\]$", line)] == []


def test_imports_look_in_one_direction() -> None:
    found = run(tool("lint-imports"))
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("path", sources("app", "engine", "tests", "docs"), ids=shown)
def test_no_file_is_too_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST, f"{shown(path)} has {len(lines)} lines: split it along what a user could name"


UNREASONED = re.compile(r"#\s*type:\s*ignore(?!\[[\w\-, ]+\]  # \w)")


@pytest.mark.parametrize("path", sources("app", "engine"), ids=shown)
def test_whatever_types_do_not_tell_has_its_reason_on_the_line(path: Path) -> None:
    """Which error is meant, and why it is none: ``# type: ignore[attr-defined]  # Qt's stub lacks it``."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        assert not UNREASONED.search(line), f"{shown(path)}:{number} silences the types without a reason"


def test_the_top_level_holds_what_it_should() -> None:
    listed = run("git", "ls-files").stdout.splitlines()
    top = {name.split("/", 1)[0] for name in listed}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL
    assert "uv.lock" not in listed


FORBIDDEN_CALLS = {"eval", "exec", "sympify", "parse_expr"}
FORBIDDEN_MODULES = {"pickle", "shelve", "marshal", "dill", "joblib"}


def calls_and_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in FORBIDDEN_CALLS or (isinstance(node.func, ast.Attribute) and node.func.attr == "parse_expr"):
                yield name or "parse_expr"
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_MODULES:
            yield node.module or ""


@pytest.mark.parametrize("path", sources("app", "engine"), ids=shown)
def test_nothing_executes_or_unpickles_what_a_file_brings(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [name for name in calls_and_imports(tree) if name != "sympify" or "compiling" not in path.parts]
    assert not found, f"{shown(path)} uses {found}"


NAMELESS = re.compile(r"(^|_)(utils?|helpers?|manager|misc|common|handlers?)($|_)")


@pytest.mark.parametrize("path", sources("app", "engine"), ids=shown)
def test_every_file_and_class_has_a_name_of_the_field(path: Path) -> None:
    assert not NAMELESS.search(path.stem), shown(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            words = re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()
            assert not NAMELESS.search(words), f"{shown(path)}: {node.name}"


HEAVY = ("sympy", "cupy", "numba", "llvmlite", "sklearn", "h5py", "nir", "scipy", "safetensors", "PIL")


def test_the_window_and_the_engine_start_without_heavy_libraries() -> None:
    script = "import sys, engine, app.document.document, app.document.interpretation; print(*sys.modules)"
    loaded = run(sys.executable, "-c", script)
    assert loaded.returncode == 0, loaded.stderr
    heavy = {name.split(".")[0] for name in loaded.stdout.split()} & set(HEAVY)
    assert not heavy


TRANSLATED = {"tr", "ImportProblem", "NotOpened"}


@pytest.mark.parametrize("path", [*sources("app"), *sources("engine")], ids=shown)
def test_translated_texts_are_literals_or_declared(path: Path) -> None:
    """They get a literal, or a variable that holds a declared text; never a text put together on the spot."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
            assert node.args and not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), (
                f"{shown(path)}:{node.lineno} puts a text together before it is translated"
            )


SETTERS = {
    "setText", "setToolTip", "setPlaceholderText", "setWindowTitle", "setTitle", "setStatusTip", "addTab",
    "setAccessibleName", "setAccessibleDescription", "QLabel", "QPushButton", "QAction", "QToolButton", "QCheckBox",
}  # fmt: skip


def stray_texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SETTERS:
            continue
        for argument in node.args:
            texts = [argument] if isinstance(argument, ast.Constant) else []
            if isinstance(argument, ast.JoinedStr):
                texts = [v for v in argument.values if isinstance(v, ast.Constant)]
            for text in texts:
                if isinstance(text.value, str) and re.search(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>", "", text.value)):
                    yield f"{shown(path)}:{node.lineno} shows {text.value!r} without tr()"


@pytest.mark.parametrize("path", sources("app"), ids=shown)
def test_every_visible_text_goes_through_the_catalogue(path: Path) -> None:
    assert not list(stray_texts(path))


PRIVATE = re.compile(r"\.\./shared|/work/|\bsession\b.*\b(agent|assistant)\b|AI-generated", re.IGNORECASE)


def test_the_project_speaks_of_itself_alone() -> None:
    listed = [ROOT / name for name in run("git", "ls-files").stdout.splitlines()]
    texts = [p for p in listed if p.suffix in {".py", ".md", ".toml", ".json", ".txt", ""} and p.is_file()]
    own = Path(__file__)
    for path in texts:
        if path != own:
            found = PRIVATE.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{shown(path)} mentions {found.group(0)!r}"


def test_exact_versions_are_pinned_by_name_alone() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = settings["tool"]["uv"]["constraint-dependencies"]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+\s*==\s*[\w.]+(\s*;.*)?", pin) for pin in pinned), pinned
