"""The product without the web: a live collection, and the questions and quotes put to it.

engine             Engine: ask, verify, refresh; owns the cache, the model and the live collection
adding             Adding: changes of the files, and when they are served
live               Snapshot, a collection as indexed at one moment; Live, which swaps in a new one when files change
keeping            which of several processes with one index keeps it up to date
refreshes          counts refreshes, and why the latest failed
watch              detects changes to files
index_check        checks an opened index in the background
lookup             look up documents by id or folder; list them a page at a time
page_pictures      the pages of PDFs as images, kept in memory
written_entries    what the listing is filtered by
recall             earlier turns of a conversation, with what they cited read from the index
verbatim           drops any quote that does not match its document
judge              verdicts on quotes, with the passages they rest on
example_questions  questions the collection can answer, shown on the empty chat page
next_steps         questions and names to go on with after an answer
"""
