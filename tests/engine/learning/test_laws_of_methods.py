"""What training promises, asked of every method that discovery finds, on a small network that it fits.

A method that fits none of these networks fails here: it needs one of its own among them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine.learning
from engine.circuit.circuit import Arrays, circuit
from engine.circuit.trained import with_arrays
from engine.learning.components.method import LearningMethod
from engine.learning.methods import methods
from engine.learning.training import ongoing
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.learning.training.training_result import TrainingResult
from engine.model.registry.discovery import KINDS, find, models
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Sign
from engine.network.values import Uniform
from engine.problems import SENTENCES, NetworkError, Problem
from tests.engine.learning.networks import LIF, convolutional, projection, rewarded_patterns, small, winner_take_all

EPOCHS, SEED = 3, 3
Batches = list[tuple[bool, list[int]]]
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"
LEAKY = "neurons/leaky_integrate_and_fire"
CURRENTS = {"synapse": find("synapses/exponential_current"), "delay": 1.0}
POINTS = Dataset("data", find("datasets/yin_yang"), {"training": 120.0, "test": 40.0}, sample_time=12.0)


def points(
    neuron: str, parameters: dict[str, float] | None = None, decoder: str = "decoders/spike_count", **links: Any
) -> NetworkDescription:
    """Points in the plane → four trains → twelve neurons → three."""
    values = parameters or {}
    return NetworkDescription(
        resolution=1.0,
        datasets=(POINTS,),
        encoders=(Encoder("code", find("encoders/poisson"), "data", {"max_rate": 1000.0}, title="Code"),),
        populations=(
            Population("hidden", find(neuron), 12, values, title="Hidden"),
            Population("out", find(neuron), 3, values, title="Out"),
        ),
        projections=(projection("in", "code", "hidden", **links), projection("read", "hidden", "out", **links)),
        decoders=(Decoder("answer", find(decoder), "out", labels="data", title="Answer"),),
    )


def rivals() -> NetworkDescription:
    """The same points, learnt by the plasticity of one layer."""
    network, shown = winner_take_all(10, rule={"w_max": 20.0}), replace(POINTS, sample_time=40.0)
    into, lateral = network.projections
    return replace(network, datasets=(shown,), projections=(replace(into, weight=Uniform(5.0, 15.0)), lateral))


def wanted() -> NetworkDescription:
    """Forty trains onto one neuron that is to fire at given times."""
    given = {"inputs": 40.0, "input_rate": 50.0, "target_rate": 50.0, "duration": 60.0, "patterns": 3.0}
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", find("datasets/target_spike_trains"), given, sample_time=60.0),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0}),),
        populations=(Population("out", find(LEAKY), 1),),
        projections=(projection("in", "code", "out", weight=Uniform(0.0, 400.0), sign=Sign.MIXED, **CURRENTS),),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )


ZOO: dict[str, Callable[[], NetworkDescription]] = {
    "discrete neurons": lambda: points(LIF, weight=Uniform(-0.5, 1.0)),
    "neurons that count": lambda: points(COUNTING, weight=Uniform(-0.5, 1.0)),
    "currents": lambda: points(LEAKY, weight=Uniform(0.0, 900.0), **CURRENTS),
    "first spikes": lambda: points(
        LEAKY, {"t_ref": 0.0}, "decoders/first_to_spike", weight=Uniform(0.0, 900.0), **CURRENTS
    ),
    "rivals": rivals,
    "wanted trains": wanted,
}
NAMES = list(methods())


@cache
def network_of(name: str) -> NetworkDescription:
    """The first network that a method fits."""
    for make in ZOO.values():
        network = make()
        if not [problem for problem in methods()[name].refusals(network) if problem.is_fatal]:
            return network
    raise AssertionError(f"{name} fits no network here: give it one")


def trained(name: str, **options: Any) -> TrainingResult:
    given = {"epochs": EPOCHS, "batch": 40, "seed": SEED, "validation": 0.2, **options}
    return fit(network_of(name), methods()[name], **given)


@cache
def whole(name: str) -> tuple[TrainingResult, tuple[Arrays, ...]]:
    """An uninterrupted training, and what it had after each epoch."""
    after: list[Arrays] = []

    def keep(progress: Progress) -> bool:
        if progress.arrays is not None:
            after.append({key: array.copy() for key, array in progress.arrays.items()})
        return True

    return trained(name, on_progress=keep), tuple(after)


def same(first: Arrays, second: Arrays) -> bool:
    return first.keys() == second.keys() and all(np.array_equal(first[key], second[key]) for key in first)


def figures(result: TrainingResult) -> list[tuple[float, ...]]:
    return [astuple(replace(epoch, seconds=0.0)) for epoch in result.history]


def holds_back(name: str) -> bool:
    train, test = POINTS.model.split(circuit(network_of(name)).samples, POINTS.parameters)
    return circuit(network_of(name)).samples.targets is None and not np.array_equal(train, test)


@pytest.mark.parametrize("name", NAMES)
def test_one_seed_is_one_training_and_another_seed_another(name: str) -> None:
    first, _ = whole(name)
    assert same(first.arrays, trained(name).arrays)
    other = trained(name, seed=SEED + 1).arrays
    assert not same(first.arrays, other) or not holds_back(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_training_that_is_cancelled_and_resumed_ends_as_if_it_had_not_been(name: str, tmp_path: Path) -> None:
    uninterrupted, _ = whole(name)
    path = tmp_path / "training.npz"
    cut = trained(name, checkpoint=path, on_progress=lambda progress: len(progress.history) < 1)
    assert cut.cancelled and len(cut.history) == 1 and cut.test is None
    for resume in (path, cut.checkpoint):
        resumed = trained(name, resume=resume)
        assert same(uninterrupted.arrays, resumed.arrays)
        assert np.array_equal(figures(uninterrupted), figures(resumed), equal_nan=True)
        assert (uninterrupted.epoch, uninterrupted.accuracy) == (resumed.epoch, resumed.accuracy)


@pytest.mark.parametrize("name", NAMES)
def test_one_that_is_cancelled_within_an_epoch_goes_on_from_its_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ongoing, "PROGRESS_INTERVAL", 0.0)
    size = 40 if holds_back(name) else 2  # wanted trains are few
    uninterrupted = whole(name)[0] if holds_back(name) else trained(name, batch=size)
    cut = trained(name, batch=size, on_progress=lambda p: (p.epoch, p.batch) != (2, 1))
    assert cut.cancelled and len(cut.history) == 1
    assert same(uninterrupted.arrays, trained(name, batch=size, resume=cut.checkpoint).arrays)


@pytest.mark.parametrize("name", NAMES)
def test_the_best_epoch_by_validation_is_given_back(name: str) -> None:
    result, after = whole(name)
    accuracies = [epoch.validation_accuracy for epoch in result.history]
    if np.isnan(accuracies).all():
        assert not holds_back(name)
        assert result.epoch == EPOCHS
    else:
        assert result.epoch == max(n for n, value in enumerate(accuracies, 1) if value == max(accuracies))
    assert same(result.arrays, after[result.epoch - 1])
    cut = trained(name, on_progress=lambda progress: len(progress.history) < 2)
    best = max(range(2), key=lambda n: (accuracies[n], n)) if holds_back(name) else 1
    assert cut.cancelled and same(cut.arrays, after[best])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_learnt_from_what_is_held_back_and_the_test_is_answered_once(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Batches = []
    asked: list[list[int]] = []
    found = circuit(network_of(name))
    train, test = (set(part.tolist()) for part in found.dataset.model.split(found.samples, found.dataset.parameters))
    made, learns = ongoing.batch_of, False

    def batch(circuit: Any, indices: Any, first: int, trained: Any = None) -> Any:
        seen.append((learns, indices.tolist()))
        assert trained is None or set(trained.tolist()) <= train
        return made(circuit, indices, first, trained)

    def epoch(training: Any, number: int, of: Any = ongoing.OngoingTraining._epoch) -> Any:
        nonlocal learns
        learns = True
        return of(training, number)

    def validate(training: Any, of: Any = ongoing.OngoingTraining._validate) -> Any:
        nonlocal learns
        learns = False
        return of(training)

    def answered(circuit: Any, indices: Any, **options: Any) -> Any:
        asked.append(np.asarray(indices).tolist())
        return evaluate_samples(circuit, indices, **options)

    monkeypatch.setattr(ongoing, "batch_of", batch)
    monkeypatch.setattr(ongoing.OngoingTraining, "_epoch", epoch)
    monkeypatch.setattr(ongoing.OngoingTraining, "_validate", validate)
    monkeypatch.setattr(ongoing, "evaluate_samples", answered)
    trained(name)
    learnt = {index for is_learnt, indices in seen if is_learnt for index in indices}
    held = {index for is_learnt, indices in seen if not is_learnt for index in indices}
    assert sum(set(indices) == test for indices in asked) == 1, "the test samples are answered once"
    if holds_back(name):
        assert learnt | held == train and len(held) == round(0.2 * len(train))
        assert not learnt & held and not (learnt | held) & test
        assert sum(set(indices) == held for indices in asked) == 1
    else:
        assert learnt == train and not held


@pytest.mark.parametrize("name", NAMES)
def test_memory_is_known_and_refused_before_a_learner_is_made(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method = methods()[name]
    found, settings = circuit(network_of(name)), method.complete({})
    larger = method.complete({"batch": 8 * float(settings["batch"])})
    assert 0 < method.memory(found, settings) <= method.memory(found, larger)
    assert method.memory(found, settings) in {demand.memory for demand in method.demands(found, settings)}
    monkeypatch.setattr(method, "learner", lambda *_: pytest.fail("a learner was made"))
    with pytest.raises(NetworkError, match="memory"):
        fit(network_of(name), method, memory_budget=1000)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_trained_is_what_a_run_shows(name: str) -> None:
    """The answers of the result are those of the drawn network with its arrays in the place of the drawn ones."""
    result, _ = whole(name)
    found = circuit(with_arrays(network_of(name), result.arrays))
    assert result.test is not None
    again = evaluate_samples(found, result.test.samples, seed=SEED)
    assert np.array_equal(again.answers, result.test.answers) and again.spikes_per_sample == result.spikes_per_sample


# which networks a method fits


@cache
def ill() -> dict[str, NetworkDescription]:
    """Networks that somebody cannot train, and those that all others can."""
    return dict(drawn_ill())


def drawn_ill() -> Iterator[tuple[str, NetworkDescription]]:
    yield from ((name, make()) for name, make in ZOO.items())
    plain = ZOO["discrete neurons"]()
    into, read = plain.projections
    yield "nothing", NetworkDescription()
    yield "no decoder", replace(plain, decoders=())
    yield "no labels", replace(plain, decoders=(replace(plain.decoders[0], labels=None),))
    yield (
        "plasticity",
        replace(plain, projections=(into, replace(read, plasticity=find("plasticity/pair_stdp"), delay=1.0))),
    )
    yield "a loop", replace(plain, projections=(into, read, projection("around", "hidden", "hidden", delay=1.0)))
    yield "kernels", convolutional(sample_time=10.0)
    yield (
        "more neurons than classes",
        replace(plain, populations=(plain.populations[0], replace(plain.populations[1], size=5))),
    )
    yield (
        "a silent read-out",
        replace(
            plain,
            populations=(plain.populations[0], replace(plain.populations[1], model=find("neurons/leaky_integrator"))),
        ),
    )
    yield "rewards", rewarded_patterns()
    for key, model in models("neurons").items():
        if not model.text:
            yield key, small(neuron=key, weight=0.1)
    for key in models("encoders"):
        yield key, replace(plain, encoders=(Encoder("code", find(key), "data"),))
    for key in models("decoders"):
        yield key, replace(plain, decoders=(replace(plain.decoders[0], model=find(key)),))


def test_a_refusal_names_an_element_and_what_it_lacks() -> None:
    for case, network in ill().items():
        ids = {e.id for kind in vars(network).values() if isinstance(kind, tuple) for e in kind}
        for problem in (problem for method in methods().values() for problem in method.refusals(network)):
            assert problem.place in ids or not ids, f"{case}: {problem}"
            assert "{" not in str(problem) and str(problem).endswith("."), problem
            assert SENTENCES[problem.code].remedy, problem


def test_no_file_of_learning_names_a_model() -> None:
    """They go by traits: no text there is a model's key or file; that none is imported is a contract."""
    keys = {key for kind in KINDS for key in models(kind)}
    known = keys | {name for name in (key.split("/")[1] for key in keys) if "_" in name}
    for path in sorted(Path(engine.learning.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not texts & known, path.name


def problems_of(method: type[LearningMethod], network: NetworkDescription) -> list[Problem]:
    return [problem for problem in method.refusals(network) if problem.is_fatal]


@pytest.mark.parametrize("name", NAMES)
def test_what_does_not_fit_cannot_be_trained_and_is_told_what_can(name: str) -> None:
    method = methods()[name]
    for case in ("nothing", "no labels", "more neurons than classes"):
        if told := problems_of(method, ill()[case]):
            with pytest.raises(NetworkError) as refused:
                fit(ill()[case], method, epochs=1)
            assert [problem.code for problem in refused.value.problems[: len(told)]] == [p.code for p in told]
