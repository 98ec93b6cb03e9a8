"""The date of publication that a text gives: in a dateline, in a line of its own, or in its last line."""

import re

from service.documents.dates import agree, parse_date, search_date
from service.documents.head import Opening

LABEL = re.compile(
    r"(?:this (?:article|story|post|report|statement|letter|release) (?:was|is) )?(?:first |originally )?"
    r"(?P<label>published|posted|issued|released|publication date|date published|published date|posted date"
    r"|release date|date|dated|sent)(?: online| by us)?(?: on)?(?:\s*+[:\-–—])?\s+",
    re.IGNORECASE,
)
# In an announcement, "Date:" with a time or a place is the date of the event.
EVENT = re.compile(r"(?:time|where|venue|location|place|rsvp|when)\s*:", re.IGNORECASE)
SEPARATOR = re.compile(r"(?<!\s)\s++[|•·–—-]\s+")
# What may precede the date of a dateline: a place or a name, an agency in brackets, a comma or a dash.
WORD = r"[^\W\d_][\w.'’&-]{0,30}"
LEAD = re.compile(rf"[(*_ ]*(?P<place>{WORD}(?:,? {WORD}){{0,5}})?\s*(?:\([\w .&'’-]{{1,40}}\))?(?P<mark>[\s,(|–—-]*)")
# What must follow it: the end, or a dash or colon, possibly after a closing bracket, a place or an agency.
AFTER_DATE = re.compile(
    r"[,.]?\)?(?:,?\s+[A-Z][A-Z .,'’-]{1,40})??\s*(?:\([^()\n]{1,60}\)\s*|/[^/\n]{1,30}/\s*)?"
    r"(?:[–—:]|--?(?=\s)|\Z)\s*"
)
NEW_SENTENCE = re.compile(r"[.,]?\s+[A-Z“\"]")
MAX_LEAD = 80  # characters before the date
SMALL_WORDS = {"a", "and", "by", "de", "for", "in", "la", "of", "on", "the", "upon"}
OTHER_PARTS = re.compile(r"(?:by|updated|last|modified|\d+ min)\b", re.IGNORECASE)


def find_published(opening: Opening) -> str | None:
    """Return the date in ISO 8601, or None if there is none or there are several."""
    header = opening.header
    event = any(EVENT.match(line) for line in header)
    dates = [date for line in header for date in dates_of_line(line, event)]
    dates += [date for line in (*header, opening.prose) if (date := read_dateline(line))]
    if date := labelled_date(opening.last, event):
        dates.append(date)
    return agree(dates)


def dates_of_line(line: str, event: bool) -> list[str]:
    """Return the dates that make up a line, or parts of it between bars, dots or dashes, next to names."""
    found = []
    for part in SEPARATOR.split(line[:300]):
        date = parse_date(part.strip("()[]*_ ")) or labelled_date(part, event)
        if date:
            found.append(date)
        elif not is_name(part) and not OTHER_PARTS.match(part):
            return []
    return found


def labelled_date(line: str, event: bool) -> str | None:
    """Return the date of a line such as "Published on 13 May 2020", or None."""
    line = line[:300].strip("()[]*_ ")
    label = LABEL.match(line)
    if not label or (event and label["label"].lower() == "date"):
        return None
    return parse_date(line[label.end() :].strip("*_ ").removesuffix("."), year_alone=True)


def read_dateline(text: str) -> str | None:
    """Return the date of a dateline at the beginning of a text: place, date and dash, in various orders."""
    found = search_date(text, MAX_LEAD)
    if not found:
        return None
    date, start, end = found
    lead = LEAD.fullmatch(text, 0, start)
    if not lead or not is_lead(lead):
        return None
    after = AFTER_DATE.match(text, end)
    if text[:start].count("(") > text[:start].count(")") and not text[end:].lstrip(",. ").startswith(")"):
        return None  # "Jane Doe (10 July 1856 – 7 January 1943)"
    if after and search_date(text[after.end() : after.end() + MAX_LEAD], 1):
        return None  # from one date to another
    after_dash = lead["mark"].strip().endswith(("-", "–", "—")) and NEW_SENTENCE.match(text, end)
    return date if after or after_dash else None


def is_lead(lead: re.Match[str]) -> bool:
    """Return whether a dateline can begin like this: "OTTAWA, " can, "On " cannot."""
    place = lead["place"]
    return place is None or (is_name(place) and (bool(lead["mark"].strip()) or place.isupper()))


def is_name(text: str) -> bool:
    """Return whether every word except particles is capitalized."""
    words = re.findall(r"[^\W\d_][\w'’]*", text)
    return all(word[0].isupper() or word in SMALL_WORDS for word in words)
