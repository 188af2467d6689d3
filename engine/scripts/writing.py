"""A description as a program of this engine: what is not default, by names after the titles.

What the program makes is the description :func:`~engine.network.trimmed.trimmed`; :mod:`engine.scripts.reading` reads
it back without running it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from msgspec.structs import astuple

from engine.model.declaration import Model
from engine.model.registry.reexport import KINDS, by_name
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.seeds import seed_of
from engine.network.trimmed import SPIKES, trimmed
from engine.network.values import ByDistance, LogNormal, Normal, Uniform
from engine.scripts.face import DESCRIPTION, ELEMENTS, FACE, VALUES
from engine.scripts.layout import BracketGroup, Item, bracketed, named_item
from engine.scripts.names import TAKEN, identifiers
from engine.scripts.script import LOADED, USUAL_DURATION, Archive, Array, Script

POSITIONAL: Mapping[type[Any], int] = {
    Dataset: 2, Stimulus: 2, Encoder: 3, Population: 3, Decoder: 3, Projection: 6, Recording: 3,
}  # fmt: skip
"""How many arguments of each stand without their names."""
ENDS = frozenset({"source", "target", "dataset", "labels", "element"})
"""Fields that hold the id of another element."""
TYPED_NAMES = {"neurons": "equations", "synapses": "synapse", "plasticity": "plasticity"}
"""What the variable of a typed model is called behind the name of its element, by the kind of the model."""
ON_NAMES = frozenset({"np", "find", "equations", "Path"})
RUN = """if __name__ == "__main__":
    record = Simulation(network, seed={seed}).run({duration!r})  # ms
    for population in network.populations:
        if population.model.fires():
            rate = record.rate(population.id, population.size)
            print(f"{{population.title}}: {{rate:.2f}} Hz")
"""
TOLD = """    for recording in network.recordings:
        if recording.quantity != "spikes":
            values = record.samples[recording.id].values
            low, high = values.min(), values.max()
            print(f"{recording.title}: {values.size} values from {low:.3f} to {high:.3f}")
