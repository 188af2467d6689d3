"""The page that ties what a person sees to the tests that perform it."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

PAGE = ROOT.parent / "docs" / "interface.md"
PICTURE = re.compile(r"!\[[^]]*]\(([^)]+\.png)\)")
NAMED = re.compile(r"`((?:app|person)/[\w/]+\.py)::(\w+)`")


def rows() -> list[tuple[str, str]]:
    """What holds, and the cell with its tests."""
    cells = (line.strip("|").rsplit("|", 1) for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line)
    return [(what.strip(), tests) for what, tests in cells if set(what) != {"-"} and what.strip() != "What holds"]


def test_every_line_names_tests_that_exist() -> None:
    known: dict[str, set[str]] = {}
    missing = []
    for what, tests in rows():
        named = NAMED.findall(tests)
        assert named, f"no test performs: {what}"
        for file, name in named:
            if file not in known:
                body = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
                known[file] = {part.name for part in body if isinstance(part, ast.FunctionDef)}
            if f"test_{name}" not in known[file]:
                missing.append(f"{file}::{name}")
    assert not missing


def test_the_page_is_read_as_it_is_written() -> None:
    assert len(rows()) > 50 and all(what.endswith(".") for what, _ in rows())


def test_every_picture_is_shown_on_a_page_and_every_page_shows_pictures_that_are_there() -> None:
    docs = ROOT.parent / "docs"
    pages = [ROOT.parent / "README.md", *docs.glob("*.md")]
    shown = {(page.parent / path).resolve() for page in pages for path in PICTURE.findall(page.read_text("utf-8"))}
    assert shown == {path.resolve() for path in (docs / "pictures").iterdir()}
