"""Arguments that may be typed behind ``main.py``: the commands, their options, and what each option takes."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from app.document.experiment import Design, Goal
from app.document.file.file_format import EXTENSION
from app.experiments.seed_ranges import SeedProblem, parse_seed, parse_seeds
from app.i18n.translation import listed, tr
from engine.backends import FASTEST
from engine.simulation.arrays.layout import AUTOMATIC

TRAIN = "train"
EVALUATED_SPLITS = ("test", "train", "validation", "all")
PER_CENT = 100
DURATION = 1000.0  # ms
LONGEST_NUMBER = 18  # digits: more would be no count of anything


class Refusal(Exception):
    """Refusal of what was asked for and cannot be done; the text is the one sentence."""


class Interruption(Exception):
    """End that somebody has put to a command; the text says in one sentence what stays of its work."""


class Ending(KeyboardInterrupt):
    """A polite request to end, other than Ctrl+C: the process is ended, or its terminal closed."""


class HelpFormatter(argparse.HelpFormatter):
    """Breaks no name at its hyphen."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without repeating the usage; its help names all that is discovered."""

    discovered: tuple[str, Callable[[], Iterable[str]]] | None = None
    """What stands below the help, with ``{names}``, and what finds the names: only when somebody asks."""

    def format_help(self) -> str:
        if self.discovered is not None:
            words, names = self.discovered
            self.epilog = words.format(names=listed(names()))
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        raise Refusal(tr("{command}: {message}; see --help.", command=self.prog, message=message))


