"""The product without the web: the collection in service, kept fresh, and what is asked of it.

engine             Engine: ask, verify, refresh; owns the memory, the model and the live collection
live               Snapshot, a collection as indexed at one moment; Live, which replaces it as files change
watch              notices files that change
lookup             documents by id, by folder, by the page
recall             the conversation before a question, its citations read from our own copy
verbatim           drops a quote that is not its document's text
judge              verdicts on quotes, with the places that they rest on
example_questions  questions that a collection answers, for a page to begin with
"""
