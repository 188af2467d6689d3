from __future__ import annotations

import errno
import json
import os
import zipfile
from copy import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.document import vocabulary
from app.document.document import Document
from app.document.edits import AddElements, Compound, ReplaceElement, SetExperiments, SetParameter
from app.document.elements import ArrayRef
from app.document.experiment import Experiment, Factor, ValueRange
from app.document.file import file_format
from app.document.file.array_file import array_bytes
from app.document.file.clipboard import copied_elements, pasted
from app.document.file.file_format import FileProblem, open_document, save
from app.document.file.manifest import referenced
from app.document.making.drawing import new_node
from app.running.trainings.training_job import network_of
from engine.files.held import short_name
from tests.app.document.drawings import an_edit, content

LIF = "neurons/leaky_integrate_and_fire"


@given(st.data())
@settings(max_examples=60)
def test_what_is_saved_is_what_is_opened(tmp_path_factory, data):
    document = Document()
    for _ in range(data.draw(st.integers(0, 12))):
        an_edit(data, document).apply(document)
    path = tmp_path_factory.mktemp("project") / "李 雷's net.spikeloom"
    save(document, path)
    opened = open_document(path)
    assert content(opened) == content(document)
    assert opened.next_id == document.next_id
    assert all(np.array_equal(opened.array(r), document.array(r)) for r in referenced(document))


@pytest.fixture
def project(tmp_path):
    """A small project with one array, in a file."""
    document = Document()
    node = replace(new_node(document, LIF, (1.0, 2.0)), size=3)
    AddElements((node,)).apply(document)
    SetParameter(node.id, "bias", document.keep_array(np.array([1.0, 2.0, 3.0]))).apply(document)
    path = tmp_path / "net.spikeloom"
    save(document, path)
    return document, path


def rewritten(path, manifest=None, **changes):
    """The same file with another manifest, or with changes at its top."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if manifest is None:
        manifest = json.dumps({**json.loads(members[file_format.MANIFEST]), **changes})
    members[file_format.MANIFEST] = manifest.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content_ in members.items():
            archive.writestr(name, content_)
    return path


def text_of(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read(file_format.MANIFEST).decode()


def refusal(path):
    with pytest.raises(FileProblem) as caught:
        open_document(path)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


def test_numbers_of_numpy_are_saved_copied_and_trained_as_numbers(tmp_path):
    """A hand's network could be saved no more: somewhere in it stood one that a calculation had given."""
    document, same = Document(), Document()
    node = replace(new_node(document, LIF, (1.0, 2.0)), parameters={"tau_m": 12.5}, size=3)
    given = replace(node, position=(np.float64(1.0), 2.0), parameters={"tau_m": np.float32(12.5)}, size=np.int64(3))
    AddElements((given,)).apply(document)
    AddElements((node,)).apply(same)
    same.next_id = document.next_id
    save(document, tmp_path / "given.spikeloom")
    assert content(open_document(tmp_path / "given.spikeloom")) == content(same)
    assert network_of(document) == network_of(same)
    copies = [pasted(Document(), copied_elements(one, [node.id]), (0.0, 0.0), 0.0)[0] for one in (document, same)]
    assert [(c.parameters, c.size) for (c,) in copies] == [(same.nodes[node.id].parameters, 3)] * 2


def test_equal_documents_give_equal_files(project, tmp_path):
    document, path = project
    save(document, tmp_path / "again.spikeloom")
    assert (tmp_path / "again.spikeloom").read_bytes() == path.read_bytes()


def test_every_value_in_force_and_every_version_is_written(project):
    manifest = json.loads(text_of(project[1]))
    assert manifest["nodes"][0]["defaults"]["parameters"]["tau_m"] == 10.0
    assert manifest["models"] == {LIF: 1}


def test_a_default_that_changes_later_changes_no_old_network(project, monkeypatch):
    _, path = project
    model = vocabulary.model_of(LIF)
    known = dict(model.parameters())
    newer = copy(known["tau_m"])
    object.__setattr__(newer, "default", 33.0)
    monkeypatch.setattr(model, "parameters", classmethod(lambda cls: {**known, "tau_m": newer}))
    node = next(iter(open_document(path).nodes.values()))
    assert node.parameters["tau_m"] == 10.0
    assert "V_th" not in node.parameters


