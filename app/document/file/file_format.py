"""Project files: ``.spikeloom`` is a zip of one JSON manifest and its arrays.

``manifest.json`` carries the schema's number, every node and link with every value in force, and the version
of each model; ``arrays/<sha256>.npy`` the trained and listed arrays, ``checkpoints/<number>.npz`` what a cancelled
training run of this number goes on from. Nothing in it is ever executed.
A file is written beside its target and moved into place, so that a crash leaves the old or the new one.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import IO, Annotated, Any, Literal

import msgspec
from msgspec.structs import replace

from app import platform
from app.document.document import Document
from app.document.elements import Array
from app.document.file.array_file import LONGEST_BEGINNING, ArrayProblem, array_from, write_array
from app.document.file.consistency import Inconsistent
from app.document.file.manifest import (
    Manifest,
    NewerModel,
    document_from,
    manifest_of,
    plain_number,
    referenced,
)
from app.document.file.migrations import SCHEMA, migrated
from app.document.file.snapshots import values_in
from app.document.kept_runs import KeptRun
from app.i18n.file_words import not_read_words, not_written
from app.i18n.translation import tr
from engine.files.held import Hold, hold, short_name
from engine.files.opening import NotOpened, cannot_open, demand_readable
from engine.files.unpacking import Budget, TooLarge
from engine.progress import Work

EXTENSION = ".spikeloom"
MANIFEST = "manifest.json"
ARRAYS, CHECKPOINTS = "arrays/", "checkpoints/"
TEMPORARY = ".saving"

MIB = 2**20
MOST_MEMBERS = 20_000
VALUE = 128  # bytes of memory for a value of the manifest
BEGINNINGS = (b",", b"[", b"{")  # of values in JSON, about
EPOCH = (1980, 1, 1, 0, 0, 0)  # equal documents give equal files
LONGEST_REASON = 200
AT = " - at "  # before the place, in what msgspec says of one
LACKING = "missing required field "  # before its name, likewise
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
OF_THE_CONTENT = (None, errno.EINVAL)  # of an OSError: a place that cannot be, not a disk that fails


class FileProblem(Exception):
    """Says in one sentence what is wrong with a file, and what to do."""


@dataclass(frozen=True)
class FileContent:
    """All that a file holds, by the names of its members; it changes no more, whatever is drawn meanwhile."""

    manifest: bytes
    arrays: tuple[tuple[str, Array], ...]
    checkpoints: tuple[tuple[str, bytes], ...]

    @property
    def size(self) -> int:
        """Bytes, about."""
        kept = sum(len(content) for _, content in self.checkpoints)
        return len(self.manifest) + kept + sum(array.nbytes for _, array in self.arrays)


def content_of(document: Document) -> FileContent:
    """The content of the document's file; raises FileProblem for what none may hold."""
    if not _is_finite(document):
        raise FileProblem(tr("A number in the network is not finite; mend it, and save again."))
    references = referenced(document)
    if not all(map(document.holds, references)):
        raise FileProblem(tr("An array of the network is missing; undo the last change, and save again."))
    try:
        manifest = msgspec.json.format(msgspec.json.encode(manifest_of(document), enc_hook=plain_number), indent=1)
    except UnicodeError as error:
        raise FileProblem(tr("A text in the network holds half a character; type it anew, and save again.")) from error
    return FileContent(
        manifest,
        tuple((f"{ARRAYS}{reference.sha256}.npy", document.array(reference)) for reference in references),
        tuple((_checkpoint_of(run), run.checkpoint.content) for run in document.runs if run.checkpoint is not None),
    )


def save(document: Document, path: Path) -> None:
    """Write the document; after a failure or a crash the file that was there before is still whole."""
    write_content(content_of(document), path)


