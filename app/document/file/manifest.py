"""The JSON part of a project file: a document as checked plain data, and back."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from app.document.document import Document
from app.document.elements import ArrayRef
from app.document.file.consistency import Inconsistent
from app.document.file.migrations import SCHEMA
from app.document.file.plain import (
    PlainBreakpoint,
    PlainLink,
    PlainNode,
    PlainSettings,
    PlainTraining,
    breakpoint_from,
    plain_breakpoint,
    plain_training,
    references_in,
    training_from,
)
from app.document.file.plain_reductions import PlainReduction, plain_reduction, reduction_from
from app.document.file.plain_runs import PlainRun, plain_run, run_from
from app.document.file.snapshots import draw_snapshot, plain_snapshot
from app.document.vocabulary import LINK_PARTS, model_of
from app.i18n.translation import tr
from engine.model.registry.discovery import file_of

FORMAT: Final = "spikeloom"
PARTS = tuple(LINK_PARTS)


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``models`` holds the version of every model that the document uses."""

    format: Literal["spikeloom"]
    schema: int
    settings: PlainSettings
    next_id: Annotated[int, msgspec.Meta(ge=1, le=10**18)]
    models: dict[str, int]
    nodes: list[PlainNode]
    links: list[PlainLink]
    runs: list[PlainRun]
    training: PlainTraining
    reduction: PlainReduction | None
    breakpoints: list[PlainBreakpoint]


class NewerModel(ValueError):
    """Raised for a model of a later version than the one that is here; names it."""


def manifest_of(document: Document) -> Manifest:
    """Everything about a document but the content of its arrays."""
    drawn = plain_snapshot(document.snapshot())
    return Manifest(
        FORMAT,
        SCHEMA,
        drawn.settings,
        document.next_id,
        {key: model.version for key in _model_keys(document) if (model := model_of(key)) is not None},
        drawn.nodes,
        drawn.links,
        [plain_run(run) for run in document.runs],
        plain_training(document.training),
        plain_reduction(document.reduction) if document.reduction is not None else None,
        [plain_breakpoint(breakpoint) for breakpoint in document.breakpoints],
    )


def _model_keys(document: Document) -> tuple[str, ...]:
    keys = [key or "" for node in document.nodes.values() for key in (node.model, node.arrangement)]
    for link in document.links.values():
        if link.synapses is not None:
            keys += [getattr(link.synapses, part) or "" for part in PARTS]
    return tuple(dict.fromkeys(file_of(key) for key in keys if key))


def document_from(manifest: Manifest) -> Document:
    """The document, still without its arrays; raises Inconsistent or NewerModel."""
    for key, version in manifest.models.items():
        model = model_of(key)
        if model is not None and version > model.version:
            raise NewerModel(key)
    document = Document()
    draw_snapshot(document, manifest.settings, manifest.nodes, manifest.links)
    if any(int(element.id[1:]) >= manifest.next_id for element in document.elements()):
        raise Inconsistent(tr("an id is larger than the counter of ids"))
    document.put_training(training_from(manifest.training))
    document.put_breakpoints(tuple(map(breakpoint_from, manifest.breakpoints)))
    document.next_id = manifest.next_id
    document.runs = tuple(map(run_from, manifest.runs))
    document.reduction = reduction_from(manifest.reduction) if manifest.reduction is not None else None
    return document


def referenced(document: Document) -> tuple[ArrayRef, ...]:
    """The arrays that a document and what it keeps use now, not those that only its undo history does."""
    return references_in(*document.elements(), *document.runs, document.reduction)
