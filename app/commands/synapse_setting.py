"""Setting what projections carry: synapse, wiring, weight, delay, sign, and plasticity of long and of short term."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from app.commands.building import Refused
from app.commands.editor import Editor
from app.commands.placing import needs_places, places_for
from app.document.document import Document
from app.document.edits import Edit, SetParameter, SetSynapses, synapses_of
from app.document.elements import ArrayRef, Link, Synapses, Value
from app.document.making.drawing import default_synapses, default_weight, is_discrete, sign_of_weights, signed
from app.document.meaning.link_delay import has_delay
from app.document.networks.kept_models import kept_models
from app.document.signals import weight_unit
from app.document.third_factors import may_hear
from app.document.vocabulary import (
    DEFAULT_DELAY,
    PROJECTION,
    QUANTITY,
    begun_key,
    link_part,
    model_as,
    model_of,
    of_same_name,
    part_model,
    recordable_of,
    settable,
)
from app.document.words.parameter_words import link_parameter_words
from app.i18n.translation import tr
from engine.importing.connection_list import ConnectionList
from engine.model.declaration import Model, PlasticityModel, SynapseModel
from engine.model.registry.discovery import file_of
from engine.network.description import Learns, Sign
from engine.problems import Problem, declare

NOT_FOR_A_LINK = declare(
    "not for a link",
    "Only synapses, wiring and plasticity of either term can be dropped on a link.",
    "Drop it on empty canvas.",
)
NO_SYNAPSES_HERE = declare(
    "no synapses here", "This link carries no synapses.", "Drop it on a link between populations."
)


def set_link_parameter(
    editor: Editor,
    link_ids: Sequence[str],
    part: str,
    name: str,
    value: Value | None,
    merge_key: str | None = None,
) -> None:
    """Set one parameter of one part ("synapse", "wiring" …) of several projections; None is the default."""
    edits: list[Edit] = []
    for link in _projections(editor, link_ids):
        model = part_model(link, part)
        if model is None or name not in settable(model):
            continue
        sign = _sign_by(model, name, value)
        if sign is None or value is None:
            edits.append(SetParameter(link.id, name, value, f"{part}_parameters"))
            continue
        s = synapses_of(link)
        edits.append(
            SetSynapses(link.id, replace(s, sign=sign, synapse_parameters={**s.synapse_parameters, name: value}))
        )
    words = link_parameter_words(_projections(editor, link_ids), part, name)
    editor.do_all(edits, tr("Change {name}", name=words), merge_key)


def _sign_by(model: type[Model], name: str, value: Value | None) -> str | None:
    """The sign that a reversal potential stands for: that whose default lies nearer."""
    parameter = model.parameters().get(name)
    if parameter is None or parameter.inhibitory is None or not isinstance(value, float | int):
        return None
    nearer = abs(value - parameter.inhibitory) < abs(value - parameter.default)
    return (Sign.INHIBITORY if nearer else Sign.EXCITATORY).value


def set_weight(editor: Editor, link_ids: Sequence[str], value: Value, merge_key: str | None = None) -> None:
    """Set the weight of every synapse, as a number or a distribution; kept weights are let go of."""

    def changed(link: Link, s: Synapses) -> Synapses:
        return replace(s, weight=value, trained=s.trained and isinstance(value, ArrayRef))

    _change(editor, link_ids, changed, tr("Change the weight"), merge_key)


def set_delay(editor: Editor, link_ids: Sequence[str], value: Value, merge_key: str | None = None) -> None:
    """Set the delay in ms; an explicit 0 is a delay of zero, which links that act at once keep or get."""

    def changed(link: Link, s: Synapses) -> Synapses:
        return replace(s, delay=value if has_delay(editor.document, link) else 0.0)

    _change(editor, link_ids, changed, tr("Change the delay"), merge_key)


def set_sign(editor: Editor, link_ids: Sequence[str], sign: str) -> None:
    """Declare projections excitatory, inhibitory or mixed; drawn weights or reversal potentials follow."""
    declared = Sign(sign)
    _change(editor, link_ids, lambda link, s: declared_as(s, declared), tr("Make it {sign}", sign=tr(declared.value)))


def set_learns(editor: Editor, link_ids: Sequence[str], learns: str) -> None:
    """Let training move the weights of projections, normalise them on the way, or leave them as they are drawn."""
    words = {
        Learns.WEIGHTS: tr("Let the weights learn"),
        Learns.NORMALISED: tr("Normalise the link while it learns"),
        Learns.NOTHING: tr("Hold the weights while the network learns"),
    }
    _change(editor, link_ids, lambda link, s: replace(s, learns=learns), words[Learns(learns)])


def set_into(editor: Editor, link_ids: Sequence[str], into: str) -> None:
    """Let projections act into an input of their target; "" is the first."""
    _change(editor, link_ids, lambda link, s: replace(s, into=into), tr("Choose where the link acts"))


def declared_as(s: Synapses, sign: Sign) -> Synapses:
    """The same with another sign, if they may have it: with drawn weights or a reversal potential of that side."""
    if sign not in possible_signs(s.synapse):
        return s
    if not is_unsigned(s.synapse):
        return replace(s, sign=sign.value, weight=signed(s.weight, sign))
    model = model_of(s.synapse)
    known = model.parameters() if model is not None else {}
    turning = {name for name, p in known.items() if p.inhibitory is not None}
    kept = {name: value for name, value in s.synapse_parameters.items() if name not in turning}
    return replace(s, sign=sign.value, synapse_parameters=kept)


def set_synapse_model(editor: Editor, link_ids: Sequence[str], key: str | None) -> None:
    """Change the kind of synapse, or have none; where the unit of the weight changes, the kind's own default is set."""
    title = _title(key) if key else tr("none")
    units: set[bool] = set()

    def changed(link: Link, s: Synapses) -> Synapses:
        units.add(_weighs_alike(editor.document, link, s.synapse, key))
        return _with_kept(_with_synapse(editor.document, link, s, key), "synapse", key)

    edits = _edits(editor, link_ids, changed)
    text = tr("Change the synapse to {title}", title=title)
    if False in units:
        text = tr("Change the synapse to {title}, its weight to the default", title=title)
    editor.do_all(edits, text)


