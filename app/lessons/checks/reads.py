"""Check of the correlation between the answers of a decoder and the values that a dataset shows."""

from __future__ import annotations

from functools import partial

import numpy as np

from app.document.elements import Node
from app.i18n.translation import tr, with_minus
from app.lessons.check import Check, Look, Observed, Unchanged
from engine.network.values import Floats


class Reads(Check, frozen=True, kw_only=True):
    """The correlation of ``decoder``'s scores with the values of ``dataset``, over the last ``samples`` samples.

    Samples that ended before the step began, or before the last change of the drawing, do not count.
    """

    decoder: str
    dataset: str
    at_least: float
    samples: int = 3

    def begin(self, seen: Observed) -> Look:
        return partial(self._look, Unchanged(seen, seen.run.frames.latest_step))

    def _look(self, unchanged: Unchanged, seen: Observed) -> str:
        decoder, dataset = seen.node(self.decoder), seen.node(self.dataset)
        measured = correlations(seen, decoder, dataset, unchanged.since(seen))[-self.samples :]
        if len(measured) < self.samples:
            words = {"wanted": self.samples, "count": len(measured)}
            return tr("Let it run until {wanted} {wanted:sample is|samples are} read; so far {count}.", **words)
        mean = float(np.mean(measured))
        if mean >= self.at_least:
            return ""
        figures = {"mean": with_minus(f"{mean:.2f}"), "wanted": f"{self.at_least:.2f}"}
        return tr("What is read agrees with what is shown by {mean}; {wanted} is wanted.", **figures)


def correlations(seen: Observed, decoder: Node, dataset: Node, since: int) -> list[float]:
    """Pearson's correlation of scores and values for each sample that began after ``since`` and was answered."""
    frames = seen.run.frames
    answers, known = frames.answers(decoder.id, since + 1), frames.datasets.get(dataset.id)
    if answers is None or known is None:
        return []
    found = []
    shown = frames.shown(dataset.id, since)
    began = dict(zip(shown.indices.tolist(), shown.first_steps.tolist(), strict=True))
    for index, scores in zip(answers.indices, answers.scores, strict=True):
        if began.get(int(index), -1) >= since:
            found.append(pearson(np.ravel(known.samples.values[int(index)]), scores))
    return found


def pearson(x: Floats, y: Floats) -> float:
    """Pearson's; 0 where one of them says nothing."""
    if len(x) != len(y) or not np.ptp(x) or not np.ptp(y):
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])
