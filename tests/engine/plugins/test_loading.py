"""Allowed plug-ins, and no others, are loaded where something is looked for that they add."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import engine
from engine import discovery, plugins
from engine.files.problem import ImportProblem
from engine.importing import read_network
from engine.importing.formats import suffixes
from engine.model.equations.tree import statements
from engine.model.registry.discovery import PACKAGES, UnknownModel, find, models
from engine.network.description import NetworkDescription, Population
from engine.plugins import PluginStatus, Provided, approvals
from engine.plugins.kinds import KINDS, kind_of
from engine.simulation.simulation import Simulation
from tests.plugins import approve, approved_neuron, neuron, put

ROOT = Path(__file__).parents[3]
KEY = "neurons/my_neuron"


def problems() -> list[str]:
    return [str(one.problem) for one in plugins.loaded() if one.problem is not None]


def elsewhere(script: str) -> str:
    """What a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_allowed_neuron_is_a_model_like_any_other(plugin_folder: Path) -> None:
    assert KEY not in models("neurons")
    approved_neuron(plugin_folder)
    model = find(KEY)
    assert model is models("neurons")[KEY] is vars(engine)["models"]("neurons")[KEY]
    assert (model.key, model.version, model.title) == (KEY, 1, "My neuron")
    from engine import neurons

    assert neurons.MyNeuron is model and "MyNeuron" in dir(neurons) and "MyNeuron" in neurons.__all__
    network = NetworkDescription(populations=(Population("p", find(KEY), 2, bias=800.0),))
    for backend in ("numpy", "numba"):
        assert len(Simulation(network, backend=backend).advance(101).spikes["p"].neurons) == 4


def test_one_that_is_not_allowed_is_never_executed(plugin_folder: Path) -> None:
    put(plugin_folder, "my_neuron", "raise SystemExit('it ran')\n" + neuron())
    assert KEY not in models("neurons") and not plugins.loaded()
    plugins.listed()
    assert KEY not in models("neurons") and "spikeloom_plugins.my_neuron" not in sys.modules


