"""Spike files and recorded signals: what is read, and one sentence for what is not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.files import series as series_file
from engine.files.problem import ImportProblem
from engine.files.series import read_model_series
from engine.stimuli import ArrayCurrentStimulus, SpikeTimesStimulus

TIMES, TRAINS = [1.5, 3.0, 12.25], [0.0, 2.0, 1.0]
PAIRS = list(zip(TIMES, TRAINS, strict=True))
GOOD = {
    "bare.csv": "\n".join(f"{t},{n}" for t, n in PAIRS),
    "named.csv": "neuron;time\n" + "\n".join(f"{n:g};{t}" for t, n in PAIRS) + "\n",
    "nest.dat": "# NEST version: 3.8\n# RecordingBackendASCII version: 2\nsender\ttime_ms\n"
    + "\n".join(f"{n:g}\t{t}" for t, n in PAIRS),
    "nest.gdf": "\n".join(f"{n:g}\t{t:.3f}\t" for t, n in PAIRS),
    "spaces.txt": "\n".join(f"{t}  {n:g}" for t, n in PAIRS),
    "marked.csv": "\ufefftime,train\n" + "\n".join(f"{t}, {n}" for t, n in PAIRS),
}


@pytest.mark.parametrize("name", GOOD)
def test_spikes_are_read_from_tables_by_the_names_of_their_columns_or_in_order(name, tmp_path):
    path = tmp_path / name
    path.write_text(GOOD[name], encoding="utf-8")
    found = read_model_series(path, SpikeTimesStimulus)
    assert found["times"].tolist() == TIMES and found["trains"].tolist() == TRAINS


@pytest.mark.parametrize("name", ("a.dat", "a.gdf", "a.npz"))
def test_senders_of_nest_are_counted_from_the_lowest(name, tmp_path):
    """Neurons of a second population lay in trains above those of all the first, which were silent."""
    path, senders, times = tmp_path / name, [8003, 8001, 8007], [1.1, 1.3, 2.0]
    rows = "".join(f"{n}\t{t}\n" for n, t in zip(senders, times, strict=True))
    if name == "a.npz":
        np.savez(path, senders=senders, times=times)
    else:
        path.write_text(("sender\ttime_ms\n" if name == "a.dat" else "") + rows, encoding="utf-8")
    found = read_model_series(path, SpikeTimesStimulus)
    assert found["trains"].tolist() == [2, 0, 6] and found["times"].tolist() == times
    (tmp_path / "b.csv").write_text("train,time\n8003,1.1\n", encoding="utf-8")
    assert read_model_series(tmp_path / "b.csv", SpikeTimesStimulus)["trains"].tolist() == [8003], (
        "trains are no senders"
    )


NUMBER = st.one_of(
    st.floats(width=64).map(repr), st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(("nan", "-inf", "Infinity", "1_000", " 7 ", "+.5e-3", "5.")),
    st.sampled_from(('"3"', "x", "", "0x10", "1d5", "1 2", "#3", "½")),
)  # fmt: skip
LINE = st.lists(NUMBER, min_size=1, max_size=3)


@given(st.lists(LINE, min_size=1, max_size=6), st.sampled_from((",", ";", "\t", " ")))
def test_what_is_read_in_blocks_is_what_each_line_says_and_the_first_wrong_one_is_named(lines, separator):
    """Against the words of each line one by one, as they were read before."""
    texts = [text for text in map(separator.join, lines) if text.strip()]
    assume(texts)
    split = [series_file._words(Path("a.csv"), text, None if separator == " " else separator) for text in texts]
    wrong = [at for at, words in enumerate(split) if len(words) != 3 or not all(map(series_file._is_number, words))]
    layout = series_file._Layout(None if separator == " " else separator, "abc")
    block = partial(series_file._block, Path("a.csv"), layout=layout)
    if wrong:
        with pytest.raises(
            ImportProblem, match=f"^Line {wrong[0] + 1} of a.csv (does not hold 3 numbers|has .* is no number)"
        ):
            block(list(enumerate(texts, 1)))
    else:
        expected = np.array([[float(word) for word in words] for words in split])
        assert np.array_equal(block(list(enumerate(texts, 1))), expected, equal_nan=True)


def test_a_table_of_many_pieces_is_one_table_and_its_lines_keep_their_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(series_file, "PIECE", 50)
    rows = [f"{k},{k % 3}" + ("\n# between" if k % 7 == 0 else "") for k in range(100)]
    (tmp_path / "a.csv").write_text("time,train\n" + "\n".join(rows), encoding="utf-8")
    found = read_model_series(tmp_path / "a.csv", SpikeTimesStimulus)
    assert found["times"].tolist() == list(range(100)) and found["trains"].tolist() == [k % 3 for k in range(100)]
    (tmp_path / "a.csv").write_text("time,train\n" + "\n".join([*rows, "\n  ", "8,soon"]), encoding="utf-8")
    with pytest.raises(ImportProblem, match=r"Line 119 of a\.csv"):
        read_model_series(tmp_path / "a.csv", SpikeTimesStimulus)


@pytest.mark.parametrize("head", ["time;train\n", ""])
def test_numbers_between_semicolons_may_have_a_comma_for_their_point(tmp_path, head):
    """A spreadsheet in German or French writes them so, and every line was refused."""
    (tmp_path / "a.csv").write_text(head + "0,5;0\n1,25;1\n2;2\n", encoding="utf-8")
    found = read_model_series(tmp_path / "a.csv", SpikeTimesStimulus)
    assert found["times"].tolist() == [0.5, 1.25, 2.0] and found["trains"].tolist() == [0, 1, 2]


def test_spikes_are_read_from_numpys_archives_and_times_alone_are_enough(tmp_path):
    np.savez(tmp_path / "a.npz", senders=np.array(TRAINS, int), times=np.array(TIMES, np.float32))
    found = read_model_series(tmp_path / "a.npz", SpikeTimesStimulus)
    assert found["times"].tolist() == TIMES and found["trains"].tolist() == TRAINS
    (tmp_path / "b.csv").write_text("4\n5.5\n", encoding="utf-8")
    assert {n: v.tolist() for n, v in read_model_series(tmp_path / "b.csv", SpikeTimesStimulus).items()} == {
        "times": [4.0, 5.5]
    }


def test_a_signal_is_read_with_its_interval_and_a_column_for_each_train(tmp_path):
    (tmp_path / "a.csv").write_text("time,left,right\n0,1,10\n0.5,2,20\n1,3,30\n", encoding="utf-8")
    found = read_model_series(tmp_path / "a.csv", ArrayCurrentStimulus)
    assert found["signal"].tolist() == [[1, 10], [2, 20], [3, 30]] and found["interval"] == 0.5
    np.save(tmp_path / "b.npy", np.arange(5.0))
    assert read_model_series(tmp_path / "b.npy", ArrayCurrentStimulus)["signal"].tolist() == [0, 1, 2, 3, 4]


BAD = {
    "words.csv": (b"time\nsoon\n", "Line 2 of words.csv"),
    "short.csv": (b"1,2\n3\n", "Line 2 of short.csv does not hold 2 numbers"),
    "empty.csv": (b"\n# nothing\n", "empty.csv is empty"),
    "head.csv": (b"time,train\n", "no numbers"),
    "infinite.csv": (b"1\ninf\n", "Row 2 of the column 1 of infinite.csv holds what is no finite number"),
    "thousands.csv": (b"time;train\n1,5,2;0\n", "Line 2 of thousands.csv"),
    "odd.csv": (b"1,0.5\n2,1\n", "whole numbers"),
    "negative.csv": (b"1,-1\n2,1\n", "whole numbers"),
    "other.csv": (b"senders\n1\n", "no column named times, time"),
    "steps.gdf": (b"3\t12\t0.1\n", "has 3 columns; those of such a file are sender, time_ms"),
    "signals.gdf": (b"GDF 2.20\xff\xfe\x00", "not a text"),
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
        read_model_series(path, SpikeTimesStimulus)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_a_truncated_archive_and_python_objects_are_refused(tmp_path):
    np.savez(tmp_path / "whole.npz", times=np.arange(1000.0))
    (tmp_path / "half.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:2000])
    np.save(tmp_path / "objects.npy", np.array([{"a": 1}], object), allow_pickle=True)
    for name in ("half.npz", "objects.npy"):
        with pytest.raises(ImportProblem):
            read_model_series(tmp_path / name, SpikeTimesStimulus)


def test_a_column_of_times_must_be_even(tmp_path):
    (tmp_path / "a.csv").write_text("time,value\n0,1\n1,2\n3,3\n", encoding="utf-8")
    with pytest.raises(ImportProblem, match="equally far apart"):
        read_model_series(tmp_path / "a.csv", ArrayCurrentStimulus)
