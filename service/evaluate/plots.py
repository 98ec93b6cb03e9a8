"""The geometry of the report's plots: risk against coverage, calibration, and bars by kind. `plots.svg` draws them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.evaluate.evaluation import KindFigures, Run
from service.evaluate.figures import Bin, OperatingPoint, calibrate, operate
from service.evaluate.summary import count_of

WIDTH, HEIGHT = 460, 340
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 16, 46
MAX_KINDS = 20  # drawn; the table has them all
BAR, STEP, GAP, NAMES, NOTES = 11, 17, 14, 130, 150  # a bar, from one to the next, between kinds; names, notes


@dataclass(frozen=True)
class PlotFrame:
    """The plane of a plot: shares from 0 to 1 across, from 0 to `top` upwards."""

    top: float = 1.0

    @property
    def right(self) -> float:
        return self.x(1)

    @property
    def floor(self) -> float:
        return self.y(0)

    @property
    def ticks(self) -> list[tuple[float, float, str, str]]:
        """Five grid lines each way: x, y, and the share at each."""
        shares = [n / 5 for n in range(6)]
        return [(self.x(s), self.y(s * self.top), percent(s), percent(s * self.top)) for s in shares]

    def x(self, share: float) -> float:
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, share: float) -> float:
        return HEIGHT - BOTTOM - min(share / self.top, 1.0) * (HEIGHT - TOP - BOTTOM)

    def trace(self, points: Iterable[tuple[float, float]]) -> str:
        """Write shares (across, up) as the `points` of a polyline."""
        return " ".join(f"{self.x(x):.2f},{self.y(y):.2f}" for x, y in points)


@dataclass(frozen=True)
class Dot:
    """A dot at (x, y), and what it says to someone who points at it."""

    x: float
    y: float
    title: str


@dataclass(frozen=True)
class RiskPlot:
    """Curves, each with whose it is ("ours", "plain") and its points, and the dot of the threshold in use."""

    frame: PlotFrame
    curves: tuple[tuple[str, str], ...]
    as_set: Dot | None


def plot_risk(service: Run, baseline: Run | None) -> RiskPlot:
    """Plot the share wrong of the answers given against the share of questions answered, for every threshold."""
    runs = [(name, run) for name, run in (("plain", baseline), ("ours", service)) if run is not None]
    curves = [(name, _curve(operate(run.outcomes))) for name, run in runs]
    frame = PlotFrame(_round_up(max(risk for _, points in curves for _, risk in points)))
    return RiskPlot(frame, tuple((name, frame.trace(points)) for name, points in curves), _as_set(service, frame))


def _as_set(service: Run, frame: PlotFrame) -> Dot | None:
    spoken = [outcome for outcome in service.outcomes if outcome.answered]
    if not spoken:
        return None
    coverage = len(spoken) / len(service.outcomes)
    risk = sum(not outcome.right for outcome in spoken) / len(spoken)
    title = f"As set: {percent(coverage)} answered, {percent(risk)} of them wrong"
    return Dot(frame.x(coverage), frame.y(risk), title)


def _curve(points: Sequence[OperatingPoint]) -> list[tuple[float, float]]:
    """List (coverage, risk). Risk is undefined where nothing is spoken, so the curve begins level."""
    spoken = [(point.coverage, point.risk) for point in points if point.threshold is not None]
    return [(0.0, spoken[0][1]), *spoken] if spoken else [(0.0, 0.0)]


def _round_up(share: float) -> float:
    """Round up to a multiple of a fifth, from 0.2 to 1, so that the grid lines fall on round shares."""
    return min(1.0, max(0.2, math.ceil(share * 5 - 1e-9) / 5))


@dataclass(frozen=True)
class CalibrationPlot:
    """A dot and a whisker (x, lower y, upper y) for each tenth of the questions; polylines' points."""

    frame: PlotFrame
    ideal: str
    curve: str
    dots: tuple[Dot, ...]
    whiskers: tuple[tuple[float, float, float], ...]


def plot_calibration(service: Run) -> CalibrationPlot:
    """Plot the share of right passages against the confidence, for each tenth of the questions."""
    frame, bins = PlotFrame(), calibrate(service.outcomes)
    curve = frame.trace((one.confidence, one.right) for one in bins)
    dots, whiskers = tuple(_dot(frame, one) for one in bins), tuple(_whisker(frame, one) for one in bins)
    return CalibrationPlot(frame, frame.trace([(0, 0), (1, 1)]), curve, dots, whiskers)


def _dot(frame: PlotFrame, one: Bin) -> Dot:
    title = f"{count_of(one.count, 'question')}: confidence {percent(one.confidence)}, right {percent(one.right)}"
    return Dot(frame.x(one.confidence), frame.y(one.right), title)


def _whisker(frame: PlotFrame, one: Bin) -> tuple[float, float, float]:
    low, high = wilson(one.right, one.count)
    return frame.x(one.confidence), frame.y(low), frame.y(high)


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Bound a share of `count` trials by Wilson's score interval (1927), 95 % with the default z."""
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


@dataclass(frozen=True)
class KindBar:
    """One bar of a kind: the shares drawn over each other, widest first, a tick for the baseline, and a note."""

    y: float
    layers: tuple[tuple[str, float], ...]  # what is drawn, and its width
    tick: float | None
    note: str


@dataclass(frozen=True)
class KindRow:
    """A kind of question: its name at height `y`, a bar over its answerable questions, one over the others."""

    name: str
    shown: str
    y: float
    bars: tuple[KindBar, ...]


@dataclass(frozen=True)
class KindsPlot:
    rows: tuple[KindRow, ...]
    height: float
    width: float = 2 * WIDTH
    across: float = 2 * WIDTH - NAMES - NOTES  # a bar of 100 %


def plot_kinds(kinds: Sequence[KindFigures]) -> KindsPlot:
    """Plot for each kind what was answered right, was among the first three, or was rightly left unanswered."""
    rows, y = [], float(TOP)
    for kind in kinds[:MAX_KINDS]:
        row = _row(kind, y)
        rows.append(row)
        y += STEP * len(row.bars) + GAP
    return KindsPlot(tuple(rows), y)


def _row(kind: KindFigures, y: float) -> KindRow:
    bars = []
    if kind.answerable:
        bars.append(_answered(kind, y))
    if kind.figures.abstained is not None and kind.figures.questions > kind.answerable:
        bars.append(_silent(kind.figures.abstained, kind.figures.questions - kind.answerable, y + STEP * len(bars)))
    shown = kind.name if len(kind.name) <= 15 else kind.name[:14] + "…"
    return KindRow(kind.name, shown, y + (STEP * (len(bars) - 1) + BAR) / 2 + 5, tuple(bars))


def _answered(kind: KindFigures, y: float) -> KindBar:
    figures, across = kind.figures, KindsPlot.across
    layers = (("third", figures.top3 * across), ("ours", figures.hit * across))
    tick = NAMES + kind.baseline.top1 * across if kind.baseline else None
    return KindBar(y, layers, tick, f"{percent(figures.hit)} of {kind.answerable}")


def _silent(abstained: float, count: int, y: float) -> KindBar:
    layers = (("rest", KindsPlot.across), ("silent", abstained * KindsPlot.across))
    return KindBar(y, layers, None, f"{percent(abstained)} of {count} silent")


def percent(share: float | None) -> str:
    """Write a share for a reader; "-" where there is none."""
    return "-" if share is None else f"{share * 100:.0f}%"
