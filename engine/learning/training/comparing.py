"""Methods side by side on one drawn network: a row for each training, and the means over seeds of each method."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, stdev
from typing import Any

from engine.circuit.circuit import Arrays, circuit
from engine.learning.components.figures import Metric, TrainingState
from engine.learning.components.method import LearningMethod, Settings, hindrances
from engine.learning.training.costs import Cost
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.learning.training.training_result import TrainingResult
from engine.network.description import NetworkDescription
from engine.network.seeds import seed_of
from engine.problems import NetworkError, Problem

Methods = Mapping[str, type[LearningMethod]]
UNKNOWN = float("nan")
MIB = 2**20


@dataclass(frozen=True)
class ComparedRun:
    """One training of one method with one seed; what is not known is NaN.

    ``merit`` is what ``quality`` and ``validation`` count, 0 to 1: right answers or, where the data say which spikes
    are wanted, their correlation. ``memory`` is the estimate before the start in bytes, ``seconds`` the time of
    training and of its validation on this machine, ``preparing`` that of what comes before and of compiling.
    Without a ``seed`` the method could not begin: ``problem`` says why.
    """

    method: str
    title: str
    state: TrainingState
    seed: int | None = None
    merit: Metric = Metric.ACCURACY
    quality: float = UNKNOWN
    validation: float = UNKNOWN
    epochs: int = 0
    seconds: float = UNKNOWN
    memory: float = UNKNOWN
    cost: Cost | None = None
    settings: Mapping[str, float | str] = field(default_factory=dict)
    arrays: Arrays = field(default_factory=dict, repr=False)
    problem: Problem | None = None
    preparing: float = UNKNOWN


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation (of a sample, n - 1) over seeds; NaN where too few are known."""

    mean: float
    deviation: float


def spread_of_rows(values: Sequence[float]) -> Spread:
    """The spread of what is known of ``values``."""
    known = [value for value in values if math.isfinite(value)]
    return Spread(fmean(known) if known else UNKNOWN, stdev(known) if len(known) > 1 else UNKNOWN)


def _of_cost(name: str) -> Callable[[ComparedRun], float]:
    return lambda row: UNKNOWN if row.cost is None else float(getattr(row.cost, name))


FIGURES: Mapping[str, Callable[[ComparedRun], float]] = {
    "quality": lambda row: row.quality,
    "validation": lambda row: row.validation,
    "epochs": lambda row: float(row.epochs),
    "seconds": lambda row: row.seconds,
    "preparing": lambda row: row.preparing,
    "memory_mib": lambda row: row.memory / MIB,
    "spikes": _of_cost("spikes"),
    "synaptic_operations": _of_cost("operations"),
    "energy_nj": _of_cost("energy"),
}
"""Every figure of a training by its name in a table, in the order of one."""


@dataclass(frozen=True)
class MethodSummary:
    """One method over its seeds: ``spreads`` by name of :data:`FIGURES`, of the trainings that came to their end.

    ``is_best`` marks the highest mean quality, where there is more than one to choose from and all were given as many
    epochs, ``budget``; NaN where no setting says how many. Where nothing came to an end, ``problem`` is the first
    reason.
    """

    method: str
    title: str
    merit: Metric
    count: int
    spreads: Mapping[str, Spread]
    is_best: bool = False
    problem: Problem | None = None
    budget: float = UNKNOWN


def budget_of(settings: Mapping[str, float | str]) -> float:
    """The number of epochs that these settings give a training; NaN where they do not say."""
    epochs = settings.get("epochs", UNKNOWN)
    return float(epochs) if isinstance(epochs, int | float) else UNKNOWN


def unequal(budgets: Mapping[str, float]) -> dict[str, float]:
    """The budgets by method, where not all are the same: none of these methods is the best then."""
    known = {method: epochs for method, epochs in budgets.items() if math.isfinite(epochs)}
    return known if len(set(known.values())) > 1 else {}


