"""The frame that compares the speed of training: its cases are trained, its page says what was reached."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from tests.benchmarks.learning_speed import page
from tests.benchmarks.learning_speed.case import CASES, TRAINED, Bar, Case
from tests.benchmarks.learning_speed.run_engine import ALIKE
from tests.benchmarks.learning_speed.trainers import ROWS, Trainer, title


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_trains_here_the_images_that_the_peers_are_given(case: Case) -> None:
    network = case.description()
    assert not SurrogateGradient.refusals(network)
    SurrogateGradient.complete(ALIKE)
    found = circuit(network)
    train, _ = found.dataset.model.split(found.samples, found.dataset.parameters)
    values, labels = case.images()
    assert len(values) == TRAINED and values.shape[1] == case.side**2
    assert np.array_equal(found.samples.values[train], values)
    assert np.array_equal(found.samples.labels[train], labels)
    sizes = [found.channels, *(population.size for population in found.populations)]
    assert case.name == "-".join(map(str, sizes))


def trainers(seconds: dict[str, float]) -> list[Trainer]:
    given = {title(*row): row[1] for row in ROWS}
    return [
        cast(Any, SimpleNamespace(name=name, threads=given[name], used=[s], took=[s], right=0.5, products="BLAS"))
        for name, s in seconds.items()
    ]


def test_a_bar_says_whether_it_was_reached() -> None:
    ran = trainers({"engine": 1.0, "snnTorch": 4.0, "SpikingJelly, 2 threads": 0.8})
    assert page.met(Bar("snnTorch", 0.25), ran) == "0.25 × snnTorch (reached, bar 0.25)"
    assert "0.25 × snnTorch (MISSED" in page.met(Bar("snnTorch", 0.24), ran)
    assert page.met(Bar("SpikingJelly", 1.0, threads=2), ran).startswith(
        "1.25 × SpikingJelly by the clock on 2 threads or fewer (M"
    )
    faster = trainers({"SpikingJelly": 0.4})
    assert page.met(Bar("SpikingJelly", 1.0, threads=2), ran + faster).startswith("2.50 × SpikingJelly by the clock")
    assert "could not be tried" in page.met(Bar("SpikingJelly", 1.0), ran)
