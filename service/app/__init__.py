"""The service over HTTP: routes read the request, call the engine and write the shape.

app              create_app: the WSGI application
asking           /ask, /ask/batch;  verifying: /verify
chat             the page to ask on
reading          /documents: the list, a document, its text;  page_layout and text_fragments help it
embedding        /embed, /embed.js;  oembed: what links unfold into
status           /healthz, /readyz, /reload;  feedback: readers' verdicts
openapi          /openapi.json, /docs;  operations: what each route takes and gives
serving          what every route serves from;  words: the words that pages put around an answer
kept_replies     replies given again;  bodies: JSON bodies;  problem_replies: every error in one shape
security         hosts and headers;  origins: other sites;  server: waitress within bounds
"""