def set_wiring(editor: Editor, link_ids: Sequence[str], key: str) -> None:
    """Change the wiring rule; listed connections, and weights kept for them, give way to drawn ones."""

    def changed(link: Link, s: Synapses) -> Synapses:
        weight, trained = s.weight, s.trained
        if isinstance(weight, ArrayRef) and s.wiring != key:
            weight, trained = fresh_weight(editor.document, link, s.synapse), False
        kept = of_same_name(s.wiring_parameters, key)
        return replace(s, wiring=key, wiring_parameters=kept, pre=None, post=None, weight=weight, trained=trained)

    _change(editor, link_ids, changed, tr("Change the wiring to {title}", title=_title(key)))


def set_connections(editor: Editor, link_id: str, given: ConnectionList) -> None:
    """Give a projection exactly these connections, with their weights and delays where the list has them."""
    document = editor.document
    s = synapses_of(document.links[link_id])
    weight = s.weight if given.weight is None else document.keep_array(given.weight)
    if isinstance(weight, ArrayRef) and given.weight is None:
        weight = fresh_weight(document, document.links[link_id], s.synapse)  # kept weights belong to other connections
    delay = s.delay if given.delay is None else document.keep_array(given.delay)
    if isinstance(delay, ArrayRef) and given.delay is None:
        delay = DEFAULT_DELAY
    sign = s.sign
    if given.weight is not None and not is_unsigned(s.synapse):
        sign = sign_of_weights(given.weight).value
    pre, post = document.keep_array(given.pre), document.keep_array(given.post)
    changed = replace(s, pre=pre, post=post, weight=weight, delay=delay, sign=sign, trained=False)
    editor.do_all([SetSynapses(link_id, changed)], tr("Read connections from a file"))


