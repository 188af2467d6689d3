"""Tells and draws how the house is built: ``uv run --group dev python -m tests.house [COMMIT ...] [--out house.svg]``.

Each commit has a column, and ``.`` is the working tree: ``python -m tests.house main~20 .`` shows both. Circles count
imports within functions and for types alone too; layers are those of the working tree's contracts, for every commit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.house import table
from tests.house.house import House
from tests.house.layers import Layers
from tests.house.picture import picture
from tests.house.tree import ROOT, WORKING, tree


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """0, or 2 for a commit that is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.house", description=(__doc__ or "").split("\n\n")[1])
    parser.add_argument("commits", nargs="*", default=[WORKING], metavar="COMMIT", help=". is the working tree")
    parser.add_argument("--rooms", action="store_true", help="a table of all rooms too")
    parser.add_argument("--names", action="store_true", help="the names of what is counted too, for the last one")
    parser.add_argument("--out", type=Path, help="an SVG of the last one")
    given = parser.parse_args(arguments)
    layers = Layers.at(root)
    houses = []
    for commit in given.commits:
        try:
            with tree(root, commit) as folder:
                houses.append(House.at(folder, "working tree" if commit == WORKING else commit))
        except ValueError as wrong:
            parser.error(str(wrong))
    print(table.figures(houses, layers))
    if given.rooms:
        print("\n" + table.rooms(houses))
    if given.names:
        print("\n" + table.found(houses[-1], layers))
    if given.out:
        given.out.write_text(picture(houses[-1], layers), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
