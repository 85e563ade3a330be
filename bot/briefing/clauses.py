"""Where a sentence may be cut, by its words alone: no parser on the way to an answer."""

from __future__ import annotations

import re

from bot.briefing.words import word_set

# a cut is the start of the match, the next clause begins at its end
BOUNDARY = re.compile(
    r"(?:, (?:and |while )?(?=\S)|; (?:and )?| [–—-] | (?=as well as )| (?=in the face of ))"
)

# left out before the quote, these would turn its meaning
HEAD_GUARD = re.compile(
    r"\b(?:not?|never|nor|neither|cannot|without|unless|if|provided|but|however|except|only|until|"
    r"although|though|despite|whether|while|whereas|refus\w+|den(?:y|ies|ied)|reject\w*|hop\w+|"
    r"wish\w*|want\w*|believ\w+|think\w*|expect\w*|possible|likely|important|necessary|essential|"
    r"urg\w+|call\w*|propos\w+|suggest\w*|demand\w*|that|should it)\b|n['’]t\b",
    re.IGNORECASE,
)
# left out after it, these would take something back
TAIL_GUARD = re.compile(
    r"\b(?:but|if|unless|provided|however|except|only|until|although|though|despite|whether|nor|"
    r"yet|rather|whereas|without|as long as|on condition)\b",
    re.IGNORECASE,
)
FINITE = word_set(
    "is are was were has have had will would shall should can could may might must does do did "
    "cannot aim aims seek seeks support supports supported oppose opposes opposed remain remains "
    "hope hopes want wants intend intends continue continues adhere adheres bear bears need needs "
    "wish wishes attach attaches welcome welcomes welcomed believe believes stand stands agree "
    "agrees agreed call calls called expect expects value values plan plans share shares take "
    "takes took make makes made play plays keep keeps hold holds held give gives pay pays"
)
# verbs that are nouns after these
NOUNS_TOO = word_set(
    "need needs hope hopes want wants wish wishes support supports call calls plan plans aim aims "
    "value values share shares play stand stands take hold make give pay expects bears keep"
)
BEFORE_NOUNS = word_set(
    "the a an this these that their his her its our no any every of for to in on with by and as "
    "mutual strong strongest full continued further steadfast resolute urgent special great "
    "important"
)
SUBORDINATORS = word_set(
    "if unless although though while when once whereas because since as despite provided even "
    "until whether before after"
)
PREPOSITIONS = word_set(
    "in as under through with at on amid during given by for from following after over against "
    "throughout beyond since regarding concerning based thanks alongside"
)
NO_SUBJECT = word_set(
    "which who whom whose that with including such as where when thus thereby adding to not nor "
    "or but so let especially particularly namely like because if unless although though"
)
INSERTIONS = re.compile(r"[,;]? ?(\w+)")
WORDS = re.compile(r"[\w'’-]+")
LAST_ITEM = re.compile(r",? (?:and|or) ")
ITEM = re.compile(r",(?: [\w'’-]+){1,3}$")
SERIES = re.compile(r", (?:[\w'’-]+ ){0,2}[\w'’-]+(?:,| and| or)\b")


def _words(text: str, count: int) -> list[str]:
    return [word.lower() for _, word in zip(range(count), WORDS.findall(text[:300]), strict=False)]


def has_verb(run: str) -> bool:
    """Tell whether a run of words holds a finite verb (of the common ones)."""
    return _finite([word.lower() for word in WORDS.findall(run)])


def _finite(words: list[str]) -> bool:
    """Tell whether a finite verb is among the words; "the need", "their support" are none."""
    before = ["the", *words]
    return any(
        word in FINITE and not (word in NOUNS_TOO and previous in BEFORE_NOUNS)
        for previous, word in zip(before, words, strict=False)
    )


def can_begin(rest: str) -> bool:
    """Tell whether a clause with its own subject and verb begins here."""
    words = _words(rest, 10)
    if not words or words[0] in NO_SUBJECT or words[0] in FINITE:
        return False
    return _finite(words[1:])


def is_adjunct(head: str) -> bool:
    """Tell whether everything before is one adjunct: "In the face of …,"."""
    words = _words(head, 60)
    return bool(words) and words[0] in PREPOSITIONS and not _finite(words)


def opens_with_adjunct(words: str) -> bool:
    """Tell whether a preposition comes first ("Under the guidance of …, relations …")."""
    return _words(words, 1)[:1] != [] and _words(words, 1)[0] in PREPOSITIONS


def can_end(words: str, cut: int, run: str) -> bool:
    """Tell whether `run`, which ends at `cut`, is complete."""
    if not _is_balanced(run) or SERIES.match(words, cut) or _hangs(run) or _in_list(words, cut):
        return False
    after = INSERTIONS.match(words, cut)
    if after and after.group(1).lower() in FINITE:
        return False  # the comma closes an insertion: "Russia, as chair, will …"
    lowered = f" {run.lower()} "
    pairs = ((" neither ", " nor "), (" not only ", " but "), (" either ", " or "))
    return all(second in lowered for first, second in pairs if first in lowered)


def _in_list(words: str, cut: int) -> bool:
    """Tell whether the last item of a list is left out: "civil, commercial |, and military"."""
    last = LAST_ITEM.match(words, cut)
    item = ITEM.search(words[:cut])
    if not last or not item:
        return False
    rest = words[last.end() :]
    return not can_begin(rest) and not _finite(_words(rest, 1))


def _hangs(run: str) -> bool:
    """Tell whether a run ends with an adjunct or condition whose clause is still to come."""
    segments = list(BOUNDARY.finditer(run))
    last = run[segments[-1].end() :] if segments else run
    first = _words(last, 1)[:1]
    return first != [] and (
        first[0] in SUBORDINATORS or (not segments and first[0] in PREPOSITIONS)
    )


def _is_balanced(run: str) -> bool:
    return (
        run.count("“") == run.count("”")
        and run.count("(") == run.count(")")
        and run.count('"') % 2 == 0
    )
