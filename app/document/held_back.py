"""Which training samples the training of the drawing's weights held back."""

from __future__ import annotations

from typing import NamedTuple

from app.document.document import Document
from app.document.kept_runs import KeptRun
from app.document.trained import WEIGHT
from engine.model.division import VALIDATION_SHARE


class HeldBack(NamedTuple):
    """The ``share`` of every label's training samples, chosen by ``seed``."""

    seed: int
    share: float


def held_back(document: Document) -> HeldBack:
    """By the newest run whose weights the drawing has; else as a training that was begun now would."""
    run = next((run for run in reversed(document.runs) if _is_in_use(document, run)), None)
    if run is not None:
        return HeldBack(run.seed, run.validation)
    wanted = document.training
    seed = document.settings.seed if wanted.seed is None else wanted.seed
    return HeldBack(seed, VALIDATION_SHARE if wanted.validation is None else wanted.validation)


def _is_in_use(document: Document, run: KeptRun) -> bool:
    weights = [(document.links.get(id), array) for id, name, array in run.arrays if name == WEIGHT]
    return bool(weights) and all(
        link is not None and link.synapses is not None and link.synapses.weight == array for link, array in weights
    )
