"""A case's table, as docs/performance.md shows it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tests.benchmarks.learning_speed.case import Bar, Case
from tests.benchmarks.learning_speed.trainers import OWN, Trainer

HEAD = ("", "CPU s an epoch", "s an epoch", "of the engine's CPU s", "right in the last epoch", "products by")


def table(case: Case, trainers: Sequence[Trainer], absent: Sequence[str]) -> str:
    """Medians of an epoch's seconds, ratios, the training accuracy, and the bars."""
    own = next(t for t in trainers if t.name == OWN)
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    for t in trainers:
        used, took = median(t.used) / case.epochs, median(t.took) / case.epochs
        ratio = median(t.used) / median(own.used)
        figures = (t.name, f"{used:.3g}", f"{took:.3g}", f"{ratio:.2f}", f"{100 * t.right:.1f} %", t.products)
        lines.append(f"| {' | '.join(figures)} |")
    lines += ["", f"Batches of {case.batch}, {len(own.used)} interleaved turns of {case.epochs} epochs."]
    lines += absent
    lines.append(f"Bars: {'; '.join(met(bar, trainers) for bar in case.bars)}.")
    return "\n".join(lines)


def met(bar: Bar, trainers: Sequence[Trainer]) -> str:
    """What was reached: in CPU seconds of one thread; by the clock where the peer has several, or fewer if faster."""
    alone = bar.threads == 1

    def seconds(name: str) -> list[float]:
        given = [t for t in trainers if t.name.startswith(name) and t.threads <= bar.threads]
        if name != OWN and bar.threads not in {t.threads for t in given}:
            return []
        return [median(t.used if alone else t.took) for t in given]

    ours, theirs = seconds(OWN), seconds(bar.peer)
    if not ours or not theirs:
        return f"{bar.peer} could not be tried"
    reached = min(ours) / min(theirs)
    word = "reached" if reached <= bar.most else "MISSED"
    on = "" if alone else f" by the clock on {bar.threads} threads or fewer"
    return f"{reached:.2f} × {bar.peer}{on} ({word}, bar {bar.most:g})"