def _weighs_alike(document: Document, link: Link, before: str | None, after: str | None) -> bool:
    """Tell whether weights of two synapses mean the same; nobody knows what they are by equations that are wrong."""
    if before and model_of(before) is None:
        return True
    target = document.nodes[link.target]
    same_unit = weight_unit(model_of(before), target) == weight_unit(model_of(after), target)
    return same_unit and (before is None) == (after is None)


def _with_synapse(document: Document, link: Link, s: Synapses, key: str | None) -> Synapses:
    weight, trained, rule = s.weight, s.trained, s.plasticity_parameters
    sign = s.sign if s.sign in possible_signs(key) else Sign.EXCITATORY.value
    if not _weighs_alike(document, link, s.synapse, key):
        weight, trained = fresh_weight(document, link, key), False
        rule = {**rule, **suited(s.plasticity, key)}
    kept = of_same_name(s.synapse_parameters, key)
    s = replace(s, synapse=key, synapse_parameters=kept, sign=sign)
    return replace(s, weight=weight, trained=trained, plasticity_parameters=rule)


def _with_plasticity(s: Synapses, key: str | None) -> Synapses:
    kept = suited(key, s.synapse) | of_same_name(s.plasticity_parameters, key)
    return replace(s, plasticity=key, plasticity_parameters=kept)


def with_part(document: Document, link: Link, part: str, key: str) -> Synapses:
    """The synapses of a link with another "synapse" or "plasticity"; values stay where the names do."""
    given = synapses_of(link)
    return _with_synapse(document, link, given, key) if part == "synapse" else _with_plasticity(given, key)


def _with_kept(s: Synapses, part: str, key: str | None) -> Synapses:
    """The same with the values of a model that a person keeps, as they were when it was kept."""
    kept = None if key is None else kept_models.of_key(key)
    table = f"{part}_parameters"
    return s if kept is None else replace(s, **{table: {**getattr(s, table), **kept.parameters}})


def set_third_factor(editor: Editor, link_id: str, name: str, node_id: str | None) -> None:
    """Let the rule of a link hear a node as its third factor ``name``, or None: nothing. Raises Refused."""
    refusal = may_hear(editor.document, link_id, name, node_id) if node_id is not None else None
    if refusal is not None:
        raise Refused(refusal)
    set_link_parameter(editor, (link_id,), "plasticity", name, node_id)


def set_plasticity(editor: Editor, link_ids: Sequence[str], key: str | None) -> None:
    """Let the weights learn by a rule, or None: stay as they are."""

    def changed(link: Link, s: Synapses) -> Synapses:
        return _with_kept(_with_plasticity(s, key), "plasticity", key)

    text = tr("Change the plasticity to {title}", title=_title(key)) if key else tr("Remove the plasticity")
    _change(editor, link_ids, changed, text)


def set_short_term(editor: Editor, link_ids: Sequence[str], key: str | None) -> None:
    """Let what a spike delivers of a weight follow a model of short-term plasticity, or None: deliver all of it."""

    def changed(link: Link, s: Synapses) -> Synapses:
        return replace(s, short_term=key, short_term_parameters=of_same_name(s.short_term_parameters, key))

    removed = tr("Remove the short-term plasticity")
    text = tr("Change the short-term plasticity to {title}", title=_title(key)) if key else removed
    _change(editor, link_ids, changed, text)


def suited(rule: str | None, synapse: str | None) -> dict[str, Value]:
    """The first values of a rule's parameters that depend on the synapse, such as the largest weight."""
    model = model_as(rule, PlasticityModel)
    return {} if model is None else dict(model.suited(model_as(synapse, SynapseModel)))


def redraw_weights(editor: Editor, link_ids: Sequence[str]) -> None:
    """Let go of kept weights and listed connections and draw new ones: the remedy after a change of size."""

    def changed(link: Link, s: Synapses) -> Synapses:
        weight = fresh_weight(editor.document, link, s.synapse)
        return replace(s, weight=weight, trained=False, pre=None, post=None)

    _change(editor, link_ids, changed, tr("Draw new weights"))


