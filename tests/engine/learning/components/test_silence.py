"""Who is silent while it is trained is named as long as it is, from whichever epoch on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from tests.engine.learning.networks import small


def silences(weight: float, held: float, epochs: int = 6, **settings: float) -> list[list[int]]:
    """After each epoch: since when each population that is silent has been it."""
    told: list[list[int]] = []

    def listen(progress: Progress) -> bool:
        if len(progress.history) > len(told):
            told.append([int(str(problem.values["epoch"])) for problem in progress.warnings])
        return True

    network = replace(small(), projections=tuple(replace(p, weight=weight) for p in small().projections))
    given: dict[str, Any] = {"start": "present weights", **settings}
    fit(
        network, methods()["surrogate_gradient"], epochs=epochs, batch=40, seed=3, settings=given, validation=held,
        on_progress=listen,
    )  # fmt: skip
    return told


@pytest.mark.parametrize("held", [0.0, 0.2])
def test_who_begins_to_fire_is_named_no_longer(held: float) -> None:
    told = silences(1e-3, held, learning_rate=0.0005)
    assert told[0] and set(told[0]) == {1} and told[-1] == []


def test_who_falls_silent_later_is_named_from_then_on() -> None:
    told = silences(1.0, 0.2, learning_rate=1e-4, weight_decay=500.0)
    began = next(epoch for epoch, silent in enumerate(told, 1) if silent)
    assert began > 1 and all(began in silent for silent in told[began - 1 :])
