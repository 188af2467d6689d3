"""Actions of the commands on what was typed behind them: each reports what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from app.command_line import (
    checking,
    costs,
    evaluating,
    importing,
    keeping,
    learning,
    plugging,
    reducing,
    results,
    scripting,
    sweeping,
    training,
    working,
)
from app.command_line.arguments import TRAIN, Interruption, Refusal, kinds
from app.command_line.comparison import Comparison
from app.command_line.failures import failure_words, first_problem
from app.command_line.files import (
    checkpoint_of,
    exists_already,
    is_standard_output,
    output_of,
    refused_where_not_written,
    result_place,
    save_new_project,
    save_project,
    wanted_output_of,
    written_if_wanted,
    written_to,
)
from app.command_line.own_values import assign, put_answered, put_samples
from app.command_line.printing import print_error, say
from app.command_line.report import CommandReport
from app.document.document import Document
from app.document.edits import SetSettings
from app.document.file.file_format import EXTENSION, open_document
from app.document.place_words import place_words
from app.i18n.translation import listed, problem_words, sentences, tr
from engine.problems import NetworkError

SHOWING = ("run", "sweep", TRAIN, "compare", "evaluate", "reduce")
"""Commands that show samples: remarks on these are told."""


@contextmanager
def _opened(chosen: argparse.Namespace) -> Iterator[Document]:
    """The document that was named; what is wrong with it is said with the titles of its elements."""
    document = open_document(chosen.file)
    for words in results.data_remarks(document) if chosen.command in SHOWING else ():
        print_error(words)
    try:
        yield document
    except NetworkError as error:
        raise Refusal(first_problem(error.problems, document, checking.command_for(chosen, document))) from error


def _seed_of(chosen: argparse.Namespace, document: Document) -> int:
    return document.settings.seed if chosen.seed is None else int(chosen.seed)


def _run(chosen: argparse.Namespace, report: CommandReport) -> None:
    out = output_of(chosen, ".npz")
    with _opened(chosen) as document:
        values = assign(document, chosen.set)
        report.add(**({"set": values} if values else {}))
        if chosen.seeds is None:
            report.add(**_run_once(chosen, document, out, _seed_of(chosen, document), report))
            return
        if chosen.seed is not None or is_standard_output(chosen):
            raise Refusal(tr("--seeds writes a file for each seed, so it goes without --seed and needs a file."))
        named, runs = chosen.out, []
        places = {seed: out.with_stem(f"{out.stem}-{seed}") for seed in chosen.seeds}
        for place in places.values():
            if place.exists() and not chosen.force:
                raise exists_already(place)
        for seed, place in places.items():
            chosen.out = named.with_name(place.name)
            runs.append(_run_once(chosen, document, place, seed, report))
        report.add(runs=runs)


def _run_once(
    chosen: argparse.Namespace, document: Document, out: Path, seed: int, report: CommandReport
) -> dict[str, object]:
    """Run with a seed and write what is recorded; gives the figures."""
    wanted = results.RunOptions(chosen.duration, seed, chosen.backend, chosen.threads, chosen.precision)
    with written_to(chosen, out) as temporary:
        (spikes, traces), figures = results.run(document, wanted, temporary, results.memory_check(chosen.yes))
    words = {"duration": f"{chosen.duration:g}", "out": result_place(chosen)}
    if spikes is not None:
        report.say(tr("{spikes} {spikes:spike|spikes} in {duration} ms written to {out}", spikes=spikes, **words))
    if traces is not None:
        report.say(tr("Traces of {duration} ms written to {out}: {traces}", traces=traces, **words))
    return figures | {"spikes": spikes, "traces": traces, "out": chosen.out}


def _train(chosen: argparse.Namespace, report: CommandReport) -> None:
    if chosen.methods:
        _list_methods(chosen, report)
        return
    if chosen.step_costs:
        _measure_step(chosen, report)
        return
    if chosen.out is None:
        raise Refusal(tr("train: name a file to write behind --out; see --help."))
    out, checkpoint = output_of(chosen, EXTENSION), checkpoint_of(chosen)
    with _opened(chosen) as document:
        given = [*_common(chosen), *learning.of_one_method(chosen.set)]
        own, kept = document.settings, document.training
        learning.demand_plugin_of(document, chosen.method or kept.method)
        if chosen.samples is None and (chosen.validation_samples or chosen.test_samples):
            raise Refusal(tr("--validation-samples and --test-samples need --samples beside them."))
        if chosen.validation_samples is not None and chosen.test_samples is None:
            raise Refusal(tr("--validation-samples needs --test-samples beside it."))
        if chosen.samples is not None:
            put_samples(document, chosen.samples, chosen.validation_samples, chosen.test_samples)
        begins = learning.beginning(kept, own.seed, chosen.method, given, chosen.seed, chosen.validation)
        if begins.taken:
            report.say(tr("From the project: {settings}", settings=listed(begins.taken)))
        if not is_standard_output(chosen):
            keeping.demand_room(document, out)
        failure: BaseException | None = None
        try:
            with refused_where_not_written(chosen.checkpoint, checkpoint) if checkpoint else nullcontext():
                result = training.train(
                    document, begins.key, begins.settings, begins.validation, begins.seed, chosen.backend, report,
                    checkpoint, training.tensorboard_log(chosen.tensorboard),
                )  # fmt: skip
            learnt = result.checkpoint
            if result.stopped_by is not None:
                failure = NetworkError([result.stopped_by])
            report.add(merit=result.merit, value=result.accuracy)
        except KeyboardInterrupt:
            if checkpoint is None or not checkpoint.exists():
                raise
            raise _goes_on_from(chosen) from None
        except training.LearntUntilThen as failed:
            learnt, failure = failed.checkpoint, failed.__cause__
            if isinstance(failure, KeyboardInterrupt) and checkpoint is not None and checkpoint.exists():
                raise _goes_on_from(chosen) from None
        SetSettings(replace(own, seed=begins.seed)).apply(document)  # evaluate then gives the same answers
        put = partial(save_new_project, chosen, out=out)
        kept_in = keeping.keep_learnt(document, learnt, out, result_place(chosen), put)
        report.add(
            method=begins.key, settings=begins.settings, validation=begins.validation, seed=begins.seed,
            out=kept_in.place,
        )  # fmt: skip
        if failure is not None or kept_in.instead:
            until = tr("{file} has what was learnt until epoch {epoch}.", file=kept_in.place, epoch=learnt.best_epoch)
            if isinstance(failure, KeyboardInterrupt):
                raise Interruption(sentences(tr("Stopped."), kept_in.instead or until))
            report.end()
            why = failure_words(failure, document, checking.command_for(chosen, document)) if failure else ""
            raise Refusal(sentences(why, kept_in.instead or until))
    report.say(f"{result.merit} {results.figure_words(result.merit, result.accuracy)}")


def _goes_on_from(chosen: argparse.Namespace) -> Interruption:
    return Interruption(tr("Stopped; the same command goes on from {file}.", file=chosen.checkpoint))


def _measure_step(chosen: argparse.Namespace, report: CommandReport) -> None:
    with _opened(chosen) as document:
        given, kept = [*_common(chosen), *learning.of_one_method(chosen.set)], document.training
        begins = learning.beginning(kept, document.settings.seed, chosen.method, given, chosen.seed, chosen.validation)
        costs.report_step(document, begins, report)


def _list_methods(chosen: argparse.Namespace, report: CommandReport) -> None:
    with _opened(chosen) as document:
        learning.report_methods(results.understood(document), report)


def _common(chosen: argparse.Namespace) -> list[tuple[str, str]]:
    """The settings with options of their own, those that were given."""
    named = {"epochs": chosen.epochs, "batch": chosen.batch}
    return [(name, str(value)) for name, value in named.items() if value is not None]


def _sweep(chosen: argparse.Namespace, report: CommandReport) -> None:
    with _opened(chosen) as document:
        sweeping.sweep(chosen, document, report)


def _compare(chosen: argparse.Namespace, report: CommandReport) -> None:
    out = output_of(chosen, ".csv")
    with _opened(chosen) as document:
        names = [learning.method_named(name)[0] for name in chosen.methods]
        given = learning.by_method(chosen.set, names)
        comparison = Comparison(
            results.understood(document), names, chosen.seeds, _common(chosen), given, chosen.validation,
            document.training,
        )  # fmt: skip
        for line in comparison.taken:
            report.say(line)
        try:
            comparison.run(report.say)
        except (KeyboardInterrupt, Exception) as error:  # hours of training are not lost to one that went wrong
            if not comparison.trained:
                raise
            _write_comparison(chosen, out, comparison)
            if not isinstance(error, KeyboardInterrupt):
                raise
            words = {"count": comparison.trained, "out": result_place(chosen)}
            raise Interruption(tr("Stopped; {count} {count:training is|trainings are} in {out}.", **words)) from None
    if not comparison.trained:
        raise Refusal(tr("No method could train this network; the reasons are above, and nothing was written."))
    _write_comparison(chosen, out, comparison)
    report.add(**comparison.figures(), out=chosen.out)
    report.say(
        tr("{count} {count:training|trainings} written to {out}", count=comparison.trained, out=result_place(chosen))
    )


def _write_comparison(chosen: argparse.Namespace, out: Path, comparison: Comparison) -> None:
    def put() -> None:
        with written_to(chosen, out) as temporary:
            comparison.write(temporary)

    keeping.keep_table(put, comparison.write, out.suffix)


def _evaluate(chosen: argparse.Namespace, report: CommandReport) -> None:
    out = wanted_output_of(chosen, ".csv")
    energy = costs.EnergyOptions(chosen.energy, chosen.by_layer)
    if chosen.by_steps and (energy.numbers or energy.by_layer):
        raise Refusal(tr("--by-layer and --energy are about whole samples, so they go without --by-steps."))
    with _opened(chosen) as document, written_if_wanted(chosen, out) as temporary:
        if chosen.samples is not None:
            put_answered(document, chosen.samples, evaluating.classes_of(document))
        split = chosen.split or ("test" if chosen.samples is None else "all")
        seed = _seed_of(chosen, document)
        if chosen.by_steps:
            evaluating.evaluate_by_steps(document, split, seed, temporary, report)
        else:
            evaluating.report_evaluation(document, split, seed, temporary, report, energy)
    for problem in evaluating.unlabelled_in(document):
        print_error(problem_words(problem))
    if others := evaluating.not_counted_in(document):
        print_error(others)


def _reduce(chosen: argparse.Namespace, report: CommandReport) -> None:
    out = wanted_output_of(chosen, ".csv", EXTENSION)
    asked = reducing.reductions(chosen.bits, chosen.prune, chosen.per, chosen.scale, chosen.among)
    if out is not None:
        reducing.one_for(out, asked)
    with _opened(chosen) as document, written_if_wanted(chosen, out) as temporary:
        rows = reducing.reduce(document, asked, chosen.split, chosen.seed, report)
        if out is not None and temporary is not None:
            reducing.write_reduction(document, rows, out, temporary)


def _export(chosen: argparse.Namespace, report: CommandReport) -> None:
    scripting.demand_known(chosen.to)
    with _opened(chosen) as document:
        _write_program(chosen, document, report)


def _write_program(chosen: argparse.Namespace, document: Document, report: CommandReport) -> None:
    """Write for the software behind ``--to``: weights, or a script of what is driven by no samples."""
    if chosen.to is None or scripting.is_simulated(document, chosen.to):
        _write_script(chosen, document, report)
    else:
        _write_weights(chosen, document, report)


def _write_weights(chosen: argparse.Namespace, document: Document, report: CommandReport) -> None:
    format = results.format_named(chosen.to)
    out = None if chosen.out is None else output_of(chosen, format.suffix)
    if out is None or (is_standard_output(chosen) and format.sibling_files(out)):
        raise Refusal(tr("{format} writes several files; name one of them behind --out.", format=chosen.to))
    taken = [path.name for path in format.sibling_files(out) if path.exists() and not chosen.force]
    if taken:
        raise exists_already(taken[0])
    with written_to(chosen, out, results.all_put_in_place) as temporary:
        found = results.export_verified(document, format, _seed_of(chosen, document), temporary)
        if found.differing_spikes:
            raise Refusal(results.difference_words(found))
    report.say(results.verification_words(found))
    if format.library:
        report.say(tr("Run in {library}, it counts the spikes that differ there.", library=format.library))
    report.add(
        format=chosen.to, compared=found.what, differing=found.differing_spikes, excused=found.excused,
        of=found.spikes, samples=found.samples, out=chosen.out,
    )  # fmt: skip


def _draw(chosen: argparse.Namespace, report: CommandReport) -> None:
    from app.command_line import drawing

    out = output_of(chosen, ".svg", ".pdf", ".png")
    with _opened(chosen) as document, written_to(chosen, out) as temporary:
        words = drawing.draw_image(document, temporary, chosen.width, chosen.dots, chosen.dark)
    report.say(tr("{size} written to {out}", size=words, out=result_place(chosen)))


def _script(chosen: argparse.Namespace, report: CommandReport) -> None:
    if chosen.to is not None:
        scripting.demand_program(chosen.to)
    with _opened(chosen) as document:
        _write_program(chosen, document, report)


def _write_script(chosen: argparse.Namespace, document: Document, report: CommandReport) -> None:
    out = None if is_standard_output(chosen) else wanted_output_of(chosen, ".py")
    written = scripting.script_text(document, _seed_of(chosen, document), chosen.duration, chosen.to, print_error)
    if out is None:
        say(written.text.removesuffix("\n"))
        if written.arrays:
            print_error(tr("Arrays that the script reads from a file beside it: {count}; --out writes both.",
                     count=len(written.arrays)))  # fmt: skip
        return
    if written.arrays and out.with_suffix(scripting.ARCHIVE).exists() and not chosen.force:
        raise exists_already(out.with_suffix(scripting.ARCHIVE))
    with written_to(chosen, out, results.all_put_in_place) as temporary:
        written.write(temporary)
    report.say(tr("The network is written to {out}", out=result_place(chosen)))


def _import(chosen: argparse.Namespace, report: CommandReport) -> None:
    out = output_of(chosen, EXTENSION)
    if chosen.into is None:
        document = Document()
        words = importing.draw_network(document, chosen.file, chosen.meaning, print_error)
    else:
        document = open_document(chosen.into)
        words = importing.put_weights(document, chosen.file, chosen.meaning, print_error)
    save_project(chosen, document, out)
    report.say(words)


def _check(chosen: argparse.Namespace, report: CommandReport) -> None:
    document = open_document(chosen.file)
    found = list(checking.problems_for(document, chosen.to, chosen.method))
    for problem in found:
        place = place_words(document, problem) or tr("the document")
        report.say(f"{tr(problem.severity.value)}: {place}: {problem_words(problem)}")
    report.add(problems=[
        {"severity": p.severity.value, "place": p.place, "title": place_words(document, p), "code": p.code,
         "quantity": p.quantity, "words": problem_words(p)}
        for p in found
    ])  # fmt: skip
    fatal = [problem for problem in found if problem.is_fatal]
    asked = [name for name in (chosen.to, chosen.method) if name]
    if fatal:
        report.end()
    if fatal and asked:
        words = {"file": chosen.file, "names": listed(asked), "count": len(fatal)}
        raise Refusal(tr("{file} is not for {names}. Fatal problems: {count}.", **words))
    if fatal:
        raise Refusal(tr("{file} cannot run. Fatal problems: {count}.", file=chosen.file, count=len(fatal)))
    report.say(tr("No problems.") if not found else tr("It can run."))


def _list_models(chosen: argparse.Namespace, report: CommandReport) -> None:
    known = kinds()
    if chosen.kind is not None and chosen.kind not in known:
        raise Refusal(tr("There is no kind {kind}; the kinds are {kinds}.", kind=chosen.kind, kinds=listed(known)))
    models = []
    for kind in known if chosen.kind is None else (chosen.kind,):
        for key, title, summary in results.model_rows(kind):
            report.say(f"{key:56} {tr(title)}: {tr(summary)}")
            models.append({"kind": kind, "key": key, "title": tr(title), "summary": tr(summary)})
    report.add(models=models)


ACTIONS: dict[str, Callable[[argparse.Namespace, CommandReport], None]] = {
    "run": _run,
    TRAIN: _train,
    "sweep": _sweep,
    "compare": _compare,
    "evaluate": _evaluate,
    "draw": _draw,
    "import": _import,
    "reduce": _reduce,
    "export": _export,
    "script": _script,
    "check": _check,
    "list-models": _list_models,
    "plugins": plugging.manage_plugins,
    "work": working.work,
}
