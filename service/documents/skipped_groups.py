"""Files that could not be served, as lines to read: many of one kind in one line."""

from collections.abc import Iterable
from typing import NamedTuple

from service.documents.document import Skipped
from service.documents.file_names import suffix_of

MOST = 3  # files named one by one
SHOWN = 3  # names given of a group


class SkippedGroup(NamedTuple):
    """Files with the same reason: `name` is one's id, or says how many there are of which type."""

    name: str
    reason: str
    ids: tuple[str, ...]


def group_skipped(skipped: Iterable[Skipped]) -> list[SkippedGroup]:
    """Group files of the same suffix and reason, in the order of their first ids; up to three stay single."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for entry in skipped:
        kinds.setdefault((suffix_of(entry.id), entry.reason), []).append(entry.id)
    groups = []
    for (suffix, reason), ids in kinds.items():
        if len(ids) > MOST:
            groups.append(SkippedGroup(_name_group(suffix, ids), reason, tuple(ids)))
        else:
            groups += [SkippedGroup(id, reason, (id,)) for id in ids]
    return sorted(groups, key=lambda group: group.ids[0])


def _name_group(suffix: str, ids: list[str]) -> str:
    (parent, *others) = {id.rpartition("/")[0] for id in ids}
    if not (suffix or others) and suffix_of(parent):  # rows of a table, messages of a mailbox
        return f"{len(ids):,} parts of {parent} ({', '.join(ids[:SHOWN])}, ...)"
    kind = f"of type {suffix}" if suffix else "without a type"
    return f"{len(ids):,} files {kind} ({', '.join(ids[:SHOWN])}, ...)"
