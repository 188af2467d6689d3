"""Files that a command writes: what is wrong with a name is said beforehand, and nothing half-written stays."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from app.command_line.arguments import TRAIN, Refusal
from app.command_line.printing import discard_output
from app.document.document import Document
from app.document.file.file_format import save
from app.i18n.file_words import not_written
from app.i18n.translation import listed, tr
from app.platform import put_in_place

STANDARD_OUTPUT = Path("-")


def is_standard_output(chosen: argparse.Namespace) -> bool:
    """Tell whether the result is to be printed rather than kept in a file."""
    return getattr(chosen, "out", None) == STANDARD_OUTPUT


def output_of(chosen: argparse.Namespace, *endings: str) -> Path:
    """The place of the result, all that can be known beforehand being well; raises Refusal.

    ``endings`` are those of the files that the command writes, the first of what goes to standard output.
    """
    named: Path = chosen.out
    if is_standard_output(chosen):
        if getattr(chosen, "json", False):
            raise Refusal(tr("Standard output takes the file or the figures; leave out --json or name a file."))
        return Path(f"{STANDARD_OUTPUT}{endings[0]}")
    out = _real(named)  # of a link, the file that it stands for is replaced
    if out.is_dir():
        raise Refusal(tr("{file} is a folder; name a file to write.", file=named))
    if not out.parent.is_dir():
        raise Refusal(tr("There is no folder {folder} to write into.", folder=named.parent))
    if out.exists():
        if not out.is_file():
            raise Refusal(tr("{file} is no ordinary file; name another one to write.", file=named))
        if not chosen.force:
            raise exists_already(named)
        if chosen.command != TRAIN and chosen.file.exists() and out.samefile(chosen.file):
            raise Refusal(tr("{file} would be replaced by its own result; name another file to write.", file=named))
    if not os.access(out.parent, os.W_OK):
        raise Refusal(tr("The folder of {file} does not allow writing.", file=named))
    if named.suffix.lower() not in endings:
        words = {"file": named, "known": listed(endings)}
        raise Refusal(tr("{file} ends in none of {known}; give it such an ending.", **words))
    return out


def exists_already(file: Path | str) -> Refusal:
    """The refusal to replace a file unasked."""
    return Refusal(tr("{file} exists already; add --force to replace it.", file=file))


def result_place(chosen: argparse.Namespace) -> str:
    """The place of the result, in words."""
    return tr("standard output") if is_standard_output(chosen) else str(chosen.out)


def wanted_output_of(chosen: argparse.Namespace, *endings: str) -> Path | None:
    """The same, or None where nothing is to be written; raises Refusal."""
    return None if chosen.out is None else output_of(chosen, *endings)


def checkpoint_of(chosen: argparse.Namespace) -> Path | None:
    """The file that keeps a training after every epoch; raises Refusal."""
    named: Path | None = chosen.checkpoint
    if named is None:
        return None
    if (named.exists() and not named.is_file()) or not named.absolute().parent.is_dir():
        raise Refusal(tr("{file} cannot be a checkpoint; name a file in a folder that is there.", file=named))
    if _real(named) in (_real(chosen.file), _real(chosen.out)):
        raise Refusal(tr("{file} cannot be project and checkpoint at once; name another file.", file=named))
    return named


def _real(path: Path | str) -> Path:
    """The file that a path stands for; links in a circle stay themselves: ``resolve()`` fails until Python 3.13."""
    return Path(os.path.realpath(path))


@contextmanager
def written_to(
    chosen: argparse.Namespace,
    out: Path,
    put: Callable[[Path], AbstractContextManager[Path]] = put_in_place,
) -> Iterator[Path]:
    """A path to write to, which takes the place of ``out`` when all went well; raises Refusal when it fails."""
    if is_standard_output(chosen):
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / f"out{out.suffix}"
            _print_file(Path(folder) / f"out{out.suffix}")
        return
    with refused_where_not_written(chosen.out, out), put(out) as temporary:
        yield temporary


def _print_file(path: Path) -> None:
    """The content of a file on standard output, byte for byte; who stops reading misses the rest."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_output(sys.stdout)


@contextmanager
def refused_where_not_written(named: Path, out: Path) -> Iterator[None]:
    """Raise Refusal for what keeps ``out`` from being written, by the name that was given."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and _real(out).parent not in _real(error.filename).parents:
            raise  # it is about another file
        raise Refusal(not_written(named, error)) from error


@contextmanager
def written_if_wanted(chosen: argparse.Namespace, out: Path | None) -> Iterator[Path | None]:
    """The same, or None where nothing is to be written."""
    if out is None:
        yield None
        return
    with written_to(chosen, out) as temporary:
        yield temporary


def save_project(chosen: argparse.Namespace, document: Document, out: Path) -> None:
    """Write a project to where it belongs; raises FileProblem or Refusal."""
    if is_standard_output(chosen):
        with written_to(chosen, out) as temporary:
            save(document, temporary)
    else:
        save(document, out)


def save_new_project(chosen: argparse.Namespace, document: Document, out: Path) -> None:
    """The same, unless somebody wrote the file while it was made; raises Refusal."""
    if not is_standard_output(chosen) and out.exists() and not chosen.force:
        raise exists_already(chosen.out)
    save_project(chosen, document, out)
