"""An experiment on the file of a project that is told in words: for the command ``sweep`` and for Python."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import structs

from app.document.document import Document
from app.document.elements import NodeKind
from app.document.experiment import Design, Experiment, Goal, Objective
from app.document.file.file_format import FileProblem, open_document
from app.document.meaning.meaning import meaning
from app.document.meaning.value_addresses import UnknownAddress
from app.document.vocabulary import model_as
from app.experiments.design import DesignProblem
from app.experiments.experiment_folder import ExperimentProblem
from app.experiments.experiment_run import ExperimentRun
from app.experiments.experiment_table import ExperimentTable
from app.experiments.factors import FactorProblem, address_in, parse_factor
from app.experiments.measure_expression import MeasureProblem, parse_measure
from app.i18n.run_memory import run_memory
from app.i18n.translation import listed, tr
from app.widgets.quantities import NotAQuantity, parse_quantity
from engine.backends import FASTEST
from engine.checking.memory import MUCH
from engine.model.declaration import NeuronModel
from engine.problems import NetworkError
from engine.simulation.arrays.layout import processors

UNNAMED = "sweep"
NOTHING_WANTED: Mapping[Goal, str] = {}


class SweepProblem(ValueError):
    """A sweep that cannot be begun as it is told; the message is one sentence."""


def told_experiment(
    document: Document,
    name: str = "",
    *,
    vary: Sequence[str] = (),
    measure: Sequence[str] = (),
    seeds: Sequence[int] | None = None,
    duration: float | None = None,
    discard: float | None = None,
    design: Design | None = None,
    points: int | None = None,
    goals: Mapping[Goal, str] = NOTHING_WANTED,
) -> Experiment:
    """The experiment of the project that is called ``name``, with what is told in words in the place of what it says.

    Without a name, of what is told alone: the project's seed, 1 s, everything measured, and every value with every
    other. ``goals``, at most one, are of a search: a measure, or with what it is to reach as in ``rate(E)=5 Hz``.
    Raises :class:`SweepProblem`.
    """
    told: dict[str, object] = {"duration": duration, "discarded": discard, "design": design, "points": points}
    told["seeds"] = None if seeds is None else tuple(seeds)
    base = _kept(document, name) if name else Experiment(UNNAMED, (), (), (document.settings.seed,))
    base = structs.replace(base, **{field: value for field, value in told.items() if value is not None})
    try:
        factors = tuple(parse_factor(document, text) for text in vary) or base.factors
        varied = [(factor.element, factor.name, factor.part) for factor in factors]
        twice = next((text for text, one in zip(vary, varied, strict=False) if varied.count(one) > 1), "")
        if twice:
            raise SweepProblem(tr("{written}: this value is varied twice.", written=twice))
        measures = tuple(parse_measure(document, text).text for text in measure) or base.measures
        objective = parse_objective(document, goals) or base.objective
    except (FactorProblem, MeasureProblem, NotAQuantity) as problem:
        raise SweepProblem(str(problem)) from problem
    if goals and design is None and not base.design.is_search:
        base = structs.replace(base, design=Design.BAYESIAN)
    if goals and not base.design.is_search:
        raise SweepProblem(tr("Only a search has a goal; choose one of the designs cma-es and bayesian."))
    if base.design.is_search and not goals and not name:
        raise SweepProblem(tr("Say what is searched for: a measure to minimise, to maximise or to reach."))
    return whole_experiment(document, structs.replace(base, factors=factors, measures=measures, objective=objective))


def parse_objective(document: Document, goals: Mapping[Goal, str]) -> Objective | None:
    """Read the one goal of a search; None where there is none.

    Raises SweepProblem, MeasureProblem, and NotAQuantity for what is to be reached.
    """
    if len(goals) > 1:
        raise SweepProblem(tr("A search has one goal: minimise, maximise or reach a measure."))
    for goal, text in goals.items():
        if goal is not Goal.REACH:
            return Objective(goal, parse_measure(document, text).text)
        written, equals, target = text.rpartition("=")
        if not equals:
            raise SweepProblem(
                tr("“{written}” does not say what to reach; write it as in {form}.",
                   written=text, form="rate(Excitatory)=5 Hz")
            )  # fmt: skip
        measure = parse_measure(document, written)
        return Objective(goal, measure.text, parse_quantity(target, measure.unit))
    return None


def whole_experiment(document: Document, experiment: Experiment) -> Experiment:
    """Give the experiment as it is run: measures that nobody named are the rate of every population that fires.

    Raises :class:`SweepProblem` for one that refers to what is gone, or that measures nothing.
    """
    try:
        texts = experiment.measures or _usual_measures(document)
        measures = tuple(dict.fromkeys(parse_measure(document, text).text for text in texts))
        for factor in experiment.factors:
            address_in(document, factor)
    except (MeasureProblem, UnknownAddress) as problem:
        raise SweepProblem(str(problem)) from problem
    if experiment.discarded >= experiment.duration:
        raise SweepProblem(
            tr("Of {duration} ms, {discard} ms are not measured, which leaves nothing.",
               duration=f"{experiment.duration:g}", discard=f"{experiment.discarded:g}")
        )  # fmt: skip
    if not experiment.design.is_search:
        return structs.replace(experiment, measures=measures, objective=Objective())
    wanted = experiment.objective.measure or measures[0]
    try:
        wanted = parse_measure(document, wanted).text
    except MeasureProblem as problem:
        raise SweepProblem(str(problem)) from problem
    objective = structs.replace(experiment.objective, measure=wanted)
    return structs.replace(experiment, measures=tuple(dict.fromkeys((*measures, wanted))), objective=objective)


def _kept(document: Document, name: str) -> Experiment:
    found = next((one for one in document.experiments if one.name == name), None)
    if found is None:
        names = [one.name for one in document.experiments]
        raise SweepProblem(
            tr("The project has no experiment {name}; it has {names}.", name=name, names=listed(names))
            if names
            else tr("The project has no experiments; say by --vary what is varied, or plan one in the window.")
        )
    return found


def fitting_jobs(document: Document) -> int:
    """The number of runs whose memory is, together, at most half of what is free; at least one. Raises NetworkError."""
    fatal = [problem for problem in meaning(document).problems if problem.is_fatal]
    if fatal:
        raise NetworkError(fatal)
    memory = run_memory(meaning(document).description)
    return max(int(MUCH * memory.free / max(memory.needs, 1.0)), 1)


def usual_jobs(document: Document) -> int:
    """One job a processor, as far as memory goes. Raises NetworkError."""
    return min(processors(), fitting_jobs(document))


def sweep_file(
    path: Path,
    vary: Sequence[str],
    measure: Sequence[str],
    *,
    experiment: str,
    seeds: Sequence[int] | None,
    duration: float | None,
    discard: float | None,
    design: str | None,
    points: int | None,
    goals: Mapping[str, str],
    jobs: int | None,
    out: Path | None,
) -> ExperimentTable:
    """The table of an experiment on a file, in a folder that goes with it where none is named; as ``engine.sweep``."""
    known = [one.value for one in Design]
    if design is not None and design not in known:
        raise ValueError(f"design must be one of {', '.join(known)}, not {design!r}")
    try:
        document = open_document(path)
        told = told_experiment(
            document, experiment, vary=vary, measure=measure, seeds=seeds, duration=duration, discard=discard,
            design=None if design is None else Design(design), points=points,
            goals={Goal(goal): text for goal, text in goals.items()},
        )  # fmt: skip
        count = jobs if jobs is not None else usual_jobs(document)
        if out is not None:
            return _table(document, told, out, count)
        with tempfile.TemporaryDirectory(prefix="spikeloom-") as folder:
            return _table(document, told, Path(folder) / UNNAMED, count)
    except (FileProblem, ExperimentProblem, DesignProblem) as problem:
        raise ValueError(str(problem)) from problem


def _table(document: Document, experiment: Experiment, folder: Path, jobs: int) -> ExperimentTable:
    run = ExperimentRun(document, experiment, folder, jobs, FASTEST)
    try:
        for _ in run.new_rows():
            pass
    finally:
        run.close()
    return ExperimentTable(document, experiment, run.rows.values())


def _usual_measures(document: Document) -> Sequence[str]:
    """The rate of every population that fires."""
    populations = [node for node in document.nodes.values() if node.kind == NodeKind.POPULATION]
    firing = [node.id for node in populations if (m := model_as(node.model, NeuronModel)) is not None and m.fires()]
    if not firing:
        raise SweepProblem(tr("No population fires, so nothing is measured unasked; name a measure."))
    return [f"rate({id})" for id in firing]
