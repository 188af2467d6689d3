"""A project says which plug-ins it needs, opens without them with their place held, and is written again as it was."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, Compound, MoveNodes, RemoveElements, SetParameter
from app.document.file.clipboard import copied_elements, pasted
from app.document.file.file_format import content_of, open_document, save
from app.document.file.snapshots import settled
from app.document.making.sketch import Sketch
from app.document.meaning.meaning import meaning
from app.i18n.translation import problem_words
from engine import plugins
from engine.plugins import approvals
from engine.plugins.approvals import Decision, PluginRecord
from engine.simulation.simulation import Simulation
from tests.plugins import approved_neuron, bring, neuron, put
from tests.plugins import plugin_folder as plugin_folder
from tests.recipes.page import as_plugin, recipes

LIF = "neurons/leaky_integrate_and_fire"
GOLDEN = Path(__file__).parents[3] / "golden" / "projects" / "schema-25.spikeloom"
PARTS = {
    "synapse": "synapses/distal_pulse",
    "wiring": "wiring/linear_distance",
    "plasticity": "plasticity/forgetting",
    "short_term": "short_term/short_term_facilitation",
}
NODES = {
    "square": "stimuli/square_current",
    "doubling": "neurons/doubling_integrator",
    "data": "datasets/mirror_symmetry",
    "encoder": "encoders/threshold_current",
    "decoder": "decoders/fewest_spikes",
}
METHOD = "normalised_supervision"
BROUGHT = {*PARTS.values(), *NODES.values(), "positions/spiral", f"learning/{METHOD}"}


@pytest.fixture
def recipes_allowed(plugin_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """The recipes of the page as plug-ins, all allowed."""
    for recipe in recipes():
        if recipe.path.startswith("engine/"):
            path = tmp_path / Path(recipe.path).name
            path.write_text(as_plugin(recipe), encoding="utf-8")
            bring(path)
    yield plugin_folder


def drawn() -> Document:
    """Something of every kind, with values of its own."""
    sketch = Sketch("All of others")
    at = iter([(300.0 * number, 0.0) for number in range(9)])
    square = sketch.node(NODES["square"], "Square", next(at), parameters={"high": 700.0})
    doubling = sketch.node(
        NODES["doubling"], "Doubling", next(at), 5, arrangement="positions/spiral", places={"turns": 3.0},
        parameters={"C_m": 300.0}, start={"V": -66.0},
    )  # fmt: skip
    cells = sketch.node(LIF, "Cells", next(at), 5, arrangement="positions/spiral")
    data = sketch.node(NODES["data"], "Data", next(at), parameters={"half": 4.0, "sample_time": 30.0})
    encoder = sketch.node(NODES["encoder"], "Encoder", next(at))
    decoder = sketch.node(NODES["decoder"], "Decoder", next(at))
    sketch.link(square, doubling)
    sketch.link(doubling, cells, **PARTS, synapse_parameters={"share": 0.5})
    sketch.link(cells, cells, **PARTS)
    sketch.link(data, encoder)
    sketch.link(encoder, cells)
    sketch.link(cells, decoder)
    sketch.link(data, decoder)
    sketch.train(METHOD, epochs=3.0)
    return sketch.document


def manifest(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("manifest.json")


def refuse_all() -> None:
    plugins.refuse(*(one.sha256 for one in plugins.listed()))


def test_a_project_says_which_plug_in_each_model_comes_from(recipes_allowed: Path, tmp_path: Path) -> None:
    save(drawn(), tmp_path / "all.spikeloom")
    told = json.loads(manifest(tmp_path / "all.spikeloom"))["plugins"]
    assert {key for one in told for key in one["models"]} == BROUGHT
    hashes = {one.name: one.sha256 for one in plugins.listed()}
    assert all((one["origin"], one["sha256"]) == ("", hashes[one["name"]]) for one in told)
    assert [one["name"] for one in told] == sorted(one["name"] for one in told)


def test_it_opens_without_them_and_is_written_again_as_it_was(recipes_allowed: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.spikeloom"
    save(drawn(), path)
    save(open_document(path), path)
    before = manifest(path)
    refuse_all()
    held = open_document(path)
    assert content_of(held).manifest == before
    assert len(held.nodes) == 6 and len(held.links) == 7
    save(held, path)
    assert manifest(path) == before
    for one in plugins.listed():
        bring_again(one)
    again = open_document(path)
    assert content_of(again).manifest == before
    network = meaning(again)
    assert not network.unread and Simulation(network.description, backend="numpy").advance(20)


def bring_again(one: plugins.Plugin) -> None:
    assert one.path is not None
    record = PluginRecord(one.name, "", one.sha256, Decision.ALLOWED, one.provides)
    approvals.write(lambda before: before.with_record(record))
    plugins.refresh()


def test_each_place_that_is_held_says_which_plug_in_is_wanted(recipes_allowed: Path, tmp_path: Path) -> None:
    save(drawn(), tmp_path / "all.spikeloom")
    refuse_all()
    document = open_document(tmp_path / "all.spikeloom")
    found = {
        (p.place, str(p.values["model"])): problem_words(p) for p in meaning(document).problems if "plugin" in p.values
    }
    id_of = {node.title: node.id for node in document.nodes.values()}
    (loop,) = [link.id for link in document.links.values() if link.source == link.target]
    assert found.keys() == {
        *((id_of[title.capitalize()], key) for title, key in NODES.items()),
        (id_of["Cells"], "positions/spiral"),
        *((loop, key) for key in PARTS.values()),
    }  # fmt: skip
    assert found[id_of["Doubling"], NODES["doubling"]] == (
        "neurons/doubling_integrator comes from the plug-in doubling_integrator (doubling_integrator.py), which is not "
        "allowed here. Allow it in Preferences → Plug-ins, or run main.py plugins --allow doubling_integrator."
    )


def test_what_is_held_is_edited_and_undone_like_anything(recipes_allowed: Path, tmp_path: Path) -> None:
    save(drawn(), tmp_path / "all.spikeloom")
    refuse_all()
    document = open_document(tmp_path / "all.spikeloom")
    before = content_of(document).manifest
    id = next(node.id for node in document.nodes.values() if node.title == "Doubling")
    moved = Compound((MoveNodes({id: (10.0, 20.0)}), SetParameter(id, "C_m", 111.0))).apply(document)
    assert content_of(document).manifest != before
    moved.apply(document)
    assert content_of(document).manifest == before
    removed = RemoveElements((id,)).apply(document)
    removed.apply(document)
    assert json.loads(content_of(document).manifest)["plugins"] == json.loads(before)["plugins"]


def test_the_golden_file_needs_a_plug_in_that_nobody_has() -> None:
    document = open_document(GOLDEN)
    assert [str(p.values["plugin"]) for p in meaning(document).problems if "plugin" in p.values] == ["my_neuron"]
    assert content_of(document).manifest == manifest(GOLDEN)


def test_a_default_that_is_another_once_the_plug_in_is_allowed_changes_nothing(
    plugin_folder: Path, tmp_path: Path
) -> None:
    approved_neuron(plugin_folder)
    sketch = Sketch("One")
    id = sketch.node("neurons/my_neuron", "Mine", (0.0, 0.0), 3)
    save(sketch.document, tmp_path / "one.spikeloom")
    put(plugin_folder, "my_neuron", neuron())
    plugins.refuse("my_neuron")
    document = open_document(tmp_path / "one.spikeloom")
    approved_neuron(plugin_folder, text=neuron().replace("default=250.0", "default=100.0"))
    edit = settled(document)
    assert edit is not None
    edit.apply(document)
    assert document.nodes[id].parameters == {"C_m": 250.0}
    assert settled(document) is None


def test_a_part_of_a_drawing_takes_along_what_is_known_of_its_plug_ins() -> None:
    document = open_document(GOLDEN)
    (node,) = [node for node in document.nodes.values() if node.model == "neurons/my_neuron"]
    part = document.part([node.id])
    told = json.loads(content_of(part).manifest)
    assert [one["name"] for one in told["plugins"]] == ["my_neuron"] and told["models"] == {"neurons/my_neuron": 3}
    assert told["nodes"][0]["defaults"]["parameters"] == {"C_m": 250.0, "V_reset": -70.0, "bias": 0.0}


def test_the_drawing_of_a_cancelled_training_is_held_too(recipes_allowed: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.spikeloom"
    document = drawn()
    kept = open_document(GOLDEN).runs[0]
    assert kept.checkpoint is not None
    began = replace(kept.checkpoint, drawn=document.snapshot())
    document.runs = (replace(kept, arrays=(), checkpoint=began),)
    save(document, path)
    save(open_document(path), path)
    before = manifest(path)
    refuse_all()
    assert content_of(open_document(path)).manifest == before


def test_what_is_pasted_into_another_project_says_there_too_which_plug_in_it_wants() -> None:
    document, other = open_document(GOLDEN), Document()
    id = next(node.id for node in document.nodes.values() if node.model == "neurons/my_neuron")
    AddElements(*pasted(other, copied_elements(document, [id]), None, 0.0)).apply(other)
    (problem,) = [one for one in meaning(other).problems if "plugin" in one.values]
    assert problem.values["plugin"] == "my_neuron"
    told = json.loads(content_of(other).manifest)
    assert told["models"] == {"neurons/my_neuron": 3} and [one["name"] for one in told["plugins"]] == ["my_neuron"]
