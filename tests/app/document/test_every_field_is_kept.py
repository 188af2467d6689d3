"""No field of the drawing is forgotten on its way through a file or the clipboard; a new one fails here first."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.document import Document
from app.document.edits import AddElements, SetBreakpoints, SetExperiments, SetSettings, SetTraining
from app.document.elements import Link, Node, Settings, Snapshot, Synapses
from app.document.experiment import (
    Design,
    DistributionForm,
    Experiment,
    Factor,
    Goal,
    ListedValues,
    Objective,
    Spacing,
    ValueDistribution,
    ValueRange,
)
from app.document.file.clipboard import copied_elements, pasted
from app.document.file.file_format import open_document, save
from app.document.kept_reductions import KeptReduction, ReducedRow
from app.document.kept_runs import KeptArray, KeptCheckpoint, KeptRun, RunRecord
from app.document.mini_plot import MiniPlot, Shows
from app.document.node_slider import NodeSlider
from app.document.training_settings import TrainingSettings
from engine.learning.components.figures import Epoch, Metric, TrainingState
from engine.network.values import ByDistance, LogNormal, Normal, Uniform

LIF = "neurons/leaky_integrate_and_fire"


def full() -> Document:
    """A document in which every field of every element differs from its default."""
    document = Document()
    reference = document.keep_array(np.array([0, 2]))
    weights = document.keep_array(np.array([1.5, -2.5]))
    around = Node(document.new_id(), "group", "", "Circuit", (3.5, 7.25), text="what it is for")
    first = Node(
        document.new_id(),
        "population",
        LIF,
        "Grüße 你好",
        (1.5, -2.5),
        3,
        {"tau_m": Normal(10.0, 1.0), "C_m": 200.0},
        {"V": Uniform(-70.0, -60.0)},
        5,
        "remark",
        "positions/grid",
        {"rows": 3.0, "columns": 1.0, "periodic": "yes"},
        around.id,
        MiniPlot(Shows.IMAGE, "V", 2, (1.5, -120.25, 192.0, 108.5)),
        (NodeSlider("tau_m", 2.5, 40.0),),
        "inhibitory",
        True,
    )
    synapses = Synapses(
        "synapses/exponential_current",
        "wiring/explicit_list",
        weights,
        LogNormal(1.0, 0.5),
        "mixed",
        {"tau_syn": ByDistance("gaussian", 1.0, 3.0, 0.25)},
        {"note": "word"},
        "plasticity/pair_stdp",
        {"A_plus": 0.5},
        "short_term/tsodyks_markram",
        {"U": 0.5},
        reference,
        reference,
        True,
        "normalised weights",
        "I_dend",
    )
    link = Link(document.new_id(), first.id, "out", first.id, "in", synapses, ((1.5, 2.0), (-3.0, 4.25)), "why", True)
    AddElements((first, around), (link,)).apply(document)
    SetSettings(Settings(0.25, 7, 0.5, "title")).apply(document)
    values = {"conversion": {"epochs": 4.0, "start": "present weights"}, "gone": {"rate": 0.5}}
    SetTraining(TrainingSettings("conversion", values, 5, 0.25, 2, ("gone",))).apply(document)
    SetBreakpoints((Breakpoint(BreakpointKind.RATE_ABOVE, first.id, 2, 12.5, False),)).apply(document)
    factors = (
        Factor(link.id, "A_plus", ListedValues((0.5, "word")), "plasticity"),
        Factor(first.id, "tau_m", ValueRange(1.0, 100.0, 4, Spacing.LOGARITHMIC)),
        Factor(first.id, "bias", ValueDistribution(DistributionForm.LOG_NORMAL, 2.0, 0.5, 6)),
    )
    measures = (f"rate({first.id})",)
    objective = Objective(Goal.REACH, f"cv({first.id})", 0.75)
    experiment = Experiment("Sweep 扫描", factors, measures, (3, 4), Design.PAIRED, 9, 250.0, 50.0, objective)
    SetExperiments((experiment,)).apply(document)
    trained = document.keep_array(np.array([0.5, 0.25]))
    document.runs = (
        KeptRun(
            2,
            "surrogate_gradient",
            "Surrogate gradient",
            3,
            {"epochs": 4.0, "schedule": "cosine"},
            TrainingState.CANCELLED,
            Metric.CORRELATION,
            4,
            1.5,
            ((first.id, 3),),
            {"spikes": 12.5},
            (Epoch(0.5, 0.75, 0.625, 10.0, 2.0, 0.625), Epoch(0.25, 0.875, 0.75, 11.0, 2.0, 0.375)),
            (KeptArray(link.id, "weight", trained.sha256),),
            ((3, 1), (0, 4)),
            ((1, 0.25), (2, 0.5)),
            0.25,
            ((5, 0, 1),),
            KeptCheckpoint(document.snapshot(), b"state"),
        ),
    )
    row = ReducedRow("ternary", 0.5, 0.875, 12.0, 300.0, 0.25, 40, 0.75)
    base = (KeptArray(link.id, "weight", document.keep_array(np.array([0.125, 0.25])).sha256),)
    document.reduction = KeptReduction("neuron", 3, "validation", Metric.CORRELATION, ((first.id, 3),), (row,), base)
    return document


def parts(document: Document) -> dict[type, object]:
    (node, _), (link,) = document.nodes.values(), document.links.values()
    found = {Node: node, Link: link, Synapses: link.synapses, Settings: document.settings}
    found |= {RunRecord: document.runs[0], TrainingSettings: document.training, KeptReduction: document.reduction}
    checkpoint = document.runs[0].checkpoint
    found |= {ReducedRow: document.reduction.rows[0], KeptCheckpoint: checkpoint}
    return found | {
        Snapshot: checkpoint.drawn,
        Breakpoint: document.breakpoints[0],
        Experiment: document.experiments[0],
        Factor: document.experiments[0].factors[0],
        MiniPlot: node.plot,
        NodeSlider: node.sliders[0],
    }


KINDS = [
    Node,
    Link,
    Synapses,
    Settings,
    RunRecord,
    TrainingSettings,
    KeptReduction,
    ReducedRow,
    KeptCheckpoint,
    Snapshot,
    Breakpoint,
    Experiment,
    Factor,
    MiniPlot,
    NodeSlider,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_full_document_leaves_no_field_at_its_default(kind):
    part = parts(full())[kind]
    empty = {Node: Node("", "", "", "", (0.0, 0.0)), Link: Link("", "", "", "", ""), Settings: Settings()}
    empty[Synapses] = Synapses(None, "", 0.0, 0.0, "")
    empty[KeptReduction] = KeptReduction("", 0, "", Metric.ACCURACY, (), (), ())
    empty[ReducedRow] = ReducedRow("", 0.0, 0.0, 0.0, 0.0, 0.0, 0)
    empty[Snapshot] = Snapshot(Settings(), (), ())
    empty[KeptCheckpoint] = KeptCheckpoint(empty[Snapshot])
    empty[TrainingSettings] = TrainingSettings()
    empty[MiniPlot] = MiniPlot()
    empty[NodeSlider] = NodeSlider("", 0.0, 0.0)
    empty[Breakpoint] = Breakpoint(BreakpointKind.FIRES)
    empty[Experiment] = Experiment("", (), ())
    empty[Factor] = Factor("", "", ListedValues(()))
    empty[RunRecord] = KeptRun(0, "", "", 0, {}, TrainingState.DONE, Metric.ACCURACY, 0, 0.0, (), {}, (), ())
    told = [name for name in kind.__struct_fields__ if name != "held"]  # what a file says of unknown models
    same = [name for name in told if getattr(part, name) == getattr(empty[kind], name)]
    assert same == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_file_keeps_every_field(tmp_path, kind):
    document = full()
    save(document, tmp_path / "net.spikeloom")
    assert parts(open_document(tmp_path / "net.spikeloom"))[kind] == parts(document)[kind]


def test_the_clipboard_keeps_every_field_but_ids():
    source, other = full(), Document()
    (node, group), (link,) = pasted(other, copied_elements(source, list(source.nodes)), (1.5, -2.5), 0.0)
    before = parts(source)
    kept = replace(node, id=before[Node].id, identity=before[Node].identity, group=before[Node].group)
    assert kept == before[Node]
    assert (node.group, group.group, group.position, group.text) == (group.id, "", (1.5, -2.5), "what it is for")
    assert link.synapses == before[Synapses]
    assert (link.source, link.target, link.bends, link.text) == (node.id, node.id, before[Link].bends, "why")


def test_nothing_is_shared_between_a_copy_and_its_original():
    source, other = full(), Document()
    nodes, links = pasted(other, copied_elements(source, list(source.nodes)), None, 0.0)
    AddElements(nodes, links).apply(other)
    (node, _), (original, _) = nodes, source.nodes.values()
    assert node.parameters is not original.parameters and node.start is not original.start
    for reference in (links[0].synapses.weight, links[0].synapses.pre):
        assert not np.shares_memory(other.array(reference), source.array(reference))
        assert not other.array(reference).flags.writeable


def test_a_copy_pasted_into_its_own_document_has_ids_of_its_own_each_time():
    document = full()
    text = copied_elements(document, list(document.nodes))
    seen = {*document.nodes, *document.links}
    for _ in range(3):
        nodes, links = pasted(document, text, None, 1.0)
        ids = {element.id for element in (*nodes, *links)}
        assert ids.isdisjoint(seen) and len(ids) == 3
        AddElements(nodes, links).apply(document)
        seen |= ids


def test_a_file_keeps_the_arrays_of_runs_and_epochs_without_a_validation_part(tmp_path):
    document = full()
    (run,) = document.runs
    document.runs = (replace(run, history=(Epoch(0.5, 0.75, float("nan"), 10.0),)),)
    save(document, tmp_path / "net.spikeloom")
    again = open_document(tmp_path / "net.spikeloom")
    assert np.array_equal(again.array(again.runs[0].arrays[0].reference), [0.5, 0.25])
    assert np.isnan(again.runs[0].history[0].validation_accuracy)
