"""What a dataset says is wanted of the answer, before anything is loaded, is what its samples have."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets.own_signals import OwnSignals
from engine.datasets.sequence_files import SequenceFiles
from engine.model.data import DatasetModel, Samples
from engine.model.declaration import Payload
from engine.model.registry import discovery

SHOWN = np.linspace(0.0, 1.0, 24).reshape(3, 8, 1)
MADE = [model for model in discovery.models("datasets").values() if issubclass(model, DatasetModel)]


def wanted(samples: Samples) -> Payload:
    if samples.have_classes:
        return Payload.LABELS
    return Payload.SPIKES if samples.series is None else Payload.VALUES


@pytest.mark.parametrize("model", [m for m in MADE if not m.locations], ids=lambda model: model.key)
def test_every_dataset_without_files_says_what_is_wanted(model: type[DatasetModel]) -> None:
    assert model.wants({}) is wanted(model.load({}))


def test_own_signals_want_values_where_they_are_given_some() -> None:
    for given in ({"x": SHOWN}, {"x": SHOWN, "wanted": SHOWN}, {"x": SHOWN, "labels": np.zeros((3, 8))}):
        assert OwnSignals.wants(given) is wanted(OwnSignals.load(given))


@pytest.mark.parametrize("told", [np.zeros(3, np.int64), np.zeros((3, 8), np.int64), np.zeros((3, 8, 2))])
def test_so_do_sequences_in_a_file(tmp_path, told) -> None:
    path = tmp_path / "series.npz"
    np.savez(path, x=SHOWN, y=told)
    given = {"file": str(path)}
    assert SequenceFiles.wants(given) is wanted(SequenceFiles.load(given))
    assert SequenceFiles.wants({"file": str(tmp_path / "nowhere.npz")}) is Payload.LABELS
