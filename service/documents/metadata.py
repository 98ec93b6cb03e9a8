"""What a document says about itself: title, author, date and source, each None unless certain."""

from dataclasses import dataclass

from service.documents.byline import clean_author, clean_url, find_author, find_source
from service.documents.dateline import find_published
from service.documents.dates import agree, parse_date
from service.documents.front_matter import Fields, read_front_matter
from service.documents.head import read_opening
from service.documents.title import MAX_TITLE, clean_title, find_title

DATE_KEYS = ("published", "date", "publish_date", "published_at", "publication_date", "date_published")
AUTHOR_KEYS = ("author", "authors", "byline")
SOURCE_KEYS = ("source_url", "canonical_url", "url", "source")


@dataclass(frozen=True)
class Metadata:
    """The metadata fields of Document."""

    title: str | None
    author: str | None
    published: str | None
    source_url: str | None
    front_matter: int


def read_metadata(text: str, markdown: bool) -> Metadata:
    """Read a text's metadata: from its front matter first, then from its first lines and its last."""
    fields, end = read_front_matter(text)
    opening = read_opening(text, end)
    return Metadata(
        title=title_field(fields) or find_title(opening, markdown),
        author=author_field(fields) or find_author(opening),
        # A date there is the document's own; if it is doubtful, another in the text does not settle it.
        published=date_field(fields) if any(key in fields for key in DATE_KEYS) else find_published(opening),
        source_url=source_field(fields) or find_source(opening),
        front_matter=end,
    )


def title_field(fields: Fields) -> str | None:
    title = fields.get("title")
    return clean_title(title) if isinstance(title, str) and len(title) <= MAX_TITLE else None


def author_field(fields: Fields) -> str | None:
    for key in AUTHOR_KEYS:
        names = fields.get(key, [])
        if author := clean_author(", ".join([names] if isinstance(names, str) else names)):
            return author
    return None


def date_field(fields: Fields) -> str | None:
    written = [value for key in DATE_KEYS if isinstance(value := fields.get(key), str)]
    dates = [parse_date(value, year_alone=True) for value in written]
    return agree([date for date in dates if date]) if all(dates) else None


def source_field(fields: Fields) -> str | None:
    values = [value for key in SOURCE_KEYS if isinstance(value := fields.get(key), str)]
    return next((url for value in values if (url := clean_url(value))), None)