def test_a_changed_file_is_not_loaded(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    put(plugin_folder, "my_neuron", neuron(title="Changed"))
    assert KEY not in models("neurons")
    assert problems() == [
        "my_neuron.py is not what was allowed: its content has changed. Look at it, and allow it again."
    ]


def test_a_file_that_is_exchanged_after_it_was_loaded_changes_no_equation(plugin_folder: Path) -> None:
    """Equations are read from the text of a file, long after it was imported."""
    approved_neuron(plugin_folder)
    model = find(KEY)
    put(plugin_folder, "my_neuron", neuron().replace("return I / C_m", "return 1000 * I / C_m"))
    assert "1000" not in "".join(map(ast.unparse, statements(model.equations["dV_dt"])))
    assert "1000" not in model.source_text()


def test_a_changed_file_that_is_allowed_takes_the_place_of_the_one_that_was_loaded(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    assert find(KEY).title == "My neuron"
    approved_neuron(plugin_folder, text=neuron(title="Changed"))
    assert find(KEY).title == "Changed"


def test_a_file_that_is_again_what_was_allowed_before_is_loaded(plugin_folder: Path) -> None:
    """The content that was allowed last is another one."""
    approved_neuron(plugin_folder)
    approved_neuron(plugin_folder, text=neuron(title="Changed"))
    sha256 = put(plugin_folder, "my_neuron", neuron())
    assert find(KEY).title == "My neuron" and not problems()
    origin = plugins.origin_of(KEY)
    assert origin is not None and origin.sha256 == sha256


def test_a_refused_one_is_unknown_at_once_and_allowed_again_it_is_there(plugin_folder: Path) -> None:
    told: list[bool] = []
    approved_neuron(plugin_folder)
    first = find(KEY)
    heard = plugins.changed.connect(lambda: told.append(KEY in models("neurons")))
    try:
        plugins.refuse("my_neuron")
        with pytest.raises(UnknownModel):
            find(KEY)
        approved_neuron(plugin_folder)
    finally:
        plugins.changed.disconnect(heard)
    assert told == [False, True] and find(KEY) is not first


def test_of_two_files_of_one_text_each_is_decided_on_by_itself(plugin_folder: Path) -> None:
    sha = put(plugin_folder, "my_neuron", neuron())
    assert put(plugin_folder, "the_same_again", neuron()) == sha
    with pytest.raises(plugins.UnknownPlugin, match="there is no one plug-in"):
        plugins.allow(sha)
    first, again = sorted(plugins.listed(), key=lambda one: one.name)
    plugins.refuse(first)
    (came,) = plugins.allow(again)
    assert came.status is PluginStatus.ALLOWED and find("neurons/the_same_again").title == "My neuron"
    assert {one.name: one.status for one in plugins.listed()} == {
        "my_neuron": PluginStatus.REFUSED,
        "the_same_again": PluginStatus.ALLOWED,
    }
    put(plugin_folder, "the_same_again", neuron(title="Another"))
    with pytest.raises(plugins.UnknownPlugin, match="the_same_again"):
        plugins.refuse(came)


def test_a_folder_that_is_off_adds_nothing(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    assert KEY in models("neurons")
    plugins.set_folder_on(False)
    assert KEY not in models("neurons") and not [one for one in plugins.listed() if not one.origin]
    plugins.set_folder_on(True)
    assert KEY in models("neurons")


def test_one_of_plots_is_not_imported_by_who_looks_for_models(plugin_folder: Path) -> None:
    approve(plugin_folder, "my_view", "raise TypeError('imported')", Provided("views", "views/my_view", "My view"))
    assert models("neurons") and not plugins.loaded()


@pytest.mark.parametrize("text", ["raise BaseException('no')", "import sys\nsys.exit(3)", "1 / 0", "def x(:"])
def test_one_that_fails_now_is_a_sentence_and_all_else_is_there(plugin_folder: Path, text: str) -> None:
    approve(plugin_folder, "bad", text, Provided("neurons", "neurons/bad", "Bad"))
    approved_neuron(plugin_folder)
    assert KEY in models("neurons") and "neurons/bad" not in models("neurons")
    (said,) = problems()
    assert said.startswith("bad.py, line ") and "when it was imported" in said
    (listed,) = [one for one in plugins.listed() if one.name == "bad"]
    assert listed.status is plugins.PluginStatus.BROKEN and listed.sentence == said


def test_of_two_that_declare_the_same_the_first_that_was_allowed_has_it(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    same = Provided("neurons", KEY, "My neuron")
    approve(plugin_folder, "other", neuron(title="Other"), same, Provided("neurons", "neurons/other", "Other"))
    assert models("neurons")[KEY].title == "My neuron" and "neurons/other" not in models("neurons")
    assert problems() == [
        "other.py declares neurons/my_neuron, which the plug-in my_neuron has already. "
        "Refuse one of the two, or give its file another name."
    ]


def test_a_plug_in_takes_nobodys_place(plugin_folder: Path) -> None:
    key = "neurons/leaky_integrate_and_fire"
    before = find(key)
    approve(plugin_folder, "leaky_integrate_and_fire", neuron("LeakyIntegrateAndFire"), Provided("neurons", key, "LIF"))
    assert find(key) is before
    from engine import neurons

    assert neurons.LeakyIntegrateAndFire is before


def test_names_of_libraries_hide_none(plugin_folder: Path) -> None:
    for name in ("numpy", "engine", "json"):
        approve(plugin_folder, name, neuron(), Provided("neurons", f"neurons/{name}", name))
    assert {"neurons/numpy", "neurons/engine", "neurons/json"} <= models("neurons").keys()
    import json

    import numpy

    assert numpy.zeros(1).size == 1 and json.loads("1") == 1


def test_what_it_does_to_the_process_while_it_is_imported_is_undone(
    plugin_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Path.cwd()
    approved_neuron(plugin_folder, text=f"import os\nos.chdir({os.sep!r})\nprint('hello')\n" + neuron())
    assert KEY in models("neurons") and Path.cwd() == here
    said = capsys.readouterr()
    assert said.out == "" and said.err == "hello\n"


def test_one_that_looks_for_models_while_it_is_imported_hides_none(plugin_folder: Path) -> None:
    look = "from spikeloom import models\nassert models('neurons')\n"
    approved_neuron(plugin_folder, "first", look + neuron("First"))
    approved_neuron(plugin_folder, "second")
    assert {"neurons/first", "neurons/second"} <= models("neurons").keys()


def test_several_files_are_a_package_whose_public_modules_are_looked_through(plugin_folder: Path) -> None:
    package = plugin_folder / "mine"
    package.mkdir()
    (package / "__init__.py").write_text('"""Mine."""\n', encoding="utf-8")
    (package / "_shared.py").write_text("TITLE = 'Shared title'\n", encoding="utf-8")
    text = neuron().replace('"My neuron"', "TITLE").replace("\n\n\nclass", "\nfrom ._shared import TITLE\n\n\nclass", 1)
    (package / "my_neuron.py").write_text(text, encoding="utf-8")
    (one,) = plugins.listed()
    sha256 = one.sha256
    record = approvals.PluginRecord("mine", "", sha256, approvals.Decision.ALLOWED, (Provided("neurons", KEY, ""),))
    approvals.write(lambda before: before.with_record(record))
    plugins.refresh()
    assert find(KEY).title == "Shared title"
    (package / "_shared.py").write_text("TITLE = 'Another'\n", encoding="utf-8")
    (changed,) = plugins.listed()
    assert changed.is_changed and changed.sha256 != sha256


def test_every_process_loads_the_same_and_no_others(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    put(plugin_folder, "stranger", neuron("Stranger"))
    script = "import engine; print(sorted(k for k in engine.models('neurons') if 'my_' in k or 'stranger' in k))"
    assert elsewhere(script) == f"['{KEY}']"


def test_without_any_decision_nothing_of_plug_ins_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    script = (
        "import sys, engine; engine.models(); "
        "print([n for n in ('importlib.metadata.entry_points', 'spikeloom', 'spikeloom_plugins') if n in sys.modules])"
    )
    assert elsewhere(script) == "[]" and not list(tmp_path.iterdir())


def test_the_process_that_compiles_imports_no_plug_in_and_compiles_its_network(
    plugin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "imported.txt"
    counted = f"import os\nwith open({str(note)!r}, 'a') as f:\n    print(os.getpid(), file=f)\n"
    approved_neuron(plugin_folder, text=counted + neuron())
    monkeypatch.setenv("SPIKELOOM_KERNELS", str(tmp_path / "kernels"))
    script = (
        "import os, time; from engine import *\n"
        f"population = Population('p', find({KEY!r}), 2, bias=800.0)\n"
        "simulation = Simulation(NetworkDescription(populations=(population,)))\n"
        "began = simulation.backend\n"
        "while simulation.is_compiling: time.sleep(0.05)\n"
        "spikes = len(simulation.advance(101).spikes['p'].neurons)\n"
        "print(os.getpid(), began, simulation.backend, spikes)"
    )
    process, began, ended, spikes = elsewhere(script).split()
    assert (began, ended, spikes) == ("numpy", "numba", "4")
    assert note.read_text(encoding="utf-8").split() == [process]


def test_two_threads_that_look_at_once_load_it_once(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder, text="import time\ntime.sleep(0.2)\n" + neuron())
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(find(KEY))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 4 and len(set(map(id, found))) == 1


def test_what_is_remembered_of_discovered_things_is_forgotten_with_a_change(plugin_folder: Path) -> None:
    asked: list[int] = []

    @discovery.remembered
    def counted() -> int:
        asked.append(1)
        return len(models("neurons"))

    first = counted()
    assert counted() == first and len(asked) == 1
    approved_neuron(plugin_folder)
    assert counted() == first + 1 and len(asked) == 2


IMPORTER = '''"""Networks in a format of one's own: how many neurons there are."""

from spikeloom.files.problem import ImportProblem

NETWORK_SUFFIXES = (".mine", ".nir")


def read(path):
    raise ImportProblem("{file} is read by a plug-in.", file=path.name)
'''


def test_a_format_that_is_read_is_found_by_its_suffix_and_takes_nobodys(plugin_folder: Path, tmp_path: Path) -> None:
    before = suffixes()
    approve(plugin_folder, "mine", IMPORTER, Provided("importers", "importers/.mine", ".mine"))
    assert suffixes() == {**before, ".mine": "spikeloom_plugins.mine"}
    (tmp_path / "a.mine").write_text("1", encoding="utf-8")
    with pytest.raises(ImportProblem, match=r"^a\.mine is read by a plug-in\.$"):
        read_network(tmp_path / "a.mine")
    trial, _ = plugins.checked(plugin_folder / "mine.py", seconds=60.0)
    assert str(trial.problem).startswith("mine.py declares importers/.nir, which there is already.")
    plugins.refuse("mine")
    assert suffixes() == before


def test_every_kind_that_can_be_plugged_in_is_a_folder_that_is_looked_through() -> None:
    for kind in KINDS:
        assert [name for module in discovery.modules(kind.package) for name in kind.names_in(module)], kind.name
        assert kind_of(kind.package) == kind.name
    assert {kind.package for kind in KINDS} >= set(PACKAGES.values()) - {"engine.models.recorders"}
    assert not kind_of("app.canvas.gestures")
