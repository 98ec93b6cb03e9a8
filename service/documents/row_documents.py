"""Tables of documents: CSV, JSON Lines and JSON arrays, each row of which is one document."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from service.documents.byline import clean_author, clean_url
from service.documents.csv_table import read_csv_table
from service.documents.decoding import Decoded, check_text
from service.documents.document import Document, Skipped, hash_text
from service.documents.errors import EmptyError, UnreadableError
from service.documents.extraction import extract
from service.documents.file_names import escape_name, fault_of_part, suffix_of
from service.documents.json_rows import read_json_array, read_json_lines
from service.documents.metadata import AUTHOR_KEYS, DATE_KEYS, SOURCE_KEYS, date_field, read_metadata
from service.documents.reading_options import RowFields
from service.documents.table_row import TableRow
from service.documents.title import clean_title

MAX_ROWS = 200_000
SAMPLE = 100  # rows that tell whether a table is one of documents
LEAST_PROSE = 40  # characters of text in the median of these rows
SHOWN = 10  # names of columns in a sentence

# The usual names of columns, the likelier first. A comment, a summary or a description counts where nothing longer is there.
TEXTS = "text body content contents article full_text fulltext article_text article_body articlebody body_text"
TEXTS += " content_text main_text maintext raw_text plain_text post_content transcript story passage document message"
TEXTS += " abstract post comment summary description"
NAMES = {
    "title": ("title", "headline", "heading", "subject", "post_title", "article_title"),
    "date": (*DATE_KEYS, "pubdate", "pub_date", "post_date", "posted_at", "created_at", "created", "timestamp", "day"),
    "author": (*AUTHOR_KEYS, "creator", "writer", "post_author", "by"),
    "url": (*SOURCE_KEYS, "link", "permalink", "uri", "href"),
    "id": ("id", "doc_id", "document_id", "docid", "article_id", "_id", "slug", "guid"),
}
READ = {
    ".csv": read_csv_table,
    ".tsv": lambda text: read_csv_table(text, "\t"),
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json_array,
}
MARKUP = re.compile(r"\A\s*+<(?:!--|[a-z][a-z0-9]*[\s>])", re.IGNORECASE)


class Chosen(NamedTuple):
    """The columns of a table by what they hold; "" for what no column does. Ids that are not to be relied on are left out."""

    text: tuple[str, ...]
    title: str
    date: str
    author: str
    url: str
    id: str

    @property
    def all(self) -> set[str]:
        return {*self.text, *self[1:]}


def read_row_documents(id: str, decoded: Decoded, fields: RowFields) -> Iterator[Document | Skipped] | None:
    """Read each row of a table as a document, or return None for a file that is no table of documents.

    A document's id is that of the file and, after a slash, the row's number, or what its column of ids holds. Rows that cannot
    be read, and the columns that are not, are named.
    """
    suffix = suffix_of(id.removesuffix(".gz"))
    if suffix not in READ or fields.off or (suffix == ".json" and not decoded.text.lstrip().startswith("[")):
        return None
    rows = list(islice(READ[suffix](decoded.text), MAX_ROWS + 1))
    chosen = choose_columns(rows, fields)
    return _make_documents(id, rows, chosen, decoded, suffix[1:]) if chosen else None


def choose_columns(rows: list[TableRow], fields: RowFields) -> Chosen | None:
    """Choose what each column of a table holds: what was named, else by the usual names; None without a column of prose."""
    sample = [row.values for row in islice((row for row in rows if row.values), SAMPLE)]
    names = dict.fromkeys(name for values in sample for name in values)
    text = fields.text if fields.text and set(fields.text) & set(names) else ()
    if not text:
        text = next(((name,) for name in TEXTS.split() if name in names and _is_prose(name, sample)), ())
    if not text:
        return None
    others = {role: _choose(getattr(fields, role), usual, names, text) for role, usual in NAMES.items()}
    if not fields.id and not _tells_apart(others["id"], rows):
        others["id"] = ""
    return Chosen(text, **others)


def _choose(named: str, usual: Iterable[str], names: Mapping[str, None], text: tuple[str, ...]) -> str:
    if named:
        return named
    return next((name for name in usual if name in names and name not in text), "")


def _is_prose(name: str, sample: list[Mapping[str, str]]) -> bool:
    lengths = sorted(len(cell) for values in sample if (cell := values.get(name, "").strip()))
    return bool(lengths) and lengths[len(lengths) // 2] >= LEAST_PROSE


def _tells_apart(name: str, rows: list[TableRow]) -> bool:
    """Return whether a column holds an id of its own for each row, fit for a link."""
    held = [row.values.get(name, "").strip() for row in rows if not row.fault]
    return len(set(held)) == len(held) and not any(map(fault_of_part, held))


def _make_documents(
    id: str, rows: list[TableRow], chosen: Chosen, decoded: Decoded, format: str
) -> Iterator[Document | Skipped]:
    unread: Counter[str] = Counter()
    for row in rows[:MAX_ROWS]:
        unread.update(name for name, cell in row.values.items() if name not in chosen.all and cell.strip())
        inner = row.values.get(chosen.id, "").strip() if chosen.id else ""
        inner = inner or str(row.number)
        name = f"{id}/{inner}"
        try:
            if fault := row.fault or fault_of_part(inner):
                raise UnreadableError(fault)
            yield _make_document(name, row.values, chosen, decoded, format)
        except UnreadableError as error:
            name = f"{id}/{row.number}" if fault_of_part(inner) else name
            yield Skipped(escape_name(name), str(error), isinstance(error, EmptyError))
    if len(rows) > MAX_ROWS:
        yield Skipped(f"{id}/{rows[-1].number}", f"Neither it nor the rows below are read: {MAX_ROWS:,} are the most.")
    if unread:
        yield Skipped(id, _describe_unread(sorted(unread), chosen))


def _describe_unread(names: list[str], chosen: Chosen) -> str:
    shown = [escape_name(name)[:40] or "(without a name)" for name in names[:SHOWN]]
    listed = ", ".join(shown) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
    text = "+".join(chosen.text)
    return f"Its rows are read, but not these columns: {listed}. QUOTH_FIELDS adds one, as in 'text={text}+{shown[0]}'."


def _make_document(id: str, values: Mapping[str, str], chosen: Chosen, decoded: Decoded, format: str) -> Document:
    """Make a document of a row. Raises UnreadableError if its text cannot be one, EmptyError if there is none."""
    text, warnings = _read_text(values, chosen), (decoded.doubt,) if decoded.doubt else ()
    said = read_metadata(text, markdown=True)
    date = values.get(chosen.date, "")
    return Document(
        id=id,
        text=text,
        sha256=hash_text(text),
        title=clean_title(values.get(chosen.title, "")) or said.title,
        author=clean_author(values.get(chosen.author, "")) or said.author,
        published=date_field({"date": date}) if date.strip() else said.published,
        source_url=clean_url(values.get(chosen.url, "")) or said.source_url,
        encoding=decoded.encoding,
        front_matter=said.front_matter,
        reader=format,
        warnings=warnings,
    )


def _read_text(values: Mapping[str, str], chosen: Chosen) -> str:
    """Return the text of a row, as it stands in its cell; markup is read as a page is."""
    cells = [cell for name in chosen.text if (cell := values.get(name, "")).strip()]
    if not cells:
        raise EmptyError(f"It holds no text in '{escape_name('+'.join(chosen.text))}'.")
    text = "\n\n".join(cells)
    check_text(text)
    if MARKUP.match(text) and "</" in text:
        return extract("html", text.encode()).text
    return text
