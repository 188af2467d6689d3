"""Receptive fields, kernels and pools over channels, at their edges, and in the blocks in which they come."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.registry.discovery import find
from engine.model.topology import ProjectionSide, WiringRule
from engine.network.description import NetworkDescription
from engine.sampling.space import side_of
from engine.simulation.connections.blocks import wired_connections
from tests.science.test_space import grid, operator, projection, wires_of


def test_every_channel_of_a_target_sees_the_window_in_every_channel_of_the_source() -> None:
    depth, (rows, columns), channels, (high, wide) = 2, (5, 4), 3, (3, 2)
    source, target = grid("a", rows, columns, depth), grid("b", high, wide, channels)
    one = wires_of(grid("a", rows, columns), grid("b", high, wide), projection("local_receptive_field", width=2.0))
    all_wires = wires_of(source, target, projection("local_receptive_field", width=2.0))
    expected = [
        (channel * high * wide + post, below * rows * columns + pre)
        for channel in range(channels)
        for post in range(high * wide)
        for below in range(depth)
        for pre in one.pre[one.post == post]
    ]
    assert list(zip(all_wires.post.tolist(), all_wires.pre.tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("rule", "values", "shape"),
    [
        ("convolution", {"height": 3.0, "width": 2.0, "stride": 2.0, "channels": 3.0}, (3, 4, 3)),
        ("pooling", {"height": 3.0, "width": 2.0, "stride": 2.0}, (2, 4, 3)),
        ("pooling", {"height": 3.0, "width": 2.0, "stride": 2.0, "padding": 1.0}, (2, 5, 4)),
        ("local_receptive_field", {"height": 1.0, "width": 3.0}, (3, 9, 2)),
        ("local_receptive_field", {"height": 999.0, "width": 999.0}, (3, 4, 5)),
    ],
)
def test_windows_that_no_edge_cuts_are_as_many_connections_as_expected(
    rule: str, values: dict[str, float], shape: tuple[int, int, int]
) -> None:
    source, target = grid("a", 9, 7, 2), grid("b", *shape[1:], shape[0])
    link = projection(rule, **values)
    ends, kind = (side_of(source, 1), side_of(target, 1)), find(f"wiring/{rule}")
    assert issubclass(kind, WiringRule)
    assert kind.result((2, 9, 7), values) in (None, shape)
    assert kind.expected(*ends, False, values) == len(wired_connections(link, *ends, 1).pre)
    assert kind.expected(ProjectionSide(126), ProjectionSide(target.size), False, values) >= 0.0, (
        "also before there are grids"
    )


@pytest.mark.parametrize("rule", ["convolution", "pooling"])
def test_a_window_that_is_larger_than_the_image_fits_nowhere(rule: str) -> None:
    kind, values = find(f"wiring/{rule}"), {"height": 4.0, "width": 4.0, "stride": 1.0}
    assert issubclass(kind, WiringRule)
    assert kind.result((1, 2, 9), values) == (1, 0, 6) and kind.result((1, 9, 2), values) == (1, 6, 0)
    assert kind.result((1, 3, 4), values) == (1, 0, 1), "a row too few"


def test_a_pool_has_one_weight_that_may_be_given_as_an_array() -> None:
    source, target = grid("a", 4, 6), grid("b", 2, 3)
    link = projection("pooling", weight=np.array([3.0]), how="sum")
    network = NetworkDescription(populations=(source, target), projections=(link,))
    assert not [p for p in check(network) if p.is_fatal]
    assert np.array_equal(
        operator(source, target, link), 3.0 * operator(source, target, projection("pooling", how="sum"))
    )


@pytest.mark.parametrize("rule", ["convolution", "pooling", "local_receptive_field"])
def test_blocks_of_windows_are_small_and_change_nothing(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = {"convolution": (3, 7, 5), "pooling": (2, 4, 3), "local_receptive_field": (3, 6, 5)}[rule]
    source, target = grid("a", 9, 7, 2), grid("b", *shape[1:], shape[0])
    kind, values = find(f"wiring/{rule}"), {"channels": 3.0} if rule == "convolution" else {}
    assert issubclass(kind, WiringRule)
    whole = wires_of(source, target, projection(rule, **values))
    for most in (40, 4):
        monkeypatch.setattr(sys.modules[kind.__module__], "BLOCK_CONNECTIONS", most)
        blocks = list(kind.connections(side_of(source, 1), side_of(target, 1), False, values, None))
        sizes = [len(block.pre) for block in blocks]
        row = {"convolution": 5, "pooling": 1, "local_receptive_field": 18}[rule]
        assert max(sizes) <= max(most, row)
        assert most < 40 or len(sizes) <= 3 * len(whole.pre) / most, "nor needlessly small"
        pairs = sorted(pair for block in blocks for pair in zip(block.post.tolist(), block.pre.tolist(), strict=True))
        assert pairs == sorted(zip(whole.post.tolist(), whole.pre.tolist(), strict=True))
