"""The form of one projection, or of several at once: synapse, wiring, weights, plasticity of either term."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.synapse_setting import fresh_weight, is_unsigned, possible_signs
from app.document import signals, vocabulary
from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import Link, NodeKind, Value
from app.document.meaning.link_counts import link_count
from app.document.meaning.link_delay import has_delay
from app.document.meaning.shapes import made_shape
from app.document.networks.kept_models import kept_models
from app.document.place_words import link_words
from app.i18n.translation import tr, tr_as
from app.inspector.forms import declared
from app.inspector.forms.equations_entry import equations_entry, writing_button
from app.inspector.forms.form import (
    LIVE,
    NO_MARK,
    ChoiceEntry,
    EquationsEntry,
    FileEntry,
    Form,
    FormEntry,
    ModelChoice,
    Picture,
    QuantityEntry,
    Section,
    common,
    shown_value,
)
from app.inspector.forms.group_form import comment_section
from app.inspector.forms.sign_rows import sign_words
from app.widgets.quantities import Bounds
from engine.checking.connection_count import ConnectionCount
from engine.importing.connection_list import read_connections
from engine.model.declaration import NeuronModel, Payload
from engine.model.pairing import inputs
from engine.model.topology import WiringRule, shape_words
from engine.network.description import Learns, Sign

DELAY = Bounds("ms", at_least=0.0)


def link_form(editor: Editor, links: Sequence[Link]) -> Form:
    """Rows that all ``links``, at least one, have in common; a plain thread has none."""
    document = editor.document
    title, picture = _head(document, links)
    if any(link.synapses is None for link in links):
        payload = links[0].source_port
        words = tr("carries values") if payload == "values" else tr("carries spikes")
        if payload == "labels":
            wanted = {Payload.VALUES: tr("carries wanted values"), Payload.SPIKES: tr("carries wanted spikes")}
            words = wanted.get(signals.wanted_of(document.nodes[links[0].source]), tr("carries labels"))
        return Form(title, words, picture, (comment_section(editor, links[0]),))
    ids = [link.id for link in links]
    sections = [
        _part(editor, links, ids, "synapse", tr("Synapse"), (*_into(editor, links, ids), *_delay(editor, links, ids))),
        _part(editor, links, ids, "wiring", tr("Wiring")),
        _weights(editor, links, ids),
        _part(editor, links, ids, "plasticity", tr("Plasticity"), none=tr("None")),
        _part(editor, links, ids, "short_term", tr("Short-term plasticity"), none=tr("None")),
    ]
    if len(links) > 1:
        return Form(title, _subtitle(document, links), picture, tuple(sections))
    sections.append(comment_section(editor, links[0]))
    return Form(title, _subtitle(document, links), picture, tuple(sections), equations=_equations(editor, links[0]))


def _equations(editor: Editor, link: Link) -> tuple[EquationsEntry, ...]:
    """The texts of the parts of a link that are typed."""
    found: tuple[EquationsEntry, ...] = ()
    for part, words in (("synapse", tr("Synapse")), ("plasticity", tr("Plasticity"))):

        def write(text: str, part: str = part) -> None:
            intentions.set_part_equations(editor, link.id, part, text, f"equations {link.id} {part}")

        found += equations_entry(f"{link.id} {part}", vocabulary.part_key(link, part), words, write)
    return found


def _head(document: Document, links: Sequence[Link]) -> tuple[str, Picture]:
    if len(links) > 1:
        return tr("{count} {count:link|links}", count=len(links)), Picture((), ())
    source, target = document.nodes[links[0].source], document.nodes[links[0].target]
    picture = Picture((source.kind, target.kind), (source.identity, target.identity))
    return link_words(document, links[0]), picture


def _synapses(count: ConnectionCount) -> str:
    if count.number == 1 and not count.is_mean:
        return tr("1 synapse")
    words = tr("{count} {count:synapse|synapses}", count=f"{count.number:,}")
    return tr("about {size}", size=words) if count.is_mean else words


def _subtitle(document: Document, links: Sequence[Link]) -> str:
    count = link_count(document, links)
    words = [] if count is None else [_synapses(count)]
    if len(links) > 1:
        return " · ".join((tr("projections"), *words))
    given = synapses_of(links[0])
    signed = len(possible_signs(given.synapse)) > 1
    words.append(tr("trained") if given.trained else sign_words(given.sign) if signed else tr("both ways"))
    if given.learns == Learns.NORMALISED:
        words.append(tr("normalised"))
    elif given.learns == Learns.NOTHING:
        words.append(tr("held"))
    if given.plasticity:
        words.append(tr("plastic"))
    elif given.short_term:
        words.append(tr("short-term plastic"))
    return " · ".join(words)


def _weight_unit(document: Document, links: Sequence[Link]) -> str | None:
    """The unit of all their weights, None where they have several."""
    return common(
        [signals.weight_unit(vocabulary.part_model(link, "synapse"), document.nodes[link.target]) for link in links]
    )


def _part(
    editor: Editor,
    links: Sequence[Link],
    ids: Sequence[str],
    part: str,
    title: str,
    more: tuple[FormEntry, ...] = (),
    none: str = "",
) -> Section:
    """One part of the synapses: the choice of its model and the rows that the model declares."""
    given = [synapses_of(link) for link in links]
    shown: str | None = common([getattr(synapses, part) or "" for synapses in given])
    rows: tuple[FormEntry, ...] = ()
    model = vocabulary.model_of(shown)
    if model is not None:

        def write(name: str, value: Value | None, gesture: str | None) -> None:
            intentions.set_link_parameter(editor, ids, part, name, value, gesture)

        tables = [getattr(synapses, f"{part}_parameters") for synapses in given]
        rows = declared.hearing(editor.document, part, vocabulary.spike_sources(model), tables, write)
        rows += declared.entries(
            editor.document,
            part,
            {**model.parameters(), **model.choices},
            tables,
            write,
            _weight_unit(editor.document, links) or "1",
            [vocabulary.part_defaults(model, synapses.sign) for synapses in given],
        )
    note = ""
    offered_key = kept_models.offered_key(shown) if shown else shown
    if part == "synapse" and shown == "":
        values = signals.payload(editor.document.nodes[links[0].source]) is Payload.VALUES
        note = tr("Each step the value is injected, times the weight.") if values else ""
        if not values:
            return Section(part, title, more, None, tr("The current is injected as it is, times the weight."))
        none = tr("None")
    if part == "wiring" and len(links) == 1 and (made := made_shape(editor.document, links[0])) is not None:
        note = tr("It makes {shape} of {name}.", shape=shape_words(made), name=_source_title(editor, links[0]))
    if model is not None and issubclass(model, WiringRule) and model.listed and len(links) == 1:
        rows += (_file(editor, links[0]),)
    choice = declared.model_choice(
        vocabulary.LINK_PARTS[part], offered_key, lambda key: intentions.set_part(editor, ids, part, key or None), none
    )
    if part == "synapse":
        choice = _fitting(editor.document, links, choice)
    button = writing_button(shown, lambda key: intentions.write_part_as_equations(editor, ids, part, key))
    return Section(part, title, rows + more, choice, note, button=button)


def _source_title(editor: Editor, link: Link) -> str:
    return editor.document.nodes[link.source].title


def _file(editor: Editor, link: Link) -> FormEntry:
    """The button that reads connections from a file."""
    given = synapses_of(link)
    count = 0 if given.pre is None else int(editor.document.array(given.pre).size)

    def write(value: Value | None, _gesture: str | None) -> None:
        intentions.set_connections(editor, link.id, read_connections(Path(str(value))))

    name = tr("{count} {count:connection|connections}", count=f"{count:,}") if count else tr("None yet")
    kinds = tr("Lists of connections") + " (*.csv *.npz)"
    return FileEntry("connections", name, write, resettable=False, words=tr("Read a file…"), kinds=kinds)


def _fitting(document: Document, links: Sequence[Link], choice: ModelChoice) -> ModelChoice:
    """Only the synapses that fit every link, and the one in use."""
    ends = [(document.nodes[link.source], document.nodes[link.target]) for link in links]
    models = {key: vocabulary.model_of(key) for key, _ in choice.options}
    fitting = {
        key
        for key, model in models.items()
        if model is not None and all(signals.fits_between(source, model, target) for source, target in ends)
    }
    options = tuple(option for option in choice.options if option[0] in fitting | {choice.value, ""})
    return ModelChoice(options, choice.value, choice.write)


def _into(editor: Editor, links: Sequence[Link], ids: Sequence[str]) -> tuple[FormEntry, ...]:
    """The input of the target that the links act into, where there are several or the chosen one is gone."""
    models = [vocabulary.model_of(editor.document.nodes[link.target].model) for link in links]
    known = [[*inputs(model)] for model in models if model is not None and issubclass(model, NeuronModel)]
    given = [synapses_of(link).into for link in links]
    names = [name for name in known[0] if all(name in each for each in known)] if known else []
    lost = [name for name in dict.fromkeys(given) if name and name not in names]
    alike = len({*(each[0] for each in known if each)}) == 1
    if not alike or len(names) + len(lost) < 2:
        return ()

    def write(value: Value | None, _gesture: str | None) -> None:
        intentions.set_into(editor, ids, str(value or ""))

    options = (("", names[0]), *((name, name) for name in (*names[1:], *lost)))
    value = common(["" if into == names[0] else into for into in given])
    return (ChoiceEntry("into", tr("Acts into"), write, changed=value != "", options=options, value=value),)


def _delay(editor: Editor, links: Sequence[Link], ids: Sequence[str]) -> tuple[FormEntry, ...]:
    """The delay, unless none of the links has one, nor claims one that can be taken back."""
    delayed = [has_delay(editor.document, link) for link in links]
    values = [synapses_of(link).delay for link in links]
    if not any(delayed) and all(value == 0.0 for value in values):
        return ()

    def write(value: Value | None, gesture: str | None) -> None:
        intentions.set_delay(editor, ids, vocabulary.DEFAULT_DELAY if value is None else value, gesture)

    return (
        QuantityEntry(
            "delay",
            tr("Delay"),
            write,
            symbol="d",
            changed=any(value != vocabulary.DEFAULT_DELAY for value in values),
            bounds=DELAY,
            value=shown_value(editor.document, common(values)),
            by_distance=_are_placed(editor.document, links),
        ),
    )


def _weights(editor: Editor, links: Sequence[Link], ids: Sequence[str]) -> Section:
    document = editor.document
    given = [synapses_of(link) for link in links]
    sign = common([synapses.sign for synapses in given])

    def write(value: Value | None, gesture: str | None) -> None:
        if value is None:
            with editor.one_step(tr("Reset the weight")):
                for link in links:
                    intentions.set_weight(editor, [link.id], _default_weight(editor, link))
        else:
            intentions.set_weight(editor, ids, value, gesture)

    def write_sign(value: Value | None, _gesture: str | None) -> None:
        intentions.set_sign(editor, ids, str(value))

    unsigned = any(is_unsigned(synapses.synapse) for synapses in given)
    unit = _weight_unit(document, links)
    bounds = Bounds(
        unit or "1",
        at_least=0.0 if sign == Sign.EXCITATORY or unsigned else -math.inf,
        at_most=0.0 if sign == Sign.INHIBITORY and not unsigned else math.inf,
    )
    value = common([synapses.weight for synapses in given]) if unit else None
    defaults = [_default_weight(editor, link) for link in links]
    weight = QuantityEntry(
        "weight",
        tr("Weight"),
        write,
        symbol="w",
        mark=LIVE,
        changed=any(synapses.weight != default for synapses, default in zip(given, defaults, strict=True)),
        bounds=bounds,
        value=shown_value(document, value),
        slider=True,
        by_distance=_are_placed(document, links),
    )
    possible = [option for option in Sign if all(option in possible_signs(synapses.synapse) for synapses in given)]
    options = tuple((str(option), sign_words(option)) for option in possible)
    row = ChoiceEntry("sign", tr("Sign"), write_sign, resettable=False, options=options, value=sign)
    learns = _learns(editor, ids, common([synapses.learns for synapses in given]))
    rows = (weight, row, learns) if len(options) > 1 else (weight, learns)
    note = ""
    if any(synapses.learns == Learns.NORMALISED for synapses in given):
        note = tr(
            "While it learns, what the link brings is normalised over batch and time to the threshold of its target. "
            "When training ends, that is folded into weights and biases."
        )
    elif any(synapses.trained for synapses in given):
        note = tr("These weights were trained; another value lets go of them.")
    elif _are_placed(document, links):
        note = tr("Weight and delay may follow the distance: right-click their field, or press Alt+Down in it.")
    return Section("weights", tr("Weights"), rows, None, note)


def _learns(editor: Editor, ids: Sequence[str], value: str | None) -> FormEntry:
    """The row of what learns of links while their network is trained."""

    def write(value: Value | None, _gesture: str | None) -> None:
        intentions.set_learns(editor, ids, str(value or Learns.WEIGHTS))

    words = {
        Learns.WEIGHTS: tr("weights"),
        Learns.NORMALISED: tr("normalised weights"),
        Learns.NOTHING: tr_as("nothing", "learns"),
    }
    options = tuple((key.value, text) for key, text in words.items())
    changed = value != Learns.WEIGHTS
    return ChoiceEntry("learns", tr("Learns"), write, mark=NO_MARK, changed=changed, options=options, value=value)


def _are_placed(document: Document, links: Sequence[Link]) -> bool:
    """Tell whether there is a distance between the neurons of every link."""
    ends = [document.nodes[end] for link in links for end in (link.source, link.target)]
    return all(end.arrangement or end.kind == NodeKind.ENCODER for end in ends)


def _default_weight(editor: Editor, link: Link) -> Value:
    return fresh_weight(editor.document, link, synapses_of(link).synapse)
