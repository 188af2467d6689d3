"""The public face of the engine as a script may use it: which names of which modules, and what elements take."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.discovery import remembered
from engine.model.declaration import Model
from engine.model.registry import discovery
from engine.model.registry.reexport import KINDS, by_name
from engine.model.typed.equations import READERS, equations
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    Learns,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.seeds import SEEDS
from engine.network.values import FORMS, ByDistance, LogNormal, Normal, Uniform
from engine.problems import Phrase

FACE = __name__.partition(".")[0]
"""The package that a script imports from: where this program is installed it is called otherwise than in a clone."""
FACES = frozenset({"engine", "spikeloom"})
"""How that is called anywhere; scripts of both are read."""
DESCRIPTION, VALUES = f"{FACE}.network.description", f"{FACE}.network.values"
MOST_NEURONS = 1_000_000_000
SIMULATION = "Simulation"  # stands for the class, which reading does not need
PATH = "Path"
SENDERS = frozenset({"populations", "stimuli", "encoders"})

ENDS: Mapping[type[Any], Mapping[str, frozenset[str]]] = {
    Population: {},
    Stimulus: {},
    Dataset: {},
    Encoder: {"dataset": frozenset({"datasets"})},
    Projection: {"source": SENDERS, "target": frozenset({"populations"})},
    Decoder: {"source": frozenset({"populations"}), "labels": frozenset({"datasets"})},
    Recording: {"element": SENDERS | {"projections"}},
}
"""Which kinds of elements the fields of each may name."""
ELEMENTS: Mapping[str, type[Any]] = {
    "datasets": Dataset,
    "stimuli": Stimulus,
    "encoders": Encoder,
    "populations": Population,
    "decoders": Decoder,
    "projections": Projection,
    "recordings": Recording,
}
"""The elements of a network, in an order in which each stands behind those that it names."""


@dataclass(frozen=True)
class Need:
    """The need of an argument, in words, and whether a value fits it."""

    words: Phrase
    fits: Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_value(value: Any) -> bool:
    return _is_number(value) or isinstance(value, Uniform | Normal | LogNormal | ByDistance | np.ndarray)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_value(v) or isinstance(v, str) for v in value.values())


def _is_model(kind: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, type) and issubclass(value, Model) and value.kind == kind


def _or_none(need: Need) -> Need:
    return Need(need.words, lambda value: value is None or need.fits(value))


TEXT = Need(Phrase("a text in quotes"), lambda value: isinstance(value, str))
TYPED_KIND = Need(Phrase("the kind of a typed model, such as synapses"), lambda v: isinstance(v, str) and v in READERS)
WHOLE = Need(Phrase("a whole number from 0"), lambda v: _is_number(v) and isinstance(v, int) and v >= 0)
COUNT = Need(
    Phrase("a whole number from 1 to {last}", last=MOST_NEURONS), lambda v: WHOLE.fits(v) and 1 <= v <= MOST_NEURONS
)
SEED = Need(Phrase("a whole number from 0 to {last}", last=SEEDS - 1), lambda v: WHOLE.fits(v) and v < SEEDS)
POSITIVE = Need(Phrase("a number above 0"), lambda value: _is_number(value) and value > 0)
TIME = Need(Phrase("a number from 0"), lambda value: _is_number(value) and value >= 0)
NUMBER = Need(Phrase("a finite number"), _is_number)
VALUE = Need(Phrase("a number, a distribution or an array"), _is_value)
TABLE = Need(Phrase("a table of values by name"), _is_table)
TEXTS = Need(
    Phrase("a table of ids"), lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
)
FLAG = Need(Phrase("True or False"), lambda value: isinstance(value, bool))
SIGN = Need(Phrase("a sign such as Sign.INHIBITORY"), lambda value: isinstance(value, Sign))
LEARNS = Need(Phrase("weights, normalised weights or nothing"), lambda value: value in tuple(Learns))
INDICES = Need(
    Phrase("numbers in round brackets"),
    lambda value: value is None or (isinstance(value, tuple) and all(WHOLE.fits(v) for v in value)),
)
PAIRS = Need(Phrase("a call of Connections(…)"), lambda value: value is None or isinstance(value, Connections))
LIST = Need(Phrase("an array of whole numbers"), lambda v: isinstance(v, np.ndarray) and v.dtype == np.int64)
MODELS = {kind: Need(Phrase("a model of the kind {kind}", kind=kind), _is_model(kind)) for kind in discovery.KINDS}
SPLITS = ("test", "train", "validation", "all")
SPLIT = Need(Phrase("test, train, validation or all"), lambda value: value in SPLITS)
FORM = Need(Phrase("linear, gaussian or exponential"), lambda value: isinstance(value, str) and value in FORMS)
TAKES: Mapping[Any, Mapping[str, Need]] = {
    Population: {
        "id": TEXT, "model": MODELS["neurons"], "size": COUNT, "parameters": TABLE, "start": TABLE, "bias": VALUE,
        "title": TEXT, "positions": _or_none(MODELS["positions"]), "positions_parameters": TABLE,
        "sign": _or_none(SIGN),
    },
    Stimulus: {"id": TEXT, "model": MODELS["stimuli"], "size": COUNT, "parameters": TABLE, "title": TEXT},
    Dataset: {
        "id": TEXT, "model": MODELS["datasets"], "parameters": TABLE, "sample_time": POSITIVE, "gap": TIME,
        "shuffled": FLAG, "split": SPLIT, "reset_between": FLAG, "title": TEXT,
    },
    Encoder: {"id": TEXT, "model": MODELS["encoders"], "dataset": TEXT, "parameters": TABLE, "title": TEXT},
    Decoder: {
        "id": TEXT, "model": MODELS["decoders"], "source": TEXT, "labels": _or_none(TEXT), "parameters": TABLE,
        "title": TEXT,
    },
    Projection: {
        "id": TEXT, "source": TEXT, "target": TEXT, "synapse": _or_none(MODELS["synapses"]),
        "wiring": MODELS["wiring"], "weight": VALUE, "delay": VALUE, "sign": SIGN, "synapse_parameters": TABLE,
        "wiring_parameters": TABLE, "plasticity": _or_none(MODELS["plasticity"]), "plasticity_parameters": TABLE,
        "plasticity_sources": TEXTS, "short_term": _or_none(MODELS["short_term"]), "short_term_parameters": TABLE,
        "connections": PAIRS, "title": TEXT, "learns": LEARNS, "into": TEXT,
    },
    Recording: {
        "id": TEXT, "element": TEXT, "quantity": TEXT, "indices": INDICES, "interval": POSITIVE, "title": TEXT,
    },
    Connections: {"pre": LIST, "post": LIST},
    Uniform: {"low": NUMBER, "high": NUMBER},
    Normal: {"mean": NUMBER, "std": TIME},
    LogNormal: {"mean": NUMBER, "std": TIME},
    ByDistance: {"form": FORM, "base": NUMBER, "amount": NUMBER, "scale": POSITIVE},
}  # fmt: skip
"""What the fields of each thing that a script makes must be, in their order."""

PARTS: Mapping[type[Any], Mapping[str, str]] = {
    Population: {"parameters": "model", "positions_parameters": "positions"},
    Stimulus: {"parameters": "model"},
    Dataset: {"parameters": "model"},
    Encoder: {"parameters": "model"},
    Decoder: {"parameters": "model"},
    Projection: {
        "synapse_parameters": "synapse", "wiring_parameters": "wiring", "plasticity_parameters": "plasticity",
        "short_term_parameters": "short_term",
    },
    Recording: {},
}  # fmt: skip
"""Which field holds the model that declares the values of a table."""


@remembered
def faces() -> dict[str, dict[str, Any]]:
    """By module, the names that a script may import and what they stand for."""
    # Puts all names of the face together, for every script that is read (decision 0220)
    all_elements = {kind.__name__: kind for kind in ENDS}
    declared: dict[str, Any] = {**all_elements, "Connections": Connections, "Sign": Sign}
    values = {kind.__name__: kind for kind in (Uniform, Normal, LogNormal, ByDistance)}
    network: dict[str, Any] = {"NetworkDescription": NetworkDescription}
    return {
        FACE: {
            **declared,
            **values,
            **network,
            "Simulation": SIMULATION,
            "find": discovery.find,
            "equations": equations,
        },
        DESCRIPTION: {**declared, **network},
        VALUES: values,
        "pathlib": {PATH: PATH},
        **{f"{FACE}.{kind}": dict(by_name(kind)) for kind in KINDS},
    }


def own(module: str) -> str:
    """A module by its name here, where a script calls it as elsewhere."""
    first, dot, rest = module.partition(".")
    return f"{FACE}{dot}{rest}" if first in FACES else module


def nearest_of(name: str, known: Collection[str], least: float = 0.0) -> str:
    """The name that is most like one that nobody knows; that itself where none is like it by ``least``."""
    folded = {other.casefold(): other for other in known}
    found = difflib.get_close_matches(name.casefold(), folded, 1, least)
    return folded[found[0]] if found else name
