"""The face of a link: sign, whether it learns or tires, what it carries, and the lines of its badge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from PySide6.QtGui import QColor

from app.appearance.theme import theme
from app.canvas.painting.numbers import short
from app.canvas.painting.picture_keys import look_number
from app.document.connecting import payload_leaving
from app.document.document import Document
from app.document.elements import Link, Node, Synapses, Value
from app.document.moments import moments
from app.document.signals import wanted_of
from app.document.third_factors import third_factors
from app.document.vocabulary import joins_alike, model_of, part_defaults, titled_model
from app.document.words.kind_words import wanted_words
from app.i18n.translation import tr
from app.widgets.pictures.behaviour import Picture, known_behaviour
from engine.model.declaration import Payload
from engine.model.topology import WiringRule
from engine.network.values import ByDistance

MIXED, INHIBITORY = "mixed", "inhibitory"
SPREAD_FIGURES = 2
NEXT_TO_NOTHING = 4.0  # standard deviations over the mean: more only where weights of both signs cancel, or few are any


@dataclass(frozen=True)
class LinkFace:
    """``title`` is the badge's first line, ``rule`` and ``weight`` the second, all empty where a link has no badge;
    ``released`` names what says how much of a weight is sent, ``hears`` the third factors of its rule.
    """

    identity: int = 0
    payload: Payload = Payload.SPIKES
    sign: str = ""
    learns: bool = False
    released: str = ""
    title: str = ""
    rule: str = ""
    weight: str = ""
    kernel: Picture = ()
    word: str = ""
    both_ways: bool = False
    hears: tuple[str, ...] = ()

    @property
    def color(self) -> QColor:
        """The identity of its source, in the theme that is shown."""
        return theme().identity(self.identity)

    @property
    def repeats(self) -> bool:
        """True if another identity has this colour, too."""
        return theme().identity_repeats(self.identity)

    @cached_property
    def look(self) -> int:
        """A number for what the badge says; badges that say the same share it."""
        return look_number((self.title, self.detail, self.kernel, self.learns, bool(self.released)))

    @property
    def detail(self) -> str:
        """The second line."""
        return f"{self.rule} · {self.weight}" if self.rule else ""

    @property
    def has_badge(self) -> bool:
        """True if there is anything to say: links that carry values have no badge."""
        return bool(self.title)


class LinkStart(NamedTuple):
    """All that a link takes from the node which it leaves: the number of its colour, and what it carries.

    ``wanted`` is what labels are, which may be wanted values or spikes.
    """

    identity: int
    payload: Payload
    wanted: Payload | None = None


def leaving(document: Document, link: Link) -> LinkStart:
    """The identity and payload that this link takes along from its source."""
    source = document.nodes[link.source]
    payload = payload_leaving(source, link.source_port)
    return LinkStart(source.identity, payload, wanted_of(source) if payload is Payload.LABELS else None)


def told_to_links(node: Node) -> tuple[int, Payload]:
    """The identity and wants of a node, which make another :class:`LinkStart` of its links where they change."""
    return node.identity, wanted_of(node)


def face_of(document: Document, link: Link) -> LinkFace:
    """The face of this link on the canvas."""
    identity, payload, wanted = leaving(document, link)
    if link.synapses is None:
        return LinkFace(identity, payload, word=wanted_words(wanted) if wanted else "")
    given = link.synapses
    synapse, plasticity, short_term = map(titled_model, (given.synapse, given.plasticity, given.short_term))
    changing = plasticity or short_term
    rule = tr(changing.title) if changing else _wiring(given)
    return LinkFace(
        identity,
        payload,
        link.synapses.sign,
        plasticity is not None or given.trained,
        tr(short_term.title) if short_term else "",
        tr(synapse.title) if synapse else _unchanged(payload),
        rule,
        _weight(document, link.synapses.weight),
        (known_behaviour(synapse) or ()) if synapse else (),
        both_ways=joins_alike(link),
        hears=third_factors(link),
    )


def _unchanged(payload: Payload) -> str:
    """The word for what passes a link without a synapse."""
    return tr("Values") if payload is Payload.VALUES else tr("Current")


def _wiring(synapses: Synapses) -> str:
    """The rule's first number with its symbol (``p 0.1``); the name where there is none, or of a rule of space."""
    model = model_of(synapses.wiring)
    if model is None:
        return tr("unknown wiring")
    spatial = issubclass(model, WiringRule) and model.spatial
    values = {**part_defaults(model), **synapses.wiring_parameters}
    for name, parameter in ({} if spatial else model.parameters()).items():
        value = values[name]
        if isinstance(value, int | float):
            return f"{_plain(parameter.symbol)} {short(value)}"
    title = tr(model.title)
    return title[:1].lower() + title[1:]


def _plain(symbol: str) -> str:
    """A LaTeX symbol in plain characters."""
    return symbol.replace("\\", "").replace("_", "").replace("{", "").replace("}", "")


def weight_words(mean: float, spread: float) -> str:
    """``w 0.35`` is a mean; with ``±0.3`` the standard deviation, alone where the mean is next to nothing beside it."""
    if spread > NEXT_TO_NOTHING * abs(mean):
        return f"w ±{short(spread, SPREAD_FIGURES)}"
    if spread > abs(mean):
        return f"w {short(mean, SPREAD_FIGURES)} ±{short(spread, SPREAD_FIGURES)}"
    return f"w {short(mean)}"


def _weight(document: Document, value: Value) -> str:
    """Of a weight that follows the distance, ``w(0) 8`` is what it would be where the neurons lie on each other."""
    if isinstance(value, ByDistance):
        return f"w(0) {short(moments(document, value)[0])}"
    return weight_words(*moments(document, value))
