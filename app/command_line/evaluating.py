"""The command that evaluates a network: how often it is right and where not, what that costs, and each answer."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.command_line.report import CommandReport
from app.command_line.results import figure_words, understood
from app.document.document import Document
from app.i18n.comparison_words import figure_words as cost_words
from app.i18n.translation import tr
from engine.checking.decoders import unlabelled_decoders
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, declare

if TYPE_CHECKING:
    from engine.learning.training.evaluation import Evaluation

CONFUSED = 3  # of the classes that are taken for others most often
NO_COURSE = declare(
    "no course",
    "The data want spikes at given times, and after fewer steps none of the later ones can have come.",
    "Leave --by-steps out.",
)


def report_evaluation(document: Document, split: str, seed: int, out: Path | None, report: CommandReport) -> None:
    """Report the figures; write sample, label, answer, whether it is right, spikes and scores as CSV."""
    from engine.learning.training.evaluation import evaluate as answered

    description = understood(document)
    found = answered(description, seed=seed, split=split)
    scores = [f"score_{number}" for number in range(found.scores.shape[1])]
    rows = zip(found.samples, found.labels, found.answers, found.spikes, found.scores, strict=True)
    _write_table(out, ["sample", "label", "answer", "right", "spikes", *scores], (
        [sample, label, answer, int(label == answer), spikes, *row] for sample, label, answer, spikes, row in rows
    ))  # fmt: skip
    for line in _lines(found, _names(description)):
        report.say(line)
    _report(found, report, split, seed)


def _report(found: Evaluation, report: CommandReport, split: str, seed: int) -> None:
    merit, confusion = found.counts_by, found.confusion
    report.say(f"{merit} {figure_words(merit, found.merit(merit))}")
    if found.errors is not None:
        report.say(tr("root mean square error {value}", value=f"{found.rmse:.4g}"))
        report.add(rmse=found.rmse)
    report.add(
        merit=merit, value=found.merit(merit), accuracy=found.accuracy, samples=len(found.samples), split=split,
        seed=seed, right=int(np.sum(found.answers == found.labels)), confusion=confusion,
        accuracy_by_class=_shares(confusion), spikes_per_sample=found.cost.spikes,
        accumulates_per_sample=found.cost.accumulates, multiplies_per_sample=found.cost.multiplies,
        energy_nj_per_sample=found.cost.energy,
    )  # fmt: skip


def _shares(confusion: Any) -> list[float]:
    """The share of right answers of every class; NaN of one without samples."""
    counts = confusion.sum(axis=1)
    return [float(confusion[n, n] / count) if count else float("nan") for n, count in enumerate(counts)]


def _names(description: NetworkDescription) -> Sequence[str]:
    from engine.circuit.circuit import circuit

    return tuple(circuit(description).samples.names)


def _lines(found: Evaluation, names: Sequence[str]) -> Iterator[str]:
    """Right answers in all and by class and the mistaken ones, where a class is asked for; the cost of a sample."""
    if found.correlations is None:
        yield from _answers(found, names)
    cost = found.cost
    yield tr("a sample: {spikes} spikes, {operations} synaptic operations, {energy}",
             spikes=cost_words("spikes", cost.spikes),
             operations=cost_words("synaptic_operations", cost.operations),
             energy=cost_words("energy_nj", cost.energy))  # fmt: skip


def _answers(found: Evaluation, names: Sequence[str]) -> Iterator[str]:
    right = int(np.sum(found.answers == found.labels))
    yield tr("{right} of {count} right", right=right, count=len(found.samples))
    shares = zip(_named(names, len(found.confusion)), _shares(found.confusion), strict=True)
    told = [f"{name} {100 * share:.1f}" for name, share in shares if share == share]
    yield tr("by class: {figures}", figures=", ".join(told))
    taken = [tr("{label} as {answer} ({count})", label=label, answer=answer, count=count)
             for label, answer, count in _confused(found.confusion, names)]  # fmt: skip
    if taken:
        yield tr("taken most often: {pairs}", pairs=", ".join(taken))


def _named(names: Sequence[str], count: int) -> list[str]:
    return [names[n] if n < len(names) else str(n) for n in range(count)]


def _confused(confusion: Any, names: Sequence[str]) -> list[tuple[str, str, int]]:
    """Label, answer and count of the commonest mistakes."""
    called = _named(names, len(confusion))
    wrong = [(int(confusion[a, b]), a, b) for a, b in np.ndindex(confusion.shape) if a != b and confusion[a, b]]
    return [(called[a], called[b], count) for count, a, b in sorted(wrong, key=lambda w: (-w[0], w[1:]))[:CONFUSED]]


def evaluate_by_steps(document: Document, split: str, seed: int, out: Path | None, report: CommandReport) -> None:
    """Report and write the accuracy after 1, 2, 4 … steps and after all, as CSV."""
    from engine.circuit.circuit import circuit
    from engine.learning.components.figures import Metric
    from engine.learning.training.course import course
    from engine.learning.training.evaluation import evaluate as answered

    description = understood(document)
    whole = answered(description, seed=seed, split=split)
    if whole.counts_by is not Metric.ACCURACY:
        raise NetworkError([Problem("", NO_COURSE)])
    found = course(circuit(description), whole.samples, seed, whole.accuracy)
    points = list(zip(found.steps, found.accuracies, strict=True))
    for steps, accuracy in points:
        report.say(tr("{steps} steps  accuracy {accuracy}", steps=steps, accuracy=figure_words("accuracy", accuracy)))
    rows = [[steps, steps * description.resolution, accuracy] for steps, accuracy in points]
    _write_table(out, ["steps", "ms", "accuracy"], rows)
    _report(whole, report, split, seed)
    report.add(by_steps=[{"steps": steps, "ms": ms, "accuracy": accuracy} for steps, ms, accuracy in rows])


def unlabelled_in(document: Document) -> tuple[Problem, ...]:
    """Decoders whose answers mean nothing yet."""
    return tuple(unlabelled_decoders(understood(document)))


def not_counted_in(document: Document) -> str:
    """Say what else reads, or could be read, beside the decoder whose answers count; empty where there is nothing."""
    from engine.circuit.circuit import circuit

    description = understood(document)
    found = circuit(description)
    concerned = {p.id for p in found.populations}
    followed = {p.source for p in description.projections}
    others = [d.title or d.id for d in description.decoders if d.id != found.decoder.id]
    others += [p.title or p.id for p in description.populations if p.id not in concerned | followed]
    if not others:
        return ""
    words = {"decoder": found.decoder.title or found.decoder.id, "population": found.output.title or found.output.id}
    return tr("Only {decoder} counts here, which reads {population}; besides there are {others}.",
              others=", ".join(others), **words)  # fmt: skip


def _write_table(out: Path | None, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file, where one is wanted."""
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
