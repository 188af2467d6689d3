"""What cannot be learnt, tested or exported: each reason at the element that lacks something."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.circuit.circuit import Circuit
from engine.exporting.formats import formats
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Projection, Stimulus
from engine.network.values import ByDistance, Uniform
from engine.problems import NetworkError, Problem
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import convolutional, digits, of_few, projection, small


def without(network: NetworkDescription, part: str) -> NetworkDescription:
    return replace(network, **{part: ()})


def with_link(link: Projection) -> NetworkDescription:
    return small(more=(link,))


def noisy() -> NetworkDescription:
    link = projection("noise", "rain", "hidden")
    network = with_link(link)
    return replace(network, stimuli=(Stimulus("rain", find("stimuli/regular"), 5),))  # type: ignore[arg-type]


def other_decoder(**changes: Any) -> NetworkDescription:
    return replace(small(), decoders=(replace(small().decoders[0], **changes),))


def two_decoders() -> NetworkDescription:
    return replace(small(), decoders=(*small().decoders, replace(small().decoders[0], id="second")))


def of_points(**changes: Any) -> NetworkDescription:
    """Samples that are no images, four numbers each, which only who reads them knows."""
    network = small(**changes)
    points = replace(network.datasets[0], model=find("datasets/yin_yang"), parameters={"training": 20.0, "test": 10.0})
    hidden, out = network.populations
    placed = replace(hidden, positions=find("positions/grid"), positions_parameters={"rows": 5.0, "columns": 4.0})
    links = network.projections[0], projection("read", "hidden", "out")
    return replace(network, datasets=(points,), populations=(placed, replace(out, size=3)), projections=links)


UNKNOWN_UNTIL_READ = {
    "no-images": lambda: of_points(wiring=find("wiring/pooling")),
    "distance-of-no-images": lambda: of_points(delay=1.0, weight=ByDistance("linear", 1.0, -0.1)),
    "more-than-there-are": lambda: of_points(
        wiring=find("wiring/fixed_in_degree"), wiring_parameters={"in_degree": 10.0}
    ),
}


@pytest.mark.parametrize("code", UNKNOWN_UNTIL_READ)
def test_what_only_the_samples_tell_is_told_alike_by_a_training_an_answer_and_a_run(code: str) -> None:
    network = UNKNOWN_UNTIL_READ[code]()
    attempts: tuple[Callable[[], object], ...] = (
        lambda: fit(network, SurrogateGradient, epochs=1),
        lambda: evaluate(network, seed=1),
        lambda: Simulation(network),
    )
    for attempt in attempts:
        with pytest.raises(NetworkError) as refused:
            attempt()
        (problem,) = refused.value.problems
        assert (problem.code, problem.place) == (code, "in")


def kernel_of_many_delays() -> NetworkDescription:
    network = convolutional()
    links = tuple(replace(p, delay=Uniform(1.0, 3.0)) if p.id == "in" else p for p in network.projections)
    return replace(network, projections=links)


REFUSED = {
    "learning.no_data": lambda: without(small(), "datasets"),
    "learning.no_population": lambda: replace(small(), populations=(), projections=(), decoders=()),
    "learning.no_readout": lambda: without(small(), "decoders"),
    "learning.no_source": lambda: other_decoder(source=""),
    "learning.no_labels": lambda: other_decoder(labels=None),
    "learning.many_readouts": two_decoders,
    "learning.no_encoder": lambda: without(small(), "encoders"),
    "learning.no_path": lambda: without(small(), "projections"),
    "learning.surrogate.silent_readout": lambda: digits(neuron="neurons/leaky_integrator"),
    "learning.plastic": lambda: small(plasticity=find("plasticity/pair_stdp")),
    "learning.delays": kernel_of_many_delays,
    "learning.same_pair": lambda: small(wiring=find("wiring/fixed_total_number"), delay=Uniform(1.0, 3.0)),
    "learning.no_reset": lambda: replace(small(), datasets=(replace(small().datasets[0], reset_between=False),)),
    "learning.stimulus": noisy,
    "learning.values": lambda: small(synapse=None),
    "learning.short_term": lambda: small(short_term=find("short_term/tsodyks_markram")),
    "learning.surrogate.classes": lambda: replace(
        small(), populations=tuple(replace(p, size=9) if p.id == "out" else p for p in small().populations)
    ),
}


PLACES = {
    "learning.no_data": "answer",
    "learning.no_population": "data",
    "learning.no_readout": "out",
    "learning.no_source": "answer",
    "learning.no_labels": "answer",
    "learning.many_readouts": "second",
    "learning.no_encoder": "data",
    "learning.no_path": "out",
    "learning.surrogate.silent_readout": "out",
    "learning.plastic": "in",
    "learning.surrogate.classes": "out",
    "learning.delays": "in",
    "learning.same_pair": "in",
    "learning.no_reset": "data",
    "learning.stimulus": "noise",
    "learning.values": "read",
    "learning.short_term": "in",
}
"""The element that lacks what the code tells."""
OF_THE_WHOLE = {"tensors.no_synapses", "tensors.as_lists"}
"""What a file tells of the whole network."""


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_points_at_an_element_wherever_it_is_asked_for(code: str) -> None:
    network = REFUSED[code]()
    elements = (*network.populations, *network.projections, *network.datasets, *network.encoders, *network.decoders)
    known = {element.id for element in elements}
    told = SurrogateGradient.refusals(network)
    assert {p.place for p in told if p.code == code} >= {PLACES[code]}
    for format in formats().values():
        told += format.refusals(network)
    for attempt in (lambda: fit(network, SurrogateGradient, epochs=1), lambda: evaluate(network)):
        try:
            attempt()
        except NetworkError as error:
            told += error.problems
    assert {p.place for p in told if p.code not in OF_THE_WHOLE} <= known


def test_an_empty_document_is_told_that_it_is_empty() -> None:
    (problem,) = SurrogateGradient.refusals(NetworkDescription())
    assert problem.code == "learning.nothing"


def test_the_methods_that_do_fit_are_named_where_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    class Choosy(SurrogateGradient):
        """Fits nothing."""

        @classmethod
        def misfits(cls, circuit: Circuit) -> list[Problem]:
            return [Problem("out", "learning.surrogate.classes", {"neurons": 9, "classes": 10})]

    with pytest.raises(NetworkError) as refused:
        fit(small(), Choosy, epochs=1)
    assert SurrogateGradient.title in str(refused.value.problems[-1])


@pytest.mark.parametrize("code", REFUSED)
def test_a_network_that_cannot_be_trained_is_told_what_is_missing(code: str) -> None:
    network = REFUSED[code]()
    problems = SurrogateGradient.refusals(network)
    assert code in {p.code for p in problems} and all(str(p) for p in problems)
    with pytest.raises(NetworkError):
        fit(network, SurrogateGradient, epochs=1)


@pytest.mark.parametrize("code", ["learning.delays", "learning.no_reset", "learning.stimulus"])
def test_what_batches_cannot_show_is_not_evaluated_either(code: str) -> None:
    with pytest.raises(NetworkError) as refused:
        evaluate(REFUSED[code](), seed=1)
    assert code in {p.code for p in refused.value.problems}


def test_where_validation_takes_every_sample_one_sentence_says_so() -> None:
    """Advice divided by the number of batches, which is none."""
    with pytest.raises(NetworkError) as refused:
        fit(of_few(small()), SurrogateGradient, epochs=1, validation=1.0)
    assert [problem.place for problem in refused.value.problems] == ["data"]
    assert "is left to train with: 240 of 240 are held back" in str(refused.value)
