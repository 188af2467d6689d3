"""The rules of the house, each checked by the tool that owns it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from tests.house.tree import nodes, working

ROOT = Path(__file__).parents[2]
Node = TypeVar("Node", bound=ast.AST)
LONGEST = 400  # lines; a longer file does more than one thing
TOP_LEVEL = {
    "pyproject.toml", "main.py", "app", "engine", "resources", "tests",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs",
}  # fmt: skip


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def sources(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def of_kind(path: Path, kind: type[Node]) -> Iterator[Node]:
    return (node for node in nodes(path) if isinstance(node, kind))


def test_no_file_is_too_long() -> None:
    """One that is has to be split along what a user could name."""
    files = sources("app", "engine", "tests", "docs")
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not {path: count for path, count in lines.items() if count > LONGEST}


UNREASONED = re.compile(r"#\s*type:\s*ignore(?!\[[\w\-, ]+\]  # \w)")


def test_whatever_types_do_not_tell_has_its_reason_on_the_line() -> None:
    """Which error is meant, and why it is none: ``# type: ignore[attr-defined]  # Qt's stub lacks it``."""
    assert not [
        f"{shown(path)}:{number}"
        for path in sources("app", "engine")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNREASONED.search(line)
    ]


def test_the_top_level_holds_what_it_should() -> None:
    listed = run("git", "ls-files").stdout.splitlines()
    top = {name.split("/", 1)[0] for name in listed}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL
    assert "uv.lock" not in listed


FORBIDDEN_CALLS = {"eval", "exec", "sympify", "parse_expr"}
FORBIDDEN_MODULES = {"pickle", "shelve", "marshal", "dill", "joblib"}


def calls_and_imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in FORBIDDEN_CALLS or (isinstance(node.func, ast.Attribute) and node.func.attr == "parse_expr"):
                yield name or "parse_expr"
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_MODULES:
            yield node.module or ""


def test_nothing_executes_or_unpickles_what_a_file_brings() -> None:
    assert not [
        f"{shown(path)} uses {name}"
        for path in sources("app", "engine")
        for name in calls_and_imports(path)
        if name != "sympify" or "compiling" not in path.parts
    ]


NAMELESS = re.compile(r"(^|_)(utils?|helpers?|manager|misc|common)($|_)")


def words_of(name: str) -> str:
    """``UndoStack`` → ``undo_stack``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_file_and_class_has_a_name_of_the_field() -> None:
    files = sources("app", "engine")
    assert not [shown(path) for path in files if NAMELESS.search(path.stem)]
    classes = [(path, node.name) for path in files for node in of_kind(path, ast.ClassDef)]
    assert not [f"{shown(path)}: {name}" for path, name in classes if NAMELESS.search(words_of(name))]


def test_no_name_of_a_class_means_two_things() -> None:
    """Models are named as papers name them, and are told apart by their folders."""
    assert not working().classes_of_one_name


HEAVY = ("sympy", "cupy", "numba", "llvmlite", "sklearn", "h5py", "nir", "scipy", "safetensors", "PIL")


def test_the_window_and_the_engine_start_without_heavy_libraries() -> None:
    script = "import sys, engine, app.document.document, app.document.meaning.interpretation; print(*sys.modules)"
    loaded = run(sys.executable, "-c", script)
    assert loaded.returncode == 0, loaded.stderr
    heavy = {name.split(".")[0] for name in loaded.stdout.split()} & set(HEAVY)
    assert not heavy


TRANSLATED = {"tr", "ImportProblem", "NotOpened"}


def test_translated_texts_are_literals_or_declared() -> None:
    """They get a literal, or a variable that holds a declared text; never a text put together on the spot."""
    assert not [
        f"{shown(path)}:{call.lineno}"
        for path in sources("app", "engine")
        for call in of_kind(path, ast.Call)
        if isinstance(call.func, ast.Name)
        and call.func.id in TRANSLATED
        and (not call.args or isinstance(call.args[0], ast.JoinedStr | ast.BinOp))
    ]


SETTERS = {
    "setText", "setToolTip", "setPlaceholderText", "setWindowTitle", "setTitle", "setStatusTip", "addTab",
    "setAccessibleName", "setAccessibleDescription", "QLabel", "QPushButton", "QAction", "QToolButton", "QCheckBox",
}  # fmt: skip


def stray_texts(path: Path) -> Iterator[str]:
    for node in of_kind(path, ast.Call):
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


def test_every_visible_text_goes_through_the_catalogue() -> None:
    assert not [found for path in sources("app") for found in stray_texts(path)]


PRIVATE = re.compile(r"\.\./shared|/work/|\bsession\b.*\b(agent|assistant)\b|AI-generated", re.IGNORECASE)


def test_the_project_speaks_of_itself_alone() -> None:
    listed = [ROOT / name for name in run("git", "ls-files").stdout.splitlines()]
    texts = [p for p in listed if p.suffix in {".py", ".md", ".toml", ".json", ".txt", ""} and p.is_file()]
    own = Path(__file__)
    found = [(shown(p), PRIVATE.search(p.read_text(encoding="utf-8", errors="replace"))) for p in texts if p != own]
    assert not [(path, mention.group(0)) for path, mention in found if mention]


def test_exact_versions_are_pinned_by_name_alone() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = settings["tool"]["uv"]["constraint-dependencies"]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+\s*==\s*[\w.]+(\s*;.*)?", pin) for pin in pinned), pinned


def test_every_docstring_begins_with_a_noun_or_a_verb() -> None:
    assert not working().questions
