"""What a person at a terminal sees: results, exit codes, and one sentence where something is wrong."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.command_line import main as command_line
from app.document.edits import ReplaceElement, SetParameter
from app.document.examples import digits, one_neuron, spike_xor, stdp
from app.document.file.file_format import open_document, save
from app.document.making.sketch import Sketch
from engine.learning.components import tape_memory
from main import open_window

ROOT = Path(__file__).parents[2]
HEAVY = ("PySide6", "pyqtgraph", "numba", "sympy", "scipy", "sklearn", "h5py", "nir", "safetensors")


@pytest.fixture
def project(tmp_path):
    """Saves a document under a name with a blank, an apostrophe and letters of another script."""
    folder = tmp_path / "李 雷's"
    folder.mkdir()

    def saved(document, name="net"):
        path = folder / f"{name}.spikeloom"
        save(document, path)
        return str(path)

    return saved


def main(arguments):
    """The command line, for arguments that never reach the window."""
    return command_line.main(arguments, lambda paths: pytest.fail("the window was opened"))


def refused(capsys, *arguments):
    """The one sentence that is said when this is refused."""
    assert main([str(argument) for argument in arguments]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "Traceback" not in said.err
    return said.err


def test_a_run_writes_what_its_recorders_keep(project, tmp_path, capsys):
    out = tmp_path / "out.npz"
    assert main(["run", project(one_neuron.draw()), "--duration", "400", "--seed", "3", "--out", str(out)]) == 0
    with np.load(out) as arrays:
        assert arrays["Spikes.times"].max() <= 400.0 and len(arrays["Spikes.times"]) > 5
        assert len(arrays["Spikes.neurons"]) == len(arrays["Spikes.times"])
        assert arrays["Membrane.values"].shape == (4000, 1)
        assert arrays["Membrane.times"][-1] == pytest.approx(400.0)
        assert (arrays["resolution"], arrays["seed"]) == (0.1, 3)


def test_without_a_recorder_every_population_is_written(project, tmp_path):
    sketch = Sketch("bare")
    for title in ("A/B", "A/B"):
        sketch.node("neurons/leaky_integrate_and_fire", title, (0, 0), 2, parameters={"bias": 600.0})
    assert main(["run", project(sketch.document), "--duration", "100", "--out", str(tmp_path / "o.npz")]) == 0
    with np.load(tmp_path / "o.npz") as arrays:
        names = [name for name in arrays.files if name.endswith(".times")]
        assert len(names) == 2 and all(len(arrays[name]) > 0 for name in names)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_the_same_seed_gives_the_same_spikes_from_both_backends(project, tmp_path, backend):
    path = project(stdp.draw())
    for name, chosen in (("a", "numba"), ("b", backend)):
        arguments = ["run", path, "--duration", "200", "--seed", "5", "--backend", chosen]
        assert main([*arguments, "--out", str(tmp_path / f"{name}.npz")]) == 0
    with np.load(tmp_path / "a.npz") as a, np.load(tmp_path / "b.npz") as b:
        assert all(np.array_equal(a[name], b[name]) for name in a.files)


def wanting_spikes():
    """Forty trains onto a leaky neuron that is to fire at given times."""
    sketch = Sketch("Wanted spikes", resolution=0.5)
    values = {"inputs": 40.0, "input_rate": 50.0, "target_rate": 50.0, "duration": 100.0, "interval": 0.5}
    data = sketch.node("datasets/target_spike_trains", "Trains", (0, 0), parameters={**values, "sample_time": 100.0})
    encoder = sketch.node("encoders/regular", "Spikes", (240, 0), 40, parameters={"max_rate": 2000.0})
    neuron = sketch.node("neurons/leaky_integrate_and_fire", "Neuron", (480, 0))
    answer = sketch.node("decoders/spike_count", "Answer", (720, 0))
    sketch.link(data, encoder)
    sketch.link(encoder, neuron, synapse="synapses/exponential_current", wiring="wiring/all_to_all")
    sketch.link(neuron, answer)
    sketch.link(data, answer)
    return sketch.document


def test_wanted_spikes_are_learnt_and_told_as_a_correlation(project, tmp_path, capsys):
    out, table = tmp_path / "trained.spikeloom", tmp_path / "answers.csv"
    arguments = ["train", project(wanting_spikes()), "--method", "normad", "--epochs", "10", "--out", str(out)]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11 and all(" training 0." in line and "validation" not in line for line in lines[:-1])
    words, value = lines[-1].split()
    assert words == "correlation" and 0.0 < float(value) <= 1.0
    assert main(["evaluate", str(out), "--out", str(table)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == lines[-1]
    there = sorted(tmp_path.iterdir())
    assert main(["evaluate", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[-1:] == lines[-1:] and sorted(tmp_path.iterdir()) == there


def test_gradients_learn_wanted_spikes_with_settings_by_name(project, tmp_path, capsys):
    """With membranes in mV, from the present weights."""
    given = ["loss=van Rossum distance", "tau=5", "dropout=0.1", "start=present weights"]
    options = [word for setting in given for word in ("--set", setting)]
    arguments = ["train", project(wanting_spikes()), "--method", "surrogate_gradient", "--epochs", "3", *options]
    arguments += ["--out", str(tmp_path / "trained.spikeloom")]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(" training 0." in line for line in lines[:-1]) and lines[-1].split()[0] == "correlation"
    assert main([*arguments, "--set", "dropout=1"]) != 0


def test_a_training_in_which_nothing_fires_says_so_once_and_what_to_do(project, tmp_path, capsys):
    document = digits.draw()
    for link in list(document.links.values()):
        if link.synapses:
            document.put(replace(link, synapses=replace(link.synapses, weight=0.0)))
    arguments = ["train", project(document), "--method", "surrogate_gradient", "--epochs", "2"]
    arguments += ["--set", "start=present weights", "--set", "learning_rate=1e-9"]
    assert main([*arguments, "--out", str(tmp_path / "trained.spikeloom")]) == 0
    lines = capsys.readouterr().out.splitlines()
    silent = [line for line in lines if "never fires" in line]
    assert len(silent) == 2 and lines.index(silent[0]) == 1 and all("larger weights" in line for line in silent)


def test_where_little_is_free_training_says_that_it_goes_in_segments_and_finds_the_same(
    project, tmp_path, capsys, monkeypatch
):
    few = ["--epochs", "2", "--batch", "512"]

    def trained(name: str) -> tuple[list[str], dict[str, np.ndarray]]:
        out = tmp_path / f"{name}.spikeloom"
        assert main(["train", project(digits.draw()), *few, "--seed", "2", "--out", str(out)]) == 0
        document = open_document(out)
        weights = {id: document.array(k.synapses.weight) for id, k in document.links.items() if k.synapses}
        return capsys.readouterr().out.splitlines(), weights

    monkeypatch.setattr(tape_memory, "SEGMENT", 1e6)  # so that a small tape is divided
    whole, wanted = trained("whole")
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: 40_000_000)
    said, found = trained("parts")
    assert whole[0].startswith("epoch 1/") and said[0].startswith("Needs ") and len(said) == len(whole) + 1
    assert "25 steps in 5 segments, about 1.3 × the time, same result; all at once: " in said[0]
    assert said[-1] == whole[-1] and all(np.array_equal(found[id], weights) for id, weights in wanted.items())
    monkeypatch.setattr("engine.checking.memory.free_memory", lambda: 15_000_000)
    assert main(["train", project(digits.draw()), *few, "--out", str(tmp_path / "no.spikeloom")]) == 2
    assert "12 MB is free now. Close other programs" in capsys.readouterr().err


@pytest.mark.parametrize("method", ["e_prop", "smoothed-model"])
def test_a_method_is_trained_by_its_name(project, tmp_path, capsys, method):
    out = tmp_path / "trained.spikeloom"
    arguments = ["train", project(digits.draw()), "--method", method, "--epochs", "2", "--out", str(out)]
    assert main(arguments) == 0
    assert float(capsys.readouterr().out.splitlines()[-1].split()[1]) > 50.0


def test_training_says_a_line_per_epoch_and_the_accuracy_and_is_evaluated_the_same(project, tmp_path, capsys):
    out, table = tmp_path / "trained.spikeloom", tmp_path / "predictions.csv"
    assert main(["train", project(digits.draw()), "--epochs", "3", "--seed", "2", "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [["epoch", f"{n}/3"] for n in (1, 2, 3)]
    assert lines[-1].startswith("accuracy ") and float(lines[-1].split()[1]) > 60.0
    trained = open_document(out)
    assert sum(link.synapses.trained for link in trained.links.values() if link.synapses) == 2
    assert main(["evaluate", str(out), "--out", str(table)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == lines[-1]
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 360
    right = sum(row["right"] == "1" for row in rows)
    assert lines[-1] == f"accuracy {100 * right / 360:.1f}"
    assert all((row["label"] == row["answer"]) == (row["right"] == "1") for row in rows)


@pytest.mark.parametrize("form", ["nir", "npz", "safetensors"])
def test_exported_weights_are_verified(project, tmp_path, capsys, form):
    out = tmp_path / f"weights.{form}"
    assert main(["export", project(digits.draw()), "--to", form, "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith("0 differing spikes of ")
    assert out.stat().st_size > 1000


def test_a_script_is_put_in_place_with_its_weights_and_replaced_only_by_force(project, tmp_path, capsys):
    folder = tmp_path / "scripts"
    folder.mkdir()
    arguments = ["export", project(digits.draw()), "--to", "snntorch", "--out", str(folder / "digits.py")]
    assert main(arguments) == 0
    assert sorted(file.name for file in folder.iterdir()) == ["digits.npz", "digits.py"]
    (folder / "digits.py").unlink()
    assert "digits.npz exists" in refused(capsys, *arguments)
    assert main([*arguments, "--force"]) == 0 and len(list(folder.iterdir())) == 2


def test_a_network_of_other_software_becomes_a_project_and_takes_weights(project, tmp_path, capsys):
    weights, drawn = tmp_path / "weights.nir", tmp_path / "drawn.spikeloom"
    assert main(["export", project(digits.draw()), "--to", "nir", "--out", str(weights)]) == 0
    assert main(["import", str(weights), "--out", str(drawn)]) == 0
    assert "weights.nir is drawn as 3 nodes" in capsys.readouterr().out
    assert [node.kind for node in open_document(drawn).nodes.values()] == ["stimulus", "population", "population"]
    assert main(["check", str(drawn)]) == 0
    filled = tmp_path / "filled.spikeloom"
    table = tmp_path / "weights.csv"
    assert main(["export", project(digits.draw()), "--to", "csv", "--out", str(table)]) == 0
    assert main(["import", str(table), "--into", project(digits.draw()), "--out", str(filled)]) == 0
    assert sum(link.synapses.trained for link in open_document(filled).links.values() if link.synapses) == 2
    assert "norse" in refused(capsys, "import", weights, "--as", "another", "--out", tmp_path / "x.spikeloom")


def test_what_a_format_cannot_carry_is_refused_by_name(project, tmp_path, capsys):
    assert refused(capsys, "export", project(stdp.draw()), "--to", "nir", "--out", tmp_path / "w.nir")
    assert list(tmp_path.glob("*.nir")) == []


def test_a_sound_network_passes_the_check(project, capsys):
    assert main(["check", project(digits.draw())]) == 0


def broken():
    """Digits whose encoder has a negative rate."""
    document = digits.draw()
    encoder = next(node for node in document.nodes.values() if node.kind == "encoder")
    SetParameter(encoder.id, "max_rate", -5.0).apply(document)
    return document


def test_a_fatal_problem_is_printed_with_its_place(project, capsys):
    assert main(["check", project(broken())]) == 2
    said = capsys.readouterr()
    assert "Pixels" in said.out and said.err.count("\n") == 1


def test_a_broken_network_is_neither_run_nor_written(project, tmp_path, capsys):
    refused(capsys, "run", project(broken()), "--out", tmp_path / "out.npz")
    assert [file.name for file in tmp_path.iterdir()] == ["李 雷's"]


def test_an_existing_output_needs_force(project, tmp_path, capsys):
    out = tmp_path / "out.npz"
    out.write_bytes(b"precious")
    arguments = ["run", project(one_neuron.draw()), "--duration", "1", "--out", str(out)]
    assert "--force" in refused(capsys, *arguments)
    assert out.read_bytes() == b"precious"
    assert main([*arguments, "--force"]) == 0
    assert out.read_bytes() != b"precious"


def test_a_failed_run_leaves_no_partial_file_and_keeps_the_old_one(project, tmp_path, capsys):
    out = tmp_path / "out.npz"
    out.write_bytes(b"precious")
    refused(capsys, "run", project(broken()), "--out", out, "--force")
    assert out.read_bytes() == b"precious" and len(list(tmp_path.iterdir())) == 2


def test_a_network_that_cannot_be_trained_is_told_what_is_missing(project, tmp_path, capsys):
    for document in (one_neuron.draw(), without_labels()):
        said = refused(capsys, "train", project(document), "--out", tmp_path / "t.spikeloom")
        assert "labels" in said or "dataset" in said
    assert refused(capsys, "evaluate", project(one_neuron.draw()), "--out", tmp_path / "t.csv")


def without_labels():
    sketch = Sketch("no labels", resolution=1.0)
    data = sketch.node("datasets/digits", "Data", (0, 0))
    encoder = sketch.node("encoders/poisson", "Code", (200, 0), 64)
    out = sketch.node("neurons/discrete_leaky_integrate_and_fire", "Out", (400, 0), 10)
    sketch.link(data, encoder)
    sketch.link(encoder, out)
    return sketch.document


def test_a_model_of_tomorrow_is_named(project, tmp_path, capsys):
    document = one_neuron.draw()
    neuron = next(node for node in document.nodes.values() if node.kind == "population")
    ReplaceElement(replace(neuron, model="neurons/of_tomorrow")).apply(document)
    assert "neurons/of_tomorrow" in refused(capsys, "run", project(document), "--out", tmp_path / "o.npz")


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["run"],
        ["run", "none.spikeloom", "--out", "x.npz"],
        ["run", "FILE", "--out", "no/such/folder/x.npz"],
        ["run", "FILE", "--out", "x.npz", "--duration", "soon"],
        ["run", "FILE", "--out", "x.npz", "--duration", "-1"],
        ["run", "FILE", "--out", "x.npz", "--duration", "nan"],
        ["run", "FILE", "--out", "x.npz", "--seed", "1.5"],
        ["run", "FILE", "--out", "x.npz", "--backend", "abacus"],
        ["train", "FILE", "--out", "x.spikeloom", "--backend", "abacus"],
        ["run", "FILE"],
        ["train", "FILE", "--out", "x.spikeloom", "--method", "osmosis"],
        ["train", "FILE", "--out", "x.spikeloom", "--epochs", "0"],
        ["train", "FILE", "--out", "x.spikeloom", "--validation", "0.9"],
        ["compare", "FILE"],
        ["evaluate", "FILE", "--out", "x.csv", "--split", "best"],
        ["export", "FILE", "--out", "x.nir"],
        ["export", "FILE", "--to", "papyrus", "--out", "x.nir"],
        ["check", "pyproject.toml"],
        ["list-models", "unicorns"],
    ],
    ids=" ".join,
)
def test_bad_input_is_refused_in_one_sentence(project, tmp_path, capsys, monkeypatch, arguments):
    path = project(digits.draw())
    monkeypatch.chdir(tmp_path)
    refused(capsys, *[path if argument == "FILE" else argument for argument in arguments])
    assert list(tmp_path.glob("x.*")) == [] and list(tmp_path.glob(".*")) == []


def test_a_part_that_is_empty_is_refused_by_its_name(project, tmp_path, capsys):
    """It was called an error inside Spikeloom."""
    out = tmp_path / "o.csv"
    said = refused(capsys, "evaluate", project(spike_xor.draw()), "--split", "validation", "--out", out)
    assert "has no samples in its part validation" in said and not out.exists()


def test_every_discovered_model_is_listed(capsys):
    assert main(["list-models"]) == 0
    listed = capsys.readouterr().out
    assert "neurons/leaky_integrate_and_fire" in listed and "surrogate_gradient" in listed
    assert main(["list-models", "wiring"]) == 0
    assert all(line.startswith("wiring/") for line in capsys.readouterr().out.splitlines())


def test_the_command_line_imports_neither_qt_nor_anything_heavy():
    code = f"import sys, app.command_line.main; print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_help_is_printed_by_main_py():
    shown = subprocess.run([sys.executable, "main.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(command in shown.stdout for command in command_line.ACTIONS)


def test_files_without_a_command_are_for_the_window(project):
    path = project(one_neuron.draw())
    asked = []
    for arguments in ([], [path]):
        assert command_line.main(arguments, lambda paths: asked.append(paths) or 0) == 0
    assert asked == [[], [path]]


def test_missing_libraries_of_the_window_are_named_in_one_sentence(capsys, monkeypatch):
    monkeypatch.setattr("app.platform.why_no_window", lambda: "Install libxcb-cursor0.")
    assert command_line.main([], open_window) == 2
    assert capsys.readouterr().err == "Install libxcb-cursor0.\n"
