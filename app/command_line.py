"""Spikeloom without a window: run, train, evaluate, export, check, list-models.

Exit code 0, or 2 with one sentence on standard error. Nothing here imports Qt unless the window is asked for.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from app import command_results as results
from app.document.document import Document
from app.document.edits import SetSettings
from app.document.file_format import EXTENSION, FileProblem, open_document, save
from app.translation import remedy, sentence, tr
from engine.problems import NetworkError, Problem

GOOD, BAD, STOPPED = 0, 2, 130
EVALUATED_SPLITS = ("test", "train", "validation", "all")


class Refusal(Exception):
    """What was asked for cannot be done; the text is the one sentence."""


class WindowMissing(Exception):
    """The window cannot be shown here; the text is the one sentence that says why."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without repeating the usage."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(tr("{command}: {message}; see --help.", command=self.prog, message=message))


def main(arguments: Sequence[str], open_window: Callable[[list[str]], int]) -> int:
    """Do what the arguments ask; gives the exit code.

    ``open_window`` shows the window with files, and raises WindowMissing where that is impossible.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console of another code page shows "?" and goes on
    try:
        return _act(list(arguments), open_window)
    except (Refusal, WindowMissing, FileProblem) as problem:
        return _refuse(str(problem))
    except NetworkError as error:
        return _refuse(_said(error.problems))
    except KeyboardInterrupt:
        print(tr("Stopped; nothing was written."), file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: end quietly
        return GOOD
    except MemoryError:
        return _refuse(tr("This does not fit into the memory of this machine; make the network or the run smaller."))
    except OSError as error:
        return _refuse(tr("{file}: {reason}.", file=error.filename or tr("system"), reason=error.strerror or error))
    except Exception as error:  # whoever uses a terminal is told in one sentence, whatever went wrong
        name = type(error).__name__
        return _refuse(tr("An error inside Spikeloom stopped this: {name}: {error}.", name=name, error=error))


def _refuse(text: str) -> int:
    print(" ".join(text.split()), file=sys.stderr)
    return BAD


def _said(problems: Sequence[Problem], document: Document | None = None) -> str:
    """The first problem as one sentence with its remedy, and how many more there are."""
    first = problems[0]
    text = f"{sentence(first)} {remedy(first)}".strip()
    more = len(problems) - 1
    return text if not more else tr("{first} ({count} more: see the command check.)", first=text, count=more)


def _act(arguments: list[str], open_window: Callable[[list[str]], int]) -> int:
    if not arguments or all(_looks_like_a_file(argument) for argument in arguments):
        return open_window(arguments)
    chosen = _parser().parse_args(arguments)
    action: Callable[[argparse.Namespace], int] = chosen.action
    with _stopped_by_signal():
        return action(chosen)


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """A polite request to end is an interruption, so that nothing half-written stays."""

    def interrupt(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may listen
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _looks_like_a_file(argument: str) -> bool:
    return argument.endswith(EXTENSION) or (not argument.startswith("-") and Path(argument).is_file())


def _parser() -> Parser:
    parser = Parser(
        prog="spikeloom",
        description=tr("Without a command, the window opens, with the files that are named."),
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)

    run = _command(commands, "run", tr("run a network and write what its recorders keep"), _run)
    run.add_argument("--duration", type=_positive, default=1000.0, metavar="MS", help=tr("biological time in ms"))
    _add_seed(run)
    run.add_argument("--backend", default="numba", metavar="NAME", help="numba, numpy, cupy")
    _add_out(run, ".npz")

    train = _command(commands, "train", tr("train a network and write it with its weights"), _train)
    train.add_argument("--method", default="surrogate_gradient", metavar="NAME", help=tr("see list-models learning"))
    train.add_argument("--epochs", type=_count, metavar="N", help=tr("passes through the training samples"))
    train.add_argument("--batch", type=_count, metavar="N", help=tr("samples between two improvements"))
    train.add_argument("--validation", type=_share, default=0.0, metavar="SHARE", help=tr("held back, 0 to 0.5"))
    _add_seed(train)
    _add_out(train, EXTENSION)

    evaluate = _command(commands, "evaluate", tr("write what a network answers to each sample"), _evaluate)
    evaluate.add_argument("--split", choices=EVALUATED_SPLITS, default="test", help=tr("part of the samples"))
    _add_seed(evaluate)
    _add_out(evaluate, ".csv")

    export = _command(commands, "export", tr("write the weights for other software, and verify the file"), _export)
    export.add_argument("--to", required=True, metavar="FORMAT", help="nir, npz, safetensors")
    _add_seed(export)
    _add_out(export, None)

    _command(commands, "check", tr("print what is wrong with a network; exit code 2 when it cannot run"), _check)

    models = commands.add_parser("list-models", help=tr("print the models, with their keys"))
    models.add_argument("kind", nargs="?", help=tr("neurons, synapses, …, learning"))
    models.set_defaults(action=_list_models)
    return parser


def _command(
    commands: argparse._SubParsersAction[Parser],
    name: str,
    meaning: str,
    action: Callable[[argparse.Namespace], int],
) -> Parser:
    parser = commands.add_parser(name, help=meaning, description=meaning)
    parser.add_argument("file", type=Path, metavar="FILE", help=tr("a {extension} project", extension=EXTENSION))
    parser.set_defaults(action=action)
    return parser


def _add_seed(parser: Parser) -> None:
    parser.add_argument("--seed", type=_seed, metavar="N", help=tr("default: the project's own"))


def _add_out(parser: Parser, suffix: str | None) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar=f"FILE{suffix or ''}")
    parser.add_argument("--force", action="store_true", help=tr("replace an existing file"))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(tr("{given} is no number", given=text)) from None


def _positive(text: str) -> float:
    value = _number(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(tr("{given} is not above 0", given=text))
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(tr("{given} is no whole number above 0", given=text))
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(tr("{given} is no whole number from 0 on", given=text))
    return int(text)


def _share(text: str) -> float:
    value = _number(text)
    if not 0 <= value <= 1 / 2:
        raise argparse.ArgumentTypeError(tr("{given} is not between 0 and 0.5", given=text))
    return value


@contextmanager
def _output(chosen: argparse.Namespace) -> Iterator[Path]:
    """A temporary file beside the output, moved into place when all went well, else taken away."""
    out: Path = chosen.out
    if out.exists() and not chosen.force:
        raise Refusal(tr("{file} exists already; add --force to replace it.", file=out))
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise Refusal(tr("{file} cannot be written there.", file=out))
    with results.put_in_place(out) as temporary:
        yield temporary


def _seed_of(chosen: argparse.Namespace, document: Document) -> int:
    return document.settings.seed if chosen.seed is None else int(chosen.seed)


def _run(chosen: argparse.Namespace) -> int:
    with _output(chosen) as out:
        document = open_document(chosen.file)
        seed = _seed_of(chosen, document)
        spikes = results.run(document, chosen.duration, seed, chosen.backend, out)
    print(
        tr(
            "{spikes} spikes in {duration} ms written to {out}",
            spikes=spikes,
            duration=f"{chosen.duration:g}",
            out=chosen.out,
        )
    )
    return GOOD


def _train(chosen: argparse.Namespace) -> int:
    with _output(chosen) as out:
        document = open_document(chosen.file)
        seed = _seed_of(chosen, document)
        given = {"epochs": chosen.epochs, "batch": chosen.batch}
        accuracy = results.train(document, chosen.method, given, chosen.validation, seed, print)
        SetSettings(replace(document.settings, seed=seed)).apply(document)  # evaluate then gives the same answers
        save(document, out)
    print(f"accuracy {100 * accuracy:.1f}")
    return GOOD


def _evaluate(chosen: argparse.Namespace) -> int:
    with _output(chosen) as out:
        document = open_document(chosen.file)
        accuracy = results.evaluate(document, chosen.split, _seed_of(chosen, document), out)
    print(f"accuracy {100 * accuracy:.1f}")
    return GOOD


def _export(chosen: argparse.Namespace) -> int:
    with _output(chosen) as out:
        document = open_document(chosen.file)
        found = results.export(document, chosen.to, _seed_of(chosen, document), out)
        if found.differing_spikes:
            raise Refusal(
                tr(
                    "Read back, the file fires {differing} other spikes of {spikes}, so it was not kept.",
                    differing=found.differing_spikes,
                    spikes=found.spikes,
                )
            )
    print(
        tr(
            "{differing} differing spikes of {spikes} in {samples} samples",
            differing=found.differing_spikes,
            spikes=found.spikes,
            samples=found.samples,
        )
    )
    return GOOD


def _check(chosen: argparse.Namespace) -> int:
    from app.document.interpretation import problems

    document = open_document(chosen.file)
    found = problems(document)
    for problem in found:
        place = results.place_name(document, problem.place)
        print(f"{tr(problem.severity.value)}: {place}: {sentence(problem)} {remedy(problem)}")
    fatal = [problem for problem in found if problem.is_fatal]
    if fatal:
        raise Refusal(tr("{file} cannot run: {count} fatal problems.", file=chosen.file, count=len(fatal)))
    print(tr("No problems.") if not found else tr("It can run."))
    return GOOD


def _list_models(chosen: argparse.Namespace) -> int:
    kinds = results.model_kinds()
    if chosen.kind is not None and chosen.kind not in kinds:
        raise Refusal(tr("There is no kind {kind}; the kinds are {kinds}.", kind=chosen.kind, kinds=", ".join(kinds)))
    for kind in kinds if chosen.kind is None else (chosen.kind,):
        for key, title, summary in results.models_of(kind):
            print(f"{key:56} {tr(title)}: {tr(summary)}")
    return GOOD
