"""Check of the share of a decoder's answers that are right."""

from __future__ import annotations

from functools import partial

from app.i18n.translation import tr
from app.lessons.check import Check, Look, Observed


class Right(Check, frozen=True, kw_only=True):
    """Of the last ``samples`` answers of ``decoder`` since the step began, the share ``at_least`` is right."""

    decoder: str
    at_least: float
    samples: int = 20

    def begin(self, seen: Observed) -> Look:
        return partial(self._look, seen.run.frames.origin, seen.run.frames.latest_step)

    def _look(self, origin: object, since: int, seen: Observed) -> str:
        decoder = seen.node(self.decoder)
        answers = seen.run.frames.answers(decoder.id, since + 1 if origin is seen.run.frames.origin else 0)
        judged = (
            [] if answers is None else [a == b for a, b in zip(answers.answers, answers.labels, strict=True) if b >= 0]
        )
        if len(judged) < self.samples:
            words = {"count": len(judged), "wanted": self.samples}
            return tr("Let it run until {wanted} answers are given; so far {count}.", **words)
        share = sum(judged[-self.samples :]) / self.samples
        if share >= self.at_least:
            return ""
        figures = {"share": round(100 * share), "wanted": round(100 * self.at_least)}
        return tr("{share} % of the last answers are right; {wanted} % are wanted.", **figures)
