"""Problems of a network, as values: the place, a code and the figures that matter.

The sentence that a person reads is looked up from the code in the translation catalogue; ``SENTENCES``
holds the English originals, so that ``import engine`` alone can also say what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """A fatal problem refuses the run; a warning only shows itself."""

    FATAL = "fatal"
    WARNING = "warning"


@dataclass(frozen=True)
class Sentence:
    """Words for what happened and what to do, with ``{names}`` of the problem's values."""

    text: str
    remedy: str


class Phrase(str):
    """Words among the values of a sentence: in English a string, with the ``text`` and ``values`` that it is made of.

    So a window in another language can say them too: ``text`` is a key of its catalogue.
    """

    __slots__ = ("text", "values")
    text: str
    values: Mapping[str, object]

    def __new__(cls, text: str, **values: object) -> Phrase:
        made = super().__new__(cls, filled(text, values) if values else text)
        made.text, made.values = text, values
        return made


_ONE_OR_MORE = re.compile(r"\{(\w+):([^{}|]+)\|([^{}|]+)\}")


def agreeing(text: str, values: Mapping[str, object]) -> str:
    """``text`` whose nouns and verbs agree with their numbers: ``{count:sample is|samples are}``, first that of one."""
    if "|" not in text:
        return text
    return _ONE_OR_MORE.sub(lambda found: found[2] if f"{values[found[1]]}" == "1" else found[3], text)


def filled(text: str, values: Mapping[str, object]) -> str:
    """``text`` with its ``{names}`` filled from ``values``, with which its nouns and verbs agree."""
    return agreeing(text, values).format(**values)


SENTENCES: dict[str, Sentence] = {}
"""English sentence of every code; a room adds its own with :func:`declare`."""


def declare(code: str, text: str, remedy: str) -> str:
    """Register the sentence of ``code`` and return the code; a code is declared once."""
    if code in SENTENCES:
        raise ValueError(f"the problem code {code!r} is declared twice")
    SENTENCES[code] = Sentence(text, remedy)
    return code


@dataclass(frozen=True)
class Problem:
    """One mistake in a drawn network: ``place`` is an element's id, ``""`` the whole document."""

    place: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.FATAL
    quantity: str = ""  # the parameter at fault, where there is one

    @property
    def is_fatal(self) -> bool:
        return self.severity is Severity.FATAL

    def __str__(self) -> str:
        sentence = SENTENCES[self.code]
        return f"{filled(sentence.text, self.values)} {filled(sentence.remedy, self.values)}".strip()


class NetworkError(ValueError):
    """Raised by the Python face when a network with fatal problems is run; carries them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
