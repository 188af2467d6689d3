"""Spikeloom without a window: run, train, compare, evaluate, draw, script, import, reduce, export, check, list-models.

Exit code 0, or 2 with one sentence on standard error. Nothing here imports Qt unless the window or an image is asked
for.
"""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from app import command_checking as checking
from app import command_importing as importing
from app import command_learning as learning
from app import command_reducing as reducing
from app import command_results as results
from app import command_scripting as scripting
from app.command_arguments import TRAIN, Refusal, parser
from app.command_comparison import Comparison
from app.command_files import (
    checkpoint_of,
    kept_alone,
    output_of,
    wanted_output_of,
    written_if_wanted,
    written_to,
)
from app.command_printing import say, tell, use_plain_signs
from app.document.document import Document
from app.document.edits import SetSettings
from app.document.file_format import EXTENSION, FileProblem, open_document, save
from app.document.place_words import place_words
from app.run_memory import run_memory
from app.translation import problem_words, sentences, tr
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem

GOOD, BAD, STOPPED = 0, 2, 130
MOST_WINDOWS = 8  # each a process with the whole window in it
ENDING_SIGNALS = ("SIGTERM", "SIGHUP")  # asked to end, or the terminal was closed; Windows lacks the second


class WindowMissing(Exception):
    """The window cannot be shown here; the text is the one sentence that says why."""


def main(arguments: Sequence[str], open_window: Callable[[list[str]], int]) -> int:
    """Do what the arguments ask; gives the exit code.

    ``open_window`` shows the window with files, and raises WindowMissing where that is impossible.
    """
    use_plain_signs()
    try:
        code = _act(list(arguments), open_window)
        say()
        return code
    except (Refusal, WindowMissing, FileProblem) as problem:
        return _refuse(str(problem))
    except NetworkError as error:
        return _refuse(_said(error.problems))
    except KeyboardInterrupt:
        tell(tr("Stopped; nothing was written."))
        return STOPPED
    except MemoryError:
        return _refuse(tr("This does not fit into the memory of this machine; make the network or the run smaller."))
    except OSError as error:
        return _refuse(tr("{file}: {reason}.", file=error.filename or tr("system"), reason=error.strerror or error))
    except Exception as error:  # whoever uses a terminal is told in one sentence, whatever went wrong
        name = type(error).__name__
        return _refuse(tr("An error inside Spikeloom stopped this: {name}: {error}.", name=name, error=error))


def _refuse(text: str) -> int:
    tell(" ".join(text.split()))
    return BAD


def _said(problems: Sequence[Problem], document: Document | None = None, teller: str = "check") -> str:
    """The first problem as one sentence with its place and remedy, and how many more there are."""
    first = problems[0]
    text = problem_words(first)
    place = place_words(document, first) if document is not None else ""
    if place and place not in text:
        text = f"{place}: {text}"
    more = len(problems) - 1
    if not more:
        return text
    besides = tr("Problems besides: {count}; the command {command} prints them.", count=more, command=teller)
    return f"{text} {besides}"


