from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.document import Document
from app.document.edits import AddElements, Compound, Edit, MoveNodes, RemoveElements, SetParameter, SetSettings
from app.document.elements import Node
from app.document.making.drawing import new_link, new_node
from engine.network.values import Normal
from tests.app.document.drawings import MAKERS, an_edit, content

LIF = "neurons/leaky_integrate_and_fire"


@given(st.data())
@settings(max_examples=60)
def test_undoing_every_edit_restores_the_empty_document(data):
    document = Document()
    inverses, stages = [], [content(Document())]
    for _ in range(data.draw(st.integers(1, 12))):
        inverses.append(an_edit(data, document).apply(document))
        stages.append(content(document))
    again = []
    while inverses:
        assert content(document) == stages[len(inverses)]
        again.append(inverses.pop().apply(document))
    assert content(document) == content(Document())
    for edit in reversed(again):
        edit.apply(document)
    assert content(document) == stages[-1]


def every_kind(kind=Edit):
    """Every class of edit that there is, without the base that some share."""
    if not kind.__subclasses__():
        yield kind
    for below in kind.__subclasses__():
        yield from every_kind(below)


def test_every_kind_of_edit_is_drawn_by_the_properties():
    assert set(MAKERS) == set(every_kind())


@pytest.mark.parametrize("kind", MAKERS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=15)
def test_each_kind_of_edit_is_taken_back_by_its_inverse(kind, data):
    document, _, _ = drawn()
    made = data.draw(st.sampled_from(MAKERS[kind]))(data, document)
    assert isinstance(made, kind) or made == Compound(())
    before = content(document)
    inverse = made.apply(document)
    after = content(document)
    again = inverse.apply(document)
    assert content(document) == before
    again.apply(document)
    assert content(document) == after


@given(st.data())
@settings(max_examples=30)
def test_one_edit_tells_once_exactly_what_differs(data):
    document = Document()
    for _ in range(data.draw(st.integers(1, 8))):
        edit = an_edit(data, document)
        before = {element.id: element for element in document.elements()}
        told = []
        document.changed.connect(told.append)
        edit.apply(document)
        document.changed.disconnect(told.append)
        after = {element.id: element for element in document.elements()}
        differs = {i for i in after if before.get(i) != after[i]}
        assert len(told) <= 1
        assert differs <= {i for change in told for i in change.put}
        assert before.keys() - after.keys() == {i for change in told for i in change.removed}


def drawn():
    document = Document()
    first, second = new_node(document, LIF, (0, 0)), new_node(document, LIF, (9, 0))
    AddElements((first, second)).apply(document)
    AddElements(links=(new_link(document, first, "out", second, "in"),)).apply(document)
    return document, first, second


def test_a_node_that_goes_takes_its_links_along_and_brings_them_back():
    document, first, _ = drawn()
    before = content(document)[0].copy(), dict(document.links)
    inverse = RemoveElements((first.id,)).apply(document)
    assert document.links == {}
    inverse.apply(document)
    assert (document.nodes, document.links) == before


def test_an_edit_of_something_gone_changes_nothing():
    document, first, _ = drawn()
    before = dict(document.nodes)
    broken = Compound((MoveNodes({first.id: (5.0, 5.0)}), SetParameter("e99", "tau_m", 3.0)))
    with pytest.raises(KeyError):
        broken.apply(document)
    assert document.nodes == before


class Interrupted:
    """Stands for an edit while which a person ends the program."""

    def apply(self, document):
        raise KeyboardInterrupt


def test_an_edit_that_is_interrupted_changes_nothing():
    document, first, _ = drawn()
    before = dict(document.nodes)
    with pytest.raises(KeyboardInterrupt):
        Compound((MoveNodes({first.id: (5.0, 5.0)}), Interrupted())).apply(document)
    assert document.nodes == before


def test_ids_are_never_given_twice():
    document, first, second = drawn()
    given_out = {first.id, second.id, *document.links}
    RemoveElements(tuple(document.nodes)).apply(document)
    assert document.new_id() not in given_out


def test_a_link_without_an_end_is_refused():
    document, first, _ = drawn()
    stranger = Node("e77", "population", LIF, "elsewhere", (0.0, 0.0))
    with pytest.raises(ValueError):
        AddElements(links=(new_link(document, first, "out", stranger, "in"),)).apply(document)


def test_settings_come_back():
    document = Document()
    inverse = SetSettings(document.settings.__class__(seed=7)).apply(document)
    inverse.apply(document)
    assert document.settings.seed == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Normal(0.0, float("inf"))])
def test_no_edit_brings_in_what_no_file_can_hold(value):
    document, first, _ = drawn()
    with pytest.raises(ValueError):
        SetParameter(first.id, "tau_m", value).apply(document)
    with pytest.raises(ValueError):
        document.keep_array(np.array([float("nan")]))
    assert document.nodes[first.id] == first
