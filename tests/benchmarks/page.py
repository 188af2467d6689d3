"""Where measurements write what they found: parts of pages in docs, between markers of their names."""

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
