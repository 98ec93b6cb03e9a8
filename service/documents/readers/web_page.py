"""HTML -> its article without the page around it, by trafilatura; all of the page where that finds nothing."""

import codecs
import logging
import re
from typing import Any

from htmldate import find_date
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.htmlprocessing import prune_unwanted_nodes
from trafilatura.settings import Document as Page
from trafilatura.xpaths import OVERALL_DISCARD_XPATH

from service.documents.byline import clean_author, clean_url
from service.documents.dates import parse_date
from service.documents.decoding import decode
from service.documents.extraction import Extract
from service.documents.readers.markup_text import inner_text, read_blocks, tidy, write_text
from service.documents.title import clean_title

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?+\s*+([\w:.-]{1,40})", re.IGNORECASE)
# What a page says of its date in so many words; the same whenever it is read.
DATES: dict[str, Any] = {
    "extensive_search": False,
    "original_date": True,
    "min_date": "1900-01-01",
    "max_date": "2099-12-31",
}
CHROME = ("nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template", "dialog")
ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog")
WHOLE = "No article was found; the whole page is read."
TOO_DEEP = "It is nested too deeply: what lies below 2,048 levels is not read."
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LONGEST_TRAIL = 200  # characters
LEAST = 0.2  # of a page's text without its chrome: an article with less is not all that the page has to say
MAX_TAGS = 50_000  # of a page whose article is looked for, which takes a second for every ten thousand
MAX_LEVELS = 200  # of such a page: below 256, trafilatura reads nothing and does not say so
LEAST_PROSE, LEAST_INSIDE = 60, 20  # characters of a block that is taken for prose, and of one amid an article
LINKED = 0.5  # the share of a block's text in links from which it is a menu
INDEX_LINKS, OUTSIDE = 8, 0.1  # of an index: so many links, and no larger share of its letters outside them
PERMALINKS = ("", "#", "¶", "§", "🔗", "⚓", "∞")  # what stands beside a heading and leads to it
JUMP = re.compile(r"jump to\b", re.IGNORECASE)
NUMBERED = re.compile(r"[\dA-Zivx]{1,4}(?:\.\d{1,3})*\.?\s")  # before a heading
SENTENCE_END = re.compile(r"[.!?:。！？][\"'”’»)\]]*(?:\s|\Z)")
NOT_WORDS = re.compile(r"[\W_]+")
# What is around a page's text without being in an element that says so.
WAYS = r"(?:previous|prev|next|up|top|back|home|contents|index|first|last|parent|menu|(?:page|chapter|section|article|post|story)s?)"
WAY = re.compile(rf"(?:[\s«»<>←→‹›|:·•,/()\[\]-]*+{WAYS})+[\s«»<>←→‹›|:·•,/()\[\]-]*+", re.IGNORECASE)
TRAIL = re.compile(r"you are here\b|breadcrumbs?\b", re.IGNORECASE)
CONTENTS = re.compile(r"(?:table of )?contents:?|(?:on|in) this (?:page|article|section|chapter):?", re.IGNORECASE)
FEWEST_LABELS, LONGEST_LABEL = 3, 2  # of a menu without links, and the words of each


def read_web_page(data: bytes) -> Extract:
    """Read a page: the text of its article, and the metadata of its head."""
    text, encoding = decode_page(data)
    tree, is_deep = parse_page(text)
    if tree is None:
        return Extract("", encoding)
    page: Any = None
    if text.count("<") <= MAX_TAGS and count_levels(tree) <= MAX_LEVELS:
        page = bare_extraction(text, with_metadata=True, include_comments=False, include_formatting=False)
    article = _write_article(page.body) if page is not None and page.body is not None else ""
    said, headings = page or Page(), [inner_text(heading) for heading in tree.iter("h1")]
    title, author, published = _find_title(said, tree), _find_author(said, tree), _find_date(tree)
    blocks = list(read_blocks(strip_chrome(tree))) or list(read_blocks(parse_page(text)[0]))
    if 2 * sum(map(len, blocks)) < len(article):  # what looks like a menu is all that there is
        blocks = list(read_blocks(parse_page(text)[0]))
    found = len(article) >= max(1, LEAST * sum(map(len, blocks)))
    body = "\n\n".join(_restore(blocks, article) if found else blocks)
    if title in headings and title not in body[: len(title) + 400]:
        body = f"# {title}\n\n{body}"
    return Extract(
        text=body,
        encoding=encoding,
        title=title,
        author=author,
        publisher=clean_author(said.sitename or "") if said.sitename != said.hostname else None,
        published=published,
        source_url=clean_url(said.url or ""),
        warnings=(*([] if found else [WHOLE]), *([TOO_DEEP] if is_deep else [])),
    )


