"""Decisions on plug-ins survive damage, strangers' types and other processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import plugins
from engine.model.registry.discovery import models
from engine.plugins import approvals
from engine.plugins.approvals import Approvals, Decision, PluginRecord
from tests.plugins import approved_neuron

ROOT = Path(__file__).parents[3]
KEY = "neurons/my_neuron"
GOOD: dict[str, Any] = {
    "name": "x", "origin": "", "sha256": "0" * 64, "decision": "allowed", "provides": [["neurons", "neurons/x", "X"]],
    "imports": ["numpy"], "asked": False, "version": "", "problem": None,
}  # fmt: skip


def written(told: object) -> Approvals:
    approvals.file().write_text(json.dumps(told), encoding="utf-8")
    return approvals.read()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"plugins": 3}', b'{"plugins": {"a": 1}}']
)
def test_a_damaged_file_decides_nothing(plugin_folder: Path, content: bytes) -> None:
    approvals.file().write_bytes(content)
    assert approvals.read() == Approvals()
    plugins.refresh()
    assert not plugins.is_folder_on() and KEY not in models("neurons")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 3}, {"name": ""}, {"name": None}, {"name": "a\nb"}, {"origin": []}, {"sha256": "12"},
        {"sha256": "Z" * 64}, {"sha256": 5}, {"decision": True}, {"decision": "ALLOWED"}, {"decision": ["allowed"]},
        {"decision": {}}, {"problem": "?"}, {"problem": {"code": "no such code", "values": {}}},
        {"problem": {"code": "plugins.syntax", "values": {}}}, {"problem": {"code": [], "values": {}}},
    ],
)  # fmt: skip
def test_a_record_that_means_none_decides_nothing_and_the_others_count(plugin_folder: Path, wrong: Any) -> None:
    read = written({"folder": True, "plugins": [{**GOOD, **wrong}, 7, None, {**GOOD, "name": "y"}]})
    assert [(record.name, record.may_run) for record in read.records] == [("y", True)]


@pytest.mark.parametrize(
    "provides", [3, "neurons", [1], [["neurons"]], [["neurons", 2, "X"]], {"a": 1}, [[[], [], []]]]
)
def test_what_says_nothing_of_features_provides_nothing(plugin_folder: Path, provides: Any) -> None:
    (record,) = written({"folder": True, "plugins": [{**GOOD, "provides": provides, "imports": provides}]}).records
    assert record.provides == ()


@pytest.mark.parametrize("folder", [1, "true", [True], None, {}])
def test_only_true_turns_the_folder_on(plugin_folder: Path, folder: object) -> None:
    assert not written({"folder": folder, "plugins": []}).is_folder_on


def test_what_is_written_is_read_again(plugin_folder: Path) -> None:
    record = PluginRecord(
        "我的", "a-package", "ab" * 32, Decision.REFUSED, (plugins.Provided("neurons", "neurons/我的", "Mine"),),
        ("numpy",), plugins.sentences.problem(plugins.sentences.SYNTAX, path="a.py", line=3, reason="no"), True, "1.2",
    )  # fmt: skip
    approvals.write(lambda before: before.with_record(record))
    assert approvals.read() == Approvals(True, (record,))


def test_several_processes_that_decide_at_once_lose_nothing(plugin_folder: Path) -> None:
    script = (
        "import sys; from engine.plugins import approvals; from engine.plugins.approvals import *\n"
        "for i in range(10):\n"
        "    record = PluginRecord(f'p{sys.argv[1]}_{i}', '', f'{i:064x}', Decision.ALLOWED)\n"
        "    approvals.write(lambda before: before.with_record(record))\n"
    )
    working = [subprocess.Popen([sys.executable, "-c", script, str(number)], cwd=ROOT) for number in range(3)]
    assert [one.wait(120) for one in working] == [0, 0, 0]
    assert {r.name for r in approvals.read().records} == {f"p{n}_{i}" for n in range(3) for i in range(10)}


def test_what_another_window_decided_is_followed_once_it_is_asked_for(plugin_folder: Path) -> None:
    assert not plugins.refresh()
    sha256 = approved_neuron(plugin_folder)
    assert KEY in models("neurons") and not plugins.refresh()
    script = "import sys; from engine import plugins; plugins.refuse(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, sha256], cwd=ROOT, check=True)
    assert KEY in models("neurons")
    assert plugins.refresh() and KEY not in models("neurons")


def test_where_nothing_can_be_kept_it_is_said_and_nothing_changes(plugin_folder: Path) -> None:
    approved_neuron(plugin_folder)
    approvals.file().unlink()
    approvals.file().mkdir()
    with pytest.raises(OSError):
        plugins.set_folder_on(True)
    assert KEY in models("neurons")
