"""Models among the commands that are found by their words: added as nodes, or put on the selected links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import NodeKind
from app.document.networks.modules import KIND, modules
from app.document.vocabulary import NODE_KINDS, is_arrangement, link_part, model_of, part_key
from app.i18n.translation import tr
from app.widgets.model_catalogue import Rank, categories, models_of, rank, rank_of_name
from app.window.frame.chooser import Answer, ChooserEntry

FURTHEST = 2
"""Among commands a model answers by the beginning of a word of its names, not by its description."""


def model_commands(
    editor: Editor, add: Callable[[str], object], open_side: Callable[[str], object] = lambda panel: None
) -> list[ChooserEntry]:
    """One to ``add`` each model and module by its key; also what the chosen links or populations can take.

    ``open_side`` brings the properties into sight where they are what is wanted.
    """
    nodes, links = editor.document.nodes, editor.document.links
    has_projection = any(i in links and links[i].synapses is not None for i in editor.selection.ids)
    has_population = any(i in nodes and nodes[i].kind == NodeKind.POPULATION for i in editor.selection.ids)
    found = []
    for category in categories():
        for model in models_of(category):
            title, answer = tr(model.title), partial(rank, model, titles_first=True)
            if category.kind in NODE_KINDS:
                found.append(_adding(title, category.title, category.icon, partial(add, model.key), answer))
            elif has_projection if link_part(model.key) else has_population and is_arrangement(model.key):
                words = tr("Set {title}", title=title)
                answers = _answers("Set {title}", answer)
                found.append(
                    ChooserEntry(words, category.title, partial(add, model.key), icon=category.icon, answer=answers)
                )
    for name in modules.names():
        named = partial(rank_of_name, name, "")
        found.append(_adding(name, tr("Modules"), "group", partial(add, f"{KIND}{name}"), named))
    return [*found, *_signs(editor), _writing(editor, open_side)]


def _writing(editor: Editor, open_side: Callable[[str], object]) -> ChooserEntry:
    """The models of the chosen populations, or else the synapses of links, as equations, which their form shows."""
    nodes, links, ids = editor.document.nodes, editor.document.links, editor.selection.ids
    populations = [i for i in ids if i in nodes and nodes[i].kind == NodeKind.POPULATION]
    projections = [] if populations else [i for i in ids if i in links and links[i].synapses is not None]
    synapses = [part_key(links[i], "synapse") for i in projections]
    reason = _why_not_written([nodes[i].model for i in populations] or [key for key in synapses if key])

    def write() -> None:
        editor.selection.set(populations or projections)
        if populations:
            intentions.write_as_equations(editor, populations, nodes[populations[0]].model)
        else:
            intentions.write_part_as_equations(editor, projections, "synapse", synapses[0])
        open_side("properties")

    words, belongs, also = tr("Write as equations"), tr("Neurons"), tr("equations of one’s own, edit the equations")
    return ChooserEntry(words, belongs, write, icon="equations", able=not reason, reason=reason, also=also)


def _why_not_written(models: Sequence[str]) -> str:
    """The reason why populations or links of these models are not turned into equations; "" where they can be."""
    if not models:
        return tr("Select a population or a link first")
    if len(set(models)) > 1:
        return tr("The chosen elements have different models")
    model = model_of(models[0])
    if model is not None and model.text:
        return tr("Its equations are typed already")
    return "" if intentions.can_be_equations(models[0]) else tr("This model cannot be written as equations")


def _signs(editor: Editor) -> list[ChooserEntry]:
    """Commands that give the chosen populations and links a sign."""
    nodes, links, ids = editor.document.nodes, editor.document.links, editor.selection.ids
    populations = [i for i in ids if i in nodes and nodes[i].kind == NodeKind.POPULATION]
    projections = [i for i in ids if i in links and links[i].synapses is not None]

    def make(sign: str) -> None:
        if populations:
            intentions.set_population_sign(editor, populations, sign)
        if projections and sign:
            intentions.set_sign(editor, projections, sign)

    named = {"excitatory": tr("Make it excitatory"), "inhibitory": tr("Make it inhibitory")}
    if populations:
        named[""] = tr("Make it neither excitatory nor inhibitory")
    able = bool(populations or projections)
    reason = "" if able else tr("Select a population or a link first")
    also = {
        "excitatory": tr("excitation, sign, Dale’s principle"),
        "inhibitory": tr("inhibition, sign, Dale’s principle"),
    }
    both = tr("sign, Dale’s principle")
    return [
        ChooserEntry(
            words,
            tr("Sign"),
            partial(make, sign),
            icon="population",
            able=able,
            reason=reason,
            also=also.get(sign, both),
        )
        for sign, words in named.items()
    ]


def _adding(title: str, belongs: str, icon: str, callback: Callable[[], object], answer: Answer) -> ChooserEntry:
    answers = _answers("Add {title}", answer)
    return ChooserEntry(tr("Add {title}", title=title), belongs, callback, icon=icon, answer=answers)


def _answers(callback: str, answer: Answer) -> Answer:
    """Rank a model's answer, with or without the word of what is done with it, in English too."""
    verbs = {words.format(title="").strip().casefold() for words in (tr(callback), callback)}

    def answered(typed: str) -> Rank | None:
        wanted = typed.strip().casefold()
        verb = next((verb for verb in verbs if wanted.startswith(verb)), "")
        at = answer(wanted.removeprefix(verb))
        return at if at is not None and at[0] <= FURTHEST else None

    return answered
