"""The page that a newcomer reads first says what there is: its map has every room, its walks name code that exists."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = ("engine", "app")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.DOTALL | re.MULTILINE)
STOP = re.compile(r"^(?:↓ |  )(?P<names>\w[\w., ]*?) +(?P<file>\S+\.py) +(?P<words>.*)$")
THREAD = re.compile(r"^(thread .*|─+)$")
CAPITALS = re.compile(r"\b(?<!['’])[A-Z]\w+")
PROPER = {"GIL", "NIR", "NumPy", "Numba", "Space"}
"""Words with a capital that are no classes."""
INDENT = 4  # columns of the map before a room, 6 before a room in it


class Entry(NamedTuple):
    """A line of the map: its mark, whether it stands in a room, its name, and the path that it means."""

    mark: str
    is_inner: bool
    name: str
    path: str


class Stop(NamedTuple):
    """A line of a walk."""

    names: tuple[str, ...]
    file: str
    words: str


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def entries(package: str) -> list[Entry]:
    """The lines of a package's map."""
    root, *lines = BLOCK.findall(section(f"Map of the {package}"))[0].splitlines()
    assert root == f"{package}/"
    found: list[Entry] = []
    room = package
    for line in lines:
        start = len(line) - len(line.lstrip(" ┌│└"))
        name = line[start:].split(" ", 1)[0]
        is_inner = start > INDENT
        path = f"{room if is_inner else package}/{name}".rstrip("/")
        if not is_inner:
            room = path
        found.append(Entry(line[2], is_inner, name, path))
    return found


def stops() -> list[Stop]:
    """The lines of all walks."""
    lines = [line for block in BLOCK.findall(section("Walks")) for line in block.splitlines()]
    read = [STOP.match(line) for line in lines if not THREAD.match(line)]
    assert all(read), lines
    return [Stop(tuple(m["names"].split(", ")), m["file"], m["words"]) for m in read if m is not None]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names_in(body: list[ast.stmt]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """What a module or a class declares, each with its own body."""
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name, node.body
        elif isinstance(node, ast.Assign):
            yield from ((target.id, []) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, []


def declares(path: Path, name: str) -> bool:
    """Whether a file declares ``name``, or ``Class.name``."""
    body = tree_of(path).body
    for part in name.split("."):
        known = dict(names_in(body))
        if part not in known:
            return False
        body = known[part]
    return True


@cache
def classes() -> set[str]:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {node.name for path in files for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)}


def layers(package: str) -> dict[str, int]:
    """Module to the number of its layer, from above."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (wanted,) = (c["layers"] for c in contracts if c.get("containers") == [package])
    return {name: number for number, layer in enumerate(wanted) for name in layer.split(" | ")}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_has_every_room_and_no_other(package: str) -> None:
    rooms = [path for pattern in ("*", "*/*") for path in (ROOT / package).glob(pattern) if any(path.glob("*.py"))]
    drawn = [entry.path for entry in entries(package) if entry.name.endswith("/")]
    assert sorted(drawn) == sorted(path.relative_to(ROOT).as_posix() for path in rooms)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_stands_in_the_order_of_the_layers(package: str) -> None:
    outer = [entry for entry in entries(package) if not entry.is_inner]
    assert all((ROOT / entry.path).exists() for entry in outer)
    known = layers(package)
    numbers = [known[Path(entry.name).stem] for entry in outer]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(known.values()), "a layer is missing"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_mark_joins_the_rooms_of_one_layer(package: str) -> None:
    known = layers(package)
    before: int | None = None
    for entry in entries(package):
        if not entry.is_inner:
            layer = known[Path(entry.name).stem]
            assert (entry.mark in "│└") == (layer == before), entry
            before = layer


def test_there_are_four_walks() -> None:
    assert len(BLOCK.findall(section("Walks"))) == 4 and len(stops()) > 40


def test_every_stop_of_a_walk_is_in_the_code() -> None:
    assert not {stop.file for stop in stops() if not (ROOT / stop.file).is_file()}
    assert not [(stop.file, name) for stop in stops() for name in stop.names if not declares(ROOT / stop.file, name)]


def test_every_class_that_a_walk_mentions_is_in_the_code() -> None:
    mentioned = {word for stop in stops() for word in CAPITALS.findall(stop.words)}
    assert not mentioned - PROPER - classes()


def test_every_link_and_path_of_the_page_leads_somewhere() -> None:
    links = [link.split("#")[0] for link in re.findall(r"]\(([^)]+)\)", PAGE)]
    paths = re.findall(r"`((?:tests|docs|engine|app)/[\w/.]*|\w+\.toml)`", PAGE)
    assert links and paths
    assert not [link for link in links if not (ROOT / "docs" / link).is_file()]
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_other_changes_name_files_that_there_are() -> None:
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    rows = [
        line for line in page.split("\n## Other changes\n", 1)[1].split("\n## ", 1)[0].splitlines() if line[:1] == "|"
    ]
    paths = re.findall(r"`([\w/]+/[\w/.]+)`", "\n".join(rows))
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []
