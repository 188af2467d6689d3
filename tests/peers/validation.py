"""Writes docs/validation.md: every comparison with a peer hands its figures to :func:`record`, which keeps one row.

The page is written by ``pytest -m peers -n0`` itself (one process: two would overwrite each other's rows). A row that
was measured again replaces the old one; the others stay as they were measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
TITLE = "# Equal to the peers"
INTRODUCTION = (
    "Written by `uv run --group dev pytest -m peers -n0`, after "
    "`uv run --group dev python -m tests.peers.environments`; every row holds\n"
    "what that run measured and what it demands. Networks of a day are drawn by its date, which the row names;\n"
    "`SPIKELOOM_DAY` draws those of another."
)
HEAD = ("case", "what is compared", "measured", "demanded")


@dataclass(frozen=True)
class Row:
    """One comparison: its name within a peer's table, and three short texts without line breaks."""

    case: str
    compared: str
    measured: str
    demanded: str

    def __str__(self) -> str:
        texts = (self.case, self.compared, self.measured, self.demanded)
        return "| " + " | ".join(" ".join(text.split()).replace("|", "∣") for text in texts) + " |"


def record(peer: str, row: Row, page: Path = PAGE) -> None:
    """Put ``row`` into the table of ``peer``; both are made where they are missing, and sorted."""
    tables = _read(page)
    tables.setdefault(peer, {})[row.case] = str(row)
    parts = [TITLE, INTRODUCTION]
    for name, rows in sorted(tables.items()):
        head = f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}"
        parts += [f"## {name}", "\n".join([head, *(rows[case] for case in sorted(rows))])]
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _read(page: Path) -> dict[str, dict[str, str]]:
    """Rows by peer and case."""
    tables: dict[str, dict[str, str]] = {}
    peer = ""
    for line in page.read_text(encoding="utf-8").splitlines() if page.exists() else []:
        if line.startswith("## "):
            peer = line.removeprefix("## ")
        elif peer and line.startswith("| ") and not line.startswith(f"| {HEAD[0]} |"):
            tables.setdefault(peer, {})[line.split("|")[1].strip()] = line
    return tables
