"""The bars of the window: what today's program takes, as a multiple of a fixed painting in the same run.

    python -m tests.benchmarks.bars canvas_frames [--runs 5] [-- options of the benchmark]

runs a benchmark so many times and keeps its ratios in ``bars.json``, the newest five of each figure. Half as much again
as their median is the bar; a figure in ``GOALS`` has that goal for a bar instead. A page is written by the benchmark.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.page import Met

KEPT = Path(__file__).with_name("bars.json")
NEWEST = 5
ROOM = 1.5  # of five runs of one program on one quiet machine the longest took up to 1.46 × the median (decision 0206)
LEAST = 0.05  # of the painting: nobody sees what takes less
GOALS: Mapping[str, float] = {}
"""Ratios that a figure shall come to, where one is set."""

FIGURE = re.compile(r"(?:^|; )(?P<what>[^;]+?) [\d.e+-]+ ms, (?P<ratio>[\d.e+-]+) × the painting")


def ratios() -> dict[str, list[float]]:
    """What is kept of each figure, the newest last."""
    found: dict[str, list[float]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def bar(what: str) -> float:
    """The most that a figure may be; raises ``KeyError`` for one that never was measured."""
    return GOALS[what] if what in GOALS else max(ROOM * statistics.median(ratios()[what]), LEAST)


def beside(what: str, ms: float, painting: float) -> Met:
    """A figure in milliseconds beside what the painting took, held against its bar; without one it is its own."""
    ratio = ms / painting
    try:
        most = bar(what)
    except KeyError:
        most = ratio
    return Met(what, ratio, most, ms=ms)


def figures(printed: str) -> dict[str, float]:
    """The ratios that a benchmark has printed, by figure."""
    return {found["what"]: float(found["ratio"]) for line in printed.splitlines() for found in FIGURE.finditer(line)}


def keep(found: Mapping[str, float]) -> None:
    """Add a run to what is kept."""
    known = ratios() if KEPT.exists() else {}
    for what, ratio in found.items():
        known[what] = [*known.get(what, []), ratio][-NEWEST:]
    KEPT.write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def asked(words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """What was asked of this, and, behind ``--``, of the benchmark."""
    place = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark")
    parser.add_argument("--runs", type=int, default=NEWEST)
    return parser.parse_args(words[:place]), list(words[place + 1 :])


def main() -> int:
    given, options = asked(sys.argv[1:])
    command = [sys.executable, "-m", f"tests.benchmarks.{given.benchmark}", *options]
    for _ in range(given.runs):
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        found = figures(ran.stdout)
        if not found:
            print(f"{given.benchmark} has told no figure beside the painting")
            return 2
        keep(found)
        print(*(f"{what} {ratio:.3g}" for what, ratio in found.items()), sep="; ", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
