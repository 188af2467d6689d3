"""Networks that nobody has seen before, drawn by the date: their scripts fire the spikes of the drawing elsewhere.

What is leaky is equal spike for spike. Izhikevich's neuron is not: its squares are summed in another order, and what
this rounds grows as fast as any change of one bit does, so that it is measured against that.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.network.description import NetworkDescription, Population
from tests.peers.of_the_day import DAY, LINEAR, READERS, REPEAT, SIZES, Draw, H, quadratic
from tests.peers.test_drawn_scripts import DURATION, LONGEST, compared, ours_of
from tests.peers.validation import Row, record

PEERS = {"nest": "NEST 3.10", "brian2": "Brian2", "pynn": "PyNN on NEST"}
DRAWS = {
    "nest": Draw(),
    "brian2": Draw(at_once=True, kinds=(*LINEAR, "c", "o")),  # of a source it keeps what one spike sends
    "pynn": Draw(learns=False, tires=False),  # which are other models there
}
DRAWN = {"nest": 3, "brian2": 1, "pynn": 3}
"""Networks a day; Brian2 makes one in a minute."""
LATEST = 2  # steps by which spikes may lie apart where solvers differ
WORDS = {True: "STDP on two links, short-term plasticity on two", False: "no plasticity"}


def spikes_of(trains: np.ndarray, until: float = DURATION) -> set[tuple[int, int]]:
    return {(int(k), int(i)) for k, i in trains if k <= round(until / H)}


def first_apart(pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """When spikes of some population first differ, in ms; the duration where they never do."""
    differing = [spike for one, other in pairs for spike in spikes_of(one) ^ spikes_of(other)]
    return min(k for k, _ in differing) * H if differing else DURATION


def late(ours: np.ndarray, theirs: np.ndarray, size: int) -> int:
    """By how many steps corresponding spikes lie apart at most; a large number where a neuron has another count."""
    theirs = theirs[theirs[:, 0] <= round(DURATION / H)]
    trains = ([np.sort(found[found[:, 1] == i, 0]) for i in range(size)] for found in (ours, theirs))
    pairs = list(zip(*trains, strict=True))
    if any(len(one) != len(other) for one, other in pairs):
        return round(DURATION / H)
    return max((int(np.abs(one - other).max(initial=0)) for one, other in pairs), default=0)


@pytest.mark.peers
@pytest.mark.timeout(LONGEST)
@pytest.mark.parametrize(("peer", "number"), [(peer, n) for peer, count in DRAWN.items() for n in range(count)])
def test_no_spike_of_a_network_of_the_day_differs(peer: str, number: int, tmp_path: Path) -> None:
    draw = replace(DRAWS[peer], day=DAY + number * 10**8)
    found = compared(peer, draw.network(), tmp_path)
    linear = {id: pair for id, pair in found.items() if id in LINEAR}
    differing = sum(len(spikes_of(ours) ^ spikes_of(theirs)) for ours, theirs in linear.values())
    apart = max(late(*found[id], SIZES[id]) for id in found if id in READERS)
    total = sum(len(ours) for ours, _ in found.values())
    neurons = sum(SIZES[id] for id in found)
    measured = f"{differing} of the linear differ; the others within {apart * H:.1f} ms; {total:,} spikes"
    print(f"{REPEAT}: {peer} {number}: {measured}")
    words = f"{neurons} neurons, {DURATION:g} ms; {WORDS[draw.learns]}; drawn by {REPEAT}"
    demanded = "0 spikes of linear neurons differ; equal counts of the others, within 0.2 ms"
    record(PEERS[peer], Row(f"network {number + 1} of a day", words, measured, demanded))
    assert all(len(ours) > 3 * SIZES[id] for id, (ours, _) in found.items()), REPEAT
    assert not differing and apart <= LATEST, REPEAT


@pytest.mark.peers
def test_a_weight_that_is_a_tenth_off_is_noticed(tmp_path: Path) -> None:
    """The comparison can fail."""
    network = Draw(kinds=tuple(LINEAR)).network()
    theirs = compared("nest", network, tmp_path)
    projections = tuple(replace(p, weight=1.1 * p.weight) if p.id == "ai" else p for p in network.projections)
    ours = ours_of(replace(network, projections=projections)).spikes
    apart = [(np.c_[ours[id].steps, ours[id].neurons], pair[1]) for id, pair in theirs.items()]
    assert first_apart(apart) < DURATION / 2, REPEAT


def a_bit_off(network: NetworkDescription) -> NetworkDescription:
    """The same network with every start next to its own."""

    def moved(population: Population) -> Population:
        return replace(population, start={n: np.nextafter(np.asarray(v), 0.0) for n, v in population.start.items()})

    return replace(network, populations=tuple(map(moved, network.populations)))


@pytest.mark.peers
@pytest.mark.parametrize("number", range(DRAWN["nest"]))
def test_nest_leaves_a_quadratic_network_no_sooner_than_that_leaves_itself(number: int, tmp_path: Path) -> None:
    """Until then no spike differs; afterwards as many are fired."""
    network = quadratic(DAY + number * 10**8)
    found = compared("nest", network, tmp_path)
    other = ours_of(a_bit_off(network)).spikes
    themselves = [(ours, np.c_[other[id].steps, other[id].neurons]) for id, (ours, _) in found.items()]
    nest, own = first_apart(list(found.values())), first_apart(themselves)
    counts = [(len(spikes_of(ours)), len(spikes_of(theirs))) for ours, theirs in found.values()]
    measured = f"no spike differs until {nest:.0f} ms, nor from itself a bit off until {own:.0f} ms; "
    measured += f"{sum(a for a, _ in counts):,} spikes here, {sum(b for _, b in counts):,} there"
    print(f"{REPEAT}: {number}: {measured}")
    words = f"200 neurons, {DURATION:g} ms; drawn by {REPEAT}"
    demanded = "half as long as it takes to leave itself, 50 ms at least; counts within 2 %"
    record(PEERS["nest"], Row(f"`izhikevich`, network {number + 1} of a day", words, measured, demanded))
    assert nest >= max(0.5 * own, 50.0), REPEAT
    assert all(abs(a - b) <= 0.02 * a for a, b in counts), REPEAT
