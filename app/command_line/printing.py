"""Output of a command: results on standard output, all else on standard error, and what becomes of a closed one."""

from __future__ import annotations

import codecs
import os
import sys
from typing import TextIO

from app.command_line.arguments import Refusal
from app.i18n.translation import MINUS, tr

PLAIN = "plain signs"


def use_plain_signs() -> None:
    """A console of another code page shows a hyphen for a minus sign, "?" for what it lacks else, and goes on."""
    codecs.register_error(PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join("-" if sign == MINUS else "?" for sign in error.object[error.start : error.end]), error.end


def print_error(text: str) -> None:
    """Say something on standard error, where anybody listens."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        discard_output(sys.stderr)


def say(text: str | None = None) -> None:
    """Print a line at once; None only makes sure that all was printed.

    Who stops reading misses the rest, and the work goes on. Raises Refusal when the printing fails otherwise.
    """
    try:
        print(*() if text is None else (text,), end="" if text is None else "\n", flush=True)
    except BrokenPipeError:
        discard_output(sys.stdout)
    except OSError as error:
        discard_output(sys.stdout)
        raise Refusal(tr("The output could not be printed: {reason}.", reason=error.strerror or error)) from error


def discard_output(stream: TextIO) -> None:
    """Send the rest nowhere, so that Python does not fail on it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
