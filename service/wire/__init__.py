"""Every shape that enters or leaves the service, defined once as a typed model (msgspec).

fields     fields that several shapes share, with their bounds and descriptions
requests   the bodies of requests;  links: query strings
checks     read fields into a model, reporting every invalid one
problems   refusals, with their reasons (RFC 9457)
replies    the bodies of replies;  listings: of what is served, and how the service is
shaping    turn answers and verdicts into replies, with links and offsets as the client wants them
offsets    convert between code points and UTF-16 code units
encoding   models as JSON;  schemas: models as JSON Schema;  tables: questions and replies as CSV
formats/   replies in other tools' formats
"""
