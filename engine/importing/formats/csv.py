"""Networks and weights in tables of numbers."""

from __future__ import annotations

from pathlib import Path

from engine.files.csv import ABOUT, COLUMNS, contents

__all__ = ["NETWORK_SUFFIXES", "contents", "recognises"]

NETWORK_SUFFIXES = (".csv",)
LONGEST_LINE = 1_000_000  # characters that are looked at; a description is one


def recognises(path: Path) -> bool:
    """Tell whether a table begins as one of weights does."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            head = file.readline(LONGEST_LINE)
            head = file.readline(LONGEST_LINE) if head.startswith(ABOUT) else head
    except (OSError, UnicodeDecodeError):
        return False
    return head.strip().split(",") == list(COLUMNS)
