"""How a manifest of an older schema becomes a present one: one step per schema, each with a golden file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SCHEMA = 2
"""Raised whenever the manifest changes its shape or meaning."""


def _with_places(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 2: populations may have positions. Before, none had."""
    nodes = [{"arrangement": None, "places": {}, **node} for node in manifest["nodes"]]
    return {**manifest, "schema": 2, "nodes": nodes}


STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _with_places}
"""``STEPS[n]`` turns a manifest of schema n into one of schema n + 1."""


def migrated(manifest: dict[str, Any], schema: int) -> dict[str, Any]:
    """The manifest in the present schema; raises KeyError for a schema that no step begins with."""
    for step in range(schema, SCHEMA):
        manifest = STEPS[step](manifest)
    return manifest
