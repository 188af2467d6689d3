"""The command line as programs and strangers use it: version, JSON, standard output, endings, threads, progress."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.command_line import actions as command_actions
from app.command_line import main as command_line
from app.command_line import progress as command_progress
from app.document.edits import ReplaceElement
from app.document.examples import balanced_network, digits, one_neuron, wanted_spikes
from app.document.file.file_format import open_document, save
from app.document.kept_runs import KeptRun
from app.i18n.columns import in_columns
from app.running.trainings.training_work import KIND, PROJECT
from app.version import version
from engine.backends import FASTEST
from engine.checking import memory
from engine.jobs.folder import make_job
from engine.learning.components.figures import Metric, TrainingState

ROOT = Path(__file__).parents[2]
FIGURES = (
    "run",
    "sweep",
    "train",
    "compare",
    "evaluate",
    "reduce",
    "export",
    "check",
    "list-models",
    "plugins",
    "work",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that we stand in, with two projects."""
    save(digits.draw(), tmp_path / "digits.spikeloom")
    save(one_neuron.draw(), tmp_path / "one.spikeloom")
    save(balanced_network.draw(), tmp_path / "balanced.spikeloom")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def main(line: str) -> int:
    return command_line.main(line.split(), lambda paths: pytest.fail("the window was opened"))


def refused(capsys, line: str) -> str:
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


LINES = {
    "run": "run balanced.spikeloom --duration 50 --out o.npz --json",
    "train": "train digits.spikeloom --epochs 1 --out t.spikeloom --json",
    "compare": "compare digits.spikeloom --methods surrogate-gradient --seeds 1 --epochs 1 --out c.csv --json",
    "sweep": "sweep balanced.spikeloom --duration 50 --out swept --json",
    "evaluate": "evaluate digits.spikeloom --json",
    "reduce": "reduce digits.spikeloom --bits 4 --json",
    "export": "export digits.spikeloom --to npz --out w.npz --json",
    "check": "check balanced.spikeloom --json",
    "list-models": "list-models neurons --json",
    "plugins": "plugins --json",
    "work": "work job --json",
}
HOLDS = {
    "run": {"spikes", "duration_ms", "seed", "threads", "precision", "populations"},
    "train": {"method", "epochs", "merit", "value", "seed"},
    "sweep": {"runs", "failed", "units", "rows", "out"},
    "compare": {"trainings", "means"},
    "evaluate": {"accuracy", "right", "samples", "confusion", "accuracy_by_class", "spikes_per_sample"},
    "reduce": {"rows"},
    "export": {"differing", "of", "samples"},
    "check": {"problems"},
    "list-models": {"models"},
    "plugins": {"plugins", "folder", "folder_on"},
    "work": {"folder", "state"},
}


def training_to_do(folder: Path) -> Path:
    """A job that no process has begun: one epoch of the digits."""
    document = digits.draw()
    settings = {"epochs": 1.0, "batch": 200.0}
    document.runs = (
        KeptRun(
            1, "surrogate_gradient", "Surrogate gradient", 1, settings, TrainingState.CANCELLED, Metric.ACCURACY, 0,
            0.0, (), {}, (), (), validation=0.1,
        ),
    )  # fmt: skip
    request = {"kind": KIND, "backend": FASTEST}
    return make_job(folder, request, {PROJECT: lambda path: save(document, path)}).path


@pytest.mark.parametrize("command", LINES)
def test_every_command_that_tells_figures_prints_them_as_json_and_nothing_else(folder, capsys, command):
    if command == "work":
        training_to_do(folder).rename(folder / "job")
    assert main(LINES[command]) == 0
    figures = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert figures["command"] == command and figures.keys() >= HOLDS[command]


def test_the_methods_of_a_network_are_figures_too(folder, capsys):
    assert main("train digits.spikeloom --methods --json") == 0
    methods = {method["name"]: method for method in json.loads(capsys.readouterr().out)["methods"]}
    assert methods["surrogate_gradient"]["fits"] and methods["surrogate_gradient"]["settings"]["epochs"] == 30.0
    assert not methods["conversion"]["fits"] and methods["conversion"]["why"].endswith(".")


