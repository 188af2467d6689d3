"""Training without a window begins from what the project keeps, wherever the command says nothing, and says so."""

from __future__ import annotations

import csv
import json
from types import SimpleNamespace

import pytest

from app.document.document import Document
from app.document.edits import SetTraining
from app.document.examples import digits
from app.document.file.file_format import open_document
from app.document.training_settings import TrainingSettings
from tests.app.test_command_line import main, project, refused, wanting_spikes

__all__ = ["project"]
KEPT = TrainingSettings(
    "e_prop",
    {"e_prop": {"epochs": 2.0, "start": "present weights", "gone": 1.0}, "surrogate_gradient": {"epochs": 1.0}},
    seed=7,
    validation=0.25,
)


def kept(training: TrainingSettings = KEPT) -> Document:
    document = digits.draw()
    SetTraining(training).apply(document)
    return document


@pytest.fixture
def asked(monkeypatch):
    """What would be trained, without training it."""
    from app.command_line import training as command_training

    found = []

    def train(_document, method, settings, validation, seed, _backend, _report, _checkpoint, _log):
        found.append((method, dict(settings), validation, seed))
        return SimpleNamespace(merit="accuracy", accuracy=0.5, stopped_by=None, checkpoint=SimpleNamespace(best={}))

    monkeypatch.setattr(command_training, "train", train)
    return found


def said(capsys, *arguments):
    assert main([str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_what_no_flag_says_is_the_projects(project, tmp_path, capsys, asked):
    lines = said(capsys, "train", project(kept()), "--out", tmp_path / "a.spikeloom")
    assert asked == [("e_prop", {"epochs": 2.0, "start": "present weights"}, 0.25, 7)]
    assert lines[0] == "From the project: method e_prop, epochs=2, start=present-weights, seed 7, validation 0.25"
    assert open_document(tmp_path / "a.spikeloom").training == KEPT


def test_a_flag_goes_before_what_is_kept_and_is_not_said(project, tmp_path, capsys, asked):
    flags = ["--epochs", "4", "--set", "start=fresh-weights", "--seed", "1", "--validation", "0", "--method", "e-prop"]
    lines = said(capsys, "train", project(kept()), *flags, "--out", tmp_path / "a.spikeloom")
    assert asked == [("e_prop", {"epochs": 4.0, "start": "fresh weights"}, 0.0, 1)]
    assert not any("project" in line for line in lines)


def test_another_method_takes_its_own_settings(project, tmp_path, capsys, asked):
    flags = ["--method", "surrogate-gradient"]
    lines = said(capsys, "train", project(kept()), *flags, "--out", tmp_path / "a.spikeloom")
    assert asked == [("surrogate_gradient", {"epochs": 1.0}, 0.25, 7)]
    assert lines[0] == "From the project: epochs=1, seed 7, validation 0.25"


def test_a_project_in_which_nothing_was_set_is_trained_as_ever(project, tmp_path, capsys, asked):
    lines = said(capsys, "train", project(digits.draw()), "--out", tmp_path / "a.spikeloom")
    assert asked == [("surrogate_gradient", {}, 0.0, digits.draw().settings.seed)]
    assert not any("project" in line for line in lines)


def test_a_comparison_takes_each_methods_settings_too(project, tmp_path, capsys):
    out = tmp_path / "table.csv"
    training = TrainingSettings(values={"surrogate_gradient": {"epochs": 1.0, "learning_rate": 0.004}}, validation=0.25)
    flags = ["--methods", "surrogate-gradient", "--seeds", "1", "--set", "surrogate-gradient.learning_rate=0.002"]
    lines = said(capsys, "compare", project(kept(training)), *flags, "--out", out)
    assert lines[:2] == [
        "From the project, Surrogate gradient: epochs=1", "From the project: validation 0.25"
    ]  # fmt: skip
    with out.open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    assert "learning_rate=0.002" in row["settings"] and float(row["epochs"]) == 1.0


def test_the_accuracy_after_fewer_steps_is_written_and_told(project, tmp_path, capsys):
    out, whole = tmp_path / "steps.csv", tmp_path / "answers.csv"
    path = project(digits.draw())
    lines = said(capsys, "evaluate", path, "--by-steps", "--out", out)
    assert [line.split()[0] for line in lines[:-1]] == ["1", "2", "4", "8", "16", "25"]
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["ms"]) for row in rows] == [1.0, 2.0, 4.0, 8.0, 16.0, 25.0]
    assert said(capsys, "evaluate", path, "--out", whole)[-1] == lines[-1]
    assert lines[-1] == f"accuracy {100 * float(rows[-1]['accuracy']):.1f}"


