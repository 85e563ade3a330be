"""Answers that are not briefings: help, choices, unknown words, nothing found; never a guess."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from bot.briefing.drafts import KEEP, Draft, Part
from bot.briefing.sides import meeting_line
from store.records import Briefing, BriefingLine, FiledArticle, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.matching import MeetingGroup
    from bot.briefing.terms import Desk

EXAMPLES = (
    "China Russia",
    "Lavrov on Ukraine",
    "China, Russia last month",
    "what did Wang Yi say about BRICS?",
    "sanctions since 2026-09-01",
)
HOW_TO = "Ask who met whom and what each side said, from the articles shared with me."
SHARE_HINT = "Share an article with me that does, and ask again."
MOST_UNDATED = 3
MOST_UNKNOWN = 4


def help_draft(dyads: Sequence[tuple[str, str]], desk: Desk) -> Draft:
    """Return the help card: five examples, and the latest pairs as choices."""
    question = desk.question
    choices = tuple(
        (desk.parties(pair, " – "), ", ".join(desk.party(key) for key in pair)) for pair in dyads
    )
    briefing = Briefing(question, Outcome.HELP, notes=question.notes, choices=choices)
    draft = Draft(briefing)
    _say(draft, HOW_TO)
    lines = [(KEEP, BriefingLine("help", example)) for example in EXAMPLES]
    draft.add(Part("Examples", lines))
    return draft


def asked_back_draft(desk: Desk) -> Draft:
    """Return a question back: which of several is meant, or which date."""
    question = desk.question
    return Draft(
        Briefing(question, question.outcome, notes=question.notes, choices=question.choices)
    )


def unknown_draft(desk: Desk) -> Draft:
    """Return that some words mean nothing here; nothing else, and no references."""
    question = desk.question
    words = [f"“{word}”" for word in question.unknown[:MOST_UNKNOWN]]
    more = ", …" if len(question.unknown) > MOST_UNKNOWN else ""
    draft = Draft(Briefing(question, Outcome.NOTHING, notes=question.notes))
    _say(draft, f"I don't know {', '.join(words)}{more}.")
    _say(draft, "Name countries, organisations, or people in the shared articles.")
    return draft


def nothing_draft(
    desk: Desk,
    *,
    undated: Sequence[MeetingGroup] = (),
    nearest: MeetingGroup | None = None,
) -> Draft:
    """Return that no source answers, with meetings whose date is incomplete and the nearest one."""
    question = desk.question
    draft = Draft(Briefing(question, Outcome.NOTHING, notes=question.notes))
    shown = [*undated[:MOST_UNDATED], *([nearest] if nearest else [])]
    draft.know(shown)
    draft.groups = tuple(shown)
    _say(draft, _nothing_words(desk))
    part = Part("Date incomplete")
    part.lines = [(5.0, meeting_line(g, desk, section="undated")) for g in undated[:MOST_UNDATED]]
    draft.add(part)
    if nearest:
        line = meeting_line(nearest, desk, section="nearest")
        draft.add(Part("Nearest", [(6.0, line)], inline=True))
    if not shown:
        _say(draft, SHARE_HINT)
    return draft


def pairs_draft(desk: Desk) -> Draft:
    """Return that the three or more never met together here, with the pairs as choices."""
    question = desk.question
    draft = nothing_draft(desk)
    names = [desk.party(key) for key in question.parties] + list(question.persons)
    pairs = list(combinations(names, 2))[:5]
    choices = tuple((" – ".join(pair), ", ".join(pair)) for pair in pairs)
    draft.parts = draft.parts[:1]
    draft.briefing = Briefing(question, Outcome.NOTHING, notes=question.notes, choices=choices)
    return draft


def instead_draft(desk: Desk, parties: Sequence[str]) -> Draft:
    """Return that two persons never met here, with their parties' meetings as a choice."""
    question = desk.question
    draft = nothing_draft(desk)
    draft.parts = draft.parts[:1]
    names = [desk.party(key) for key in parties]
    choice = (" – ".join(names), ", ".join(names))
    draft.briefing = Briefing(question, Outcome.NOTHING, notes=question.notes, choices=(choice,))
    return draft


def article_draft(articles: Sequence[FiledArticle], desk: Desk) -> Draft:
    """Return what can be said of an article in which no meeting was found."""
    draft = Draft(Briefing(desk.question, Outcome.NOTHING, notes=desk.question.notes))
    if not articles:
        _say(draft, "I have not read an article here yet. Paste the text or upload the file.")
    for article in articles[:3]:
        title = f"“{article.text.title}”: " if article.text.title else ""
        language = article.text.language
        if language and not language.startswith("en"):
            _say(draft, f"{title}filed, but not extracted: {_language(language)}.")
        else:
            _say(draft, f"{title}filed, but I found no meeting of named parties in it.")
    return draft


def _nothing_words(desk: Desk) -> str:
    question = desk.question
    names = [desk.party(key) for key in question.parties] + list(question.persons)
    on = f" on “{question.topic}”" if question.topic else ""
    within = f" for {question.period}" if question.period and not question.since_last else ""
    where = f" in {question.place}" if question.place else ""
    if len(names) > 1:
        kind = "a meeting of" if not question.topic else "a statement from a meeting of"
        who = f"{', '.join(names[:-1])} and {names[-1]}"
        return f"No shared source visible here has {kind} {who}{on}{where}{within}."
    what = f"{names[0]}{on}" if names else (question.topic and f"“{question.topic}”") or "a meeting"
    return f"No shared source visible here has {what}{where}{within}."


def _language(code: str) -> str:
    names = {"it": "Italian", "fr": "French", "de": "German", "es": "Spanish", "ru": "Russian"}
    names |= {"zh": "Chinese", "ar": "Arabic", "pt": "Portuguese", "ja": "Japanese"}
    names |= {"ko": "Korean", "tr": "Turkish", "uk": "Ukrainian", "fa": "Persian", "hi": "Hindi"}
    return names.get(code[:2], code)


def _say(draft: Draft, sentence: str) -> None:
    draft.add(Part("", [(KEEP, BriefingLine("note", sentence))]))
