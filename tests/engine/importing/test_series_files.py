"""Spike files and recorded signals: what is read, and one sentence for what is not."""

from __future__ import annotations

import numpy as np
import pytest

from engine.importing.imported import ImportProblem
from engine.importing.series_file import read
from engine.stimuli import ArrayCurrentStimulus, SpikeTimesStimulus

TIMES, TRAINS = [1.5, 3.0, 12.25], [0.0, 2.0, 1.0]
PAIRS = list(zip(TIMES, TRAINS, strict=True))
GOOD = {
    "bare.csv": "\n".join(f"{t},{n}" for t, n in PAIRS),
    "named.csv": "neuron;time\n" + "\n".join(f"{n:g};{t}" for t, n in PAIRS) + "\n",
    "nest.dat": "# NEST version: 3.8\n# RecordingBackendASCII version: 2\nsender\ttime_ms\n"
    + "\n".join(f"{n:g}\t{t}" for t, n in PAIRS),
    "spaces.txt": "\n".join(f"{t}  {n:g}" for t, n in PAIRS),
    "marked.csv": "\ufefftime,train\n" + "\n".join(f"{t}, {n}" for t, n in PAIRS),
}


@pytest.mark.parametrize("name", GOOD)
def test_spikes_are_read_from_tables_by_the_names_of_their_columns_or_in_order(name, tmp_path):
    path = tmp_path / name
    path.write_text(GOOD[name], encoding="utf-8")
    found = read(path, SpikeTimesStimulus)
    assert found["times"].tolist() == TIMES and found["trains"].tolist() == TRAINS


def test_spikes_are_read_from_numpys_archives_and_times_alone_are_enough(tmp_path):
    np.savez(tmp_path / "a.npz", senders=np.array(TRAINS, int), times=np.array(TIMES, np.float32))
    found = read(tmp_path / "a.npz", SpikeTimesStimulus)
    assert found["times"].tolist() == TIMES and found["trains"].tolist() == TRAINS
    (tmp_path / "b.csv").write_text("4\n5.5\n", encoding="utf-8")
    assert {n: v.tolist() for n, v in read(tmp_path / "b.csv", SpikeTimesStimulus).items()} == {"times": [4.0, 5.5]}


def test_a_signal_is_read_with_its_interval_and_a_column_for_each_train(tmp_path):
    (tmp_path / "a.csv").write_text("time,left,right\n0,1,10\n0.5,2,20\n1,3,30\n", encoding="utf-8")
    found = read(tmp_path / "a.csv", ArrayCurrentStimulus)
    assert found["signal"].tolist() == [[1, 10], [2, 20], [3, 30]] and found["interval"] == 0.5
    np.save(tmp_path / "b.npy", np.arange(5.0))
    assert read(tmp_path / "b.npy", ArrayCurrentStimulus)["signal"].tolist() == [0, 1, 2, 3, 4]


BAD = {
    "words.csv": (b"time\nsoon\n", "Line 2 of words.csv"),
    "short.csv": (b"1,2\n3\n", "Line 2 of short.csv does not hold 2 numbers"),
    "empty.csv": (b"\n# nothing\n", "empty.csv is empty"),
    "head.csv": (b"time,train\n", "no numbers"),
    "infinite.csv": (b"1\ninf\n", "no finite number"),
    "odd.csv": (b"1,0.5\n2,1\n", "whole numbers"),
    "negative.csv": (b"1,-1\n2,1\n", "whole numbers"),
    "other.csv": (b"senders\n1\n", "no column named times, time"),
    "binary.csv": (b"\xff\xfe\x00\x01", "not a text"),
    "cut.npz": (b"PK\x03\x04rest", "not a NumPy archive"),
    "cut.npy": (b"\x93NUMPY\x01\x00", "not a NumPy array"),
    "sheet.xlsx": (b"PK", "none of the kinds"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_file_is_one_sentence(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(BAD[name][0])
    with pytest.raises(ImportProblem, match=BAD[name][1]) as caught:
        read(path, SpikeTimesStimulus)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_a_truncated_archive_and_python_objects_are_refused(tmp_path):
    np.savez(tmp_path / "whole.npz", times=np.arange(1000.0))
    (tmp_path / "half.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:2000])
    np.save(tmp_path / "objects.npy", np.array([{"a": 1}], object), allow_pickle=True)
    for name in ("half.npz", "objects.npy"):
        with pytest.raises(ImportProblem):
            read(tmp_path / name, SpikeTimesStimulus)


def test_a_column_of_times_must_be_even(tmp_path):
    (tmp_path / "a.csv").write_text("time,value\n0,1\n1,2\n3,3\n", encoding="utf-8")
    with pytest.raises(ImportProblem, match="equally far apart"):
        read(tmp_path / "a.csv", ArrayCurrentStimulus)
