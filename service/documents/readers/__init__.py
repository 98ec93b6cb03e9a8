"""One file for each format: bytes -> Extract. Each imports its libraries, so it is imported only for a file that needs it.

web_page.py     HTML, by trafilatura
pdf_file.py     PDF, by PDFium
page_lines.py   lines at their places on pages -> paragraphs
pdf_page.py     a page as an image with words boxed, by PDFium and Pillow
page_places.py  where the lines of a page stand in the text
word_file.py    DOCX, by mammoth
open_document.py  ODT
book_file.py    EPUB
rich_text.py    RTF, by striprtf
mail_file.py    EML, and each message of an MBOX
markup_text.py  a tree of elements -> text in blocks
"""
