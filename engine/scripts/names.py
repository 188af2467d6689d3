"""Names of a program for the elements of a network, after their titles."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterator

from engine.network.description import NetworkDescription
from engine.scripts.face import FACES

TAKEN = frozenset({"np", "Path", "arrays", "network", "record", *FACES, *dir(builtins)})


def identifiers(description: NetworkDescription, taken: Collection[str] = TAKEN) -> dict[str, str]:
    """An identifier for every element by id: of a projection without a title of its own, after its ends."""
    found: dict[str, str] = {}
    used = set(taken)

    def give(id: str, wanted: str, instead: str) -> None:
        plain = _identifier(wanted) or instead
        number, name = 2, plain if plain not in used else f"{plain}_2"
        while name in used:
            number += 1
            name = f"{plain}_{number}"
        used.add(name)
        found[id] = name

    for kind, id, title in _elements(description):
        give(id, title, kind)
    for projection in description.projections:
        ends = [found.get(end, "element") for end in (projection.source, projection.target)]
        give(projection.id, "_to_".join(ends), "projection")
    for recording in description.recordings:
        give(recording.id, recording.title, "recording")
    return found


def _elements(description: NetworkDescription) -> Iterator[tuple[str, str, str]]:
    for kind, elements in (
        ("dataset", description.datasets),
        ("stimulus", description.stimuli),
        ("encoder", description.encoders),
        ("population", description.populations),
        ("decoder", description.decoders),
    ):
        for element in elements:
            yield kind, element.id, element.title


def _identifier(title: str) -> str:
    """Small letters, digits and underscores, in the form in which Python compares them; empty where none is left."""
    words = unicodedata.normalize("NFKC", title).lower()
    plain = re.sub(r"\W+", "_", words).strip("_")
    if keyword.iskeyword(plain) or keyword.issoftkeyword(plain):
        plain = f"{plain}_"
    plain = unicodedata.normalize("NFKC", plain)
    return plain if plain.isidentifier() else ""
