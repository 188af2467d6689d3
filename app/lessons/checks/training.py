"""Check of training: by which method the network was trained, and how good it became."""

from __future__ import annotations

from app.document.kept_runs import KeptRun
from app.i18n.translation import tr
from app.learn.runs.training_runs import TEST, VALIDATION
from app.lessons.check import Check, Observed


class Trained(Check, frozen=True, kw_only=True):
    """A training by one of ``methods`` (any where none is named) reached ``at_least``, an accuracy or a correlation.

    Its test counts; of one that was cancelled, its validation part.
    """

    methods: tuple[str, ...] = ()
    at_least: float

    def look(self, seen: Observed) -> str:
        runs = [run for run in seen.document.runs if not self.methods or run.method in self.methods]
        if not runs:
            if seen.document.runs:
                return tr("That was another method: choose the one of the task in the Learn panel.")
            return tr("Nothing was trained yet: open the Learn panel and press Start training.")
        best = max(map(_reached, runs))
        if best >= self.at_least:
            return ""
        figures = {"best": round(100 * best), "wanted": round(100 * self.at_least)}
        return tr("The best training reached {best} %; {wanted} % are wanted.", **figures)


def _reached(run: KeptRun) -> float:
    return run.figures.get(TEST, run.figures.get(VALIDATION, 0.0))