def write_content(content: FileContent, path: Path, work: Work | None = None) -> None:
    """The same with what a file is to hold, in any thread; raises FileProblem.

    ``work`` is asked before each array whether to go on; raises its ``Cancelled``, and the file stays as it was.
    """
    target = Path(os.path.realpath(path))  # resolve() fails of links in a circle, until Python 3.13
    try:
        temporary = _temporary(target)
        try:
            _write(content, temporary.file, work or Work())
            if target.exists():
                shutil.copymode(target, temporary.path)
            platform.put_held(temporary, target)
        finally:
            temporary.let_go()
    except OSError as error:
        raise FileProblem(not_written(path, error)) from error
    finally:
        clean(target)


def _temporary(target: Path) -> Hold:
    """A file beside ``target`` that no other process takes for left behind; its name has room where names are short."""
    while True:
        held = hold(target.with_name(f".{short_name(target)}.{secrets.token_hex(8)}{TEMPORARY}"))
        if held is not None:  # a process that cleans may look at it in just this moment
            return held


def clean(target: Path) -> None:
    """Remove what interrupted saves of this file left beside it, not what living ones are writing."""
    for stale in target.parent.glob(f".{short_name(target)}.*{TEMPORARY}"):
        if platform.is_left(stale):
            with suppress(OSError):
                stale.unlink()


def _is_finite(document: Document) -> bool:
    values = values_in((document.settings, document.training, document.experiments, *document.elements()))
    return all(isfinite(value) for value in values if isinstance(value, float))


def _checkpoint_of(run: KeptRun) -> str:
    return f"{CHECKPOINTS}{run.number}.npz"


def _write(content: FileContent, stream: Any, work: Work) -> None:
    whole, done = content.size, len(content.manifest)
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), content.manifest, zipfile.ZIP_DEFLATED)
        for name, array in content.arrays:
            work.tell(done / whole)
            member = zipfile.ZipInfo(name, EPOCH)
            member.file_size = array.nbytes + LONGEST_BEGINNING  # for very large ones to have room for their sizes
            with archive.open(member, "w") as target:
                write_array(array, target)
            done += array.nbytes
        for name, kept in content.checkpoints:
            work.tell(done / whole)
            archive.writestr(zipfile.ZipInfo(name, EPOCH), kept, zipfile.ZIP_STORED)
            done += len(kept)


def open_document(path: Path, work: Work | None = None) -> Document:
    """Read a project file; raises FileProblem with one sentence, and changes nothing on the disk.

    ``work`` is asked before each array whether to go on; raises its ``Cancelled``.
    """
    name = path.name
    try:
        demand_readable(path)
        with path.open("rb") as stream, _archive(stream) as archive:
            return _read(archive, name, Budget(os.fstat(stream.fileno()).st_size), work or Work())
    except NotOpened as problem:
        raise FileProblem(not_read_words(problem)) from problem
    except BrokenArchive as error:
        raise _damaged(name) from error
    except TooLarge as error:
        raise FileProblem(
            tr("{name} claims to be larger than any project may be; open another file, or a copy of it.", name=name)
        ) from error
    except OSError as error:
        raise FileProblem(not_read_words(cannot_open(path, error))) from error
    except MemoryError as error:
        raise FileProblem(
            tr("There is no memory for {name}; close other programs, and open it again.", name=name)
        ) from error


class BrokenArchive(Exception):
    """The bytes are no archive, or one that is not whole."""


