"""Whatever is drawn: refused in sentences, or trained as it runs, resumed as if never stopped, exported as it fires.

``FUZZ_SEEDS=7,8 python -m pytest -n0 -m fuzz tests/engine/learning/test_any_network.py`` tries other networks.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.backends.cupy_device import reason_not_usable
from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.exporting.format import VerificationTrial
from engine.exporting.formats import formats
from engine.learning.components.method import LearningMethod
from engine.learning.methods import methods
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.learning.training.training_result import TrainingResult
from engine.network.description import NetworkDescription
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.engine.learning.random_networks import Chance
from tests.fuzz_seeds import fuzz_seeds

SEEDS = fuzz_seeds(1, 2, 3, 4)
DRAWN, METHODS, SAMPLES = 800, 5, 4
ON_A_DEVICE, APART = 300, 1e-6
AT_LEAST = 20  # networks of a seed that some method trains
FILES = ("npz", "safetensors", "nir")


@pytest.mark.fuzz
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", SEEDS)
def test_any_network_is_refused_in_sentences_or_trained_resumed_run_and_exported(seed: int, tmp_path: Path) -> None:
    chance, trained = Chance(seed), 0
    for number in range(DRAWN):
        network = chance.network()
        if told := [p for p in check(network) if p.is_fatal]:
            assert all(str(p) for p in told)
            continue
        for name in {chance.one(*methods()) for _ in range(METHODS)}:
            settings = chance.settings(methods()[name])
            try:
                trained += train(network, methods()[name], settings, number, tmp_path)
            except NetworkError as refused:
                assert str(refused), (number, name, settings)
            except Exception as error:
                error.add_note(f"network {number} of seed {seed} by {name} with {settings}: {network}")
                raise
    assert trained >= AT_LEAST


@pytest.mark.fuzz
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", SEEDS)
def test_any_network_trains_on_a_device_as_here(seed: int) -> None:
    """In double precision, where a method has it; a refusal is the same sentence."""
    if (reason := reason_not_usable()) is not None:
        pytest.skip(reason)
    chance, trained = Chance(seed), 0
    for number in range(ON_A_DEVICE):
        network = chance.network()
        if any(p.is_fatal for p in check(network)):
            continue
        for name in {chance.one(*methods()) for _ in range(METHODS)}:
            method, settings = methods()[name], chance.settings(methods()[name])
            if "precision" in method.choices:
                settings["precision"] = "float64"
            found, told = {}, {}
            for home in ("numpy", "cupy"):
                try:
                    found[home] = fit(
                        network, method, epochs=1, batch=7, seed=number, settings=settings, validation=0.2, backend=home
                    )
                except NetworkError as refused:
                    told[home] = str(refused)
                except Exception as error:
                    error.add_note(f"network {number} of seed {seed} by {name} at {home} with {settings}: {network}")
                    raise
            assert told.get("numpy") == told.get("cupy"), (number, name, settings)
            for key, values in found["numpy"].arrays.items() if found else ():
                most = APART * max(np.abs(values).max(initial=0.0), 1e-3)
                apart = np.abs(values - found["cupy"].arrays[key]).max(initial=0.0)
                assert apart <= most, (number, name, settings, key)
            trained += bool(found)
    assert trained >= AT_LEAST


def train(
    network: NetworkDescription, method: type[LearningMethod], settings: dict[str, float | str], seed: int, folder: Path
) -> bool:
    """Whether the method fits; raises :class:`NetworkError` for what only its settings or the samples refuse."""
    if told := [p for p in method.refusals(network) if p.is_fatal]:
        assert all(str(p) for p in told)
        return False

    def once(**more: object) -> TrainingResult:
        return fit(
            network, method, epochs=2, batch=7, seed=seed, settings=settings, validation=0.2, backend="numpy", **more
        )

    whole = once()
    assert all(np.isfinite(values).all() for values in whole.arrays.values())
    cut = once(on_progress=lambda progress: progress.arrays is None)
    if cut.cancelled:
        resumed = once(resume=cut.checkpoint)
        assert all(np.array_equal(values, resumed.arrays[key]) for key, values in whole.arrays.items())
        assert resumed.accuracy == whole.accuracy
    result = with_arrays(network, whole.arrays)
    assert not [p for p in (*check(result), *method.refusals(result)) if p.is_fatal]
    runs_as_it_answers(result, seed)
    exported_as_it_fires(result, folder)
    return True


def runs_as_it_answers(network: NetworkDescription, seed: int) -> None:
    found = circuit(network)
    steps = found.steps + round(found.dataset.gap / network.resolution)
    with Running(network, seed) as simulation:
        shown = simulation.advance(steps * SAMPLES).answers["answer"]
    samples = np.array([answer.sample for answer in shown])
    assert [answer.answer for answer in shown] == evaluate_samples(found, samples, seed=seed).answers.tolist()


class Running:
    """A simulation that is closed."""

    def __init__(self, network: NetworkDescription, seed: int) -> None:
        self._simulation = Simulation(network, seed=seed, backend="numpy")

    def __enter__(self) -> Simulation:
        return self._simulation

    def __exit__(self, *_: object) -> None:
        self._simulation.close()


def exported_as_it_fires(network: NetworkDescription, folder: Path) -> None:
    for name in FILES:
        format = formats()[name]
        if any(p.is_fatal for p in format.refusals(network)):
            continue
        path = folder / f"network{format.suffix}"
        format.write(network, path, {}, seed=1)
        assert format.verify(network, path, VerificationTrial(seed=1, samples=20)).holds, name
