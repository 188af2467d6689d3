"""Groups and orders of things that depend on each other, against what their definitions say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.circuit.grouping import strongly_connected, topological_order
from engine.network.order import Edges, reachable_populations

IDS = tuple("abcdefgh")
GRAPHS = st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from((*IDS, "elsewhere")), max_size=4))


def way(start: str, end: str, edges: Edges) -> bool:
    """Whether there is a way of one edge or more: steps repeated until nothing new is found."""
    found = set(edges.get(start, ()))
    for _ in IDS:
        found |= {e for s in found for e in edges.get(s, ())}
    return end in found


@given(GRAPHS)
def test_what_is_reached_is_what_a_way_leads_to(edges):
    assert reachable_populations(["a"], edges) == {"a"} | {e for e in (*IDS, "elsewhere") if way("a", e, edges)}


@given(GRAPHS)
def test_who_is_in_one_group_reaches_and_is_reached(edges):
    groups = strongly_connected(IDS, edges)
    group_of = {id: k for k, group in enumerate(groups) for id in group}
    assert sorted(id for group in groups for id in group) == list(IDS)
    assert all(group == sorted(group) for group in groups) and groups == sorted(groups)
    for a in IDS:
        for b in IDS:
            together = a == b or (way(a, b, edges) and way(b, a, edges))
            assert (group_of[a] == group_of[b]) == together


@given(GRAPHS)
def test_the_next_is_the_first_that_waits_for_nothing_and_in_a_circle_the_first(edges):
    left, expected = list(IDS), []
    while left:
        waits = {e for s in left for e in edges.get(s, ()) if e != s}
        expected.append(next((id for id in left if id not in waits), left[0]))
        left.remove(expected[-1])
    assert topological_order(IDS, edges) == expected
