"""Projects with bytes changed at random: each opens, or is refused in one sentence, within five seconds."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from app.document.example import examples
from app.document.file.file_format import FileProblem, open_document
from app.document.meaning.meaning import meaning
from tests.fuzz_seeds import fuzz_seeds


def mutated(whole: bytes, random_: random.Random) -> bytes:
    """The file with bytes flipped, cut, doubled, or with its manifest changed inside an intact zip."""
    way = random_.randrange(6)
    data = bytearray(whole)
    if way == 0:
        for _ in range(random_.randint(1, 30)):
            data[random_.randrange(len(data))] = random_.randrange(256)
    elif way == 1:
        del data[random_.randrange(len(data)) :]
    elif way == 2:
        at, length = random_.randrange(len(data)), random_.randint(1, 200)
        data[at:at] = data[at : at + length]
    else:
        return inside(whole, random_)
    return bytes(data)


def inside(whole: bytes, random_: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    name = random_.choice(sorted(members))
    body = members[name]
    tokens = [
        b"1e999",
        b"null",
        b"-1",
        b"[]",
        b"{}",
        b'"e1"',
        b'"\\ud800"',
        b"99999999999999999999",
        b"true",
        b"\x00",
        b'"x"',
    ]
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(body))
        if random_.random() < 1 / 2:
            body[at] = random_.randrange(256)
        else:
            colon = body.find(b": ", at)
            end = min((e for e in (body.find(c, colon) for c in (b",", b"\n", b"}")) if e > 0), default=at)
            start = colon + 2 if 0 < colon < end else at
            body[start:end] = random_.choice(tokens)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, bytes(content))
    return out.getvalue()


def attack(count: int, seed: int, folder) -> int:
    """How many were refused; fails on anything but a document or one sentence."""
    sources = [example.path.read_bytes() for example in examples()]
    random_ = random.Random(seed)
    path = folder / "stranger.spikeloom"
    refused = 0
    for number in range(count):
        path.write_bytes(mutated(sources[number % len(sources)], random_))
        try:
            meaning(open_document(path)).check()
        except FileProblem as problem:
            sentence = str(problem)
            assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400, sentence
            refused += 1
    return refused


def test_a_hundred_mutated_projects_are_opened_or_refused_in_one_sentence(tmp_path):
    assert attack(100, 1, tmp_path) > 50


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", fuzz_seeds(2))
def test_a_thousand_mutated_projects_are_opened_or_refused_in_one_sentence(tmp_path, seed):
    assert attack(1000, seed, tmp_path) > 500
