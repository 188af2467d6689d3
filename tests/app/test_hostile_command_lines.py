"""Whatever is typed, lost, full or interrupted: exit code 2, one sentence, and no file that was not there before."""

from __future__ import annotations

import collections
import itertools
import json
import os
import shutil
import signal
import string
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.command_line import main as command_line
from app.document.edits import ReplaceElement, SetSynapses
from app.document.examples import balanced_network, digits, drawn, one_neuron
from app.document.file.file_format import MANIFEST, open_document, save
from app.document.file.migrations import SCHEMA
from app.document.making.sketch import Sketch
from app.document.meaning.meaning import Meaning
from engine.problems import SENTENCES, Problem, Sentence
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
LIKE_ANYBODY = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.name == "posix" and os.geteuid() == 0 else []
)
"""Where root runs the tests, what makes a process obey the rights of files."""
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals, limits and devices of POSIX")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with a project of every example, of which each test has a copy."""
    folder = tmp_path_factory.mktemp("saved")
    for one in drawn():
        save(one.draw(), folder / one.entry.file)
    return folder


@pytest.fixture
def folder(saved, tmp_path, monkeypatch):
    """The folder that we stand in, with a project of every example in it."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refused(folder, capsys):
    """The one sentence with which a line is refused; nothing in the folder has changed by it."""

    def said(line):
        before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        arguments = line.split() if isinstance(line, str) else line
        assert command_line.main(arguments, lambda paths: pytest.fail("the window was opened")) == 2
        lines = capsys.readouterr().err.splitlines(keepends=True)
        text = "".join(line for line in lines if not line.startswith("The run takes about "))
        assert text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text
        assert "inside Spikeloom" not in text
        assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
        return text

    return said


def process(*arguments, **options):
    """A command in a process of its own, standing in another folder."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, str(ROOT / "main.py"), *map(str, arguments)], **{**pipes, **options})


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("run none.spikeloom --out x.npz", "none.spikeloom"),
        ("run . --out x.npz", "is a folder"),
        (["run", "", "--out", "x.npz"], "missing"),
        (["run", "one-neuron.spikeloom", "--out", ""], "missing"),
        ("run one-neuron.spikeloom --out .", "folder"),
        ("run one-neuron.spikeloom --out . --force", "folder"),
        ("run one-neuron.spikeloom --out no/such/x.npz", "no/such"),
        ("run one-neuron.spikeloom --out stdp.spikeloom", "--force"),
        ("run one-neuron.spikeloom --out one-neuron.spikeloom --force", "own result"),
        ("evaluate digits.spikeloom --out digits.spikeloom --force", "own result"),
        ("export digits.spikeloom --to npz --out ./digits.spikeloom --force", "own result"),
        ("run one-neuron.spikeloom --out x.npz --duration 0", "above 0"),
        ("run one-neuron.spikeloom --out x.npz --duration -1", "above 0"),
        ("run one-neuron.spikeloom --out x.npz --duration nan", "above 0"),
        ("run one-neuron.spikeloom --out x.npz --duration inf", "above 0"),
        ("run one-neuron.spikeloom --out x.npz --duration 1e-9", "one step"),
        ("run one-neuron.spikeloom --out x.npz --duration 1e300", "1e+300"),
        ("run one-neuron.spikeloom --out x.npz --duration 1e9", "memory"),
        ("run one-neuron.spikeloom --out x.npz --dur 5", "--dur"),
        ("run one-neuron.spikeloom --out x.npz --seed -1", "-1"),
        ("run one-neuron.spikeloom --out x.npz --seed 18446744073709551616", "18446744073709551615"),
        ("run one-neuron.spikeloom --out x.npz --seed seven", "seven"),
        ("run one-neuron.spikeloom --out x.npz --backend abacus", "fastest, numba, numpy"),
        ("train digits.spikeloom --out x.spikeloom --epochs 0", "above 0"),
        ("train digits.spikeloom --out x.spikeloom --epochs -1", "above 0"),
        ("train digits.spikeloom --out x.spikeloom --epochs 1e20", "1e20"),
        ("train digits.spikeloom --out x.spikeloom --epochs " + "9" * 5000, "too large"),
        ("train digits.spikeloom --out x.spikeloom --epochs 999999999999", "epochs"),
        ("train digits.spikeloom --out x.spikeloom --batch 1000000000000", "batch"),
        ("export digits.spikeloom --to papyrus --out x.nir", "The formats are nir, "),
        ("check none.spikeloom", "none.spikeloom"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else value[:60],
)
def test_what_cannot_be_is_refused_before_anything_begins(refused, line, word):
    assert word in refused(line)


def test_a_backend_that_cannot_run_here_says_why(refused, monkeypatch):
    reason = "no GPU was found."
    monkeypatch.setattr("engine.backends.available", lambda: {"numpy": None, "cupy": reason})
    said = refused("run one-neuron.spikeloom --out x.npz --backend cupy")
    assert reason in said and "Choose another of fastest, numpy." in said


