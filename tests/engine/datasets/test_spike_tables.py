"""Tables of spikes: rows become spikes of samples, and what is wrong with them is one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.spike_tables import SpikeTables
from engine.model.data import Unreadable
from engine.network.description import Dataset
from engine.problems import NetworkError

TABLE = "sample,time,channel,label\n0,0,3,1\n0,2.5,1,1\n1,99.9,0,0\n2,5,2,1\n2,5.5,2,1\n"


def loaded(path: Path, **more: Any) -> Any:
    return Dataset("d", SpikeTables, {"file": str(path), "channels": 4.0, **more}, title="Mine").samples()


def written(folder: Path, text: str) -> Path:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return folder / "a.csv"


def test_rows_of_a_table_are_spikes_of_samples(tmp_path: Path) -> None:
    samples = loaded(written(tmp_path, TABLE))
    assert samples.values.shape == (3, 100, 4) and samples.labels.tolist() == [1, 0, 1]
    found = [(int(s), int(row), int(channel)) for s, row, channel in np.argwhere(samples.values[:])]
    assert found == [(0, 0, 3), (0, 2, 1), (1, 99, 0), (2, 5, 2)], "two spikes of one interval are one"
    finer = loaded(tmp_path / "a.csv", interval=0.5, duration=20.0)
    assert np.argwhere(finer.values[2]).tolist() == [[10, 2], [11, 2]] and not finer.values[1].any()


def test_an_archive_has_a_label_for_each_sample_also_for_one_without_spikes(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "a.npz", times=np.array([1.0, 2.0, 3.0]), units=np.array([0, 1, 2]), trials=np.array([2, 0, 2]),
        labels=np.array([4, 0, 1, 2]),
    )  # fmt: skip
    samples = loaded(tmp_path / "a.npz")
    assert samples.labels.tolist() == [4, 0, 1, 2] and samples.values[:].sum(axis=(1, 2)).tolist() == [1, 0, 2, 0]
    train, test = SpikeTables.split(samples, {"test_share": 0.5})
    assert sorted([*train, *test]) == [0, 1, 2, 3]


def test_a_table_is_known_by_its_columns(tmp_path: Path) -> None:
    assert SpikeTables.recognises(written(tmp_path, TABLE))
    assert not SpikeTables.recognises(written(tmp_path, "time,train\n5,0\n"))
    np.savez(tmp_path / "a.npz", times=np.ones(1), units=np.ones(1), trials=np.ones(1), labels=np.ones(1))
    assert SpikeTables.recognises(tmp_path / "a.npz") and not SpikeTables.recognises(tmp_path)
    (tmp_path / "b.npz").write_bytes(b"PK nothing")
    assert not SpikeTables.recognises(tmp_path / "b.npz")


WRONG = {
    "words": ("sample,time,channel,label\n0,0,0,cat\n", "Line 2 of a.csv has “cat” in the column label,"),
    "no time": ("sample,channel,label\n0,0,0\n", "a.csv, which Mine reads, has no column time."),
    "half a channel": (TABLE + "2,6,1.5,1\n", "The column channel of a.csv, which Mine reads, has 1.5."),
    "negative": (TABLE + "-1,6,1,1\n", "The column sample of a.csv, which Mine reads, has -1."),
    "a billion samples": (TABLE + "1000000000,6,1,1\n", "The column sample of a.csv, which Mine reads, has 1e+09."),
    "no number": (TABLE + "2,nan,1,1\n", "The column time of a.csv, which Mine reads, has nan."),
    "another channel": (TABLE + "2,6,4,1\n", "has spikes of channel 4, of which there are 4 from 0 on."),
    "two labels": (TABLE + "2,6,1,0\n", "Sample 2 of a.csv, which Mine reads, has two labels."),
    "a gap": (TABLE + "4,6,1,0\n", "Sample 3 of a.csv, which Mine reads, has no spikes, and so no label."),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_tables_get_one_sentence(tmp_path: Path, case: str) -> None:
    text, sentence = WRONG[case]
    with pytest.raises(NetworkError) as error:
        loaded(written(tmp_path, text))
    assert len(error.value.problems) == 1 and sentence in str(error.value), str(error.value)


def test_a_dropped_table_says_its_channels_and_how_long_its_samples_are(tmp_path: Path) -> None:
    assert SpikeTables.suggested(written(tmp_path, TABLE)) == {"channels": 4.0, "duration": 100.0}
    path = written(tmp_path, TABLE + "2,437.2,120,1\n")
    told = SpikeTables.suggested(path)
    assert told == {"channels": 121.0, "duration": 440.0}
    samples = Dataset("d", SpikeTables, {"file": str(path), **told}).samples()
    assert samples.values.rows.max() == 437 and samples.values.shape == (3, 440, 121)
    with pytest.raises(Unreadable):
        SpikeTables.suggested(written(tmp_path, "sample,time,channel,label\nno\n"))
