"""Training that ends early: after so many epochs without gain, the same when it is resumed, and said in its result."""

from typing import Any

import numpy as np
import pytest

from engine.learning.components.figures import Epoch, epochs_without_gain
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training import ongoing
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress, TrainingEnd, all_hear
from engine.learning.training.training_result import TrainingResult
from tests.engine.learning.networks import small

NAN = float("nan")


def waited(gains: list[float]) -> int:
    """Goodfellow, Bengio & Courville (2016), algorithm 7.1: the counter j."""
    j, best = 0, -np.inf
    for gain in gains:
        j, best = (0, gain) if gain > best else (j + 1, best)
    return j


def test_epochs_without_gain_are_counted_as_in_the_algorithm() -> None:
    random = np.random.default_rng()
    assert epochs_without_gain([]) == 0
    for _ in range(200):
        figures = random.integers(0, 5, (random.integers(1, 12), 2)) / 4
        held = [Epoch(loss, 0.0, accuracy, 0.0) for loss, accuracy in figures]
        assert epochs_without_gain(held) == waited(list(figures[:, 1]))
        assert epochs_without_gain([Epoch(loss, 0.0, NAN, 0.0) for loss, _ in figures]) == waited(list(-figures[:, 0]))


def trained(patience: float, validation: float = 0.2, rate: float = 0.3, **more: Any) -> TrainingResult:
    settings = {"patience": patience, "learning_rate": rate, "schedule": "constant"}
    return fit(small(), SurrogateGradient, epochs=12, seed=1, settings=settings, validation=validation, **more)


@pytest.mark.parametrize(("validation", "rate"), [(0.2, 0.3), (0.0, 5.0)])
def test_training_ends_once_its_patience_is_over_and_keeps_the_best(validation: float, rate: float) -> None:
    result, whole = trained(2, validation, rate), trained(0, validation, rate)
    count = len(result.history)
    assert result.ended_early and not result.cancelled and count < 12 and result.test is not None
    assert not whole.ended_early and len(whole.history) == 12
    waits = [epochs_without_gain(whole.history[:n]) for n in range(1, 13)]
    assert waits.index(2) + 1 == count
    assert [e.loss for e in result.history] == [e.loss for e in whole.history[:count]], "the schedule is of all epochs"
    if validation:
        accuracies = [e.validation_accuracy for e in result.history]
        assert accuracies[result.epoch - 1] == max(accuracies)


def test_a_resumed_training_ends_as_early_and_one_that_ended_does_not_go_on() -> None:
    whole = trained(2)
    for after in range(1, len(whole.history)):
        cut = trained(2, on_progress=lambda p, after=after: len(p.history) < after)
        assert cut.cancelled and not cut.ended_early
        resumed = trained(2, resume=cut.checkpoint)
        assert resumed.ended_early and len(resumed.history) == len(whole.history)
        assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    again = trained(2, resume=whole.checkpoint)
    assert len(again.history) == len(whole.history) and again.accuracy == whole.accuracy


def test_a_cancel_that_comes_with_the_last_epoch_of_the_patience_cancels_nothing() -> None:
    count = len(trained(2).history)
    result = trained(2, on_progress=lambda p: len(p.history) < count)
    assert result.ended_early and not result.cancelled


@pytest.mark.parametrize("at", [(1, 2), (3, 2), (3, None)])
@pytest.mark.parametrize("validation", [0.2, 0.0])
def test_a_listener_ends_it_early_after_the_last_whole_epoch_or_the_first(
    validation: float, at: tuple[int, int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within an epoch what was learnt since is given up, but in the first; ``at`` is an epoch and a batch or None."""
    monkeypatch.setattr(ongoing, "PROGRESS_INTERVAL", 0.0)
    epoch, batch = at
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool | TrainingEnd:
        heard.append(progress)
        here = progress.batch == batch if batch else progress.arrays is not None
        return TrainingEnd.EARLY if progress.epoch == epoch and here else True

    whole = trained(0, validation)
    result = trained(0, validation, on_progress=listen)
    count = max(epoch - (batch is not None), 1)
    assert len(result.history) == count and result.ended_early and not result.cancelled and result.test is not None
    assert [each.loss for each in result.history] == [each.loss for each in whole.history[:count]]
    assert heard[-1].epoch == epoch, "nothing is learnt any more"
    assert len(result.checkpoint.history) == count
    merits = [each.validation_accuracy if validation else number for number, each in enumerate(result.history)]
    assert result.epoch == max(number for number, merit in enumerate(merits, 1) if merit == max(merits))


def test_of_several_callbacks_one_that_cancels_counts_before_one_that_ends_early() -> None:
    def early(_progress: Progress) -> TrainingEnd:
        return TrainingEnd.EARLY

    both, one = all_hear([early, lambda _progress: False]), all_hear([lambda _progress: None, early])
    assert both is not None and one is not None
    progress = Progress(1, 1, 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0, ())
    assert both(progress) is False and one(progress) is TrainingEnd.EARLY
