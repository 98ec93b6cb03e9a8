"""The language that pages are in: the reader's choice, the setting, what the browser asks for, or English.

Texts are written in English where they are used, and looked up in web/languages/ by that English. A catalogue is a JSON file:
`texts` by English text, with places {0}, {1}; `counts` of each noun by plural category (CLDR); `months` and `dates`.
Documents, their quotes and the JSON of the API stay as they are, unless a request asks for a language with `lang`.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, g, has_request_context, request
from markupsafe import Markup, escape

from service.app.page_texts import install
from service.documents.dates import MONTH_TITLES
from service.resources import find_resource
from service.wire.links import LANGUAGE as PARAMETER
from service.wire.links import MAX_PARAMETERS
from service.wire.notices import NEAREST

NAMES = {"en": "English", "fr": "Français", "es": "Español", "de": "Deutsch", "ar": "العربية", "zh": "中文"}
RIGHT_TO_LEFT = ("ar",)
COOKIE = "quoth_language"
THEMES = ("system", "light", "dark")  # which the script of the theme looks up by themselves
A_YEAR = 365 * 24 * 3600

# (least confidence, its wording). Confidences are calibrated: the share of such answers that are right.
CONFIDENCES = (
    (0.85, "Very likely the answer"),
    (0.7, "Likely the answer"),
    (0.4, "Possibly the answer"),
    (0.0, "Doubtful"),
)

_PLACE = re.compile(r"\{(\d)\}")
_WORD = re.compile(r"[^\W\d_]{3}")
_CALL = re.compile(r'\bt\("((?:[^"\\]|\\.)*)"')
_COUNTED = re.compile(r'\bplural\([^"]*?"([a-z ]+)"\)')


class Catalogue(NamedTuple):
    """One language: its texts by their English, its nouns with numbers, its months, and how dates are written."""

    texts: dict[str, str]
    counts: dict[str, dict[str, str]]
    months: tuple[str, ...]
    dates: dict[str, str]


ENGLISH = Catalogue({}, {}, MONTH_TITLES, {"day": "{0} {1} {2}", "month": "{1} {2}"})


@cache
def read_catalogue(language: str) -> Catalogue:
    """Read the catalogue of a language."""
    if language == "en":
        return ENGLISH
    read = json.loads((find_resource("web") / "languages" / f"{language}.json").read_text("utf-8"))
    return Catalogue(read["texts"], read["counts"], tuple(read["months"]), read["dates"])


def speak(app: Flask, language: str | None) -> None:
    """Have an application's pages in the reader's language; `language` is for who has not chosen one (None: the browser's)."""

    @app.before_request
    def note() -> None:
        g.language_setting = language

    @app.after_request
    def tell(response: Response) -> Response:
        return _tell(response, language)

    functions = {"t": t, "language": current_language, "languages": NAMES, "in_language": in_language}
    install(app.jinja_env, functions | {"direction": direction, "texts_for_scripts": texts_for_scripts})
    app.jinja_env.filters["told"] = tell_sentence


def _choose(setting: str | None) -> str:
    for asked in (dict(_query()).get(PARAMETER), request.cookies.get(COOKIE), setting):
        if asked in NAMES:
            return asked
    accepted = request.headers.get("Accept-Language", "")
    tags = request.accept_languages.values() if len(accepted) <= 500 else ()
    return next((tag[:2].lower() for tag in tags if tag[:2].lower() in NAMES), "en")


def _query() -> list[tuple[str, str]]:
    """Read the query string whatever it holds: pages that refuse it are in a language, too."""
    try:
        return parse_qsl(request.query_string.decode("utf-8", "replace"), True, max_num_fields=MAX_PARAMETERS)
    except ValueError:  # too many parameters
        return []


def _tell(response: Response, setting: str | None) -> Response:
    """Say which language a page is in and what that depends on, and keep the reader's choice."""
    if response.mimetype != "text/html":
        return response
    response.headers["Content-Language"] = current_language()
    response.vary.update(["Cookie"] if setting else ["Accept-Language", "Cookie"])
    if asked_language():
        response.set_cookie(COOKIE, current_language(), max_age=A_YEAR, samesite="Lax", secure=request.is_secure)
    return response


def current_language() -> str:
    """Return the language of the current request, which is chosen when it is first needed; English outside one."""
    if not has_request_context() or "language_setting" not in g:
        return "en"
    if "language" not in g:
        g.language = _choose(g.language_setting)
    return str(g.language)


def asked_language() -> str | None:
    """Return the language that the request itself asks for; None if it leaves that to the service."""
    asked = dict(_query()).get(PARAMETER) if request.query_string else None
    return asked if asked in NAMES else None


def direction() -> str:
    """Return which way the current language is written, as the attribute `dir` has it."""
    return "rtl" if current_language() in RIGHT_TO_LEFT else "ltr"


def in_language(code: str) -> str:
    """Link to the current page in a language."""
    query = [(name, value) for name, value in _query() if name != PARAMETER]
    return f"{request.script_root}{request.path}?{urlencode([*query, (PARAMETER, code)])}"


def say(text: str, *values: object) -> str:
    """Say an English text in the current language, with values in its places."""
    said = read_catalogue(current_language()).texts.get(text, text)
    return _PLACE.sub(lambda found: str(values[int(found[1])]), said) if values else said


def t(text: str, *values: object) -> Markup:
    """Say a text of a template; values are escaped unless they are markup."""
    said = read_catalogue(current_language()).texts.get(text, text).replace('"', "&#34;")
    return Markup(_PLACE.sub(lambda found: str(escape(values[int(found[1])])), said) if values else said)


def count_things(number: int, noun: str) -> str:
    """Count things in the current language: "1 document", "5 documents"."""
    forms = read_catalogue(current_language()).counts.get(noun)
    if forms is None:
        return f"{number:,} {noun}{'' if number == 1 else 's'}"
    return forms.get(category_of(current_language(), number), forms["other"]).replace("{0}", f"{number:,}")


def category_of(language: str, number: int) -> str:
    """Return the plural category of a whole number (CLDR 45, cardinal rules)."""
    if language == "ar":
        few, many = 3 <= number % 100 <= 10, 11 <= number % 100 <= 99
        return {0: "zero", 1: "one", 2: "two"}.get(number) or ("few" if few else "many" if many else "other")
    if language == "zh":
        return "other"
    return "one" if number == 1 or (language == "fr" and number == 0) else "other"


def write_date(date: str) -> str:
    """Write a date in ISO 8601 in the current language, as precisely as it is given."""
    catalogue = read_catalogue(current_language())
    year, month, day = (*date[:10].split("-"), "", "")[:3]
    if not month:
        return year
    named = catalogue.months[int(month) - 1]
    values = str(int(day)) if day else "", named, year
    return _PLACE.sub(lambda found: values[int(found[1])], catalogue.dates["day" if day else "month"])


def tell_sentence(sentence: str | None) -> str | None:
    """Say a sentence that was made elsewhere, such as a problem's, if the catalogue knows its form; else as it is."""
    language = current_language()
    if not sentence or language == "en":
        return sentence
    texts = read_catalogue(language).texts
    if sentence in texts:
        return texts[sentence]
    for pattern, text in _patterns(language):
        if found := pattern.fullmatch(sentence):
            values = {name: _tell_value(value, texts) for name, value in found.groupdict().items()}
            return _PLACE.sub(lambda place: values[f"_{place[1]}"], text)  # noqa: B023
    return sentence


def _tell_value(value: str, texts: dict[str, str]) -> str:
    """Say a value that stands in a sentence: several words joined by "or" or "and", or a part that the catalogue knows."""
    if value in texts:
        return texts[value]
    for conjunction in (" or ", " and "):
        before, joined, last = value.rpartition(conjunction)
        if joined and not before.endswith(",") and f"{{0}}{conjunction}{{1}}" in texts:
            return texts[f"{{0}}{conjunction}{{1}}"].replace("{0}", before).replace("{1}", last)
    return value


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """List the expressions that recognise sentences with places, the longest first."""
    placed = [text for text in read_catalogue(language).texts if _PLACE.search(text) and _is_sentence(text)]
    return tuple(
        (_recognise(text), read_catalogue(language).texts[text]) for text in sorted(placed, key=len, reverse=True)
    )


def _is_sentence(text: str) -> bool:
    return text.endswith((".", ":")) and _WORD.search(text) is not None


def _recognise(text: str) -> re.Pattern[str]:
    parts = _PLACE.split(text)
    return re.compile("".join(f"(?P<_{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.S)


def texts_for_scripts() -> dict[str, Any] | None:
    """Return what the pages' scripts look up; None in English, which they have themselves."""
    if current_language() == "en":
        return None
    catalogue = read_catalogue(current_language())
    texts, nouns = list_script_texts("static")
    return {
        "texts": {text: catalogue.texts[text] for text in (*texts, *THEMES) if text in catalogue.texts},
        "counts": {noun: catalogue.counts[noun] for noun in nouns if noun in catalogue.counts},
        "dates": catalogue.dates,
    }


@cache
def words_of_widget() -> dict[str, dict[str, Any]]:
    """Return what the widget looks up, by language: it is one script for the pages of all."""
    texts, nouns = list_script_texts("widget")
    return {language: _words_of_widget(read_catalogue(language), texts, nouns) for language in NAMES}


def _words_of_widget(catalogue: Catalogue, texts: Iterable[str], nouns: Iterable[str]) -> dict[str, Any]:
    return {
        "texts": {text: catalogue.texts[text] for text in texts if text in catalogue.texts},
        "counts": {noun: catalogue.counts[noun] for noun in nouns if noun in catalogue.counts},
        "nearest": catalogue.texts.get(NEAREST, NEAREST),
        "confidences": [(least, catalogue.texts.get(word, word)) for least, word in CONFIDENCES],
        "months": catalogue.months,
        "dates": catalogue.dates,
    }


@cache
def list_script_texts(folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the texts that the scripts of a folder of web/ look up, and the nouns that they count."""
    sources = [path.read_text("utf-8") for path in sorted((find_resource("web") / folder).glob("*.js"))]
    texts = dict.fromkeys(json.loads(f'"{text}"') for source in sources for text in _CALL.findall(source))
    return tuple(texts), tuple(dict.fromkeys(noun for source in sources for noun in _COUNTED.findall(source)))
