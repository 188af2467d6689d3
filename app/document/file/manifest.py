"""The JSON part of a project file: a document as a file holds it, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
import numpy as np

from app.document.bounds import Hash
from app.document.breakpoints import Breakpoint
from app.document.document import Document
from app.document.elements import ArrayRef, Settings
from app.document.experiment import Experiment
from app.document.file.consistency import Inconsistent
from app.document.file.migrations import SCHEMA
from app.document.file.snapshots import WrittenLink, WrittenNode, draw_snapshot, references_in, written_snapshot
from app.document.file.written_runs import WrittenRun, run_from, written_run
from app.document.foreign import Foreign, tables_of
from app.document.kept_reductions import KeptReduction
from app.document.training_settings import TrainingSettings
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from engine.model.registry.discovery import METHODS, file_of
from engine.plugins import Origin

FORMAT: Final = "spikeloom"


class WrittenPlugin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plug-in that a document needs: its name, the package that it comes with or "", and what it brings here."""

    name: str
    origin: str
    version: str
    sha256: Hash
    models: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``models`` holds the version of every model that the document uses, ``plugins`` those that bring some of them.

    Fields with a default are those that earlier schemas lack.
    """

    format: Literal["spikeloom"]
    schema: int
    settings: Settings
    next_id: Annotated[int, msgspec.Meta(ge=1, le=10**18)]
    models: dict[str, int]
    nodes: tuple[WrittenNode, ...]
    links: tuple[WrittenLink, ...]
    runs: tuple[WrittenRun, ...] = ()
    training: TrainingSettings = TrainingSettings()
    reduction: KeptReduction | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    plugins: tuple[WrittenPlugin, ...] = ()


class NewerModel(ValueError):
    """Raised for a model of a later version than the one that is here; names it."""


def manifest_of(document: Document) -> Manifest:
    """Everything about a document but the content of its arrays."""
    drawn = written_snapshot(document.snapshot())
    return Manifest(
        FORMAT,
        SCHEMA,
        drawn.settings,
        document.next_id,
        versions_of(document),
        drawn.nodes,
        drawn.links,
        tuple(map(written_run, document.runs)),
        document.training,
        document.reduction,
        document.breakpoints,
        document.experiments,
        plugins_of(document),
    )


def plain_number(value: Any) -> Any:
    """A number of NumPy, which a plug-in or a calculation gave, as one of Python: a file holds numbers of either."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a file holds no {type(value).__name__}")


def versions_of(document: Document) -> dict[str, int]:
    """The version of every model that is known, here or to the file."""
    found: dict[str, int] = {}
    for key in _model_keys(document):
        model = model_of(key)
        version = document.foreign.versions.get(key) if model is None else model.version
        if version is not None:
            found[key] = version
    return found


def plugins_of(document: Document) -> tuple[WrittenPlugin, ...]:
    """The plug-ins of models and learning methods that are none of the program's own, by origin and name."""
    found: dict[Origin, list[str]] = {}
    for key in dict.fromkeys((*_model_keys(document), *_method_keys(document))):
        origin = document.foreign.origin(key, model_of(key) is not None)
        if origin is not None:
            found.setdefault(origin, []).append(key)
    ordered = sorted(found.items(), key=lambda item: (item[0].origin, item[0].plugin, item[0].sha256))
    return tuple(
        WrittenPlugin(one.plugin, one.origin, one.version, one.sha256, tuple(sorted(keys))) for one, keys in ordered
    )


def _method_keys(document: Document) -> tuple[str, ...]:
    training = document.training
    named = (training.method, *training.values, *training.left_out, *(run.method for run in document.runs))
    return tuple(f"{METHODS}/{name}" for name in named if name)


def _model_keys(document: Document) -> tuple[str, ...]:
    keys = (key for element in document.elements() for _, key in tables_of(element))
    return tuple(dict.fromkeys(file_of(key) for key in keys if key))


def foreign_of(models: Mapping[str, int], plugins: Iterable[WrittenPlugin]) -> Foreign:
    """The knowledge that plain data hold of models that are not known here, and of plug-ins."""
    return Foreign(
        {key: version for key, version in models.items() if model_of(key) is None},
        {key: Origin(one.name, one.origin, one.version, one.sha256) for one in plugins for key in one.models},
    )


def document_from(manifest: Manifest) -> Document:
    """The document, still without its arrays; raises Inconsistent or NewerModel."""
    for key, version in manifest.models.items():
        model = model_of(key)
        if model is not None and version > model.version:
            raise NewerModel(key)
    document = Document()
    document.foreign = foreign_of(manifest.models, manifest.plugins)
    draw_snapshot(document, manifest.settings, manifest.nodes, manifest.links)
    if any(int(element.id[1:]) >= manifest.next_id for element in document.elements()):
        raise Inconsistent(tr("an id is larger than the counter of ids"))
    document.training, document.breakpoints = manifest.training, manifest.breakpoints
    document.experiments = manifest.experiments
    document.next_id = manifest.next_id
    document.runs = tuple(map(run_from, manifest.runs))
    document.reduction = manifest.reduction
    return document


def referenced(document: Document) -> tuple[ArrayRef, ...]:
    """The arrays that a document and what it keeps use now, not those that only its undo history does."""
    return references_in(*document.elements(), *document.runs, document.reduction)
