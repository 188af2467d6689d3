"""Migrations of a manifest from an older schema: a step wherever what was written means another thing now.

A schema that only adds fields has no step: what held before is the default of such a field. Each has a golden file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SCHEMA = 25
"""Raised whenever the manifest changes its shape or meaning."""

SHORT_TERM = ("short_term_depression", "tsodyks_markram")
"""The rules of plasticity of schema 2 that changed what was sent of a weight."""


def _with_short_term(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 3: short-term plasticity is a part of a link by itself. Before, it stood in place of a rule."""
    moved = {f"plasticity/{name}": f"short_term/{name}" for name in SHORT_TERM}
    links = [_divided(link, moved) for link in manifest["links"]]
    tiring = {link["id"] for link in links if link["synapses"] and "short_term" in link["synapses"]}
    nodes = [_recording(node, tiring) for node in manifest["nodes"]]
    models = {moved.get(key, key): version for key, version in manifest["models"].items()}
    return {**manifest, "models": models, "nodes": nodes, "links": links}


def _divided(link: dict[str, Any], moved: dict[str, str]) -> dict[str, Any]:
    """A link with both parts: what was one of the ``moved`` models is now the second."""
    synapses = link["synapses"]
    if synapses is None or synapses["plasticity"] not in moved:
        return link
    released = {
        "plasticity": None,
        "plasticity_parameters": {},
        "short_term": moved[synapses["plasticity"]],
        "short_term_parameters": synapses["plasticity_parameters"],
    }
    given = link.get("defaults", {})
    defaults = {table: values for table, values in given.items() if table != "plasticity_parameters"}
    if "plasticity_parameters" in given:
        defaults["short_term_parameters"] = given["plasticity_parameters"]
    return {**link, "synapses": {**synapses, **released}, "defaults": defaults}


def _recording(node: dict[str, Any], tiring: set[str]) -> dict[str, Any]:
    """A recorder calls a variable that shares its name with the receptor's after the part that it belongs to."""
    parameters = node["parameters"]
    quantity = parameters.get("quantity")
    if parameters.get("projection") not in tiring or not isinstance(quantity, str):
        return node
    name = quantity.replace("plasticity.", "short_term.", 1) if quantity.startswith("plasticity.") else quantity
    return {**node, "parameters": {**parameters, "quantity": name}}


IN_RAW_UNITS = ("surrogate_gradient", "smoothed_model", "e_prop", "online_training_through_time", "decolle")
"""The methods of schema 10 whose rates counted in mV, pA and ms, and their sharpness in 1/mV."""
RAW = {"learning_rate", "width", "first_sharpness", "last_sharpness", "largest_gradient"}


def _with_measure(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 11: rates and sharpness count in what fires a neuron. What was set before keeps the meaning it had."""
    drawn = {"measure": "units of the drawing"}
    runs = [
        {**run, "settings": {**run["settings"], **(drawn if run["method"] in IN_RAW_UNITS else {})}}
        for run in manifest.get("runs", ())
    ]
    training = manifest.get("training", {})
    values = {
        method: {**given, **(drawn if method in IN_RAW_UNITS and RAW & set(given) else {})}
        for method, given in training.get("values", {}).items()
    }
    return {**manifest, "runs": runs, "training": {**training, "values": values}}


def _with_ends_of_reduced(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 15: weights that were reduced may name the ends of their connections. Before, none did."""
    kept = manifest.get("reduction")
    if kept is None:
        return manifest
    arrays = [{"element": id, "name": "weight", "sha256": hash} for id, hash in kept["arrays"].items()]
    return {**manifest, "reduction": {**kept, "arrays": arrays}}


def _with_warm_up(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 20: any schedule may warm up. Before, one that did was a schedule of its own."""

    def of_today(settings: dict[str, Any]) -> dict[str, Any]:
        warms = settings.get("schedule") == "warm-up, then cosine"
        return {**settings, "schedule": "cosine", "warm_up": 0.1} if warms else settings

    runs = [{**run, "settings": of_today(run["settings"])} for run in manifest.get("runs", ())]
    training = manifest.get("training", {})
    values = {method: of_today(given) for method, given in training.get("values", {}).items()}
    return {**manifest, "runs": runs, "training": {**training, "values": values}}


STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    2: _with_short_term,
    10: _with_measure,
    14: _with_ends_of_reduced,
    19: _with_warm_up,
}
"""``STEPS[n]`` turns a manifest of schema n into one of schema n + 1."""


def migrated(manifest: dict[str, Any], schema: int) -> dict[str, Any]:
    """The manifest in the present schema."""
    for step in sorted(STEPS):
        if step >= schema:
            manifest = STEPS[step](manifest)
    return {**manifest, "schema": SCHEMA}