def test_wanted_spikes_have_no_accuracy_after_fewer_steps(project, tmp_path, capsys):
    told = refused(capsys, "evaluate", project(wanting_spikes()), "--by-steps", "--out", tmp_path / "steps.csv")
    assert "later ones" in told and not (tmp_path / "steps.csv").exists()


def test_training_that_ends_early_says_so_and_which_epoch_was_the_last_gain(project, tmp_path, capsys):
    impatient = ["--epochs", "9", "--validation", "0.2", "--set", "patience=1", "--set", "learning-rate=0.3"]
    arguments = ["train", project(digits.draw()), *impatient, "--out", str(tmp_path / "trained.spikeloom")]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    epochs = [line for line in lines if line.startswith("epoch ")]
    held = [float(line.split("validation ")[1].split()[0]) for line in epochs]
    assert 1 < len(epochs) < 9 and held[-1] <= held[-2] == max(held)
    assert lines[-2] == f"Ended early: epoch {len(epochs) - 1} was the last that was better than all before."
    assert main([*arguments, "--json", "--force"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ended_early"] is True and len(told["epochs"]) == len(epochs)


def test_a_training_that_fails_later_leaves_the_drawing_with_what_was_learnt(project, tmp_path, capsys, monkeypatch):
    """All of it was lost but for a checkpoint, where one was asked for."""
    from engine.learning.methods.surrogate_gradient import SurrogateGradientLearner

    learn, seen = SurrogateGradientLearner.learn, []

    def fails(self, batch):
        seen.append(batch)
        if batch.share > 0.6:
            raise MemoryError
        return learn(self, batch)

    out = tmp_path / "trained.spikeloom"
    arguments = ["train", project(digits.draw()), "--epochs", "3", "--out", str(out)]
    monkeypatch.setattr(SurrogateGradientLearner, "learn", fails)
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert "Memory ran out in epoch 2, batch " in told.err and seen
    assert f"{out} has what was learnt until epoch 1." in told.err
    assert sum(link.synapses.trained for link in open_document(out).links.values() if link.synapses) == 2


def test_a_typed_loss_is_kept_said_and_typed_again(project, tmp_path, capsys, asked):
    loss = "(count - 4*wanted)**2 + t/1 s"
    settings = {"loss": "typed equation", "loss_equation": loss, "epochs": 2.0}
    document = project(kept(TrainingSettings("surrogate_gradient", {"surrogate_gradient": settings})))
    lines = said(capsys, "train", document, "--out", tmp_path / "a.spikeloom")
    assert f"loss=typed-equation, 'loss_equation={loss}'" in lines[0]
    assert asked[0][1] == settings
    assert open_document(tmp_path / "a.spikeloom").training.of("surrogate_gradient") == settings
    said(capsys, "train", document, "--set", "loss_equation=rate/50 Hz", "--out", tmp_path / "b.spikeloom")
    assert asked[1][1] == settings | {"loss_equation": "rate/50 Hz"}


def test_a_wrong_loss_is_refused_in_its_sentence(project, tmp_path, capsys):
    document = project(digits.draw())
    asked = ["--method", "surrogate_gradient", "--set", "loss=typed-equation", "--set", "loss_equation=V**2"]
    assert main(["train", str(document), *asked, "--out", str(tmp_path / "a.spikeloom")]) != 0
    told = capsys.readouterr().err
    assert "a loss here does not know “V”. Write it of count, rate, spike, t, wanted." in told, told
