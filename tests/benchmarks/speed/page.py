"""A case's table, as docs/performance.md shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from tests.benchmarks.speed.case import Case
from tests.benchmarks.speed.simulators import Simulator

MS = 1000.0
ALIKE = 0.03  # rates may differ by this share; beyond it two simulators did not do the same work
REFERENCE = "engine, float32"
RATE = "engine, float64"  # whose rate the others must have: peers compute in double precision too
HEAD = ("", "s per s", "of float32", "spikes/s", "build s", "bytes per synapse")


def table(
    case: Case, simulators: Sequence[Simulator], absent: Mapping[str, str], synapses: int, duration: float,
    shares: Sequence[str],
) -> str:  # fmt: skip
    """Medians of wall seconds for a biological second, ratios, rates, building, memory, ``shares``, and the bars."""
    own = next(s for s in simulators if s.name == REFERENCE)
    rates = {s.name: s.spikes / case.neurons / (duration / MS) for s in simulators}
    rate = max(rates.get(RATE, rates[own.name]), 1e-9)
    alike = {s.name: abs(rates[s.name] / rate - 1.0) <= ALIKE for s in simulators}
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    for s in simulators:
        took = median(s.seconds) / (duration / MS)
        ratio = f"{median(s.seconds) / median(own.seconds):.2f}" if alike[s.name] else "another rate"
        figures = (s.name, f"{took:.4g}", ratio, f"{rates[s.name]:.2f}", f"{s.built:.2f}", f"{s.bytes / synapses:.0f}")
        lines.append(f"| {' | '.join(figures)} |")
    rounds = len(own.seconds)
    fewer = "".join(f", {len(s.seconds)} of {s.name}" for s in simulators if len(s.seconds) < rounds)
    lines += [
        "",
        f"{synapses:,} synapses, {rounds} interleaved rounds of {duration:.0f} ms{fewer}. {case.note}".strip(),
        f"Memory: {'; '.join(shares)}.",
    ]
    lines += [f"No row for {name}: {reason}." for name, reason in absent.items()]
    lines.append(f"Bars: {'; '.join(met(case, simulators, alike)) or 'none could be tried'}.")
    return "\n".join(lines)


def met(case: Case, simulators: Sequence[Simulator], alike: Mapping[str, bool]) -> list[str]:
    """Each bar of the case with what was reached; a peer of another rate counts for none."""
    took = {s.name: median(s.seconds) for s in simulators if alike[s.name]}
    said = []
    for bar in case.bars:
        ours = [t for name, t in took.items() if name.startswith(bar.ours)]
        peers = [t for name, t in took.items() if name.startswith(bar.peer) and not name.startswith("engine")]
        if ours and peers:
            reached = min(peers) / min(ours)
            word = "reached" if reached >= bar.least else "MISSED"
            whose = "" if bar.ours == REFERENCE else f"{bar.ours.removeprefix('engine, ')} against "
            said.append(f"{whose}{bar.peer or 'best peer'} {reached:.1f} × ({word}, bar {bar.least:g})")
    return said
