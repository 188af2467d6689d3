"""Who trains a drawing that tells samples coarsely, or whose weights cannot oppose, is told; others are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.checking.spike_passing import ANOTHER_RATE
from engine.circuit.circuit import circuit
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Dataset, NetworkDescription, Sign
from engine.network.values import Uniform
from tests.engine.learning.networks import small
from tests.engine.learning.test_laws_of_methods import wanted

COARSE, ONE_SIGN, FEW_SAMPLES = "learning.coarse", "learning.one_sign", "learning.few_samples"
USUAL = 23  # batches of an epoch


METHOD = "surrogate_gradient"


def shown(encoder: str, time: float = 25.0, **parameters: Any) -> NetworkDescription:
    """Digits by an encoder, for so many ms."""
    network = small()
    code = replace(network.encoders[0], model=find(f"encoders/{encoder}"), parameters=parameters, title="Code")
    return replace(network, datasets=(replace(network.datasets[0], sample_time=time),), encoders=(code,))


def codes(network: NetworkDescription, method: str = "surrogate_gradient") -> list[str]:
    return [
        problem.code for problem in methods()[method].advice(circuit(network), methods()[method].complete({}), USUAL)
    ]


@pytest.mark.parametrize("encoder", ["poisson", "regular"])
def test_few_spikes_of_a_rate_are_told_with_the_time_that_would_do(encoder: str) -> None:
    network = shown(encoder, max_rate=200.0)
    (problem,) = methods()[METHOD].advice(circuit(network), methods()[METHOD].complete({}), USUAL)
    assert problem.code == COARSE and problem.place == "code" and not problem.is_fatal
    assert "Code fires at most 5 times for a value in a sample" in str(problem)
    assert "Show each sample for 100 ms" in str(problem)
    assert not codes(shown(encoder, 100.0, max_rate=200.0)) and not codes(shown(encoder, max_rate=1000.0))


def test_a_rate_so_low_that_it_hardly_fires_is_told_too() -> None:
    (problem,) = methods()[METHOD].advice(
        circuit(shown("poisson", max_rate=4.0)), methods()[METHOD].complete({}), USUAL
    )
    assert problem.code == COARSE and "at most 0.1 times" in str(problem) and "for 5000 ms" in str(problem)


def test_what_is_told_by_when_spikes_come_is_not_called_coarse() -> None:
    assert not codes(shown("latency")) and COARSE not in codes(wanted())
    each = shown("poisson", max_rate=np.full(64, 200.0))
    assert not codes(each), "trains that differ are not summed up by one"


def test_a_network_whose_links_all_excite_is_told_that_none_can_oppose() -> None:
    def signed(*signs: Sign) -> NetworkDescription:
        links = zip(small().projections, signs, strict=True)
        return replace(small(), projections=tuple(replace(p, weight=0.1, sign=sign) for p, sign in links))

    assert codes(signed(Sign.EXCITATORY, Sign.EXCITATORY)) == [ONE_SIGN]
    assert not codes(signed(Sign.EXCITATORY, Sign.MIXED))
    assert not codes(wanted()), "wanted spikes are no answers that could be spoken against"
    assert not codes(signed(Sign.EXCITATORY, Sign.EXCITATORY), "local_plasticity")


def test_an_encoder_that_makes_others_of_the_spikes_of_its_data_is_told_with_the_rate_that_passes_them() -> None:
    data = Dataset("data", find("datasets/poisson_patterns"), {"classes": 10.0, "trains": 64.0}, sample_time=50.0)
    network = replace(shown("regular", max_rate=200.0), datasets=(data,))
    (problem,) = methods()[METHOD].advice(circuit(network), methods()[METHOD].complete({}), USUAL)
    assert problem.code == ANOTHER_RATE and problem.place == "code"
    code = replace(network.encoders[0], parameters={"max_rate": float(str(problem.values["need"]))})
    assert not codes(replace(network, encoders=(code,)))


def test_few_spikes_of_values_that_move_are_told_too() -> None:
    bars = Dataset("data", find("datasets/moving_bars"), {"side": 8.0}, sample_time=25.0)
    network = replace(shown("regular", max_rate=200.0), datasets=(bars,))
    assert codes(network) == [COARSE] and not codes(replace(network, datasets=(replace(bars, sample_time=100.0),)))


def test_a_training_of_too_few_steps_is_told_how_many_epochs_would_do() -> None:
    found, method = circuit(shown("latency")), methods()[METHOD]
    (problem,) = method.advice(found, method.complete({}), 1)
    assert problem.code == FEW_SAMPLES and problem.place == "" and not problem.is_fatal
    assert "move only 30 times" in str(problem) and "Set epochs to 300" in str(problem)
    assert not method.advice(found, method.complete({"epochs": 300}), 1)
    assert not method.advice(found, method.complete({"epochs": 1}), 23), "who shows many once, means it"


def test_hidden_neurons_that_nothing_tells_apart_are_named_where_training_begins_from_their_weights() -> None:
    method = methods()["multilayer_normad"]

    def told(weight: Any, **settings: str) -> list[str]:
        network = replace(small(), projections=tuple(replace(p, weight=weight) for p in small().projections))
        found = method.advice(circuit(network), method.complete(settings), USUAL)
        return [problem.place for problem in found if problem.code == "learning.alike"]

    assert told(0.1) == ["hidden"] and told(0.1, start="fresh weights") == [] and told(Uniform(0.0, 0.1)) == []


def test_advice_is_among_the_warnings_of_a_training_from_its_first_batch() -> None:
    told: list[tuple[str, ...]] = []
    network = shown("poisson", max_rate=200.0)

    def listen(progress: Any) -> bool:
        told.append(tuple(problem.code for problem in progress.warnings))
        return False

    result = fit(network, methods()["e_prop"], epochs=1, batch=20, on_progress=listen)
    assert told[0] == (COARSE,) == tuple(problem.code for problem in result.warnings)


def continuous(h: float, rate: float = 200.0, tau_syn: float = 5.0, **changes: Any) -> NetworkDescription:
    """Digits in 40 ms, by neurons whose time is in ms, a delay of 1 ms before each."""
    network = replace(small(), resolution=h)
    model = find("neurons/leaky_integrate_and_fire")
    synapse = {"synapse": find("synapses/exponential_current"), "synapse_parameters": {"tau_syn": tau_syn}}
    links = (replace(p, **{**synapse, "delay": 1.0, **changes}) for p in network.projections)
    return replace(
        network,
        datasets=(replace(network.datasets[0], sample_time=40.0),),
        encoders=(replace(network.encoders[0], parameters={"max_rate": rate}),),
        populations=tuple(replace(p, model=model, parameters={}) for p in network.populations),
        projections=tuple(links),
    )


def fine(network: NetworkDescription) -> list[str]:
    told = methods()[METHOD].advice(circuit(network), methods()[METHOD].complete({}), USUAL)
    return [str(problem) for problem in told if problem.code == "learning.fine"]


@pytest.mark.parametrize(
    ("network", "coarser", "part"),
    [
        (continuous(0.1, rate=100.0), "1", "10"),
        (continuous(0.1), "0.5", "5"),
        (continuous(0.1, tau_syn=2.0), "0.2", "2"),
    ],
    ids=["nothing in the way", "a rate", "a time constant"],
)
def test_steps_that_nothing_needs_are_told_with_those_that_would_do(
    network: NetworkDescription, coarser: str, part: str
) -> None:
    (words,) = fine(network)
    assert "Each sample takes 400 steps of 0.1 ms" in words
    assert f"Set the time step to {coarser} ms: training then takes 1/{part} of the time." in words
    assert not fine(replace(network, resolution=float(coarser)))


def test_steps_that_are_few_or_that_something_needs_are_not_told() -> None:
    assert not fine(continuous(0.5, rate=100.0)), "80 steps"
    assert not fine(continuous(0.1, tau_syn=0.6)), "a time constant"
    assert not fine(continuous(0.1, rate=2000.0)), "what is too coarse already would be worse"
    assert not fine(shown("poisson", 2000.0, max_rate=1000.0)), "a step is what these neurons count in"


def forgetful(network: NetworkDescription) -> list[str]:
    told = methods()[METHOD].advice(circuit(network), methods()[METHOD].complete({}), USUAL)
    return [str(problem) for problem in told if problem.code == "learning.forgetful"]


def test_neurons_that_forget_a_sample_long_before_it_ends_are_told_with_the_step_in_which_they_do_not() -> None:
    """Digits by latency in 25 ms were answered right in 34 % in steps of 0.1 ms, and in 71 % in steps of 1 ms."""
    network = replace(shown("latency"), resolution=0.1)
    keeping = [replace(p, title=p.id, parameters=p.parameters | {"beta": 0.9}) for p in network.populations]
    network = replace(network, populations=tuple(keeping))
    (words,) = forgetful(network)
    assert "hidden forgets its input within 10 of the 250 steps of a sample" in words
    assert "Set the time step to 1 ms, or let hidden keep more of its membrane in a step." in words
    assert not forgetful(replace(network, resolution=1.0))
    long = [replace(p, parameters=p.parameters | {"beta": 0.99}) for p in network.populations]
    assert not forgetful(replace(network, populations=tuple(long)))


def test_neurons_whose_time_is_in_ms_and_those_that_keep_nothing_are_not_called_forgetful() -> None:
    assert not forgetful(continuous(0.1))