"""


def script(
    description: NetworkDescription, *, seed: int = 1, title: str = "", duration: float = USUAL_DURATION
) -> Script:
    """The program that makes the network, runs it for ``duration`` ms and prints the rates."""
    return _ScriptWriter(trimmed(description)).script(seed_of(seed), title, duration)


class _ScriptWriter:
    def __init__(self, description: NetworkDescription) -> None:
        self._network = description
        self._names = identifiers(description, TAKEN | ON_NAMES)
        self._made: set[str] = set()  # ids of elements that stand above
        self._imports: dict[str, set[str]] = {FACE: {"NetworkDescription", "Simulation"}}
        self._archive = Archive()
        self._typed: dict[tuple[str, str], str] = {}  # by kind and text
        self._now = ""

    def script(self, seed: int, title: str, duration: float) -> Script:
        parts: list[tuple[str, list[str]]] = []
        for kind, made in ELEMENTS.items():
            block: list[tuple[str, list[str]]] = []
            for element in getattr(self._network, kind):
                self._now = self._names[element.id]
                call = self._call(element, made)
                block += [("", text) for text in self._equations()]
                block.append((element.id, bracketed(call, f"{self._now} = ")))
                self._made.add(element.id)
            parts += [*block, ("", [""])] if block else []
        body = bracketed(self._whole(), "network = ")
        head = [_quoted_title(title), ""] if title else []
        head += [*self._import_lines(), ""]
        arrays = self._archive.arrays
        if arrays:
            head += [LOADED, *(f"# {name}: {_shape(array)} values" for name, array in arrays.items()), ""]
        found, at = {}, len(head)
        for id, text in parts:
            if id:
                found[id] = range(at, at + len(text))
            at += len(text)
        whole = [*head, *(line for _, text in parts for line in text), *body, ""]
        run = RUN.format(seed=seed, duration=float(duration))
        run += TOLD if any(r.quantity != SPIKES for r in self._network.recordings) else ""
        return Script("\n".join(whole) + "\n" + run, arrays, found)

    def _import_lines(self) -> Iterator[str]:
        """The lines of imports, as isort orders them."""
        if self._archive.arrays:
            yield "from pathlib import Path"
            yield ""
        if self._archive.is_used:
            yield "import numpy as np"
            yield ""
        for module, found in sorted(self._imports.items()):
            yield from _import_line(module, sorted(found, key=lambda name: (name[0].islower(), name)))

    def _import(self, module: str, name: str) -> str:
        self._imports.setdefault(module, set()).add(name)
        return name

    def _whole(self) -> BracketGroup:
        """The call that puts the network together."""
        given: list[Item] = []
        if self._network.resolution != NetworkDescription.resolution:
            given.append(f"resolution={self._network.resolution!r}")
        for kind in ELEMENTS:
            elements = getattr(self._network, kind)
            if elements:
                given.append(BracketGroup(f"{kind}=(", [self._names[e.id] for e in elements], ")", is_tuple=True))
        return BracketGroup("NetworkDescription(", given, ")")

    def _call(self, element: Any, made: type[Any]) -> BracketGroup:
        """The call that makes one element."""
        face = FACE if made in (Population, Projection, Stimulus, Recording) else DESCRIPTION
        self._import(face, made.__name__)
        given: list[Item] = []
        for number, field in enumerate(fields(made)):
            value = getattr(element, field.name)
            if number < POSITIONAL[made]:
                given.append(self._value(value, field.name))
            elif not _is_default(field, value):
                given.append(named_item(f"{field.name}=", self._value(value, field.name)))
        return BracketGroup(f"{made.__name__}(", given, ")")

    def _value(self, value: Any, name: str) -> Item:
        match value:
            case None | bool():
                return repr(value)
            case Sign():
                return f"{self._import(DESCRIPTION, 'Sign')}.{value.name}"
            case str():
                return self._end(value) if name in ENDS else quoted(value)
            case float() | int() | np.integer() | np.floating():
                return repr(value.item() if isinstance(value, np.generic) else value)
            case Uniform() | Normal() | LogNormal() | ByDistance():
                return self._distribution(value)
            case np.ndarray():
                return self._array(value, name)
            case tuple():
                return BracketGroup("(", [repr(int(v)) for v in value], ")", is_tuple=True)
            case Connections():
                self._import(FACE, "Connections")
                ends = [self._array(value.pre, "pre"), self._array(value.post, "post")]
                if value.kernel is not None:
                    ends.append(self._array(value.kernel, "kernel"))
                return BracketGroup("Connections(", ends, ")")
            case Mapping():
                ends_of = name == "plasticity_sources"
                items = [
                    named_item(f"{quoted(key)}: ", self._end(v) if ends_of else self._value(v, f"{key}"))
                    for key, v in value.items()
                ]
                return BracketGroup("{", items, "}")
        return self._model(value)

    def _distribution(self, value: Any) -> str:
        kind = type(value)
        self._import(VALUES, kind.__name__)
        given = list(astuple(value))
        if isinstance(value, ByDistance) and (value.scale,) == ByDistance.__struct_defaults__:
            given.pop()
        return f"{kind.__name__}({', '.join(quoted(v) if isinstance(v, str) else repr(v) for v in given)})"

    def _end(self, id: str) -> str:
        """Another element, by its name where it stands above."""
        return f"{self._names[id]}.id" if id in self._made else quoted(id)

    def _array(self, value: Array, name: str) -> str:
        return self._archive.text(f"{self._now}.{name}", value)

    def _model(self, model: type[Model]) -> str:
        if model.text:
            word = TYPED_NAMES[model.kind]
            return self._typed.setdefault((model.kind, model.text), self._fresh(f"{self._now}_{word}"))
        name, module = model.__name__, f"{FACE}.{model.kind}"
        elsewhere = any(name in known for other, known in self._imports.items() if other != module)
        if model.kind in KINDS and by_name(model.kind).get(name) is model and not elsewhere:
            return self._import(module, name)
        return f"{self._import(FACE, 'find')}({quoted(model.key)})"

    def _fresh(self, wanted: str) -> str:
        taken = {*self._names.values(), *self._typed.values()}
        return wanted if wanted not in taken else self._fresh(f"{wanted}_")

    def _equations(self) -> Iterator[list[str]]:
        """Typed models that the element above asked for and that do not stand there yet."""
        for (kind, text), name in self._typed.items():
            if name not in self._made:
                self._made.add(name)
                self._import(FACE, "equations")
                of = "" if kind == "neurons" else f", {quoted(kind)}"
                yield f"{name} = equations({_long(text)}{of})".split("\n")


def quoted(text: str) -> str:
    """A text in double quotes, as Python reads it."""
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))


def _long(text: str) -> str:
    """A text of several lines between three quotes."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    shown = "".join(c if c in "\n\t" or c.isprintable() else _escaped(c) for c in plain)
    return f'"""{shown}"""'


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def _quoted_title(title: str) -> str:
    return f'"""{title}"""' if title.isprintable() and not {'"', "\\"} & set(title) else quoted(title)


def _shape(array: Array) -> str:
    return " × ".join(map(str, array.shape))


def _is_default(field: Any, value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return False
    if isinstance(value, Mapping):
        return not value
    return bool(value == field.default)


def _import_line(module: str, known: Sequence[str]) -> list[str]:
    found = bracketed(BracketGroup(f"from {module} import (", list(known), ")"))
    return [found[0].replace("(", "").replace(")", "")] if len(found) == 1 else found
