"""The menu of the right button: on a node, on a link or the wire of a third factor, on empty canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.appearance.icons import icon
from app.canvas.interaction import arranging
from app.canvas.interaction.inline_edit import comment_selected, rename_selected
from app.canvas.popups.plot_menu import add_plot_menu
from app.canvas.popups.slider_menu import add_slider_menu, add_sliders_menu
from app.canvas.popups.vary_menu import add_vary_menu
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.commands.arranging import AXES, EDGES, SEVERAL, SOMETHING_BETWEEN
from app.commands.synapse_setting import possible_signs
from app.document.breakpoints import BreakpointKind
from app.document.edits import synapses_of
from app.document.elements import NodeKind
from app.document.meaning.breaking import may_break
from app.document.mini_plot import Shows
from app.document.networks.kept_models import kept_models
from app.document.networks.modules import MODULE
from app.document.place_words import link_words
from app.document.signals import hearable
from app.document.third_factors import ThirdFactor, meaning_of, third_factors
from app.document.vocabulary import LINK_PARTS, part_key, titled_model
from app.i18n.translation import tr
from app.widgets.actions import callback, menu_of
from app.widgets.model_catalogue import categories, models_of
from app.widgets.text import capital


def menu_for(view: Surface, hit: Hit, at: QPointF) -> QMenu:
    """The menu of what was pressed, which is chosen first; it deletes itself when it closes."""
    menu = menu_of(view)
    menu.setToolTipsVisible(True)
    if hit.id is not None and hit.id not in view.editor.selection:
        view.editor.selection.set((hit.id,))
    if hit.node is not None and hit.slider:
        add_slider_menu(menu, view, hit.node.node.id, hit.slider)
    elif hit.node is not None:
        _node_menu(view, menu)
    elif hit.link is not None:
        _link_menu(view, menu, hit.link.link.id)
    elif hit.wire is not None:
        _factor_menu(view, menu, hit.wire.factor)
    else:
        _ground_menu(view, menu, at)
    return menu


def _node_menu(view: Surface, menu: QMenu) -> None:
    editor = view.editor
    chosen = [i for i in editor.selection.ids if i in view.drawing.nodes]
    notes = all(editor.document.nodes[i].kind == NodeKind.NOTE for i in chosen)
    if len(chosen) == 1:
        rename = _offer(view, menu, "edit.rename", partial(rename_selected, view))
        if notes:
            rename.setText(tr("Edit text"))
    if any(editor.document.nodes[i].kind == NodeKind.POPULATION for i in chosen):
        _command(view, menu, "edit.neurons")
        _signs(view, menu, [i for i in chosen if editor.document.nodes[i].kind == NodeKind.POPULATION])
    if len(chosen) == 1 and _is_typed(editor.document.nodes[chosen[0]].model):
        _command(view, menu, "edit.keep_model")
    if not notes:
        _offer(view, menu, "edit.comment", partial(comment_selected, view))
        _mute(view, menu)
    _breakpoint(view, menu)
    add_plot_menu(menu, editor, chosen)
    add_sliders_menu(menu, editor, chosen)
    if len(chosen) == 1:
        add_vary_menu(menu, editor, chosen[0])
    if len(chosen) >= SEVERAL:
        menu.addAction(tr("Link in the order chosen"), "Ctrl+L", view.link_selected)
        _arranging(view, menu.addMenu(tr("Align")), tuple(EDGES), partial(arranging.line_up, view))
    if len(chosen) >= SOMETHING_BETWEEN:
        _arranging(view, menu.addMenu(tr("Distribute")), AXES, partial(arranging.spread_evenly, view))
    _offer(view, menu, "arrange.group", partial(arranging.group_selected, view))
    groups = [i for i in chosen if editor.document.nodes[i].kind == NodeKind.GROUP]
    if groups:
        _offer(view, menu, "arrange.ungroup", partial(arranging.ungroup_selected, view))
    if len(groups) == 1 == len(chosen):
        menu.addAction(tr("Enter the group"), lambda: editor.enter(groups[0]))
        _command(view, menu, "arrange.keep_module")
        if MODULE in editor.document.nodes[groups[0]].parameters:
            _command(view, menu, "arrange.renew")
    _clipboard(view, menu)


def _mute(view: Surface, menu: QMenu) -> None:
    """Offer to leave what is chosen out of the network, or to put it back where all of it is left out."""
    document = view.editor.document
    elements = [element for id in view.editor.selection.ids if (element := document.element(id)) is not None]
    offered = _offer(view, menu, "edit.mute", partial(intentions.mute_selection, view.editor))
    offered.setText(tr("Put back into the network") if all(e.muted for e in elements) else tr("Mute"))


def _is_typed(key: str) -> bool:
    """Tell whether the equations of a model are typed, right or wrong."""
    model = titled_model(key)
    return model is not None and bool(model.text)


def _signs(view: Surface, menu: QMenu, ids: Sequence[str]) -> None:
    """Add the choice of a sign for all links that leave the populations."""
    entries = [("excitatory", tr("Excitatory")), ("inhibitory", tr("Inhibitory"))]
    entries = [("", tr("Neither")), *entries, ("mixed", tr("Both signs"))]
    signs = {view.editor.document.nodes[i].sign for i in ids}
    now = signs.pop() if len(signs) == 1 else "differing"
    _choice(menu.addMenu(tr("Sign")), entries, now, partial(intentions.set_population_sign, view.editor, ids))


def _breakpoint(view: Surface, menu: QMenu) -> None:
    """Add the way to breakpoints, where a run can stop at something of what is chosen."""
    document, chosen = view.editor.document, set(view.editor.selection.ids)
    if any(not chosen.isdisjoint(may_break(document, kind)) for kind in BreakpointKind):
        _command(view, menu, "run.breakpoints")


def _arranging(view: Surface, menu: QMenu, ways: Sequence[str], callback: Callable[[str], object]) -> None:
    """Some of the actions of the menu Arrange, with their shortcuts."""
    for way in ways:
        _offer(view, menu, f"arrange.{way}", partial(callback, way))


def _link_menu(view: Surface, menu: QMenu, link_id: str) -> None:
    editor = view.editor
    link = editor.document.links[link_id]
    if link.synapses is not None:
        words = {"excitatory": tr("Excitatory"), "inhibitory": tr("Inhibitory"), "mixed": tr("Both signs")}
        _choice(
            menu.addMenu(tr("Sign")),
            [(sign.value, words[sign]) for sign in possible_signs(link.synapses.synapse)],
            link.synapses.sign,
            lambda sign: intentions.set_sign(editor, (link_id,), sign),
        )
        without = {"plasticity": tr("None: fixed weights"), "short_term": tr("None: the whole weight is sent")}
        parts = {kind: part for part, kind in LINK_PARTS.items()}
        for category in (c for c in categories() if c.kind in parts):
            part = parts[category.kind]
            chosen = getattr(link.synapses, part)
            now = None if chosen is None else kept_models.offered_key(chosen)
            entries = [(model.key, tr(model.title)) for model in models_of(category)]
            if part in without:
                entries.insert(0, ("", without[part]))
            if now is not None or part in without:
                _choice(menu.addMenu(category.title), entries, now or "", partial(_set_part, view, link_id, part))
        _third_factors(view, menu, link_id)
        menu.addSeparator()
    if link.synapses is not None:
        show = partial(intentions.show_plot, editor, (link.target,), Shows.WEIGHTS, link_id)
        menu.addAction(tr("Show its weights in its target"), show)
        add_vary_menu(menu, editor, link_id)
        if any(_is_typed(part_key(link, part)) for part in LINK_PARTS):
            _command(view, menu, "edit.keep_model")
    _breakpoint(view, menu)
    _offer(view, menu, "edit.comment", partial(comment_selected, view))
    _mute(view, menu)
    if link.bends:
        menu.addAction(tr("Straighten"), lambda: intentions.bend(editor, link_id, ()))
    menu.addSeparator()
    _delete(view, menu)


def _third_factors(view: Surface, menu: QMenu, link_id: str) -> None:
    """Add the choice of a node for each third factor that the link's rule hears."""
    link = view.editor.document.links[link_id]
    for name in third_factors(link):
        _heard_from(view, menu, link_id, name, str(synapses_of(link).plasticity_parameters.get(name, "")))


