"""Training: the same seed the same weights, cancelling, going on, bounds kept, refusals before it begins."""

from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.trained import with_arrays
from engine.learning.components.declared import PRESENT
from engine.learning.components.losses import OF_MEMBRANES, VAN_ROSSUM
from engine.learning.components.method import LearningMethod
from engine.learning.methods import methods
from engine.learning.methods.surrogate_gradient import EVERYTHING, SurrogateGradient
from engine.learning.training.checkpoint import CheckpointProblem
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.learning.training.training_result import TrainingResult
from engine.model.registry.discovery import find
from engine.model.typed.neuron import neuron
from engine.network.description import NetworkDescription, Sign
from engine.problems import NetworkError
from tests.engine.learning.networks import convolutional, of_few, small


def same(first: Any, second: Any) -> bool:
    return first.keys() == second.keys() and all(np.array_equal(first[k], second[k]) for k in first)


def test_methods_are_discovered_with_a_summary() -> None:
    assert methods()["surrogate_gradient"] is SurrogateGradient
    assert all(issubclass(m, LearningMethod) and m.summary() for m in methods().values())


def test_the_same_seed_finds_the_same_weights_and_another_seed_others() -> None:
    first, again, other = (fit(small(), SurrogateGradient, epochs=2, seed=s) for s in (1, 1, 2))
    assert same(first.arrays, again.arrays) and not same(first.arrays, other.arrays)
    assert first.accuracy == again.accuracy


def test_training_improves_and_its_result_is_what_evaluation_says() -> None:
    result = fit(small(), SurrogateGradient, epochs=6, seed=1)
    assert result.history[-1].loss < result.history[0].loss and result.accuracy > 0.8
    trained = with_arrays(small(), result.arrays)
    assert evaluate(trained, seed=1).accuracy == result.accuracy
    assert (
        result.confusion is not None
        and result.confusion.sum() == 360
        and np.trace(result.confusion) == round(360 * result.accuracy)
    )


def test_a_validation_part_chooses_the_best_epoch() -> None:
    result = fit(small(), SurrogateGradient, epochs=4, seed=1, validation=0.1)
    best = max(epoch.validation_accuracy for epoch in result.history)
    assert result.history[result.epoch - 1].validation_accuracy == best
    assert result.validation is not None and result.validation.confusion.sum() == 144


def test_cancelling_keeps_the_best_so_far() -> None:
    seen: list[Progress] = []

    def stop_in_the_third_epoch(progress: Progress) -> bool:
        seen.append(progress)
        return progress.epoch < 3

    result = fit(small(), SurrogateGradient, epochs=50, seed=1, on_progress=stop_in_the_third_epoch)
    assert result.cancelled and result.epoch in (2, 3) and len(result.history) <= 3
    assert seen[-1].seconds_left > 0 and 0 < seen[-1].share < 0.1
    assert any(p.arrays is not None for p in seen)


def figures(result: TrainingResult) -> list[tuple[float, ...]]:
    return [astuple(replace(epoch, seconds=0.0)) for epoch in result.history]


def test_going_on_from_a_checkpoint_is_as_if_never_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "training.npz"
    whole = fit(small(), SurrogateGradient, epochs=4, seed=1, validation=0.1)
    cut = fit(
        small(), SurrogateGradient, epochs=4, seed=1, validation=0.1, checkpoint=path,
        on_progress=lambda p: len(p.history) < 2,
    )  # fmt: skip
    assert cut.cancelled and len(cut.history) == 2
    assert cut.test is None and np.isnan(cut.accuracy), "the test samples are answered once, at the end"
    assert cut.confusion is not None and cut.confusion.sum() == 144
    for resume in (path, cut.checkpoint):
        resumed = fit(small(), SurrogateGradient, epochs=4, seed=1, validation=0.1, resume=resume)
        assert same(whole.arrays, resumed.arrays)
        assert figures(whole) == figures(resumed)
        assert (whole.epoch, whole.accuracy) == (resumed.epoch, resumed.accuracy)
        assert not resumed.cancelled and resumed.seconds > cut.checkpoint.seconds


def test_what_was_cancelled_within_an_epoch_goes_on_from_its_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.learning.training.ongoing.PROGRESS_INTERVAL", 0.0)
    whole = fit(small(), SurrogateGradient, epochs=2, seed=1)
    for epoch in (1, 2):
        cut = fit(
            small(), SurrogateGradient, epochs=2, seed=1,
            on_progress=lambda p, epoch=epoch: (p.epoch, p.batch) != (epoch, 9),
        )  # fmt: skip
        assert cut.cancelled and len(cut.history) == epoch - 1
        resumed = fit(small(), SurrogateGradient, epochs=2, seed=1, resume=cut.checkpoint)
        assert same(whole.arrays, resumed.arrays)