def compare(
    description: NetworkDescription,
    methods: Methods,
    seeds: Sequence[int],
    *,
    settings: Mapping[str, Settings] | None = None,
    validation: float = 0.0,
    on_progress: Callable[[str, int, Progress], bool] | None = None,
    memory_budget: int | None = None,
) -> Iterator[ComparedRun]:
    """Train the same network by each of ``methods`` with each of ``seeds``; a row comes as soon as it is known.

    ``settings`` are each method's, by its name; ``ValueError`` names one that is none. Every training begins with the
    description as it is given, none with what another has learnt. Methods that do not fit come first, with the reason.
    ``on_progress(method, seed, progress)`` returning False ends the training under way, whose row is the last; what
    fails has a row with its problem, and the next goes on.
    """
    stopped, seeds = False, [seed_of(seed) for seed in seeds]

    def listen(name: str, seed: int, progress: Progress) -> bool:
        nonlocal stopped
        stopped = on_progress is not None and not on_progress(name, seed, progress)
        return not stopped

    chosen = {name: method.complete((settings or {}).get(name)) for name, method in methods.items()}
    fitting = []
    for name, problem in hindrances(methods, description).items():
        method = methods[name]
        if problem is not None:
            yield ComparedRun(
                name, method.title, TrainingState.REFUSED, settings=chosen[name], problem=problem, merit=method.merit
            )
        else:
            fitting.append(name)
    for name in fitting:
        for seed in seeds:
            row = _trained(description, name, methods[name], seed, chosen[name], validation, listen, memory_budget)
            yield row
            if stopped:
                return


def _trained(
    description: NetworkDescription, name: str, method: type[LearningMethod], seed: int, settings: Settings,
    validation: float, listen: Callable[[str, int, Progress], bool], memory_budget: int | None,
) -> ComparedRun:  # fmt: skip
    began = time.perf_counter()
    known: dict[str, Any] = {"seed": seed, "settings": settings, "merit": method.merit}
    try:
        known["memory"] = float(method.memory(circuit(description), settings))
        result = fit(
            description, method, seed=seed, settings=settings, validation=validation,
            on_progress=lambda progress: listen(name, seed, progress), memory_budget=memory_budget,
        )  # fmt: skip
    except NetworkError as error:
        seconds = time.perf_counter() - began
        return ComparedRun(
            name, method.title, TrainingState.FAILED, **known, seconds=seconds, problem=error.problems[0]
        )
    return finished_row(result, method.title, known["memory"])


def finished_row(result: TrainingResult, title: str, memory: float) -> ComparedRun:
    """The row of a training that has ended."""
    shown = result.test or result.validation
    merit = shown.counts_by if shown else result.merit
    return ComparedRun(
        result.method, title, TrainingState.CANCELLED if result.cancelled else TrainingState.DONE, result.seed, merit,
        result.test.merit(merit) if result.test else UNKNOWN,
        result.validation.merit(merit) if result.validation else UNKNOWN,
        len(result.history), result.seconds, memory, shown.cost if shown else None, result.settings, result.arrays,
        preparing=result.preparing,
    )  # fmt: skip


def summaries(rows: Sequence[ComparedRun]) -> list[MethodSummary]:
    """The methods of a comparison in the order of their first rows; the best of those that were tested is marked."""
    found = [_summary([row for row in rows if row.method == name]) for name in dict.fromkeys(r.method for r in rows)]
    means = {s.method: s.spreads["quality"].mean for s in found if math.isfinite(s.spreads["quality"].mean)}
    is_fair = not unequal({s.method: s.budget for s in found if s.method in means})
    best = max(means.values()) if len(means) > 1 and is_fair else UNKNOWN
    return [replace(s, is_best=means.get(s.method) == best) for s in found]


def _summary(rows: Sequence[ComparedRun]) -> MethodSummary:
    done = [row for row in rows if row.state is TrainingState.DONE]
    spreads = {name: spread_of_rows([figure(row) for row in done]) for name, figure in FIGURES.items()}
    problem = None if done else next((row.problem for row in rows if row.problem is not None), None)
    merit = (done or rows)[0].merit
    budget = budget_of((done or rows)[0].settings)
    return MethodSummary(rows[0].method, rows[0].title, merit, len(done), spreads, problem=problem, budget=budget)
