"""The plan of a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.document.elements import Snapshot
from engine.model.division import VALIDATION_SHARE
from engine.network.description import NetworkDescription


@dataclass(frozen=True)
class TrainingPlan:
    """The plan that a training was started with; ``validation`` is the share of the training samples held back.

    ``drawn`` is the drawing that ``description`` is of; None of a run that cannot go on.
    """

    description: NetworkDescription
    method_key: str
    settings: Mapping[str, float | str]
    seed: int
    validation: float = VALIDATION_SHARE
    drawn: Snapshot | None = None
