"""A digest of all in a drawing that the runs of an experiment depend on."""

from __future__ import annotations

from contextlib import suppress
from operator import attrgetter

import numpy as np
from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import NodeKind
from app.document.experiment import Experiment
from app.document.file.digest import digest_of
from app.document.meaning.muted import left_out
from app.document.mini_plot import AUTOMATIC
from app.experiments.design import DesignProblem, Point, points_at, points_of
from app.experiments.factors import whole_factors
from app.experiments.point_runner import put_point

MEANINGLESS = (NodeKind.NOTE, NodeKind.GROUP)


def drawn_digest(document: Document, experiment: Experiment) -> str:
    """Give a digest that is another where any run would be, and the same whatever the factors are set to now.

    Nor does it tell where nodes stand, what they are called, show or say, and the seed: each run has its own.
    """
    editor = Editor()
    editor.load(document.at(document.snapshot()))
    with suppress(DesignProblem, ValueError, ArithmeticError):  # the first run says what it is that cannot be put
        put_point(editor, experiment, _any_point(document, experiment))
    drawn = editor.document
    looks = {
        "position": (0.0, 0.0),
        "title": "",
        "text": "",
        "identity": -1,
        "group": "",
        "plot": AUTOMATIC,
        "sliders": (),
    }
    out = left_out(drawn)
    nodes = [
        replace(node, muted=node.id in out, **looks)
        for node in drawn.nodes.values() if node.kind not in MEANINGLESS
    ]  # fmt: skip
    links = [replace(link, muted=link.id in out, bends=(), text="") for link in drawn.links.values()]
    elements = [sorted(each, key=attrgetter("id")) for each in (nodes, links)]
    return digest_of((drawn.settings.resolution, elements))


def _any_point(document: Document, experiment: Experiment) -> Point:
    """One and the same of all that there may be."""
    whole = whole_factors(document, experiment)
    if experiment.design.is_search:
        return points_at(experiment, whole, np.full((1, len(experiment.factors)), 0.5))[0]
    return points_of(experiment, whole)[0]


def experiment_key(document: Document, experiment: Experiment, backend: str) -> str:
    """Give the name under which results of an experiment on a drawing are found again, whatever it is called."""
    return digest_of((drawn_digest(document, experiment), replace(experiment, name="-"), backend))