def rewritten(path, **changes):
    """Write a project file with other entries in its manifest."""
    with zipfile.ZipFile("digits.spikeloom") as archive:
        manifest = json.loads(archive.read(MANIFEST)) | changes
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest))


def test_files_that_are_none_are_refused(folder, refused):
    whole = Path("digits.spikeloom").read_bytes()
    Path("cut.spikeloom").write_bytes(whole[: len(whole) // 2])
    Path("empty.spikeloom").write_bytes(b"")
    rewritten("tomorrow.spikeloom", schema=SCHEMA + 1)
    assert "damaged" in refused("run cut.spikeloom --out x.npz")
    assert "damaged" in refused("train empty.spikeloom --out x.spikeloom")
    assert "newer" in refused("check tomorrow.spikeloom")


def without(document, kind):
    """The document without its nodes of one kind."""
    from app.document.edits import RemoveElements

    RemoveElements(tuple(i for i, node in document.nodes.items() if node.kind == kind)).apply(document)
    return document


def with_terminals_that_tire():
    document = digits.draw()
    link = next(k for k in document.links.values() if k.synapses and document.nodes[k.target].title == "Output")
    SetSynapses(link.id, replace(link.synapses, short_term="short_term/tsodyks_markram")).apply(document)
    return document


def with_too_few_outputs():
    document = digits.draw()
    output = next(node for node in document.nodes.values() if node.title == "Output")
    ReplaceElement(replace(output, size=7)).apply(document)
    return document


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (balanced_network.draw(), ("dataset",)),
        (without(digits.draw(), "decoder"), ("decoder",)),
        (with_terminals_that_tire(), ("Hidden → Output", "depression")),
        (with_too_few_outputs(), ("Output", "10")),
    ],
    ids=["no labels", "no read-out", "no differentiable path", "too few read-out neurons"],
)
def test_who_cannot_train_is_told_which_node_lacks_what(refused, folder, document, words):
    save(document, folder / "net.spikeloom")
    said = refused("train net.spikeloom --out x.spikeloom")
    assert all(word in said for word in words)


