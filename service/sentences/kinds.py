"""Tell boilerplate, captions and headings from prose, by their form alone."""

import re

from service.sentences.bounds import is_unspaced
from service.sentences.line_labels import is_markup
from service.sentences.sentence import Kind

_LONGEST_LABEL = 300  # characters: a longer line is prose

_I = re.IGNORECASE
_COMMENT_FORM = re.compile(
    r"(?:please )?(?:enter|type|write|leave|add|fill in) (?:your |a |an )?(?:comment|name|e-?mail|reply"
    r"|website)\b.{0,40}"
    r"|(?:your )?(?:name|e-?mail(?: address)?|website|comments?) ?(?:\*|\(required\)|:) ?\*?"
    r"|(?:post|submit|cancel|view|show|hide|load|no|add|more)(?: (?:a|all|more|the))? ?(?:comments?"
    r"|repl(?:y|ies))(?: yet)?"
    r"|\d+ (?:comments?|shares?|likes?|views?|repl(?:y|ies))|reply|save my name,.{0,120}"
    r"|required fields are marked.{0,20}"
    r"|your e-?mail address will not be published.{0,60}|you must be (?:logged|signed) in to .{0,40}"
    r"|(?:log|sign) ?(?:in|up|out)(?: (?:to|with|for) .{0,60})?|(?:forgot|lost) your password\??"
    r"|create an account",
    _I,
)
_NETWORK = (
    r"(?:facebook|twitter|linkedin|whatsapp|telegram|reddit|pinterest|tumblr|instagram|youtube"
    r"|mastodon|bluesky|e-?mail|print|rss)"
)
_SHARE = re.compile(
    rf"(?:(?:share|tweet|pin|e-?mail|print|post|save)(?: (?:this|the))?(?: (?:article|story|post|page"
    rf"|link))?(?: (?:on|via|by|with|to)\b.{{0,50}})?"
    rf"|(?:click to )?(?:share|follow|find|like|join|connect with) us(?: (?:on|at|via)\b.{{0,80}})?"
    rf"|share:.{{0,80}}|copy link"
    rf"|(?:{_NETWORK}[ ,|/·•]{{0,3}}){{1,12}}"
    r"|subscribe(?: (?:now|today|here|to (?:our|the|this)\b.{0,60}))?|newsletter"
    r"|sign up (?:now|today|here|(?:for|to) (?:our|the)\b.{0,60}newsletters?\b.{0,40})"
    r"|(?:get|receive) (?:our|the latest)\b.{0,60}(?:newsletter|inbox|updates)\b.{0,20}|(?:donate"
    r"|support us)(?: (?:now|today|here))?)[.!:]?",
    _I,
)
_COOKIES = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site) (?:and our partners )?uses? cookies\b.*|(?:accept"
    r"|reject|allow|manage)(?: all)? cookies"
    r"|cookie (?:policy|settings|preferences|notice)|by (?:continuing|using|browsing"
    r"|clicking)\b.{0,80}(?:cookies|privacy policy|terms of)\b.*",
    _I,
)
_NAVIGATION = re.compile(
    r"(?:(?:read|see) (?:more|also|next)|also read|you (?:may|might) also (?:like|be interested in)"
    r"|recommended(?: for you| reading)?"
    r"|related(?: articles?| stor(?:y|ies)| posts?| news| content)?|more (?:from|on|stories"
    r"|news)(?: .{0,40})?|don[’']t miss|most (?:read|popular)|trending(?: now)?"
    r"|continue reading|keep reading|view (?:all|more)|load more|see all|learn more|show (?:more|less)"
    r"|click here(?: .{0,60})?"
    r"|home(?:page)?|menu|main menu|search|skip to\b.{0,30}|back to (?:top|home)|toggle navigation"
    r"|close|loading|sidebar"
    r"|(?:next|previous|older|newer)(?: (?:page|posts?|article|story|entries))?|page \d+(?: of \d+)?"
    r"|\d+ min(?:ute)?s? read"
    r"|advertisements?|sponsored(?: content)?|(?:about|contact) us|contact \w+|privacy(?: policy"
    r"| notice| statement)?|site ?map|faqs?"
    r"|terms(?: (?:of|and|&) (?:use|service|conditions))?(?: (?:and|&) privacy policy)?|disclaimer|tags"
    r"|categories|archives?|filed under)\s*(?:[.!…»›>→:]|\.\.\.)*",
    _I,
)
_READ_MORE = re.compile(
    r"(?:read (?:more|also|next)|also read|see also|related(?: article| story)?|tags|filed under"
    r"|categories)\s*[:：].+",
    _I,
)
_COPYRIGHT = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\))\s*.*|copyright\s+(?:©|\(c\)|\d{4}|by\b.{0,60}\d{4}).*",
    _I,
)
_RIGHTS = re.compile(r"(?:.{0,120}\s)?all rights reserved\.?", _I)
_BOILERPLATE = re.compile(
    "|".join(f"(?:{form.pattern})" for form in (_COMMENT_FORM, _SHARE, _NAVIGATION, _COOKIES, _READ_MORE, _COPYRIGHT)),
    _I,
)
_SHORTEST = 3  # characters: no form of boilerplate and no credit is shorter
_LETTER = re.compile(r"[^\W_]")  # or digit

