"""Migrations of a manifest from an older schema to the present: one step per schema, each with a golden file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SCHEMA = 19
"""Raised whenever the manifest changes its shape or meaning."""


def _with_places(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 2: populations may have positions. Before, none had."""
    nodes = [{"arrangement": None, "places": {}, **node} for node in manifest["nodes"]]
    return {**manifest, "schema": 2, "nodes": nodes}


SHORT_TERM = ("short_term_depression", "tsodyks_markram")
"""The rules of plasticity of schema 2 that changed what was sent of a weight."""


def _with_short_term(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 3: short-term plasticity is a part of a link by itself. Before, it stood in place of a rule."""
    moved = {f"plasticity/{name}": f"short_term/{name}" for name in SHORT_TERM}
    links = [_divided(link, moved) for link in manifest["links"]]
    tiring = {link["id"] for link in links if link["synapses"] and link["synapses"]["short_term"]}
    nodes = [_recording(node, tiring) for node in manifest["nodes"]]
    models = {moved.get(key, key): version for key, version in manifest["models"].items()}
    return {**manifest, "schema": 3, "models": models, "nodes": nodes, "links": links}


def _divided(link: dict[str, Any], moved: dict[str, str]) -> dict[str, Any]:
    """A link with both parts: what was one of the ``moved`` models is now the second."""
    synapses = link["synapses"]
    if synapses is None:
        return link
    none: dict[str, Any] = {"short_term": None, "short_term_parameters": {}}
    if synapses["plasticity"] not in moved:
        return {**link, "synapses": {**synapses, **none}}
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


def _with_runs(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 4: a project keeps its training runs. Before, they were forgotten when it was closed."""
    return {**manifest, "schema": 4, "runs": []}


def _with_answers_of_runs(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 5: runs keep what was answered for which label, and how right after fewer steps. Before, neither."""
    runs = [{**run, "confusion": [], "course": []} for run in manifest["runs"]]
    return {**manifest, "schema": 5, "runs": runs}


def _with_training(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 6: a project keeps what was set for training. Before, the window held back a tenth of the samples."""
    nothing: dict[str, Any] = {"method": "", "values": {}, "seed": None, "validation": None}
    runs = [{**run, "validation": 0.1} for run in manifest["runs"]]
    return {**manifest, "schema": 6, "runs": runs, "training": {**nothing, "seeds": 3, "left_out": []}}


def _with_reduction(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 7: a project keeps what reducing its weights left. Before, that was forgotten when it was closed."""
    return {**manifest, "schema": 7, "reduction": None}


def _with_mistakes(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 8: runs keep which samples were mistaken, and the loss of the validation part. Before, neither."""
    runs = [
        {**run, "mistakes": [], "history": [{**epoch, "validation_loss": None} for epoch in run["history"]]}
        for run in manifest["runs"]
    ]
    return {**manifest, "schema": 8, "runs": runs}


def _with_checkpoints(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 9: a cancelled run keeps what it goes on from. Before, that was forgotten when a project was closed."""
    return {**manifest, "schema": 9, "runs": [{**run, "checkpoint": None} for run in manifest["runs"]]}


def _with_bends(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 10: links may lead through points of their own. Before, none did."""

    def drawn(drawing: dict[str, Any]) -> dict[str, Any]:
        return {**drawing, "links": [{**link, "bends": []} for link in drawing["links"]]}

    return {**_every_drawing(manifest, drawn), "schema": 10}


def _with_groups(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 12: nodes may stand in groups. Before, all stood on one level."""

    def drawn(drawing: dict[str, Any]) -> dict[str, Any]:
        return {**drawing, "nodes": [{"group": "", **node} for node in drawing["nodes"]]}

    return {**_every_drawing(manifest, drawn), "schema": 12}


def _every_drawing(manifest: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Change the drawing of a project, and those that its checkpoints hold."""
    runs = []
    for run in manifest["runs"]:
        kept = run["checkpoint"]
        runs.append(run if kept is None else {**run, "checkpoint": change(kept)})
    return {**change(manifest), "runs": runs}


IN_RAW_UNITS = ("surrogate_gradient", "smoothed_model", "e_prop", "online_training_through_time", "decolle")
"""The methods of schema 10 whose rates counted in mV, pA and ms, and their sharpness in 1/mV."""
RAW = {"learning_rate", "width", "first_sharpness", "last_sharpness", "largest_gradient"}


def _with_measure(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 11: rates and sharpness count in what fires a neuron. What was set before keeps the meaning it had."""
    drawn = {"measure": "units of the drawing"}
    runs = [
        {**run, "settings": {**run["settings"], **(drawn if run["method"] in IN_RAW_UNITS else {})}}
        for run in manifest["runs"]
    ]
    values = {
        method: {**given, **(drawn if method in IN_RAW_UNITS and RAW & set(given) else {})}
        for method, given in manifest["training"]["values"].items()
    }
    return {**manifest, "schema": 11, "runs": runs, "training": {**manifest["training"], "values": values}}


def _with_breakpoints(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 13: a project keeps its breakpoints. Before, there were none."""
    return {**manifest, "schema": 13, "breakpoints": []}


def _with_plots(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 14: a person may choose what a node shows of a run. Before, its kind did."""
    automatic = {"shows": "automatic", "of": "", "neuron": 0, "beside": None}

    def drawn(drawing: dict[str, Any]) -> dict[str, Any]:
        return {**drawing, "nodes": [{**node, "plot": automatic} for node in drawing["nodes"]]}

    return {**_every_drawing(manifest, drawn), "schema": 14}


def _with_ends_of_reduced(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 15: weights that were reduced may name the ends of their connections. Before, none did."""
    kept = manifest["reduction"]
    if kept is not None:
        arrays = [{"element": id, "name": "weight", "sha256": hash} for id, hash in kept["arrays"].items()]
        kept = {**kept, "arrays": arrays}
    return {**manifest, "schema": 15, "reduction": kept}


def _with_sliders(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 16: values of nodes may stand beneath them as sliders. Before, none did."""

    def drawn(drawing: dict[str, Any]) -> dict[str, Any]:
        return {**drawing, "nodes": [{**node, "sliders": []} for node in drawing["nodes"]]}

    return {**_every_drawing(manifest, drawn), "schema": 16}


def _with_comments_on_links(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 17: links may carry a comment, as nodes do. Before, none did."""

    def drawn(drawing: dict[str, Any]) -> dict[str, Any]:
        return {**drawing, "links": [{**link, "text": ""} for link in drawing["links"]]}

    return {**_every_drawing(manifest, drawn), "schema": 17}


def _with_signs_of_populations(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 18: a population may be excitatory or inhibitory. Before, only its links were."""

    def drawn(drawing: dict[str, Any]) -> dict[str, Any]:
        return {**drawing, "nodes": [{**node, "sign": ""} for node in drawing["nodes"]]}

    return {**_every_drawing(manifest, drawn), "schema": 18}


def _with_plugins(manifest: dict[str, Any]) -> dict[str, Any]:
    """Schema 19: a project says which plug-ins its models come from. Before, there were none."""
    return {**manifest, "schema": 19, "plugins": []}


STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: _with_places, 2: _with_short_term, 3: _with_runs, 4: _with_answers_of_runs, 5: _with_training,
    6: _with_reduction, 7: _with_mistakes, 8: _with_checkpoints, 9: _with_bends,
    10: _with_measure, 11: _with_groups, 12: _with_breakpoints, 13: _with_plots,
    14: _with_ends_of_reduced, 15: _with_sliders, 16: _with_comments_on_links,
    17: _with_signs_of_populations, 18: _with_plugins,
}  # fmt: skip
"""``STEPS[n]`` turns a manifest of schema n into one of schema n + 1."""


def migrated(manifest: dict[str, Any], schema: int) -> dict[str, Any]:
    """The manifest in the present schema; raises KeyError for a schema that no step begins with."""
    for step in range(schema, SCHEMA):
        manifest = STEPS[step](manifest)
    return manifest
