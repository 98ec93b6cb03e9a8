"""Files and formats -> Document: its canonical text and metadata; and the files that had to be skipped, with reasons.

collection.py     read_collection, read_file, read_document: the way through the room
contents.py       bytes of a file -> the documents that it holds
  row_documents.py  the rows of a table, from:
    csv_table.py, json_rows.py, table_row.py
  archive.py        the members of a ZIP archive
  mailbox_parts.py  the messages of a mailbox
containers.py     whose file a document is of
reading_options.py  what of this is a choice: --encoding, --fields, the largest file
files.py          listing a folder, and reading a file without leaving it
  file_writing.py   writing and removing one in the same way
  file_names.py     names that are hidden or unsafe
file_kinds.py     what a file is, by its first bytes and its name
  packed_kinds.py   what a ZIP file is, by what it holds
skipped_groups.py files that were skipped, many of one kind in one line
decoding.py       bytes -> text
  encodings.py      the encoding that a file which is not UTF-8 is taken for, by:
    plausibility.py     its words and signs
    frequent_words.py   those of many languages
apart.py          formats that need a reader with limits -> text, in a process of their own
  apart_worker.py   that process
extraction.py     bytes of a format -> text and metadata, by one of the readers/
page_images.py    a page of a PDF -> an image, drawn in such a process
metadata.py       what a document says about itself, from:
  front_matter.py   its YAML front matter
  head.py           its first lines and its last one
  title.py, byline.py, dateline.py, dates.py
document.py       what comes out: Document, Skipped
  first_words.py    what a document without a title is called by
"""
