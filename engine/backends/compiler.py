"""A process that compiles kernels into the cache, so that the window and a running simulation never wait for it.

In a thread Numba held the lock of the interpreter for up to a quarter of a second, and ran at half speed. What it
is given on its standard input it finishes, also when whoever asked has gone.
"""

from __future__ import annotations

import json
import logging
import sys

log = logging.getLogger(__name__)


def compile_all(texts: list[str]) -> None:
    """Put the machine code of each kernel into the cache; one that fails is told of and left out."""
    from engine.backends.machine_code import address_of, have_driver

    have_driver()
    for text in texts:
        try:
            address_of(text)
        except Exception:  # whoever wanted it compiles it again, and fails where somebody hears of it
            log.exception("a kernel could not be compiled")


if __name__ == "__main__":
    compile_all(json.loads(sys.stdin.buffer.read()))