def set_part(editor: Editor, link_ids: Sequence[str], part: str, key: str | None) -> None:
    """Give projections another model of one part; None where they are to do without it."""
    if part == "wiring":
        if key is not None:
            set_wiring(editor, link_ids, key)
        return
    setting = {"synapse": set_synapse_model, "plasticity": set_plasticity, "short_term": set_short_term}
    model = model_of(key)
    setting[part](editor, link_ids, begun_key(model) if model is not None and key == file_of(model.key) else key)


def drop_on_link(editor: Editor, link_id: str, model_key: str) -> None:
    """Put a synapse, wiring rule or plasticity that is dropped on a badge there. Raises Refused with the reason."""
    part = link_part(model_key)
    if part is None:
        raise Refused(Problem(link_id, NOT_FOR_A_LINK))
    if editor.document.links[link_id].synapses is None:
        raise Refused(Problem(link_id, NO_SYNAPSES_HERE))
    set_part(editor, (link_id,), part, model_key)


def fresh_weight(document: Document, link: Link, synapse: str | None) -> Value:
    """The weight that a new projection between these two nodes would have with this synapse."""
    source, target = document.nodes[link.source], document.nodes[link.target]
    if is_discrete(target):
        return default_synapses(document, source, target).weight
    default = default_weight(synapse)
    return default if is_unsigned(synapse) else signed(default, Sign(synapses_of(link).sign))


def is_unsigned(synapse: str | None) -> bool:
    """Tell whether the weights of a synapse are never negative, as those of conductances."""
    model = model_as(synapse, SynapseModel)
    return model is not None and model.is_unsigned()


def possible_signs(synapse: str | None) -> tuple[Sign, ...]:
    """The signs that a link with this synapse may have; a reversal potential has one side, a link both ways none."""
    model = model_as(synapse, SynapseModel)
    if model is not None and model.both_ways:
        return (Sign.EXCITATORY,)
    return tuple(sign for sign in Sign if not (sign is Sign.MIXED and is_unsigned(synapse)))


def _title(key: str) -> str:
    model = model_of(key)
    return tr(model.title) if model is not None else key


def _projections(editor: Editor, link_ids: Sequence[str]) -> list[Link]:
    links = editor.document.links
    return [links[i] for i in link_ids if i in links and links[i].synapses is not None]


def _edits(
    editor: Editor,
    link_ids: Sequence[str],
    changed: Callable[[Link, Synapses], Synapses],
    even_if_same: bool = False,
) -> list[Edit]:
    """The neurons at both ends are given a place where the change is the first to ask where they are."""
    edits: list[Edit] = []
    placed: dict[str, Edit] = {}
    for link in _projections(editor, link_ids):
        synapses = changed(link, synapses_of(link))
        if even_if_same or synapses != link.synapses:
            edits.append(SetSynapses(link.id, synapses))
            edits += _called_anew(editor.document, link, replace(link, synapses=synapses))
            if needs_places(synapses) and not needs_places(link.synapses):
                placed |= {edit.element.id: edit for edit in places_for(editor.document, link, synapses)}
    return [*edits, *placed.values()]


def _called_anew(document: Document, before: Link, after: Link) -> Iterator[Edit]:
    """Recorders keep the variable that they kept where another part of the link brings one of the same name."""
    old, new = recordable_of(before), recordable_of(after)
    for node in document.nodes.values():
        variable = old.get(str(node.parameters.get(QUANTITY, "")))
        if variable is None or node.parameters.get(PROJECTION) != before.id:
            continue
        name = next((n for n, v in new.items() if (v.part, v.quantity) == (variable.part, variable.quantity)), None)
        if name is not None and name != node.parameters[QUANTITY]:
            yield SetParameter(node.id, QUANTITY, name)


def _change(
    editor: Editor,
    link_ids: Sequence[str],
    changed: Callable[[Link, Synapses], Synapses],
    name: str,
    merge_key: str | None = None,
) -> None:
    """The same change on several projections, as one step."""
    editor.do_all(_edits(editor, link_ids, changed, even_if_same=merge_key is not None), name, merge_key)