def _write_article(body: Any) -> str:
    """Write what trafilatura extracts, where blocks of code are elements of the same name as code in a line."""
    for code in list(body.iter("code")):
        if "\n" in "".join(code.itertext()):
            code.tag = "pre"
    return write_text(body)


def _restore(blocks: list[str], article: str) -> list[str]:
    """Return the blocks of a page that its article has, and the prose and code among them that extraction has lost."""
    known = _lines(article)
    held = [2 * len(_lines(block) & known) >= max(1, len(_lines(block))) for block in blocks]
    if True not in held:  # an article from the page's metadata, or one without its structure
        return blocks if 2 * sum(map(len, blocks)) > len(article) else [article]
    first, last = held.index(True), len(held) - held[::-1].index(True)
    while first and (is_heading(blocks[first - 1]) or is_prose_block(blocks[first - 1])):
        first -= 1
    kept = held[:]
    for number in range(last - 1, first - 1, -1):  # backwards: a heading is kept for what stands below it
        below = number + 1 < last and kept[number + 1]
        kept[number] = held[number] or is_prose_block(blocks[number], LEAST_INSIDE)
        kept[number] |= below and is_heading(blocks[number])
    return [block for block, keep in zip(blocks, kept, strict=True) if keep]


def _lines(text: str) -> set[str]:
    """Return the letters and digits of each line of a text."""
    return {letters for line in text.split("\n") if (letters := NOT_WORDS.sub("", line))}


def is_heading(block: str) -> bool:
    return block.startswith("#")


def is_prose_block(block: str, least: int = LEAST_PROSE) -> bool:
    """Return whether a block is code, or so many characters with the end of a sentence."""
    return block.startswith("```") or (len(block) >= least and bool(SENTENCE_END.search(block)))


def _find_title(said: Page, tree: Any) -> str | None:
    """Return the title that a page gives; of several headings, the one heading of its article."""
    headings = {inner_text(heading) for part in tree.iter("main", "article") for heading in part.iter("h1")}
    (shown,) = [inner_text(title) for title in tree.iter("title")][:1] or [""]
    if len(headings) == 1 and (heading := headings.pop()) in shown and heading:
        return clean_title(heading)
    return clean_title(said.title or "")


def _find_author(said: Page, tree: Any) -> str | None:
    """Return the author, if it stands so in the page's metadata or in an element marked as the author's name."""
    if not said.author:
        return None
    given = [element.get("content") or "" for element in tree.iter("meta")]
    given += [element.text or "" for element in tree.iter("script") if element.get("type") == "application/ld+json"]
    given += [
        inner_text(element)
        for element in tree.iter("a", "span", "address")
        if "author" in (*(element.get("rel") or "").split(), element.get("itemprop"))
    ]
    named = said.author.split("; ")
    return clean_author(", ".join(named)) if all(any(name in text for text in given) for name in named) else None


def _find_date(tree: Any) -> str | None:
    """Return the date of a page's metadata, or that of its one time element."""
    given = [
        etree.tostring(element, encoding="unicode", with_tail=False)
        for element in tree.iter("meta", "script")
        if element.tag == "meta" or element.get("type") == "application/ld+json"
    ]
    if date := find_date(f"<html><head>{''.join(given)}</head><body><p>.</p></body></html>", **DATES):
        return str(date)
    times = {parse_date((element.get("datetime") or "")[:10]) for element in tree.iter("time")}
    return times.pop() if len(times) == 1 else None


