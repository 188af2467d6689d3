"""Settings of learnt delays and neuron parameters in the panel: off until what they wait for holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands.training_setting import set_training_value
from app.learn.setup.inquiry import MethodFacts
from engine.learning.components.declared import ANNEALED
from engine.learning.methods.surrogate_gradient import EVERYTHING, WITH_DELAYS, SurrogateGradient
from tests.app.learn.bench import Bench
from tests.app.learn.staged import FACTS

REAL = MethodFacts(
    "surrogate_gradient", "Surrogate gradient", "", "", SurrogateGradient.parameters(), SurrogateGradient.choices,
    usual=True,
)  # fmt: skip
OF_DELAYS = ("delays_of", "delays_act")
OF_KERNELS = ("longest_delay", "annealing")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    made.panel.show_facts(replace(FACTS, methods=(REAL,)))
    QTest.qWait(1)
    yield made


def choose(bench: Bench, name: str, option: str) -> None:
    set_training_value(bench.editor, REAL.key, name, option, name)
    QTest.qWait(1)


def are_on(bench: Bench, names: tuple[str, ...]) -> set[bool]:
    return {bench.panel.settings.fields[name].isEnabled() for name in names}


def test_settings_of_delays_wait_for_delays_and_those_of_a_kernel_for_a_kernel(bench: Bench) -> None:
    everything = ("parameters_of", *OF_DELAYS, *OF_KERNELS)
    assert are_on(bench, everything) == {False}
    choose(bench, "trains", EVERYTHING)
    assert are_on(bench, ("parameters_of",)) == {True} and are_on(bench, OF_DELAYS + OF_KERNELS) == {False}
    choose(bench, "trains", WITH_DELAYS)
    assert are_on(bench, ("parameters_of", *OF_DELAYS)) == {True} and are_on(bench, OF_KERNELS) == {False}
    choose(bench, "delays_act", ANNEALED)
    assert are_on(bench, everything) == {True}