def parser() -> Parser:
    """The parser of all commands; what it reads holds the chosen one's name as ``command``."""
    whole = Parser(
        prog="spikeloom",
        description=tr("Without a command, the window opens, and every file that is named in one of its own."),
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="store_true", help=tr("print the version"))
    commands = whole.add_subparsers(metavar="COMMAND", parser_class=Parser, dest="command_name")

    def command(name: str, meaning: str) -> Parser:
        made: Parser = commands.add_parser(
            name, help=meaning, description=meaning, allow_abbrev=False, formatter_class=HelpFormatter
        )
        made.set_defaults(command=name)
        return made

    def on_a_file(name: str, meaning: str) -> Parser:
        made = command(name, meaning)
        made.add_argument("file", type=_path, metavar="FILE", help=tr("a {extension} project", extension=EXTENSION))
        return made

    run = on_a_file("run", tr("run a network and write what its recorders keep"))
    run.add_argument("--duration", type=_positive, default=1000.0, metavar="MS", help=tr("biological time in ms"))
    run.add_argument("--set", action="append", default=[], metavar="ADDRESS=VALUE",
                     help=tr("such as Excitatory.tau_m=12 or w(A->B)=0.5; may be given several times"))  # fmt: skip
    run.add_argument("--seeds", type=_seeds, metavar="0-9", help=tr("one run and file for each, FILE-0.npz and so on"))
    run.add_argument("--yes", action="store_true", help=tr("also where it takes more than half of the free memory"))
    _add_seed(run)
    _add_backend(run)
    run.add_argument("--threads", type=_threads, default=AUTOMATIC, metavar="N",
                     help=tr("most that are used; default: auto, as many as make it faster"))  # fmt: skip
    run.add_argument("--precision", choices=("float64", "float32"), default="",
                     help=tr("default: float64; where only that fits into memory, float32"))  # fmt: skip
    _add_json(run)
    _add_out(run, ".npz")

    sweep = on_a_file("sweep", tr("run a network for many values and seeds, and write a table of what is measured"))
    sweep.add_argument(
        "--experiment", default="", metavar="NAME",
        help=tr("one that the project keeps; what else is given takes the place of what it says"),
    )  # fmt: skip
    sweep.add_argument("--vary", action="append", default=[], metavar="ADDRESS=VALUES",
                       help=tr("such as E.tau_m=5:20:16, w(A->B)=1:100:4:log or E.size=10,100"))  # fmt: skip
    sweep.add_argument("--measure", action="append", default=[], metavar="MEASURE",
                       help=tr("such as cv(E) or rate(A)/rate(B); default: the rate of every population"))  # fmt: skip
    sweep.add_argument("--seeds", type=_seeds, metavar="0-9", help=tr("default: the project's own"))
    sweep.add_argument("--design", choices=[design.value for design in Design],
                       help=tr("how several factors meet; default: all values with all"))  # fmt: skip
    sweep.add_argument("--points", type=_count, metavar="N",
                       help=tr("of a Latin hypercube, of Sobol's, or of a search"))  # fmt: skip
    for goal, meaning in (
        (Goal.MINIMISE, tr("search for the least value of a measure, such as cv(E)")),
        (Goal.MAXIMISE, tr("search for the largest value of a measure")),
        (Goal.REACH, tr("search for where a measure has a value, as in rate(E)=5 Hz")),
    ):
        sweep.add_argument(f"--{goal.value}", default="", metavar="MEASURE", help=meaning)
    sweep.add_argument("--duration", type=_positive, metavar="MS", help=tr("biological time in ms"))
    sweep.add_argument("--discard", type=_not_negative, metavar="MS",
                       help=tr("of the beginning of each run, before anything is measured"))  # fmt: skip
    sweep.add_argument("--jobs", type=_count, metavar="N", help=tr("processes at once; default: one a processor"))
    sweep.add_argument("--yes", action="store_true", help=tr("also where it takes more than half of the free memory"))
    _add_backend(sweep)
    sweep.add_argument("--lines", action="store_true", help=tr("print every run as a line of JSON as it ends"))
    _add_json(sweep)
    sweep.add_argument("--out", type=_path, required=True, metavar="FOLDER",
                       help=tr("for the table and what goes on from it: the same command resumes"))  # fmt: skip
    sweep.discovered = tr("Measures: {names}"), measure_names

    train = on_a_file(TRAIN, tr("train a network and write it with its weights"))
    train.add_argument("--method", metavar="NAME", help=tr("see list-models learning; default: the project's"))
    train.add_argument("--epochs", type=_count, metavar="N", help=tr("passes through the training samples"))
    train.add_argument("--batch", type=_count, metavar="N", help=tr("samples between two improvements"))
    train.add_argument("--samples", type=_path, metavar="FILE",
                       help=tr("a table to learn in the place of the project's dataset"))  # fmt: skip
    train.add_argument("--validation-samples", type=_path, metavar="FILE", help=tr("those that choose the best epoch"))
    train.add_argument("--test-samples", type=_path, metavar="FILE", help=tr("those that test"))
    train.add_argument("--validation", type=_share, metavar="SHARE",
                       help=tr("held back, 0 to 0.5; default: the project's, else 0"))  # fmt: skip
    _add_settings(train, "NAME=VALUE")
    train.add_argument("--checkpoint", type=_path, metavar="FILE.npz",
                       help=tr("kept after every epoch; where it is there, training goes on from it"))  # fmt: skip
    train.add_argument("--tensorboard", type=_path, metavar="FOLDER",
                       help=tr("a folder in which TensorBoard finds every epoch; needs tensorboardX"))  # fmt: skip
    train.add_argument("--methods", action="store_true", help=tr("list the methods: which fit, and their settings"))
    train.add_argument("--step-costs", action="store_true",
                       help=tr("measure where the time and memory of a step go, and train nothing"))  # fmt: skip
    _add_seed(train)
    _add_backend(train)
    _add_json(train)
    train.discovered = tr("Methods: {names}"), method_names
    _add_out(train, EXTENSION, required=False)

    compare = on_a_file("compare", tr("train a network by several methods and write a table"))
    compare.add_argument("--methods", type=_names, default=(), metavar="A,B", help=tr("default: every method"))
    compare.add_argument("--seeds", type=_seeds, default=(0, 1, 2), metavar="0-2", help=tr("default: 0-2"))
    compare.add_argument("--epochs", type=_count, metavar="N", help=tr("passes through the training samples"))
    compare.add_argument("--batch", type=_count, metavar="N", help=tr("samples between two improvements"))
    compare.add_argument("--validation", type=_share, metavar="SHARE",
                         help=tr("held back; default: the project's, else 0.1"))  # fmt: skip
    _add_settings(compare, "METHOD.NAME=VALUE")
    _add_json(compare)
    compare.discovered = tr("Methods: {names}"), method_names
    _add_out(compare, ".csv")

    evaluate = on_a_file("evaluate", tr("tell how right a network is, and write what it answers to each sample"))
    evaluate.add_argument(
        "--split", choices=EVALUATED_SPLITS, help=tr("part of the samples; default: test, of --samples all")
    )
    evaluate.add_argument("--samples", type=_path, metavar="FILE",
                          help=tr("a table to answer in the place of the project's dataset"))  # fmt: skip
    evaluate.add_argument("--by-steps", action="store_true", help=tr("the accuracy after fewer steps of each sample"))
    evaluate.add_argument("--by-layer", action="store_true", help=tr("what each link and population costs"))
    evaluate.add_argument("--energy", action="append", default=[], metavar="NAME=VALUE",
                          help=tr("a number of the model of energy; may be given several times"))  # fmt: skip
    _add_seed(evaluate)
    _add_json(evaluate)
    _add_out(evaluate, ".csv", required=False)

    draw = on_a_file("draw", tr("write an image of the drawing: SVG, PDF or PNG"))
    draw.add_argument("--width", type=_positive, metavar="MM", help=tr("of the image; default: as on a screen"))
    draw.add_argument("--dots", type=_count, default=300, metavar="N", help=tr("per inch, of a PNG; default: 300"))
    draw.add_argument("--dark", action="store_true", help=tr("on a dark ground"))
    _add_out(draw, ".svg, FILE.pdf, FILE.png")

    imported = command("import", tr("draw a network of a NIR file or a script, or put weights into a project"))
    imported.add_argument("file", type=_path, metavar="FILE", help=".nir, .py, .npz, .safetensors, .csv, .onnx")
    imported.add_argument(
        "--into", type=_path, metavar="PROJECT", help=tr("the project whose weights are replaced, where all fit")
    )
    imported.add_argument("--as", dest="meaning", default="", metavar="NAME", help=tr("whose meaning of NIR counts"))
    imported.discovered = tr("Meanings of NIR: {names}"), meanings
    _add_out(imported, EXTENSION)
    reduce = on_a_file("reduce", tr("give weights fewer bits and connections, and tell what remains"))
    reduce.add_argument("--bits", type=_names, default=("full", "8", "4", "2", "ternary"), metavar="8,4",
                        help=tr("of full, 8, 4, 2, ternary; default: all"))  # fmt: skip
    reduce.add_argument("--prune", type=_percents, default=(0.0,), metavar="0,50",
                        help=tr("per cent of the connections, those of the smallest weights; default: 0"))  # fmt: skip
    reduce.add_argument("--per", choices=("link", "neuron"), default="link", help=tr("what has a scale of its own"))
    reduce.add_argument("--scale", choices=("least-squares", "largest-weight"), default="least-squares",
                        help=tr("how a scale is found"))  # fmt: skip
    reduce.add_argument("--among", choices=("link", "network"), default="link", help=tr("where the smallest are found"))
    reduce.add_argument("--split", choices=("validation", "test"), default="validation", help=tr("part of the samples"))
    _add_seed(reduce)
    _add_json(reduce)
    _add_out(reduce, f".csv, FILE{EXTENSION}", required=False)

    script = on_a_file("script", tr("print a network as a Python script, for this engine or another simulator"))
    script.add_argument("--to", metavar="NAME", help=tr("default: a script for this engine"))
    script.discovered = tr("Simulators: {names}"), programs
    script.add_argument("--duration", type=_positive, default=DURATION, metavar="MS", help=tr("biological time in ms"))
    _add_seed(script)
    _add_out(script, ".py", required=False)

    export = on_a_file("export", tr("write the weights for other software, and verify the file"))
    export.add_argument("--to", required=True, metavar="FORMAT", help=tr("one of those below"))
    export.discovered = tr("Formats: {names}"), format_names
    export.set_defaults(duration=DURATION)
    _add_seed(export)
    _add_json(export)
    _add_out(export, "")

    check = on_a_file("check", tr("print what is wrong with a network; exit code 2 when it cannot run"))
    check.add_argument("--to", metavar="FORMAT", help=tr("and what this file format cannot carry of it"))
    check.add_argument("--method", metavar="NAME", help=tr("and why this learning method does not fit it"))
    _add_json(check)
    check.discovered = tr("Formats: {names}"), format_names

    models = command("list-models", tr("print the models, with their keys"))
    models.add_argument("kind", nargs="?", help=tr("default: all"))
    models.discovered = tr("Kinds: {names}"), kinds
    _add_json(models)

    plugins = command("plugins", tr("list the plug-ins, and allow or refuse some: they are code of others"))
    plugins.add_argument("--allow", nargs="+", default=[], metavar="NAME", help=tr("try these, then let them run"))
    plugins.add_argument("--refuse", nargs="+", default=[], metavar="NAME", help=tr("let these run no more"))
    plugins.add_argument("--check", type=_path, metavar="FILE", help=tr("only try a file; exit code 2 when it fails"))
    plugins.add_argument("--folder", choices=("on", "off"), help=tr("whether your folder of plug-ins is looked into"))
    _add_json(plugins)

    work = command("work", tr("do the job of a folder, such as a training that a window has begun, or go on with it"))
    work.add_argument("folder", type=_path, metavar="FOLDER", help=tr("of the job"))
    _add_json(work)
    return whole