@contextmanager
def _unpacking() -> Iterator[None]:
    """Raise Broken for what zipfile raises, which it does not document, where it is given a stranger's bytes.

    A ValueError is a place beyond any file, or a name that is no UTF-8. What wants a password is refused before.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in OF_THE_CONTENT:
            raise
        raise BrokenArchive from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise BrokenArchive from error


def _archive(stream: IO[bytes]) -> zipfile.ZipFile:
    with _unpacking():
        return zipfile.ZipFile(stream)


def _damaged(name: str) -> FileProblem:
    words = tr("{name} is damaged or is no Spikeloom project; open another file, or a copy of it.", name=name)
    return FileProblem(words)


def _unexpected(name: str, where: str) -> FileProblem:
    return FileProblem(
        tr("{name} holds something unexpected: {where}; open another file, or a copy of it.", name=name, where=where)
    )


def _member(archive: zipfile.ZipFile, member_name: str, budget: Budget) -> bytearray:
    """The content of a member, never more than it declares; raises Broken where that fails, and TooLarge."""
    try:
        member = archive.getinfo(member_name)
    except KeyError as error:
        raise BrokenArchive(f"{member_name} is missing") from error
    if member.compress_type not in METHODS or member.flag_bits & 1:
        raise BrokenArchive(f"{member_name} is packed in an unknown way")
    budget.take(member.file_size)
    data = bytearray(member.file_size)
    with _unpacking(), archive.open(member) as stream, memoryview(data) as room:
        done = 0
        while done < len(data) and (piece := stream.read(min(MIB, len(data) - done))):
            room[done : done + len(piece)] = piece
            done += len(piece)
        if done < len(data) or stream.read(1):
            raise BrokenArchive(f"{member_name} is not as long as it says")
    return data


def _read(archive: zipfile.ZipFile, name: str, budget: Budget, work: Work) -> Document:
    if len(archive.infolist()) > MOST_MEMBERS:
        raise TooLarge
    manifest = _manifest(_member(archive, MANIFEST, budget), name, budget)
    try:
        document = document_from(manifest)
        references = referenced(document)
        for number, reference in enumerate(references):
            work.tell(number / len(references))
            array = array_from(_member(archive, f"{ARRAYS}{reference.sha256}.npy", budget))
            if document.keep_array(array, copied=False) != reference:
                raise ArrayProblem("content and name differ")
        document.runs = tuple(_with_checkpoint(archive, run, budget) for run in document.runs)
        if not _is_finite(document):
            raise FileProblem(
                tr("{name} holds a number that is not finite; open another file, or a copy of it.", name=name)
            )
    except Inconsistent as error:
        raise _unexpected(name, str(error)) from error
    except ArrayProblem as error:
        raise FileProblem(
            tr("An array in {name} is damaged; open another file, or a copy of it.", name=name)
        ) from error
    except NewerModel as error:
        model = str(error)
        raise FileProblem(
            tr(
                "{name} uses a newer version of the model {model}; open it in a newer Spikeloom.",
                name=name,
                model=model,
            )
        ) from error
    return document


def _with_checkpoint(archive: zipfile.ZipFile, run: KeptRun, budget: Budget) -> KeptRun:
    if run.checkpoint is None:
        return run
    content = bytes(_member(archive, _checkpoint_of(run), budget))
    return replace(run, checkpoint=replace(run.checkpoint, content=content))


class ManifestHead(msgspec.Struct):
    """The format and schema that a manifest names; all else is passed over."""

    format: Literal["spikeloom"]
    schema: Annotated[int, msgspec.Meta(ge=1)]


def _manifest(data: bytearray, name: str, budget: Budget) -> Manifest:
    budget.take(VALUE * sum(map(data.count, BEGINNINGS)))
    try:
        schema = msgspec.json.decode(data, type=ManifestHead).schema
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _damaged(name) from error
    if schema > SCHEMA:
        raise FileProblem(tr("{name} was made by a newer Spikeloom; open it there, or update this one.", name=name))
    try:
        if schema == SCHEMA:
            return msgspec.json.decode(data, type=Manifest)
        present = migrated(msgspec.json.decode(data), schema)
    except msgspec.ValidationError as error:
        raise _unexpected(name, _where(error)) from error
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise _damaged(name) from error  # a step takes an old manifest at its word, which no type has checked
    try:
        return msgspec.convert(present, Manifest)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _unexpected(name, _where(error)) from error


def _where(error: Exception) -> str:
    said, _, place = str(error).rpartition(AT) if AT in str(error) else (str(error), "", "")
    lacking = said.partition(LACKING)[2].strip("`")
    where = ".".join(filter(None, (place.strip("`$."), lacking)))
    return where[:LONGEST_REASON] or MANIFEST
