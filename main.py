"""Starts Spikeloom: the window, or one of the commands that need none."""

from __future__ import annotations

import sys

from app.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
