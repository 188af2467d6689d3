"""A process that compiles kernels into the cache, so that the window and a running simulation never wait for it.

In a thread Numba held the lock of the interpreter for up to a quarter of a second, and ran at half speed. Each line of
its standard input is a request; what it is given it finishes, also when whoever asked has gone. It writes a line for
each module.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)


def compile_all(wanted: Sequence[Sequence[Any]], tell: Callable[[], None] = lambda: None) -> None:
    """Put the machine code of each module into the cache and ``tell``; one that fails is told of and left out.

    ``wanted`` are pairs: a module's text, and the types of the arguments of its functions by their names, none for a
    kernel with an entry of its own.
    """
    from engine.backends.kernels.machine_code import address_of, have, have_driver
    from engine.backends.kernels.source_cache import loaded

    have_driver()
    for text, functions in wanted:
        try:
            if not functions:
                address_of(text)
            for name, types_of in functions.items():
                have(getattr(loaded(text), name), types_of)
        except Exception:  # whoever wanted it compiles it again, and fails where somebody hears of it
            log.exception("a kernel could not be compiled")
        tell()


def main() -> None:
    """Compile what stands on each line of the standard input; of the last one nothing where it was cut off."""
    for line in sys.stdin.buffer:
        try:
            wanted = json.loads(line)
        except json.JSONDecodeError:
            return
        compile_all(wanted, _print_progress)


def _print_progress() -> None:
    with suppress(OSError):  # whoever counted has gone
        print(flush=True)


if __name__ == "__main__":
    main()