_PICTURE = (
    r"(?:(?:file|handout|stock|archive|undated|screen) ?)?(?:photo(?:graph)?s?|images?|pictures?"
    r"|pics?|illustrations?|graphics?|video|screenshot|screen ?grab)"
)
_CREDIT = re.compile(
    rf"[(\[]?{_PICTURE}(?: (?:courtesy|credits?|by|from|via|source)\b(?: of\b)?)*\s*(?:[:/©].*"
    rf"|by [A-Z].*|courtesy\b.*)"
    rf"|[(\[]?(?:credit|photographer)s?:.*|(?:fig(?:ure|\.)|table|chart|map|plate)\s*\d+\s*[.:].*"
    rf"|(?:youtube|facebook|vimeo|embedded|instagram|twitter|play|watch)? ?(?:video|tweet|post|gallery"
    rf"|slideshow)|play|watch live",
    _I,
)
_CREDIT_TAIL = re.compile(
    rf"[\s(\[](?:{_PICTURE}(?: (?:courtesy|credit|by|from|via))?(?: of)?\s*[:/©]|(?:AP|AFP|EPA|CP|PA"
    rf"|Reuters|Getty) Photo\b)[^:]{{0,80}}$",
    _I,
)
_LEADERS = re.compile(r"(?:[.·…] ?){5} ?(?:\d{1,4}|[ivxlc]{1,7})\Z")  # a line of a table of contents
_ROMAN = "ivxlc"
_MENU_SEPARATOR = re.compile(r"\s*[|·•»›>]\s+|\s+[|/»›>]\s*")
_SEPARATOR = re.compile("[|·•»›>/]")
_NOTES = re.compile(
    r"(?<!\])(?:\[\^?[\w-]{1,24}\])++\Z|(?<=[a-z][.!?])\d{1,2}\Z|(?<=[.!?])[¹²³⁰⁴-⁹]+\Z"
)  # after the stop
_CLOSERS = "\"'”’»)]}*_ \t\u00a0"
_STOPS = ".!?…。！？"
_CONTACT = re.compile(r"@|\d{3}[-. ]\d{3}")
_FIGURES = re.compile(r"\d{3}|@")


