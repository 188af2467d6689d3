"""Searches for the best point of an experiment, by the libraries cma and optuna: asked for points, told their costs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from app.document.experiment import Design, Experiment, Factor, Goal, ListedValues, Objective
from app.experiments.design import DESIGN_SEED
from engine.network.values import Floats

FIRST_STEP = 0.3  # deviation of the first points, as a share of each range
BATCH = 4  # points that a Bayesian search asks for at once
GROWTH, LARGEST = 2, 256  # of the batch of CMA-ES, whenever it begins anew, and points of a batch at most


class Search(Protocol):
    """Points lie in the unit cube: (points, factors). Costs are NaN where nothing could be measured.

    What is asked next depends on what was told alone, and never on how many processes make the runs.
    """

    def ask(self) -> Floats:
        """Give the next batch."""
        ...

    def tell(self, shares: Floats, costs: Floats) -> None:
        """Take in what the points of a batch cost, (points,)."""
        ...


def search_of(experiment: Experiment) -> Search:
    """Begin a search; raises ``ImportError`` where its library is missing."""
    if experiment.design is Design.CMA_ES:
        return CmaSearch(len(experiment.factors))
    return BayesianSearch(experiment.factors)


def objective_place(experiment: Experiment) -> int:
    """The place of the objective's measure among those of an experiment as it is run."""
    return experiment.measures.index(experiment.objective.measure)


def costs(objective: Objective, values: Floats) -> Floats:
    """The cost of values of the measure, the less the better, of any shape; NaN where one is not known."""
    if objective.goal is Goal.REACH:
        return np.abs(values - objective.target)
    return -values if objective.goal is Goal.MAXIMISE else values


class CmaSearch:
    """An evolution strategy with covariance matrix adaptation, begun anew with a larger batch where it converged.

    Source: Hansen (2016), arXiv:1604.00772; Auger & Hansen (2005), IEEE CEC, 10.1109/CEC.2005.1554902 (restarts).
    """

    def __init__(self, factors: int) -> None:
        self._random = np.random.default_rng(DESIGN_SEED)
        self._strategy = self._begun(np.full(factors, 0.5))
        self._worst = -np.inf

    def ask(self) -> Floats:
        if self._strategy.stop():
            start = self._random.random(self._strategy.N)
            self._strategy = self._begun(start, popsize=min(GROWTH * self._strategy.popsize, LARGEST))
        asked: Floats = np.array(self._strategy.ask())
        return np.clip(asked, 0.0, 1.0)

    def tell(self, shares: Floats, costs: Floats) -> None:
        """Points that could not be measured count as the worst so far."""
        known = np.isfinite(costs)
        self._worst = max([self._worst, *costs[known]])
        worst = self._worst if np.isfinite(self._worst) else 0.0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of points that were asked before a restart of the program
            self._strategy.tell(list(shares), np.where(known, costs, worst).tolist())

    def _begun(self, start: Floats, **options: int) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it cannot plot
            cma = import_module("cma")
        own = {
            "bounds": [0.0, 1.0], "verbose": -9, "verb_log": 0, "verb_disp": 0, "seed": float("nan"),
            "randn": lambda *shape: self._random.standard_normal(shape), **options,
        }  # fmt: skip
        return cma.CMAEvolutionStrategy(start, FIRST_STEP, own)


class BayesianSearch:
    """Tree-structured Parzen estimators, of which points that are under way count as bad ones.

    Words and other lists are chosen from, and not taken for numbers.
    Source: Bergstra et al. (2011), Advances in Neural Information Processing Systems 24.
    """

    def __init__(self, factors: Sequence[Factor]) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._lists = [
            len(factor.values.values) if isinstance(factor.values, ListedValues) else 0 for factor in factors
        ]
        self._kinds: dict[str, optuna.distributions.BaseDistribution] = {
            str(place): optuna.distributions.CategoricalDistribution(range(count))
            if count
            else optuna.distributions.FloatDistribution(0.0, 1.0)
            for place, count in enumerate(self._lists)
        }
        self._told: list[Any] = []
        self._batches = 0

    def ask(self) -> Floats:
        import optuna

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = optuna.samplers.TPESampler(seed=DESIGN_SEED + self._batches, constant_liar=True)
        study = optuna.create_study(sampler=sampler)
        study.add_trials(self._told)
        self._batches += 1
        asked = [study.ask(self._kinds).params for _ in range(BATCH)]
        return np.array([
            [(found + 0.5) / count if (count := self._lists[int(place)]) else found for place, found in params.items()]
            for params in asked
        ])  # fmt: skip

    def tell(self, shares: Floats, costs: Floats) -> None:
        """Points that could not be measured count as given up."""
        from optuna.trial import TrialState, create_trial

        for point, cost in zip(shares.tolist(), costs.tolist(), strict=True):
            params = {
                str(place): int(share * count) if (count := self._lists[place]) else share
                for place, share in enumerate(point)
            }
            is_known = bool(np.isfinite(cost))
            state, value = (TrialState.COMPLETE, cost) if is_known else (TrialState.PRUNED, None)
            self._told.append(create_trial(state=state, value=value, params=params, distributions=self._kinds))
