"""Starts Spikeloom: the window, or one of the commands that need none."""

from __future__ import annotations

import sys

from app.command_line import WindowMissing, main


def open_window(paths: list[str]) -> int:
    """Show the window with these files; where that is impossible, one sentence names what is missing."""
    from app import platform

    reason = platform.why_no_window()
    if reason is None:
        try:
            from app import overrides

            overrides.guard()
            from app.application import main as show
        except ImportError as missing:
            reason = platform.missing_libraries(missing)
        else:
            return show(paths)
    raise WindowMissing(reason)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], open_window))
