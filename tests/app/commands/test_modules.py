"""Modules: a group is kept in a file, put into other networks, and its instances follow it when they are told to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.modules import others
from app.document.edits import SetParameter
from app.document.elements import ArrayRef
from app.document.file.file_format import FileProblem
from app.document.grouping import members, nodes_within
from app.document.meaning.meaning import meaning
from app.document.networks.modules import MODULE, Modules, instances
from app.palette.module_section import ModuleSection
from app.window.frame.notice import Notice
from app.window.project.shelf_keeping import ShelfKeeping, ShelfWords
from engine.network.values import Normal

NEURON = "neurons/leaky_integrate_and_fire"
POISSON = "stimuli/poisson"


@pytest.fixture
def store(tmp_path: Path) -> Modules:
    return Modules(lambda: tmp_path / "modules")


@pytest.fixture
def editor(qapp) -> Editor:
    return Editor()


@pytest.fixture
def group(editor: Editor) -> str:
    """Two populations that are linked, with values of their own, in a group driven from outside."""
    drive = intentions.add_node(editor, POISSON, (0.0, 0.0), title="Drive")
    first = intentions.add_node(editor, NEURON, (300.0, 0.0), title="First", size=3)
    second = intentions.add_node(editor, NEURON, (600.0, 0.0), title="Second")
    intentions.connect(editor, drive, "out", first, "in")
    link = intentions.connect(editor, first, "out", second, "in")
    intentions.set_parameter(editor, [first], "tau_m", Normal(10.0, 1.0))
    intentions.keep_all_weights(editor, {link: (np.array([1.0, 2.0]), np.array([0, 2]), np.array([0, 0]))})
    made = intentions.group(editor, (first, second), (400.0, 0.0))
    intentions.rename(editor, made, "Column")
    return made


def inside(editor: Editor, group: str) -> dict[str, object]:
    return {node.title: node for node in members(editor.document, group)}


def test_a_kept_group_is_put_into_another_network_with_all_that_it_holds(editor, store, group) -> None:
    assert intentions.keep_module(editor, store, group) == "Column"
    assert store.names() == ["Column"] and editor.document.nodes[group].parameters == {MODULE: "Column"}
    other = Editor()
    made = intentions.insert_module(other, store, "Column", (48.0, 72.0))
    nodes = inside(other, made)
    assert set(nodes) == {"First", "Second"} and nodes["First"].parameters == {"tau_m": Normal(10.0, 1.0)}
    (link,) = other.document.links.values()
    assert isinstance(link.synapses.weight, ArrayRef)
    assert list(other.document.array(link.synapses.weight)) == [1.0, 2.0]
    assert other.document.nodes[made].position == (48.0, 72.0) and other.document.nodes[made].title == "Column"
    assert other.selection.ids == (made,) and other.undo_stack.count() == 1
    other.undo_stack.undo()
    assert not other.document.nodes


def test_another_group_of_the_same_name_becomes_a_module_of_its_own(editor, store, group) -> None:
    intentions.keep_module(editor, store, group)
    other = Editor()
    node = intentions.add_node(other, NEURON, (0.0, 0.0))
    second = intentions.group(other, (node,), (0.0, 0.0))
    intentions.rename(other, second, "Column")
    assert intentions.keep_module(other, store, second) == "Column 2"
    assert store.names() == ["Column", "Column 2"]


def test_an_instance_that_is_kept_takes_the_place_of_its_module_and_the_others_follow_when_told(
    editor, store, group
) -> None:
    intentions.keep_module(editor, store, group)
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    drive = next(i for i, node in editor.document.nodes.items() if node.title == "Drive")
    renamed = next(node for node in members(editor.document, copy) if node.title.startswith("First"))
    into = intentions.connect(editor, drive, "out", renamed.id, "in")
    synapses = editor.document.links[into].synapses
    first = next(node for node in members(editor.document, group) if node.title == "First")
    intentions.set_parameter(editor, [first.id], "tau_m", 33.0)
    editor.enter(group)
    intentions.add_node(editor, NEURON, (300.0, 400.0), title="Third")
    editor.enter("")
    assert intentions.keep_module(editor, store, group) == "Column"
    assert others(editor, group, "Column") == [copy]
    steps = editor.undo_stack.count()
    before = (dict(editor.document.nodes), dict(editor.document.links))
    assert intentions.renew_instances(editor, store, [copy]).lost == 0
    nodes = inside(editor, copy)
    assert len(nodes) == 3 and nodes[renamed.title].parameters == {"tau_m": 33.0}
    assert nodes[renamed.title].identity == renamed.identity
    led = editor.document.links[into]
    assert (led.source, led.target) == (drive, nodes[renamed.title].id) and led.synapses == synapses
    assert editor.undo_stack.count() == steps + 1
    editor.undo_stack.undo()
    assert (editor.document.nodes, editor.document.links) == before


def test_links_to_what_a_module_has_no_longer_are_counted(editor, store, group) -> None:
    intentions.keep_module(editor, store, group)
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    drive = next(i for i, node in editor.document.nodes.items() if node.title == "Drive")
    gone = next(node for node in members(editor.document, copy) if node.title.startswith("Second"))
    lost = intentions.connect(editor, drive, "out", gone.id, "in")
    second = next(node for node in members(editor.document, group) if node.title == "Second")
    intentions.delete(editor, (second.id,))
    intentions.keep_module(editor, store, group)
    assert intentions.renew_instances(editor, store, [copy]).lost == 1
    assert lost not in editor.document.links and len(members(editor.document, copy)) == 1


def test_instances_that_are_linked_with_each_other_are_renewed_together(editor, store, group) -> None:
    """The link was put back by the second after the first had lost the node at its end."""
    intentions.keep_module(editor, store, group)
    copies = [intentions.insert_module(editor, store, "Column", (900.0, 400.0 * place)) for place in range(2)]
    ends = [next(n for n in members(editor.document, c) if n.title.startswith("Second")) for c in copies]
    first = next(n for n in members(editor.document, copies[1]) if n.title.startswith("First"))
    lost = intentions.connect(editor, ends[0].id, "out", first.id, "in")
    gone = next(node for node in members(editor.document, group) if node.title == "Second")
    intentions.delete(editor, (gone.id,))
    intentions.keep_module(editor, store, group)
    steps, before = editor.undo_stack.count(), (dict(editor.document.nodes), dict(editor.document.links))
    assert intentions.renew_instances(editor, store, copies).lost == 1
    assert lost not in editor.document.links and [len(members(editor.document, c)) for c in copies] == [1, 1]
    assert editor.undo_stack.count() == steps + 1
    editor.undo_stack.undo()
    assert (editor.document.nodes, editor.document.links) == before


def test_a_module_is_put_into_the_very_group_that_was_kept(editor, store, group) -> None:
    """Its copy stood in itself: whoever looked for the level of what is in it looked for ever."""
    intentions.keep_module(editor, store, group)
    editor.enter(group)
    made = intentions.insert_module(editor, store, "Column", (0.0, 400.0))
    assert editor.document.nodes[made].group == group
    assert {node.group for node in inside(editor, made).values()} == {made}


def test_what_stands_within_itself_does_not_grow(editor, store, group) -> None:
    """Each update put the module once more into the instance of it that it holds."""
    intentions.keep_module(editor, store, group)
    editor.enter(group)
    within = intentions.insert_module(editor, store, "Column", (0.0, 400.0))
    editor.enter("")
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    intentions.keep_module(editor, store, group)
    assert others(editor, group, "Column") == [copy], "that within is not offered"
    for _ in range(3):
        assert intentions.renew_instances(editor, store, [copy, within]) == (0, ("Column 2",))
        intentions.keep_module(editor, store, group)
        assert len(nodes_within(editor.document, [copy])) == len(nodes_within(editor.document, [group])) == 5


def test_two_modules_that_hold_each_other_do_not_grow(editor, store, group) -> None:
    intentions.keep_module(editor, store, group)
    neuron = intentions.add_node(editor, NEURON, (0.0, 900.0))
    other = intentions.group(editor, (neuron,), (0.0, 900.0))
    intentions.rename(editor, other, "Area")
    intentions.keep_module(editor, store, other)
    for around, name in ((group, "Area"), (other, "Column")):
        editor.enter(around)
        intentions.insert_module(editor, store, name, (0.0, 400.0))
    editor.enter("")
    sizes = []
    for _ in range(3):
        for kept in (group, other):
            intentions.keep_module(editor, store, kept)
            name = str(editor.document.nodes[kept].parameters[MODULE])
            intentions.renew_instances(editor, store, others(editor, kept, name))
        sizes.append(len(editor.document.nodes))
    assert sizes[0] == sizes[1] == sizes[2]


def test_a_recorder_in_a_module_records_what_it_did_after_a_renewal(editor, store, group) -> None:
    """What it pointed at within the module, and what outside, was lost or became another."""
    outside = next(k for k in editor.document.links.values() if k.source not in nodes_within(editor.document, [group]))
    inner = next(k for k in editor.document.links.values() if k.id != outside.id)
    editor.enter(group)
    recorders = [intentions.add_node(editor, "recorders/weights", (0.0, 300.0 * n)) for n in (1, 2)]
    for recorder, link in zip(recorders, (inner, outside), strict=True):
        intentions.set_parameter(editor, [recorder], "projection", link.id)
    editor.enter("")
    intentions.keep_module(editor, store, group)
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    own = set(nodes_within(editor.document, [copy]))
    (copied,) = (k.id for k in editor.document.links.values() if {k.source, k.target} <= own)

    def recorded(around: str) -> list[object]:
        held = [n for n in members(editor.document, around) if n.kind == "recorder"]
        return [node.parameters.get("projection") for node in held]

    before = recorded(copy)
    assert before == [copied, None], "a module knows nothing of what stands outside"
    intentions.renew_instances(editor, store, [copy, group])
    assert recorded(copy) == before and recorded(group) == [inner.id, outside.id]
    assert inner.id in editor.document.links


def test_instances_that_are_gone_by_now_are_passed_over(editor, store, group) -> None:
    """A notice offers to renew them, and what it speaks of may have been deleted, or its module taken back."""
    intentions.keep_module(editor, store, group)
    copies = [intentions.insert_module(editor, store, "Column", (900.0, 400.0 * place)) for place in range(2)]
    intentions.delete(editor, copies[:1])
    intentions.set_text(editor, copies[1], "This one is still there.")
    steps = editor.undo_stack.count()
    assert intentions.renew_instances(editor, store, copies).lost == 0
    assert editor.undo_stack.count() == steps + 1
    intentions.delete(editor, copies[1:])
    steps = editor.undo_stack.count()
    assert intentions.renew_instances(editor, store, copies).lost == 0
    assert editor.undo_stack.count() == steps  # no step that does nothing


def test_instances_stay_as_they_are_where_one_of_their_modules_cannot_be_read(editor, store, group, tmp_path) -> None:
    intentions.keep_module(editor, store, group)
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    other = intentions.insert_module(editor, store, "Column", (900.0, 400.0))
    editor.do(SetParameter(other, MODULE, "Forgotten"), "of a module that was deleted")
    before = (dict(editor.document.nodes), dict(editor.document.links), editor.undo_stack.count())
    with pytest.raises(FileProblem):
        intentions.renew_instances(editor, store, [copy, other])
    assert (editor.document.nodes, editor.document.links, editor.undo_stack.count()) == before


def test_a_renewed_instance_means_the_same_as_a_fresh_one(editor, store, group) -> None:
    intentions.keep_module(editor, store, group)
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    before = meaning(editor.document).description
    intentions.renew_instances(editor, store, [copy])
    after = meaning(editor.document).description
    assert sorted(p.title for p in after.populations) == sorted(p.title for p in before.populations)
    assert len(after.projections) == len(before.projections)
    assert [node.id for node in instances(editor.document, "Column")] == [group, copy]


@pytest.mark.parametrize("title", ["a/b: c?", "..", "Größe 你好", "CON.", " x ", "%41", "n" * 300])
def test_any_title_gives_a_file_that_is_found_again(editor, store, group, tmp_path: Path, title: str) -> None:
    intentions.rename(editor, group, title)
    name = intentions.keep_module(editor, store, group)
    assert store.names() == [name]
    assert [path.parent for path in tmp_path.rglob("*.spikeloom")] == [tmp_path / "modules"]
    assert len(store.read(name).nodes) == 3
    store.forget(name)
    assert store.names() == []


def test_a_module_that_was_deleted_comes_back_as_it_was_but_over_no_other(editor, store, group) -> None:
    """One click in its menu deleted it for good."""
    name = intentions.keep_module(editor, store, group)
    whole = [(node.id, node.title) for node in store.read(name).nodes.values()]
    content = store.forget(name)
    store.bring_back(name, content)
    assert store.names() == [name] and [(n.id, n.title) for n in store.read(name).nodes.values()] == whole
    content = store.forget(name)
    intentions.rename(editor, next(node.id for node in members(editor.document, group)), "Another")
    intentions.keep_module(editor, store, group)
    store.bring_back(name, content)
    assert "Another" in {node.title for node in store.read(name).nodes.values()}
    store.forget(name)
    assert store.forget(name) == b"", "another window was first"


def test_a_module_in_a_folder_that_takes_no_change_stays_and_says_so(
    editor, store, group, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    intentions.keep_module(editor, store, group)
    palette = QWidget()
    qtbot.addWidget(palette)
    section, notice = ModuleSection(store, palette), Notice(palette)
    keeping = ShelfKeeping(store, notice, ShelfWords(str, str, str, str))
    section.unwanted.connect(keeping.forget)

    def refuses(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuses)
    section.rows[0].unwanted.emit("Column")
    assert "Column stays" in notice.words and "\n" not in notice.words
    assert store.names() == ["Column"] and [row.name for row in section.rows] == ["Column"]


def test_a_module_that_cannot_be_read_is_refused_in_one_sentence(editor, store, group, tmp_path: Path) -> None:
    intentions.keep_module(editor, store, group)
    (tmp_path / "modules" / "Column.spikeloom").write_bytes(b"nothing")
    count = editor.undo_stack.count()
    with pytest.raises(FileProblem, match="damaged"):
        intentions.insert_module(editor, store, "Column", (0.0, 0.0))
    with pytest.raises(FileProblem, match="no file"):
        intentions.insert_module(editor, store, "Gone", (0.0, 0.0))
    assert editor.undo_stack.count() == count


def test_who_listens_hears_of_every_change(editor, store, group) -> None:
    heard: list[list[str]] = []

    def hear() -> None:
        heard.append(store.names())

    store.changed.connect(hear)
    intentions.keep_module(editor, store, group)
    store.forget("Column")
    assert heard == [["Column"], []]


def test_what_points_into_an_instance_still_does_after_it_was_renewed(editor, store, group) -> None:
    intentions.keep_module(editor, store, group)
    copy = intentions.insert_module(editor, store, "Column", (900.0, 0.0))
    own = {node.id for node in members(editor.document, copy)}
    (link,) = (k for k in editor.document.links.values() if k.source in own and k.target in own)
    recorder = intentions.add_node(editor, "recorders/weights", (1200.0, 0.0))
    intentions.set_parameter(editor, [recorder], "projection", link.id)
    editor.selection.set((link.id,))
    kept = next(k for k in editor.document.links.values() if k.synapses and k.synapses.trained and k.id != link.id)
    intentions.set_weight(editor, [kept.id], 7.0)
    intentions.keep_module(editor, store, group)
    intentions.renew_instances(editor, store, [copy])
    assert {node.id for node in members(editor.document, copy)} == own
    assert editor.document.links[link.id].synapses.weight == 7.0
    (recording,) = meaning(editor.document).description.recordings
    assert recording.element == link.id
