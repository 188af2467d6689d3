"""A value is found by the address that a person types, and set with what follows from it."""

import pytest

from app.commands.editor import Editor
from app.commands.setting import rename, set_value
from app.document.elements import NodeKind
from app.document.examples import balanced_network, digits, tsodyks_markram
from app.document.meaning.value_addresses import UnknownAddress, address_of
from app.document.vocabulary import NO, YES


def _editor(example) -> Editor:
    editor = Editor()
    editor.load(example.draw())
    return editor


def _node(editor: Editor, title: str):
    return next(node for node in editor.document.nodes.values() if node.title == title)


def _link(editor: Editor, source: str, target: str):
    ends = _node(editor, source).id, _node(editor, target).id
    return next(link for link in editor.document.links.values() if (link.source, link.target) == ends)


def test_every_number_and_word_of_every_element_is_set_by_its_address_and_undone():
    for example in (balanced_network, digits, tsodyks_markram):
        editor = _editor(example)
        before = editor.document.snapshot()
        for node in before.nodes:
            if node.kind in (NodeKind.NOTE, NodeKind.GROUP):
                continue
            with pytest.raises(UnknownAddress, match="has no value nothing") as problem:
                address_of(editor.document, f"{node.title}.nothing")
            for name in str(problem.value).partition("it has ")[2].removesuffix(".").split(", "):
                if name in ("none", "and"):
                    continue
                address = address_of(editor.document, f"{node.id}.{name}")
                assert address == address_of(editor.document, f" {node.title}.{name} ")
                declared = address.settable
                value = declared.options[-1] if hasattr(declared, "options") else declared.default + 1
                set_value(editor, address, value)
                there = editor.document.nodes[node.id]
                now = {**there.parameters, "size": there.size, "muted": YES if there.muted else NO}
                assert now[name] == value
                editor.undo_stack.undo()
        assert editor.document.snapshot() == before


def test_values_of_a_link_stand_before_its_ends():
    editor = _editor(tsodyks_markram)
    link = next(link for link in editor.document.links.values() if link.synapses and link.synapses.short_term)
    source, target = (editor.document.nodes[id].title for id in (link.source, link.target))
    for written, value, read in (
        (f"w({source}->{target})", 3.0, lambda s: s.weight),
        (f"delay({source} → {target})", 2.0, lambda s: s.delay),
        (f"short_term.U({link.id})", 0.25, lambda s: s.short_term_parameters["U"]),
    ):
        set_value(editor, address_of(editor.document, written), value)
        assert read(editor.document.links[link.id].synapses) == value


def test_equal_titles_are_refused_and_the_ids_named():
    editor = _editor(balanced_network)
    excitatory, inhibitory = (_node(editor, title).id for title in ("Excitatory", "Inhibitory"))
    rename(editor, inhibitory, "Excitatory")
    for written in ("Excitatory.tau_m", "w(Excitatory->Excitatory)"):
        with pytest.raises(UnknownAddress, match="Several elements are called Excitatory") as problem:
            address_of(editor.document, written)
        assert excitatory in str(problem.value) and inhibitory in str(problem.value)
    assert address_of(editor.document, f"{inhibitory}.tau_m").element_id == inhibitory
    assert address_of(editor.document, f"w({excitatory}->{inhibitory})").name == "w"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("tau_m", "names no value"),
        (".tau_m", "names no value"),
        ("Excitatory.", "names no value"),
        ("", "names no value"),
        ("w(Excitatory)", "names no link"),
        ("w(Excitatory->Inhibitory->Excitatory)", "names no link"),
        ("w(Inhibitory->Spikes)", "No link with synapses goes from Inhibitory to Spikes"),
        ("w(Excitatory->Nobody)", "No element is called Nobody; there are Drive"),
        ("U(Excitatory->Inhibitory)", "has no value U; it has w, delay"),
        ("Excitatory.taum", "has no value taum; it has size, tau_m"),
    ],
)
def test_what_names_nothing_is_said_in_a_sentence(written, said):
    with pytest.raises(UnknownAddress, match=said):
        address_of(_editor(balanced_network).document, written)
