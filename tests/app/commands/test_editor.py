from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.edits import SetSettings
from app.document.elements import Settings
from app.document.file.file_format import FileProblem
from tests.app.document.drawings import an_edit, content

LIF = "neurons/leaky_integrate_and_fire"


@pytest.fixture
def editor(qapp):
    return Editor()


def names(editor):
    return [editor.undo_stack.text(i) for i in range(editor.undo_stack.count())]


def test_dragging_a_slider_is_one_undo_step(editor):
    node = intentions.add_node(editor, LIF, (0, 0))
    key = editor.fresh_merge_key("tau_m")
    for value in (11.0, 12.0, 13.0):
        intentions.set_parameter(editor, [node], "tau_m", value, key)
    assert names(editor) == ["Add Population", "Change membrane time constant"]
    editor.undo_stack.undo()
    assert editor.document.nodes[node].parameters == {}
    editor.undo_stack.redo()
    assert editor.document.nodes[node].parameters == {"tau_m": 13.0}


def test_two_drags_are_two_steps(editor):
    node = intentions.add_node(editor, LIF, (0, 0))
    for value in (11.0, 12.0):
        intentions.set_parameter(editor, [node], "tau_m", value, editor.fresh_merge_key("tau_m"))
    assert editor.undo_stack.count() == 3


def test_a_drag_of_different_things_undoes_whole(editor):
    node = intentions.add_node(editor, LIF, (0, 0))
    key = editor.fresh_merge_key("both")
    intentions.set_parameter(editor, [node], "tau_m", 11.0, key)
    intentions.move(editor, {node: (5.0, 5.0)}, key)
    intentions.set_parameter(editor, [node], "tau_m", 12.0, key)
    assert editor.undo_stack.count() == 2
    editor.undo_stack.undo()
    assert editor.document.nodes[node].parameters == {} and editor.document.nodes[node].position == (0, 0)
    editor.undo_stack.redo()
    assert editor.document.nodes[node].parameters == {"tau_m": 12.0}
    assert editor.document.nodes[node].position == (5.0, 5.0)


def test_an_undone_drag_is_not_merged_into(editor):
    node = intentions.add_node(editor, LIF, (0, 0))
    key = editor.fresh_merge_key("move")
    intentions.move(editor, {node: (1.0, 0.0)}, key)
    editor.undo_stack.undo()
    intentions.move(editor, {node: (2.0, 0.0)}, key)
    editor.undo_stack.undo()
    assert editor.document.nodes[node].position == (0, 0)


def test_undo_is_told_like_any_other_change(editor):
    told = []
    editor.changed.connect(told.append)
    node = intentions.add_node(editor, LIF, (0, 0))
    editor.undo_stack.undo()
    assert [(c.put, c.removed) for c in told] == [((node,), ()), ((), (node,))]


def test_what_is_not_there_is_never_selected(editor):
    """A problem that still stands there may lead to what was deleted, and what is selected is cut."""
    node = intentions.add_node(editor, LIF, (0.0, 0.0))
    intentions.delete(editor, (node,))
    editor.selection.set((node,))
    assert editor.selection.ids == ()
    intentions.cut(editor)
    assert not editor.document.nodes


def test_what_is_removed_leaves_the_selection(editor):
    first, second = (intentions.add_node(editor, LIF, (x, 0)) for x in (0, 9))
    editor.selection.set([first, second])
    intentions.delete(editor, [first])
    assert editor.selection.ids == (second,)


def test_saved_means_unmodified_until_the_next_step_and_after_its_undo(editor, tmp_path):
    assert not editor.is_modified
    intentions.add_node(editor, LIF, (0, 0))
    assert editor.is_modified
    editor.save(tmp_path / "net.spikeloom")
    assert not editor.is_modified and editor.path == tmp_path / "net.spikeloom"
    intentions.add_node(editor, LIF, (9, 0))
    assert editor.is_modified
    editor.undo_stack.undo()
    assert not editor.is_modified


def test_a_file_that_cannot_be_opened_leaves_the_present_document(editor, tmp_path):
    node = intentions.add_node(editor, LIF, (0, 0))
    with pytest.raises(FileProblem):
        editor.open(tmp_path / "none.spikeloom")
    assert list(editor.document.nodes) == [node] and editor.undo_stack.can_undo


def test_without_a_file_saving_asks_for_one(editor):
    with pytest.raises(FileProblem):
        editor.save()


def test_after_loading_only_the_new_document_is_heard(editor):
    told, loaded = [], []
    editor.changed.connect(told.append)
    editor.loaded.connect(loaded.append)
    old, new = editor.document, Document()
    editor.load(new, unsaved=True)
    assert loaded == [new] and editor.is_modified and not editor.undo_stack.can_undo
    for document, heard in ((old, []), (new, [Change(settings=True)])):
        SetSettings(Settings(title="Another")).apply(document)
        assert told == heard


def test_an_edit_that_fails_leaves_no_step(editor):
    with pytest.raises(KeyError):
        intentions.rename(editor, "e9", "gone")
    node = intentions.add_node(editor, LIF, (0, 0))
    with pytest.raises(ValueError):
        intentions.set_parameter(editor, [node], "tau_m", float("nan"))
    assert editor.undo_stack.count() == 1


def test_several_edits_are_one_step_and_none_where_one_of_them_fails(editor):
    """What had been done of it stayed, and where nothing had, a step that did nothing."""
    node = intentions.add_node(editor, LIF, (0.0, 0.0))
    before, steps = content(editor.document), names(editor)

    def change(then):
        with editor.one_step("both"):
            intentions.rename(editor, node, "Cortex")
            intentions.set_size(editor, [node], 7)
            then()

    with pytest.raises(ZeroDivisionError):
        change(lambda: 1 / 0)
    assert content(editor.document) == before
    assert names(editor) == steps and not editor.undo_stack.can_redo
    change(lambda: None)
    assert names(editor) == [*steps, "both"]
    editor.undo_stack.undo()
    assert content(editor.document) == before


def test_a_listener_that_fails_leaves_a_change_that_can_be_undone(editor):
    def fail(change):
        raise RuntimeError("a view broke")

    editor.changed.connect(fail)
    with pytest.raises(Exception, match="a view broke"):
        intentions.add_node(editor, LIF, (0, 0))
    editor.changed.disconnect(fail)
    assert len(editor.document.nodes) == 1 and editor.undo_stack.count() == 1
    editor.undo_stack.undo()
    assert editor.document.nodes == {}


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_every_step_restores_the_empty_document_whatever_was_merged(qapp, data):
    editor = Editor()
    for _ in range(data.draw(st.integers(1, 12))):
        key = data.draw(st.sampled_from([None, "one drag", "another drag"]))
        editor.do(an_edit(data, editor.document), "step", key)
        if data.draw(st.integers(0, 5)) == 0:
            editor.undo_stack.undo()
    whole = content(editor.document)
    stack, reached = editor.undo_stack, editor.undo_stack.index()
    stack.go_to(0)
    assert content(editor.document) == content(Document())
    stack.go_to(reached)
    assert content(editor.document) == whole
