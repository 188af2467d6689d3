"""Decisions are found by their subject: the index has each of them once, under a room that there is."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
FILES = {path.name: path for path in FOLDER.glob("[0-9]*.md")}
LINE = re.compile(r"^- \[(\d{4})]\(([^)]+)\) (.+?)(?: \(replaced by \d{4}\))?$", re.MULTILINE)
CITED = re.compile(r"docs/decisions/(\d{4})")
NO_ROOM = {"packaging"}


def lines(part: str) -> list[tuple[str, str, str]]:
    """Number, file and title of each line of the index."""
    return LINE.findall(part)


def test_the_index_has_every_decision_once_by_its_title() -> None:
    listed = {file: (number, title) for number, file, title in lines(INDEX)}
    assert len(listed) == len(lines(INDEX)) == INDEX.count("\n- ")
    headings = {name: path.read_text(encoding="utf-8").split("\n", 1)[0] for name, path in FILES.items()}
    assert {file: f"# {number} · {title}" for file, (number, title) in listed.items()} == headings
    assert all(file.startswith(f"{number}-") for file, (number, _) in listed.items())


def test_no_two_decisions_have_one_number() -> None:
    assert len({name[:4] for name in FILES}) == len(FILES)


def test_decisions_stand_in_order_under_rooms_that_there_are() -> None:
    for group in INDEX.split("\n## ")[1:]:
        title, _, rest = group.partition("\n")
        assert title in NO_ROOM or all((ROOT / room).exists() for room in title.split(", ")), title
        numbers = [number for number, *_ in lines(rest)]
        assert numbers and all(before < after for before, after in pairwise(numbers)), title


def test_every_decision_that_is_cited_is_there() -> None:
    texts = [path for folder in ("app", "engine", "tests", "docs") for path in (ROOT / folder).rglob("*.py")]
    texts += [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    cited = {number for path in texts for number in CITED.findall(path.read_text(encoding="utf-8"))}
    assert cited and cited <= {name[:4] for name in FILES}


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        links = re.findall(r"]\(([^)#\s]+\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        assert not [link for link in links if "://" not in link and not (page.parent / link).is_file()], page
