"""Training beside snnTorch and SpikingJelly: ``python -m tests.benchmarks.learning_speed [case ...]``.

All train the same images in a network of the same form from the same weights, Poisson input made anew for every
presentation, and take turns, so that what else the machine does falls on all of them; what is told are medians. With
peers on one thread CPU seconds are compared, with those on two the clock. Each case writes its own part of
docs/performance.md. ``--turns`` and ``--only`` serve for trying; with ``--dry`` the page is left alone. The peers'
environments are made by
``python -m tests.peers.environments snntorch spikingjelly``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.learning_speed.case import CASES, WARM, Case
from tests.benchmarks.learning_speed.page import table
from tests.benchmarks.learning_speed.trainers import OWN, ROWS, Trainer, started, title
from tests.benchmarks.page import PERFORMANCE, put

TURNS = 9


def measured(case: Case, folder: Path, rows: list[tuple[str, int]], turns: int) -> str:
    """Start every trainer, one after the other, let them take turns, and tell what came out."""
    values, labels = case.images()
    np.savez(folder / "images.npz", values=values, labels=labels, warm=WARM, **case.start())
    trainers: list[Trainer] = []
    absent = []
    try:
        for peer, threads in rows:
            trainer = started(peer, threads, case, folder)
            if isinstance(trainer, str):
                absent.append(trainer)
                continue
            trainers.append(trainer)
            trainer.ready()
        for turn in range(turns):
            for trainer in trainers:
                trainer.turn()
            print(f"    {turn + 1} of {turns}", file=sys.stderr, flush=True)
    finally:
        for trainer in trainers:
            trainer.close()
    return table(case, trainers, absent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help=", ".join(case.name for case in CASES))
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--only", default="", help="rows whose names begin so, separated by semicolons")
    parser.add_argument("--dry", action="store_true", help="print, and leave the page alone")
    given = parser.parse_args()
    starts = tuple(given.only.split(";"))
    rows = [row for row in ROWS if title(*row).startswith(starts) or row == (OWN, 1)]
    for case in CASES:
        if given.cases and case.name not in given.cases:
            continue
        print(f"{case.name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            text = measured(case, Path(folder), rows, given.turns)
        print(f"{case.name}\n{text}\n", flush=True)
        if not given.dry:
            put(f"training {case.name}", f"**{case.name}**\n\n{text}", PERFORMANCE)


if __name__ == "__main__":
    main()
