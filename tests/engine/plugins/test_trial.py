"""Plug-ins are looked at and tried in other processes: whatever they do there is one sentence here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from engine import plugins
from engine.model.registry.discovery import models
from engine.plugins import Plugin, PluginStatus
from tests.plugins import neuron, put
from tests.recipes.page import as_plugin, recipes

KEY = "neurons/my_neuron"
POSIX = pytest.mark.skipif(os.name != "posix", reason="links, pipes and rights of other systems differ")


def allowed(folder: Path, name: str, text: str, seconds: float = 60.0) -> Plugin:
    put(folder, name, text)
    (one,) = plugins.allow(name, seconds=seconds)
    return one


def said(folder: Path, name: str, text: str, seconds: float = 60.0) -> str:
    one = allowed(folder, name, text, seconds)
    assert one.status is PluginStatus.BROKEN and not plugins.loaded()
    assert [again.sentence for again in plugins.listed() if again.name == name] == [one.sentence]
    return one.sentence


def test_a_good_one_is_listed_tried_and_allowed(plugin_folder: Path) -> None:
    put(plugin_folder, "my_neuron", "import json\nimport os.path\n" + neuron())
    (new,) = plugins.listed()
    assert (new.status, new.imports, new.is_changed) == (PluginStatus.NEW, ("json", "os"), False)
    assert [(one.kind, one.key, one.title) for one in new.provides] == [("neurons", KEY, "My neuron")]
    (one,) = plugins.allow(new.sha256)
    assert (one.status, one.provides, one.imports, one.sentence) == (
        PluginStatus.ALLOWED,
        new.provides,
        new.imports,
        "",
    )
    assert KEY in models("neurons") and plugins.listed() == (one,)


def test_a_changed_one_is_new_again_and_the_old_content_is_known(plugin_folder: Path) -> None:
    first = allowed(plugin_folder, "my_neuron", neuron())
    put(plugin_folder, "my_neuron", neuron(title="Another"))
    (changed,) = plugins.listed()
    assert (changed.status, changed.is_changed) == (PluginStatus.NEW, True)
    put(plugin_folder, "my_neuron", neuron())
    assert plugins.listed() == (first,)
    (plugin_folder / "my_neuron.py").unlink()
    (gone,) = plugins.listed()
    assert (gone.status, gone.path) == (PluginStatus.MISSING, None)


def test_one_that_was_put_off_is_new_and_says_so(plugin_folder: Path) -> None:
    put(plugin_folder, "my_neuron", neuron())
    plugins.put_off("my_neuron")
    (one,) = plugins.listed()
    assert one.status is PluginStatus.NEW and one.is_asked


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def x(:", "bad.py, line 1: invalid syntax. Mend the line, then allow it again."),
        ("x = 1\n\n1 / 0", "bad.py, line 3: ZeroDivisionError: division by zero. It came up when it was imported. "
                           "Mend it, then allow it again."),
        ("raise BaseException('no')", "bad.py, line 1: BaseException: no. It came up when it was imported. "
                                      "Mend it, then allow it again."),
        ("import sys\nsys.exit()", "bad.py, line 2: SystemExit. It came up when it was imported. "
                                   "Mend it, then allow it again."),
        ("import os\nos._exit(0)", "bad.py ended the process that tried it, when it was imported. "
                                   "Take what ends Python out of it, then allow it again."),
        ("import no_such_module", "bad.py, line 1: ModuleNotFoundError: No module named 'no_such_module'. "
                                  "It came up when it was imported. Mend it, then allow it again."),
        ("x = 1", "bad.py declares nothing that this program knows. Derive a class from one of its base classes, "
                  "such as NeuronModel."),
        (neuron() + neuron("Second"), "bad.py declares neurons/bad twice. Put each class into a file of its own, "
                                      "named after it."),
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(1e6,)).start()\n" + neuron(),
         "bad.py starts a thread when it is imported, which would keep the program from ending. "
         "Start it where it is needed, as a daemon."),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_sentence(plugin_folder: Path, text: str, sentence: str) -> None:
    assert said(plugin_folder, "bad", text) == sentence


def test_a_loop_that_never_ends_is_a_sentence_after_the_limit(plugin_folder: Path) -> None:
    assert said(plugin_folder, "slow", "while True:\n    pass\n", seconds=3.0) == (
        "slow.py did not answer within 3 s, when it was imported. "
        "Look for a loop in it that never ends, then allow it again."
    )


def test_a_loop_in_what_is_tried_is_a_sentence_too(plugin_folder: Path) -> None:
    spiral = next(recipe.text for recipe in recipes() if recipe.name == "spiral").replace(
        "from engine", "from spikeloom"
    )
    waiting = "while True:\n            __import__('time').sleep(0.1)"  # spinning is tried above
    text = spiral.replace("        share = ", f"        {waiting}\n        share = ")
    assert "when it was tried" in said(plugin_folder, "slow", text, seconds=12.0)


@pytest.mark.parametrize("name", ["fewest_spikes", "spiral"], ids=["decoder", "positions"])
def test_a_decoder_and_positions_are_tried_and_allowed(plugin_folder: Path, name: str) -> None:
    text = next(as_plugin(recipe) for recipe in recipes() if recipe.name == name)
    assert allowed(plugin_folder, name, text).sentence == ""


def test_an_equation_that_cannot_be_read_is_named_by_its_line(plugin_folder: Path) -> None:
    text = neuron().replace("        return I / C_m", "        while True:\n            pass\n        return I / C_m")
    line = text.splitlines().index("    @equation") + 1
    assert said(plugin_folder, "bad", text).startswith(f"bad.py, line {line}: ")


def test_a_key_that_there_is_already_is_refused(plugin_folder: Path) -> None:
    assert said(plugin_folder, "izhikevich", neuron()) == (
        "izhikevich.py declares neurons/izhikevich, which there is already. Give its file another name, or its class."
    )


def test_a_key_that_another_plug_in_has_is_refused(plugin_folder: Path) -> None:
    format = next(recipe.text for recipe in recipes() if recipe.name == "npz_single")
    text = format.replace("from engine", "from spikeloom")
    assert allowed(plugin_folder, "mine", text).status is PluginStatus.ALLOWED
    put(plugin_folder, "other", text)
    (one,) = plugins.allow("other", seconds=60.0)
    assert one.sentence == (
        "other.py declares exporters/npz-single, which the plug-in mine has already. "
        "Refuse one of the two, or give its file another name."
    )


def test_what_is_exchanged_between_the_list_and_the_trial_is_not_what_is_allowed(
    plugin_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(plugin_folder, "my_neuron", neuron())
    from engine.plugins import listing

    tried = listing.tried

    def exchanged(*given: object, **named: object) -> object:
        put(plugin_folder, "my_neuron", neuron(title="Exchanged"))
        return tried(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(listing, "tried", exchanged)
    (one,) = plugins.allow("my_neuron", seconds=60.0)
    assert "its content has changed" in one.sentence and KEY not in models("neurons")


@POSIX
def test_whatever_lies_in_the_folder_is_one_sentence_each(plugin_folder: Path) -> None:
    put(plugin_folder, "good", neuron())
    (plugin_folder / "folder.py").mkdir()
    (plugin_folder / "empty").mkdir()
    (plugin_folder / "gone.py").symlink_to(plugin_folder / "nothing.py")
    (plugin_folder / "loop.py").symlink_to(plugin_folder / "loop.py")
    (plugin_folder / "linked.py").symlink_to(plugin_folder / "good.py")
    os.mkfifo(plugin_folder / "pipe.py")
    (plugin_folder / "latin.py").write_bytes(b"# \xe9\n")
    (plugin_folder / "coding.py").write_bytes(b"# coding: no-such\n")
    (plugin_folder / "zeros.py").write_bytes(bytes(100))
    (plugin_folder / "deep.py").write_text("(" * 5000 + ")" * 5000, encoding="utf-8")
    with (plugin_folder / "huge.py").open("wb") as huge:
        huge.truncate(100 * 2**20)
    for name in ("my file", "class", "3d", "a-b", ".hidden", "_private"):
        (plugin_folder / f"{name}.py").write_text(neuron(), encoding="utf-8")
    (plugin_folder / "我的.py").write_text(neuron(), encoding="utf-8")
    found = {one.name: one for one in plugins.listed()}
    well = {"good", "linked", "我的"}
    assert {name for name, one in found.items() if one.status is PluginStatus.NEW} == well
    assert found.keys() == well | {
        "gone", "loop", "pipe", "latin", "coding", "zeros", "deep", "huge", "my file", "class", "3d", "a-b"
    }  # fmt: skip
    for name in found.keys() - well:
        assert found[name].status is PluginStatus.BROKEN and found[name].sentence.startswith(f"{name}.py"), name


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(plugin_folder: Path) -> None:
    put(plugin_folder, "secret", neuron())
    (plugin_folder / "secret.py").chmod(0)
    (one,) = plugins.listed()
    assert one.sentence == "secret.py: Permission denied. Mend that, then look again."


def test_a_word_that_means_no_plug_in_is_named(plugin_folder: Path) -> None:
    put(plugin_folder, "good", neuron())
    with pytest.raises(plugins.UnknownPlugin, match="no one plug-in 'other'; there are good"):
        plugins.allow("other")


def test_a_file_of_a_folder_that_is_off_can_be_allowed_and_turns_it_on(plugin_folder: Path) -> None:
    plugins.set_folder_on(False)
    assert allowed(plugin_folder, "my_neuron", neuron()).status is PluginStatus.ALLOWED
    assert plugins.is_folder_on() and KEY in models("neurons")


def test_a_file_is_checked_wherever_it_lies_and_nothing_is_decided(plugin_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "my_neuron.py"
    path.write_text(neuron(), encoding="utf-8")
    trial, _ = plugins.checked(path, seconds=60.0)
    assert trial.problem is None and [one.key for one in trial.provides] == [KEY]
    path.write_text("1 / 0", encoding="utf-8")
    assert "ZeroDivisionError" in str(plugins.checked(path, seconds=60.0)[0].problem)
    assert not plugins.listed() and KEY not in models("neurons") and "my_neuron" not in sys.modules
