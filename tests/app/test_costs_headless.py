"""What a sample and a training step cost, by command: layer by layer, by numbers of one's own, for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.command_line import main as command_line
from app.document.examples import digits
from app.document.file.file_format import save
from engine import EnergyModel, evaluate, load
from engine.learning.training.energy import total


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    save(digits.draw(), tmp_path / "digits.spikeloom")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def main(line: str) -> int:
    return command_line.main(line.split(), lambda paths: pytest.fail("the window was opened"))


def refused(capsys: pytest.CaptureFixture[str], line: str) -> str:
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


def test_programs_get_every_layer_and_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("evaluate digits.spikeloom --json --energy multiply=3.1 --energy weight_bits=8") == 0
    energy = json.loads(capsys.readouterr().out)["energy"]
    model = EnergyModel(multiply=3.1, weight_bits=8)
    costs = evaluate(load("digits.spikeloom")).costs
    assert costs is not None
    assert energy["model"]["multiply"] == 3.1 and energy["model"]["add"] == 0.9
    for name, layers in (("spiking", costs.spiking), ("twin", costs.twin), ("dense_twin", costs.dense_twin)):
        assert energy[f"{name}_nj"] == pytest.approx(total(layers).energy(model), rel=1e-12)
        told = energy["layers"][name]
        assert [layer["layer"] for layer in told] == ["Pixels → Hidden", "Hidden", "Hidden → Output", "Output"]
        assert [layer["energy_nj"] for layer in told] == [pytest.approx(one.energy(model)) for one in layers]
        assert [sum(layer["moved"].values()) for layer in told] == [pytest.approx(one.accesses()) for one in layers]


def test_people_get_a_sentence_and_where_they_ask_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("evaluate digits.spikeloom") == 0
    said = capsys.readouterr().out
    assert "Estimated with neurons and memory: 1.12 µJ a sample" in said and "All layers" not in said
    assert main("evaluate digits.spikeloom --by-layer --energy add=0.1") == 0
    said = capsys.readouterr().out
    assert "With numbers of your own: add = 0.1." in said
    assert sum(line.startswith(("Pixels →", "Hidden", "Output", "All layers")) for line in said.splitlines()) == 5


def test_wrong_numbers_are_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "adds" in refused(capsys, "evaluate digits.spikeloom --energy adds=1")
    assert "weight_bits" in refused(capsys, "evaluate digits.spikeloom --energy weight_bits=0")
    assert "nan" in refused(capsys, "evaluate digits.spikeloom --energy add=nan")
    assert "little" in refused(capsys, "evaluate digits.spikeloom --energy add=little")
    assert "NAME=VALUE" in refused(capsys, "evaluate digits.spikeloom --energy add")
    assert "--by-steps" in refused(capsys, "evaluate digits.spikeloom --by-steps --by-layer")


def test_a_step_is_measured_and_nothing_is_trained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "digits.spikeloom").read_bytes()
    assert main("train digits.spikeloom --step-costs --batch 32") == 0
    said = capsys.readouterr().out
    assert "A step of Surrogate gradient with 32 samples" in said and "Whole step" in said and "100 %" in said
    assert main("train digits.spikeloom --step-costs --json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["layers"][0]["id"] == "Pixels"
    parts = sum(layer["forward"] + layer["backward"] for layer in told["layers"]) + told["optimizer"] + told["rest"]
    assert told["seconds"] == pytest.approx(parts)
    assert (folder / "digits.spikeloom").read_bytes() == before
    assert "layer by layer" in refused(capsys, "train digits.spikeloom --step-costs --method e-prop")
