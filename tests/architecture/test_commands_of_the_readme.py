"""README's commands: the first installs what a person needs, the second the rest, and its table is the command line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from app.command_line.actions import ACTIONS
from app.command_line.arguments import format_names, parser, programs
from tests.write import readme

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def commands_of(heading: str) -> list[str]:
    """The lines of the block of code below a heading."""
    block = README.split(f"## {heading}\n", 1)[1].split("```", 2)[1]
    return block.strip().splitlines()


def test_the_program_is_installed_without_the_tools_of_the_tests():
    """The first command brought mypy, ruff, hypothesis and a compiler of CUDA along."""
    assert SETUP["tool"]["uv"]["default-groups"] == []
    assert commands_of("Start") == ["pip install uv && uv run main.py"]
    needed = {re.split(r"[ >=\[]", name)[0].lower() for name in SETUP["project"]["dependencies"]}
    tools = {re.split(r"[ >=\[]", name)[0].lower() for name in SETUP["dependency-groups"]["dev"]}
    assert not needed & tools


def test_the_second_command_asks_for_them_and_is_the_one_that_is_run():
    (command,) = commands_of("Test")
    assert command == "pip install uv && uv run --group dev pytest"
    last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert last.replace(" -q --root-user-action=ignore", "") == command


def test_no_page_calls_the_tests_without_their_group():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    bare = re.compile(r"uv run (pytest|python -m (pytest|tests))")
    assert not [page.name for page in pages if bare.search(page.read_text(encoding="utf-8"))]


def test_what_it_counts_and_lists_is_what_there_is():
    assert readme(README) == README, "uv run --group dev python -m tests.write"


def test_the_table_of_commands_is_the_command_line():
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|(.*)\|$", README, re.MULTILINE))
    assert rows.keys() == ACTIONS.keys()
    choices = next(action.choices for action in parser()._actions if action.dest == "command_name")
    for name, row in rows.items():
        options = choices[name].format_help()  # type: ignore[index]
        assert row.rstrip().endswith("| yes") is ("--json" in options), name
        assert ("`." in row.split("|")[1] or "format" in row.split("|")[1]) is ("--out" in options), name
    assert ", ".join(format_names()) in rows["export"] and ", ".join(programs()) in rows["script"]
