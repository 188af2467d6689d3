"""What a decoder has learnt belongs to the neurons that it reads: of others, one sentence says so, everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.checking.decoders import OTHER_CLASSES, OTHER_ROWS, UNEVEN_ROWS
from engine.checking.network import check
from engine.learning.methods import methods
from engine.learning.training.evaluation import evaluate
from engine.model.registry.discovery import find, models
from engine.network.description import Decoder, NetworkDescription
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import digits, small, winner_take_all


def reading(model: str, **series: Any) -> NetworkDescription:
    """Ten neurons, read by a decoder with these series."""
    network = small()
    given = {name: np.asarray(values, np.float64) for name, values in series.items()}
    labels = "data" if model == "decoders/labelled_neurons" else None
    return replace(network, decoders=(Decoder("answer", find(model), "out", labels, given, "Answer"),))


CASES = {
    "M of other neurons": (reading("decoders/labelled_neurons", M=np.ones(95)), UNEVEN_ROWS, "95 numbers"),
    "W of other neurons": (reading("decoders/linear_read_out", W=np.ones(25)), UNEVEN_ROWS, "10 neurons"),
    "b of other rows": (reading("decoders/linear_read_out", W=np.ones(20), b=np.ones(3)), OTHER_ROWS, "2 rows of W"),
    "b without W": (reading("decoders/linear_read_out", b=np.ones(3)), OTHER_ROWS, "1 row of W"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_told_as_it_is_drawn_and_refused_by_a_run(case: str) -> None:
    network, code, words = CASES[case]
    (problem,) = (p for p in check(network) if p.is_fatal)
    assert (problem.code, problem.place) == (code, "answer") and words in str(problem) and "Answer" in str(problem)
    with pytest.raises(NetworkError) as refused:
        Simulation(network)
    assert refused.value.problems[0].code == code


def test_as_many_numbers_as_other_neurons_have_for_other_classes_are_refused_once_the_classes_are_known() -> None:
    """100 neurons learnt ten classes; 50 neurons would have twenty."""
    learnt = {"M": np.ones(1000)}
    network = winner_take_all(50)
    network = replace(network, decoders=(replace(network.decoders[0], parameters=learnt),))
    assert not [p for p in check(network) if p.is_fatal], "what data have is not looked up as one draws"
    for refusing in (lambda: Simulation(network), lambda: evaluate(network, seed=1)):
        with pytest.raises(NetworkError) as refused:
            refusing()
        problem = refused.value.problems[0]
        assert problem.code == OTHER_CLASSES and "20 classes; the data has 10" in str(problem)
    told = methods()["local_plasticity"].refusals(network)
    assert [p.code for p in told] == [OTHER_CLASSES]


@pytest.mark.parametrize("model", [m for m in models("decoders").values() if m.series()], ids=lambda m: m.key)
def test_every_series_of_a_decoder_says_what_its_rows_are_of(model: Any) -> None:
    for name, series in model.series().items():
        assert series.per_neuron or series.per_row in model.series(), name


def test_rows_that_fit_and_none_at_all_are_no_problem() -> None:
    fitting = [
        reading("decoders/labelled_neurons", M=np.ones(100)),
        reading("decoders/labelled_neurons", M=np.zeros(0)),
        reading("decoders/linear_read_out", W=np.ones(20), b=np.ones(2)),
        reading("decoders/linear_read_out", W=np.ones((2, 10))),
        reading("decoders/linear_read_out"),
        digits(),
    ]
    for network in fitting:
        assert not [p for p in check(network) if p.is_fatal]
        Simulation(network, backend="numpy").advance(3)
