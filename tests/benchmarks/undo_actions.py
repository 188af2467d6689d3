"""An action for every intention, each done once in the drawing of ``canvas_frames``; ``undoing`` takes them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeAlias

import numpy as np
from msgspec.structs import replace

from app.commands import intentions
from app.commands.breaking import add_breakpoint
from app.commands.editor import Editor
from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.meaning.individual import quantity_columns
from app.document.meaning.meaning import meaning
from app.document.meaning.value_addresses import addresses
from app.document.mini_plot import MiniPlot, Shows
from app.document.networks.kept_models import KeptModels
from app.document.networks.modules import Modules
from app.document.vocabulary import model_of
from engine.importing.connection_list import ConnectionList
from engine.network.description import Learns
from engine.network.values import Normal
from engine.scripts.reading import read_script
from engine.scripts.writing import script
from tests.benchmarks.canvas_frames import MODEL

A, B, C = "e151", "e152", "e173"
ALL = [f"e{i + 1}" for i in range(300)]
NODES = (A, B, C)
SIZES = dict.fromkeys(NODES, (192.0, 96.0))
IZHIKEVICH = "neurons/izhikevich"
HERE = (48_000.0, 100.0)

UndoneAction: TypeAlias = Callable[[Editor], object]


SYNAPSE, CURRENT = "synapse", "synapses/exponential_current"


def heard(editor: Editor) -> None:
    """The rule of a link that learns by reward hears a population."""
    intentions.set_plasticity(editor, (link(editor),), "plasticity/reward_modulated_stdp")
    intentions.set_third_factor(editor, link(editor), "reward", B)


def link(editor: Editor) -> str:
    """One of the links of the first node."""
    return editor.document.links_of(A)[0].id


def varied(editor: Editor) -> None:
    """The first value of a node is varied in an experiment of its own."""
    element = editor.document.nodes[A]
    intentions.vary(editor, next(addresses(editor.document, element)))


def renamed_experiment(editor: Editor) -> None:
    varied(editor)
    experiment = editor.document.experiments[0]
    intentions.put_experiment(editor, 0, replace(experiment, name="Anew"), "Rename")


def removed_experiment(editor: Editor) -> None:
    varied(editor)
    intentions.remove_experiment(editor, 0)


def grouped(editor: Editor) -> str:
    group = intentions.group(editor, (A, B), HERE)
    assert group is not None
    return group


def ungroup(editor: Editor) -> None:
    intentions.ungroup(editor, {grouped(editor): (0.0, 0.0)})


def store_of_modules() -> Modules:
    folder = Path(mkdtemp(prefix="modules-"))
    return Modules(lambda: folder)


def keep_module(editor: Editor) -> None:
    intentions.keep_module(editor, store_of_modules(), grouped(editor))


def keep_model(editor: Editor) -> None:
    folder = Path(mkdtemp(prefix="models-"))
    intentions.write_as_equations(editor, (A,), MODEL)
    intentions.keep_model(editor, KeptModels(lambda: folder), A, "Mine")


def insert_module(editor: Editor) -> None:
    store = store_of_modules()
    name = intentions.keep_module(editor, store, grouped(editor))
    intentions.insert_module(editor, store, name, HERE)


def renew(editor: Editor) -> None:
    store = store_of_modules()
    group = grouped(editor)
    intentions.keep_module(editor, store, group)
    intentions.set_size(editor, (A,), 7)
    intentions.renew_instances(editor, store, (group,))


def selected(*ids: str) -> Callable[[UndoneAction], UndoneAction]:
    def first(button: UndoneAction) -> UndoneAction:
        def both(editor: Editor) -> None:
            editor.selection.set(ids)
            button(editor)

        return both

    return first


def slider_range(editor: Editor) -> None:
    intentions.pin_slider(editor, (A,), "tau_m")
    intentions.set_slider_range(editor, A, "tau_m", 5.0, 50.0)


def unpinned(editor: Editor) -> None:
    intentions.pin_slider(editor, (A,), "tau_m")
    intentions.unpin_slider(editor, (A,), "tau_m")


def plots_inside(editor: Editor) -> None:
    intentions.stand_plots_beside(editor, NODES)
    intentions.stand_plots_inside(editor, NODES)


def distribute(editor: Editor) -> None:
    intentions.move(editor, {B: (0.0, 0.0)})
    intentions.distribute(editor, NODES, "horizontal", SIZES)


def paste(editor: Editor) -> None:
    editor.selection.set(NODES)
    intentions.paste(editor, intentions.copy(editor), HERE)


def take_file(editor: Editor) -> None:
    path = Path(mkdtemp(prefix="files-")) / "spikes.csv"
    path.write_text("time,neuron\n1.0,0\n2.5,1\n", encoding="utf-8")
    intentions.take_file(editor, path, None, intentions.read_file(path, None), HERE)


def rewrite(editor: Editor) -> None:
    meant = meaning(editor.document).description
    text = script(meant, seed=1, title="").text
    intentions.rewrite(
        editor, meant, read_script(text.replace("LeakyIntegrateAndFire, 100", "LeakyIntegrateAndFire, 90", 1), {})
    )


def take_in(editor: Editor) -> None:
    part = editor.document.part(NODES)
    text = script(meaning(part).description, seed=1, title="").text
    intentions.take_in(editor, read_script(text, {}), "network.py", HERE)


def individual(editor: Editor) -> None:
    node = editor.document.nodes[A]
    column = next(column for column in quantity_columns(editor.document, node) if column.name == "tau_m")
    intentions.set_individual(editor, A, column, (3, 4), 17.0)


def put_neurons(editor: Editor) -> None:
    size = editor.document.nodes[A].size
    intentions.put_neurons(editor, A, np.random.default_rng(0).random((size, 2)), (3, 4))


def series(editor: Editor) -> str:
    return intentions.add_node(editor, "stimuli/array_poisson", HERE)


def set_place(editor: Editor) -> None:
    intentions.set_arrangement(editor, (A,), "positions/line")
    intentions.set_place(editor, (A,), "extent", 2.0)


def take_places(editor: Editor) -> None:
    intentions.set_arrangement(editor, (A,), "positions/listed_places")
    intentions.take_places(editor, A, {"x": np.arange(100.0), "y": np.arange(100.0)})


def note(editor: Editor) -> str:
    return intentions.add_note(editor, HERE, "A note")


def listed(editor: Editor) -> None:
    connections = ConnectionList(np.arange(100), np.arange(100), np.ones(100), None)
    intentions.set_wiring(editor, (link(editor),), "wiring/explicit_list")
    intentions.set_connections(editor, link(editor), connections)


def equations(editor: Editor) -> None:
    intentions.write_as_equations(editor, (A,), MODEL)
    model = model_of(editor.document.nodes[A].model)
    assert model is not None
    intentions.set_equations(editor, A, (model.text or "") + "\n# more\n")


def part_equations(editor: Editor) -> None:
    intentions.write_part_as_equations(editor, (link(editor),), SYNAPSE, CURRENT)
    given = editor.document.links[link(editor)].synapses
    assert given is not None and given.synapse is not None
    model = model_of(given.synapse)
    assert model is not None
    intentions.set_part_equations(editor, link(editor), SYNAPSE, (model.text or "") + "\n# more\n")


def kept_all(editor: Editor) -> None:
    intentions.keep_all_weights(editor, {link(editor): (np.ones(100), np.arange(100), np.arange(100))})


def arrange(editor: Editor) -> None:
    nodes = editor.document.nodes.values()
    intentions.arrange(editor, {node.id: (1.5 * node.position[0], node.position[1]) for node in nodes})


def reconnect(editor: Editor) -> None:
    first = editor.document.links[link(editor)]
    intentions.reconnect(editor, first.id, first.source, first.source_port, C, "in")


def trained(editor: Editor) -> None:
    intentions.set_arrays(editor, {(A, "tau_m"): np.full(100, 12.0)}, "Train")


everything = selected(*ALL)
ACTIONS: dict[str, UndoneAction] = {
    "add_and_connect": lambda e: intentions.add_and_connect(e, MODEL, HERE, A, "out"),
    "add_breakpoint": lambda e: add_breakpoint(e, Breakpoint(BreakpointKind.FIRES, A)),
    "add_by_key": lambda e: intentions.add_by_key(e, MODEL, HERE),
    "add_experiment": lambda e: intentions.add_experiment(e),
    "add_node": lambda e: intentions.add_node(e, MODEL, HERE),
    "add_note": note,
    "align": lambda e: intentions.align(e, NODES, "left", SIZES),
    "arrange": arrange,
    "bend": lambda e: intentions.bend(e, link(e), ((100.0, 900.0),)),
    "connect": lambda e: intentions.connect(e, A, "out", "e300", "in"),
    "connect_selected": selected(A, "e299")(intentions.connect_selected),
    "cut": selected(*NODES)(intentions.cut),
    "delete": lambda e: intentions.delete(e, (A,)),
    "delete_selection": selected(*NODES)(intentions.delete_selection),
    "delete_selection, all": everything(intentions.delete_selection),
    "distribute": distribute,
    "drop_on_link": lambda e: intentions.drop_on_link(e, link(e), "plasticity/pair_stdp"),
    "duplicate": selected(*NODES)(intentions.duplicate),
    "duplicate, all": everything(intentions.duplicate),
    "group": grouped,
    "group, all": lambda e: intentions.group(e, ALL, HERE),
    "insert_module": insert_module,
    "keep_all_weights": kept_all,
    "keep_model": keep_model,
    "keep_module": keep_module,
    "move": lambda e: intentions.move(e, {A: (10.0, 20.0)}),
    "mute_selection": selected(*NODES)(intentions.mute_selection),
    "paste": paste,
    "pin_slider, all": lambda e: intentions.pin_slider(e, ALL, "tau_m"),
    "place_plot": lambda e: intentions.place_plot(e, A, (0.0, -200.0, 200.0, 120.0)),
    "put_experiment": renamed_experiment,
    "put_neurons": put_neurons,
    "put_plot": lambda e: intentions.put_plot(e, A, MiniPlot(Shows.TRACE)),
    "reconnect": reconnect,
    "redraw_weights": lambda e: (kept_all(e), intentions.redraw_weights(e, (link(e),))),
    "remove_experiment": removed_experiment,
    "rename": lambda e: intentions.rename(e, A, "Another"),
    "renew_instances": renew,
    "resize_note": lambda e: intentions.resize_note(e, note(e), 300.0, 90.0),
    "rewrite": rewrite,
    "set_arrangement": lambda e: intentions.set_arrangement(e, (A,), "positions/line"),
    "set_arrays": trained,
    "set_connections": listed,
    "set_delay": lambda e: intentions.set_delay(e, (link(e),), 2.0),
    "set_equations": lambda e: equations(e),
    "set_part_equations": lambda e: part_equations(e),
    "set_individual": individual,
    "set_link_parameter": lambda e: intentions.set_link_parameter(e, (link(e),), "synapse", "tau_syn", 7.0),
    "set_into": lambda e: intentions.set_into(e, (link(e),), "I_dend"),
    "set_learns": lambda e: intentions.set_learns(e, (link(e),), Learns.NOTHING),
    "set_model": lambda e: intentions.set_model(e, (A,), IZHIKEVICH),
    "set_model, all": lambda e: intentions.set_model(e, ALL, IZHIKEVICH),
    "set_muted": lambda e: intentions.set_muted(e, (A, link(e)), True),
    "set_muted, all": lambda e: intentions.set_muted(e, ALL, True),
    "set_parameter": lambda e: intentions.set_parameter(e, (A,), "tau_m", 12.0),
    "set_parameter, all": lambda e: intentions.set_parameter(e, ALL, "tau_m", Normal(12.0, 1.0)),
    "set_part": lambda e: intentions.set_part(e, (link(e),), "plasticity", "plasticity/pair_stdp"),
    "set_place": set_place,
    "set_plasticity": lambda e: intentions.set_plasticity(e, (link(e),), "plasticity/pair_stdp"),
    "set_series": lambda e: intentions.set_series(e, (series(e),), "rates", np.ones(10)),
    "set_population_sign": lambda e: intentions.set_population_sign(e, (A,), "inhibitory"),
    "set_settings": lambda e: intentions.set_settings(e, seed=77),
    "set_shape": lambda e: intentions.set_shape(e, (A,), (1, 10, 5)),
    "set_short_term": lambda e: intentions.set_short_term(e, (link(e),), "short_term/tsodyks_markram"),
    "set_sign": lambda e: intentions.set_sign(e, (link(e),), "inhibitory"),
    "set_size": lambda e: intentions.set_size(e, (A,), 50),
    "set_slider_range": slider_range,
    "set_start": lambda e: intentions.set_start(e, (A,), "V", -60.0),
    "set_synapse_model": lambda e: intentions.set_synapse_model(e, (link(e),), "synapses/exponential_conductance"),
    "set_text": lambda e: intentions.set_text(e, note(e), "Other words"),
    "set_text, link": lambda e: intentions.set_text(e, link(e), "Why it is here"),
    "set_third_factor": heard,
    "set_training": lambda e: intentions.set_training(e, "Seed", seed=9),
    "set_training_value": lambda e: intentions.set_training_value(e, "surrogate_gradient", "rate", 0.5, "rate"),
    "set_weight": lambda e: intentions.set_weight(e, (link(e),), 33.0),
    "set_weight, all": lambda e: intentions.set_weight(e, list(e.document.links), 33.0),
    "set_wiring": lambda e: intentions.set_wiring(e, (link(e),), "wiring/fixed_probability"),
    "show_neuron": lambda e: intentions.show_neuron(e, (A,), 3),
    "show_plot": lambda e: intentions.show_plot(e, (A,), Shows.TRACE),
    "show_plot, all": lambda e: intentions.show_plot(e, ALL, Shows.TRACE),
    "stand_plots_beside": lambda e: intentions.stand_plots_beside(e, NODES),
    "stand_plots_inside": plots_inside,
    "take_file": take_file,
    "take_in": take_in,
    "take_places": take_places,
    "take_series": lambda e: intentions.take_series(e, series(e), {"rates": np.ones((5, 3))}, ("rates",)),
    "ungroup": ungroup,
    "unpin_slider": unpinned,
    "vary": varied,
    "write_as_equations": lambda e: intentions.write_as_equations(e, (A,), MODEL),
    "write_part_as_equations": lambda e: intentions.write_part_as_equations(e, (link(e),), SYNAPSE, CURRENT),
}  # fmt: skip
READS = {
    "Take",
    "can_be_equations",
    "is_network",
    "is_weights",
    "read_file",
    "read_with_all",
    "read_network",
    "read_weights",
}
NO_EDITS = {"Refused", "copy", "fresh_name", "select_all", *READS}
"""Of the intentions those that change no document."""


def missing() -> set[str]:
    """Intentions that have no action here."""
    known = {name for name, thing in vars(intentions).items() if callable(thing)}
    return known - NO_EDITS - {name.partition(",")[0] for name in ACTIONS}
