"""Experiments on a drawn network: its values varied, each point run with several seeds, a table of what is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

EXPERIMENTS = "app.experiments.project_sweep"
"""Runs what is drawn: named, not imported, as the engine knows no window (decision 0210)."""


def sweep(
    path: str | Path,
    vary: Iterable[str] = (),
    measure: Iterable[str] = (),
    *,
    experiment: str = "",
    seeds: Iterable[int] | None = None,
    duration: float | None = None,
    discard: float | None = None,
    design: str | None = None,
    points: int | None = None,
    minimise: str = "",
    maximise: str = "",
    reach: str = "",
    jobs: int | None = None,
    out: str | Path | None = None,
) -> Any:
    """Run a project (``.spikeloom``) for every point and seed by worker processes, and give the table.

    ``experiment`` names one that the project keeps; what else is given takes the place of what that says. ``vary`` are
    addresses with values: ``"E.tau_m=5:20:16"``, ``"w(E->I)=1:100:4:log"``, ``"E.size=10,100"``; ``measure`` are
    ``"rate(Excitatory)"`` and expressions over such, by default the rate of every population. ``seeds`` are by default
    the project's. Each run takes ``duration`` ms (1000), of which ``discard`` (0) are not measured. ``design`` is
    ``"crossed"`` (the default), ``"paired"``, ``"latin-hypercube"`` or ``"sobol"``, these two of so many ``points``
    (64); or a search for a measure to ``minimise``, ``maximise`` or ``reach`` (``"rate(E)=5 Hz"``): ``"bayesian"`` (the
    default of these) or ``"cma-es"``, whose best point ``best()`` of the table gives. ``jobs`` are as many as there are
    processors. With ``out``, a folder, the same call goes on with what is there. The table has ``columns()``,
    ``units`` and ``to_pandas()``; a run that could not be made is a row whose ``problem`` says why. Raises
    ``ValueError`` with one sentence for what cannot be read, and :class:`NetworkError` where no run can begin.

    >>> from engine import sweep
    >>> table = sweep(
    ...     "balanced-network.spikeloom", ["Excitatory.tau_m=10,20"], ["rate(Excitatory)"], seeds=(1, 2), duration=50.0
    ... )
    >>> table.columns()["Excitatory.tau_m"], table.units["rate(Excitatory)"]
    ([10.0, 10.0, 20.0, 20.0], 'Hz')
    """
    goals = {"minimise": minimise, "maximise": maximise, "reach": reach}
    run: Callable[..., Any] = import_module(EXPERIMENTS).sweep_file
    return run(
        Path(path), tuple(vary), tuple(measure), experiment=experiment, seeds=None if seeds is None else tuple(seeds),
        duration=duration, discard=discard, design=design, points=points,
        goals={goal: text for goal, text in goals.items() if text}, jobs=jobs,
        out=None if out is None else Path(out),
    )  # fmt: skip