def test_arrays_of_the_undo_history_are_not_written(project):
    document, path = project
    document.keep_array(np.arange(9.0))
    save(document, path)
    with zipfile.ZipFile(path) as archive:
        assert sum(name.startswith("arrays/") for name in archive.namelist()) == 1


def test_a_failed_save_keeps_the_old_project_and_leaves_nothing(project, monkeypatch):
    document, path = project
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileProblem, match="has no room left"):
        save(document, path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_saving_cleans_what_an_interrupted_save_left(project):
    document, path = project
    stale = path.with_name(f".{short_name(path)}.0badf00d{file_format.TEMPORARY}")
    stale.write_bytes(b"half")
    save(document, path)
    assert not stale.exists()


def test_a_newer_file_says_so(project):
    assert "newer Spikeloom" in refusal(rewritten(project[1], schema=99))


def test_a_newer_model_says_so(project):
    assert "newer version of the model" in refusal(rewritten(project[1], models={LIF: 9}))


def test_an_unknown_model_is_kept(project):
    path = rewritten(project[1], text_of(project[1]).replace("leaky_integrate_and_fire", "of_tomorrow"))
    assert next(iter(open_document(path).nodes.values())).model == "neurons/of_tomorrow"


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", "-1e999"])
def test_numbers_that_are_not_finite_are_refused(project, number):
    refusal(rewritten(project[1], text_of(project[1]).replace("1.0,", f"{number},", 1)))


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity"])
def test_numbers_of_an_experiment_that_are_not_finite_are_refused(project, number):
    document, path = project
    factor = Factor("e1", "bias", ValueRange(1.25, 4.0, 3))
    SetExperiments((Experiment("Bias", (factor,), ("rate(e1)",)),)).apply(document)
    save(document, path)
    assert text_of(path).count("1.25") == 1
    refusal(rewritten(path, text_of(path).replace("1.25", number)))


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"format": "spikeloom"}',
        '{"format": "other", "schema": 1}',
        "[" * 100_000,
        "\ufeff{}",
    ],
)
def test_what_is_no_manifest_is_refused(project, manifest):
    refusal(rewritten(project[1], manifest))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"next_id": 2', '"next_id": 1'),
        ('"kind": "population"', '"kind": "note"'),
        ('"size": 3', '"size": 0'),
        ('"size": 3', '"size": "3"'),
        ('"id": "e1"', '"id": "../e1"'),
        ('"identity": 0', '"identity": 0.5'),
        ('"links": []', '"links": [], "surprise": 1'),
        ('"resolution": 0.1', '"resolution": 0.0'),
    ],
)
def test_what_does_not_fit_together_is_refused(project, old, new):
    text = text_of(project[1])
    assert old in text
    assert "unexpected" in refusal(rewritten(project[1], text.replace(old, new)))


def test_a_link_into_nothing_is_refused(project):
    link = {
        "id": "e1",
        "source": "e1",
        "source_port": "out",
        "target": "e9",
        "target_port": "in",
        "synapses": None,
        "bends": [],
        "text": "",
    }
    assert "twice" in refusal(rewritten(project[1], links=[link], next_id=9))
    assert "ends nowhere" in refusal(rewritten(project[1], links=[{**link, "id": "e3"}], next_id=9))


def test_a_zip_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.files.unpacking.ANY", file_format.MIB)
    path = tmp_path / "bomb.spikeloom"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(file_format.MANIFEST, b" " * (40 * file_format.MIB))
    assert "larger" in refusal(path)


def with_array(path, replacement):
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, replacement if name.startswith("arrays/") else body)
    return path


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.0, 2.0, 4.0]),
        np.array([1.0, np.nan, 3.0]),
        np.array(["a"]),
        np.arange(3, dtype=np.int8),
        np.zeros((1,) * 9),
    ],
    ids=["other content", "not finite", "words", "small integers", "nine axes"],
)
def test_an_array_that_is_not_what_it_should_be_is_refused(project, array):
    assert "array" in refusal(with_array(project[1], array_bytes(array)))


