"""A text cut into its statements, each character still knowing its line and column."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from engine.model.typed.mistakes import EMPTY, TOO_LONG, UNBALANCED, Mistake, Place
from engine.problems import Phrase

MOST_CHARACTERS = 20_000
MOST_LINES = 400
MOST_IN_STATEMENT = 2_000
LONGEST_COMMENT = 200
SAME = {"−": "-", "·": "*", "×": "*", "≥": "≥", "≤": "≤", "\u00a0": " ", "\t": " "}
"""Characters that people paste, and what each stands for."""


@dataclass(frozen=True)
class Fragment:
    """A piece of one statement; ``starts`` holds (offset, line, column) wherever a new line begins in it."""

    text: str
    starts: tuple[tuple[int, int, int], ...]
    offset: int = 0  # of ``text`` in the statement

    def place(self, at: int = 0, length: int = 1) -> Place:
        """The place of the character ``at`` of this piece in the whole text."""
        absolute = self.offset + at
        begun, line, column = self.starts[bisect.bisect_right(self.starts, (absolute, 10**9, 0)) - 1]
        return Place(line, column + absolute - begun, max(length, 1))

    def whole(self) -> Place:
        """The place of everything that is written in it."""
        stripped = self.stripped()
        return stripped.place(0, len(stripped.text))

    def part(self, start: int, end: int | None = None) -> Fragment:
        return Fragment(self.text[start:end], self.starts, self.offset + start)

    def stripped(self) -> Fragment:
        left = len(self.text) - len(self.text.lstrip())
        return self.part(left, len(self.text.rstrip()) or left)

    def split(self, separator: str) -> Iterator[Fragment]:
        """The pieces between ``separator``, outside of brackets."""
        depth, start = 0, 0
        for at, c in enumerate(self.text):
            depth += (c == "(") - (c == ")")
            if c == separator and depth == 0:
                yield self.part(start, at)
                start = at + 1
        yield self.part(start)


@dataclass(frozen=True)
class Statement:
    """One statement, the remark behind it, and how many spaces stand before it."""

    body: Fragment
    remark: str
    indent: int


def statements(text: str) -> Iterator[Statement]:
    """Every statement; a line whose bracket is open goes on in the next. Comments begin with ``#``."""
    lines = _lines(text)
    waiting: list[tuple[str, int]] = []
    remark = ""
    for number, line in enumerate(lines, start=1):
        code, _, comment = line.partition("#")
        if not code.strip() and not waiting:
            continue
        waiting.append((code, number))
        remark = remark or comment
        if _depth(waiting) > 0 and number < len(lines):
            continue
        yield _statement(waiting, remark)
        waiting, remark = [], ""


def _lines(text: str) -> list[str]:
    if len(text) > MOST_CHARACTERS:
        raise Mistake(TOO_LONG, Place(1, 1), most=f"{MOST_CHARACTERS:,}", what=Phrase("characters"))
    lines = "".join(SAME.get(c, c) for c in text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    if len(lines) > MOST_LINES:
        raise Mistake(TOO_LONG, Place(MOST_LINES + 1, 1), most=MOST_LINES, what=Phrase("lines"))
    if not text.strip():
        raise Mistake(EMPTY, Place(1, 1))
    return lines


def _depth(waiting: list[tuple[str, int]]) -> int:
    return sum(code.count("(") - code.count(")") for code, _ in waiting)


def _statement(waiting: list[tuple[str, int]], remark: str) -> Statement:
    starts, joined = [], ""
    for code, number in waiting:
        starts.append((len(joined), number, 1))
        joined += code.rstrip() + (" " if len(waiting) > 1 else "")
    body = Fragment(joined, tuple(starts))
    if len(joined) > MOST_IN_STATEMENT:
        raise Mistake(TOO_LONG, body.place(), most=f"{MOST_IN_STATEMENT:,}", what=Phrase("characters in one line"))
    depth = 0
    for at, c in enumerate(joined):
        depth += (c == "(") - (c == ")")
        if depth < 0:
            raise Mistake(UNBALANCED, body.place(at))
    if depth:
        raise Mistake(UNBALANCED, body.place(joined.rindex("(")))
    said = "".join(c for c in remark.strip() if c.isprintable())[:LONGEST_COMMENT]
    return Statement(body.stripped(), said, len(joined) - len(joined.lstrip()))
