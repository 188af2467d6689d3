"""The training samples that the training of the drawing's weights held back."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from app.document.document import Document
from app.document.elements import ArrayRef
from app.document.kept_runs import KeptArrays, KeptRun
from app.document.trained import WEIGHT
from engine.model.division import VALIDATION_SHARE

Weights: TypeAlias = dict[str, ArrayRef]
"""Of each link."""


class HeldBack(NamedTuple):
    """The ``share`` of every label's training samples, chosen by ``seed``."""

    seed: int
    share: float


def held_back_samples(document: Document, known: HeldBack | None = None) -> HeldBack:
    """By the run behind the drawing's weights, else what is ``known`` of them; else as one that was begun now would."""
    found = by_run(document) or known
    if found is not None:
        return found
    wanted = document.training
    seed = document.settings.seed if wanted.seed is None else wanted.seed
    return HeldBack(seed, VALIDATION_SHARE if wanted.validation is None else wanted.validation)


def by_run(document: Document) -> HeldBack | None:
    """By the newest run whose weights the drawing has, as they are or reduced."""
    run = _newest(document, _carried(document)) or _newest(document, _reduced(document))
    return None if run is None else HeldBack(run.seed, run.validation)


def _newest(document: Document, weights: Weights) -> KeptRun | None:
    """The newest run that left these weights, or some of them."""
    left = ((run, _weights(run.arrays)) for run in reversed(document.runs))
    return next((run for run, own in left if own and own.items() <= weights.items()), None)


def _carried(document: Document) -> Weights:
    links = ((id, link.synapses) for id, link in document.links.items())
    return {id: s.weight for id, s in links if s is not None and isinstance(s.weight, ArrayRef)}


def _reduced(document: Document) -> Weights:
    """Those that were reduced last, where the drawing has other arrays in their place."""
    before = _weights(document.reduction.arrays) if document.reduction is not None else {}
    return before if before.keys() <= _carried(document).keys() else {}


def _weights(arrays: KeptArrays) -> Weights:
    return {k.element: k.reference for k in arrays if k.name == WEIGHT}
