"""Calls and tables of a program, broken into lines where one does not hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

LONGEST = 64  # characters of a line
INDENT = 4


@dataclass(frozen=True)
class BracketGroup:
    """The items between two brackets, parted by commas; a tuple has one behind its only item too."""

    begin: str
    items: Sequence[Item]
    end: str
    is_tuple: bool = False

    @property
    def flat(self) -> str:
        """All of it in one line."""
        comma = "," if self.is_tuple and len(self.items) == 1 else ""
        return f"{self.begin}{', '.join(map(one_line, self.items))}{comma}{self.end}"


Item: TypeAlias = "str | BracketGroup"


def one_line(item: Item) -> str:
    """An item in one line."""
    return item if isinstance(item, str) else item.flat


def bracketed(item: Item, before: str = "", behind: str = "", indent: int = 0) -> list[str]:
    """``before``, the item and ``behind``: in one line where it holds them, else as many items a line as fit."""
    margin, whole = " " * indent, one_line(item)
    alone = f"{margin}{before}{whole}{behind}"
    if isinstance(item, str) or not item.items or len(alone) <= LONGEST or "\n" in whole:
        return alone.split("\n")
    found, inner = [f"{margin}{before}{item.begin}"], " " * (indent + INDENT)
    line = ""
    for part in item.items:
        words = one_line(part)
        if line and len(line) + len(words) + 2 <= LONGEST:
            line += f" {words},"
            continue
        if line:
            found.append(line)
        line = f"{inner}{words},"
        if len(line) > LONGEST and isinstance(part, BracketGroup):
            found += bracketed(part, "", ",", indent + INDENT)
            line = ""
    return [*found, *([line] if line else []), f"{margin}{item.end}{behind}"]


def named_item(name: str, item: Item) -> Item:
    """``name=item`` or, for a table, the item behind its key."""
    return f"{name}{item}" if isinstance(item, str) else replace(item, begin=f"{name}{item.begin}")


def call_by_lines(name: str, function: str, items: Sequence[Item]) -> list[str]:
    """``name = function(...)`` with a line for each item, as some are texts of several lines."""
    made = [f"{name} = {function}("]
    for item in items:
        made += f"    {item},".split("\n") if isinstance(item, str) else bracketed(item, "", ",", INDENT)
    return [*made, ")"]
