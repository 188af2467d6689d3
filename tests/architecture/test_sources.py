"""Sources are cited in one form: who, when, and a DOI that names the same work wherever it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = re.compile(r"^class [A-Z]\w+\([\w, ]+\):\n    \"\"\"(?P<help>.*?)\"\"\"", re.DOTALL | re.MULTILINE)
WITHOUT = (
    "Dayan & Abbott (2001)",
    "Eliasmith & Anderson (2003)",
    "Nair & Hinton (2010)",
    "Rieke, Warland, de Ruyter van Steveninck & Bialek (1997)",
    "NEST's",  # what a simulator's element does, not what somebody found
)
"""Works that have no DOI."""
REACH = 320  # characters before a DOI in which its author and year stand

DOI = re.compile(r"10\.\d{4,9}/[^\s\"`]+")
WELL_FORMED = re.compile(r"10\.\d{4,9}/[A-Za-z0-9][A-Za-z0-9._;()/:<>-]*[A-Za-z0-9)]")
WRITTEN = re.compile(r"(?P<last>[^\W\d][\w.'-]*) \(?(?P<year>(?:1[7-9]|20)\d\d)\)?(?=[\s,:;.)])")
PAGES = re.compile(
    r"(?P<volume>\d+(?:-\d+)?)(?:\(\d+(?:-\d+)?\))?, (?P<first>\d+)-(?P<to>\d+)(?:, (?P<doi>10\.\d{4,9}/\S+))?"
)
YEAR_INSIDE = re.compile(r"(?<=\.)(?:19\d\d|20[0-3]\d)(?=\.|$)|(?<=/s\d{5}-0)\d\d(?=-)")


@dataclass(frozen=True)
class Citation:
    """A DOI as it is written, the last author named before it (or ``al.``), the year, and where that stands."""

    doi: str
    author: str
    year: int
    place: str


def bare(doi: str) -> str:
    """Without the punctuation of the sentence around it: a bracket belongs to it only where it opens there."""
    doi = doi.rstrip(".,;:")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;:")
    return doi


def texts() -> Iterator[tuple[str, str]]:
    """Every file that may cite, by its place, with white space folded so that a citation may run over lines."""
    for folder, ending in (("app", "*.py"), ("engine", "*.py"), ("tests", "*.py"), ("docs", "*.md"), ("docs", "*.py")):
        for path in sorted((ROOT / folder).rglob(ending)):
            if path != Path(__file__):
                yield path.relative_to(ROOT).as_posix(), " ".join(path.read_text(encoding="utf-8").split())


@cache
def cited() -> list[Citation]:
    found = []
    for place, text in texts():
        for match in DOI.finditer(text):
            before = list(WRITTEN.finditer(text[max(0, match.start() - REACH) : match.start()]))
            author, year = (before[-1]["last"], int(before[-1]["year"])) if before else ("", 0)
            found.append(Citation(bare(match.group()), author, year, place))
    return found


def test_every_source_says_who_and_when() -> None:
    now = datetime.now(UTC).year
    wrong = [c for c in cited() if not (WELL_FORMED.fullmatch(c.doi) and c.author and c.year <= now)]
    assert cited() and not wrong


def test_every_model_names_its_work_by_a_doi() -> None:
    helps = {
        path: found["help"]
        for path in sorted((ROOT / "engine" / "models").rglob("*.py"))
        for found in MODEL.finditer(path.read_text(encoding="utf-8"))
    }
    assert len(helps) > 90
    assert not [
        path.relative_to(ROOT).as_posix()
        for path, text in helps.items()
        if not (DOI.search(text.partition("Source: ")[2]) or any(work in text for work in WITHOUT))
    ]


def test_the_year_that_a_doi_tells_is_that_of_its_source() -> None:
    """Many publishers write it in; a paper that came out online may be in the next year's volume."""
    told = [(c, int(year)) for c in cited() for year in YEAR_INSIDE.findall(c.doi)]
    assert told and not [c for c, year in told if (c.year - year) % 100 not in (0, 1)]


def test_one_doi_is_one_source_everywhere() -> None:
    spelled, years, authors = defaultdict(set), defaultdict(set), defaultdict(set)
    for citation in cited():
        work = citation.doi.lower()
        spelled[work].add(citation.doi)
        years[work].add(citation.year)
        if citation.author != "al.":
            authors[work].add(citation.author)
    for work in spelled:
        assert len(spelled[work]) == 1, f"one DOI, written as {spelled[work]}"
        assert len(years[work]) == 1, f"{work} is cited for the years {years[work]}"
        assert len(authors[work]) <= 1, f"{work} is cited for {authors[work]}"


def test_the_same_pages_carry_the_same_doi() -> None:
    """Pages that stand with a DOI in one place and without, or with another, elsewhere are two spellings."""
    known: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for place, text in texts():
        if place.startswith(("app/", "engine/")):
            for pages in PAGES.finditer(text):
                if len(pages["first"]) > 1:
                    assert int(pages["first"]) < int(pages["to"]), f"{place}: pages {pages.group()}"
                    key = (pages["volume"], pages["first"], pages["to"])
                    known[key][bare(pages["doi"] or "")] = place
    assert len(known) > 20
    for pages_of, dois in known.items():
        assert len(dois) == 1, f"volume {pages_of[0]}, {pages_of[1]}-{pages_of[2]}: {dois}"