def _heard_from(view: Surface, menu: QMenu, link_id: str, name: str, now: str) -> None:
    """Add the choice of the node that one of these is heard from."""
    document = view.editor.document
    options = [("", tr("None")), *((node.id, node.title) for node in document.nodes.values() if hearable(node))]
    title = capital(tr(meaning_of(document, ThirdFactor(link_id, name, now))))
    _choice(menu.addMenu(title), options, now, partial(_set_factor, view, link_id, name))


def _factor_menu(view: Surface, menu: QMenu, factor: ThirdFactor) -> None:
    """Offer what else the rule may hear, the link whose rule it is, and to take the wire away."""
    _heard_from(view, menu, factor.link_id, factor.name, factor.node_id)
    link = view.editor.document.links[factor.link_id]
    words = tr("Go to {link}", link=link_words(view.editor.document, link))
    menu.addAction(words.replace("&", "&&"), lambda: view.show_element(link.id))
    menu.addSeparator()
    _delete(view, menu)


def _set_factor(view: Surface, link_id: str, name: str, node_id: str) -> None:
    """Let the rule of a link hear a node, or nothing."""
    intentions.set_third_factor(view.editor, link_id, name, node_id or None)


def _set_part(view: Surface, link_id: str, part: str, key: str) -> None:
    """Give a link another model of one part, or none."""
    intentions.set_part(view.editor, (link_id,), part, key or None)


