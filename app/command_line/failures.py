"""Failures of a command, each as the one sentence that whoever typed it reads."""

from __future__ import annotations

from collections.abc import Sequence

from app.command_line.arguments import Refusal
from app.document.document import Document
from app.document.file.file_format import FileProblem
from app.document.place_words import place_words
from app.i18n.translation import problem_words, tr
from engine.problems import NetworkError, Problem


def first_problem(problems: Sequence[Problem], document: Document | None = None, teller: str = "check") -> str:
    """The first problem as one sentence with its place and remedy, and how many more there are."""
    first = problems[0]
    text = problem_words(first)
    place = place_words(document, first) if document is not None else ""
    if place and place not in text:
        text = f"{place}: {text}"
    more = len(problems) - 1
    if not more:
        return text
    besides = tr("Problems besides: {count}; the command {command} prints them.", count=more, command=teller)
    return f"{text} {besides}"


def failure_words(error: BaseException, document: Document | None = None, teller: str = "check") -> str:
    """The sentence for what ended a command, whatever it was; ``document`` knows the titles of its elements."""
    if isinstance(error, Refusal | FileProblem):
        return str(error)
    if isinstance(error, NetworkError):
        return first_problem(error.problems, document, teller)
    if isinstance(error, MemoryError):
        return tr("This does not fit into the memory of this machine; make the network or the run smaller.")
    if isinstance(error, OSError):
        return tr("{file}: {reason}.", file=error.filename or tr("system"), reason=error.strerror or error)
    name = type(error).__name__
    return tr("An error inside Spikeloom stopped this: {name}: {error}.", name=name, error=error)
