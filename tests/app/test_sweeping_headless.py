"""The command sweep writes a table, tells its runs, and goes on where it was stopped or killed."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.document.document import Document
from app.document.edits import RemoveElements, SetExperiments
from app.document.examples import balanced_network
from app.document.experiment import Experiment, Factor, ListedValues
from engine import sweep
from engine.jobs.folder import JobFolder
from tests.app.test_command_line import main, project, refused
from tests.patience import ENDLESS

__all__ = ["project"]

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
PROGRAM = Path(__file__).parents[2] / "main.py"
VARIED = "--vary", "Excitatory.tau_m=10,20", "--seeds", "1-2", "--duration", "60", "--backend", "numpy"


def _table(out) -> list[dict[str, str]]:
    with (out / "points.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_has_every_point_with_every_seed_and_the_figures_of_single_runs(project, tmp_path, capsys):
    path, out = project(balanced_network.draw()), tmp_path / "out"
    assert main(["sweep", path, *VARIED, "--out", str(out), "--lines"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["sweep", path, *VARIED, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["failed"], told["out"]) == (4, 0, str(out / "points.csv"))
    assert told["rows"] == sorted(lines, key=lambda line: line["row"])
    assert told["units"] == {"Excitatory.tau_m": "ms", "rate(Excitatory)": "Hz", "rate(Inhibitory)": "Hz"}
    rows = _table(out)
    assert [(row["point"], row["seed"], row["Excitatory.tau_m (ms)"]) for row in rows] == [
        ("0", "1", "10.0"), ("0", "2", "10.0"), ("1", "1", "20.0"), ("1", "2", "20.0"),
    ]  # fmt: skip
    told = {line["row"]: line["measures"]["rate(Excitatory)"] for line in lines}
    assert [float(row["rate(Excitatory) (Hz)"]) for row in rows] == [told[n] for n in range(4)]
    single = tmp_path / "single.npz"
    run = [
        "run",
        path,
        "--set",
        "Excitatory.tau_m=20",
        "--seed",
        "2",
        "--duration",
        "60",
        "--json",
        "--backend",
        "numpy",
    ]
    assert main([*run, "--out", str(single)]) == 0
    populations = json.loads(capsys.readouterr().out)["populations"]
    assert {p["title"]: p["rate_hz"] for p in populations}["Excitatory"] == pytest.approx(told[3])
    with np.load(out / "points.npz") as arrays:
        assert arrays["rate(Excitatory)"].tolist() == [told[n] for n in range(4)]
        assert json.loads(str(arrays["units"]))["rate(Excitatory)"] == "Hz"
        assert json.loads(str(arrays["provenance"]))["duration_ms"] == 60.0


def test_from_python_it_is_the_same_table(project, tmp_path):
    path, out = project(balanced_network.draw()), tmp_path / "out"
    varied = ["Excitatory.tau_m=10,20"]
    table = sweep(path, varied, ["rate(Excitatory)/rate(Inhibitory)"], seeds=(1, 2), duration=60.0, out=out)
    columns = table.columns()
    assert columns["seed"] == [1, 2, 1, 2] and columns["problem"] == [""] * 4
    assert all(0.0 < share < 10.0 for share in columns["rate(Excitatory)/rate(Inhibitory)"])
    assert len(sweep(path, varied, ["rate(Excitatory)/rate(Inhibitory)"], seeds=(1, 2), duration=60.0, out=out)) == 4
    for given, said in (
        ({"vary": ["Nobody.tau_m=1,2"]}, "No element is called Nobody"),
        ({"design": "square"}, "design must be one of crossed"),
        ({"duration": 60.0, "discard": 60.0}, "leaves nothing"),
        ({"out": out}, "holds another experiment"),
    ):
        with pytest.raises(ValueError, match=said):
            sweep(path, **given)


def with_experiment() -> Document:
    """The balanced network with an experiment that varies one time constant."""
    document = balanced_network.draw()
    element = next(node.id for node in document.nodes.values() if node.title == "Excitatory")
    factor = Factor(element, "tau_m", ListedValues((10.0, 20.0)))
    SetExperiments((Experiment("Slow", (factor,), (f"active({element})",), (3,), duration=60.0),)).apply(document)
    return document


def test_an_experiment_of_the_project_runs_by_its_name_and_what_is_given_takes_the_place_of_its_own(project, tmp_path):
    path = project(with_experiment())
    assert main(["sweep", path, "--experiment", "Slow", "--out", str(tmp_path / "out")]) == 0
    rows = _table(tmp_path / "out")
    assert [(row["seed"], row["Excitatory.tau_m (ms)"]) for row in rows] == [("3", "10.0"), ("3", "20.0")]
    assert all(float(row["active(Excitatory)"]) > 0.0 for row in rows)
    columns = sweep(path, measure=["rate(Excitatory)"], experiment="Slow", seeds=(1, 2), duration=40.0).columns()
    assert columns["seed"] == [1, 2, 1, 2] and "active(Excitatory)" not in columns
    assert columns["rate(Excitatory)"] == [sweep(
        path, [f"Excitatory.tau_m={tau}"], ["rate(Excitatory)"], seeds=[seed], duration=40.0
    ).columns()["rate(Excitatory)"][0] for tau, seed in ((10, 1), (10, 2), (20, 1), (20, 2))]  # fmt: skip


def test_an_experiment_that_is_not_there_or_varies_what_is_gone_is_refused_before_anything_is_written(
    project, tmp_path, capsys
):
    out, asked = tmp_path / "out", ("--experiment", "Slow", "--out", str(tmp_path / "out"))
    assert "has no experiments; say by --vary" in refused(capsys, "sweep", project(balanced_network.draw()), *asked)
    document = with_experiment()
    said = refused(capsys, "sweep", project(document), "--experiment", "Fast", "--out", str(out))
    assert "has no experiment Fast; it has Slow." in said
    gone = next(node for node in document.nodes.values() if node.title == "Excitatory")
    links = [link.id for link in document.links.values() if gone.id in (link.source, link.target)]
    RemoveElements((gone.id, *links)).apply(document)
    assert f"has no value tau_m of the element {gone.id} any more" in refused(
        capsys, "sweep", project(document), *asked, "--measure", "rate(Inhibitory)"
    )
    assert gone.id in refused(capsys, "sweep", project(document), *asked, "--vary", "Inhibitory.tau_m=10")
    assert not out.exists()


SEARCH = "--vary", "Excitatory.tau_m=5:30", "--vary", "Inhibitory.tau_m=5:30", "--points", "6", "--seeds", "4"
SHORT = "--duration", "40", "--backend", "numpy"


@pytest.mark.parametrize("design", [None, "cma-es"])
def test_a_search_tells_its_best_point_and_goes_on_as_asked(design, project, tmp_path, capsys):
    path, out = project(balanced_network.draw()), tmp_path / "out"
    asked = [*SEARCH, *SHORT, "--reach", "rate(Excitatory)=12 Hz", "--out", str(out)]
    asked += [] if design is None else ["--design", design]
    assert main(["sweep", path, *asked, "--jobs", "2"]) == 0
    said = capsys.readouterr().out
    assert main(["sweep", path, *asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rates = [row["measures"]["rate(Excitatory)"] for row in told["rows"]]
    best = told["best"]
    assert told["runs"] == 6 and best["measures"]["rate(Excitatory)"] == min(rates, key=lambda rate: abs(rate - 12.0))
    assert best["values"] == told["rows"][best["point"]]["values"]
    assert f"Best is point {best['point']}: Excitatory.tau_m = {best['values']['Excitatory.tau_m']:.6g} ms" in said
    table = sweep(
        path, ["Excitatory.tau_m=5:30", "Inhibitory.tau_m=5:30"], seeds=[4], duration=40.0, points=6, jobs=1,
        design=design, reach="rate(Excitatory)=12 Hz",
    )  # fmt: skip
    assert table.columns()["rate(Excitatory)"] == pytest.approx(rates)
    found = table.best()
    assert found is not None and found["values"] == pytest.approx(best["values"]) and found["point"] == best["point"]
    with np.load(out / "points.npz") as arrays:
        assert json.loads(str(arrays["provenance"]))["objective"]["target"] == 12.0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--design", "bayesian"], "Say what is searched for"),
        (["--minimise", "cv(Excitatory)", "--maximise", "cv(Excitatory)"], "has one goal"),
        (["--design", "sobol", "--minimise", "cv(Excitatory)"], "Only a search has a goal"),
        (["--reach", "rate(Excitatory)"], "write it as in rate(Excitatory)=5 Hz"),
        (["--reach", "rate(Excitatory)=5 mV"], "mV"),
        (["--reach", "rate(Excitatory)=much"], "much"),
        (["--maximise", "tempo(Excitatory)"], "measures nothing"),
    ],
)
def test_a_search_that_has_no_goal_or_more_than_one_is_refused(given, said, project, tmp_path, capsys):
    out = tmp_path / "out"
    assert said in refused(capsys, "sweep", project(balanced_network.draw()), *SEARCH, *given, "--out", str(out))
    assert not out.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--vary", "Excitatory.tau_m"], "varies no value; write it as in Excitatory.tau_m=5:20:16"),
        (["--vary", "Excitatory.tau_m=1,2", "--vary", "Excitatory.tau_m=3"], "this value is varied twice"),
        (["--vary", "Excitatory.tau_m=5:20"], "has no count"),
        (["--measure", "tempo(Excitatory)"], "measures nothing; write it as in rate(Excitatory)"),
        (["--seeds", "3-1"], "is no row of at most 1000 seeds"),
        (["--discard", "2000"], "which leaves nothing"),
        (["--discard", "-1"], "is below 0"),
        (["--jobs", "0"], "is no whole number above 0"),
        (["--backend", "abacus"], "there is no backend of this name"),
        (["--design", "round"], "round"),
    ],
)
def test_what_cannot_be_swept_is_said_in_one_sentence_and_nothing_is_written(given, said, project, tmp_path, capsys):
    out = tmp_path / "out"
    assert said in refused(capsys, "sweep", project(balanced_network.draw()), *given, "--out", str(out))
    assert not out.exists()


def test_a_folder_that_cannot_hold_it_is_refused(project, tmp_path, capsys):
    path, file = project(balanced_network.draw()), tmp_path / "file.txt"
    file.write_text("dear", "utf-8")
    for out, said in ((file, "is no folder"), (tmp_path / "a" / "b", "There is no folder"), (tmp_path, "is not empty")):
        assert said in refused(capsys, "sweep", path, *VARIED, "--out", str(out))
    assert file.read_text("utf-8") == "dear"


def test_where_no_run_can_be_made_that_is_the_end(project, tmp_path, capsys):
    path, out = project(balanced_network.draw()), tmp_path / "out"
    given = "--vary", "Excitatory.size=900000000,1000000000", "--duration", "60", "--out", str(out)
    assert main(["sweep", path, *given]) == 2
    assert "None of 2 runs could be made" in capsys.readouterr().err.splitlines()[-1]
    assert ["memory" in row["problem"] for row in _table(out)] == [True, True]


@POSIX
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_done_is_kept_when_the_command_is_ended_and_the_same_command_goes_on(how, project, tmp_path):
    path, out = project(balanced_network.draw()), tmp_path / "out"
    given = ["--vary", "Excitatory.tau_m=10:30:12", "--duration", "400", "--backend", "numpy", "--jobs", "1"]
    command = [sys.executable, str(PROGRAM), "sweep", path, *given, "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        until = time.monotonic() + ENDLESS
        while _told(out) < 2:
            assert time.monotonic() < until
            time.sleep(0.01)
        os.kill(process.pid, how)
        _, said = process.communicate()
    if how == signal.SIGINT:
        assert process.returncode == 130 and "Stopped; " in said and "same command goes on" in said
        assert 2 <= len(_table(out)) < 12
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "already" in done.stderr
    rows = _table(out)
    assert [row["point"] for row in rows] == [str(n) for n in range(12)] and not any(row["problem"] for row in rows)
    assert main([*command[2:-1], str(tmp_path / "whole")]) == 0
    assert rows == _table(tmp_path / "whole")


def _told(out) -> int:
    workers = [JobFolder(path) for path in (out / "workers").glob("*")]
    return sum(event["event"] == "row" for worker in workers for event, _ in worker.events())


def test_a_run_with_several_seeds_writes_a_file_for_each(project, tmp_path, capsys):
    path, out = project(balanced_network.draw()), tmp_path / "out.npz"
    run = ["run", path, "--duration", "60", "--backend", "numpy", "--json"]
    assert main([*run, "--seeds", "3,5", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["seed"] for one in told["runs"]] == [3, 5] and not out.exists()
    for seed in (3, 5):
        assert main([*run, "--seed", str(seed), "--out", str(tmp_path / "one.npz"), "--force"]) == 0
        with np.load(tmp_path / "one.npz") as one, np.load(tmp_path / f"out-{seed}.npz") as other:
            assert one.files == other.files
            assert all(np.array_equal(one[name], other[name]) for name in one.files)
    capsys.readouterr()
    assert "out-3.npz exists already" in refused(capsys, *run[:-1], "--seeds", "3,7", "--out", str(out))
    assert not (tmp_path / "out-7.npz").exists()
    assert "goes without --seed" in refused(capsys, *run[:-1], "--seeds", "8", "--seed", "1", "--out", str(out))