def _ground_menu(view: Surface, menu: QMenu, at: QPointF) -> None:
    menu.addAction(icon("add"), tr("Add a node…"), "/", lambda: view.quick_add(at))
    menu.addAction(icon("note"), tr("Add a note"), "Ctrl+Shift+N", partial(arranging.add_note, view, at))
    _offer(view, menu, "edit.paste", partial(view.paste_requested.emit, at))
    menu.addSeparator()
    _offer(view, menu, "edit.select_all", partial(intentions.select_all, view.editor))
    _offer(view, menu, "arrange.layers", partial(arranging.put_in_layers, view)).setIcon(icon("layout"))
    _offer(view, menu, "view.fit", view.fit).setIcon(icon("fit"))
    if view.editor.level:
        menu.addAction(tr("Leave the group"), "Esc", view.editor.leave)


def _clipboard(view: Surface, menu: QMenu) -> None:
    menu.addSeparator()
    _command(view, menu, "edit.cut")
    _command(view, menu, "edit.copy")
    _offer(view, menu, "edit.duplicate", partial(arranging.duplicate_selected, view))
    menu.addSeparator()
    _delete(view, menu)


def _delete(view: Surface, menu: QMenu) -> None:
    callback = partial(intentions.delete_selection, view.editor)
    _offer(view, menu, "edit.delete", callback).setIcon(icon("close"))


def _command(view: Surface, menu: QMenu, id: str) -> None:
    """Offer an action that the window does."""
    _offer(view, menu, id, lambda: view.command_requested.emit(id))


def _offer(view: Surface, menu: QMenu, id: str, callback: Callable[[], object]) -> QAction:
    """Offer an action by the words and the key of an action of the window, grey where that is."""
    action = view.window_actions[id]
    shown = menu.addAction(action.text, callback)
    shown.setShortcut(next(iter(action.shortcuts), ""))
    if reason := action.why():
        shown.setEnabled(False)
        shown.setToolTip(reason)
    return shown


def _choice(menu: QMenu, entries: Sequence[tuple[str, str]], now: str, choose: Callable[[str], object]) -> None:
    """Entries of which one is ticked."""
    group = QActionGroup(menu)
    for key, words in entries:
        menu.addAction(group.addAction(callback(words, partial(choose, key), menu, key == now)))
