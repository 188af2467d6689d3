"""The command line with tables of one's own: learnt in the place of the project's dataset, divided as they say."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from app.command_line import main as command_line
from app.commands.editor import Editor
from app.document.examples import digits, one_neuron
from app.document.file.file_format import open_document, save
from app.document.making.described import added_edit
from engine import train
from engine.datasets.digits import Digits
from tests.engine.learning.test_labels_at_steps import STEPS, telling

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that we stand in, with a project and tables of the digits."""
    save(digits.draw(), tmp_path / "digits.spikeloom")
    save(one_neuron.draw(), tmp_path / "one.spikeloom")
    samples = Digits.load({})
    for name, first, last, more in (
        ("a", 0, 300, ""),
        ("b", 300, 360, ""),
        ("c", 360, 460, ""),
        ("g", 0, 400, "writer"),
    ):
        head = [*(f"p{n}" for n in range(64)), "label", *([more] if more else [])]
        rows = [
            ",".join(
                [*(f"{v:.4f}" for v in samples.values[n]), NAMES[samples.labels[n]], *([f"w{n // 40}"] * bool(more))]
            )
            for n in range(first, last)
        ]
        (tmp_path / f"{name}.csv").write_text("\n".join([",".join(head), *rows]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def main(line: str) -> int:
    return command_line.main(line.split(), lambda paths: pytest.fail("the window was opened"))


def figures(capsys: pytest.CaptureFixture[str], line: str) -> dict[str, object]:
    assert main(f"{line} --json") == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], line: str) -> str:
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


def test_tables_are_the_parts_of_a_training_and_of_its_evaluation(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = "--samples a.csv --validation-samples b.csv --test-samples c.csv"
    trained = figures(capsys, f"train digits.spikeloom {files} --epochs 2 --out t.spikeloom")
    epochs = trained["epochs"]
    assert isinstance(epochs, list) and epochs[-1]["validation_accuracy"] is not None
    for split, count in (("test", 100), ("validation", 60), ("train", 360), ("all", 460)):
        found = figures(capsys, f"evaluate t.spikeloom --split {split}")
        assert found["samples"] == count
        assert split != "test" or found["value"] == trained["value"]
    again = figures(capsys, "evaluate t.spikeloom --samples c.csv")
    assert again["samples"] == 100 and again["split"] == "all"
    assert [row["class"] for row in again["by_class"]] == sorted(NAMES)  # type: ignore[attr-defined]
    kept = next(node for node in open_document(folder / "t.spikeloom").nodes.values() if node.kind == "dataset")
    assert kept.model == "datasets/own_samples" and {"x", "labels", "part", "classes"} <= kept.parameters.keys()


def test_a_column_of_writers_keeps_whole_writers_apart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures(capsys, "train digits.spikeloom --samples g.csv --epochs 1 --validation 0.1 --out t.spikeloom")
    test, held = (figures(capsys, f"evaluate t.spikeloom --split {split} --out {split}.csv")["samples"]
                  for split in ("test", "validation"))  # fmt: skip
    assert (test, held) == (80, 40), "two of ten writers, and one of the eight others"
    for split in ("test", "validation"):
        rows = Path(f"{split}.csv").read_text(encoding="utf-8").splitlines()[1:]
        writers = {int(row.split(",")[0]) // 40 for row in rows}
        assert len(rows) == 40 * len(writers)


def test_a_log_for_tensorboard_is_written_where_it_is_installed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "train digits.spikeloom --epochs 2 --tensorboard runs --out t.spikeloom"
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    assert refused(capsys, line) == (
        "A log for TensorBoard needs tensorboardX: type uv run --extra tensorboard main.py.\n"
    )
    told: list[tuple[str, int]] = []
    board = ModuleType("tensorboardX")
    writer = SimpleNamespace(add_scalar=lambda name, value, step: told.append((name, step)), flush=lambda: None)
    board.SummaryWriter = lambda where: writer if where == "runs" else None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tensorboardX", board)
    assert main(line) == 0
    assert {("loss", 1), ("loss", 2), ("training_accuracy", 2)} <= set(told)


def test_tables_that_cannot_be_shown_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = "train digits.spikeloom --epochs 1 --out t.spikeloom"
    assert "need --samples beside them" in refused(capsys, f"{train} --test-samples c.csv")
    assert "needs --test-samples" in refused(capsys, f"{train} --samples a.csv --validation-samples b.csv")
    assert "There is no dataset" in refused(capsys, "train one.spikeloom --samples a.csv --out t.spikeloom")
    assert "missing.csv" in refused(capsys, f"{train} --samples missing.csv")
    Path("cows.csv").write_text("a,b,label\n0,1,cow\n1,0,ox\n", encoding="utf-8")
    assert "has the class cow, which was not learnt" in refused(capsys, "evaluate digits.spikeloom --samples cows.csv")
    assert "2 classes" in refused(capsys, f"{train} --samples cows.csv")
    assert not (folder / "t.spikeloom").exists() and np.all([p.suffix != ".tmp" for p in folder.iterdir()])


def test_labels_at_every_step_are_counted_and_written_by_step(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It told how many samples were right by their last step beside an accuracy of all steps, and wrote only those."""
    net = telling()
    train(net, epochs=2, batch=8, seed=1, settings={"learning_rate": 0.03})
    editor = Editor()
    editor.do(added_edit(editor.document, net.description)[0], "Network")
    save(editor.document, folder / "steps.spikeloom")
    assert main("evaluate steps.spikeloom --json --out steps.csv") == 0
    told = capsys.readouterr()
    figures = json.loads(told.out.splitlines()[-1])
    with (folder / "steps.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 8 * STEPS == figures["answers"] and {int(row["step"]) for row in rows} == {*range(1, STEPS + 1)}
    right = sum(row["label"] == row["answer"] for row in rows)
    assert right == figures["right"] == sum(int(row["right"]) for row in rows)
    assert figures["accuracy"] == pytest.approx(right / len(rows))
    assert f"{right} of {len(rows)} steps right, samples: 8" in told.out + told.err
