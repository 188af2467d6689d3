"""The answer beside an image is that image's: while it is shown, the class that leads."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from app.running.record.activity import AnswerActivity, answer_activity
from app.running.record.known_samples import KnownSamples
from app.running.record.ring_buffer import DecoderAnswers, Presentations, RingBuffer
from engine.model.data import Samples
from engine.network.values import Floats


class Frames:
    """What a run left so far: answers to whole samples, the sample that is shown, and scores so far."""

    latest_step = 60

    def __init__(self, answers: DecoderAnswers | None, shown: Presentations, partial: Floats) -> None:
        self._answers, self._shown, self._partial = answers, shown, partial
        self.datasets: dict[str, Any] = {}

    def answers(self, decoder: str) -> DecoderAnswers | None:
        return self._answers

    def shown(self, dataset: str, since_step: int = 0) -> Presentations:
        return self._shown

    def partial(self, decoder: str) -> Floats:
        return self._partial


def said(answers: DecoderAnswers | None, shown: tuple[int, int], partial: list[float], **more: bool) -> AnswerActivity:
    step, label = shown
    presentations = Presentations(np.array([step]), np.array([7]), np.array([label]))
    frames = Frames(answers, presentations, np.array(partial))
    found = answer_activity(cast(RingBuffer, frames), "answer", "data", **more)
    assert found is not None
    return found


def closed(step: int, answer: int, label: int) -> DecoderAnswers:
    scores = np.zeros((1, 3))
    scores[0, answer] = 5.0
    return DecoderAnswers(np.array([step]), np.array([6]), np.array([answer]), np.array([label]), scores)


def test_while_a_sample_is_shown_its_own_leader_is_judged_by_its_own_label() -> None:
    found = said(closed(50, 0, 0), (50, 2), [0.0, 1.0, 3.0])
    assert (found.answer, found.label) == (2, 2)
    found = said(closed(50, 0, 0), (50, 2), [4.0, 1.0, 3.0])
    assert (found.answer, found.label) == (0, 2)


@pytest.mark.parametrize("partial", [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
def test_before_any_class_leads_there_is_no_answer(partial: list[float]) -> None:
    found = said(closed(50, 0, 0), (50, 2), partial)
    assert (found.answer, found.label, found.accuracy) == (-1, -1, 1.0)
    first = said(None, (0, 2), partial)
    assert (first.answer, first.label, first.accuracy) == (-1, -1, None)


def test_between_two_samples_the_last_answer_stays_with_its_label() -> None:
    found = said(closed(50, 0, 1), (25, 1), [0.0, 0.0, 0.0])
    assert (found.answer, found.label, found.accuracy) == (0, 1, 0.0)


def test_a_decoder_that_reads_a_value_of_each_of_many_fibres_is_never_right_or_wrong() -> None:
    """A picture that was read back as 64 rates was called “29, wrong”: there is no class 29; then nothing was said."""
    shown = Presentations(np.array([50]), np.array([7]), np.array([2]))
    frames = Frames(closed(50, 0, 1), shown, np.array([0.0, 1.0, 3.0]))
    for names, answer, accuracy in ((("a", "b"), -1, None), (("a", "b", "c"), 2, 0.0)):
        data = Samples(np.zeros((3, 3)), np.arange(3), (3,), names)
        frames.datasets = {"data": KnownSamples(data, 3, names)}
        found = answer_activity(cast(RingBuffer, frames), "answer", "data")
        assert found is not None and (found.answer, found.accuracy) == (answer, accuracy)
        assert found.scores.tolist() == [0.0, 1.0, 3.0] and found.classes == (2 if answer < 0 else 0)


def test_the_answer_of_a_decoder_of_values_is_never_right_or_wrong() -> None:
    found = said(None, (0, 2), [0.0, 1.0, 3.0], of_classes=False)
    assert (found.answer, found.label) == (-1, -1)
