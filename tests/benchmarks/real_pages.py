"""Print what is read of web pages and PDFs that packages install as their documentation, for counting by hand.

    python -m tests.benchmarks.real_pages [--whole] [FILE ...]

For each file: its first and last blocks, where what stands around an article is taken for text, and sentences drawn at random, of
which some may be cut wrongly. Each line begins with the kind of its block or sentence. Nothing of the files is kept.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from service.documents.collection import read_file
from service.documents.document import Document
from service.sentences.segmentation import segment_text

DOC = Path("/usr/share/doc")
# Of Debian's packages nodejs, libxslt1-dev, ghostscript-doc, valgrind, libffi8, libtasn1-doc (the PDF), zlib1g-dev, xtrans-dev, time,
# shared-mime-info, ninja-build, nettle-dev, libjs-underscore, libexpat1-dev, gcc-12-base, fontconfig, bzip2, bc and base-passwd.
FILES = """
    nodejs/api/events.html libxslt1-dev/html/tutorial/libxslttutorial.html ghostscript/html/Use.html valgrind/html/quick-start.html
    libffi8/html/Introduction.html libffi8/html/The-Basics.html libxslt1-dev/html/FAQ.html zlib1g-dev/examples/zlib_how.html
    xtrans-dev/xtrans.html time/time.html ghostscript/html/Install.html ninja-build/manual.html
    nettle-dev/nettle.html libjs-underscore/index.html libexpat1-dev/expat.html/index.html gcc-12-base/NEWS.html
    fontconfig/fontconfig-user.html bzip2/manual.html bc/bc.html base-passwd/users-and-groups.html
    libtasn1-doc/libtasn1.pdf shared-mime-info/shared-mime-info-spec.pdf ghostscript/GS9_Color_Management.pdf
""".split()
EDGE, DRAWN = 12, 25  # blocks at either end of a file, sentences from anywhere
WIDTH = 160


def describe(document: Document, whole: bool) -> Iterator[str]:
    """Yield the lines on a document."""
    text, cut = document.text, segment_text(document.text, document.front_matter)
    yield f"{len(text):,} characters, {len(cut.blocks):,} blocks, {len(cut.sentences):,} sentences; {document.title!r}"
    blocks = list(cut.blocks)
    for place, block in enumerate(blocks):
        if whole or place < EDGE or place >= len(blocks) - EDGE:
            yield f"  block {block.kind:12} {' '.join(text[block.start : block.end].split())[:WIDTH]}"
    sentences = [s for s in cut.sentences if s.kind in ("prose", "item")]
    for sentence in random.Random(1).sample(sentences, min(DRAWN, len(sentences))):
        yield f"  sentence {sentence.kind:9} {' '.join(text[sentence.body : sentence.end].split())[: 2 * WIDTH]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true", help="all blocks")
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    for path in given.files or [DOC / file for file in FILES if (DOC / file).exists()]:
        for item in read_file(path.parent, path.name):
            if isinstance(item, Document):
                print(path, *describe(item, given.whole), sep="\n")
            else:
                print(path, item.reason)


if __name__ == "__main__":
    main()
