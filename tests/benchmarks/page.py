"""Where measurements write what they found: parts of pages in docs, between markers of their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
LEARNING, PERFORMANCE = DOCS / "learning.md", DOCS / "performance.md"


def put(part: str, text: str, page: Path = LEARNING) -> None:
    """Replace the part between its markers; a page without them is refused, since it would hide what was measured."""
    begin, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    before, opened, rest = page.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"{page.name} has no place for {part}: write {begin} and {end} into it")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


@dataclass(frozen=True)
class Met:
    """A figure beside its bar: at most so much, or ``at_least``; in multiples of a painting where ``ms`` is given."""

    what: str
    value: float
    bar: float
    at_least: bool = False
    ms: float | None = None

    @property
    def is_met(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def __str__(self) -> str:
        value = f"{self.value:.3g}" if self.ms is None else f"{self.ms:.3g} ms, {self.value:.3g} × the painting"
        return f"{self.what} {value} ({'reached' if self.is_met else 'MISSED'}, bar {self.bar:.3g})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *bars: Met) -> str:
    """A table and, under it, which bars are reached."""
    lines = [head, ["---"] * len(head), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{text}\n\nBars: {'; '.join(map(str, bars))}."
