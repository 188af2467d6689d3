"""Comparing methods without a window: rows as they end, a table in a file, one sentence where something is wrong."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from pathlib import Path
from statistics import fmean, stdev

import pytest

from app.command_line import main as command_line
from app.document.examples import digits, one_neuron
from app.document.file.file_format import save
from engine.learning.methods import methods, that_fit
from tests.app.test_command_line import main, project, refused, wanting_spikes
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
__all__ = ["project"]
GRADIENT = "surrogate-gradient"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_comparison_says_a_line_a_training_and_writes_runs_means_and_reasons(project, tmp_path, capsys):
    out, trained = tmp_path / "table.csv", tmp_path / "trained.spikeloom"
    path = project(digits.draw())
    arguments = ["compare", path, "--methods", f"{GRADIENT},normad", "--seeds", "0-1", "--epochs", "1"]
    assert main([*arguments, "--set", f"{GRADIENT}.learning_rate=0.002", "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "does not fit" in lines[0]
    assert [line.split(":")[0] for line in lines[1:3]] == ["Surrogate gradient seed 0", "Surrogate gradient seed 1"]
    rows = rows_of(out)
    runs = [row for row in rows if row["state"] == "done"]
    refusal = next(row for row in rows if row["method"] == "normad")
    assert refusal["state"] == "does not fit" and refusal["reason"] and not refusal["quality"]
    mean, deviation = (next(row for row in rows if row["row"] == kind) for kind in ("mean", "sd"))
    for name in ("quality", "spikes", "synaptic_operations", "energy_nj"):
        values = [float(row[name]) for row in runs]
        assert float(mean[name]) == pytest.approx(fmean(values))
        assert float(deviation[name]) == pytest.approx(stdev(values))
    assert mean["best"] == "0" and "learning_rate=0.002" in runs[0]["settings"]
    assert float(runs[0]["energy_nj"]) == pytest.approx(0.9e-3 * float(runs[0]["synaptic_operations"]))
    alone = ["train", path, "--set", "learning-rate=0.002", "--epochs", "1", "--validation", "0.1", "--seed", "1"]
    assert main([*alone, "--out", str(trained)]) == 0
    accuracy = float(capsys.readouterr().out.splitlines()[-1].split()[1])
    assert accuracy == round(100 * float(runs[1]["quality"]), 1)


def test_without_names_every_method_is_tried(project, tmp_path, capsys):
    out = tmp_path / "table.csv"
    document = wanting_spikes()
    assert main(["compare", project(document), "--seeds", "1", "--epochs", "1", "--out", str(out)]) == 0
    from app.command_line.results import understood

    rows = [row for row in rows_of(out) if row["row"] == "run"]
    assert {row["method"] for row in rows} == set(methods())
    assert {row["method"] for row in rows if row["state"] == "done"} == set(that_fit(understood(document)))
    assert {row["merit"] for row in rows if row["state"] == "done"} == {"correlation"}
    means = {row["method"]: float(row["quality"]) for row in rows_of(out) if row["row"] == "mean"}
    best = {row["method"] for row in rows_of(out) if row["row"] == "mean" and row["best"] == "1"}
    assert best == {name for name, value in means.items() if value == max(means.values())}


def test_the_methods_of_a_network_are_listed_with_reasons_and_settings(project, capsys):
    assert main(["train", project(digits.draw()), "--methods"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in methods())
    assert "surrogate_gradient       Surrogate gradient: fits" in said
    assert "    learning_rate=0.008" in said and "    optimizer=Adam" in said
    assert said.count("    Trains on the processor. ") == sum(bool(m.stays_because) for m in methods().values()) > 0


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (["train", "--set", "learning_rate"], "NAME=VALUE"),
        (["train", "--set", "speed=3"], "speed"),
        (["train", "--set", "learning_rate=fast"], "fast"),
        (["train", "--set", "learning_rate=-1"], "learning_rate"),
        (["train", "--set", "optimizer=Newton"], "Newton"),
        (["compare", "--methods", "osmosis"], "osmosis"),
        (["compare", "--methods", ","], "missing"),
        (["compare", "--methods", "normad"], "reasons are above"),
        (["compare", "--methods", "normad", "--set", f"{GRADIENT}.epochs=3"], "not compared"),
        (["compare", "--set", "epochs=3"], "METHOD.NAME"),
        (["compare", "--seeds", "3-1"], "3-1"),
        (["compare", "--seeds", "0-4000000"], "0-4000000"),
        (["compare", "--seeds", "one"], "one"),
        (["compare", "--epochs", "99999999"], "epochs"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(project, tmp_path, capsys, line, word):
    out = tmp_path / ("x.csv" if line[0] == "compare" else "x.spikeloom")
    assert word in refused(capsys, line[0], project(digits.draw()), *line[1:], "--out", out)
    assert not out.exists()


def test_a_training_without_a_file_to_write_is_refused(project, capsys):
    assert "--out" in refused(capsys, "train", project(digits.draw()))


def test_a_network_that_nothing_trains_has_its_reasons(project, tmp_path, capsys):
    out = tmp_path / "x.csv"
    assert command_line.main(["compare", project(one_neuron.draw()), "--out", str(out)], lambda paths: 0) == 2
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == len(methods()) and not out.exists()


def test_what_went_wrong_later_leaves_the_trainings_before_it(project, tmp_path, capsys, monkeypatch):
    from engine.learning.training import comparing

    fit, out = comparing.fit, tmp_path / "table.csv"

    def too_large_later(*arguments, seed, **settings):
        if seed == 1:
            raise MemoryError
        return fit(*arguments, seed=seed, **settings)

    monkeypatch.setattr(comparing, "fit", too_large_later)
    said = refused(capsys, "compare", project(digits.draw()), "--methods", GRADIENT, "--epochs", "1", "--out", out)
    assert "memory" in said
    assert [(row["seed"], row["state"]) for row in rows_of(out) if row["row"] == "run"] == [("0", "done")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_a_comparison_that_is_stopped_keeps_what_is_done(tmp_path):
    path, out = tmp_path / "net.spikeloom", tmp_path / "table.csv"
    save(digits.draw(), path)
    command = [sys.executable, "-u", "main.py", "compare", str(path), "--methods", GRADIENT, "--out", str(out)]
    command += ["--seeds", "0-900", "--epochs", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    def heed():
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # suites in the background ignore interruptions, and so would it

    with subprocess.Popen(command, cwd=ROOT, text=True, preexec_fn=heed, **pipes) as process:
        assert process.stdout.readline().startswith("Surrogate gradient seed 0:")
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE / 1000)[1]
    assert process.returncode == 130 and said.count("\n") == 1 and "table.csv" in said
    assert rows_of(out)[0]["state"] == "done"


def test_unequal_epochs_are_said_before_and_after_and_no_method_has_a_star(project, tmp_path, capsys):
    """A project in which one method had been given 3 epochs compared it with others of 30, and starred the best."""
    out = tmp_path / "table.csv"
    arguments = ["compare", project(digits.draw()), "--methods", f"{GRADIENT},decolle,normad", "--seeds", "1"]
    chosen = ["--set", f"{GRADIENT}.epochs=2", "--set", "decolle.epochs=1"]
    assert main([*arguments, *chosen, "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = "Not equally many epochs (1: DECOLLE; 2: Surrogate gradient): no method is marked as the best."
    assert lines[0] == said and lines[-2] == said
    assert not any("*" in line for line in lines)
    assert {row["best"] for row in rows_of(out)} <= {"", "0"}