def label_kind(line: str) -> Kind | None:
    """Return the kind of a line that is boilerplate or a caption by itself, else None."""
    if len(line) > _LONGEST_LABEL:
        return None
    if not _LETTER.search(line) or is_markup(line) or _ends_with_leaders(line):
        return "boilerplate"
    plain = " ".join(line.split()).strip("*_ ")
    if len(plain) < _SHORTEST:
        return None
    if _BOILERPLATE.fullmatch(plain) or _reserves_rights(plain) or _is_menu(plain):
        return "boilerplate"
    if _CREDIT.fullmatch(plain) or _has_credit_tail(plain):
        return "caption"
    return None


def _reserves_rights(line: str) -> bool:
    return "rights reserved" in line.casefold() and bool(_RIGHTS.fullmatch(line))


def _ends_with_leaders(line: str) -> bool:
    # Looking at the last letter first spares most lines a search from every one of their dots.
    return (line[-1].isdigit() or line[-1] in _ROMAN) and bool(_LEADERS.search(line))


def _has_credit_tail(line: str) -> bool:
    # One of these stands in every line that has such a tail, and is found several times faster.
    if ":" in line or "/" in line or "©" in line or "photo" in line.lower():
        return bool(_CREDIT_TAIL.search(line))
    return False


_ALSO_HEADS = re.compile(
    r"(?:faqs?|terms(?: .{1,40})?|disclaimer|(?:about|contact) us|contact \w+|privacy(?: \w+)?|cookie (?:policy|notice)|e-?mail"
    r"|tags|categories|archives?|menu|search|home|comments|newsletter|print|donate|support us|log ?in|sign ?up|subscribe"
    r"|post|share|reply|(?:your )?(?:name|website))[:*_ ]{0,4}",
    _I,
)


def may_head(line: str) -> bool:
    """Return whether a line that reads as boilerplate by itself is a heading where text stands below it: "FAQ", "Terms"."""
    return len(line) <= _LONGEST_LABEL and bool(_ALSO_HEADS.fullmatch(" ".join(line.split()).strip("*_ ")))


def _is_menu(line: str) -> bool:
    """Return whether a line consists of short labels between separators, and is not contact details."""
    if not _SEPARATOR.search(line) or _FIGURES.search(line) or line.startswith(tuple("|>•·")):
        return False
    labels = [label for label in _MENU_SEPARATOR.split(line) if label]
    return len(labels) > 2 and all(len(label.split()) <= 5 and label[-1] not in ".!,;:" for label in labels)


def ends_open(line: str) -> bool:
    """Return whether a line ends without a stop, as headings, names and labels do."""
    line = line.rstrip()
    if line[-1:] == "]" or line[-1:].isdigit():  # or else it has no such mark at its end
        line = _NOTES.sub("", line)
    return line.rstrip(_CLOSERS)[-1:] not in _STOPS


_LONGEST_UNSPACED = 24  # characters of a heading in Chinese, Japanese or Thai
_NAME = r"[A-Z][\w.'’-]*+(?: (?:[A-Z][\w.'’-]*+|de|van|von|der|la|al|bin|of)){1,4}"
_NAMES = re.compile(rf"[*_]*(?:by )?{_NAME}(?:,? (?:and|&) {_NAME}|(?:, {_NAME})+(?:,? (?:and|&) {_NAME})?)[*_]*")


def lists_names(line: str) -> bool:
    """Return whether a line consists of two names or more, as a line of authors does."""
    return bool(_NAMES.fullmatch(line))


def reads_as_heading(line: str, title: bool) -> bool:
    """Return whether a line before prose is its heading; `title`: it is the first line of the document."""
    words = line.split()
    if not ends_open(line) or line[-1] in ",;–—-" or _CONTACT.search(line):
        return False
    if line[-1] in ":：":
        return len(words) <= 6 and line[0].isupper()
    if title:
        return len(words) <= 30 and len(line) <= 200
    if 2 * sum(map(is_unspaced, line)) > len(line):  # no words to count
        return len(line) <= _LONGEST_UNSPACED
    return len(words) <= 14 and len(line) <= 110 and not line.lstrip("\"'“‘([")[:1].islower()
