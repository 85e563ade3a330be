"""A first guess at a text's language without a model: scripts, then the commonest small words."""

from __future__ import annotations

import re
from collections import Counter

LANGUAGES = (
    "ar", "bg", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "nl", "pl", "pt", "ro", "ru", "sr", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
_SAMPLE = 20_000
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
_SMALL_WORDS = {
    "en": "the of and to in that with for on was were said is by at from as has have",
    "de": "der die und den das mit von dem auf für ist im des sich nicht eine auch",
    "fr": "le les des et du la une dans pour sur avec que est aux par au qui",
    "es": "el los las de que y en la del por con para una se al su como",
    "it": "il di che gli della del e la per con nel una sono dei alla delle ha",
    "pt": "o os de que e do da em para com uma no na dos ao pela são",
    "nl": "de het een van en in op dat met voor zijn te is aan niet door",
    "pl": "w i na z się do że nie jest o przez dla oraz po od",
    "tr": "ve bir bu için ile da de olarak olan ise gibi daha",
    "ro": "și în de la cu pe care din pentru este a fost sunt",
    "id": "dan yang di dengan untuk pada dari dalam ini itu akan",
    "sv": "och att det som en på är av för med till den inte",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def guess_language(text: str) -> str:
    """Return the ISO 639-1 code of the likely language, "en" unless another one is clear."""
    sample = text[:_SAMPLE]
    letters = sum(char.isalpha() for char in sample)
    for language, pattern in _SCRIPTS:
        share = len(pattern.findall(sample)) / max(letters, 1)
        least = 0.02 if language in ("uk", "fa", "ja") else 0.5
        if share > least:
            return language if least > 0.1 or _is_of(language, sample, letters) else "en"
    counts = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    scores = {language: sum(counts[word] for word in words) for language, words in _WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 4 and scores[best] > 1.5 * scores["en"] else "en"


def is_clearly_english(text: str) -> bool:
    """Say whether small English words are as frequent as in English prose."""
    found = re.findall(r"[^\W\d_]+", text[:_SAMPLE].lower())
    return sum(word in _WORDS["en"] for word in found) > 0.2 * len(found) > 4


def _is_of(language: str, sample: str, letters: int) -> bool:
    """Say whether the few letters of one language's own stand in a text of its script."""
    script = {
        "ja": "[\u3040-\u30ff\u4e00-\u9fff]",
        "uk": "[\u0400-\u04ff]",
        "fa": "[\u0600-\u06ff]",
    }
    return len(re.findall(script[language], sample)) > 0.5 * letters
