"""Texts that are wrong by accident or on purpose, made from a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from engine.model.registry.discovery import models
from engine.model.writers.writing import CannotBeWritten, model_text

PAYLOADS = [
    "__import__('os').system('touch {canary}')",
    "open('{canary}', 'w').write('x')",
    'exec(\'open("{canary}", "w")\')',
    "eval(compile('import antigravity', 'x', 'exec'))",
    "().__class__.__bases__[0].__subclasses__()",
    "(lambda: __import__('time').sleep(60))()",
    "[x for x in (1, 2, 3)]",
    "{{1: 2}}",
    "f'{{open(0)}}'",
    "exp.__globals__['__builtins__']",
    "getattr(v, 'real')",
    "v.real",
    "v[0]",
    "(yield v)",
    "(v := 3)",
    "lambda: 0",
    "not_a_function(v)",
    "print(v)",
    "globals()",
    "os.environ['SPIKELOOM_CANARY']",
    "__builtins__",
    "9**9**9**9**9",
    "10**10**10",
    "1e999",
    "1e308*1e308",
    "1/0",
    "0**-1",
    "sqrt(-1)",
    "log(0)",
    "exp(1e9)",
    "1j",
    "0x10",
    "1_000",
    "nan",
    "inf",
    "'text'",
    "b'bytes'",
    "v if v else",
    "v <",
    "* v",
    "v v",
    "v ** v",
    "v ** 0.5",
    "((((((v ** 16) ** 16) ** 16) ** 16) ** 16) ** 16)",
    "{deep}",
    "{minus}",
    "{powers}",
    "{long}",
    "{digits}",
    "await v",
    "*v",
    "**v",
    "v; import os",
    "v\\\nimport os",
    "v # comment\nimport os",
    "exp(v, v)",
    "exp()",
    "exp(x=v)",
    "exp(*v)",
    "where(v, 1, 2)",
    "v > 1 > 0 > -1",
    "v == 1",
    "v is 1",
    "v in (1, 2)",
    "v @ v",
    "v // 1",
    "v % 2",
    "v << 2",
    "v & v",
    "~v",
    "...",
    "None",
    "True",
    "v.__class__",
    "\x00",
    "‮v",
    "v\u2028v",
    "τ + ν",
    "v²",
    "v^2",
    "xi",
    "rand()",
    "t",
    "dt",
]
FILLED = {
    "deep": "(" * 300 + "v" + ")" * 300,
    "minus": "-" * 3000 + "v",
    "powers": "**".join(["v"] * 400),
    "long": "+".join(["v"] * 5000),
    "digits": "9" * 1900,
}
LINES = [
    "dv/dt = {payload} : mV",
    "dv/dt = (E_L - v)/tau + {payload} : mV",
    "dv/dt = (E_L - v)/tau : {payload}",
    "d{payload}/dt = -v/tau : mV",
    "{payload}",
    "{payload} = 10 ms",
    "x = {payload}",
    "x = {payload} : 1",
    "tau = {payload}",
    "tau = 10 {payload}",
    "tau = 10 ms ({payload})",
    "threshold: {payload}",
    "threshold: v > {payload}",
    "reset: {payload}",
    "reset: v = {payload}",
    "reset: {payload} = 0",
    "refractory: {payload}",
    "method: {payload}",
    "order: {payload}",
    "membrane: {payload}",
    "input: {payload}",
    "title: {payload}",
    "v(0) = {payload}",
    "v[t+1] = {payload}",
    "# {payload}",
]
SYNAPSE_LINES = [
    *(line for line in LINES if line.split(":")[0] not in ("threshold", "reset", "refractory", "membrane", "input")),
    "on_pre: {payload}",
    "on_pre: v += {payload}",
    "on_pre: v += w*{payload}",
    "on_pre: {payload} += w",
    "current: {payload}",
    "current: v*{payload}",
    "coupling: {payload}",
    "w = {payload}",
    "w : {payload}",
    "w = 1 nS ({payload})",
    "E_L = 0 mV (inhibitory {payload})",
]
RULE_LINES = [
    *(line for line in SYNAPSE_LINES if not line.startswith(("current", "coupling", "E_L"))),
    "hears: {payload}",
    "on_post: {payload}",
    "on_post: v += {payload}",
    "on_reward: {payload}",
    "dw/dt = {payload} : weights",
    "dw/dt = {payload}*w/tau",
    "w[t+1] = {payload}",
    "{payload} : mV (membrane)",
    "dq/dt = ({payload} - q)/tau : 1 (post)",
    "dq/dt = -q/tau : 1 ({payload})",
    "a = 2 weights ({payload})",
    "a = 2 {payload} (interval)",
]
RULE_BASE = "dv/dt = -v/tau : 1\non_pre: v += 1\non_post: w += v*w_max\nw_max = 2 weights\ntau = 10 ms\n"
SYNAPSE_BASE = "dv/dt = -v/tau : pA\non_pre: v += w\ncurrent: v\nw = 1 pA\ntau = 10 ms\n"
BASE = "dv/dt = (E_L - v)/tau : mV\ntau = 10 ms\nE_L = -70 mV\n"
SOUP = "dvtxI=+-*/()<>:;#,.[]{}'\"\\ \n\t0123456789_eE×−²µτ\u0000\u200f😀abRmVsresetthreshold"


def good_texts(kind: str) -> list[str]:
    """Texts of the discovered models of one kind."""
    found = []
    for model in models(kind).values():
        try:
            found.append(model_text(model))
        except CannotBeWritten:
            continue
    return found


OF_KINDS = {"neurons": (BASE, LINES), "synapses": (SYNAPSE_BASE, SYNAPSE_LINES), "plasticity": (RULE_BASE, RULE_LINES)}
"""By the kind of model: a good beginning, and lines with a place for something else."""


def texts(count: int, seed: int, canary: str, kind: str) -> Iterator[str]:
    """``count`` texts: payloads at every place, damaged good texts, and soups of characters."""
    dice = random.Random(seed)
    good = good_texts(kind)
    makers = (lambda: _payload(dice, canary, kind), lambda: _damaged(dice, good), lambda: _soup(dice))
    for _ in range(count):
        yield dice.choices(makers, (5, 4, 1))[0]()


def _payload(dice: random.Random, canary: str, kind: str) -> str:
    base, lines = OF_KINDS[kind]
    payload = dice.choice(PAYLOADS)
    filled = payload.format(canary=canary, **FILLED) if "{" in payload else payload
    line = dice.choice(lines).replace("{payload}", filled)
    return dice.choice([base + line, line + "\n" + base, line])


def _damaged(dice: random.Random, good: list[str]) -> str:
    pieces = re.findall(r"\w+|\s|[^\w\s]", dice.choice(good))
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(pieces))
        other = dice.choice(
            [dice.choice(pieces), dice.choice("+-*/()=<>:.,#'[]{}\\"), dice.choice(["lambda", "tauu", "1e99"])]
        )
        pieces[at : at + dice.randint(0, 2)] = dice.choice([[other], [], [other, pieces[at]]])
        if not pieces:
            return ""
    return "".join(pieces)


def _soup(dice: random.Random) -> str:
    return "".join(dice.choices(SOUP, k=dice.choice([1, 5, 40, 400, 30_000])))
