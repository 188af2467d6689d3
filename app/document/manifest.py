"""The JSON part of a project file: a document as checked plain data, and back.

Every value in force is written, those of the models' defaults apart: a default that changes later changes
no network that was drawn before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from app.document.consistency import Inconsistent, require_consistent
from app.document.document import ArrayRef, Document, Link, Node, Parameters
from app.document.edits import AddElements, Compound, Edit, SetParameter, SetSettings, SetTraining
from app.document.kept_reductions import PlainReduction, plain_reduction, reduction_from
from app.document.kept_runs import PlainRun, plain_run, run_from
from app.document.migrations import SCHEMA
from app.document.plain import (
    PlainLink,
    PlainNode,
    PlainSettings,
    PlainTraining,
    link_from,
    node_from,
    plain_link,
    plain_node,
    plain_settings,
    plain_training,
    references_in,
    settings_from,
    training_from,
    value_from,
)
from app.document.vocabulary import LINK_PARTS, model_of, node_defaults, part_defaults, part_model, start_defaults
from engine.model.discovery import file_of

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


class NewerModel(ValueError):
    """Raised for a model of a later version than the one that is here; names it."""


def manifest_of(document: Document) -> Manifest:
    """Everything about a document but the content of its arrays."""
    return Manifest(
        FORMAT,
        SCHEMA,
        plain_settings(document.settings),
        document.next_id,
        {key: model.version for key in _model_keys(document) if (model := model_of(key)) is not None},
        [plain_node(node, _node_defaults(node)) for node in document.nodes.values()],
        [plain_link(link, _link_defaults(link)) for link in document.links.values()],
        [plain_run(run) for run in document.runs],
        plain_training(document.training),
        plain_reduction(document.reduction) if document.reduction is not None else None,
    )


def _model_keys(document: Document) -> tuple[str, ...]:
    keys = [key or "" for node in document.nodes.values() for key in (node.model, node.arrangement)]
    for link in document.links.values():
        if link.synapses is not None:
            keys += [getattr(link.synapses, part) or "" for part in PARTS]
    return tuple(dict.fromkeys(file_of(key) for key in keys if key))


def _node_defaults(node: Node) -> dict[str, Parameters]:
    tables = {
        "parameters": (node_defaults(node), node.parameters),
        "start": (start_defaults(node), node.start),
        "places": (part_defaults(model_of(node.arrangement)), node.places),
    }
    return _unset(tables)


def _link_defaults(link: Link) -> dict[str, Parameters]:
    if link.synapses is None:
        return {}
    return _unset(
        {
            f"{part}_parameters": (
                part_defaults(part_model(link, part), link.synapses.sign),
                getattr(link.synapses, f"{part}_parameters"),
            )
            for part in PARTS
        }
    )


def _unset(tables: Mapping[str, tuple[Parameters, Parameters]]) -> dict[str, Parameters]:
    """The defaults of each table that no set value covers."""
    return {
        table: {name: value for name, value in defaults.items() if name not in given}
        for table, (defaults, given) in tables.items()
    }


def document_from(manifest: Manifest) -> Document:
    """The document, still without its arrays; raises Inconsistent or NewerModel."""
    for key, version in manifest.models.items():
        model = model_of(key)
        if model is not None and version > model.version:
            raise NewerModel(key)
    document = Document()
    nodes = tuple(node_from(plain) for plain in manifest.nodes)
    links = tuple(link_from(plain) for plain in manifest.links)
    require_consistent(nodes, links)
    ids = [*(node.id for node in nodes), *(link.id for link in links)]
    if any(int(i[1:]) >= manifest.next_id for i in ids):
        raise Inconsistent("an id is larger than the counter of ids")
    edits: list[Edit] = [AddElements(nodes, links), SetSettings(settings_from(manifest.settings))]
    edits.append(SetTraining(training_from(manifest.training)))
    for node, plain in zip(nodes, manifest.nodes, strict=True):
        edits += _changed_defaults(plain, _node_defaults(node))
    for link, plain_one in zip(links, manifest.links, strict=True):
        edits += _changed_defaults(plain_one, _link_defaults(link))
    Compound(tuple(edits)).apply(document)
    document.next_id = manifest.next_id
    document.runs = tuple(map(run_from, manifest.runs))
    document.reduction = reduction_from(manifest.reduction) if manifest.reduction is not None else None
    return document


def _changed_defaults(plain: PlainNode | PlainLink, present: Mapping[str, Parameters]) -> list[Edit]:
    """Set what was a default when the file was written and is another one today."""
    return [
        SetParameter(plain.id, name, value_from(written), table)
        for table, values in plain.defaults.items()
        for name, written in values.items()
        if name in present.get(table, {}) and present[table][name] != value_from(written)
    ]


def referenced(document: Document) -> tuple[ArrayRef, ...]:
    """The arrays that a document and what it keeps use now, not those that only its undo history does."""
    return references_in(*document.elements(), *document.runs, document.reduction)
