"""A name as screens can show it and people can say it; cut where a reader sees a border. Pure.

What counts is the Unicode property, never a list of characters: `regex` knows the properties and
the grapheme clusters (UAX 29, UAX 44) that the standard library does not.
"""

import unicodedata

import regex

from broker.errors import BadRequest

LONGEST_NAME = 64
# More marks on one letter than any script needs; more than that grows over the lines around it.
MOST_MARKS = 6

_SPACES = regex.compile(r"[\s\p{Z}\p{Cc}]+")
# Nobody sees them and nobody can say them: controls, what is reserved, what is ignored by default.
_UNSEEN = regex.compile(r"[\p{C}\p{Default_Ignorable_Code_Point}\u2800]")
# But joiners carry meaning in Persian, in many Indian scripts and in emoji, and a selector chooses
# the shape of the very sign before it (Japanese family names, Mongolian).
_SIGN = r"[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]"
_KEPT = regex.compile(
    rf"(?:(?<={_SIGN})\p{{Variation_Selector}}"
    rf"|(?<={_SIGN}\p{{Variation_Selector}}?)[\u200c\u200d](?={_SIGN}))"
)
_MARKS = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")
_MARKS_OF_NOTHING = regex.compile(r"(?<![^ ])\p{M}+")
_SAYABLE = regex.compile(r"[[\p{L}\p{N}]--\p{Default_Ignorable_Code_Point}]", regex.VERSION1)
_GRAPHEME = regex.compile(r"\X")


def clean_name(name: str, *, field: str = "person.name") -> str:
    """A name as screens can show it: NFC, one line, nothing unseen, at most 64 characters.

    Raises BadRequest where no letter and no digit is left that somebody could see.
    """
    shown = cut(_shown(name), LONGEST_NAME).strip()
    if not can_be_said(shown):
        raise BadRequest(
            "a name needs at least one letter or digit that can be seen", field=field, why="unseen"
        )
    return shown


def cut(text: str, longest: int) -> str:
    """The beginning of a text, at most `longest` code points, never in the middle of what a reader
    takes for one character."""
    kept = 0
    for cluster in _GRAPHEME.finditer(text):
        if cluster.end() > longest:
            break
        kept = cluster.end()
    return text[:kept]


def can_be_said(name: str) -> bool:
    """Whether a letter or digit that can be seen is in it."""
    return _SAYABLE.search(name) is not None


def has_something_to_see(text: str) -> bool:
    """Whether a text shows anything at all."""
    return bool(_SPACES.sub("", _UNSEEN.sub("", text)))


def _shown(name: str) -> str:
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", name))
    meant = {found.start() for found in _KEPT.finditer(spaced)}
    seen = "".join(
        sign for at, sign in enumerate(spaced) if at in meant or not _UNSEEN.match(sign)
    )
    bare = _SPACES.sub(" ", _MARKS.sub(r"\1", _MARKS_OF_NOTHING.sub("", seen)))
    return unicodedata.normalize("NFC", bare).strip()
