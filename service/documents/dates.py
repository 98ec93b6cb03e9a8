"""Written dates -> ISO 8601 at the precision given, or None if there is any doubt."""

import datetime
import re

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
MONTH_NUMBERS |= {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"sept": 9}
MONTH_TITLES = tuple(name.title() for name in MONTHS)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
WEEKDAY = rf"(?:(?P<weekday>{'|'.join(f'{day[:3]}(?:{day[3:]})?' for day in WEEKDAYS)}|tues|thurs?)\.?,?\s+)?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# Four digits, or two after an apostrophe; two digits alone may be a day.
YEAR = r"(?P<year>\d{4}|['’‘]\d{2})"
CLOCK = r"\d{1,2}(?:[:.]\d{2}){0,2}(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
ZONE = r"(?:Z|[+-]\d{2}:?\d{2}|\(?[A-Z]{2,4}\)?)"
TIME = rf"(?:(?:T|,?\s+(?:at\s+|-\s+)?){CLOCK}\s*{ZONE}?(?:\s+\([A-Z]{{2,5}}\))?)?"

# A date in one of these forms, without its time.
WRITTEN = (
    rf"{WEEKDAY}{MONTH}\s*{DAY}(?:,\s*|\s+|(?=['’‘])){YEAR}",  # May 13, 2020; May13’20
    rf"{WEEKDAY}{DAY}(?:\s+of)?[\s-]*{MONTH},?(?:[\s-]+|(?=['’‘])){YEAR}",  # 13 May 2020; 13-May-2020
)
NUMERIC = (
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",  # 2020-05-13
    r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})",  # 13/05/2020
)
MONTHLY = (rf"{MONTH},?\s+{YEAR}", r"(?P<year>\d{4})-(?P<month>\d{2})")  # May 2020; 2020-05
YEARLY = (r"(?P<year>\d{4})",)

DAY_LONG = tuple(re.compile(form + TIME, re.IGNORECASE) for form in (*WRITTEN, *NUMERIC))
MONTH_LONG = tuple(re.compile(form, re.IGNORECASE) for form in MONTHLY)
YEAR_LONG = tuple(re.compile(form) for form in YEARLY)
LEADING = tuple(re.compile(rf"(?<!\w){form}(?!\w)", re.IGNORECASE) for form in (*WRITTEN, NUMERIC[0]))
MAX_CHARACTERS = 80
_DIGIT = re.compile(r"\d")


def parse_date(text: str, *, year_alone: bool = False) -> str | None:
    """Return the date that the whole string is, or None.

    It is also None if the date does not exist (30 February), has the wrong weekday, or is ambiguous (03/04/2020, a year of
    two digits). A time next to it is ignored. A year alone counts only if the caller knows that it is a date.
    """
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        return None
    for form in (*DAY_LONG, *MONTH_LONG, *(YEAR_LONG if year_alone else ())):
        if found := form.fullmatch(text):
            return resolve_date(found.groupdict())
    return None


def search_date(text: str, limit: int) -> tuple[str | None, int, int] | None:
    """Return the first date of a day that begins before `limit`, with its start and end, or None.

    If there is one but it is doubtful, the date in the triple is None.
    """
    if not _DIGIT.search(text, 0, limit + MAX_CHARACTERS):  # which is quicker to tell than that no form is there
        return None
    matches = [form.search(text, 0, limit + MAX_CHARACTERS) for form in LEADING]
    found = min((match for match in matches if match), key=lambda match: match.start(), default=None)
    if found is None or found.start() >= limit:
        return None
    return resolve_date(found.groupdict()), found.start(), found.end()


def resolve_date(parts: dict[str, str | None]) -> str | None:
    """Return the ISO date of the named groups of a match, or None if it is doubtful or does not exist."""
    year = resolve_year(parts["year"] or "")
    if year is None:
        return None
    day, month = read_number(parts.get("day")), read_month(parts.get("month"))
    first, second = read_number(parts.get("first")), read_number(parts.get("second"))
    if first is not None and second is not None:
        day, month = order_numbers(first, second)
    try:
        date = datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    weekday = parts.get("weekday")
    if weekday and not WEEKDAYS[date.weekday()].startswith(weekday.lower()[:3]):
        return None
    return date.isoformat()[: 4 if month is None else 7 if day is None else 10]


def resolve_year(text: str) -> int | None:
    """Return the year, or None if it is doubtful.

    Two digits from ’00 to ’39 are of this century, from ’70 to ’99 of the last; the others are ambiguous.
    """
    if len(text) == 4:
        return int(text) if 1000 <= int(text) < 3000 else None
    short = int(text[1:])
    return 2000 + short if short < 40 else 1900 + short if short >= 70 else None


def order_numbers(first: int, second: int) -> tuple[int, int]:
    """Return (day, month) of two numbers, or (0, 0), which is not a date, if both orders are possible."""
    if first > 12 or first == second:
        return first, second
    return (second, first) if second > 12 else (0, 0)


def read_number(text: str | None) -> int | None:
    return int(text) if text else None


def read_month(text: str | None) -> int | None:
    return MONTH_NUMBERS.get(text.lower()) or int(text) if text else None


def agree(dates: list[str]) -> str | None:
    """Return the most precise of several dates that agree, or None if there are none or two disagree."""
    finest = max(dates, key=len, default=None)
    return finest if finest and all(finest.startswith(date) for date in dates) else None


def written_date(date: str) -> str:
    """Format an ISO 8601 date of any precision as "13 May 2020", "May 2020" or "2020"; return other text unchanged."""
    year, *rest = date[:10].split("-")
    try:
        month = [MONTH_TITLES[int(number) - 1] for number in rest[:1]]
        return " ".join([*(str(int(day)) for day in rest[1:2]), *month, year])
    except (ValueError, IndexError):
        return date
