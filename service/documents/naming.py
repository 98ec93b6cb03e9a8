"""What a document is called where it is shown: by its title or, if it has none, by its first words."""

from service.documents.document import Document


def call_document(document: Document) -> str:
    """Return a document's title or, without one, its first words; its id if it begins with none."""
    return document.title or document.first_words or document.id


def name_document(document: Document) -> str:
    """Return what names a document by itself: its title, or its first words with its id beside them."""
    if document.title:
        return document.title
    words = document.first_words
    return f"{words} ({document.id})" if words else document.id
