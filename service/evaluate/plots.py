"""Plots as SVG: risk against coverage, calibration, and bars by kind of question. Colours are the style sheet's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from service.evaluate.evaluation import KindFigures, Run
from service.evaluate.figures import Bin, OperatingPoint, calibrate, operate
from service.evaluate.markup import Markup, element, join

WIDTH, HEIGHT = 460, 340
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 16, 46
MAX_KINDS = 20  # drawn; the table has them all
BAR, STEP, GAP, NAMES = 11, 17, 14, 130  # a bar, from one to the next, between kinds; width of names


@dataclass(frozen=True)
class PlotFrame:
    """The plane of a plot: x from 0 to 1, y from 0 to `top`."""

    top: float = 1.0

    def x(self, share: float) -> float:
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, share: float) -> float:
        return HEIGHT - BOTTOM - min(share / self.top, 1.0) * (HEIGHT - TOP - BOTTOM)

    def line(self, points: Sequence[tuple[float, float]], class_: str) -> Markup:
        path = " ".join(f"{self.x(x):.2f},{self.y(y):.2f}" for x, y in points)
        return element("polyline", points=path, class_=class_)

    def axes(self, across: str, up: str) -> Markup:
        """Draw five grid lines each way, with their shares, and name the axes."""
        ticks = [n / 5 for n in range(6)]
        right, floor = self.x(1), self.y(0)
        grid = [element("line", x1=LEFT, x2=right, y1=self.y(t * self.top), y2=self.y(t * self.top)) for t in ticks]
        below = [element("text", percent(t), x=self.x(t), y=floor + 17, text_anchor="middle") for t in ticks]
        beside = [
            element("text", percent(t * self.top), x=LEFT - 8, y=self.y(t * self.top) + 4, text_anchor="end")
            for t in ticks
        ]
        names = [
            element("text", across, x=(LEFT + right) / 2, y=HEIGHT - 8, text_anchor="middle", class_="axis"),
            element(
                "text",
                up,
                x=-(TOP + floor) / 2,
                y=13,
                text_anchor="middle",
                class_="axis",
                transform="rotate(-90)",
            ),
        ]
        return element("g", element("g", *grid, class_="grid"), *below, *beside, *names, class_="axes")


def plot_risk(service: Run, baseline: Run | None) -> Markup:
    """Plot the share wrong among the answers spoken against the share of questions answered, threshold by threshold."""
    runs = [(run, name) for run, name in ((baseline, "plain"), (service, "ours")) if run is not None]
    curves = [(_curve(operate(run.outcomes)), name) for run, name in runs]
    frame = PlotFrame(_round_up(max(y for points, _ in curves for _, y in points)))
    spoken = [outcome for outcome in service.outcomes if outcome.answered]
    marks: list[Markup] = []
    if spoken:
        coverage, risk = len(spoken) / len(service.outcomes), sum(not o.right for o in spoken) / len(spoken)
        note = element("title", f"As set: {percent(coverage)} answered, {percent(risk)} of them wrong")
        marks = [element("circle", note, cx=frame.x(coverage), cy=frame.y(risk), r=6, class_="ours here")]
    return _svg(
        "Risk against coverage",
        "Share of wrong answers among those given, against the share of questions answered.",
        HEIGHT,
        frame.axes("questions answered", "of them wrong"),
        *(frame.line(points, f"curve {name}") for points, name in curves),
        *marks,
    )


def _curve(points: Sequence[OperatingPoint]) -> list[tuple[float, float]]:
    """Give the risk at each coverage; it is undefined where nothing is spoken, so the first point is drawn level."""
    spoken = [(point.coverage, point.risk) for point in points if point.threshold is not None]
    return [(0.0, spoken[0][1]), *spoken] if spoken else [(0.0, 0.0)]


def _round_up(share: float) -> float:
    """Give the next multiple of a fifth, so that the grid lines fall on round shares."""
    return min(1.0, max(0.2, math.ceil(share * 5 - 1e-9) / 5))


def plot_calibration(service: Run) -> Markup:
    """Plot the share of right passages against the confidence, a dot for each tenth of the questions."""
    frame = PlotFrame()
    bins = calibrate(service.outcomes)
    dots = [
        element(
            "circle",
            element(
                "title", f"{one.count} questions: confidence {percent(one.confidence)}, right {percent(one.right)}"
            ),
            cx=frame.x(one.confidence),
            cy=frame.y(one.right),
            r=5,
            class_="ours",
        )
        for one in bins
    ]
    return _svg(
        "Calibration",
        "Share of top-ranked passages that answer, against the confidence given.",
        HEIGHT,
        frame.axes("confidence", "top passage answers"),
        frame.line([(0, 0), (1, 1)], "ideal"),
        *(_whisker(frame, one) for one in bins),
        frame.line([(one.confidence, one.right) for one in bins], "curve ours"),
        *dots,
    )


def _whisker(frame: PlotFrame, one: Bin) -> Markup:
    low, high = wilson(one.right, one.count)
    x = frame.x(one.confidence)
    return element("line", x1=x, x2=x, y1=frame.y(low), y2=frame.y(high), class_="whisker")


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """Bound a share of `count` trials: Wilson's score interval (1927), 95 % with the default z."""
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def plot_kinds(kinds: Sequence[KindFigures]) -> Markup:
    """Draw bars for each kind of question: answered right, a right passage among the first three, rightly silent."""
    width, rows, y = 2 * WIDTH, [], TOP
    for kind in kinds[:MAX_KINDS]:
        rows.append(_row(kind, y, width - NAMES - 150))
        y += STEP * _bars_of(kind) + GAP
    return _svg(
        "By kind of question",
        "Share answered right and rightly silent, for each kind of question.",
        y,
        *rows,
        width=width,
    )


