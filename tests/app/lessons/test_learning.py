"""The lessons that train: by the settings that their networks carry the task is met, and without training it is not."""

from __future__ import annotations

import pytest

from app.document.meaning.meaning import meaning
from app.learn.runs.training_runs import TEST
from engine.circuit.circuit import circuit
from engine.learning.methods import methods
from tests.app.lessons.hand import student

WAYS = {
    "local-rules": "decolle",
    "conversion": "conversion",
    "smoothed": "smoothed_model",
    "surrogate": "surrogate_gradient",
}


@pytest.mark.parametrize(("id", "method"), WAYS.items())
def test_a_way(id: str, method: str) -> None:
    one = student(id).begin("teach")
    assert one.document.training.method == method
    assert not one.done
    one.begin("see")
    assert not one.run(400.0).done, "untrained, it guesses"
    one.begin("teach").train(method)
    assert one.done
    one.begin("see")
    assert one.run(400.0).done


def test_another_method_does_not_count() -> None:
    one = student("surrogate").begin("teach").train("decolle", epochs=1.0)
    assert not one.done and "another method" in one.missing


def test_conversion_gets_worse_in_few_steps() -> None:
    one = student("conversion").train("conversion")

    def share() -> float:
        answers = one.run(800.0).frames.answers(one.id("Answer"))
        assert answers is not None
        return float((answers.answers == answers.labels).mean())

    assert share() > 0.8
    one.begin("short")
    assert not one.done
    assert one.set("Digits", sample_time=1.0).run(50.0).done
    assert share() < 0.75


def test_wanted_times() -> None:
    one = student("wanted-times").begin("teach")
    assert not one.done
    assert not one.train("normad").done, "after ten passes it is far off, as the text says"
    assert one.train("normad", epochs=60.0).done


def test_memory_grows_with_the_steps_where_one_goes_back_only() -> None:
    one = student("back-propagation")

    def taken(method: str) -> float:
        found = circuit(meaning(one.document).description)
        return float(methods()[method].memory(found, methods()[method].complete({})))

    back, forward = taken("surrogate_gradient"), taken("e_prop")
    one.begin("longer")
    assert not one.done
    assert one.set("Digits", sample_time=100.0).done
    assert taken("surrogate_gradient") / back == pytest.approx(4.0, rel=0.15)
    assert taken("e_prop") == pytest.approx(forward, rel=0.05)


def test_forward() -> None:
    """Three of its ten passes do."""
    one = student("back-propagation").begin("forward").train("e_prop", epochs=3.0)
    assert not one.done and one.document.runs[-1].figures[TEST] > 0.9, "25 ms a digit, however well it did"
    assert one.set("Digits", sample_time=50.0).train("e_prop", epochs=3.0).done