def format_names() -> tuple[str, ...]:
    """Names of the formats of other software, and of the simulators that are written for in programs alone."""
    from engine.exporting.formats import formats as known

    return (*known(), *(name for name in programs() if name not in known()))


def programs() -> tuple[str, ...]:
    """Names of the simulators and libraries that scripts are written for."""
    from engine.exporting.formats import formats as known
    from engine.scripts.targets import targets

    return tuple(sorted({*targets(), *(name for name, format in known().items() if format.library)}))


def measure_names() -> tuple[str, ...]:
    """Names of the measures of a run."""
    from app.experiments.measures import MEASURES

    return tuple(MEASURES)


def meanings() -> tuple[str, ...]:
    """Names of the software whose meaning of NIR is known."""
    from engine.importing.reading import readings

    return tuple(readings())


def method_names() -> tuple[str, ...]:
    """Names of the learning methods."""
    from engine.learning.methods import methods as known

    return tuple(known())


def kinds() -> tuple[str, ...]:
    """The kinds of models."""
    from engine.model.registry.discovery import KINDS, METHODS

    return (*KINDS, METHODS)


def _add_json(command: Parser) -> None:
    command.add_argument("--json", action="store_true", help=tr("print the figures as JSON, and all else aside"))


def _add_backend(command: Parser) -> None:
    command.add_argument("--backend", default=FASTEST, metavar="NAME", help="fastest, numba, numpy, cupy")


