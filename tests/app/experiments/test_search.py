"""A search finds better points than chance, asks for the same ones again, and goes on where it was left."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec

import numpy as np
import pytest

from app.document.examples import balanced_network
from app.document.experiment import Design, Experiment, Factor, Goal, ListedValues, Objective, ValueRange
from app.experiments import design as designs
from app.experiments.design import DesignProblem, points_of
from app.experiments.drawn_digest import experiment_key
from app.experiments.experiment_figures import ExperimentFigures
from app.experiments.experiment_folder import BATCHES, ExperimentFolder, ExperimentProblem
from app.experiments.experiment_run import ExperimentRun, without_time
from app.experiments.experiment_table import ExperimentTable
from app.experiments.factors import parse_factor
from app.experiments.measure_expression import parse_measure
from app.experiments.point_runner import ExperimentRow
from app.experiments.project_sweep import whole_experiment
from app.experiments.search import costs, search_of
from engine.jobs.folder import JobControl
from tests.app.experiments.test_experiment_runs import POSIX

SEARCHES = Design.CMA_ES, Design.BAYESIAN
RANGE = ValueRange(0.0, 1.0)


def _of(design: Design, *values, **given) -> Experiment:
    factors = tuple(Factor("e1", f"f{place}", each) for place, each in enumerate(values))
    return Experiment("s", factors, ("rate(e1)",), (0,), design, **given)


def _searched(design: Design, cost, batches: int, *values) -> tuple[np.ndarray, np.ndarray]:
    """All points that a search asks for, and what they cost."""
    search, shares, found = search_of(_of(design, *values)), [], []
    for _ in range(batches):
        asked = search.ask()
        assert asked.min() >= 0.0 and asked.max() <= 1.0
        paid = np.array([cost(point) for point in asked])
        search.tell(asked, paid)
        shares.append(asked)
        found.append(paid)
    return np.concatenate(shares), np.concatenate(found)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("design", SEARCHES)
def test_a_search_comes_nearer_to_the_best_than_chance_does(design, seed):
    random = np.random.default_rng(seed)
    where = random.uniform(0.15, 0.85, 3)
    shares, paid = _searched(design, lambda point: float(((point - where) ** 2).sum()), 30, RANGE, RANGE, RANGE)
    drawn = random.random((len(paid), 3))
    chance = ((drawn - where) ** 2).sum(axis=1)
    half = len(paid) // 2
    assert np.median(paid[half:]) < 0.3 * np.median(chance), where
    assert len(np.unique(shares, axis=0)) == len(shares)


@pytest.mark.parametrize("design", SEARCHES)
def test_what_is_asked_depends_on_what_was_told_and_on_nothing_else(design):
    def bowl(point) -> float:
        return float(np.abs(point - 0.3).sum())

    first, _ = _searched(design, bowl, 8, RANGE, RANGE)
    np.random.default_rng().random(5)
    again, _ = _searched(design, bowl, 8, RANGE, RANGE)
    other, _ = _searched(design, lambda point: -bowl(point), 8, RANGE, RANGE)
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize("design", SEARCHES)
def test_points_that_fail_are_shunned_and_a_search_of_nothing_but_these_goes_on(design):
    def half_known(point) -> float:
        return float("nan") if point[0] < 0.5 else float((point[0] - 0.6) ** 2 + (point[1] - 0.5) ** 2)

    shares, _ = _searched(design, half_known, 25, RANGE, RANGE)
    assert (shares[-40:, 0] < 0.5).mean() < 0.35
    _searched(design, lambda point: float("nan"), 5, RANGE, RANGE)
    _searched(design, lambda point: 1.0, 40, RANGE, RANGE)  # converges at once, and begins anew


def test_words_and_lists_are_chosen_from():
    words = ListedValues(("a", "b", "c"))
    shares, _ = _searched(Design.BAYESIAN, lambda point: abs(point[0] - 0.5) + (point[1] - 0.2) ** 2, 20, words, RANGE)
    assert set(np.round(shares[:, 0], 6)) == {round(share, 6) for share in (1 / 6, 0.5, 5 / 6)}
    assert (shares[-20:, 0] == 0.5).mean() > 0.6


@pytest.mark.parametrize(
    ("goal", "best"), [(Goal.MINIMISE, 1), (Goal.MAXIMISE, 2), (Goal.REACH, 0)], ids=lambda one: str(one)
)
def test_the_best_point_is_that_of_the_mean_over_seeds_that_suits_the_goal(goal, best):
    experiment = _of(Design.CMA_ES, RANGE, points=4, objective=Objective(goal, "rate(e1)", 5.0))
    experiment = Experiment(**{**_fields(experiment), "seeds": (1, 2)})
    figures = ExperimentFigures(experiment, ())
    assert figures.best is None and figures.count == 8
    means = {0: (4.0, 5.5), 1: (1.0, 2.0), 2: (20.0, 3.0), 3: (None, None)}
    for point in (2, 0, 3, 1):  # as they end, not as they were asked for
        for place, value in enumerate(means[point]):
            figures.add(ExperimentRow(2 * point + place, point, place + 1, (0.1 * point,), (value,)))
    assert figures.best == best and list(figures.known) == [0, 1, 2, 3]
    assert figures.values_of(best) == (0.1 * best,)
    history = figures.history(0)
    assert list(history.x) == [1, 2, 3, 4] and np.isnan(history.mean[3])
    expected = {Goal.MINIMISE: [0, 1, 1, 1], Goal.MAXIMISE: [0, 0, 2, 2], Goal.REACH: [0, 0, 0, 0]}
    assert list(figures.best_so_far(history.points)) == expected[goal]


def _fields(struct) -> dict:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def test_costs_are_less_the_better():
    values = np.array([1.0, 4.0, np.nan])
    found = [costs(Objective(goal, "", 3.0), values) for goal in (Goal.MINIMISE, Goal.MAXIMISE, Goal.REACH)]
    assert np.array_equal(found, [[1.0, 4.0, np.nan], [-1.0, -4.0, np.nan], [2.0, 1.0, np.nan]], equal_nan=True)


def test_what_no_search_can_be_made_of_is_said(monkeypatch):
    with pytest.raises(DesignProblem, match="varies at least one value"):
        points_of(_of(Design.BAYESIAN), ())
    words = _of(Design.CMA_ES, RANGE, ListedValues(("on", "off")))
    with pytest.raises(DesignProblem, match="f1 is a word; choose a Bayesian search"):
        points_of(words, (False, False))
    with pytest.raises(DesignProblem, match="at least two values"):
        points_of(_of(Design.CMA_ES, RANGE), (False,))
    monkeypatch.setattr(designs, "find_spec", lambda name: None if name == "optuna" else find_spec(name))
    with pytest.raises(DesignProblem, match=r"needs optuna; type .*search"):
        points_of(_of(Design.BAYESIAN, RANGE), (False,))
    assert points_of(_of(Design.CMA_ES, RANGE, RANGE), (False, False)) == ()


# runs


@pytest.fixture
def drawing():
    return balanced_network.draw()


def _experiment(drawing, design, points=12, seeds=(1,), **given) -> Experiment:
    factors = "Excitatory.tau_m=5:30", "w(Inhibitory->Excitatory)=-800:-100", "Excitatory.size=200:300"
    objective = Objective(Goal.REACH, parse_measure(drawing, "rate(Excitatory)").text, 12.0)
    planned = Experiment(
        "search", tuple(parse_factor(drawing, text) for text in factors), (), seeds, design, points,
        **{"duration": 40.0, "objective": objective, **given},
    )  # fmt: skip
    return whole_experiment(drawing, planned)


def _rows(run):
    return [without_time(row) for row in sorted(run.new_rows(), key=lambda row: row.row)]


@pytest.mark.parametrize("design", SEARCHES)
def test_a_search_is_the_same_with_any_number_of_processes_and_is_gone_on_with(design, drawing, tmp_path):
    experiment = _experiment(drawing, design)
    alone = ExperimentRun(drawing, experiment, tmp_path / "one", 1, "numpy")
    whole = _rows(alone)
    assert [row.row for row in whole] == list(range(12)) and alone.count == 12
    assert all(row.values[2] == round(row.values[2]) for row in whole), "sizes are whole"
    assert len({row.values for row in whole}) > 10
    left = ExperimentRun(drawing, experiment, tmp_path / "two", 3, "numpy")
    rows = left.new_rows()
    early = [next(rows) for _ in range(7)]
    rows.close()
    assert not any(worker.is_worked for worker in left.folder.workers())
    again = ExperimentRun(drawing, experiment, tmp_path / "two", 2, "numpy")
    assert len(early) <= again.found < 12
    list(again.new_rows())
    assert [without_time(row) for _, row in sorted(again.rows.items())] == whole
    table = ExperimentTable(drawing, experiment, again.rows.values())
    best = table.best()
    assert best is not None
    rates = table.columns()["rate(Excitatory)"]
    assert abs(best["measures"]["rate(Excitatory)"] - 12.0) == min(abs(rate - 12.0) for rate in rates)
    assert best["values"]["Excitatory.tau_m"] == table.columns()["Excitatory.tau_m"][best["point"]]
    assert table.provenance["objective"]["goal"] == "reach"


def test_a_search_that_is_cancelled_leaves_no_process_and_one_whose_points_are_spoilt_is_said(drawing, tmp_path):
    experiment = _experiment(drawing, Design.BAYESIAN)
    run = ExperimentRun(drawing, experiment, tmp_path, 2, "numpy")
    rows = run.new_rows()
    next(rows)
    run.ask(JobControl.CANCEL)
    assert len(list(rows)) < 11 and not any(worker.is_worked for worker in run.folder.workers())
    (tmp_path / BATCHES).write_text("[[[1, ", "utf-8")
    with pytest.raises(ExperimentProblem, match="points that cannot be read"):
        ExperimentRun(drawing, experiment, tmp_path, 2, "numpy")
    assert not ExperimentFolder(tmp_path).is_followed


@POSIX
def test_a_process_that_is_killed_costs_one_point_and_the_search_goes_on(drawing, tmp_path):
    experiment = _experiment(drawing, Design.BAYESIAN, duration=200.0)
    run = ExperimentRun(drawing, experiment, tmp_path, 1, "numpy")
    rows, killed = [], False
    for row in run.new_rows():
        rows.append(row)
        if not killed:
            killed = True
            (worker,) = [w for w in run.folder.workers() if w.is_worked]
            os.kill(int((worker.path / "worker.lock").read_text().split()[1]), signal.SIGKILL)
    assert sorted({row.row for row in rows}) == list(range(12))
    assert sum(row.problem is not None for row in rows) <= 1


def test_results_of_a_search_are_known_again_by_its_objective_too(drawing):
    experiment = _experiment(drawing, Design.BAYESIAN)
    keys = {experiment_key(drawing, _experiment(drawing, design), "numpy") for design in SEARCHES}
    other = Experiment(**{**_fields(experiment), "objective": Objective(Goal.MINIMISE, experiment.objective.measure)})
    assert len({*keys, experiment_key(drawing, other, "numpy")}) == 3
    crossed = Experiment(**{**_fields(other), "design": Design.LATIN_HYPERCUBE})
    plain = Experiment(**{**_fields(crossed), "objective": Objective()})
    told = [experiment_key(drawing, whole_experiment(drawing, one), "numpy") for one in (crossed, plain)]
    assert told[0] == told[1], "where nothing is searched for, what for is no question"
