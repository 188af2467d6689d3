"""Nodes in layers: where a link passes a layer, nothing stands in its way."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.making.layout import layered
from app.document.making.sketch import Sketch

LIF = "neurons/leaky_integrate_and_fire"
SIZE = (152.0, 168.0)
STEPS = 100  # along a thread


def arranged(document: Document) -> dict[str, tuple[float, float]]:
    return layered(document, dict.fromkeys(document.nodes, SIZE))


def hidden_by(places: dict[str, tuple[float, float]], source: str, target: str) -> set[str]:
    """Nodes behind which a thread with level ends would lead from the middle of one side to that of the other."""
    (left, from_y), (right, to_y) = places[source], places[target]
    left, from_y, to_y = left + SIZE[0], from_y + SIZE[1] / 2, to_y + SIZE[1] / 2
    found = set()
    for step in range(1, STEPS):
        u = step / STEPS
        x = left + (right - left) * (1.5 * u * (1 - u) + u**3)  # both handles reach the middle
        y = from_y + (to_y - from_y) * (3 * u * u - 2 * u**3)
        for id, (a, b) in places.items():
            if id not in (source, target) and a < x < a + SIZE[0] and b < y < b + SIZE[1]:
                found.add(id)
    return found


def chain(length: int, *past: tuple[int, int]) -> tuple[Document, list[str]]:
    """Populations in a chain, and links that pass some of them."""
    sketch = Sketch("Chain")
    ids = [sketch.node(LIF, f"N{number}", (0.0, 240.0 * number)) for number in range(length)]
    for number in range(length - 1):
        sketch.link(ids[number], ids[number + 1])
    for source, target in past:
        sketch.link(ids[source], ids[target])
    return sketch.document, ids


@pytest.mark.parametrize("past", [((0, 2),), ((0, 3),), ((1, 3),), ((0, 3), (0, 2))])
def test_a_link_that_passes_a_layer_leads_behind_no_node(past: tuple[tuple[int, int], ...]) -> None:
    """It went straight through what stood between, and could not be told from the links of that."""
    document, ids = chain(4, *past)
    places = arranged(document)
    assert [places[a][0] < places[b][0] for a, b in pairwise(ids)] == [True] * 3
    for source, target in past:
        assert not hidden_by(places, ids[source], ids[target])


def test_labels_which_go_under_all_nodes_move_none() -> None:
    document = open_document(next(example.path for example in examples() if example.path.stem == "digits"))
    places = arranged(document)
    kinds = {id: node.kind for id, node in document.nodes.items()}
    assert len({places[id][1] for id, kind in kinds.items() if kind != "note"}) == 1


def test_in_a_crowd_of_links_nodes_stand_no_further_apart_than_without() -> None:
    """With a lane for each of them a drawing of 300 nodes became three times as high."""
    near, _ = chain(12)
    crowded, _ = chain(12, *((source, target) for source in range(12) for target in range(source + 2, 12)))
    assert list(arranged(crowded).values()) == list(arranged(near).values())


def rings(*places: tuple[float, float]) -> tuple[Document, list[list[str]]]:
    """Rings of three populations and what drives them, which nothing joins; each population excites itself, too."""
    sketch = Sketch("Rings")
    parts = []
    for x, y in places:
        drive = sketch.node("stimuli/poisson", "Drive", (x, y))
        ids = [sketch.node(LIF, f"N{number}", (x + 240.0 * number, y)) for number in range(3)]
        for source, target in [*zip(ids, ids[1:] + ids[:1], strict=True), *zip(ids, ids, strict=True)]:
            sketch.link(source, target)
        for target in ids:
            sketch.link(drive, target)
        parts.append([drive, *ids])
    return sketch.document, parts


def room_of(places: dict[str, tuple[float, float]], ids: list[str]) -> tuple[float, float, float, float]:
    """The box of nodes, of loops over them and of links that lead back under them."""
    xs, ys = ([places[i][axis] for i in ids] for axis in (0, 1))
    return min(xs) - 24.0, min(ys) - 90.0, max(xs) + SIZE[0] + 24.0, max(ys) + SIZE[1] + 80.0


def test_what_nothing_joins_stands_apart_with_its_links() -> None:
    """Links of one part led behind nodes of another."""
    document, parts = rings((0.0, 0.0), (900.0, 0.0), (0.0, 600.0), (900.0, 600.0))
    places = arranged(document)
    for one, other in combinations([room_of(places, part) for part in parts], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for (drive, *ids), part in zip(parts, parts, strict=True):
        for target in ids:
            assert not hidden_by(places, drive, target) - {*part}


def test_parts_stand_in_the_order_that_they_had_and_arranging_again_moves_none() -> None:
    document, parts = rings((0.0, 0.0), (900.0, 20.0), (0.0, 600.0), (900.0, 600.0))
    places = arranged(document)
    first, second, third, fourth = (room_of(places, part) for part in parts)
    assert first[2] < second[0] and third[2] < fourth[0]
    assert first[3] < third[1] and second[3] < fourth[1]
    for i, place in places.items():
        document.nodes[i] = replace(document.nodes[i], position=place)
    assert arranged(document) == places


def test_nodes_without_links_fill_the_screen_instead_of_a_column() -> None:
    sketch = Sketch("Loose")
    ids = [sketch.node(LIF, f"N{number}", (37.0 * number, 11.0 * number)) for number in range(12)]
    places = arranged(sketch.document)
    left, top, right, bottom = room_of(places, ids)
    assert 1.0 < (right - left) / (bottom - top) < 2.5
    assert all(
        abs(places[a][0] - places[b][0]) >= SIZE[0] + 24 or abs(places[a][1] - places[b][1]) >= SIZE[1] + 24
        for a, b in combinations(ids, 2)
    )
    assert [i for i, _ in sorted(places.items(), key=lambda place: place[1][::-1])] == ids
