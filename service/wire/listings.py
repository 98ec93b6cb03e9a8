"""What the service says of itself: its documents and the files it skipped, its health and readiness."""

from typing import Annotated, Literal

from msgspec import Meta

from service.wire.fields import PageCount
from service.wire.replies import DocumentInfo, IndexInfo, Shape


class Listed(DocumentInfo, frozen=True):
    """A document in the listing."""

    format: Annotated[str, Meta(description="What the file was read as, such as `text`, `html`, `pdf` or `docx`.")]
    encoding: Annotated[
        str,
        Meta(
            description="The encoding in which the file was read, by its name in Python; `binary` for a format that is no text."
        ),
    ]
    pages: PageCount | None
    warnings: Annotated[tuple[str, ...], Meta(description="What of the file could not be read, in sentences.")]
    characters: Annotated[int, Meta(ge=0, description="The length of the text in code points.")]
    sentences: Annotated[int, Meta(ge=0, description="The number of sentences in the text.")]
    url: Annotated[str, Meta(description="The link to the document's page.")]
    text_url: Annotated[str, Meta(description="The link to the document's canonical text, which offsets count in.")]


class SkippedFile(Shape, frozen=True):
    """A file that could not be served, and why."""

    id: Annotated[str, Meta(description="The file's path within the collection.")]
    reason: Annotated[str, Meta(description="The reason why the file was skipped.")]


class Totals(Shape, frozen=True):
    """The size of the whole collection."""

    documents: Annotated[int, Meta(ge=0, description="The number of documents served.")]
    skipped: Annotated[int, Meta(ge=0, description="The number of files skipped.")]


class Listing(Shape, frozen=True):
    """A page of the collection's documents and skipped files, in order of id."""

    documents: Annotated[tuple[Listed, ...], Meta(description="The documents on this page.")]
    skipped: Annotated[tuple[SkippedFile, ...], Meta(description="The skipped files on this page.")]
    total: Totals
    next: Annotated[str | None, Meta(description="The link to the next page; null on the last page.")]


class Health(Shape, frozen=True):
    """A sign that the process is running."""

    status: Literal["ok"]


class IndexDamage(Shape, frozen=True):
    """Damage to the index on disk that was found since the service started."""

    found: Annotated[str, Meta(description="What was damaged, as a sentence.")]
    mended: Annotated[
        bool, Meta(description="Whether another index has taken its place; until then, nothing damaged is served.")
    ]


class Ready(Shape, frozen=True):
    """A sign that the documents are loaded, with what is served."""

    status: Literal["ready"]
    index: IndexInfo
    damage: Annotated[
        IndexDamage | None, Meta(description="The damage to the index that was found last; null if there is none.")
    ]
    refresh_failure: Annotated[
        str | None,
        Meta(
            description="Why changed files could not be taken in last, so that older ones are served; null if they were."
        ),
    ]


LoadState = Literal["ready", "loading", "failed"]
Name = Annotated[str, Meta(description="The name of the collection.")]
Status = Annotated[
    LoadState, Meta(description="Whether its documents are loaded, are being loaded, or could not be read.")
]


class ListedCollection(Shape, frozen=True):
    """A collection of several that are served."""

    name: Name
    url: Annotated[str, Meta(description="The link to its first page, which those of its routes begin with.")]
    status: Status
    documents: Annotated[int | None, Meta(description="The number of documents served; null until they are loaded.")]


class CollectionList(Shape, frozen=True):
    """The collections that are served, in the order in which the service was given them."""

    collections: tuple[ListedCollection, ...]


class CollectionState(Shape, frozen=True):
    """How a collection is."""

    name: Name
    status: Status
    index: Annotated[IndexInfo | None, Meta(description="What is served of it; null if it could not be loaded.")]
    damage: IndexDamage | None
    refresh_failure: Annotated[
        str | None, Meta(description="Why its files could not be taken in last; null if they were.")
    ]


class ReadyCollections(Shape, frozen=True):
    """A sign that the collections are loaded, but for those that could not be, and what is served of each."""

    status: Literal["ready"]
    collections: tuple[CollectionState, ...]
