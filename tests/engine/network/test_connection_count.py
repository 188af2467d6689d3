"""How many connections a link will have is known before it is wired."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.checking.connection_count import connection_count
from engine.model.registry.discovery import find, models
from engine.model.topology import WiringRule
from engine.network.description import NetworkDescription, Population, Projection
from engine.simulation.simulation import Simulation

LIF, DELTA, GAP = find("neurons/leaky_integrate_and_fire"), find("synapses/delta"), find("synapses/gap_junction")
RULES = {key: rule for key, rule in models("wiring").items() if issubclass(rule, WiringRule) and not rule.listed}
GRID = {"channels": 1.0, "rows": 20.0, "columns": 20.0}
WIDE = {"padding": 1.0, "radius": 0.3, "number": 900.0}


def cells(id: str, rule: type[WiringRule] | None = None, values: dict[str, float] | None = None) -> Population:
    """On a grid of 20 x 20, or on the one that a rule makes of it."""
    shape = rule.result((1, 20, 20), values or {}) if rule is not None and rule.gridded else None
    channels, rows, columns = shape or (1, 20, 20)
    places = {"channels": float(channels), "rows": float(rows), "columns": float(columns)}
    size = channels * rows * columns
    return Population(id, LIF, size, positions=find("positions/grid"), positions_parameters=places)


def network_of(rule: type[WiringRule], own: bool, **given: object) -> NetworkDescription:
    values = {name: value for name, value in WIDE.items() if name in rule.parameters()}
    ends = (cells("a"),) if own else (cells("a"), cells("b", rule, values))
    link = {"synapse": DELTA, "weight": 1.0, "delay": 1.0, "wiring": rule, "wiring_parameters": values} | given
    return NetworkDescription(populations=ends, projections=(Projection("link", "a", ends[-1].id, **link),))


def wired(network: NetworkDescription) -> int:
    return len(Simulation(network, backend="numpy").connections("link").pre)


@pytest.mark.parametrize("own", [False, True], ids=["to others", "to itself"])
@pytest.mark.parametrize("key", RULES)
def test_as_many_connections_are_made_as_were_told(key: str, own: bool) -> None:
    rule = RULES[key]
    if own and rule.shared:
        return  # a kernel with padding of its own makes another grid
    network = network_of(rule, own)
    count, made = connection_count(network, network.projections[0]), wired(network)
    if rule.chance:
        assert count.is_mean and count.number == pytest.approx(made, rel=0.1)
    else:
        assert (count.number, count.is_mean) == (made, False)


@pytest.mark.parametrize("key", ["wiring/all_to_all", "wiring/fixed_probability"])
def test_of_a_link_both_ways_two_neurons_share_one_connection(key: str) -> None:
    network = network_of(RULES[key], True, synapse=GAP)
    count = connection_count(network, network.projections[0])
    assert count.number == pytest.approx(wired(network), rel=0.05)
    assert count.is_mean is RULES[key].chance


def test_channels_that_only_a_dataset_knows_are_told_by_who_asks() -> None:
    network = network_of(RULES["wiring/all_to_all"], False)
    link = replace(network.projections[0], source="an encoder")
    assert connection_count(network, link, channels=64).number == 64 * 400
