"""What an edit needs: nothing, a live value, a build that carries the state, a new beginning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.running.changes import Acts, addressed, planned_change
from engine.network.description import NetworkDescription, Projection, Recording, Sign
from engine.network.values import Normal
from engine.simulation.edit_log import SetValue
from tests.app.running.fake import Everyone, Jump, two_populations


def network(**projection: Any) -> NetworkDescription:
    link = Projection("3", "1", "2", Jump, Everyone, weight=0.5)
    return replace(two_populations(), projections=(replace(link, **projection),))


def first_population(**changes: Any) -> NetworkDescription:
    description = network()
    first, second = description.populations
    return replace(description, populations=(replace(first, **changes), second))


@pytest.mark.parametrize(
    ("after", "value"),
    [
        (first_population(parameters={"gain": 2.0}), SetValue("1", "gain", 2.0)),
        (first_population(bias=0.3), SetValue("1", "bias", 0.3)),
        (network(weight=0.7), SetValue("3", "weight", 0.7)),
        (network(weight=Normal(0.0, 1.0)), SetValue("3", "weight", Normal(0.0, 1.0))),
    ],
)
def test_a_live_value_is_sent_as_it_is(after: NetworkDescription, value: SetValue) -> None:
    todo = planned_change(network(), after)
    assert todo.acts is Acts.NOW
    assert todo.values == (value,)
    back = planned_change(after, network())
    assert back.acts is Acts.NOW
    assert len(back.values) == 1


@pytest.mark.parametrize(
    ("after", "acts"),
    [
        (first_population(size=5), Acts.REBUILT),
        (first_population(parameters={"wired": 2.0}), Acts.REBUILT),
        (network(delay=2.0), Acts.REBUILT),
        (network(sign=Sign.INHIBITORY, weight=-0.5), Acts.REBUILT),
        (first_population(sign=Sign.EXCITATORY), Acts.NOW),
        (replace(network(), projections=()), Acts.REBUILT),
        (first_population(start={"V": 1.0}), Acts.AFTER_RESET),
        (replace(network(), resolution=0.2), Acts.RESTARTED),
        (first_population(title="another name"), Acts.NOW),
        (first_population(parameters={"gain": 1.0}), Acts.NOW),
    ],
)
def test_an_edit_needs_no_more_than_it_must(after: NetworkDescription, acts: Acts) -> None:
    assert planned_change(network(), after).acts is acts
    assert planned_change(network(), after).values == ()


def test_weights_of_another_shape_need_a_build() -> None:
    before, after = network(weight=np.ones((2, 3))), network(weight=np.ones((3, 3)))
    assert planned_change(before, after).acts is Acts.REBUILT
    todo = planned_change(before, network(weight=np.zeros((2, 3))))
    assert todo.acts is Acts.NOW
    assert addressed(todo.values[0]) == ("3", "weight")
    assert planned_change(before, network(weight=np.ones((2, 3)))).values == ()


def test_recordings_come_and_go_live() -> None:
    recording = Recording("9", "1", "V")
    todo = planned_change(network(), replace(network(), recordings=(recording,)))
    assert (todo.acts, todo.watched) == (Acts.NOW, (recording,))
    assert planned_change(replace(network(), recordings=(recording,)), network()).unwatched == ("9",)
