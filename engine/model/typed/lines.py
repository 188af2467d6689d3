"""The statements of a text by what they are: rates, maps, values, named parts, threshold, reset and the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from engine.model.typed.amounts import Amount, read_amount
from engine.model.typed.fragments import Fragment, Statement, statements
from engine.model.typed.mistakes import (
    LAMBDA,
    NO_ASSIGNMENT,
    NO_RIGHT,
    NOT_A_LINE,
    TWICE,
    UNREADABLE,
    Mistake,
    Place,
)
from engine.model.typed.names import check_name
from engine.model.typed.scanning import PROGRAMMING

BEGIN = Place(1, 1)
HEAD = ("title", "about", "source")
WORDS = (*HEAD, "threshold", "crossing", "reset", "refractory", "method", "order", "membrane", "input")
"""Words before a colon in the text of a neuron."""
SYNAPSE_WORDS = (*HEAD, "on_pre", "current", "coupling")
"""Words before a colon in the text of a synapse."""
RULE_WORDS = (*HEAD, "hears", r"on_\w+")
"""Words before a colon in the text of a rule; spikes of whatever it hears have an ``on_…`` of their own."""
BLOCKS = re.compile(r"reset|on_\w+")
"""Words behind which statements stand, in the same line or indented below it."""
RATE = re.compile(r"d(?P<name>[A-Za-z]\w*)\s*/\s*d\s*t\s*=(?!=)|(?P<other>[A-Za-z]\w*)\s*'\s*=(?!=)")
MAP = re.compile(r"(?P<name>[A-Za-z]\w*?)\s*(?:\[\s*t\s*\+\s*1\s*\]|\(\s*t\s*\+\s*1\s*\)|_next)\s*=(?!=)")
NOW = re.compile(r"\[\s*t\s*\]|(?<=\w)\(\s*t\s*\)")
START = re.compile(r"(?P<name>[A-Za-z]\w*)\s*\(\s*0\s*(?:ms|s)?\s*\)\s*=(?!=)")
BARE = re.compile(r"(?P<name>[^:=<>]+?)\s*:(?P<unit>[^=<>]*)")
ASSIGN = re.compile(r"(?P<name>[^=<>!:]+?)\s*(?P<sign>[-+*/]?)=(?!=)")


@dataclass(frozen=True)
class NamedLine:
    """A line about a name, and where that stands."""

    name: str
    place: Place


@dataclass(frozen=True)
class Equals(NamedLine):
    """``name = right : unit (remarks)`` with what is said about it."""

    right: Fragment
    unit: Fragment | None
    remarks: Fragment
    said: str


@dataclass(frozen=True)
class Valued(NamedLine):
    """A parameter: its amount, the remarks in brackets and what is said about it."""

    amount: Amount
    remarks: Fragment
    said: str


@dataclass(frozen=True)
class Bare(NamedLine):
    """A name with a unit and nothing else."""

    unit: Fragment
    said: str


@dataclass(frozen=True)
class ChangeStatement(NamedLine):
    """One statement of what a spike does: ``name sign= right``."""

    sign: str
    right: Fragment


@dataclass
class TypedLines:
    """Everything that a text says, still unread as mathematics."""

    rates: list[Equals] = field(default_factory=list)
    maps: list[Equals] = field(default_factory=list)
    parts: list[Equals] = field(default_factory=list)
    values: list[Valued] = field(default_factory=list)
    bare: list[Bare] = field(default_factory=list)
    starts: list[Equals] = field(default_factory=list)
    changes: dict[str, list[ChangeStatement]] = field(default_factory=dict)  # by the word before them
    heard: list[Bare] = field(default_factory=list)
    words: dict[str, Fragment] = field(default_factory=dict)
    refractory: Valued | str | None = None
    refractory_place: Place = BEGIN
    last: Place = BEGIN
    keeps_hertz: bool = False


def read_lines(text: str, words: Collection[str] = WORDS) -> TypedLines:
    """Sort the statements of a text in which these ``words`` stand before colons; raises the first mistake."""
    found = list(statements(text))
    own = _names(found)
    return _Sorter(own, words, "MS_PER_S" in text).sort(found)


def _names(found: Iterable[Statement]) -> set[str]:
    """Every name that stands at the left of a statement."""
    names: set[str] = set()
    for statement in found:
        text = statement.body.text
        for pattern in (RATE, MAP, BARE, ASSIGN):
            match = pattern.match(text)
            if match is not None:
                names.add((match["name"] or match.groupdict().get("other") or "").strip())
                break
    return names


class _Sorter:
    def __init__(self, own: Collection[str], words: Collection[str], keeps_hertz: bool) -> None:
        self.own, self.keeps_hertz = own, keeps_hertz
        self.keyword = re.compile(rf"(?P<word>{'|'.join(words)})\s*:")
        self.lines = TypedLines(keeps_hertz=keeps_hertz)
        self.defined: dict[str, int] = {}
        self.block: tuple[str, int] | None = None  # the word whose statements are indented more than so

    def sort(self, found: list[Statement]) -> TypedLines:
        for statement in found:
            body = statement.body
            if self.block is not None and statement.indent > self.block[1] and not self.keyword.match(body.text):
                self._change(self.block[0], body)
                continue
            self.block = None
            self._one(statement)
            self.lines.last = body.whole()
        return self.lines

    def _one(self, statement: Statement) -> None:
        body, said = statement.body, statement.remark
        if match := self.keyword.match(body.text):
            self._keyword(match["word"], body.part(match.end()), body.place(0, len(match["word"])), statement)
        elif match := RATE.match(body.text):
            group = "name" if match["name"] else "other"
            self.lines.rates.append(self._equals(body, match, group, said))
        elif match := MAP.match(body.text):
            now = NOW.sub(lambda found: " " * len(found[0]), body.text[match.end() :])
            right = Fragment(now, body.starts, body.offset + match.end())
            self.lines.maps.append(self._equals(body, match, "name", said, right))
        elif match := START.match(body.text):
            name = body.part(match.start("name"), match.end("name"))
            right = body.part(match.end())
            self.lines.starts.append(Equals(name.text, name.whole(), right, None, right.part(len(right.text)), said))
        elif match := ASSIGN.match(body.text):
            self._assigned(body, match, said)
        elif match := BARE.fullmatch(body.text):
            name = body.part(match.start("name"), match.end("name"))
            self.lines.bare.append(Bare(self._defined(name), name.whole(), body.part(match.start("unit")), said))
        else:
            first = re.match(r"[A-Za-z_]\w*", body.text)
            if first is not None and first[0] in PROGRAMMING:
                raise Mistake(LAMBDA, body.place(0, len(first[0])), shown=first[0])
            raise Mistake(NOT_A_LINE, body.whole(), shown=body.text)

    def _defined(self, fragment: Fragment) -> str:
        """A new name; raises where it is none or is defined already."""
        name = check_name(fragment)
        place = fragment.whole()
        if name in self.defined:
            raise Mistake(TWICE, place, shown=name, first=self.defined[name])
        self.defined[name] = place.line
        return name

    def _equals(
        self, body: Fragment, match: re.Match[str], group: str, said: str, right: Fragment | None = None
    ) -> Equals:
        fragment = body.part(match.start(group), match.end(group))
        expression, unit, remarks = _divided(right or body.part(match.end()))
        if not expression.text.strip():
            raise Mistake(NO_RIGHT, body.place(0, match.end()), shown=match[0])
        return Equals(self._defined(fragment), fragment.whole(), expression, unit, remarks, said)

    def _assigned(self, body: Fragment, match: re.Match[str], said: str) -> None:
        right = body.part(match.end())
        if match["sign"]:
            raise Mistake(NOT_A_LINE, body.whole(), shown=body.text)
        name = body.part(match.start("name"), match.end("name"))
        if not right.text.strip():
            raise Mistake(NO_RIGHT, body.whole(), shown=body.text)
        found = read_amount(right, self.own, self.keeps_hertz)
        if found is None:
            self.lines.parts.append(self._equals(body, match, "name", said))
        else:
            self.lines.values.append(self._valued(name, found, said))

    def _valued(self, name: Fragment, found: tuple[Amount, Fragment], said: str) -> Valued:
        amount, rest = found
        if rest.text.startswith(":"):
            rest = rest.part(rest.text.find("(") if "(" in rest.text else len(rest.text))
        return Valued(self._defined(name), name.whole(), amount, rest, said)

    def _keyword(self, word: str, rest: Fragment, place: Place, statement: Statement) -> None:
        if BLOCKS.fullmatch(word):
            if rest.text.strip():
                self._change(word, rest)
            else:
                self.block = word, statement.indent
            return
        if not rest.text.strip():
            raise Mistake(NO_RIGHT, place, shown=f"{word}:")
        if word == "hears":
            name, none = rest.stripped(), rest.part(len(rest.text))
            self.lines.heard.append(Bare(self._defined(name), name.whole(), none, statement.remark))
            return
        if word in self.lines.words or (word == "refractory" and self.lines.refractory is not None):
            raise Mistake(TWICE, place, shown=f"{word}:", first=self.defined[f"{word}:"])
        self.defined[f"{word}:"] = place.line
        if word == "refractory":
            self._refractory(rest.stripped(), statement.remark)
        elif word == "input":
            match = BARE.fullmatch(rest.text)
            if match is None:
                raise Mistake(NOT_A_LINE, rest.whole(), shown=rest.text)
            name = rest.part(match.start("name"), match.end("name")).stripped()
            self.lines.words[word] = name
            unit = rest.part(match.start("unit"))
            self.lines.bare.append(Bare(self._defined(name), name.whole(), unit, statement.remark))
        else:
            self.lines.words[word] = rest.stripped()

    def _refractory(self, rest: Fragment, said: str) -> None:
        self.lines.refractory_place = rest.whole()
        match = ASSIGN.match(rest.text)
        right = rest.part(match.end()) if match is not None else rest
        found = read_amount(right)
        if found is not None:
            name = rest.part(match.start("name"), match.end("name")) if match is not None else None
            made = self._valued(name if name is not None else Fragment("t_ref", rest.starts, rest.offset), found, said)
            self.lines.refractory = made
        else:
            self.lines.refractory = rest.text

    def _change(self, word: str, rest: Fragment) -> None:
        for piece in rest.split(";"):
            part = piece.stripped()
            if not part.text:
                continue
            match = ASSIGN.match(part.text)
            if match is None:
                raise Mistake(NO_ASSIGNMENT, part.whole(), shown=part.text)
            name = part.part(match.start("name"), match.end("name"))
            right = part.part(match.end())
            if not right.text.strip():
                raise Mistake(NO_RIGHT, part.whole(), shown=part.text)
            made = ChangeStatement(name.text.strip(), name.whole(), match["sign"], right)
            self.lines.changes.setdefault(word, []).append(made)


def _divided(right: Fragment) -> tuple[Fragment, Fragment | None, Fragment]:
    """An expression, the unit behind its colon, and the remarks behind that."""
    pieces = list(right.split(":"))
    if len(pieces) > 2:
        raise Mistake(UNREADABLE, pieces[2].place(-1), shown=right.text)
    if len(pieces) == 1:
        return pieces[0], None, right.part(len(right.text))
    behind = pieces[1]
    at = behind.text.find("(")
    unit = behind if at < 0 else behind.part(0, at)
    return pieces[0], unit.stripped(), behind.part(len(behind.text) if at < 0 else at)
