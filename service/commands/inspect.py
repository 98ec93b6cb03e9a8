"""`quoth inspect`: show what is read of a file: its metadata, blocks and sentences."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from service.commands.common import Unusable, printable, read_flags, reading_options
from service.documents.collection import read_file
from service.documents.document import Document, Skipped
from service.documents.file_names import escape_name
from service.documents.skipped_groups import group_skipped
from service.engine.options import make_options
from service.evaluate.summary import count_of
from service.sentences.segmentation import segment_text
from service.sentences.sentence import Segmentation
from service.sentences.speaker_turns import find_speakers
from service.settings import SettingsError

SHOWN_PARTS = 100  # documents of a file that are listed
WIDTH = 100  # characters shown of a sentence


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("part", required=False)
@click.option("--text", "as_text", is_flag=True, help="Print the canonical text alone, which offsets count in.")
@reading_options
def inspect(file: Path, part: str | None, as_text: bool, encoding: str | None, fields: str | None) -> None:
    """Show what Quoth reads of FILE: the format, the metadata, every block and sentence with its offsets.

    Of a file that holds several documents, such as an archive, a mailbox or a table, it lists them; PART is one of these.
    Exits with 2 if the file cannot be read, and says why.

    \b
    Examples:
      quoth inspect report.pdf
      quoth inspect --text report.pdf
      quoth inspect articles.csv 17
    """
    try:
        settings = read_flags({"encoding": encoding, "fields": fields})
        options = make_options(settings.max_document_bytes, settings.encoding, settings.fields)
    except SettingsError as error:
        raise Unusable(str(error)) from None
    found = read_file(file.parent, file.name, options)
    if part is None and (len(found) > 1 or found[0].id.startswith(f"{file.name}/")):
        for line in describe_parts(file.name, found):
            click.echo(printable(line))
        return
    document = _find_part(file.name, part, found)
    if as_text:
        click.echo(document.text, nl=False)
        return
    cut = segment_text(document.text, document.front_matter)
    for line in (*describe_reading(document, cut), "", *describe_blocks(document, cut)):
        click.echo(printable(line))


def _find_part(file: str, part: str | None, found: list[Document | Skipped]) -> Document:
    """Find a document of a file. Raises Unusable if it is not one."""
    id = file if part is None else f"{file}/{part}"
    for item in sorted(found, key=lambda item: isinstance(item, Skipped)):
        if item.id in (id, escape_name(id)):
            if isinstance(item, Document):
                return item
            raise Unusable(f"{item.id}: {item.reason}")
    raise Unusable(f"{file} has no part {part!r}; without it, all are listed.")


def describe_parts(file: str, found: list[Document | Skipped]) -> Iterator[str]:
    """Yield a line for each document of a file that holds several, and for what of it cannot be read."""
    documents = [item for item in found if isinstance(item, Document)]
    groups = group_skipped(item for item in found if isinstance(item, Skipped))
    yield f"{file} holds {count_of(len(documents), 'document')}."
    for document in documents[:SHOWN_PARTS]:
        about = f"{document.reader}, {count_of(len(document.text), 'character')}"
        yield f"  {document.id[len(file) + 1 :]}: {document.title or 'without a title'} ({about})"
    if len(documents) > SHOWN_PARTS:
        yield f"  and {len(documents) - SHOWN_PARTS:,} more"
    if groups:
        yield "Not read:"
        yield from (f"  {group.name}: {group.reason}" for group in groups)


def describe_reading(document: Document, cut: Segmentation) -> Iterator[str]:
    """Yield a line for each thing that is known of a document, what it does not say left out."""
    kinds = Counter(block.kind for block in cut.blocks)
    speakers = sorted(find_speakers(document.text))
    known = {
        "file": document.id,
        "read as": f"{document.reader}, {document.encoding}" if document.encoding != "binary" else document.reader,
        "title": document.title,
        "author": document.author,
        "publisher": document.publisher,
        "published": document.published,
        "source": document.source_url,
        "pages": len(document.pages) or None,
        "text": f"{len(document.text):,} characters, SHA-256 {document.sha256}",
        "blocks": f"{len(cut.blocks):,}: {', '.join(f'{count:,} {kind}' for kind, count in kinds.most_common())}",
        "sentences": f"{len(cut.sentences):,}",
        "quotations": f"{len(cut.quotations):,}" if cut.quotations else None,
        "speakers": ", ".join(speakers) or None,
    }
    yield from (f"{name:11}{value}" for name, value in known.items() if value is not None)
    yield from (f"{'warning':11}{warning}" for warning in document.warnings)


def describe_blocks(document: Document, cut: Segmentation) -> Iterator[str]:
    """Yield a line for each block, with its page if there are pages, and one for each of its sentences."""
    for block in cut.blocks:
        page = document.page_at(block.start)
        yield f"{block.start}-{block.end} {block.kind}" + (f", page {page}" if page else "")
        for sentence in cut.sentences[block.first : block.last]:
            words = " ".join(document.text[sentence.start : sentence.end].split())
            yield f"    {sentence.start}-{sentence.end} {words[:WIDTH]}{'…' if len(words) > WIDTH else ''}"
