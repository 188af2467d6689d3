"""Report of a command: lines for whoever reads them, figures for a program that asked for JSON."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from typing import Any

from app.command_line.files import is_standard_output
from app.command_line.printing import print_error, say


class CommandReport:
    """Lines go to standard output, unless JSON or a file does: then they go to standard error."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self._as_json = bool(getattr(chosen, "json", False))
        self._aside = self._as_json or bool(getattr(chosen, "lines", False)) or is_standard_output(chosen)
        self.figures: dict[str, Any] = {"command": chosen.command}

    def say(self, line: str) -> None:
        """A line of the result."""
        (print_error if self._aside else say)(line)

    def add(self, **figures: Any) -> None:
        """Figures that the JSON holds, by their names."""
        self.figures |= figures

    def end(self) -> None:
        """Print the figures, where they were asked for."""
        if self._as_json:
            say(json.dumps(_plain(self.figures), ensure_ascii=False))


def _plain(value: Any) -> Any:
    """Convert to what JSON can carry: NumPy's numbers to Python's, what is not finite to null."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int) else str(value)
