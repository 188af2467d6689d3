"""Reads the equations of a neuron from a file of plain text, as they are typed in the window."""

from __future__ import annotations

from pathlib import Path

from engine.files.opening import demand_readable
from engine.files.problem import ImportProblem
from engine.model.typed.lines import MAP, RATE

LARGEST = 1 << 16  # bytes: the texts of whole papers' neurons take 2,000


def read_equations(path: Path) -> str | None:
    """The text of a file in which some line says how a state moves; None where none does, so that it is something else.

    Whether the text means a neuron is not asked. Raises :class:`ImportProblem` where the file cannot be
    read, or such a one is not UTF-8.
    """
    demand_readable(path)
    if path.stat().st_size > LARGEST:
        return None
    text = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or not any(RATE.match(line.strip()) or MAP.match(line.strip()) for line in text.split("\n")):
        return None
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise ImportProblem("{file} is not UTF-8 text: save it as such.", file=path.name)
    return text.strip("\n")