def decode_page(data: bytes) -> tuple[str, str]:
    """Decode a page as text is, but for one that is not UTF-8 and names its encoding.

    ISO 8859-1 means Windows-1252 there (WHATWG Encoding, 4.2).
    """
    named = CHARSET.search(data, 0, 4096)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if named:
            name = named[1].decode("ascii", "replace").lower()
            name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name
            try:
                return data.decode(codecs.lookup(name).name), codecs.lookup(name).name
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data)[:2]


def parse_page(text: str) -> tuple[Any, bool]:
    """Parse a page into a tree, None if there is nothing in it; and tell whether it goes deeper than the parser does.

    Entities are not expanded and nothing is fetched.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return tree, any("depth" in entry.message for entry in parser.error_log)


def count_levels(tree: Any) -> int:
    """Count the levels of elements in a tree."""
    deepest = level = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def strip_chrome(tree: Any) -> Any:
    """Return the tree of a page without what is plainly around its text: by element, role, class and share of links."""
    for element in list(tree.iter(*CHROME)):
        _drop(element)
    for element in [found for found in tree.iter("*") if found.get("role") in ROLES or found.get("hidden") is not None]:
        _drop(element)
    for link in [found for found in tree.iter("a") if (found.get("href") or "").startswith("#")]:
        if inner_text(link) in PERMALINKS and link.find(".//img") is None:
            _drop(link)
    tree = prune_unwanted_nodes(tree, OVERALL_DISCARD_XPATH)
    if count_levels(tree) > MAX_LEVELS:  # every level would be read for each one above it
        return tree
    for element in list(tree.iter("p", "ul", "ol", "dl", "table", "div", *HEADINGS)):
        if _is_menu(element):
            _drop(element)
    return tree


def _is_menu(element: Any) -> bool:
    """Return whether an element leads elsewhere: most of it is links, or all that is none is words such as "next"."""
    text = inner_text(element)
    if CONTENTS.fullmatch(text) or (len(text) <= LONGEST_TRAIL and (TRAIL.match(text) or JUMP.match(text))):
        return True
    links = [inner_text(link) for link in element.iter("a") if link.get("href")]
    if links and element.tag == "dl" and CONTENTS.fullmatch(inner_text(element[0])):
        return True
    if len(links) > 1:
        outside = _count_letters(text) - sum(map(_count_letters, links))
        is_linked = sum(map(len, links)) > LINKED * len(text) and not _is_prose(text, links, outside)
        is_index = len(links) >= INDEX_LINKS and outside <= OUTSIDE * _count_letters(text)
        return is_linked or is_index or _leads_on(text, links)
    return not links and _is_row_of_labels(element, text)


def _count_letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _is_prose(text: str, links: list[str], outside: int) -> bool:
    """Return whether a text has the end of a sentence; the stop after the number of a heading, as in contents, is none."""
    if outside > 0:
        return bool(SENTENCE_END.search(text))
    return any(SENTENCE_END.search(link[found.end() if (found := NUMBERED.match(link)) else 0 :]) for link in links)


def _leads_on(text: str, links: list[str]) -> bool:
    """Return whether the text beside the links is words such as "next" alone."""
    rest = text
    for link in filter(None, links):
        rest = rest.replace(link, " ", 1)
    return bool(WAY.fullmatch(rest.strip()))


def _is_row_of_labels(element: Any, text: str) -> bool:
    """Return whether an element is a menu that a script fills with links: short labels from "Home" on, and nothing else."""
    labels = [inner_text(child) for child in element]
    return (
        len(labels) >= FEWEST_LABELS
        and labels[0].lower() in ("home", "menu")
        and all(0 < len(label.split()) <= LONGEST_LABEL for label in labels)
        and tidy(" ".join(labels)) == text
    )


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:  # text after an element belongs to its parent
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
