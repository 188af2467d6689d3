"""Plug-ins for tests: files in a folder of the test's own, allowed with or without a trial."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import plugins
from engine.plugins import Provided, approvals, loading
from engine.plugins.approvals import Approvals, Decision, PluginRecord
from engine.plugins.importer import importer
from engine.plugins.sources import Source

NEURON = '''"""A neuron of a person's own."""

from spikeloom.model.declaration import Input, NeuronModel, Parameter, Reset, State, equation


class {name}(NeuronModel):
    """Sums its input and fires at a threshold.

    Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal Dynamics, chapter 1, 10.1017/CBO9781107447615.
    """

    title = "{title}"
    category = "Integrate-and-fire"
    reset = Reset.TO_VALUE

    C_m = Parameter("pF", "C_m", "membrane capacitance", default=250.0, above=0.0)
    V_th = Parameter("mV", r"V_{{th}}", "spike threshold", default=-55.0)
    V_reset = Parameter("mV", r"V_{{reset}}", "reset potential", default=-70.0)
    V = State("mV", "V", "membrane potential", start="V_reset")
    I = Input("pA", "I", "summed input current")

    @equation
    def dV_dt(I, C_m):
        return I / C_m

    @equation
    def spike(V, V_th):
        return V >= V_th

    @equation
    def V_after_spike(V_reset):
        return V_reset
'''


def neuron(name: str = "MyNeuron", title: str = "My neuron") -> str:
    """The text of a plug-in with one neuron."""
    return NEURON.format(name=name, title=title)


@pytest.fixture
def plugin_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of plug-ins, which is on; nothing is decided before, and all is forgotten behind."""
    home = tmp_path_factory.mktemp("home")
    with monkeypatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(home))
        plugins.refresh()
        plugins.set_folder_on(True)
        yield plugins.folder()
    plugins.refresh()


def put(folder: Path, name: str, text: str) -> str:
    """Write a file of the folder; gives its hash."""
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return Source(name, "", path).content().sha256


def approve(folder: Path, name: str, text: str, *provided: Provided) -> str:
    """Write a file of the folder and allow it untried, as one that adds these features; gives its hash."""
    sha256 = put(folder, name, text)
    record = PluginRecord(name, "", sha256, Decision.ALLOWED, provided)

    def with_record(before: Approvals) -> Approvals:
        return before.with_record(record)

    approvals.write(with_record)
    plugins.refresh()
    return sha256


def approved_neuron(folder: Path, name: str = "my_neuron", text: str = "") -> str:
    """Allow a neuron untried; gives the hash of its file."""
    return approve(folder, name, text or neuron(), Provided("neurons", f"neurons/{name}", "My neuron"))


def bring(path: Path) -> None:
    """Put a plug-in, a file or a folder, into the folder and allow what it declares, untried."""
    plugins.set_folder_on(True)
    place = plugins.folder() / path.name
    if path.is_dir():
        shutil.copytree(path, place)
    else:
        shutil.copy(path, place)
    name = place.stem
    content = Source(name, "", place).content()
    try:
        found = loading.declared_by(importer.take(content))
        provided = tuple(Provided(*one) for one in found)
    finally:
        importer.drop(content)
    record = PluginRecord(name, "", content.sha256, Decision.ALLOWED, provided)
    approvals.write(lambda before: before.with_record(record))
    plugins.refresh()
