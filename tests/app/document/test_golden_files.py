"""Every file ever written still opens: ``tests/golden/projects`` holds one of each schema, kept for ever."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.document.breakpoints import Breakpoint
from app.document.elements import ArrayRef, Settings, Synapses
from app.document.example import examples
from app.document.experiment import Experiment, Factor, ListedValues, Objective, ValueDistribution, ValueRange
from app.document.file import migrations
from app.document.file.file_format import MANIFEST, FileProblem, content_of, open_document, save
from app.document.file.manifest import Manifest, WrittenPlugin
from app.document.file.migrations import SCHEMA, STEPS
from app.document.file.snapshots import WrittenLink, WrittenNode, WrittenSnapshot
from app.document.file.written_runs import WrittenEpoch
from app.document.kept_reductions import KeptReduction, ReducedRow
from app.document.kept_runs import KeptArray, RunRecord
from app.document.meaning.meaning import meaning
from app.document.mini_plot import AUTOMATIC, MiniPlot, Shows
from app.document.node_slider import NodeSlider
from app.document.training_settings import TrainingSettings
from engine.learning.components.declared import DRAWN
from engine.learning.methods import methods
from engine.network.values import Normal, Uniform
from engine.simulation.simulation import Simulation

FOLDER = Path(__file__).parents[2] / "golden" / "projects"
GOLDEN = sorted(FOLDER.glob("schema-*.spikeloom"), key=lambda path: int(path.stem.split("-")[1]))


def test_there_is_a_golden_file_of_every_schema():
    assert [int(path.stem.split("-")[1]) for path in GOLDEN] == list(range(1, SCHEMA + 1))
    assert STEPS.keys() < set(range(1, SCHEMA))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_file_ever_written_still_opens_and_means_the_same(path):
    document = open_document(path)
    nodes = {node.title: node for node in document.nodes.values()}
    links = {
        (document.nodes[k.source].title, document.nodes[k.target].title): k.synapses for k in document.links.values()
    }
    assert (document.settings.seed, document.settings.resolution, document.settings.speed) == (7, 0.1, 0.5)
    assert nodes["Excitatory"].size == 4
    assert nodes["Excitatory"].parameters == {
        "tau_m": 12.5,
        "V_th": Normal(-50.0, 1.0),
        "bias": nodes["Excitatory"].parameters["bias"],
    }
    assert nodes["Excitatory"].start == {"V": Uniform(-70.0, -55.0)}
    assert np.array_equal(document.array(nodes["Excitatory"].parameters["bias"]), [1.0, 2.0, 3.0, 4.0])
    assert links["Drive", "Excitatory"].weight == 80.0
    kept = links["Excitatory", "Excitatory"]
    assert isinstance(kept.weight, ArrayRef) and kept.trained and kept.plasticity == "plasticity/pair_stdp"
    assert np.array_equal(document.array(kept.pre), [0, 1, 3]) and np.array_equal(document.array(kept.post), [1, 2, 0])
    assert any(node.kind == "note" and node.text == "Grüße 你好" for node in document.nodes.values())


def test_short_term_plasticity_that_stood_in_place_of_a_rule_still_sends_the_same():
    """A file of schema 2, whose spikes and records were kept as it was written."""
    path = GOLDEN[0].with_name("tiring-of-schema-2.spikeloom")
    document = open_document(path)
    given = [link.synapses for link in document.links.values() if link.synapses and link.synapses.short_term]
    assert [(s.short_term, s.plasticity) for s in given] == [
        ("short_term/tsodyks_markram", None),
        ("short_term/short_term_depression", None),
    ]
    assert (given[0].short_term_parameters["U"], given[0].short_term_parameters["tau_fac"]) == (0.2, 300.0)
    assert not [problem for problem in meaning(document).problems if problem.is_fatal]
    record = Simulation(meaning(document).description, seed=7).run(300.0)
    id_of = {node.title: node.id for node in document.nodes.values()}
    with np.load(path.with_suffix(".npz")) as kept:
        for title in ("Excitatory", "Inhibitory"):
            spikes = record.spikes[id_of[title]]
            assert len(spikes) and np.array_equal(spikes.steps, kept[f"{title}.steps"])
            assert np.array_equal(spikes.neurons, kept[f"{title}.neurons"])
        for title in ("Ready", "Receptor", "Tired"):
            assert np.array_equal(record.samples[id_of[title]].values[-1], kept[title]), title


def test_the_manifest_changes_its_shape_only_with_the_number_of_its_schema():
    """The newest golden file has exactly the fields that are written today."""
    with zipfile.ZipFile(GOLDEN[-1]) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    written = {
        Manifest: [manifest],
        Settings: [manifest["settings"]],
        WrittenNode: manifest["nodes"],
        MiniPlot: [node["plot"] for node in manifest["nodes"]],
        NodeSlider: [slider for node in manifest["nodes"] for slider in node["sliders"]],
        WrittenLink: manifest["links"],
        Synapses: [link["synapses"] for link in manifest["links"] if link["synapses"]],
        RunRecord: manifest["runs"],
        WrittenEpoch: manifest["runs"][0]["history"],
        KeptArray: manifest["runs"][0]["arrays"],
        WrittenSnapshot: [manifest["runs"][0]["checkpoint"]],
        TrainingSettings: [manifest["training"]],
        KeptReduction: [manifest["reduction"]],
        ReducedRow: manifest["reduction"]["rows"],
        Breakpoint: manifest["breakpoints"],
        Experiment: manifest["experiments"],
        Objective: [experiment["objective"] for experiment in manifest["experiments"]],
        Factor: manifest["experiments"][0]["factors"],
        WrittenPlugin: manifest["plugins"],
    }
    kinds = {"listed": ListedValues, "range": ValueRange, "distribution": ValueDistribution}
    for factor in manifest["experiments"][0]["factors"]:
        values = dict(factor["values"])
        assert set(values) == {*kinds.pop(values["type"]).__struct_fields__, "type"}
    assert not kinds
    for kind, found in written.items():
        assert found and all(set(example) == set(kind.__struct_fields__) for example in found), kind


def test_a_project_of_today_that_is_opened_and_saved_stays_the_same_to_the_byte():
    with zipfile.ZipFile(GOLDEN[-1]) as archive:
        assert content_of(open_document(GOLDEN[-1])).manifest == archive.read(MANIFEST)


@pytest.mark.parametrize("path", [example.path for example in examples()], ids=lambda path: path.stem)
def test_an_example_that_is_opened_and_saved_says_the_same(path):
    with zipfile.ZipFile(path) as archive:
        assert json.loads(content_of(open_document(path)).manifest) == json.loads(archive.read(MANIFEST))


def test_a_run_that_is_neither_done_nor_cancelled_is_refused(tmp_path):
    with zipfile.ZipFile(GOLDEN[-1]) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members[MANIFEST])
    manifest["runs"][0]["state"] = "training"
    with zipfile.ZipFile(tmp_path / "net.spikeloom", "w") as archive:
        for name, content in (members | {MANIFEST: json.dumps(manifest)}).items():
            archive.writestr(name, content)
    with pytest.raises(FileProblem, match="unexpected"):
        open_document(tmp_path / "net.spikeloom")


def test_a_file_of_the_first_schema_becomes_one_of_today_when_saved(tmp_path):
    document = open_document(GOLDEN[0])
    save(document, tmp_path / "today.spikeloom")
    with zipfile.ZipFile(tmp_path / "today.spikeloom") as archive:
        assert json.loads(archive.read(MANIFEST))["schema"] == SCHEMA
    again = open_document(tmp_path / "today.spikeloom")
    assert (again.nodes, again.links, again.settings) == (document.nodes, document.links, document.settings)


def test_steps_are_taken_one_after_another(monkeypatch):
    steps = {2: lambda m: m | {"road": [*m["road"], "2"]}, 1: lambda m: m | {"road": [*m["road"], "1"]}}
    monkeypatch.setattr(migrations, "STEPS", steps)
    roads = [migrations.migrated({"schema": schema, "road": []}, schema) for schema in (1, 2, 3)]
    assert roads == [{"schema": SCHEMA, "road": road} for road in (["1", "2"], ["2"], [])]


def test_runs_that_a_project_kept_have_their_figures_and_arrays():
    document = open_document(GOLDEN[0].with_name("schema-4.spikeloom"))
    (run,) = document.runs
    assert (run.method, run.seed, run.state, run.figures["test"]) == ("surrogate_gradient", 7, "done", 0.75)
    (kept,) = run.arrays
    element, name, reference = kept.element, kept.name, kept.reference
    assert name == "weight" and document.links[element].synapses.weight == reference and document.holds(reference)
    assert open_document(GOLDEN[0]).runs == ()


def test_runs_keep_what_they_answered_and_how_right_they_were_after_fewer_steps():
    (run,) = open_document(GOLDEN[0].with_name("schema-5.spikeloom")).runs
    assert run.confusion == ((3, 1), (0, 4)) and run.course == ((1, 0.5), (2, 0.625), (3, 0.75))
    (before,) = open_document(GOLDEN[0].with_name("schema-4.spikeloom")).runs
    assert (before.confusion, before.course) == ((), ())


def test_runs_keep_what_they_mistook_and_the_loss_of_the_validation_part():
    (run,) = open_document(GOLDEN[0].with_name("schema-8.spikeloom")).runs
    assert run.mistakes == ((5, 0, 1),) and [e.validation_loss for e in run.history] == [0.75, 0.375]
    (before,) = open_document(GOLDEN[0].with_name("schema-7.spikeloom")).runs
    assert before.mistakes == () and np.isnan([e.validation_loss for e in before.history]).all()


def test_a_project_keeps_what_was_set_for_training_and_an_older_one_has_nothing_set():
    values = {"surrogate_gradient": {"epochs": 12.0, "start": "present weights"}}
    kept = open_document(GOLDEN[0].with_name("schema-6.spikeloom"))
    assert kept.training == TrainingSettings("surrogate_gradient", values, 5, 0.25, 2, ("normad",))
    assert kept.runs[0].validation == 0.25
    before = open_document(GOLDEN[0].with_name("schema-5.spikeloom"))
    assert before.training == TrainingSettings() and before.runs[0].validation == 0.1


def test_a_project_keeps_what_reducing_its_weights_left():
    document = open_document(GOLDEN[0].with_name("schema-7.spikeloom"))
    kept = document.reduction
    assert (kept.per, kept.seed, kept.split, kept.merit) == ("neuron", 7, "validation", "accuracy")
    assert [(row.bits, row.pruned, row.quality, row.tested) for row in kept.rows] == [
        ("full precision", 0.0, 0.75, 0.5), ("ternary", 0.5, 0.625, None)
    ]  # fmt: skip
    (array,) = kept.arrays
    assert array.element in document.links and array.name == "weight" and document.holds(array.reference)
    assert open_document(GOLDEN[0].with_name("schema-6.spikeloom")).reduction is None


def test_weights_that_were_reduced_keep_the_ends_of_their_connections():
    document = open_document(GOLDEN[0].with_name("schema-15.spikeloom"))
    arrays = {(kept.element, kept.name): kept.reference for kept in document.reduction.arrays}
    (link,) = {element for element, _ in arrays}
    kept = document.links[link].synapses
    assert [arrays[link, name] for name in ("weight", "pre", "post")] == [kept.weight, kept.pre, kept.post]
    assert len(open_document(GOLDEN[0].with_name("schema-14.spikeloom")).reduction.arrays) == 1


def test_a_cancelled_run_keeps_what_it_goes_on_from():
    document = open_document(GOLDEN[0].with_name("schema-9.spikeloom"))
    (run,) = document.runs
    assert run.state == "cancelled" and run.checkpoint is not None
    assert run.checkpoint.content == b"what it goes on from"
    assert (run.checkpoint.drawn.nodes, run.checkpoint.drawn.links) == (
        tuple(document.nodes.values()), tuple(document.links.values())
    )  # fmt: skip
    assert open_document(GOLDEN[0].with_name("schema-8.spikeloom")).runs[0].checkpoint is None


def test_populations_of_older_files_are_neither_excitatory_nor_inhibitory():
    signs = {n.title: n.sign for n in open_document(GOLDEN[0].with_name("schema-18.spikeloom")).nodes.values()}
    assert signs.pop("Excitatory") == "excitatory" and not any(signs.values())
    before = open_document(GOLDEN[0].with_name("schema-17.spikeloom"))
    assert not any(node.sign for node in before.nodes.values())
    assert {k.synapses.sign for k in before.links.values() if k.synapses} == {"excitatory"}


def test_rates_that_were_set_in_raw_units_keep_their_meaning_and_others_take_the_new_one():
    values = {
        "surrogate_gradient": {"learning_rate": 20.0, "width": 0.1},
        "smoothed_model": {"epochs": 3.0},
        "event_prop": {"learning_rate": 0.005},
    }
    runs = [{"method": "decolle", "settings": {"learning_rate": 0.008}}, {"method": "event_prop", "settings": {}}]
    manifest = STEPS[10]({"schema": 10, "runs": runs, "training": {"values": values}})
    measure = {"measure": DRAWN}
    changed = {**values, "surrogate_gradient": {**values["surrogate_gradient"], **measure}}
    assert manifest["training"]["values"] == changed
    assert [run["settings"] for run in manifest["runs"]] == [{"learning_rate": 0.008, **measure}, {}]
    (run,) = open_document(GOLDEN[0].with_name("schema-10.spikeloom")).runs
    assert run.settings == {"epochs": 2.0, "optimizer": "Adam", **measure}
    raw = {key for key, method in methods().items() if "measure" in method.choices}
    assert raw == set(migrations.IN_RAW_UNITS)


def test_a_schedule_that_warmed_up_is_one_that_warms_up_over_a_tenth():
    warming = {"epochs": 3.0, "schedule": "warm-up, then cosine"}
    values, plain = {"e_prop": warming, "decolle": {"schedule": "steps"}}, {"schedule": "constant"}
    runs = [{"method": "e_prop", "settings": warming}, {"method": "decolle", "settings": plain}]
    manifest = STEPS[19]({"schema": 19, "runs": runs, "training": {"values": values, "seed": 5}})
    today = {"epochs": 3.0, "schedule": "cosine", "warm_up": 0.1}
    assert manifest["training"] == {"values": {**values, "e_prop": today}, "seed": 5}
    assert [run["settings"] for run in manifest["runs"]] == [today, plain]
    assert not any("warm-up, then cosine" in method.choices["schedule"].options for method in methods().values()
                   if "schedule" in method.choices)  # fmt: skip


def test_a_project_keeps_what_its_nodes_show_and_older_ones_showed_what_suits_their_kind():
    kept = open_document(GOLDEN[0].with_name("schema-14.spikeloom"))
    plots = {node.title: node.plot for node in kept.nodes.values()}
    assert plots["Excitatory"] == MiniPlot(Shows.WEIGHTS, "e4", 2, (12.0, -120.0, 192.0, 108.0))
    assert kept.links["e4"].target == kept.links["e4"].source, "the link that is shown"
    assert (plots["Drive"].shows, plots["Local circuit"]) == (Shows.NOTHING, AUTOMATIC)
    before = open_document(GOLDEN[0].with_name("schema-13.spikeloom"))
    assert {node.plot for node in before.nodes.values()} == {AUTOMATIC}
    (run,) = before.runs
    assert run.checkpoint is not None and {node.plot for node in run.checkpoint.drawn.nodes} == {AUTOMATIC}


def test_a_project_keeps_the_sliders_of_its_nodes_and_older_ones_had_none():
    kept = open_document(GOLDEN[0].with_name("schema-16.spikeloom"))
    sliders = {node.title: node.sliders for node in kept.nodes.values()}
    assert sliders.pop("Excitatory") == (NodeSlider("tau_m", 5.0, 40.0), NodeSlider("t_ref", 0.0, 4.0))
    assert set(sliders.values()) == {()}
    before = open_document(GOLDEN[0].with_name("schema-15.spikeloom"))
    assert {node.sliders for node in before.nodes.values()} == {()}
    (run,) = before.runs
    assert run.checkpoint is not None and {node.sliders for node in run.checkpoint.drawn.nodes} == {()}


def test_a_project_keeps_the_comments_on_its_links_and_older_ones_had_none():
    kept = open_document(GOLDEN[0].with_name("schema-17.spikeloom"))
    assert sorted(link.text for link in kept.links.values() if link.text) == ["Grüße von hier 你好"]
    before = open_document(GOLDEN[0].with_name("schema-16.spikeloom"))
    (run,) = before.runs
    assert run.checkpoint is not None
    assert {link.text for link in (*before.links.values(), *run.checkpoint.drawn.links)} == {""}


def test_a_project_keeps_its_breakpoints_and_older_ones_had_none():
    kept = open_document(GOLDEN[0].with_name("schema-13.spikeloom"))
    assert [(b.kind.value, b.neuron, b.rate, b.enabled) for b in kept.breakpoints] == [
        ("fires", 3, None, True),
        ("rate above", None, 20.0, False),
        ("bound", None, None, True),
        ("not finite", None, None, True),
    ]
    assert kept.nodes[kept.breakpoints[0].element].title == "Excitatory"
    assert open_document(GOLDEN[0].with_name("schema-12.spikeloom")).breakpoints == ()