def test_an_array_that_claims_terabytes_is_refused_at_once(project):
    whole = array_bytes(np.array([1.0, 2.0, 3.0]))
    assert "array" in refusal(with_array(project[1], whole.replace(b"(3,), ", b"(999999999999,), ")))


def test_a_pickle_is_never_loaded(project):
    with pytest.raises(ValueError):
        array_bytes(np.array([{}], dtype=object))
    header = array_bytes(np.array([1.0, 2.0, 3.0])).replace(b"'<f8'", b"'|O' ")
    assert "array" in refusal(with_array(project[1], header))


@pytest.mark.parametrize("schema", [True, -1, 0, *range(1, file_format.SCHEMA + 1)])
def test_a_manifest_of_the_wrong_shape_is_refused_whatever_schema_it_claims(project, schema):
    """What a step makes of an older one has been checked by nothing before it."""
    path = project[1]
    whole = json.loads(text_of(path))
    odd = (5, None, [None], [5], [[]], [{}], {"a": 5}, "x", True)
    for name in whole.keys() - {"format", "schema"}:
        for value in odd:
            if whole[name] is not None or value is not None:
                said = open_or_refuse(rewritten(path, json.dumps({**whole, "schema": schema, name: value})))
                assert said is None or "another file" in said
    for name in whole["nodes"][0]:
        nodes = [{**node, name: [{}]} for node in whole["nodes"]]
        said = open_or_refuse(rewritten(path, json.dumps({**whole, "schema": schema, "nodes": nodes})))
        assert said is None or "another file" in said


def open_or_refuse(path):
    """What is said of a project; None where it can be opened, as one that never had what is odd."""
    try:
        open_document(path)
    except FileProblem as problem:
        return str(problem)
    return None


def test_a_missing_array_is_refused(project):
    path = project[1]
    manifest = text_of(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(file_format.MANIFEST, manifest)
    refusal(path)


def test_no_file_a_folder_and_an_empty_file_are_told_apart(tmp_path):
    assert "no file" in refusal(tmp_path / "none.spikeloom")
    folder = tmp_path / "folder.spikeloom"
    folder.mkdir()
    assert "is a folder" in refusal(folder)
    empty = tmp_path / "empty.spikeloom"
    empty.write_bytes(b"")
    assert "no Spikeloom project" in refusal(empty)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EIO, "Input/output error"), "could not be opened: Input/output error."),
        (OSError(errno.EMFILE, "Too many open files"), "could not be opened: Too many open files."),
        (OSError(errno.EINVAL, "Invalid argument"), "is damaged"),
        (OSError("Invalid data stream"), "is damaged"),
    ],
)
def test_a_disk_that_fails_is_not_taken_for_a_damaged_file(project, monkeypatch, error, said):
    def fails(*_):
        raise error

    monkeypatch.setattr(zipfile.ZipExtFile, "read", fails)
    with pytest.raises(FileProblem) as problem:
        open_document(project[1])
    assert said in str(problem.value)


def test_an_array_ref_that_was_never_kept_cannot_be_saved_silently(tmp_path):
    document = Document()
    node = new_node(document, LIF, (0, 0))
    Compound((AddElements((node,)), SetParameter(node.id, "bias", ArrayRef("0" * 64)))).apply(document)
    with pytest.raises(FileProblem):
        save(document, tmp_path / "net.spikeloom")
    assert list(tmp_path.iterdir()) == []


def test_saving_through_a_link_keeps_the_link_and_the_permissions(project, tmp_path):
    document, path = project
    path.chmod(0o640)
    link = tmp_path / "link.spikeloom"
    link.symlink_to(path)
    save(document, link)
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640


def test_half_a_character_is_told_and_keeps_the_old_project(project):
    document, path = project
    before = path.read_bytes()
    node = next(iter(document.nodes.values()))
    ReplaceElement(replace(node, title="\ud800")).apply(document)
    with pytest.raises(FileProblem, match="half a character"):
        save(document, path)
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 1
