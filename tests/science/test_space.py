"""Positions, kernels of distance, receptive fields, convolution and pooling against what they are by definition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import signal, stats

from engine.checking.network import check
from engine.model.registry.discovery import find, models
from engine.network.description import NetworkDescription, Population, Projection
from engine.network.values import ByDistance, Normal
from engine.sampling.resolving import projection_delays, projection_weights
from engine.sampling.space import position_values, side_of, sides
from engine.simulation.connections.blocks import wired_connections
from tests.laws.networks import EXPONENTIAL, LIF, spatial


def placed(id: str, kind: str, size: int, **values: Any) -> Population:
    return Population(id, LIF, size, positions=find(f"positions/{kind}"), positions_parameters=values)


def projection(rule: str, weight: Any = 1.0, delay: Any = 1.0, target: str = "b", **values: Any) -> Projection:
    return Projection("p", "a", target, EXPONENTIAL, find(f"wiring/{rule}"), weight, delay, wiring_parameters=values)


def wires_of(source: Population, target: Population, link: Projection, seed: int = 1) -> Any:
    return wired_connections(link, side_of(source, seed), side_of(target, seed), seed)


def operator(source: Population, target: Population, link: Projection) -> np.ndarray:
    """What the projection does, as a matrix (post, pre)."""
    ends = side_of(source, 1), side_of(target, 1)
    wires = wired_connections(link, *ends, 1)
    result = np.zeros((target.size, source.size))
    np.add.at(result, (wires.post, wires.pre), projection_weights(link, wires, ends, 1))
    return result


def grid(id: str, rows: int, columns: int, channels: int = 1, **values: Any) -> Population:
    counts = {"rows": float(rows), "columns": float(columns), "channels": float(channels)}
    return placed(id, "grid", rows * columns * channels, **counts, **values)


@pytest.mark.parametrize("kind", [key.removeprefix("positions/") for key in models("positions")])
def test_every_neuron_has_a_place_inside_the_extent(kind: str) -> None:
    listed = {"x": np.linspace(-0.5, 0.5, 100), "y": np.zeros(100)} if kind == "listed_places" else {}
    population = placed("a", kind, 100, **listed)
    assert not [p for p in check(NetworkDescription(populations=(population,))) if p.is_fatal]
    places = side_of(population, 1).places
    assert places is not None and places.shape == (100, 2)
    assert np.abs(places).max() <= 0.5 and places[:, 0].std() > 0.1


def test_a_sunflower_covers_its_disc_evenly() -> None:
    places = side_of(placed("a", "disc", 4000, radius=2.0), 1).places
    assert places is not None
    share = np.sort((places**2).sum(axis=1) / 4.0)  # area within each neuron's radius
    assert np.abs(share - (np.arange(4000) + 0.5) / 4000).max() < 1e-12
    nearest = min(np.hypot(*(places[2000] - np.delete(places, 2000, axis=0)).T))
    assert nearest > 0.7 * np.sqrt(4.0 * np.pi / 4000), "no two seeds touch"


def test_random_places_are_uniform_and_hang_on_the_population_alone() -> None:
    one = side_of(placed("a", "scattered", 3000), 1).places
    assert one is not None
    assert stats.kstest(one[:, 0] + 0.5, "uniform").pvalue > 1e-3
    assert stats.kstest(one[:, 1] + 0.5, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(one.T)[0, 1]) < 4 / np.sqrt(3000)
    assert np.array_equal(side_of(placed("a", "scattered", 2000), 1).places, one[:2000])
    assert not np.array_equal(side_of(placed("b", "scattered", 3000), 1).places, one)


def test_on_a_ring_the_ends_are_neighbours() -> None:
    for periodic, far in (("no", 0.99), ("yes", 0.01)):
        side = side_of(placed("a", "line", 100, periodic=periodic), 1)
        assert side.distances(side, np.array([0]), np.array([99]))[0] == pytest.approx(far)


@pytest.mark.parametrize(
    ("rule", "kernel"),
    [
        ("gaussian_distance", lambda d: 0.8 * np.exp(-(d**2) / (2 * 0.15**2))),
        ("exponential_distance", lambda d: 0.8 * np.exp(-d / 0.15)),
        ("within_distance", lambda d: 0.8 * (d <= 0.15)),
    ],
)
@pytest.mark.parametrize("kind", ["line", "scattered", "disc"])
def test_connections_fall_with_the_distance_as_the_kernel_says(rule: str, kernel: Any, kind: str) -> None:
    source, target = placed("a", kind, 1200), placed("b", kind, 900)
    name = {"gaussian_distance": "sigma", "exponential_distance": "decay", "within_distance": "radius"}[rule]
    wires = wires_of(source, target, projection(rule, p_max=0.8, **{name: 0.15}))
    ends = side_of(source, 1), side_of(target, 1)
    all_distances = ends[1].distances(ends[0], np.arange(900)[:, None], np.arange(1200)[None, :])
    edges = np.linspace(0.0, 0.7, 15)
    there = np.histogram(ends[1].distances(ends[0], wires.post, wires.pre), edges)[0]
    expected = np.histogram(all_distances, edges, weights=kernel(all_distances))[0]
    variance = np.histogram(all_distances, edges, weights=kernel(all_distances) * (1 - kernel(all_distances)))[0]
    used = variance > 5
    score = ((there - expected)[used] ** 2 / variance[used]).sum()
    assert used.sum() >= 3 and stats.chi2.sf(score, used.sum()) > 1e-4
    assert there[expected == 0].sum() == 0
    assert len(np.unique(wires.pre * 900 + wires.post)) == len(wires.pre)


def test_a_box_reaches_into_its_corners() -> None:
    source, target = placed("a", "scattered", 400), placed("b", "scattered", 400)
    link = projection("within_distance", p_max=1.0, radius=0.2, region="box")
    wires = wires_of(source, target, link)
    one, other = side_of(source, 1).places, side_of(target, 1).places
    near = (np.abs(other[:, None] - one[None]) <= 0.2).all(axis=2)
    assert np.array_equal(np.stack(np.nonzero(near)), np.stack([wires.post, wires.pre]))


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (ByDistance("linear", 0.5, 2.0), lambda d: 0.5 + 2.0 * d),
        (ByDistance("gaussian", 0.1, 3.0, 0.2), lambda d: 0.1 + 3.0 * np.exp(-0.5 * (d / 0.2) ** 2)),
        (ByDistance("exponential", 0.1, 3.0, 0.2), lambda d: 0.1 + 3.0 * np.exp(-d / 0.2)),
    ],
)
def test_weights_and_delays_follow_the_distance(value: ByDistance, meant: Any) -> None:
    source, target = placed("a", "scattered", 50), placed("b", "disc", 40)
    link = projection("all_to_all", weight=value, delay=value)
    ends = side_of(source, 1), side_of(target, 1)
    wires = wired_connections(link, *ends, 1)
    distance = np.hypot(*(ends[0].places[wires.pre] - ends[1].places[wires.post]).T)
    assert np.allclose(projection_weights(link, wires, ends, 1), meant(distance), rtol=1e-12)
    steps = projection_delays(link, wires, ends, 0.1, 1)
    assert np.array_equal(steps, np.maximum(np.floor(meant(distance) / 0.1 + 0.5), 1))


def test_weights_that_follow_the_distance_stay_on_their_side_of_zero() -> None:
    source, target = placed("a", "line", 50), placed("b", "line", 50)
    link = projection("all_to_all", weight=ByDistance("linear", 1.0, -3.0))
    ends = side_of(source, 1), side_of(target, 1)
    weights = projection_weights(link, wired_connections(link, *ends, 1), ends, 1)
    assert weights.min() == 0.0 and weights.max() > 0.9 and (weights == 0).any()


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding", [0, 2])
def test_convolution_is_scipys_correlation(stride: int, padding: int) -> None:
    high, wide = (9 + 2 * padding - 3) // stride + 1, (7 + 2 * padding - 2) // stride + 1
    source, target = grid("a", 9, 7, 2), grid("b", high, wide, 3)
    kernel = np.random.default_rng(1).normal(size=(3, 2, 3, 2))
    link = projection(
        "convolution", weight=kernel, height=3.0, width=2.0, channels=3.0, stride=float(stride), padding=float(padding)
    )
    from engine.network.description import Sign

    link = replace(link, sign=Sign.MIXED)
    network = NetworkDescription(populations=(source, target), projections=(link,))
    assert not [p for p in check(network) if p.is_fatal]
    image = np.random.default_rng(2).normal(size=(2, 9, 7))
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    expected = np.array(
        [sum(signal.correlate2d(padded[c], kernel[o, c], "valid") for c in range(2)) for o in range(3)]
    )[:, ::stride, ::stride]
    assert np.allclose(operator(source, target, link) @ image.ravel(), expected.ravel(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("how", ["sum", "average"])
def test_pooling_is_a_reshape_and_a_sum(how: str) -> None:
    source, target = grid("a", 8, 6, 3), grid("b", 4, 3, 3)
    image = np.random.default_rng(2).normal(size=(3, 8, 6))
    windows = image.reshape(3, 4, 2, 3, 2)
    expected = windows.sum(axis=(2, 4)) if how == "sum" else windows.mean(axis=(2, 4))
    done = operator(source, target, projection("pooling", weight=1.0, how=how)) @ image.ravel()
    assert np.allclose(done, expected.ravel(), rtol=1e-12)


@pytest.mark.parametrize(("height", "width", "stride"), [(3, 2, 1), (1, 4, 3), (2, 3, 2)])
def test_windows_of_a_pool_may_be_oblong_overlap_or_leave_gaps(height: int, width: int, stride: int) -> None:
    image = np.random.default_rng(2).normal(size=(2, 8, 7))
    windows = np.lib.stride_tricks.sliding_window_view(image, (height, width), axis=(1, 2))[:, ::stride, ::stride]
    source, target = grid("a", 8, 7, 2), grid("b", *windows.shape[1:3], 2)
    link = projection("pooling", height=float(height), width=float(width), stride=float(stride))
    assert not [p for p in check(NetworkDescription(populations=(source, target), projections=(link,))) if p.is_fatal]
    done = operator(source, target, link) @ image.ravel()
    assert np.allclose(done, windows.mean(axis=(3, 4)).ravel(), rtol=1e-12)


def test_a_drawn_kernel_is_drawn_once_for_all_places() -> None:
    source, target = grid("a", 8, 8), grid("b", 6, 6, 2)
    weights = operator(source, target, projection("convolution", weight=Normal(3.0, 1.0), channels=2.0))
    assert len(np.unique(weights[weights != 0])) == 18
    for channel in (weights[:36], weights[36:]):
        rows = [row[row != 0] for row in channel]
        assert all(np.array_equal(row, rows[0]) for row in rows)


def test_local_receptive_fields_are_windows_around_the_same_relative_place() -> None:
    source, target = grid("a", 8, 8), grid("b", 4, 4)
    wires = wires_of(source, target, projection("local_receptive_field", height=2.0, width=2.0))
    expected = np.arange(64).reshape(4, 2, 4, 2).transpose(0, 2, 1, 3).reshape(16, 4)
    assert np.array_equal(np.sort(wires.pre.reshape(16, 4), axis=1), expected)
    edge = wires_of(source, grid("b", 8, 8), projection("local_receptive_field", height=3.0, width=3.0))
    assert np.bincount(edge.post)[[0, 1, 9]].tolist() == [4, 6, 9], "windows are cut at the edges"


@pytest.mark.parametrize(("shape", "window"), [((4, 5), (3, 2)), ((3, 11), (2, 5)), ((10, 4), (1, 4))])
def test_no_other_window_lies_nearer_to_the_same_relative_place(shape: tuple[int, int], window: Any) -> None:
    """Whatever the two grids measure: rows and columns whose middle is nearest, cut at the edges."""
    sizes = (10, 9)
    given = {"height": float(window[0]), "width": float(window[1])}
    wires = wires_of(grid("a", *sizes), grid("b", *shape), projection("local_receptive_field", **given))
    for post in range(shape[0] * shape[1]):
        seen = np.array(np.unravel_index(wires.pre[wires.post == post], sizes))
        place = np.unravel_index(post, shape)
        assert seen.shape[1] == len(set(seen[0])) * len(set(seen[1]))
        for along, length, size, index, count in zip(seen, sizes, window, place, shape, strict=True):
            firsts = np.arange(1 - size, length)
            away = np.abs(firsts + size / 2 - (index + 0.5) / count * length)
            nearest = [set(range(f, f + size)) & set(range(length)) for f in firsts[away < away.min() + 1e-9]]
            assert set(along.tolist()) in nearest


@pytest.mark.parametrize("region", ["ball", "box"])
def test_what_lies_at_the_largest_distance_is_within_it(region: str) -> None:
    source = placed("a", "line", 4, extent=1.0)  # a quarter of a millimetre from one to the next, without rounding
    wires = wires_of(source, source, projection("within_distance", target="a", p_max=1.0, radius=0.25, region=region))
    pairs = list(zip(wires.pre.tolist(), wires.post.tolist(), strict=True))
    assert sorted(pairs) == [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)]
    upright = grid("a", 4, 1, height=1.0)
    assert len(wires_of(upright, upright, projection("within_distance", target="a", radius=0.25, p_max=1.0,
                                                     region=region)).pre) == 6  # fmt: skip


def test_places_that_are_listed_are_where_the_lists_say() -> None:
    x, y = np.array([0.5, -2.0, 0.25]), np.array([1.0, 0.0, -3.0])
    places = side_of(placed("a", "listed_places", 3, x=x, y=y), 1).places
    assert places is not None and np.array_equal(places, np.stack([x, y], axis=1))
    flat = side_of(placed("a", "listed_places", 3, x=x), 1).places
    assert flat is not None and np.array_equal(flat, np.stack([x, 0 * x], axis=1))


def test_a_grid_is_read_as_an_image_is_and_its_first_row_is_at_the_top() -> None:
    places = side_of(grid("a", 2, 3, 2, width=3.0, height=4.0), 1).places
    assert places is not None
    one = [(-1.0, 1.0), (0.0, 1.0), (1.0, 1.0), (-1.0, -1.0), (0.0, -1.0), (1.0, -1.0)]
    assert np.allclose(places, one * 2)


def test_what_needs_positions_is_refused_with_the_remedy() -> None:
    plain, flat = Population("a", LIF, 64), Population("b", LIF, 64)

    def said(*populations: Population, link: Projection) -> list[str]:
        network = NetworkDescription(populations=populations, projections=(link,))
        return [str(p) for p in check(network) if p.is_fatal]

    assert "Give a positions." in said(plain, flat, link=projection("gaussian_distance"))[0]
    assert "Give a positions on a grid." in said(plain, flat, link=projection("convolution"))[0]
    assert "on a grid" in said(grid("a", 8, 8), placed("b", "line", 64), link=projection("pooling"))[0]
    wrong = said(grid("a", 8, 8), grid("b", 8, 8), link=projection("convolution"))
    assert "Give b a grid of 6 × 6" in wrong[0] and len(wrong) == 1
    assert "window smaller" in said(grid("a", 2, 2), grid("b", 2, 2), link=projection("convolution"))[0]
    assert "no place" in said(plain, flat, link=projection("all_to_all", weight=ByDistance("linear", 1.0, 1.0)))[0]
    assert (
        "share their weights"
        in said(
            grid("a", 8, 8),
            grid("b", 6, 6),
            link=Projection(
                "p", "a", "b", EXPONENTIAL, find("wiring/convolution"), 1.0, plasticity=find("plasticity/pair_stdp")
            ),
        )[0]
    )
    short = projection("convolution", weight=np.ones((1, 1, 2, 2)))
    assert "1 × 1 × 3 × 3" in said(grid("a", 8, 8), grid("b", 6, 6), link=short)[0]


def test_a_grid_of_another_size_than_its_neurons_is_refused() -> None:
    population = Population("a", LIF, 60, positions=find("positions/grid"))
    found = [str(p) for p in check(NetworkDescription(populations=(population,))) if p.is_fatal]
    assert found == ["The positions of a have 100 places for 60 neurons. Set its size to 100, or change its positions."]


def test_an_image_gives_its_encoder_a_grid() -> None:
    from tests.laws.networks import layered

    network = layered()
    known = sides(network, {"poisson": 64, "hidden": 20}, {"d": (1, 8, 8)}, 1)
    assert known["poisson"].shape == (1, 8, 8) and known["hidden"].places is None


def test_the_law_network_of_space_is_sound() -> None:
    network = spatial()
    assert not [p for p in check(network) if p.is_fatal]
    assert all(position_values(p) for p in network.populations)


@pytest.mark.parametrize("wanted", ["no", "yes"])
@pytest.mark.parametrize("region", ["ball", "box"])
def test_where_opposite_edges_meet_everything_near_is_connected_but_a_neuron_with_itself(
    region: str, wanted: str
) -> None:
    """On a grid without edges, cell by cell; a neuron's own place is near, which counts within a population alone."""
    rows, columns = 5, 8
    source = grid("a", rows, columns, width=0.8, height=0.5, periodic="yes")
    values = {"p_max": 1.0, "radius": 0.25, "region": region, "self_connections": wanted}
    for target in ("a", "b"):
        wires = wires_of(source, replace(source, id=target), projection("within_distance", target=target, **values))
        expected = []
        for post, pre in np.ndindex(rows * columns, rows * columns):
            (y, x), (v, u) = divmod(post, columns), divmod(pre, columns)
            across = min((x - u) % columns, (u - x) % columns)  # cells of 0.1 mm
            down = min((y - v) % rows, (v - y) % rows)
            near = max(across, down) <= 2 if region == "box" else across**2 + down**2 <= 6
            if near and (post != pre or target != "a" or wanted == "yes"):
                expected.append((post, pre))
        assert list(zip(wires.post.tolist(), wires.pre.tolist(), strict=True)) == expected


@pytest.mark.parametrize("rule", ["gaussian_distance", "exponential_distance", "within_distance"])
def test_distance_never_joins_a_neuron_with_itself_unless_wanted(rule: str) -> None:
    """At no distance at all the largest probability holds: here every one, or none."""
    source = placed("a", "scattered", 300)
    for wanted, count in (("no", 0), ("yes", 300)):
        wires = wires_of(source, source, projection(rule, target="a", p_max=1.0, self_connections=wanted))
        assert (wires.pre == wires.post).sum() == count and len(wires.pre) > 600
