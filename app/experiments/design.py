"""Points of an experiment: the values that its factors take together in each of its runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import product
from typing import TypeAlias

import numpy as np

from app.document.experiment import (
    MOST_POINTS,
    Design,
    DistributionForm,
    Experiment,
    Factor,
    FactorValues,
    ListedValues,
    Spacing,
    ValueDistribution,
    ValueRange,
)
from app.i18n.translation import tr
from app.version import command_with
from engine.network.values import Floats

DESIGN_SEED = 0  # of points that are spread or searched: the same ones every time
SEARCHED_BY = {Design.CMA_ES: "cma", Design.BAYESIAN: "optuna"}
"""The libraries that search."""
LEAST_OF_CMA = 2  # factors: the library has no covariance of one

Point: TypeAlias = tuple[float | str, ...]


class DesignProblem(ValueError):
    """The factors do not make the points that are asked for; the message is one sentence."""


def points_of(experiment: Experiment, whole: Sequence[bool]) -> tuple[Point, ...]:
    """The points in their order, each with a value of every factor; ``whole`` are the factors of whole numbers.

    A search asks for its points as it goes, so that there are none before. Without a factor there is one point, the
    drawing itself. A crossed design varies the last factor first. A Latin
    hypercube has every part of a range once; Sobol's sequence is scrambled: both from a fixed seed, by
    ``scipy.stats.qmc``. Raises :class:`DesignProblem`.
    Source: McKay, Beckman & Conover (1979), Technometrics 21, 239-245, 10.1080/00401706.1979.10489755; Owen (1998),
    ACM Transactions on Modeling and Computer Simulation 8, 71-102, 10.1145/272991.273010.
    """
    factors = experiment.factors
    if experiment.design.is_search:
        _demand_searchable(experiment)
        return ()
    if not factors:
        return ((),)
    if experiment.design.is_sampled:
        return _sampled(experiment, whole)
    columns = [_values(factor, is_whole) for factor, is_whole in zip(factors, whole, strict=True)]
    lengths = [len(column) for column in columns]
    if experiment.design is Design.PAIRED:
        if len(set(lengths)) > 1:
            counts = ", ".join(map(str, lengths))
            raise DesignProblem(tr("Paired factors have equally many values; here they have {counts}.", counts=counts))
        return tuple(zip(*columns, strict=True))
    if math.prod(lengths) > MOST_POINTS:
        raise DesignProblem(
            tr("These factors make {count} {count:point|points}, and at most {most} are run.",
               count=str(math.prod(lengths)), most=str(MOST_POINTS))
        )  # fmt: skip
    return tuple(product(*columns))


def points_at(experiment: Experiment, whole: Sequence[bool], shares: Floats) -> tuple[Point, ...]:
    """The points that lie so far, in [0, 1], into the values of each factor: ``shares`` are (points, factors)."""
    columns = [
        [_whole(value) if is_whole else value for value in values_at(factor.values, shares[:, place])]
        for place, (factor, is_whole) in enumerate(zip(experiment.factors, whole, strict=True))
    ]
    return tuple(zip(*columns, strict=True))


def values_at(values: FactorValues, shares: Floats) -> list[float | str]:
    """The values that lie so far, in [0, 1), into a list, a range, or the probability of a distribution."""
    if isinstance(values, ListedValues):
        return [values.values[min(int(share * len(values.values)), len(values.values) - 1)] for share in shares]
    if isinstance(values, ValueRange):
        return _between(values, shares)
    return _quantiles(values, shares)


def _sampled(experiment: Experiment, whole: Sequence[bool]) -> tuple[Point, ...]:
    from scipy.stats import qmc

    count, factors = experiment.points, experiment.factors
    if experiment.design is Design.SOBOL:
        spread = qmc.Sobol(len(factors), rng=DESIGN_SEED).random_base2(max(count - 1, 0).bit_length())[:count]
    else:
        spread = qmc.LatinHypercube(len(factors), rng=DESIGN_SEED).random(count)
    return points_at(experiment, whole, spread)


def _demand_searchable(experiment: Experiment) -> None:
    """Raise DesignProblem where a search cannot begin."""
    if not experiment.factors:
        raise DesignProblem(tr("A search varies at least one value; here is none."))
    library = SEARCHED_BY[experiment.design]
    if find_spec(library) is None:
        raise DesignProblem(
            tr("This search needs {library}; type {command}", library=library, command=command_with("search"))
        )
    words = [
        factor.name for factor in experiment.factors
        if isinstance(factor.values, ListedValues) and any(isinstance(value, str) for value in factor.values.values)
    ]  # fmt: skip
    if experiment.design is Design.CMA_ES and len(experiment.factors) < LEAST_OF_CMA:
        raise DesignProblem(tr("CMA-ES varies at least two values; choose a Bayesian search for one alone."))
    if experiment.design is Design.CMA_ES and words:
        raise DesignProblem(
            tr("CMA-ES searches among numbers, and {name} is a word; choose a Bayesian search.", name=words[0])
        )


def _values(factor: Factor, is_whole: bool) -> list[float | str]:
    values = factor.values
    if isinstance(values, ListedValues):
        return list(values.values)
    if not values.count:
        raise DesignProblem(
            tr("The range of {name} has no count; write start:stop:count, or choose a Latin hypercube or Sobol points.",
               name=factor.name)
        )  # fmt: skip
    if isinstance(values, ValueRange):
        found = _between(values, np.linspace(0.0, 1.0, values.count))
    else:
        found = _quantiles(values, (np.arange(values.count) + 0.5) / values.count)
    return list(dict.fromkeys(map(_whole, found))) if is_whole else found


def _between(values: ValueRange, shares: Floats) -> list[float | str]:
    """Values of a range, exact at both ends."""
    start, stop = values.start, values.stop
    if values.spacing is Spacing.LOGARITHMIC:
        inner = start * (stop / start) ** shares
    else:
        inner = start + (stop - start) * shares
    return list(np.where(shares == 0.0, start, np.where(shares == 1.0, stop, inner)).tolist())


def _quantiles(values: ValueDistribution, shares: Floats) -> list[float | str]:
    from scipy.special import ndtri

    within = np.clip(shares, np.finfo(float).tiny, 1.0 - np.finfo(float).epsneg)
    if values.form is DistributionForm.NORMAL:
        found = values.mean + values.deviation * ndtri(within)
    else:
        variance = math.log1p((values.deviation / values.mean) ** 2)
        found = np.exp(math.log(values.mean) - variance / 2 + math.sqrt(variance) * ndtri(within))
    return list(np.asarray(found, np.float64).tolist())


def _whole(value: float | str) -> float | str:
    return float(round(value)) if isinstance(value, float) else value
