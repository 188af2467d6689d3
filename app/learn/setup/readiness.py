"""Readiness to train, in words, and the plans that trainings start with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.document.document import Document
from app.document.kept_runs import KeptRun
from app.document.meaning.meaning import meaning
from app.document.place_words import place_words
from app.i18n.translation import problem_words, tr
from app.learn.runs.training_runs import COMPARISON, TrainingRun, trained_sizes
from app.learn.setup.inquiry import DataFacts, Facts, MethodFacts
from engine.learning.components.figures import TrainingState
from engine.problems import Problem

Wanted = tuple[MethodFacts, Mapping[str, float | str], int, float]
"""A method, its settings, a seed, and the share of the training samples held back."""


class Obstacle(NamedTuple):
    """The reason why nothing can be trained, the element at fault and what of it; empty where something can."""

    words: str = ""
    place: str = ""
    quantity: str = ""


def obstacle(
    document: Document, facts: Facts | None, chosen: str, failed: Problem | None = None, now: bool = False
) -> Obstacle:
    """Find what is in the way of training by the method ``chosen``, or by any.

    ``failed`` is why there are no facts, which a message says at length. ``now`` the drawing is checked as it is in
    this moment, of which the facts may not be yet.
    """
    if failed is not None:
        return Obstacle(tr("Nothing can be trained before this is mended:"), failed.place, failed.quantity)
    if facts is None:
        return Obstacle(tr("Looking at the network…"))
    reasons = [method.problem for method in facts.methods if method.problem is not None]
    wrong = next((problem for problem in meaning(document).check() if problem.is_fatal), None) if now else facts.wrong
    if wrong is not None:
        return _of(document, wrong)
    if chosen:
        return Obstacle()
    if reasons:
        return _of(document, reasons[0])
    return Obstacle(tr("No method fits this network yet."))


def _of(document: Document, problem: Problem) -> Obstacle:
    return Obstacle(named_words(document, problem, problem_words(problem)), problem.place, problem.quantity)


def named_words(document: Document, problem: Problem, words: str) -> str:
    """Put the name of the element that a problem is about before its words, unless it is in them."""
    place = place_words(document, problem)
    return tr("{place}: {words}", place=place, words=words) if place and place not in words else words


def data_words(data: DataFacts | None) -> str:
    """Name the data, and say how many of them are trained."""
    if data is None:
        return tr("none: add a dataset")
    count = data.training + data.validation
    number = f"{count:,}"
    if data.are_images:
        words = tr("{count} {count:image|images}", count=number)
    else:
        words = tr("{count} {count:sample|samples}", count=number)
    return tr("{title}, {count}", title=data.title, count=words)


def planned(
    document: Document, wanted: Sequence[Wanted], before: Sequence[TrainingRun], compared: bool = False
) -> list[TrainingRun]:
    """A run of the network as it is drawn now for each that is ``wanted``, numbered after those ``before``.

    Those that are ``compared`` belong together.
    """
    last = max((run.number for run in before), default=0)
    comparison = max((run.comparison for run in before), default=0) + 1
    figures = {COMPARISON: float(comparison)} if compared else {}
    description, sizes, drawn = meaning(document).description, trained_sizes(document), document.snapshot()
    found = []
    for number, (method, settings, seed, validation) in enumerate(wanted, last + 1):
        record = KeptRun(
            number,
            method.key,
            method.name or method.title,
            seed,
            settings,
            TrainingState.CANCELLED,  # as which it would be kept until it is done
            method.merit,
            epochs=0,
            seconds=0.0,
            sizes=sizes,
            figures=figures,
            history=(),
            arrays=(),
            validation=validation,
        )
        found.append(TrainingRun(record, description, drawn))
    return found
