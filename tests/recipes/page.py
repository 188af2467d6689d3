"""Recipes as they stand on the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "extending.md"
FILE = re.compile(r"^`(?P<path>[\w/]+\.\w+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
LAW = re.compile(r"`(tests/[\w/]+\.py|test_\w+\.py)`")


class Recipe(NamedTuple):
    """A section: its title, what it says, and the one file that it has a reader write."""

    title: str
    words: str
    path: str
    text: str

    @property
    def name(self) -> str:
        """The name of its file, which is that of the feature."""
        return Path(self.path).stem


def recipes() -> tuple[Recipe, ...]:
    """All recipes in the order of the page. Raises ValueError where a section does not hold exactly one file."""
    page, found, end = PAGE.read_text(encoding="utf-8"), [], 0
    for file in FILE.finditer(page):
        before = page[end : file.start()]
        (heading,) = HEADING.finditer(before)
        found.append(Recipe(heading[1], before[heading.end() :].strip(), file["path"], file["text"]))
        end = file.end()
    return tuple(found)


def as_plugin(recipe: Recipe) -> str:
    """The text of a recipe with the names that it has once the program is installed."""
    return recipe.text.replace("from engine.", "from spikeloom.").replace("from app.", "from spikeloom.app.")