@POSIX
@pytest.mark.skipif(
    os.name == "posix" and os.geteuid() == 0 and shutil.which("setpriv") is None,
    reason="root may read and write everything, and cannot give that up here",
)
def test_an_unreadable_file_and_an_unwritable_folder_are_named(folder):
    (folder / "digits.spikeloom").chmod(0o000)
    folder.chmod(0o555)
    for arguments, word in (
        (("check", "digits.spikeloom"), "may not be read"),
        (("run", "stdp.spikeloom", "--out", "x.npz"), "does not allow writing"),
    ):
        command = [*LIKE_ANYBODY, sys.executable, str(ROOT / "main.py"), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and word in done.stderr
    folder.chmod(0o755)
    assert not (folder / "x.npz").exists()


@POSIX
@pytest.mark.parametrize(
    "line",
    [
        "run digits.spikeloom --duration 100 --out new.npz",
        "export digits.spikeloom --to npz --out new.npz",
        "export digits.spikeloom --to safetensors --out new.safetensors",
        "export digits.spikeloom --to nir --out new.nir",
        "evaluate digits.spikeloom --out new.csv",
        "train digits.spikeloom --epochs 1 --out new.spikeloom",
        "train digits.spikeloom --epochs 1 --checkpoint new.npz --out new.spikeloom",
        "script digits.spikeloom --out new.py",
    ],
    ids=lambda line: line.split()[-1],
)
def test_a_full_disk_leaves_no_part_of_a_file_and_names_the_output(refused, line):
    import resource

    if line.startswith("train"):  # whose kernels may be unknown, which is another file that cannot be written
        assert command_line.main(line.replace("new", "known").split(), pytest.fail) == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # writing more fails, as on a full disk
    try:
        assert line.split()[-1] in refused(line)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@POSIX
def test_devices_and_pipes_are_no_place_for_a_result(refused, folder):
    os.mkfifo(folder / "pipe.npz")
    assert "ordinary" in refused("run one-neuron.spikeloom --duration 1 --out pipe.npz --force")
    assert "ordinary" in refused(f"run one-neuron.spikeloom --duration 1 --out {os.devnull} --force")


@POSIX
def test_a_link_stays_a_link_and_the_file_keeps_its_rights(folder):
    real = folder / "real.npz"
    real.write_bytes(b"old")
    real.chmod(0o640)
    (folder / "link.npz").symlink_to(real)
    line = ["run", "one-neuron.spikeloom", "--duration", "1", "--out", "link.npz", "--force"]
    assert command_line.main(line, pytest.fail) == 0
    assert (folder / "link.npz").is_symlink() and real.read_bytes() != b"old"
    assert real.stat().st_mode & 0o777 == 0o640


def test_training_may_replace_its_own_project(folder, capsys):
    line = "train digits.spikeloom --epochs 1 --out digits.spikeloom --force"
    assert command_line.main(line.split(), pytest.fail) == 0
    assert any(k.synapses.trained for k in open_document(folder / "digits.spikeloom").links.values() if k.synapses)


@POSIX
def test_a_reader_that_leaves_early_stops_neither_the_work_nor_the_file(folder):
    line = ["train", "digits.spikeloom", "--epochs", "2", "--out", "t.spikeloom"]
    with process(*line, cwd=folder) as one:
        assert one.stdout.readline().startswith("epoch 1/2")
        one.stdout.close()
        said = one.stderr.read()
        assert one.wait(timeout=PATIENCE / 1000) == 0 and said == ""
    assert (folder / "t.spikeloom").exists()


@POSIX
@pytest.mark.parametrize("line", ["list-models", "--help"])
def test_what_cannot_be_printed_is_said_in_one_sentence(folder, line):
    with Path("/dev/full").open("w", encoding="utf-8") as full, process(line, cwd=folder, stdout=full) as one:
        said = one.communicate(timeout=PATIENCE / 1000)[1]
    assert one.returncode == 2 and said.count("\n") == 1 and "No space" in said


@POSIX
@pytest.mark.parametrize("asked", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_run_that_is_interrupted_leaves_nothing(folder, asked, capsys):
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # suites in the background ignore interruptions
    line = ["run", "balanced-network.spikeloom", "--duration", "1000000", "--out", "x.npz"]
    timer = threading.Timer(1.5, os.kill, (os.getpid(), getattr(signal, asked)))
    timer.start()
    before = sorted(folder.iterdir())
    try:
        assert command_line.main(line, pytest.fail) == 130
    finally:
        timer.join()
        signal.signal(signal.SIGINT, heard)
    memory, stopped = capsys.readouterr().err.splitlines()
    assert "of memory" in memory and stopped == "Stopped; nothing was written."
    assert sorted(folder.iterdir()) == before


@POSIX
def test_ctrl_c_before_anything_has_begun_shows_no_traceback():
    code = (
        "import builtins, runpy, sys\n"
        "real = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name.startswith('app'): raise KeyboardInterrupt\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "sys.argv = ['main.py', 'list-models']\n"
        "runpy.run_path('main.py', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_project_of_two_problems_is_refused_with_the_first_and_their_number(refused, folder):
    sketch = Sketch("two")
    for title in ("One", "Two"):
        sketch.node("neurons/leaky_integrate_and_fire", title, (0, 0), parameters={"tau_m": -1.0})
    save(sketch.document, folder / "two.spikeloom")
    said = refused("run two.spikeloom --out x.npz")
    assert "One" in said and "besides: 1;" in said


def test_the_same_words_from_another_folder_do_the_same(tmp_path):
    path = tmp_path / "李 雷's net.spikeloom"
    save(one_neuron.draw(), path)
    with process("run", path.name, "--duration", 1, "--out", "输出.npz", cwd=tmp_path) as one:
        assert "输出.npz" in one.communicate(timeout=PATIENCE / 1000)[0]
    assert one.returncode == 0 and (tmp_path / "输出.npz").exists()


class Anything:
    """Stands for any value of a problem: a number, a word, a share."""

    def __format__(self, form: str) -> str:
        return format(1.5, form) if form else "something"


def test_check_prints_every_problem_that_the_program_knows_on_one_line(folder, capsys, monkeypatch):
    import engine.learning.methods.surrogate_gradient  # noqa: F401  declares its sentences
    import engine.network.problems_found  # noqa: F401

    document = open_document(folder / "one-neuron.spikeloom")
    places = itertools.cycle(["", *document.nodes, *document.links])
    known = [
        Problem(next(places), code, collections.defaultdict(Anything, {name: Anything() for name in names(text)}))
        for code, text in SENTENCES.items()
    ]
    monkeypatch.setattr(Meaning, "problems", tuple(known))
    assert command_line.main(["check", "one-neuron.spikeloom"], pytest.fail) == 2
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len(lines) == len(known) > 50 and f"Fatal problems: {len(known)}." in said.err
    assert [line for line in lines if not (line.startswith("fatal: ") and line.endswith((".", "?", "something")))] == []


def names(said: Sentence) -> set[str]:
    """The values that a sentence and its remedy name."""
    texts = (said.text, said.remedy)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@POSIX
def test_a_home_that_cannot_be_written_stops_no_run(folder):
    nowhere = {**os.environ, "HOME": "/dev/null/home", "XDG_CACHE_HOME": "/dev/null/cache"}
    line = ["run", "one-neuron.spikeloom", "--duration", "10", "--backend", "numpy", "--out", "h.npz"]
    with process(*line, cwd=folder, env=nowhere) as one:
        said = one.communicate(timeout=PATIENCE / 1000)[1]
    assert one.returncode == 0 and said.count("\n") == 1 and "of memory" in said and (folder / "h.npz").exists()


def test_a_failure_elsewhere_is_not_blamed_on_the_output(refused, monkeypatch):
    def broken(*_, **__):
        raise PermissionError(13, "Permission denied", "/elsewhere/kernels")

    monkeypatch.setattr("app.command_line.results.run", broken)
    assert "/elsewhere/kernels" in refused("run one-neuron.spikeloom --duration 1 --out x.npz")