def _bars_of(kind: KindFigures) -> int:
    return (kind.answerable > 0) + (kind.figures.questions > kind.answerable)


def _row(kind: KindFigures, y: float, width: float) -> Markup:
    """Draw one kind: its name, a bar over its answerable questions, and one over the others."""
    middle = y + (STEP * (_bars_of(kind) - 1) + BAR) / 2 + 5
    shown = kind.name if len(kind.name) <= 15 else kind.name[:14] + "…"
    name = element("title", kind.name)
    parts = [element("text", name, shown, x=NAMES - 12, y=middle, text_anchor="end", class_="name")]
    if kind.answerable:
        parts += _answered(kind, y, width)
        y += STEP
    silent = kind.figures.questions - kind.answerable
    if silent and kind.figures.abstained is not None:
        parts += [_bar(1.0, y, width, "rest"), _bar(kind.figures.abstained, y, width, "silent")]
        parts.append(_value(f"{percent(kind.figures.abstained)} of {silent} silent", y, width))
    return element("g", *parts)


def _answered(kind: KindFigures, y: float, width: float) -> list[Markup]:
    figures = kind.figures
    parts = [_bar(figures.top3, y, width, "third"), _bar(figures.hit, y, width, "ours")]
    if kind.baseline:
        x = NAMES + kind.baseline.top1 * width
        parts.append(element("line", x1=x, x2=x, y1=y - 2, y2=y + BAR + 2, class_="tick"))
    return [*parts, _value(f"{percent(figures.hit)} of {kind.answerable}", y, width)]


def _bar(share: float, y: float, width: float, class_: str) -> Markup:
    return element("rect", x=NAMES, y=y, width=share * width, height=BAR, rx=2, class_=f"bar {class_}")


def _value(text: str, y: float, width: float) -> Markup:
    return element("text", text, x=NAMES + width + 10, y=y + BAR - 1)


def percent(share: float | None) -> str:
    """Write a share for a reader; "-" where there is none."""
    return "-" if share is None else f"{share * 100:.0f}%"


def _svg(title: str, description: str, height: float, *children: Markup, width: float = WIDTH) -> Markup:
    told = join(element("title", title), element("desc", description))
    return element(
        "svg",
        told,
        *children,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_label=f"{title}. {description}",
    )
