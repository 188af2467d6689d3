"""Spikeloom without a window: run, sweep, train, compare, evaluate, draw, script, import, reduce, export,
check, list-models, plugins.

Exit code 0, or 2 with one sentence on standard error. Nothing here imports Qt unless the window or an image is asked
for.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from app.command_line.actions import ACTIONS
from app.command_line.arguments import Ending, Interruption, Refusal, parser
from app.command_line.failures import failure_words
from app.command_line.printing import print_error, say, use_plain_signs
from app.command_line.report import CommandReport
from app.document.file.file_format import EXTENSION
from app.i18n.translation import tr
from app.version import version

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
    except KeyboardInterrupt:
        print_error(tr("Stopped; nothing was written."))
        return STOPPED
    except WindowMissing as problem:
        return _refuse(str(problem))
    except Exception as error:  # whoever uses a terminal is told in one sentence, whatever went wrong
        return _refuse(failure_words(error))


def _refuse(text: str) -> int:
    print_error(" ".join(text.split()))
    return BAD


def _act(arguments: list[str], open_window: Callable[[list[str]], int]) -> int:
    if not arguments or all(_looks_like_a_file(argument) for argument in arguments):
        files = _each_once(arguments)
        if len(files) > MOST_WINDOWS:
            raise Refusal(
                tr("Every file has a window of its own, and {count} are too many; name at most {most}.",
                   count=len(files), most=MOST_WINDOWS)
            )  # fmt: skip
        return open_window(files)
    commands = parser()
    try:
        chosen = commands.parse_args(arguments)
    except SystemExit:  # how argparse ends once it has printed the help
        return GOOD
    if chosen.version:
        say(f"Spikeloom {version()}")
        return GOOD
    if not hasattr(chosen, "command"):
        commands.error(tr("a command is missing"))
    report = CommandReport(chosen)
    with _stopped_by_signal():
        try:
            ACTIONS[chosen.command](chosen, report)
            code = GOOD
        except Interruption as end:
            print_error(str(end))
            code = STOPPED
        report.end()
    return code


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """A polite request to end is an interruption, so that nothing half-written stays."""

    def interrupt(number: int, frame: object) -> NoReturn:
        raise Ending

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
