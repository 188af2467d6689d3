"""Lists of connections from files: what is right is read, what is wrong is one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.files import series
from engine.files.problem import ImportProblem
from engine.importing.connection_list import read_connections


@pytest.mark.parametrize(
    "text",
    [
        "pre,post,weight,delay\n0,3,1.5,1\n2,1,-2,0.5\n",
        "0,3,1.5,1\n2,1,-2,0.5\n",
        "delay,target,weight,source,colour\n1,3,1.5,0,red\n0.5,1,-2,2,blue\n\n",
    ],
)
def test_a_table_is_read_with_and_without_names(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = read_connections(tmp_path / "a.csv")
    assert found.pre.tolist() == [0, 2] and found.post.tolist() == [3, 1]
    assert found.weight is not None and found.weight.tolist() == [1.5, -2.0]
    assert found.delay is not None and found.delay.tolist() == [1.0, 0.5]


def test_an_archive_is_read_by_names(tmp_path: Path) -> None:
    others = {"other": np.zeros((2, 2)), "names": np.array(["a", "b"]), "empty": np.zeros(0), "flags": np.array([1j])}
    np.savez(tmp_path / "a.npz", pre=np.array([0, 2]), post=np.array([3, 1], np.uint8), **others)
    found = read_connections(tmp_path / "a.npz")
    assert found.pre.tolist() == [0, 2] and found.post.tolist() == [3, 1]
    assert found.weight is None and found.delay is None


def test_an_array_that_is_no_list_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", pre=np.array([0]), post=np.array([1j]))
    with pytest.raises(ImportProblem, match=r"The array post of a\.npz is no list of numbers\."):
        read_connections(tmp_path / "a.npz")


def test_a_list_may_be_larger_than_a_table_of_series(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(series, "LARGEST", 4)
    (tmp_path / "a.csv").write_text("0,3\n2,1\n", encoding="utf-8")
    assert read_connections(tmp_path / "a.csv").post.tolist() == [3, 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("pre,weight\n1,2\n", "no columns named pre and post"),
        ("0,1,2\n0,1\n", "Line 2 of a.csv does not hold 3 numbers"),
        ("0,1\n0,x\n", "Line 2 of a.csv has “x” in the column 2"),
        ("pre,post\n0,1\n0.5,1\n", "whole numbers"),
        ("0,-1\n", "whole numbers"),
        ("0,1,nan\n", "no finite number"),
        ("0,1,1,-3\n", "delays below 0"),
        ("7\n", "no columns named pre and post"),
        ("pre,post\n0,1\n0,x\n", "Line 3 of a.csv has “x” in the column post"),
        ("pre,post\nx,1\ny,2\n", "Line 2 of a.csv has “x” in the column pre"),
        ("pre,post\n", "names of columns but no numbers"),
        ("0,99999999999\n", "more than can be counted"),
        ("pre,pre,post\n0,1,2\n", "a.csv has 2 columns named pre"),
        ("pre,Source,post\n0,1,2\n", "a.csv has 2 columns named pre"),
    ],
)
def test_what_is_wrong_with_a_table_is_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ImportProblem, match=said) as found:
        read_connections(tmp_path / "a.csv")
    assert "\n" not in str(found.value) and str(found.value).endswith(".")


def test_truncated_missing_and_strange_files_are_one_sentence(tmp_path: Path) -> None:
    np.savez(tmp_path / "whole.npz", pre=np.arange(1000), post=np.arange(1000))
    content = (tmp_path / "whole.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(content[: len(content) // 2])
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)))
    np.savez(tmp_path / "objects.npz", pre=np.array([{}]), post=np.array([1]))
    np.savez(tmp_path / "matrix.npz", pre=np.zeros((2, 2)), post=np.zeros(2))
    np.savez(tmp_path / "uneven.npz", pre=np.zeros(3), post=np.zeros(2))
    for name in ("cut.npz", "binary.csv", "objects.npz", "matrix.npz", "uneven.npz", "absent.csv", "absent.npz"):
        with pytest.raises(ImportProblem) as found:
            read_connections(tmp_path / name)
        assert str(found.value).endswith(".") and "\n" not in str(found.value)