def _add_seed(command: Parser) -> None:
    command.add_argument("--seed", type=_seed, metavar="N", help=tr("default: the project's own"))


def _add_settings(command: Parser, form: str) -> None:
    command.add_argument(
        "--set", action="append", default=[], metavar=form, help=tr("a setting; may be given several times")
    )


def _add_out(command: Parser, suffix: str, required: bool = True) -> None:
    command.add_argument("--out", type=_path, required=required, metavar=f"FILE{suffix}",
                         help=tr("where it is written; - is standard output"))  # fmt: skip
    command.add_argument("--force", action="store_true", help=tr("replace an existing file"))


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(tr("the name of a file is missing"))
    return Path(text)


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


def _not_negative(text: str) -> float:
    value = _number(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(tr("{given} is below 0", given=text))
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text[:LONGEST_NUMBER]) < 1:
        raise argparse.ArgumentTypeError(tr("{given} is no whole number above 0", given=text))
    if len(text) > LONGEST_NUMBER:
        raise argparse.ArgumentTypeError(tr("{given} is too large", given=text))
    return int(text)


def _threads(text: str) -> int:
    return AUTOMATIC if text == "auto" else _count(text)


def _seed(text: str) -> int:
    try:
        return parse_seed(text)
    except SeedProblem as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _seeds(text: str) -> tuple[int, ...]:
    try:
        return parse_seeds(text)
    except SeedProblem as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise argparse.ArgumentTypeError(tr("the names of methods are missing"))
    return names


def _percents(text: str) -> tuple[float, ...]:
    """The shares 0 to 1 of percents such as ``0,50,90``; each once."""
    found = [_number(part) for part in text.split(",")]
    wrong = next((value for value in found if not 0 <= value <= PER_CENT), None)
    if wrong is not None:
        raise argparse.ArgumentTypeError(tr("{given} is not between 0 and 100", given=f"{wrong:g}"))
    return tuple(dict.fromkeys(value / PER_CENT for value in found))


def _share(text: str) -> float:
    value = _number(text)
    if not 0 <= value <= 1 / 2:
        raise argparse.ArgumentTypeError(tr("{given} is not between 0 and 0.5", given=text))
    return value
