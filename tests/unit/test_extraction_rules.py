"""Rules that read sayings and encounters off a parse, on parses built by hand: no model."""

from __future__ import annotations

import pytest

from bot.extraction.carrying import ownerless, statement_range
from bot.extraction.cues import match_cues
from bot.extraction.events import events_of
from bot.extraction.people import build_registry
from bot.extraction.sayings import Form, Saying
from bot.names import load_gazetteer
from tests.unit.extraction_docs import parsed

SAID = (
    "Weber/NNP/nsubj/1 said/VBD/ROOT/1/say that/IN/mark/4 Spain/NNP/nsubj/4 helps/VBZ/ccomp/1/help "
    "and/CC/cc/4 that/IN/mark/8 talks/NNS/nsubj/8 continue/VBP/conj/4 ././punct/1"
)
CONFIDENCE = (
    "Weber/NNP/nsubj/1 expressed/VBD/ROOT/1/express confidence/NN/dobj/1 that/IN/mark/6 "
    "ties/NNS/nsubj/6/tie would/MD/aux/6 grow/VB/acl/2 ././punct/1"
)
HOPE = (
    "Weber/NNP/nsubj/1 expressed/VBD/ROOT/1/express regret/NN/dobj/1 over/IN/prep/1 "
    "the/DT/det/5 delay/NN/pobj/3 ././punct/1"
)
THANKED = (
    "Ruiz/NNP/nsubj/1 thanked/VBD/ROOT/1/thank Weber/NNP/dobj/1 for/IN/prep/1 the/DT/det/5 "
    "help/NN/pobj/3 ././punct/1"
)
DISCUSSED = (
    "They/PRP/nsubj/1 discussed/VBD/ROOT/1/discuss free/JJ/amod/3 trade/NN/dobj/1 ././punct/1"
)
NOTED = (
    "It/PRP/nsubjpass/2 was/VBD/auxpass/2/be noted/VBN/ROOT/2/note that/IN/mark/5 "
    "prices/NNS/nsubj/5 fell/VBD/ccomp/2/fall ././punct/2"
)
STRESSED = (
    "The/DT/det/1 need/NN/nsubjpass/5 for/IN/prep/1 peace/NN/pobj/2 was/VBD/auxpass/5/be "
    "stressed/VBN/ROOT/5/stress ././punct/5"
)
LAST = (
    "Prices/NNS/nsubj/1/price fell/VBD/ccomp/4/fall ,/,/punct/4 Weber/NNP/nsubj/4 "
    "said/VBD/ROOT/4/say ,/,/punct/4 adding/VBG/advcl/4/add that/IN/mark/9 ports/NNS/nsubj/9 "
    "reopened/VBD/ccomp/6/reopen ././punct/4"
)
ACCORDING = (
    "According/VBG/prep/5 to/IN/prep/0 Ruiz/NNP/pobj/1 ,/,/punct/5 prices/NNS/nsubj/5 "
    "fell/VBD/ROOT/5/fall ././punct/5"
)
AGREED = (
    "They/PRP/nsubj/1 agreed/VBD/ROOT/1/agree to/TO/aux/3 meet/VB/xcomp/1 "
    "again/RB/advmod/3 ././punct/1"
)
PURPOSE = (
    "Berlin/NNP/nsubj/1 sent/VBD/ROOT/1/send money/NN/dobj/1 to/TO/aux/4 support/VB/advcl/1 "
    "peace/NN/dobj/4 ././punct/1"
)


STATE = (
    "Weber/NNP/nsubj/1 was/VBD/ROOT/1/be confident/JJ/acomp/1 that/IN/mark/6 ties/NNS/nsubj/6/tie "
    "would/MD/aux/6 grow/VB/ccomp/2 ././punct/1"
)
PREDICATE = (
    "Weber/NNP/nsubj/1 called/VBD/ROOT/1/call it/PRP/dobj/1 a/DT/det/4 mistake/NN/oprd/1 "
    "././punct/1"
)
PARTICLE = (
    "Ruiz/NNP/nsubj/1 ruled/VBD/ROOT/1/rule out/RP/prt/1 any/DT/det/4 delay/NN/dobj/1 ././punct/1"
)
FAVOUR = (
    "Ruiz/NNP/nsubj/1 spoke/VBD/ROOT/1/speak in/IN/prep/1 favour/NN/pobj/2 of/IN/prep/3 "
    "peace/NN/pobj/4 ././punct/1"
)
NOUN = (
    "Regret/NN/nsubjpass/2/regret was/VBD/auxpass/2/be expressed/VBN/ROOT/2/express "
    "over/IN/prep/2 the/DT/det/5 delay/NN/pobj/3 ././punct/2"
)
DECIDED = (
    "It/PRP/nsubjpass/2 was/VBD/auxpass/2/be agreed/VBN/ROOT/2/agree to/TO/aux/4 meet/VB/xcomp/2 "
    "again/RB/advmod/4 ././punct/2"
)
AS_NOTED = (
    "As/IN/mark/2 Weber/NNP/nsubj/2 noted/VBD/advcl/5/note ,/,/punct/5 prices/NNS/nsubj/5/price "
    "fell/VBD/ROOT/5/fall sharply/RB/advmod/5 ././punct/5"
)
GERUND = (
    "They/PRP/nsubj/1 agreed/VBD/ROOT/1/agree to/TO/aux/3 go/VB/xcomp/1 on/RP/prt/3 "
    "helping/VBG/xcomp/3/help and/CC/cc/5 welcoming/VBG/conj/5/welcome ships/NNS/dobj/7/ship "
    "././punct/1"
)
TWO_SUBJECTS = (
    "Greeting/VBG/compound/1/greet Weber/NNP/nsubj/4 ,/,/punct/4 Ruiz/NNP/nsubj/4 "
    "said/VBD/ROOT/4/say prices/NNS/nsubj/6/price fell/VBD/ccomp/4/fall ././punct/4"
)


