"""Faults of a network, and what a file format or a learning method cannot do with it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from app.command_line.arguments import TRAIN
from app.command_line.learning import method_named
from app.command_line.results import format_named
from app.command_line.scripting import demand_known, is_simulated
from app.document.document import Document
from app.document.meaning.meaning import meaning
from engine.problems import Problem
from engine.scripts.targets import targets


def problems_for(document: Document, format_name: str | None, method: str | None) -> Iterator[Problem]:
    """Problems of the drawing; where it can run, those of the format and of the method too.

    Raises NetworkError where there is no such format or method.
    """
    if format_name is not None:
        demand_known(format_name)
    learnt = None if method is None else method_named(method)[1]
    own = list(meaning(document).problems)
    yield from own
    if any(problem.is_fatal for problem in own):
        return
    told: list[Problem] = []
    if format_name is not None:
        chosen = targets()[format_name] if is_simulated(document, format_name) else format_named(format_name)
        told += chosen.refusals(meaning(document).description)
    if learnt is not None:
        told += learnt.refusals(meaning(document).description)
    yield from (problem for number, problem in enumerate(told) if problem not in told[:number])


def command_for(chosen: argparse.Namespace, document: Document | None) -> str:
    """The command that prints all that hindered the one that was ``chosen``."""
    if chosen.command in ("export", "script") and chosen.to is not None:
        return f"check --to {chosen.to}"
    if chosen.command == TRAIN:
        method = chosen.method or (document.training.method if document is not None else "")
        return f"check --method {method}" if method else "train --methods"
    return "check"
