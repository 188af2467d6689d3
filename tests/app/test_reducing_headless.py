"""Reducing weights without a window: a table of what remains, or a project that holds it."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.examples import digits
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from tests.app.test_command_line import main, project, refused

__all__ = ["project"]
FEW = ["--bits", "full,4", "--prune", "0,50"]


def test_a_table_has_a_row_for_every_grid_and_share(project, tmp_path, capsys):
    out = tmp_path / "table.csv"
    assert main(["reduce", project(digits.draw()), *FEW, "--seed", "1", "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["bits"], row["pruned"]) for row in rows] == [
        ("full precision", "0.0"), ("full precision", "0.5"), ("4 bits", "0.0"), ("4 bits", "0.5"),
    ]  # fmt: skip
    assert len(lines) == 6 and "by seed 1 holds back with --validation 0.1; with less" in lines[-1]
    assert {row["split"] for row in rows} == {"validation"}
    sizes, energies = ([float(row[name]) for row in rows] for name in ("weight_bytes", "energy_nj"))
    assert sizes[1] == sizes[0] / 2 and sizes[2] < sizes[1] and sizes[3] < sizes[2]
    assert energies[2] < energies[1] < energies[0]
    there = sorted(tmp_path.iterdir())
    assert main(["reduce", project(digits.draw()), *FEW, "--seed", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == lines and sorted(tmp_path.iterdir()) == there


def test_the_samples_are_those_that_the_project_holds_back_and_are_called_so(project, capsys):
    document = digits.draw()
    document.training = replace(document.training, seed=5, validation=0.2)
    assert main(["reduce", project(document), "--bits", "full"]) == 0
    assert "by seed 5 holds back with --validation 0.2; with less" in capsys.readouterr().out
    assert main(["reduce", project(document), "--bits", "full", "--seed", "3"]) == 0
    assert "by seed 3 holds back with --validation 0.1; with less" in capsys.readouterr().out


def test_one_reduction_is_written_as_a_project_with_its_weights(project, tmp_path, capsys):
    out, path = tmp_path / "small.spikeloom", project(digits.draw())
    arguments = ["reduce", path, "--bits", "ternary", "--prune", "50", "--split", "test"]
    assert main([*arguments, "--seed", "1", "--out", str(out)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "On the test samples." in said[-1]
    description = meaning(open_document(out)).description
    for link in description.projections:
        sizes = np.unique(np.abs(np.asarray(link.weight)))
        assert len(sizes) == 2 and sizes[0] == 0
    assert main(["evaluate", str(out), "--seed", "1", "--out", str(tmp_path / "answers.csv")]) == 0
    accuracy = capsys.readouterr().out.split()[-1]
    assert f"{accuracy} %" in said[1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--bits", "5"], "no weights of 5"),
        (["--prune", "101"], "101 is not between 0 and 100"),
        (["--prune", "many"], "many is no number"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(project, tmp_path, capsys, options, words):
    assert words in refused(capsys, "reduce", project(digits.draw()), *options, "--out", tmp_path / "t.csv")


def test_a_project_holds_one_reduction(project, tmp_path, capsys):
    arguments = ["reduce", project(digits.draw()), *FEW, "--out", str(tmp_path / "t.spikeloom")]
    assert "one reduction" in refused(capsys, *arguments)
    assert not (tmp_path / "t.spikeloom").exists()
