"""The service over HTTP: each route reads a request, calls the engine and writes the reply.

app              create_app: the WSGI application
mounting         several of them side by side;  collection_list: / and /readyz there
asking           /ask, /ask/batch;  going_on: /next, what to go on with;  verifying: /verify, as JSON and as a page;  helper: verify_page
chat             /: the chat page;  searching: /search
changing_documents  PUT, DELETE and POST of /documents
reading          /documents: the listing, each document and its text;  helpers: document_body, text_fragments
                 document_body: markdown_layout or plain_layout (on page_layout), by slices, in parts (text_parts)
embedding        /embed, /embed.js;  oembed: /oembed, previews of links
status           /healthz, /readyz, /reload;  feedback: /feedback, readers' verdicts;  silences: what was not answered
languages        the language of the pages;  page_texts: the texts in their templates
static_files     styles and scripts;  well_known: /favicon.ico, /robots.txt
openapi          /openapi.json, /docs;  operations: the description of each route
serving          the state and helpers that routes share;  words: the text that pages put around an answer
kept_replies     a cache of replies;  shedding: the queue before the routes, and 503 beyond it
whole_replies    when a reply is at its end
bodies           JSON bodies of requests;  accepting: the Accept header;  cookies: those that can be read
access_tokens    who may ask;  signing_in: /sign-in, a browser's way to bring a token
observing        ids and log lines of requests;  seen: what is known of one;  metrics: figures for Prometheus
problem_replies  error responses
supervisor       worker processes, replaced when they end;  crew: what they know of each other, in shared_numbers
security         trusted hosts and headers;  origins: access for other sites;  server: waitress with limits;
                 connections: slow ones and too many;  clients: who an address belongs to
"""