def test_a_cancel_that_comes_with_the_last_batch_cancels_nothing() -> None:
    result = fit(small(), SurrogateGradient, epochs=1, seed=1, on_progress=lambda p: p.arrays is None)
    assert not result.cancelled


def test_a_checkpoint_is_kept_by_one_training_at_a_time(tmp_path: Path) -> None:
    """Two wrote it in turns, and whoever was stopped went on from the other's epochs."""
    path, link = tmp_path / "training.npz", tmp_path / "link.npz"
    link.symlink_to(path)
    refused = []

    def beside(progress: Progress) -> bool:
        if progress.arrays is not None:
            before = path.read_bytes()
            for file in (path, link):
                with pytest.raises(CheckpointProblem, match=r"^Another training keeps itself in ") as problem:
                    fit(small(), SurrogateGradient, epochs=1, seed=2, checkpoint=file)
                refused.append(str(problem.value))
            assert path.read_bytes() == before
            fit(small(), SurrogateGradient, epochs=1, seed=2, checkpoint=tmp_path / "other.npz")
        return progress.arrays is None

    fit(small(), SurrogateGradient, epochs=2, seed=1, checkpoint=path, on_progress=beside)
    assert [str(path) in refused[0], str(link) in refused[1]] == [True, True]
    fit(small(), SurrogateGradient, epochs=2, seed=1, checkpoint=path, resume=path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["link.npz", "other.npz", "training.npz"]


def test_a_checkpoint_of_another_training_and_a_broken_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "training.npz"
    fit(small(), SurrogateGradient, epochs=1, seed=1, checkpoint=path)
    with pytest.raises(CheckpointProblem, match="another training"):
        fit(small(), SurrogateGradient, epochs=1, seed=2, resume=path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(CheckpointProblem, match="no checkpoint"):
        fit(small(), SurrogateGradient, epochs=1, seed=1, resume=path)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(CheckpointProblem, match="no checkpoint"):
        fit(small(), SurrogateGradient, epochs=1, seed=1, resume=path)


def test_present_weights_are_where_training_may_begin() -> None:
    first = fit(small(), SurrogateGradient, epochs=3, seed=1)
    trained = with_arrays(small(), first.arrays)
    more = fit(trained, SurrogateGradient, epochs=1, seed=1, settings={"start": PRESENT})
    fresh = fit(trained, SurrogateGradient, epochs=1, seed=1)
    assert more.history[0].loss < 0.5 * fresh.history[0].loss


def test_marked_parameters_are_trained_on_request_and_stay_in_bounds() -> None:
    settings = {"trains": EVERYTHING, "learning_rate": 0.2}
    result = fit(small(), SurrogateGradient, epochs=1, seed=1, settings=settings)
    beta = result.arrays["hidden", "beta"]
    assert beta.shape == () and beta != 0.9 and 0 <= beta <= 1
    assert ("hidden", "V_reset") not in result.arrays
    assert ("hidden", "beta") not in fit(small(), SurrogateGradient, epochs=1, seed=1).arrays


@pytest.mark.parametrize(("sign", "allowed"), [(Sign.EXCITATORY, np.greater_equal), (Sign.INHIBITORY, np.less_equal)])
def test_weights_stay_on_their_side_of_zero(sign: Sign, allowed: Any) -> None:
    network = small()
    projections = tuple(replace(p, sign=sign, weight=0.0) if p.id == "in" else p for p in network.projections)
    result = fit(replace(network, projections=projections), SurrogateGradient, epochs=1, seed=1)
    weight = result.arrays["in", "weight"]
    assert allowed(weight, 0).all() and np.abs(weight).max() > 0


def test_connections_that_are_not_there_stay_away() -> None:
    network = small(wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.5})
    result = fit(network, SurrogateGradient, epochs=1, seed=1)
    assert result.arrays["in", "weight"].ndim == 1
    trained = with_arrays(network, result.arrays)
    assert evaluate(trained, seed=1).accuracy == result.accuracy


def test_weights_that_run_away_are_told_and_not_kept() -> None:
    with pytest.raises(NetworkError, match="finite") as refused, np.errstate(all="ignore"):
        fit(small(), SurrogateGradient, epochs=2, seed=1, settings={"learning_rate": 1e38})
    assert refused.value.problems[0].place in {"in", "read", "hidden", "out"}


def test_a_network_that_can_be_trained_is_not_refused() -> None:
    assert SurrogateGradient.refusals(small()) == []


def test_training_that_would_not_fit_into_memory_is_refused_before_it_begins() -> None:
    with pytest.raises(NetworkError, match=r"would need about .* MB of memory; 0\.1 MB may be used"):
        fit(small(), SurrogateGradient, batch=1000, memory_budget=100_000)


@pytest.mark.parametrize("settings", [{"surrogate": "none"}, {"learning_rate": -1.0}, {"color": 3.0}])
def test_a_setting_that_is_not_one_is_named(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        fit(small(), SurrogateGradient, settings=settings)


@pytest.mark.parametrize("choice", ["surrogate", "optimizer", "loss"])
def test_every_choice_trains(choice: str) -> None:
    """The distance of spike trains needs other data, and membranes another read-out: each has a file of its own."""
    for option in set(SurrogateGradient.choices[choice].options) - {VAN_ROSSUM, *OF_MEMBRANES}:
        rate = {"momentum": 0.05, "gradient descent": 0.05}.get(option, 2e-3)
        settings = {choice: option, "learning_rate": rate}
        result = fit(small(), SurrogateGradient, epochs=8, seed=1, settings=settings)
        assert result.accuracy > 0.5, option


def test_a_checkpoint_from_before_channels_shared_their_bias_is_refused_in_words() -> None:
    network = of_few(convolutional())
    kept = fit(network, SurrogateGradient, epochs=2, seed=1, on_progress=lambda p: not p.history).checkpoint
    places = 36
    state = {
        name: np.repeat(array, places) if name.endswith("/hidden/bias") else array for name, array in kept.state.items()
    }
    assert any(name.endswith("/hidden/bias") for name in state)
    with pytest.raises(CheckpointProblem, match="one of another training"):
        fit(network, SurrogateGradient, epochs=2, seed=1, resume=replace(kept, state=state))
    assert len(fit(network, SurrogateGradient, epochs=2, seed=1, resume=kept).history) == 2


def test_a_training_whose_rate_was_set_goes_on_by_the_usual_rate_where_these_are_equal() -> None:
    whole = fit(small(), SurrogateGradient, epochs=3, seed=1)
    cut = fit(
        small(), SurrogateGradient, epochs=3, seed=1, settings={"learning_rate": 0.008},
        on_progress=lambda p: len(p.history) < 2,
    )  # fmt: skip
    assert cut.cancelled and len(cut.history) == 2
    assert same(whole.arrays, fit(small(), SurrogateGradient, epochs=3, seed=1, resume=cut.checkpoint).arrays)
    with pytest.raises(CheckpointProblem):
        other = {"learning_rate": 0.002}
        fit(small(), SurrogateGradient, epochs=3, seed=1, settings=other, resume=cut.checkpoint)


TYPED = """
dv/dt = (R*I - v)/tau : mV
threshold: v > V_th
reset: v = 0 mV
R = 1 Mohm
tau = 10 ms
V_th = 1 mV
"""
SPARSE = {"wiring": find("wiring/fixed_in_degree"), "wiring_parameters": {"in_degree": 6.0}}
AS_MANY = {"wiring": find("wiring/fixed_out_degree"), "wiring_parameters": {"out_degree": 3.0}}


@pytest.mark.parametrize("changed", [AS_MANY, {"delay": 3.0}, {"text": TYPED.replace("v = 0 mV", "v -= V_th")}])
def test_the_checkpoint_of_a_network_of_other_connections_or_equations_is_refused(changed: dict[str, Any]) -> None:
    """Its weights would have gone to others, of which there are as many."""

    def drawn(text: str = TYPED, **values: Any) -> NetworkDescription:
        network = small()
        hidden, out = network.populations
        first, second = network.projections
        second = replace(second, **{**SPARSE, **values})
        return replace(network, populations=(replace(hidden, model=neuron(text)), out), projections=(first, second))

    kept = fit(drawn(), SurrogateGradient, epochs=1, seed=1).checkpoint
    with pytest.raises(CheckpointProblem, match="one of another training"):
        fit(drawn(**changed), SurrogateGradient, epochs=1, seed=1, resume=kept)
    assert fit(drawn(), SurrogateGradient, epochs=1, seed=1, resume=kept).history
