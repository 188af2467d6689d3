"""The seeds of data sets, which are NumPy's old ones so that published samples come back: 32 bits, the rest refused."""

from __future__ import annotations

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.data import DatasetModel
from engine.model.registry.discovery import find, models
from engine.network.description import Dataset, NetworkDescription, Population

SEEDED = [
    (model, name)
    for model in models("datasets").values()
    for name, parameter in model.parameters().items()
    if "seed" in name or "seed" in parameter.meaning
]
LAST = 2**32 - 1


def refused(model: type[DatasetModel], name: str, seed: float) -> list[str]:
    network = NetworkDescription(
        datasets=(Dataset("data", model, {name: seed}),),
        populations=(Population("A", find("neurons/leaky_integrate_and_fire"), 1),),
    )
    return [str(p) for p in check(network) if p.quantity == name]


@pytest.mark.parametrize(("model", "name"), SEEDED, ids=lambda value: getattr(value, "key", value))
def test_a_seed_that_the_samples_cannot_have_is_refused_before_they_are_made(model, name):
    """Digits, waveforms and target trains took any number and failed in NumPy's words."""
    assert refused(model, name, float(LAST)) == []
    for seed in (float(LAST + 1), 2.0**53, -1.0, 0.5):
        assert len(refused(model, name, seed)) == 1


@pytest.mark.parametrize("key", ["datasets/digits", "datasets/waveforms", "datasets/target_spike_trains"])
def test_the_first_and_the_last_seed_make_other_samples(key):
    model = models("datasets")[key]
    name = next(name for found, name in SEEDED if found is model and not name.startswith("variation"))

    def made(seed: int) -> bytes:
        samples = model.load({name: float(seed)})
        content = samples.values if samples.targets is None else samples.targets.raster(np.arange(1), 200)
        return np.asarray(content).tobytes() + model.split(samples, {name: float(seed)})[1].tobytes()

    assert len({made(seed) for seed in (2, 3, LAST)}) == 3
