"""Houses side by side in numbers, as tables of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tests.house.house import House
from tests.house.layers import Layers

ROWS: dict[str, Callable[[House, Layers], int]] = {
    "files": lambda house, _: len(house.sources),
    "lines of code": lambda house, _: sum(source.code for source in house.sources),
    "lines of the longest file": lambda house, _: max(source.lines for source in house.sources),
    "rooms (folders, and files in none)": lambda house, _: len(house.rooms),
    "files of the fullest room": lambda house, _: max(map(len, house.rooms.values())),
    "arrows between rooms": lambda house, _: len(house.arrows),
    "arrows between outer rooms": lambda house, _: len(house.outer_arrows),
    "of these against the layers": lambda house, layers: len(layers.against(house)),
    "circles of rooms": lambda house, _: len(house.circles_of_rooms),
    "rooms in circles": lambda house, _: sum(map(len, house.circles_of_rooms)),
    "circles of files": lambda house, _: len(house.circles_of_files),
    "files in circles": lambda house, _: sum(map(len, house.circles_of_files)),
    "class names in several files": lambda house, _: len(house.classes_of_one_name),
    "function names in several files": lambda house, _: len(house.functions_of_one_name),
    "docstrings that begin with a question": lambda house, _: len(house.questions),
    "test functions": lambda house, _: sum(source.tests for source in house.tests),
    "files of tests": lambda house, _: len(house.tests),
    "lines of code of tests": lambda house, _: sum(source.code for source in house.tests),
}
"""Figures by what they are called; lines of code have neither blanks, comments and docstrings nor imports."""


def figures(houses: Sequence[House], layers: Layers) -> str:
    """The figures of all houses."""
    return table(
        ["", *(h.name for h in houses)],
        ([name, *(f"{row(h, layers):,}" for h in houses)] for name, row in ROWS.items()),
    )


def rooms(houses: Sequence[House]) -> str:
    """Files and lines of code of every room."""
    names = sorted({room for house in houses for room in house.rooms})
    return table(
        ["room", *(house.name for house in houses)], ([name, *(_held(h, name) for h in houses)] for name in names)
    )


def found(house: House, layers: Layers) -> str:
    """Names of what is counted: arrows against the layers, circles, names of several files, docstrings."""
    arrows = [f"{here} → {there}: {count} imports" for (here, there), count in sorted(layers.against(house).items())]
    lists = {
        "Arrows against the layers": arrows,
        "Circles of rooms": map(", ".join, house.circles_of_rooms),
        "Circles of files": map(", ".join, house.circles_of_files),
        "Class names in several files": _listed(house.classes_of_one_name),
        "Function names in several files": _listed(house.functions_of_one_name),
        "Docstrings that begin with a question": house.questions,
    }
    return "\n\n".join(
        f"## {title} ({house.name})\n" + "\n".join(f"- {line}" for line in lines) for title, lines in lists.items()
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells in columns of one width, numbers to the right."""
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(_cell(text, width, i) for i, (text, width) in enumerate(zip(row, widths, strict=True))) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 1) + ("-" if i == 0 else ":") for i, width in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column else text.ljust(width)


def _held(house: House, room: str) -> str:
    sources = house.rooms.get(room)
    return f"{len(sources)} · {sum(source.code for source in sources):,}" if sources else ""


def _listed(names: dict[str, list[str]]) -> list[str]:
    return [f"{name}: {', '.join(places)}" for name, places in names.items()]
