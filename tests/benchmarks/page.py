"""Where measurements write what they found: parts of docs/learning.md between markers of their name."""

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "learning.md"


def put(part: str, text: str) -> None:
    """Replace the part between its markers; a page without them is refused, since it would hide what was measured."""
    begin, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    before, opened, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"{PAGE.name} has no place for {part}: write {begin} and {end} into it")
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