def contents(spec: str) -> list[tuple[str, str | None, Form]]:
    doc = parsed(spec)
    return [
        (doc[s.content[0] : s.content[1]].text, _subject(doc, s), s.form) for s in match_cues(doc)
    ]


def _subject(doc: object, saying: Saying) -> str | None:
    return None if saying.subject is None else str(doc[saying.subject].text)  # type: ignore[index]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (SAID, [("Spain helps", "Weber", Form.CLAUSE), ("talks continue.", "Weber", Form.CLAUSE)]),
        (CONFIDENCE, [("ties would grow", "Weber", Form.CLAUSE)]),
        (HOPE, [("regret over the delay", "Weber", Form.OBJECT)]),
        (THANKED, [("Weber for the help", "Ruiz", Form.OBJECT)]),
        (DISCUSSED, [("free trade", "They", Form.AGENDA)]),
        (ACCORDING, [("prices fell.", "Ruiz", Form.ACCORDING)]),
        (AGREED, [("to meet again", "They", Form.OBJECT)]),
        (STATE, [("ties would grow", "Weber", Form.CLAUSE)]),
        (PREDICATE, [("it a mistake", "Weber", Form.OBJECT)]),
        (PARTICLE, [("any delay", "Ruiz", Form.OBJECT)]),
        (FAVOUR, [("peace", "Ruiz", Form.OBJECT)]),
        (AS_NOTED, [("prices fell sharply.", "Weber", Form.ACCORDING)]),
        (TWO_SUBJECTS, [("prices fell", "Ruiz", Form.CLAUSE)]),
    ],
)
def test_each_complement_carries_its_content(spec, expected):
    found = [(text.rstrip("."), who, form) for text, who, form in contents(spec)]
    assert found == [(text.rstrip("."), who, form) for text, who, form in expected]


def test_content_may_stand_in_front_of_its_cue_and_go_on_behind_it():
    assert contents(LAST) == [
        ("Prices fell", "Weber", Form.CLAUSE),
        ("ports reopened", "Weber", Form.CLAUSE),
    ]


@pytest.mark.parametrize("spec", [NOTED, STRESSED, NOUN, DECIDED])
def test_a_passive_without_an_agent_names_nobody(spec):
    saying = match_cues(parsed(spec))[0]
    assert saying.impersonal
    assert saying.subject is None


def test_the_cue_takes_in_the_noun_that_holds_the_clause():
    doc = parsed(CONFIDENCE)
    saying = match_cues(doc)[0]
    assert doc[saying.cue[0] : saying.cue[1]].text == "expressed confidence"


def test_a_gerund_inside_a_content_is_no_saying_of_its_own():
    found = [(text, who) for text, who, _ in contents(GERUND) if who is not None]
    assert found == [("to go on helping and welcoming ships", "They")]


def test_what_a_noun_in_the_passive_leads_to_is_the_content():
    assert [text for text, _, _ in contents(NOUN)] == ["the delay"]
    assert [text for text, _, _ in contents(DECIDED)] == ["to meet again"]


def test_a_mere_purpose_is_nobodys_saying():
    assert [who for _, who, _ in contents(PURPOSE)] == [None]


MET = (
    "Ruiz/NNP/nsubj/1 met/VBD/ROOT/1/meet with/IN/prep/1 Weber/NNP/pobj/2 in/IN/prep/1 "
    "Madrid/NNP/pobj/4 ././punct/1"
)
TALKS = (
    "Ruiz/NNP/nsubj/1 held/VBD/ROOT/1/hold talks/NNS/dobj/1/talk with/IN/prep/2 Weber/NNP/pobj/3 "
    "././punct/1"
)
RECEIVED = "Ruiz/NNP/nsubj/1 received/VBD/ROOT/1/receive Weber/NNP/dobj/1 ././punct/1"
MENTIONED = "Ruiz/NNP/nsubj/1 mentioned/VBD/ROOT/1/mention Weber/NNP/dobj/1 ././punct/1"


@pytest.mark.parametrize(("spec", "hosted"), [(MET, False), (TALKS, False), (RECEIVED, True)])
def test_meeting_verbs_have_two_sides(spec, hosted):
    doc = parsed(spec)
    (event,) = events_of(next(doc.sents))
    assert [doc[i].text for i in event.ours] == ["Ruiz"]
    assert [doc[i].text for i in event.theirs] == ["Weber"]
    assert event.hosted is hosted


def test_a_mention_is_no_meeting():
    assert events_of(next(parsed(MENTIONED).sents)) == []


AIM = (
    "Spain/NNP/nsubj/3 and/CC/cc/0 Germany/NNP/conj/0 intend/VBP/ROOT/3 to/TO/aux/5 "
    "cooperate/VB/xcomp/3 ././punct/3"
)
SIGNED = "Spain/NNP/nsubj/1 signed/VBD/ROOT/1/sign a/DT/det/3 treaty/NN/dobj/1 ././punct/1"


@pytest.mark.parametrize(("spec", "expected"), [(AIM, True), (SIGNED, False), (DISCUSSED, False)])
def test_a_statement_about_parties_without_a_speaker(spec, expected):
    doc = parsed(spec)
    registry = build_registry(doc, load_gazetteer())
    assert ownerless(next(doc.sents), registry) is expected


def test_a_statement_begins_after_its_opening_word():
    doc = parsed(
        "Moreover/RB/advmod/3 ,/,/punct/3 Spain/NNP/nsubj/3 helps/VBZ/ROOT/3/help ././punct/3"
    )
    start, end = statement_range(next(doc.sents))
    assert doc[start:end].text == "Spain helps."