def test_the_commands_that_tell_figures_are_these():
    assert set(LINES) == set(FIGURES) == {name for name in command_actions.ACTIONS if "--json" in help_of(name)}
    assert set(command_actions.ACTIONS) - set(FIGURES) == {"draw", "script", "import"}


def test_the_json_of_a_run_says_what_each_population_fired(folder, capsys):
    assert main(LINES["run"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert [(p["title"], p["size"]) for p in figures["populations"]] == [("Excitatory", 400), ("Inhibitory", 100)]
    for population in figures["populations"]:
        assert population["rate_hz"] == pytest.approx(population["spikes"] / population["size"] / 0.05)


def test_a_network_that_cannot_run_has_its_problems_as_json_too(folder, capsys):
    document = one_neuron.draw()
    node = next(n for n in document.nodes.values() if n.kind == "population")
    ReplaceElement(replace(node, parameters={**node.parameters, "tau_m": -5.0})).apply(document)
    save(document, folder / "wrong.spikeloom")
    assert main("check wrong.spikeloom --json") == 2
    said = capsys.readouterr()
    (problem,) = [p for p in json.loads(said.out)["problems"] if p["severity"] == "fatal"]
    assert (problem["place"], problem["quantity"], problem["title"]) == (node.id, "tau_m", node.title)
    assert "cannot run" in said.err


def help_of(command: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(f"{command} --help") == 0
    return said.getvalue()


@pytest.mark.parametrize("arguments", [["--version"], ["-h"], ["run", "--help"]])
def test_the_version_and_the_help_need_no_command(arguments, capsys):
    assert command_line.main(arguments, lambda paths: pytest.fail("the window was opened")) == 0
    said = capsys.readouterr()
    assert said.err == "" and (arguments != ["--version"] or said.out == f"Spikeloom {version()}\n")


def test_the_help_names_every_target_in_full():
    from engine.exporting.formats import formats
    from engine.importing.reading import readings
    from engine.learning.methods import methods
    from engine.scripts.targets import targets

    software = {*formats(), *targets()}
    libraries = {*targets(), *(name for name, format in formats().items() if format.library)}
    told = {"export": software, "check": software, "script": libraries, "import": readings(), "train": methods()}
    assert {"brian2", "nest", "norse", "pynn", "snntorch", "spikingjelly"} == libraries
    for command, names in told.items():
        shown = help_of(command).replace(",", " ").split()
        assert set(names) <= set(shown), command


def printed(*arguments: str, cwd: Path) -> bytes:
    done = subprocess.run([sys.executable, str(ROOT / "main.py"), *arguments], cwd=cwd, capture_output=True, check=True)
    assert done.stderr
    return done.stdout


def test_a_hyphen_is_the_standard_output_of_bytes_and_of_text(folder):
    packed = printed("run", "balanced.spikeloom", "--duration", "20", "--out", "-", cwd=folder)
    with np.load(io.BytesIO(packed)) as arrays:
        assert arrays["sizes"].tolist() == [400, 100] and arrays["populations"].tolist() == ["Excitatory", "Inhibitory"]
    table = printed("evaluate", "digits.spikeloom", "--out", "-", cwd=folder).decode()
    assert table.startswith("sample,label,answer") and len(table.splitlines()) == 361
    (folder / "t.spikeloom").write_bytes(
        printed("train", "digits.spikeloom", "--epochs", "1", "--out", "-", cwd=folder)
    )
    assert any(k.synapses.trained for k in open_document(folder / "t.spikeloom").links.values() if k.synapses)
    assert sorted(path.name for path in folder.iterdir()) == [
        "balanced.spikeloom", "digits.spikeloom", "one.spikeloom", "t.spikeloom"
    ]  # fmt: skip


def test_a_script_on_standard_output_is_what_is_printed_without_a_file(folder, capsys):
    assert main("script balanced.spikeloom") == 0
    plain = capsys.readouterr().out
    assert main("script balanced.spikeloom --out -") == 0
    assert capsys.readouterr().out == plain


def test_what_standard_output_cannot_take_is_refused(folder, capsys):
    assert "--json" in refused(capsys, "run one.spikeloom --duration 1 --out - --json")
    assert "several files" in refused(capsys, "export digits.spikeloom --to snntorch --out -")


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("run one.spikeloom --duration 1 --out o.h5", ".npz"),
        ("run one.spikeloom --duration 1 --out o", ".npz"),
        ("train digits.spikeloom --out t.zip", ".spikeloom"),
        ("compare digits.spikeloom --out c.xlsx", ".csv"),
        ("evaluate digits.spikeloom --out e.json", ".csv"),
        ("reduce digits.spikeloom --out r.txt", ".csv, .spikeloom"),
        ("draw one.spikeloom --out d.gif", ".svg, .pdf, .png"),
        ("script one.spikeloom --out s.txt", ".py"),
        ("export digits.spikeloom --to nir --out w.npz", ".nir"),
    ],
)
def test_an_ending_that_is_not_written_is_refused(folder, capsys, line, known):
    """``--out o.h5`` wrote an archive of NumPy under that name."""
    name = line.rsplit(" ", 1)[1]
    assert refused(capsys, line) == f"{name} ends in none of {known}; give it such an ending.\n"
    assert not (folder / name).exists()


def test_the_file_of_a_run_knows_the_populations(folder):
    assert main("run balanced.spikeloom --duration 20 --out o.npz") == 0
    with np.load("o.npz", allow_pickle=False) as arrays:
        assert arrays["populations"].tolist() == ["Excitatory", "Inhibitory"]
        assert arrays["sizes"].tolist() == [400, 100] and float(arrays["duration"]) == 20.0


def test_an_evaluation_tells_what_is_right_what_is_mistaken_and_what_it_costs(folder, capsys):
    assert main("evaluate digits.spikeloom --out e.csv") == 0
    right, *by_class, mistaken, sure, cost, spikes, _energy, merit = capsys.readouterr().out.splitlines()
    rows = [line.split(",") for line in Path("e.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert right == f"{sum(int(row[3]) for row in rows)} of {len(rows)} right"
    zeros = [int(row[3]) for row in rows if row[1] == "0"]
    assert by_class[0].split() == ["class", "samples", "precision", "recall", "F1"] and by_class[11].startswith("mean")
    assert by_class[1].split()[:2] == ["0", str(len(zeros))]
    assert by_class[1].split()[3] == f"{100 * sum(zeros) / len(zeros):.1f}"
    counted = [[int(n) if n != "·" else 0 for n in line.split()[1:]] for line in by_class[14:]]
    assert by_class[12] == "rows are labels, columns what was answered:" and len(counted) == 10
    assert [sum(row) for row in counted] == [sum(row[1] == str(label) for row in rows) for label in range(10)]
    assert sum(row[n] for n, row in enumerate(counted)) == sum(int(row[3]) for row in rows)
    mean = sum(float(row[5]) for row in rows) / len(rows)
    assert sure.startswith(f"confidence {100 * mean:.1f}, of right answers ")
    assert " as " in mistaken and "synaptic operations" in cost and merit.startswith("accuracy ")
    assert spikes.startswith("spikes of each population in a sample: Hidden ") and ", Output " in spikes


def test_the_json_of_an_evaluation_has_figures_of_classes_confidence_and_populations(folder, capsys):
    assert main("evaluate digits.spikeloom --json --out e.csv") == 0
    figures = json.loads(capsys.readouterr().out)
    rows = [line.split(",") for line in Path("e.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert [found["class"] for found in figures["by_class"]] == [str(n) for n in range(10)]
    for n, found in enumerate(figures["by_class"]):
        answered = [row[1] == str(n) for row in rows if row[2] == str(n)]
        assert found["answers"] == len(answered) and found["recall"] == figures["accuracy_by_class"][n]
        assert found["precision"] == (pytest.approx(sum(answered) / len(answered)) if answered else None)
    sure = {kind: [float(row[5]) for row in rows if row[3] == kind] for kind in "01"}
    assert figures["confidence"]["right"] == pytest.approx(np.mean(sure["1"]))
    assert figures["confidence"]["wrong"] == pytest.approx(np.mean(sure["0"]))
    told = {found["title"]: found["spikes_per_sample"] for found in figures["spikes_by_population"]}
    assert list(told) == ["Hidden", "Output"]
    assert sum(told.values()) == pytest.approx(figures["spikes_per_sample"])
    assert sum(told.values()) == pytest.approx(np.mean([int(row[4]) for row in rows]))


def test_an_evaluation_of_wanted_spikes_tells_no_classes(folder, capsys):
    save(wanted_spikes.draw(), folder / "wanted.spikeloom")
    assert main("evaluate wanted.spikeloom") == 0
    said = capsys.readouterr().out
    assert "confidence" not in said and "precision" not in said and said.splitlines()[-1].startswith("correlation ")


def test_columns_of_a_table_stand_beneath_each_other_in_chinese_too():
    assert list(in_columns([["类别", "F1"], ["a", "100.0"]])) == ["类别     F1", "a     100.0"]


def test_a_long_run_says_how_far_it_is(folder, capsys, monkeypatch):
    monkeypatch.setattr(command_progress, "EVERY", 0.0)
    assert main("run balanced.spikeloom --duration 2000 --out o.npz") == 0
    said = capsys.readouterr()
    memory_told, *told = said.err.splitlines()
    assert memory_told.startswith("The run takes about ")
    assert len(told) > 1 and all(" of 2000 ms, " in line and line.endswith(" s left") for line in told)
    assert "spikes in 2000 ms" in said.out
    times = [int(line.split(" ", 1)[0]) for line in told]
    assert times == sorted(times) and times[0] > 0 and times[-1] < 2000


@pytest.mark.parametrize("threads", ["1", "2", "auto"])
def test_threads_change_no_spike(folder, threads):
    assert main(f"run balanced.spikeloom --duration 100 --threads {threads} --out o.npz") == 0
    assert main("run balanced.spikeloom --duration 100 --backend numpy --out n.npz") == 0
    with np.load("o.npz") as found, np.load("n.npz") as wanted:
        assert found.files == wanted.files and all(np.array_equal(found[n], wanted[n]) for n in found.files)


def test_the_threads_are_as_many_as_the_network_gains_by(folder, capsys, monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.layout.processors", lambda: 4)
    for ns, given, most in ((5000.0, "auto", 1), (0.01, "auto", 4), (0.01, "3", 3)):
        monkeypatch.setattr("engine.simulation.arrays.layout.WORTH_A_THREAD", ns)
        line = f"run balanced.spikeloom --duration 10 --threads {given} --out o.npz --force --json"
        assert main(line) == 0
        assert json.loads(capsys.readouterr().out)["threads"] == most


@pytest.mark.parametrize("given", ["0", "-1", "many", "1.5"])
def test_what_is_no_number_of_threads_is_refused(folder, capsys, given):
    assert given in refused(capsys, f"run one.spikeloom --duration 1 --out o.npz --threads {given}")


def precision_of(capsys, more: str = "") -> tuple[str, str]:
    assert main(f"run balanced.spikeloom --duration 10 --out o.npz --force --json {more}") == 0
    said = capsys.readouterr()
    return json.loads(said.out)["precision"], said.err


def test_precision_is_double_unless_only_single_fits_into_memory(folder, capsys, monkeypatch):
    found, said = precision_of(capsys)
    assert found == "float64" and "precision" not in said
    assert precision_of(capsys, "--precision float32")[0] == "float32"
    description = command_actions.results.understood(balanced_network.draw())
    double, single = (sum(p.size for p in memory.memory_parts(description, x)) for x in ("float64", "float32"))
    monkeypatch.setattr(memory, "free_memory", lambda: int((double + single) / 2 / memory.SHARE))
    found, said = precision_of(capsys)
    assert found == "float32" and "In double precision this network does not fit into memory" in said
    assert "of memory" in refused(capsys, "run balanced.spikeloom --duration 10 --out p.npz --precision float64")
    monkeypatch.setattr(memory, "free_memory", lambda: int(single / 2))
    assert "of memory" in refused(capsys, "run balanced.spikeloom --duration 10 --out p.npz")
