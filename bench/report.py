"""The results as text: medians with their spread, ratios within a round, and what was asked for."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deep import Deep
from wrk import Window

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


@dataclass(slots=True)
class Cell:
    """One kind of request under one load of writes: a window of each server per round.
    `written` are the writes a second that each server's writer really got done."""

    title: str
    ours: list[Window] = field(default_factory=list)
    theirs: list[Window] = field(default_factory=list)
    written: list[tuple[float, float]] = field(default_factory=list)

    def ratios(self) -> list[float]:
        pairs = zip(self.ours, self.theirs, strict=False)
        return [one.per_second / other.per_second for one, other in pairs]


@dataclass(slots=True)
class Report:
    """Everything a run found. `facts` are lines about the machine and the versions; `memory` is
    MiB by server: at its peak resident, and its largest own share."""

    facts: list[str]
    cells: dict[str, Cell]
    limits: dict[str, list[float]]
    cold: Deep | None
    memory: Mapping[str, tuple[float, float]]
    compared: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What the issue asks for: a figure of the report that is to be at least or at most so much."""

    text: str
    figure: Callable[[Report], float]
    bound: float
    at_least: bool = True
    unit: str = " ×"

    def row(self, report: Report) -> str | None:
        """A line of the table; None where the run left out what it is about."""
        try:
            figure = self.figure(report)
        except KeyError:
            return None
        holds = figure >= self.bound if self.at_least else figure <= self.bound
        sign = "≥" if self.at_least else "≤"
        asked = f"{sign} {self.bound:g}{self.unit}"
        return f"| {self.text} | {asked} | {figure:.3g}{self.unit} | {'yes' if holds else 'no'} |"


def _ratio(name: str) -> Callable[[Report], float]:
    return lambda report: statistics.median(report.cells[name].ratios())


def _between(name: str, other: str) -> Callable[[Report], float]:
    """How fast ours is in one cell against ours in another, round by round."""

    def figure(report: Report) -> float:
        pairs = zip(report.cells[name].ours, report.cells[other].ours, strict=True)
        return statistics.median(one.per_second / two.per_second for one, two in pairs)

    return figure


def _latency(name: str, other: str) -> Callable[[Report], float]:
    """The median latency of one cell against that of another, round by round."""

    def figure(report: Report) -> float:
        pairs = zip(report.cells[name].ours, report.cells[other].ours, strict=True)
        return statistics.median(one.median / two.median for one, two in pairs)

    return figure


def _slowest_cold(report: Report) -> float:
    if report.cold is None:
        raise KeyError("cold")
    return max(report.cold.first[0])


GOALS = (
    Goal("list, quiet", _ratio("list 0"), 12),
    Goal("list with includes, quiet", _ratio("includes 0"), 10),
    Goal("one by id, quiet", _ratio("one 0"), 3),
    Goal("create over 50 containers", _ratio("create many"), 2),
    Goal("create into one container", _ratio("create one"), 1),
    Goal("list at 20 writes a second", _ratio("list 20"), 5),
    Goal(
        "offset 50,000 against page 1, warm, median latency",
        _latency("deep", "page 1"),
        2,
        at_least=False,
    ),
    Goal(
        "offset 50,000, cold, slowest",
        _slowest_cold,
        300,
        at_least=False,
        unit=" ms",
    ),
    Goal("an unchanged poll (304) against the page", _between("poll", "list 0"), 3),
    Goal("Procore: packages, quiet", _ratio("procore packages 0"), 10),
    Goal("Procore: potential change orders, quiet", _ratio("procore potentials 0"), 10),
    Goal("Procore: packages at 20 writes a second", _ratio("procore packages 20"), 5),
    Goal(
        "Procore: potential change orders at 20 writes a second",
        _ratio("procore potentials 20"),
        5,
    ),
    Goal(
        "Procore: page 500 against page 1, warm, median latency",
        _latency("procore deep", "procore page 1"),
        2,
        at_least=False,
    ),
)


def text_of(report: Report) -> str:
    """The part of docs/performance.md that a run writes."""
    lines = [*(f"* {fact}" for fact in report.facts), ""]
    lines += ["| what was asked for | goal | measured | holds |", "|---|---|---|---|"]
    lines += [row for goal in GOALS if (row := goal.row(report)) is not None]
    lines += [
        "",
        "Requests a second: median of the rounds (least–most); p50/p99 latency in ms, medians; "
        "processor time of the server process for each request in ms, median (with the writes in "
        "it where a writer ran). The ratio is the median of the rounds' ratios of requests a "
        "second (least–most).",
        "",
        "| request | Changewright | baseline | ratio |",
        "|---|---|---|---|",
    ]
    for cell in report.cells.values():
        theirs = _rates(cell.theirs) if cell.theirs else "–"
        ratio = _spread(cell.ratios(), " ×") if cell.theirs else "–"
        lines.append(f"| {cell.title}{_written(cell)} | {_rates(cell.ours)} | {theirs} | {ratio} |")
    if report.cold is not None:
        lines += ["", *_deep_lines(report.cold)]
    if report.limits:
        lines += ["", *_limit_lines(report)]
    lines += ["", *_memory_lines(report)]
    return "\n".join(lines)


def _rates(windows: Sequence[Window]) -> str:
    p50 = statistics.median(window.median for window in windows)
    p99 = statistics.median(window.p99 for window in windows)
    cpu = statistics.median(window.cpu_each for window in windows)
    rates = _spread([window.per_second for window in windows])
    return f"{rates}; {p50:.3g}/{p99:.3g}; {cpu:.2g}"


def _spread(values: Sequence[float], unit: str = "") -> str:
    middle = statistics.median(values)
    return f"{_short(middle)}{unit} ({_short(min(values))}–{_short(max(values))})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _written(cell: Cell) -> str:
    """The writes that really were done, where a writer ran."""
    if not cell.written:
        return ""
    ours = statistics.median(pair[0] for pair in cell.written)
    theirs = statistics.median(pair[1] for pair in cell.written)
    return f" (done: {ours:.3g} and {theirs:.3g})"


def _deep_lines(cold: Deep) -> list[str]:
    lines = [
        f"A page at offset {cold.offset:,} of a server just started, each order for the first time "
        "(one request at a time, ms):",
        "",
        "| request for the same address | median | slowest |",
        "|---|---|---|",
    ]
    for turn, times in enumerate(cold.first, 1):
        lines.append(f"| number {turn} | {statistics.median(times):.3g} | {max(times):.3g} |")
    lines.append(f"| once used | {statistics.median(cold.deep):.3g} | {max(cold.deep):.3g} |")
    lines.append(
        f"| page 1 of the same, once used | {statistics.median(cold.pages):.3g} "
        f"| {max(cold.pages):.3g} |"
    )
    return lines


def _limit_lines(report: Report) -> list[str]:
    lines = [
        "The database alone, running the baseline's SQL (`pgbench`, 8 clients, prepared, no access "
        "check): transactions a second.",
        "",
        "| request | median (least–most) |",
        "|---|---|",
    ]
    lines += [f"| {name} | {_spread(rates)} |" for name, rates in report.limits.items()]
    return lines


def _memory_lines(report: Report) -> list[str]:
    lines = [
        "Memory of the server process in MiB over the whole run:",
        "",
        "| server | resident at its peak | proportional share (PSS), largest seen |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {resident:.0f} | {share:.0f} |"
        for name, (resident, share) in report.memory.items()
    ]
    return lines


def write_page(page: Path, text: str) -> None:
    """Put the text between the marks of the page."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{page} lacks the marks {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