def _act(arguments: list[str], open_window: Callable[[list[str]], int]) -> int:
    if not arguments or all(_looks_like_a_file(argument) for argument in arguments):
        files = _each_once(arguments)
        if len(files) > MOST_WINDOWS:
            raise Refusal(
                tr("Every file has a window of its own, and {count} are too many; name at most {most}.",
                   count=len(files), most=MOST_WINDOWS)
            )  # fmt: skip
        return open_window(files)
    try:
        chosen = parser().parse_args(arguments)
    except SystemExit:  # how argparse ends once it has printed the help
        return GOOD
    with _stopped_by_signal():
        return ACTIONS[chosen.command](chosen)


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """A polite request to end is an interruption, so that nothing half-written stays."""

    def interrupt(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may listen
        return
    heard = [getattr(signal, name) for name in ENDING_SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _each_once(files: Sequence[str]) -> list[str]:
    places = [Path(file).resolve() for file in files]
    return [file for number, file in enumerate(files) if places[number] not in places[:number]]


def _looks_like_a_file(argument: str) -> bool:
    return argument.endswith(EXTENSION) or (not argument.startswith("-") and Path(argument).is_file())


@contextmanager
def _opened(chosen: argparse.Namespace) -> Iterator[Document]:
    """The document that was named; what is wrong with it is said with the titles of its elements."""
    document = open_document(chosen.file)
    try:
        yield document
    except NetworkError as error:
        raise Refusal(_said(error.problems, document, checking.command_for(chosen, document))) from error


def _seed_of(chosen: argparse.Namespace, document: Document) -> int:
    return document.settings.seed if chosen.seed is None else int(chosen.seed)


def _run(chosen: argparse.Namespace) -> int:
    out = output_of(chosen)
    with _opened(chosen) as document, written_to(chosen, out) as temporary:
        seed = _seed_of(chosen, document)
        amount = results.run(document, chosen.duration, seed, chosen.backend, temporary, _memory_told(chosen))
    words = {"duration": f"{chosen.duration:g}", "out": chosen.out}
    if amount.spikes is not None:
        say(tr("{spikes} spikes in {duration} ms written to {out}", spikes=amount.spikes, **words))
    if amount.traces is not None:
        say(tr("Traces of {duration} ms written to {out}: {traces}", traces=amount.traces, **words))
    return GOOD


def _memory_told(chosen: argparse.Namespace) -> results.Begin:
    """Says what a run takes of memory before it begins; refuses where that is much and nobody said yes."""

    def told(network: NetworkDescription) -> None:
        memory = run_memory(network)
        if memory.is_much and not chosen.yes:
            raise Refusal(sentences(memory.words, tr("Add --yes to run it all the same.")))
        tell(memory.words)

    return told


def _train(chosen: argparse.Namespace) -> int:
    if chosen.methods:
        return _list_methods(chosen)
    if chosen.out is None:
        raise Refusal(tr("train: name a file to write behind --out; see --help."))
    out, checkpoint = output_of(chosen), checkpoint_of(chosen)
    with _opened(chosen) as document:
        given = [*_common(chosen), *learning.of_one_method(chosen.set)]
        own, kept = document.settings, document.training
        begins = learning.beginning(kept, own.seed, chosen.method, given, chosen.seed, chosen.validation)
        if begins.taken:
            say(tr("From the project: {settings}", settings=", ".join(begins.taken)))
        try:
            with kept_alone(chosen, checkpoint):
                merit, value = results.train(
                    document, begins.key, begins.settings, begins.validation, begins.seed, chosen.backend, say,
                    checkpoint,
                )  # fmt: skip
        except KeyboardInterrupt:
            if checkpoint is None or not checkpoint.exists():
                raise
            tell(tr("Stopped; the same command goes on from {file}.", file=chosen.checkpoint))
            return STOPPED
        SetSettings(replace(own, seed=begins.seed)).apply(document)  # evaluate then gives the same answers
        save(document, out)
    say(f"{merit} {results.figure_words(merit, value)}")
    return GOOD


def _list_methods(chosen: argparse.Namespace) -> int:
    with _opened(chosen) as document:
        for line in learning.listed(results.understood(document)):
            say(line)
    return GOOD


def _common(chosen: argparse.Namespace) -> list[tuple[str, str]]:
    """The settings with options of their own, those that were given."""
    named = {"epochs": chosen.epochs, "batch": chosen.batch}
    return [(name, str(value)) for name, value in named.items() if value is not None]


def _compare(chosen: argparse.Namespace) -> int:
    out = output_of(chosen)
    with _opened(chosen) as document:
        names = [learning.method_named(name)[0] for name in chosen.methods]
        given = learning.by_method(chosen.set, names)
        comparison = Comparison(
            results.understood(document), names, chosen.seeds, _common(chosen), given, chosen.validation,
            document.training,
        )  # fmt: skip
        for line in comparison.taken:
            say(line)
        try:
            comparison.run(say)
        except (KeyboardInterrupt, Exception) as error:  # hours of training are not lost to one that went wrong
            if not comparison.trained:
                raise
            _write_comparison(chosen, out, comparison)
            if not isinstance(error, KeyboardInterrupt):
                raise
            tell(tr("Stopped; {count} trainings are in {out}.", count=comparison.trained, out=chosen.out))
            return STOPPED
    if not comparison.trained:
        raise Refusal(tr("No method could train this network; the reasons are above, and nothing was written."))
    _write_comparison(chosen, out, comparison)
    say(tr("{count} trainings written to {out}", count=comparison.trained, out=chosen.out))
    return GOOD


def _write_comparison(chosen: argparse.Namespace, out: Path, comparison: Comparison) -> None:
    with written_to(chosen, out) as temporary:
        comparison.write(temporary)


def _evaluate(chosen: argparse.Namespace) -> int:
    out = wanted_output_of(chosen)
    with _opened(chosen) as document, written_if_wanted(chosen, out) as temporary:
        seed = _seed_of(chosen, document)
        if chosen.by_steps:
            merit, value = results.evaluate_by_steps(document, chosen.split, seed, temporary, say)
        else:
            merit, value = results.evaluate(document, chosen.split, seed, temporary)
    say(f"{merit} {results.figure_words(merit, value)}")
    for problem in results.unlabelled_in(document):
        tell(problem_words(problem))
    return GOOD


def _reduce(chosen: argparse.Namespace) -> int:
    out = wanted_output_of(chosen)
    asked = reducing.reductions(chosen.bits, chosen.prune, chosen.per, chosen.scale, chosen.among)
    if out is not None:
        reducing.one_for(out, asked)
    with _opened(chosen) as document, written_if_wanted(chosen, out) as temporary:
        rows = reducing.reduce(document, asked, chosen.split, chosen.seed, say)
        if out is not None and temporary is not None:
            reducing.write(document, rows, out, temporary)
    return GOOD


def _export(chosen: argparse.Namespace) -> int:
    out = output_of(chosen)
    with _opened(chosen) as document:
        taken = [path.name for path in results.beside(chosen.to, out) if path.exists() and not chosen.force]
    if taken:
        raise Refusal(tr("{file} exists already; add --force to replace it.", file=taken[0]))
    with _opened(chosen) as document, written_to(chosen, out, results.all_put_in_place) as temporary:
        found = results.export(document, chosen.to, _seed_of(chosen, document), temporary)
        if found.differing_spikes:
            raise Refusal(results.difference_words(found))
    say(results.verification_words(found))
    if more := results.words_of_program(chosen.to):
        say(more)
    return GOOD


def _draw(chosen: argparse.Namespace) -> int:
    from app import command_drawing as drawing

    out = output_of(chosen)
    with _opened(chosen) as document, written_to(chosen, out) as temporary:
        words = drawing.draw(document, temporary, chosen.width, chosen.dots, chosen.dark)
    say(tr("{size} written to {out}", size=words, out=chosen.out))
    return GOOD


def _script(chosen: argparse.Namespace) -> int:
    out = wanted_output_of(chosen)
    with _opened(chosen) as document:
        written = scripting.written(document, _seed_of(chosen, document), chosen.duration, chosen.to, tell)
    if out is None:
        say(written.text.removesuffix("\n"))
        if written.arrays:
            tell(tr("Arrays that the script reads from a file beside it: {count}; --out writes both.",
                     count=len(written.arrays)))  # fmt: skip
        return GOOD
    if written.arrays and out.with_suffix(scripting.ARCHIVE).exists() and not chosen.force:
        raise Refusal(tr("{file} exists already; add --force to replace it.", file=out.with_suffix(scripting.ARCHIVE)))
    with written_to(chosen, out, results.all_put_in_place) as temporary:
        written.write(temporary)
    say(tr("The network is written to {out}", out=chosen.out))
    return GOOD


def _import(chosen: argparse.Namespace) -> int:
    out = output_of(chosen)
    document = open_document(chosen.into) if chosen.into is not None else Document()
    say(importing.take_in(document, chosen.file, chosen.meaning))
    save(document, out)
    return GOOD


def _check(chosen: argparse.Namespace) -> int:
    document = open_document(chosen.file)
    found = list(checking.found(document, chosen.to, chosen.method))
    for problem in found:
        place = place_words(document, problem) or tr("the document")
        say(f"{tr(problem.severity.value)}: {place}: {problem_words(problem)}")
    fatal = [problem for problem in found if problem.is_fatal]
    asked = [name for name in (chosen.to, chosen.method) if name]
    if fatal and asked:
        words = {"file": chosen.file, "names": ", ".join(asked), "count": len(fatal)}
        raise Refusal(tr("{file} is not for {names}. Fatal problems: {count}.", **words))
    if fatal:
        raise Refusal(tr("{file} cannot run. Fatal problems: {count}.", file=chosen.file, count=len(fatal)))
    say(tr("No problems.") if not found else tr("It can run."))
    return GOOD


def _list_models(chosen: argparse.Namespace) -> int:
    kinds = results.model_kinds()
    if chosen.kind is not None and chosen.kind not in kinds:
        raise Refusal(tr("There is no kind {kind}; the kinds are {kinds}.", kind=chosen.kind, kinds=", ".join(kinds)))
    for kind in kinds if chosen.kind is None else (chosen.kind,):
        for key, title, summary in results.models_of(kind):
            say(f"{key:56} {tr(title)}: {tr(summary)}")
    return GOOD


ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    TRAIN: _train,
    "compare": _compare,
    "evaluate": _evaluate,
    "draw": _draw,
    "import": _import,
    "reduce": _reduce,
    "export": _export,
    "script": _script,
    "check": _check,
    "list-models": _list_models,
}
