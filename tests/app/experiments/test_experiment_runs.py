"""An experiment gives what single runs give, whatever happens to its processes, and costs no point but its own."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

import pytest
from msgspec.structs import replace

from app.commands import intentions
from app.commands.copying import delete
from app.commands.editor import Editor
from app.commands.setting import set_value
from app.document.examples import balanced_network, rewarded_actions
from app.document.experiment import Design, Experiment
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.document.meaning.value_addresses import address_of
from app.experiments.drawn_digest import drawn_digest, experiment_key
from app.experiments.experiment_folder import ASKED, LOCK, ExperimentFolder, ExperimentProblem
from app.experiments.experiment_run import ExperimentRun, problem_of, without_time
from app.experiments.experiment_table import ExperimentTable
from app.experiments.factors import parse_factor
from app.experiments.measure_expression import parse_measure
from app.experiments.point_runner import PointRunner, put_point
from engine.files.held import hold
from engine.jobs.folder import JobControl
from engine.simulation.simulation import Simulation
from tests.patience import PATIENCE

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")


def _experiment(document, *factors, measures=("rate(Excitatory)", "cv(Excitatory)"), seeds=(1, 2), **given):
    return Experiment(
        "of a test", tuple(parse_factor(document, text) for text in factors),
        tuple(parse_measure(document, text).text for text in measures), seeds, **{"duration": 60.0, **given},
    )  # fmt: skip


def _rows(run):
    return {row.row: without_time(row) for row in run.new_rows()}


@pytest.fixture
def drawing():
    return balanced_network.draw()


def test_a_point_and_a_seed_give_the_spikes_of_the_drawing_that_has_these_values(drawing):
    """Sizes among them; the drawing is as it was, so that the order of points says nothing."""
    factors = "Excitatory.tau_m=12,20", "Excitatory.size=300,320", "w(Inhibitory->Excitatory)=-100,-400"
    experiment = _experiment(drawing, *factors, measures=("spikes(Excitatory)", "spikes(Inhibitory)"))
    runner, before = PointRunner(drawing, experiment), drawing.snapshot()
    points = [(20.0, 320.0, -100.0), (12.0, 300.0, -400.0), (20.0, 320.0, -100.0)]
    rows = [runner.run(0, 0, point, seed) for point, seed in zip(points, (5, 6, 5), strict=True)]
    assert drawing.snapshot() == before
    assert without_time(rows[0]) == without_time(rows[2]) != without_time(rows[1])
    for row, point, seed in zip(rows, points, (5, 6, 5), strict=True):
        editor = Editor()
        editor.load(balanced_network.draw())
        for text, value in zip(factors, point, strict=True):
            set_value(editor, address_of(editor.document, text.partition("=")[0]), value)
        record = Simulation(meaning(editor.document).description, seed=seed).run(60.0)
        ids = {node.title: node.id for node in editor.document.nodes.values()}
        assert row.measures == tuple(float(len(record.spikes[ids[t]])) for t in ("Excitatory", "Inhibitory"))
        assert row.measures[0] > 10


def test_workers_make_every_point_with_every_seed_and_the_folder_is_gone_on_with(drawing, tmp_path):
    experiment = _experiment(drawing, "Excitatory.tau_m=10,20,30")
    run = ExperimentRun(drawing, experiment, tmp_path / "here", 2, "numpy")
    rows = _rows(run)
    assert sorted(rows) == list(range(6))
    assert [(row.values, row.seed) for _, row in sorted(rows.items())] == [
        ((tau,), seed) for tau in (10.0, 20.0, 30.0) for seed in (1, 2)
    ]
    runner = PointRunner(drawing, experiment, "numpy")
    assert rows == {n: without_time(runner.run(n, row.point, row.values, row.seed)) for n, row in rows.items()}
    again = ExperimentRun(drawing, experiment, tmp_path / "here", 2, "numpy")
    assert again.found == 6 and not list(again.new_rows())
    assert {n: without_time(row) for n, row in again.rows.items()} == rows
    assert not (tmp_path / "here" / LOCK).exists()


def test_a_point_that_fails_is_a_row_with_its_sentence(drawing, tmp_path):
    """One that the network refuses, and one whose numbers grow beyond all bounds."""
    experiment = _experiment(
        drawing, "Excitatory.size=300,1000000000", "w(Inhibitory->Excitatory)=-400,-1e308", seeds=(1,)
    )
    run = ExperimentRun(drawing, experiment, tmp_path, 1, "numpy")
    first, wild, large, _ = (row for _, row in sorted(_rows(run).items()))
    assert first.problem is None and first.measures[0] is not None
    assert wild.measures == large.measures == (None, None)
    said = ExperimentTable(drawing, experiment, run.rows.values()).columns()["problem"]
    assert not said[0] and "memory" in said[2] and "Excitatory" in said[1]


@POSIX
def test_a_run_whose_process_is_killed_costs_only_itself_and_is_made_anew_later(drawing, tmp_path):
    experiment = _experiment(drawing, "Excitatory.tau_m=10:30:5", seeds=(1,), duration=400.0)
    run = ExperimentRun(drawing, experiment, tmp_path, 1, "numpy")
    rows, killed = [], False
    for row in run.new_rows():
        rows.append(row)
        if not killed:
            killed = True
            (worker,) = [w for w in run.folder.workers() if w.is_worked]
            _wait(lambda w=worker: sum(e["event"] == "begun" for e, _ in w.events()) > 1)
            os.kill(int((worker.path / "worker.lock").read_text().split()[1]), signal.SIGKILL)
    failed = [row for row in rows if row.problem is not None]
    assert len(rows) == 5 and len(failed) == 1
    assert problem_of(failed[0]).code == "experiment-process-ended"
    again = ExperimentRun(drawing, experiment, tmp_path, 1, "numpy")
    assert [row.row for row in again.new_rows()] == [failed[0].row]
    assert all(row.problem is None for row in again.rows.values()) and len(again.rows) == 5


def test_one_that_is_left_early_keeps_what_is_done(drawing, tmp_path):
    experiment = _experiment(drawing, "Excitatory.tau_m=10:30:6", seeds=(1,))
    run = ExperimentRun(drawing, experiment, tmp_path, 2, "numpy")
    rows = run.new_rows()
    first = next(rows)
    rows.close()
    assert not any(worker.is_worked for worker in run.folder.workers())
    again = ExperimentRun(drawing, experiment, tmp_path, 2, "numpy")
    assert 1 <= again.found < 6 and again.rows[first.row].measures == first.measures
    list(again.new_rows())
    assert sorted(again.rows) == list(range(6))


def test_a_folder_holds_one_experiment_of_one_version_and_one_process_follows_it(drawing, tmp_path):
    experiment = _experiment(drawing, "Excitatory.tau_m=10,20")
    folder = ExperimentFolder(tmp_path)
    folder.begin(drawing, experiment, "numpy").let_go()
    with pytest.raises(ExperimentProblem, match="holds another experiment"):
        folder.begin(drawing, _experiment(drawing, "Excitatory.tau_m=10,21"), "numpy")
    editor = Editor()
    editor.load(balanced_network.draw())
    set_value(editor, address_of(editor.document, "Inhibitory.tau_m"), 3.0)
    with pytest.raises(ExperimentProblem, match="holds another experiment"):
        folder.begin(editor.document, experiment, "numpy")
    held = hold(tmp_path / LOCK)
    with pytest.raises(ExperimentProblem, match="Another process works"):
        folder.begin(drawing, experiment, "numpy")
    held.let_go()
    asked = json.loads((tmp_path / ASKED).read_text("utf-8"))
    (tmp_path / ASKED).write_text(json.dumps({**asked, "format": 99}), "utf-8")
    with pytest.raises(ExperimentProblem, match="Another version of Spikeloom began"):
        folder.begin(drawing, experiment, "numpy")
    for spoilt in ("[]", "{", json.dumps({"format": 1, "experiment": {"name": 3}})):
        (tmp_path / ASKED).write_text(spoilt, "utf-8")
        with pytest.raises(ExperimentProblem, match="no experiment that can be read"):
            folder.begin(drawing, experiment, "numpy")
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(ExperimentProblem, match="is not empty"):
        ExperimentFolder(other).begin(drawing, experiment, "numpy")
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_an_element_that_is_gone_is_said_in_the_row():
    editor = Editor()
    editor.load(balanced_network.draw())
    experiment = _experiment(editor.document, "Inhibitory.tau_m=10,20", design=Design.PAIRED)
    delete(editor, [experiment.factors[0].element])
    row = PointRunner(editor.document, experiment).run(0, 0, (10.0,), 1)
    assert row.problem is not None and "any more" in str(problem_of(row))


def test_a_lesion_is_a_factor_and_what_cannot_be_measured_without_it_is_said_in_the_row(drawing):
    factors, measures = ("Inhibitory.muted=no,yes",), ("rate(Excitatory)", "rate(Excitatory)/rate(Inhibitory)")
    runner = PointRunner(drawing, _experiment(drawing, *factors, measures=measures))
    with_it, without = runner.run(0, 0, ("no",), 1), runner.run(1, 1, ("yes",), 1)
    assert with_it.problem is None and None not in with_it.measures
    assert without.problem is None and without.measures[1] is None, "of what is left out nothing is known"
    assert without.measures[0] > 2 * with_it.measures[0], "nothing inhibits it"
    document = rewarded_actions.draw()
    deaf = PointRunner(document, _experiment(document, "Answer.muted=yes", measures=())).run(0, 0, ("yes",), 1)
    assert deaf.problem is not None and "put it back where it is muted" in str(problem_of(deaf))
    assert deaf.place == "Inputs → Actions"


def _wait(is_so) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.002)


def test_a_run_is_paused_and_gone_on_with_and_ended_from_another_thread(drawing, tmp_path):
    experiment = _experiment(drawing, "Excitatory.tau_m=10:30:8", seeds=(1,))
    run = ExperimentRun(drawing, experiment, tmp_path, 2, "numpy")
    rows = run.new_rows()
    told = [next(rows)]
    run.ask(JobControl.PAUSE)
    asking = threading.Timer(1.0, lambda: (standing.append(len(run.rows)), run.ask(JobControl.RUN)))
    standing: list[int] = []
    asking.start()
    told += list(rows)
    assert standing and standing[0] < 8 and sorted(row.row for row in told) == list(range(8))
    other = ExperimentRun(drawing, experiment, tmp_path / "other", 1, "numpy")
    rows = other.new_rows()
    next(rows)
    other.ask(JobControl.CANCEL)
    assert len(list(rows)) < 7
    assert not any(worker.is_worked for worker in other.folder.workers())
    assert 1 <= len(other.rows) < 8


def test_results_are_known_again_by_all_that_a_run_depends_on_and_by_nothing_else(drawing, tmp_path):
    experiment = _experiment(drawing, "Excitatory.tau_m=10,20")
    before = drawn_digest(drawing, experiment)
    editor = Editor()
    editor.load(drawing)
    excitatory = next(node for node in drawing.nodes.values() if node.title == "Excitatory")
    put_point(editor, experiment, (20.0,))
    intentions.rename(editor, excitatory.id, "E")
    intentions.move(editor, {excitatory.id: (5.0, 6.0)})
    intentions.add_note(editor, (0.0, 0.0), "words")
    intentions.set_settings(editor, seed=77, title="Another")
    assert drawn_digest(editor.document, experiment) == before
    save(editor.document, tmp_path / "net.spikeloom")
    again = open_document(tmp_path / "net.spikeloom")
    assert drawn_digest(again, experiment) == before
    for change in (
        lambda: intentions.set_settings(editor, resolution=0.2),
        lambda: set_value(editor, address_of(editor.document, "E.V_th"), -51.0),
        lambda: set_value(editor, address_of(editor.document, "w(Inhibitory->E)"), -3.0),
        lambda: intentions.set_muted(editor, [intentions.group(editor, [excitatory.id], (0.0, 0.0)) or ""], True),
    ):
        with editor.one_step("change"):
            change()
        assert drawn_digest(editor.document, experiment) != before
        editor.undo_stack.undo()
        assert drawn_digest(editor.document, experiment) == before
    key = experiment_key(drawing, experiment, "numpy")
    assert key == experiment_key(drawing, replace(experiment, name="called otherwise"), "numpy")
    others = [replace(experiment, seeds=(3,)), replace(experiment, duration=61.0)]
    keys = {key, experiment_key(drawing, experiment, "numba"), *(experiment_key(drawing, o, "numpy") for o in others)}
    assert len(keys) == 4
