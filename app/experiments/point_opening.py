"""Points of an experiment and the drawing that a person works on: one put there, and the one that it has now."""

from __future__ import annotations

from collections.abc import Sequence

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.experiment import Experiment
from app.document.meaning.value_addresses import UnknownAddress, value_at
from app.experiments.design import Point
from app.experiments.factors import address_in
from app.experiments.point_runner import put_point
from app.i18n.translation import tr


def open_point(editor: Editor, experiment: Experiment, values: Point, seed: int) -> str:
    """Give the factors their values and the drawing the seed, as one step of undo; "", or why that cannot be."""
    try:
        with editor.one_step(tr("Open a point of {name}", name=experiment.name)):
            put_point(editor, experiment, values)
            if editor.document.settings.seed != seed:
                intentions.set_settings(editor, seed=seed)
    except ValueError as problem:
        return str(problem)
    return ""


def point_of(document: Document, experiment: Experiment, points: Sequence[Point | None]) -> int | None:
    """The place of the point whose values the drawing has now; None where it is at none of them."""
    try:
        now = tuple(value_at(document, address_in(document, factor)) for factor in experiment.factors)
    except UnknownAddress:
        return None
    return next((place for place, point in enumerate(points) if point == now), None)
