"""`quoth inspect`: show what is read of a file: its metadata, blocks and sentences."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from service.commands.common import Unusable, printable
from service.documents.collection import read_document
from service.documents.document import Document, Skipped
from service.sentences.segmentation import segment_text
from service.sentences.sentence import Segmentation
from service.sentences.speaker_turns import find_speakers

WIDTH = 100  # characters shown of a sentence


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", "as_text", is_flag=True, help="Print the canonical text alone, which offsets count in.")
def inspect(file: Path, as_text: bool) -> None:
    """Show what Quoth reads of FILE: the format, the metadata, every block and sentence with its offsets.

    Exits with 2 if the file cannot be read, and says why.

    \b
    Examples:
      quoth inspect report.pdf
      quoth inspect --text report.pdf
    """
    found = read_document(file.parent, file.name)
    if isinstance(found, Skipped):
        raise Unusable(f"{found.id}: {found.reason}")
    if as_text:
        click.echo(found.text, nl=False)
        return
    cut = segment_text(found.text, found.front_matter)
    for line in (*describe_reading(found, cut), "", *describe_blocks(found, cut)):
        click.echo(printable(line))


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
