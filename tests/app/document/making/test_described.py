"""A description drawn: in an empty document, beside what is there, and as the change of what is there."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import RemoveElements
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.making.described import added_edit, changed_edit
from app.document.meaning.meaning import meaning
from app.document.networks.lessons import lessons
from engine.network.description import NetworkDescription
from engine.network.likeness import same
from engine.network.trimmed import trimmed
from engine.network.values import Normal
from engine.scripts.reading import read_script
from engine.scripts.writing import script
from tests.laws.networks import NETWORKS

FILES = {e.path.stem: e.path for e in examples()} | {f"lesson {x.id}": x.network for x in lessons()}
MADE = ["plastic", "short-term", "coupled", "rated", "layered", "stimulated", "random_wirings", "signals", "spatial"]
BALANCED = FILES["balanced-network"]


def meant(document: Document) -> NetworkDescription:
    return trimmed(meaning(document).description)


def in_a_document(description: NetworkDescription) -> Document:
    document = Document()
    added_edit(document, description)[0].apply(document)
    return document


@pytest.mark.parametrize("name", FILES)
def test_a_drawing_goes_through_its_script_and_means_the_same(name: str) -> None:
    before = open_document(FILES[name])
    written = script(meaning(before).description)
    document = in_a_document(read_script(written.text, written.arrays).description)
    assert same(meant(document), meant(before))
    assert {node.id for node in document.nodes.values()} <= before.nodes.keys()
    fatal = [p for p in meaning(document).problems if p.is_fatal]
    assert not fatal


@pytest.mark.parametrize("name", MADE)
def test_networks_of_the_laws_can_be_drawn(name: str) -> None:
    description = trimmed(NETWORKS[name]())
    document = in_a_document(description)
    found = meant(document)
    for kind in ("populations", "stimuli", "datasets", "encoders", "decoders", "projections"):
        assert len(getattr(found, kind)) == len(getattr(description, kind)), kind
    assert len({node.title for node in document.nodes.values()}) == len(document.nodes)
    places = [node.position for node in document.nodes.values()]
    assert len(set(places)) == len(places)


def test_what_is_added_to_a_drawing_gets_ids_and_titles_of_its_own_below_it() -> None:
    document = open_document(BALANCED)
    nodes, lowest = dict(document.nodes), max(node.position[1] for node in document.nodes.values())
    settings = document.settings
    edit, ids = added_edit(document, meant(document))
    back = edit.apply(document)
    assert not set(ids) & nodes.keys() and len(ids) == len(nodes) - 1  # the note is none of the network
    assert {document.nodes[id].title for id in ids} == {"Drive 2", "Excitatory 2", "Inhibitory 2", "Spikes 2"}
    assert min(document.nodes[id].position[1] for id in ids) > lowest and document.settings == settings
    assert {document.nodes[id].identity for id in ids} == {-1, 2, 3}
    back.apply(document)
    assert document.nodes == nodes


def edited(document: Document, *changes: tuple[str, str]) -> Document:
    """The drawing after these words of its script were replaced."""
    before = meant(document)
    text = script(before).text
    for old, new in changes:  # wherever lines are broken
        text, count = re.subn(r"\s+".join(map(re.escape, old.split())), new, text)
        assert count, old
    outcome = changed_edit(document, before, read_script(text).description)
    assert outcome is not None
    found = outcome[0].apply(document)
    assert same(meant(document), trimmed(read_script(text).description))
    copy = open_document(BALANCED)
    found.apply(document)
    assert document.nodes == copy.nodes and document.links == copy.links and document.settings == copy.settings
    outcome[0].apply(document)
    return document


def test_a_script_that_says_the_same_changes_nothing() -> None:
    document = open_document(BALANCED)
    assert changed_edit(document, meant(document), read_script(script(meant(document)).text).description) is None


def test_a_changed_value_changes_that_alone() -> None:
    before, document = open_document(BALANCED), open_document(BALANCED)
    edited(document, ("LeakyIntegrateAndFire, 400", "LeakyIntegrateAndFire, 80"), ('"tau_m": 20.0', '"tau_m": 15.0'))
    excitatory = document.nodes["e2"]
    assert (excitatory.size, excitatory.parameters["tau_m"]) == (80, 15.0)
    assert replace(excitatory, size=400, parameters=before.nodes["e2"].parameters) == before.nodes["e2"]
    assert document.links == before.links and document.nodes["e1"] == before.nodes["e1"]


def test_models_weights_signs_titles_and_steps_may_change() -> None:
    document = open_document(BALANCED)
    edited(
        document,
        ("LeakyIntegrateAndFire, 100", "Izhikevich, 100"),
        ("import LeakyIntegrateAndFire", "import LeakyIntegrateAndFire, Izhikevich"),
        ('"e3", Izhikevich, 100,\n    parameters={\n        "tau_m": 20.0, "V_th": -50.0, "V_reset": -60.0,\n'
         '        "E_L": -60.0,\n    },', '"e3", Izhikevich, 100,'),
        ('title="Inhibitory"', 'title="Interneurons"'),
        ("AllToAll, 100.0", "AllToAll, Normal(100.0, 5.0)"),
        ("import Uniform", "import Uniform, Normal"),
        ("NetworkDescription(\n    stimuli", "NetworkDescription(\n    resolution=0.2, stimuli"),
    )  # fmt: skip
    assert document.nodes["e3"].model == "neurons/izhikevich" and document.nodes["e3"].title == "Interneurons"
    assert document.links["e5"].synapses is not None and document.links["e5"].synapses.weight == Normal(100.0, 5.0)
    assert document.settings.resolution == 0.2


def test_elements_may_go_come_and_be_led_elsewhere() -> None:
    document = open_document(BALANCED)
    place = document.nodes["e2"].position
    before = meant(document)
    text = script(before).text
    text = text.replace('"e4", excitatory.id', '"e4", inhibitory.id')
    text = text.replace('"e5", drive.id, excitatory.id', '"e5", drive.id, inhibitory.id')
    text = re.sub(r"inhibitory_to_inhibitory,(\s+\),)", r"on,\1", text)
    start = text.index("inhibitory_to_inhibitory = ")
    text = (
        text[:start]
        + 'extra = Population("mine", LeakyIntegrateAndFire, 5)\n'
        + 'on = Projection("on", inhibitory.id, extra.id, ExponentialCurrent, AllToAll, 1.0)\n\n'
        + text[text.index("spikes = ") :]
    ).replace("populations=(excitatory, inhibitory)", "populations=(excitatory, inhibitory, extra)")
    outcome = changed_edit(document, before, read_script(text).description)
    assert outcome is not None and set(outcome[1]) == {"mine", "on"}
    back = outcome[0].apply(document)
    assert "e10" not in document.links and document.nodes["e2"].position == place
    assert document.links["e5"].target == "e3" and document.links["e5"].id == "e5"
    new = document.nodes[outcome[1]["mine"]]
    assert new.size == 5 and document.links[outcome[1]["on"]].target == new.id
    assert [k.source for k in document.links.values() if k.target == "e4"] == ["e3"]
    back.apply(document)
    assert document.nodes == open_document(BALANCED).nodes and document.links == open_document(BALANCED).links


def test_what_the_canvas_changed_meanwhile_stays() -> None:
    document = open_document(BALANCED)
    before = meant(document)
    after = read_script(script(before).text.replace('rate": 400.0', 'rate": 300.0')).description
    RemoveElements(("e3",)).apply(document)
    outcome = changed_edit(document, before, after)
    assert outcome is not None
    outcome[0].apply(document)
    assert document.nodes["e1"].parameters["rate"] == 300.0 and "e3" not in document.nodes


def test_a_project_with_listed_values_keeps_them(tmp_path: Path) -> None:
    document = open_document(FILES["tsodyks-markram"])
    written = script(meaning(document).description)
    path = tmp_path / "network.py"
    written.write(path)
    with np.load(path.with_suffix(".npz")) as archive:
        found = read_script(path.read_text(encoding="utf-8"), dict(archive)).description
    assert changed_edit(document, meant(document), found) is None
