"""Starts Spikeloom: the window, or one of the commands that need none."""

from __future__ import annotations

import sys
import warnings

STOPPED = 130


def open_window(paths: list[str]) -> int:
    """Show the window with these files; where that is impossible, one sentence names what is missing."""
    from app import platform
    from app.command_line.main import WindowMissing

    reason = platform.why_no_window()
    if reason is None:
        try:
            from app import overrides

            overrides.guard()
            from app.process import main as show
        except ImportError as missing:
            reason = platform.missing_libraries(missing)
        else:
            return show(paths)
    raise WindowMissing(reason)


def start(arguments: list[str]) -> int:
    """Do what the arguments ask; gives the exit code, also when Ctrl+C comes before anything has begun."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of a number that overflows a person is told in a sentence, or not at all
    try:
        from app.command_line.main import main

        return main(arguments, open_window)
    except KeyboardInterrupt:
        return STOPPED


def begin() -> int:
    """Do what was typed; gives the exit code."""
    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(begin())
