"""The form of the wire of a third factor: what a rule hears, from where, and at which link."""

from __future__ import annotations

from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.elements import Value
from app.document.third_factors import ThirdFactor, meaning_of
from app.document.vocabulary import model_of, spike_sources
from app.i18n.translation import tr
from app.inspector.forms import declared
from app.inspector.forms.form import Form, FormButton, Picture, Section
from app.inspector.forms.group_form import node_jump
from app.inspector.forms.mixed_form import link_jump
from app.widgets.text import capital


def factor_form(editor: Editor, factor: ThirdFactor) -> Form:
    """The node that is heard, which may be another, ways to it and to the link, and a button that takes it away."""
    document = editor.document
    link, node = document.links[factor.link_id], document.nodes[factor.node_id]
    synapses, target = synapses_of(link), document.nodes[link.target]

    def write(name: str, value: Value | None, _gesture: str | None) -> None:
        intentions.set_third_factor(editor, link.id, name, None if value is None else str(value))

    declares = {factor.name: spike_sources(model_of(synapses.plasticity))[factor.name]}
    rows = declared.hearing(document, "plasticity", declares, [synapses.plasticity_parameters], write)
    remove = FormButton(
        tr("Delete"), tr("The rule hears nothing by it then."), lambda: intentions.delete(editor, (factor.id,))
    )
    sections = (
        Section("from", tr("Heard from"), rows, jumps=(node_jump(node, lambda: None),)),
        Section("to", tr("Heard by the rule of"), jumps=(link_jump(editor, link, "plasticity"),), button=remove),
    )
    picture = Picture((node.kind, target.kind), (node.identity, target.identity))
    return Form(capital(tr(meaning_of(document, factor))), tr("third factor"), picture, sections)
