"""The command that evaluates a network: how right and sure it is, where it is wrong, what that costs, each answer."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.command_line.costs import EnergyOptions, energy_model, report_energy
from app.command_line.report import CommandReport
from app.command_line.results import figure_words, understood
from app.document.document import Document
from app.i18n.columns import in_columns
from app.i18n.comparison_words import figure_words as cost_words
from app.i18n.translation import listed, tr, tr_as
from engine.checking.decoders import unlabelled_decoders
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, declare

if TYPE_CHECKING:
    from engine.learning.training.evaluation import Evaluation

CONFUSED = 3  # of the classes that are taken for others most often
MOST_CLASSES = 20  # of a confusion that lines of a terminal have room for
NONE = "–"
NO_COURSE = declare(
    "no course",
    "The data want spikes at given times, and after fewer steps none of the later ones can have come.",
    "Leave --by-steps out.",
)


def report_evaluation(
    document: Document, split: str, seed: int, out: Path | None, report: CommandReport, energy: EnergyOptions
) -> None:
    """Report the figures; write sample, label, answer, whether it is right, spikes, confidence and scores as CSV.

    Where every step has a label there is a row for each that counts: sample, step from 1, label, answer, right.
    """
    from engine.learning.training.evaluation import evaluate as answered

    description, model = understood(document), energy_model(energy.numbers)
    found = answered(description, seed=seed, split=split)
    _write_table(out, *(_rows_of_samples(found) if found.step_labels is None else _rows_of_steps(found, description)))
    for line in _lines(found, _names(description)):
        report.say(line)
    for line in _spikes_of(found, description):
        report.say(line)
    if found.costs is not None:
        report_energy(found.costs, description, model, energy.by_layer, report)
    _report(found, description, report, split, seed)


def _rows_of_samples(found: Evaluation) -> tuple[list[str], Iterable[Sequence[object]]]:
    scores = [f"score_{number}" for number in range(found.scores.shape[1])]
    known = (found.samples, found.labels, found.answers, found.spikes, found.confidence, found.scores)
    return ["sample", "label", "answer", "right", "spikes", "confidence", *scores], (
        [sample, label, answer, int(label == answer), spikes, sure, *row]
        for sample, label, answer, spikes, sure, row in zip(*known, strict=True)
    )


def _rows_of_steps(found: Evaluation, description: NetworkDescription) -> tuple[list[str], Iterable[Sequence[object]]]:
    from engine.circuit.circuit import circuit

    labels, answers = _counted(found)
    uncounted = circuit(description).steps - labels.shape[1]
    return ["sample", "step", "label", "answer", "right"], (
        [sample, uncounted + step + 1, label, answer, int(label == answer)]
        for sample, of_labels, of_answers in zip(found.samples, labels, answers, strict=True)
        for step, (label, answer) in enumerate(zip(of_labels, of_answers, strict=True))
    )


def _counted(found: Evaluation) -> tuple[Any, Any]:
    """Labels and answers that the accuracy tells of: (samples,), or (samples, steps) where every step has a label."""
    if found.step_labels is None or found.step_answers is None:
        return found.labels, found.answers
    return found.step_labels, found.step_answers


def _report(
    found: Evaluation, description: NetworkDescription, report: CommandReport, split: str, seed: int
) -> None:  # fmt: skip
    merit, confusion, names = found.counts_by, found.confusion, _names(description)
    report.say(f"{merit} {figure_words(merit, found.merit(merit))}")
    if found.errors is not None:
        report.say(tr("root mean square error {value}", value=f"{found.rmse:.4g}"))
        report.add(rmse=found.rmse)
    report.add(
        merit=merit, value=found.merit(merit), accuracy=found.accuracy, samples=len(found.samples), split=split,
        seed=seed, right=int(np.equal(*_counted(found)).sum()), answers=_counted(found)[0].size, confusion=confusion,
        accuracy_by_class=[figures.recall for figures in found.by_class],
        by_class=[
            {"class": name, **asdict(figures)}
            for name, figures in zip(_named(names, len(confusion)), found.by_class, strict=True)
        ],
        confidence=_confidence(found), spikes_per_sample=found.cost.spikes,
        spikes_by_population=[
            {"title": title, "size": size, "spikes_per_sample": spikes}
            for title, size, spikes in _populations(found, description)
        ],
        accumulates_per_sample=found.cost.accumulates, multiplies_per_sample=found.cost.multiplies,
        energy_nj_per_sample=found.cost.energy,
    )  # fmt: skip


def _confidence(found: Evaluation) -> dict[str, float]:
    """Mean confidences of all answers, of the right and of the wrong ones; NaN of none."""
    right = found.answers == found.labels
    parts = {"mean": np.ones_like(right), "right": right, "wrong": ~right}
    return {name: float(found.confidence[part].mean()) if part.any() else float("nan") for name, part in parts.items()}


def _populations(found: Evaluation, description: NetworkDescription) -> list[tuple[str, int, float]]:
    """Title, size and mean spikes a sample of each population that is concerned, in the order of the drawing."""
    return [
        (population.title or population.id, population.size, float(found.spikes_of[population.id].mean()))
        for population in description.populations
        if population.id in found.spikes_of
    ]


def classes_of(document: Document) -> Sequence[str]:
    """The classes that a drawn network tells apart, by their names."""
    return _names(understood(document))


def _names(description: NetworkDescription) -> Sequence[str]:
    from engine.circuit.circuit import circuit

    return tuple(circuit(description).samples.names)


def _lines(found: Evaluation, names: Sequence[str]) -> Iterator[str]:
    """Right answers in all and by class and the mistaken ones, where a class is asked for; the cost of a sample."""
    if found.correlations is None:
        yield from _answers(found, names)
    cost = found.cost
    yield tr("a sample: {spikes} {spikes:spike|spikes}, {operations} synaptic {operations:operation|operations}, "
             "{energy}",
             spikes=cost_words("spikes", cost.spikes),
             operations=cost_words("synaptic_operations", cost.operations),
             energy=cost_words("energy_nj", cost.energy))  # fmt: skip


def _answers(found: Evaluation, names: Sequence[str]) -> Iterator[str]:
    labels, answers = _counted(found)
    right = {"right": int(np.sum(answers == labels)), "count": labels.size}
    if labels.ndim == 1:
        yield tr("{right} of {count} right", **right)
    else:
        yield tr("{right} of {count} {count:step|steps} right, samples: {samples}", **right, samples=len(labels))
    yield from in_columns(_class_table(found, names))
    if len(found.confusion) <= MOST_CLASSES:
        yield tr("rows are labels, columns what was answered:")
        yield from in_columns(_confusion_table(found.confusion, names))
    taken = [tr("{label} as {answer} ({count})", label=label, answer=answer, count=count)
             for label, answer, count in _confused(found.confusion, names)]  # fmt: skip
    if taken:
        yield tr("taken most often: {pairs}", pairs=listed(taken))
    sure = {name: _per_cent(share) for name, share in _confidence(found).items()}
    yield tr("confidence {mean}, of right answers {right}, of wrong ones {wrong}", **sure)


def _class_table(found: Evaluation, names: Sequence[str]) -> list[list[str]]:
    """Samples, precision, recall and F1 of every class with a sample or an answer, in per cent, then their means."""
    known = [
        (name, figures) for name, figures in zip(_named(names, len(found.confusion)), found.by_class, strict=True)
        if figures.samples or figures.answers
    ]  # fmt: skip
    rows = [(name, figures.samples, [figures.precision, figures.recall, figures.f1]) for name, figures in known]
    means = np.nanmean([figures for _, _, figures in rows], axis=0).tolist()
    labels, _ = _counted(found)
    rows.append((tr("mean"), labels.size, means))
    head = [
        tr("class"),
        tr("samples") if labels.ndim == 1 else tr("steps that count"),
        tr_as("precision", "answers"),
        tr("recall"),
        "F1",
    ]
    return [head, *([name, str(count), *map(_per_cent, figures)] for name, count, figures in rows)]


def _per_cent(share: float) -> str:
    return NONE if np.isnan(share) else f"{100 * share:.1f}"


def _confusion_table(confusion: Any, names: Sequence[str]) -> list[list[str]]:
    called = _named(names, len(confusion))
    rows = [[name, *(str(count) if count else "·" for count in row)]
            for name, row in zip(called, confusion.tolist(), strict=True)]  # fmt: skip
    return [["", *called], *rows]


def _spikes_of(found: Evaluation, description: NetworkDescription) -> Iterator[str]:
    """The spikes of each population, where there are several."""
    told = [f"{title} {spikes:.1f}" for title, _, spikes in _populations(found, description)]
    if len(told) > 1:
        yield tr("spikes of each population in a sample: {figures}", figures=listed(told))


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
        report.say(
            tr(
                "{steps} {steps:step|steps}  accuracy {accuracy}",
                steps=steps,
                accuracy=figure_words("accuracy", accuracy),
            )
        )
    rows = [[steps, steps * description.resolution, accuracy] for steps, accuracy in points]
    _write_table(out, ["steps", "ms", "accuracy"], rows)
    _report(whole, description, report, split, seed)
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
              others=listed(others), **words)  # fmt: skip


def _write_table(out: Path | None, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file, where one is wanted."""
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
