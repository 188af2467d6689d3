"""Whatever a person does, in whatever order: the document stays one that can be read, saved, and undone to nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands import intentions
from app.commands.editor import Editor
from app.document.connecting import ports
from app.document.document import Document
from app.document.file.consistency import require_consistent
from app.document.file.manifest import document_from, manifest_of
from app.document.meaning.meaning import meaning
from app.document.vocabulary import LINK_PARTS, declared_parameters
from engine.model.registry import discovery
from engine.network.values import Normal, Uniform
from tests.app.document.drawings import NODE_MODELS, content

PARTS = {part: list(discovery.models(kind)) for part, kind in LINK_PARTS.items()}
NUMBERS = [2.0, -3.0]
VALUES = [*NUMBERS, Normal(1.0, 0.5), Uniform(0.0, 2.0)]
WORDS = {"projection": ["e1"], "indices": ["0-2"]}
SIZES = [1, 3, 64]


class Hand:
    """Draws one gesture after another on whatever is there."""

    def __init__(self, data, editor):
        self.data, self.editor, self.document = data, editor, editor.document

    def one_of(self, choices):
        return self.data.draw(st.sampled_from(sorted(choices) if isinstance(choices, dict | set) else list(choices)))

    def node(self):
        return self.one_of(self.document.nodes)

    def links(self):
        return [i for i, link in self.document.links.items() if link.synapses]

    def a_port(self, node_id, way):
        found = getattr(ports(self.document.nodes[node_id]), way)
        return self.one_of(found).name if found else "out"

    def add(self):
        intentions.add_node(self.editor, self.one_of(NODE_MODELS), (0.0, 0.0), size=self.one_of(SIZES))

    def connect(self):
        source, target = self.node(), self.node()
        leaving, entering = self.a_port(source, "outputs"), self.a_port(target, "inputs")
        intentions.connect(self.editor, source, leaving, target, entering)

    def connect_selected(self):
        self.select()
        intentions.connect_selected(self.editor)

    def add_and_connect(self):
        node = self.node()
        port = self.a_port(node, self.one_of(["inputs", "outputs"]))
        intentions.add_and_connect(self.editor, self.one_of(NODE_MODELS), (9.0, 9.0), node, port)

    def select(self):
        everything = sorted([*self.document.nodes, *self.document.links])
        self.editor.selection.set(self.data.draw(st.lists(st.sampled_from(everything), max_size=4)))

    def delete(self):
        self.select()
        intentions.delete_selection(self.editor)

    def duplicate(self):
        self.select()
        intentions.duplicate(self.editor)

    def cut_and_paste(self):
        self.select()
        text = intentions.cut(self.editor)
        intentions.paste(self.editor, text, (5.0, 5.0))

    def set_size(self):
        key = self.one_of([None, "drag"])
        intentions.set_size(self.editor, [self.node()], self.one_of(SIZES), key)

    def set_model(self):
        intentions.set_model(self.editor, [self.node()], self.one_of(NODE_MODELS))

    def set_parameter(self):
        node = self.node()
        declared = declared_parameters(self.document.nodes[node])
        name = self.one_of([*declared, *WORDS])
        fitting = WORDS[name] if name in WORDS else VALUES if declared[name].per_element else NUMBERS
        intentions.set_parameter(self.editor, [node], name, self.one_of([*fitting, None]))

    def set_start(self):
        intentions.set_start(self.editor, [self.node()], "V", self.one_of([*VALUES, None]))

    def reconnect(self):
        source, target = self.node(), self.node()
        leaving, entering = self.a_port(source, "outputs"), self.a_port(target, "inputs")
        intentions.reconnect(self.editor, self.one_of(self.document.links), source, leaving, target, entering)

    def set_part(self):
        part = self.one_of(PARTS)
        intentions.drop_on_link(self.editor, self.one_of(self.links()), self.one_of(PARTS[part]))

    def set_weight(self):
        intentions.set_weight(self.editor, [self.one_of(self.links())], self.one_of(VALUES))

    def set_sign(self):
        intentions.set_sign(self.editor, self.links(), self.one_of(["excitatory", "inhibitory", "mixed"]))

    def forget_plasticity(self):
        intentions.set_plasticity(self.editor, self.links(), None)
        intentions.set_short_term(self.editor, self.links(), None)

    def redraw(self):
        intentions.redraw_weights(self.editor, self.links())

    def keep_weights(self):
        link = self.document.links[self.one_of(self.links())]
        pre, post = np.array([0]), np.array([0])
        intentions.keep_all_weights(self.editor, {link.id: (np.array([1.5]), pre, post)})

    def set_training(self):
        value = self.one_of([0.5, "word", None])
        intentions.set_training_value(self.editor, self.one_of("ab"), self.one_of("cd"), value, "words")
        intentions.set_training(self.editor, "method", method=self.one_of(["", "a"]), seed=self.one_of([None, 3]))

    def group(self):
        self.select()
        intentions.group(self.editor, self.editor.selection.ids, (7.0, 7.0))

    def ungroup(self):
        groups = [i for i, node in self.document.nodes.items() if node.kind == "group"]
        intentions.ungroup(self.editor, dict.fromkeys(groups[:1], (3.0, -3.0)))

    def enter_or_leave(self):
        groups = [i for i, node in self.document.nodes.items() if node.kind == "group"]
        self.editor.enter(self.one_of(["", *groups]))

    def bend(self):
        intentions.bend(self.editor, self.one_of(self.document.links), self.one_of([(), ((1.0, 2.0),)]))

    def undo(self):
        self.editor.undo_stack.undo()

    def redo(self):
        self.editor.undo_stack.redo()

    def gestures(self):
        """What can be done now."""
        always = [self.add, self.undo, self.redo, self.set_training]
        if self.document.nodes:
            always += [self.connect, self.connect_selected, self.add_and_connect, self.delete, self.duplicate]
            always += [self.group, self.ungroup, self.enter_or_leave]
            always += [self.cut_and_paste, self.set_size, self.set_model, self.set_parameter, self.set_start]
        if self.document.links:
            always += [self.reconnect, self.bend]
        if self.links():
            always += [self.set_part, self.set_weight, self.set_sign, self.forget_plasticity, self.redraw]
            always += [self.keep_weights]
        return always


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_sequence_of_intentions_leaves_a_document_that_is_sound(qapp, data):
    editor = Editor()
    hand = Hand(data, editor)
    for _ in range(data.draw(st.integers(1, 14))):
        gesture = hand.one_of(hand.gestures())
        try:
            gesture()
        except intentions.Refused as refused:
            assert str(refused)
        document = editor.document
        require_consistent(document.nodes.values(), document.links.values())
        assert content(document_from(manifest_of(document))) == content(document)
        for node_id in document.nodes:
            joined = [link for link in document.links.values() if node_id in (link.source, link.target)]
            assert list(document.links_of(node_id)) == joined
    for problem in meaning(editor.document).problems:
        assert str(problem)
    whole = content(document)
    reached = editor.undo_stack.index()
    editor.undo_stack.go_to(0)
    assert content(editor.document) == content(Document())
    editor.undo_stack.go_to(reached)
    assert content(editor.document) == whole
