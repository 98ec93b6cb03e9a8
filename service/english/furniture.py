"""How lines read that stand below or above every article: newsletters, contacts, rights, notes on how the text was made.

None of them is boilerplate by itself, since it may be what is asked about; see service/index/repeated.py.
"""

import re

_ASKS = (
    r"subscri(?:be|ption)|sign(?:ing)? up|newsletters?|unsubscribe|mailing list|(?:your|their) inbox"
    r"|(?:follow|like|join|visit|support|email|e-mail|call|write to|contact|find|help) (?:us|our)\b|follow @|get in touch"
    r"|share this|tell (?:us|a friend)|donat(?:e|ion)s?|become a (?:\w+ )?(?:member|patron|supporter|subscriber|friend)|membership"
    r"|(?:read|see|find out|learn) more|click (?:here|below)|(?:our|the) (?:free )?(?:app|podcast|website|web site|homepage)\b"
    r"|(?:got|have|send us|send) (?:a |any |your )?(?:tips?|story|stories|letters?|comments?|feedback|questions?)\b"
    r"|(?:spotted|found|see) (?:a |an )?(?:mistake|error|typo)|let us know|follow .{1,60}? on (?:twitter|x|facebook|instagram|mastodon)"
    r"|(?:for|to get) (?:more|further) information|(?:media|press|reader|customer) (?:contacts?|enquir|inquir|relations|services?)"
    r"|contact the (?:\w+ )?(?:newsroom|news desk|author|editors?|press office|reporter|writer|webmaster|help ?desk|office)"
)
_TELLS = (
    r"copyright|©|\(c\) ?\d{4}|all rights reserved|reproduc|republish|reprint|syndicat|creative commons|licen[cs]ed under"
    r"|this (?:article|story|piece|post|page|report|document|newsletter|message|e-?mail|column|release|transcript)"
    r" (?:was|is|has|may|first|originally|and any|contains|appeared|can)|(?:first|originally) (?:published|appeared|posted)"
    r"|(?:additional )?(?:reporting|editing|writing) by|privacy policy|terms of (?:use|service)|cookies|disclaimer|confidential"
    r"|intended (?:only |solely )?for|advertis|sponsor(?:ed|s)? (?:by|content)|affiliate|(?:views|opinions) expressed"
    r"|about (?:us|the authors?|the writer|this (?:site|newsletter|paper))|non-?profit|independent (?:news|journalism)"
    r"|(?:printed|page|generated|exported) (?:on|from|by|\d)"
)
_REACHES = (
    r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,60}|https?://|www\.\w"
    r"|(?:tel|phone|fax|mobile|telephone|ph)\b[.:]? {0,2}(?:no\.? )?[+(\d]|\+\d[\d ()/.-]{6,20}\d|\(?\d{3}\)?[ .-]\d{3,4}[ .-]\d{3,4}\b"
)
_FURNITURE = re.compile(f"(?<!\\w)(?:{_ASKS}|{_TELLS}|{_REACHES})", re.IGNORECASE)
LONGEST = 1000  # characters looked at


def reads_as_furniture(sentence: str) -> bool:
    """Return whether a sentence asks readers for something, says how to reach somebody, or tells of the text itself."""
    return bool(_FURNITURE.search(sentence, 0, LONGEST))
