"""Every shape that crosses the border, said once, as typed models (msgspec).

fields     the fields that several shapes share, with their bounds and descriptions
requests   what is asked;  links: what query strings ask
checks     reads fields into a model, and names every one that is wrong
problems   what is refused, and why (RFC 9457)
replies    what is replied
shaping    from what the stages found to replies: links, offsets in the unit asked for
offsets    code points and UTF-16 code units
encoding   models as JSON;  schemas: models as JSON Schema;  tables: replies as CSV
formats/   a reply in other tools' formats
"""
