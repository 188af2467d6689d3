"""A part of a project that a file leaves out: what has a default takes it, and what has none is named in a sentence."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from app.document.file.file_format import MANIFEST, FileProblem, open_document, save
from app.document.file.manifest import Manifest, manifest_of
from tests.app.document.test_every_field_is_kept import full

NEEDED = {
    "Manifest": {"format", "schema", "settings", "next_id", "models", "nodes", "links"},
    "WrittenNode": {"id", "kind", "model", "title", "position"},
    "WrittenLink": {"id", "source", "source_port", "target", "target_port"},
    "Synapses": {"synapse", "wiring", "weight", "delay", "sign"},
    "WrittenSnapshot": {"settings", "nodes", "links"},
    "RunRecord": {
        "number", "method", "title", "seed", "settings", "state", "merit", "epochs", "seconds", "sizes", "figures",
        "history", "arrays",
    },
    "WrittenEpoch": {"loss", "training_accuracy", "validation_accuracy", "spikes_per_sample"},
    "KeptArray": {"element", "name", "sha256"},
    "KeptReduction": {"per", "seed", "split", "merit", "sizes", "rows", "arrays"},
    "ReducedRow": {"bits", "pruned", "quality", "spikes", "operations", "energy", "memory"},
    "Breakpoint": {"kind"},
    "NodeSlider": {"name", "low", "high"},
    "WrittenPlugin": {"name", "origin", "version", "sha256", "models"},
    "Uniform": {"low", "high"},
    "Normal": {"mean", "std"},
    "LogNormal": {"mean", "std"},
    "ByDistance": {"form", "base", "amount"},
    "ArrayRef": {"sha256"},
    "Experiment": {"name", "factors", "measures"},
    "Objective": set(),
    "Factor": {"element", "name", "values"},
    "ListedValues": {"values"},
    "ValueRange": {"start", "stop"},
    "ValueDistribution": {"form", "mean", "deviation"},
}  # fmt: skip
"""The fields without which a part of a file means nothing; all others have a default."""


HEAD = ("format", "schema")
"""What tells a project from any other file: without it one is no project."""


def parts(written: Any, text: Any) -> Iterator[tuple[Struct, dict[str, Any]]]:
    """Every structure of a manifest, with the object of JSON that holds it."""
    if isinstance(written, Struct):
        yield written, text
        for name in written.__struct_fields__:
            yield from parts(getattr(written, name), text[name])
    elif isinstance(written, dict):
        for key, value in written.items():
            yield from parts(value, text[key])
    elif isinstance(written, tuple | list):
        for one, other in zip(written, text, strict=True):
            yield from parts(one, other)


def default(field: FieldInfo) -> Any:
    """The default of a field, as JSON has it."""
    made = field.default if field.default is not NODEFAULT else field.default_factory()
    return msgspec.to_builtins(made)


@pytest.fixture
def members(tmp_path: Path) -> dict[str, bytes]:
    """A project in which no field has its default, by the names in its archive."""
    save(full(), tmp_path / "full.spikeloom")
    with zipfile.ZipFile(tmp_path / "full.spikeloom") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(path: Path, members: dict[str, bytes], manifest: dict[str, Any]) -> Manifest | str:
    """A project with this manifest as it is opened, or why it is not."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {MANIFEST: json.dumps(manifest).encode()}).items():
            archive.writestr(name, content)
    try:
        return manifest_of(open_document(path))
    except FileProblem as problem:
        return str(problem)


def test_a_field_that_is_missing_takes_its_default_and_one_without_is_named(
    tmp_path: Path, members: dict[str, bytes]
) -> None:
    path, whole = tmp_path / "less.spikeloom", json.loads(members[MANIFEST])
    told: set[tuple[str, str]] = set()
    for part, text in parts(msgspec.json.decode(members[MANIFEST], type=Manifest), whole):
        kind = type(part).__name__
        for field in fields(part):
            if (kind, field.name) in told:
                continue
            told.add((kind, field.name))
            kept = text.pop(field.name)
            less = read(path, members, whole)
            if field.name in NEEDED.get(kind, ()):
                assert isinstance(less, str), f"{kind} without {field.name} means nothing"
                assert less.endswith("open another file, or a copy of it.") and "\n" not in less
                assert f"{field.name};" in less or field.name in HEAD
            else:
                text[field.name] = default(field)
                assert less == read(path, members, whole), f"the default of {field.name} in {kind}"
                assert text[field.name] != kept
            text[field.name] = kept
    assert {kind for kind, _ in told} >= NEEDED.keys() - {"WrittenPlugin"}
