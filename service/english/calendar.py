"""Words of time: months and weekdays (listed in `documents.dates`), units, periods and eras."""

from service.documents import dates
from service.english.word_classes import word_set

MONTH_NAMES = dates.MONTHS  # from January on
MONTH_NUMBERS = dates.MONTH_NUMBERS  # short names as well
MONTH_TITLES = dates.MONTH_TITLES
MONTHS = frozenset(MONTH_NUMBERS)
WEEKDAYS = frozenset(dates.WEEKDAYS)
CALENDAR = MONTHS | WEEKDAYS | {day[:3] for day in WEEKDAYS}
# Months that are written as other words are: "may" the verb, "march" the walk.
PLAIN_WORDS_TOO = word_set("may march mar")

_UNITS = "second minute hour day week month year decade century weekend fortnight".split()
TIME_UNITS = frozenset(_UNITS) | {f"{unit}s" for unit in _UNITS} - {"centurys"} | {"centuries"}
PARTS_OF_DAY = word_set("morning afternoon evening night")
# What "this" or "last" singles out: "this year", "last season".
PERIODS = frozenset(_UNITS) | PARTS_OF_DAY | word_set("season quarter term time")
# These open an expression of time: "on Monday", "last week", "earlier".
TIME_OPENERS = word_set("on in at this last late early earlier later by for during since after today yesterday")
# Days that recur, and the seasons: "on weekdays", "in winter".
RECURRING = word_set("weekday weekend holiday spring summer autumn winter easter christmas noon midnight")
ERAS = word_set("bc ad bce ce")
