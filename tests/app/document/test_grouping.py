"""Groups in the document: they mean nothing, stand in one place, and no file may tie them into a knot."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, RemoveElements, ReplaceElement
from app.document.elements import Node
from app.document.examples import drawn
from app.document.file.consistency import Inconsistent, require_consistent
from app.document.file.file_format import open_document, save
from app.document.grouping import TOP, doors, level_of, nodes_within, path_to, representative_of
from app.document.meaning.meaning import meaning
from app.i18n.translation import use_language


def group(document: Document, *ids: str, within: str = TOP) -> str:
    made = Node(document.new_id(), "group", "", f"Group {document.next_id}", (0.0, 0.0), group=within)
    AddElements((made,)).apply(document)
    for i in ids:
        ReplaceElement(replace(document.nodes[i], group=made.id)).apply(document)
    return made.id


@pytest.mark.parametrize("example", drawn(), ids=lambda one: one.entry.file)
def test_grouping_never_changes_what_a_network_means(example, tmp_path) -> None:
    document = example.draw()
    before, found = meaning(document).description, meaning(document).problems
    ids = list(document.nodes)
    outer = group(document, *ids[: len(ids) // 2 + 1])
    group(document, *ids[:2], within=outer)
    assert meaning(document).description == before and meaning(document).problems == found
    save(document, tmp_path / "net.spikeloom")
    again = open_document(tmp_path / "net.spikeloom")
    assert again.nodes == document.nodes
    assert [p.id for p in meaning(again).description.populations] == [p.id for p in before.populations]


@pytest.fixture
def nested() -> tuple[Document, list[str], str, str]:
    """An example, its nodes, a group of three of them, and a group of two within that."""
    document = drawn()[0].draw()
    ids = [i for i, node in document.nodes.items() if node.kind != "note"]
    outer = group(document, *ids[:3])
    inner = group(document, *ids[:2], within=outer)
    return document, ids, outer, inner


def test_what_stands_for_a_node_is_itself_or_the_group_on_the_level(nested) -> None:
    document, ids, outer, inner = nested
    assert representative_of(document, ids[0], TOP) == outer
    assert representative_of(document, ids[0], outer) == inner
    assert representative_of(document, ids[0], inner) == ids[0]
    assert representative_of(document, ids[2], inner) is None
    assert [node.id for node in path_to(document, inner)] == [outer, inner]
    assert set(nodes_within(document, (outer,))) == {*ids[:3], inner}


def test_the_level_of_a_link_holds_both_its_ends(nested) -> None:
    document, ids, _, inner = nested
    for link in document.links.values():
        level = level_of(document, link)
        assert representative_of(document, link.source, level) and representative_of(document, link.target, level)
        if {link.source, link.target} <= set(ids[:2]):
            assert level == inner


def test_doors_are_what_is_linked_across_the_edge_or_within_to_nothing(nested) -> None:
    document, _, outer, _ = nested
    within = set(nodes_within(document, (outer,)))
    found = {(door.owner, door.port.name, door.is_output) for door in doors(document, outer)}
    assert found
    for link in document.links.values():
        ends = ((link.source, link.source_port, True), (link.target, link.target_port, False))
        for end, other in zip(ends, reversed(ends), strict=True):
            if end[0] in within and other[0] not in within:
                assert end in found


def test_removing_a_group_takes_all_that_stands_in_it_and_the_inverse_gives_it_back(nested) -> None:
    document, _, outer, _ = nested
    before, links = dict(document.nodes), dict(document.links)
    inverse = RemoveElements((outer,)).apply(document)
    assert all(node.group in document.nodes or node.group == TOP for node in document.nodes.values())
    require_consistent(document.nodes.values(), document.links.values())
    inverse.apply(document)
    assert (document.nodes, document.links) == (before, links)


def test_a_node_cannot_be_added_to_a_group_that_is_not_there() -> None:
    document = Document()
    with pytest.raises(ValueError, match="without their group"):
        AddElements((Node("e1", "group", "", "Lost", (0.0, 0.0), group="e9"),)).apply(document)
    assert not document.nodes


@pytest.mark.parametrize(
    "nodes",
    [
        [Node("e1", "group", "", "A", (0.0, 0.0), group="e1")],
        [Node("e1", "group", "", "A", (0.0, 0.0), group="e2"), Node("e2", "group", "", "B", (0.0, 0.0), group="e1")],
        [Node("e1", "group", "", "A", (0.0, 0.0), group="e7")],
        [Node("e1", "note", "", "", (0.0, 0.0)), Node("e2", "note", "", "", (0.0, 0.0), group="e1")],
        [Node("e1", "group", "neurons/leaky_integrate_and_fire", "A", (0.0, 0.0))],
    ],
    ids=["in itself", "in a circle", "nowhere", "in a note", "with a model"],
)
def test_knots_are_refused(nodes) -> None:
    with pytest.raises(Inconsistent, match=r"no group around it|with the model neurons/leaky"):
        require_consistent(nodes, ())


@pytest.mark.parametrize(
    ("groups", "freed"),
    [({"e1": "e1"}, "e1"), ({"e1": "e2", "e2": "e1"}, "e1"), ({"e1": "e2", "e2": "e3", "e3": "e2"}, "e2")],
    ids=["in itself", "in a circle", "within one of a circle"],
)
def test_a_file_whose_group_stands_in_itself_opens_with_all_that_it_holds(tmp_path, groups, freed) -> None:
    """Earlier versions wrote such files, and none of them could be opened."""
    document = Document()
    document.next_id = 9
    for id in sorted({*groups, *groups.values()}):
        document.put(Node(id, "group", "", f"Group {id}", (0.0, 0.0), group=groups[id]))
    document.put(Node("e8", "note", "", "", (0.0, 0.0), group="e1", text="precious"))
    path = tmp_path / "circle.spikeloom"
    save(document, path)
    read = open_document(path)
    assert read.freed == (f"Group {freed}",)
    assert {id: node.group for id, node in read.nodes.items()} == {**groups, freed: "", "e8": "e1"}
    require_consistent(list(read.nodes.values()), ())
    save(read, path)
    assert open_document(path).freed == ()


def test_what_contradicts_itself_is_said_in_the_language_of_the_window() -> None:
    notes = [Node("e1", "note", "", "", (0.0, 0.0))] * 2
    use_language("zh_CN")
    try:
        with pytest.raises(Inconsistent, match="标识 e1 出现了两次"):
            require_consistent(notes, ())
    finally:
        use_language("en")
