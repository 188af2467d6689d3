"""Settings of discovered methods say what they do; what is said to change nothing changes nothing, and else it does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine.circuit.circuit import Arrays, circuit
from engine.learning.components.method import LearningMethod
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.model.quantities import Choice, Formula, Parameter, SettingCondition, idle
from engine.network.description import NetworkDescription
from engine.problems import NetworkError
from tests.engine.learning.networks import of_few, rewarded_patterns, small
from tests.engine.learning.test_laws_of_methods import ZOO

Setting = Parameter | Choice | Formula


def without_hidden() -> NetworkDescription:
    """Digits → ten neurons that fire."""
    network = of_few(small())
    into, _ = network.projections
    return replace(network, populations=network.populations[1:], projections=(replace(into, target="out"),))


NETWORKS = (*ZOO.values(), rewarded_patterns, without_hidden)
SEED, EPOCHS, BATCH = 3, 2.0, 40.0
SEEN = 2  # times that a setting acts, and that it rests
LONGEST = 160  # letters of a tooltip's sentence


def settings_of(method: type[LearningMethod]) -> dict[str, Setting]:
    return {**method.parameters(), **method.choices, **method.formulas}


WAITING = [(name, own) for name, method in methods().items() for own, said in settings_of(method).items() if said.where]


@pytest.mark.parametrize("method", methods())
def test_every_setting_says_what_it_does_and_what_it_waits_for_is_there(method: str) -> None:
    known = settings_of(methods()[method])
    for setting in known.values():
        assert setting.detail.endswith(".") and setting.detail[0].isupper(), setting.detail
        assert len(setting.detail) <= LONGEST, len(setting.detail)
        for where in setting.where:
            if where.because:
                assert where.name not in known and where.options
            else:
                other = known[where.name]
                assert isinstance(other, Choice) is bool(where.options)
                assert not isinstance(other, Choice) or set(where.options) <= set(other.options) | {"spike counts"}


def test_a_setting_is_idle_while_one_that_it_waits_for_does_not_hold() -> None:
    slow = Parameter("1", "s", "slow", default=1.0, where=(SettingCondition("kind", ("a",)), SettingCondition("size")))
    declared: dict[str, Setting] = {"slow": slow}
    assert idle(declared, {"kind": "a", "size": 1.0}, {}) == {}
    assert idle(declared, {"kind": "b", "size": 0.0}, {})["slow"].name == "kind"
    assert idle(declared, {"kind": "a", "size": 0.0}, {})["slow"].name == "size"
    assert idle(declared, {"kind": "as the data want", "size": 1.0}, {"as the data want": "a"}) == {}


def variants(known: Mapping[str, Setting], name: str) -> Iterator[dict[str, float | str]]:
    """Values of what a setting waits for, in all combinations."""
    of = [where.name for where in known[name].where if where.name in known]
    values = [_values(known[other]) for other in of]
    for combination in itertools.product(*values):
        yield dict(zip(of, combination, strict=True))


def _values(setting: Setting) -> tuple[float | str, ...]:
    if isinstance(setting, Formula):
        return (setting.default,)
    return setting.options if isinstance(setting, Choice) else (0.0, setting.default or 0.5)


def other_values(setting: Setting) -> list[float | str]:
    """Some beside the default: much more, and next to nothing."""
    if isinstance(setting, Choice):
        return [option for option in setting.options if option != setting.default]
    if isinstance(setting, Formula):
        return ["(count - 5*wanted)**2"]
    some = (setting.default * 3, setting.default + 5, 1.0, 0.5, 0.001)
    return [value for value in some if value != setting.default and setting.allows(value)]


@cache
def drawn(make: Callable[[], NetworkDescription]) -> NetworkDescription:
    return make()


def trained(make: Callable[[], NetworkDescription], method: str, settings: Mapping[str, float | str]) -> Arrays | None:
    """What a short training makes of a network; None where such choices are for another one."""
    return _trained(make, method, tuple(sorted(settings.items())))


@cache
def _trained(
    make: Callable[[], NetworkDescription], method: str, settings: tuple[tuple[str, float | str], ...]
) -> Arrays | None:
    given = {"epochs": EPOCHS, "batch": BATCH, **dict(settings)}
    try:
        return fit(drawn(make), methods()[method], seed=SEED, settings=given, validation=0.2).arrays
    except NetworkError:
        return None


def same(one: Arrays, other: Arrays) -> bool:
    return all(np.array_equal(one[key], other[key], equal_nan=True) for key in one)


@pytest.mark.parametrize(("method", "name"), WAITING)
def test_a_setting_changes_the_weights_where_it_is_said_to_act_and_nowhere_else(method: str, name: str) -> None:
    found = methods()[method]
    known = settings_of(found)
    acted = rested = 0
    for make in NETWORKS:
        if any(p.is_fatal for p in found.refusals(drawn(make))):
            continue
        decided = found.circumstances(circuit(drawn(make)))
        for given in variants(known, name):
            is_idle = name in found.idle(found.complete(given), decided)
            if (rested if is_idle else acted) >= SEEN:
                continue
            plain = trained(make, method, given)
            if plain is None:
                continue
            for value in other_values(known[name]):
                if (rested if is_idle else acted) >= SEEN:
                    break
                changed = trained(make, method, {**given, name: value})
                if changed is None:
                    continue
                if is_idle:
                    assert same(plain, changed), f"{name} = {value} acts beside {given}"
                    rested += 1
                else:
                    acted += not same(plain, changed)
    assert rested, "never seen at rest"
    assert acted, "never seen to act"
