"""Names for people of the kinds of nodes and links, and of the wires of third factors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.document.elements import NodeKind
from app.i18n.translation import tr, translatable
from engine.model.declaration import Payload


class KindNames(NamedTuple):
    """One of a kind, several, and the section of the properties that holds its model."""

    one: str
    several: str
    section: str = ""


PROJECTION, THREAD, FACTOR = "projection", "thread", "factor"
NAMES: Mapping[str, KindNames] = {
    NodeKind.POPULATION: KindNames(translatable("population"), translatable("Populations"), translatable("Neuron")),
    NodeKind.STIMULUS: KindNames(translatable("stimulus"), translatable("Stimuli"), translatable("Stimulus")),
    NodeKind.DATASET: KindNames(translatable("dataset"), translatable("Data"), translatable("Data")),
    NodeKind.ENCODER: KindNames(translatable("encoder"), translatable("Encoders"), translatable("Encoder")),
    NodeKind.DECODER: KindNames(translatable("decoder"), translatable("Decoders"), translatable("Decoder")),
    NodeKind.RECORDER: KindNames(translatable("recorder"), translatable("Recorders"), translatable("Recorder")),
    NodeKind.NOTE: KindNames(translatable("note"), translatable("Notes")),
    NodeKind.GROUP: KindNames(translatable("group"), translatable("Groups")),
    PROJECTION: KindNames("", translatable("Projections")),
    THREAD: KindNames("", translatable("Plain links")),
    FACTOR: KindNames("", translatable("Third factors")),
}


def kind_names(kind: str) -> KindNames:
    """The names of a kind in the language of the window."""
    return KindNames(*(tr(name) if name else "" for name in NAMES[kind]))


def wanted_words(wanted: Payload) -> str:
    """Words for what leaves a dataset for whoever answers."""
    words = {Payload.VALUES: tr("wanted values"), Payload.SPIKES: tr("wanted spikes")}
    return words.get(wanted, tr("labels"))
