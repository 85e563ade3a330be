"""Component: sayings, carried sentences and ownerless statements become positions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction.attribution import content_spans, source_range
from bot.extraction.carrying import Carrier, carries, ownerless, statement_range
from bot.extraction.context import context_of, text_of
from bot.extraction.labelling import Labeller
from bot.extraction.meetings import meeting_of
from bot.extraction.ownership import SPEAKS, Ownership
from bot.extraction.quotations import Quotation, Quotations
from bot.extraction.quotes import covering
from bot.extraction.referents import Owner, Resolver
from bot.extraction.sayings import Form, Saying
from bot.extraction.spans import char_span, stripped, tidy
from bot.extraction.stances import greets, is_short, only_names, tells_news
from bot.extraction.trees import is_fragment, usable
from bot.names import Gazetteer, load_gazetteer
from store.records import Basis, Position, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.meetings import MeetingFacts
    from bot.extraction.people import Registry

SHORTEST_WHOLE = 4  # words of a sentence that is one as a whole
SHORTEST_ANSWER = 3

NAME = "readout_positions"


class PositionsComponent:
    """Puts the positions into `doc._.positions`."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return the doc."""
        doc._.positions = PositionReader(doc, self._gazetteer).read()
        return doc


@Language.factory(NAME)
def _positions_factory(nlp: Language, name: str) -> Any:  # noqa: ARG001
    return PositionsComponent()


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph has told so far."""

    carrier: Carrier | None = None
    quoted: Owner | None = None  # who spoke the last direct speech


class PositionReader:
    """Reads the positions of one annotated doc, sentence by sentence."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer) -> None:
        """`doc` has people, quotes, attributions and meetings."""
        self._doc = doc
        self._gazetteer = gazetteer
        self._registry: Registry = doc._.people
        self._meetings: list[MeetingFacts] = doc._.meetings or []
        context = context_of(doc)
        self._headline = context.headline
        home = context.outlet.party if context.outlet else None
        focus = self._meetings[0].principals if self._meetings else ()
        self._resolver = Resolver(doc, self._registry, focus=focus, home=home)
        met = self._meetings[0].meeting.participants if self._meetings else ()
        own = frozenset(p.party for p in met if p.party)
        self._labeller = Labeller(doc, gazetteer, own)
        self._sayings: dict[int, list[Saying]] = {}
        self._quotations = Quotations(doc, after=self._headline)
        self._owners = Ownership(doc, self._resolver, self._meetings)
        self._paragraph = _Paragraph()
        self._read = 0  # characters read
        self._inside: set[int] = set()  # tokens of contents already taken
        self._quoting: list[Saying] = []  # whose content is a quotation already taken

    def read(self) -> list[Position]:
        """Return the positions in textual order."""
        for saying in self._doc._.attributions or ():
            self._sayings.setdefault(saying.sentence, []).append(saying)
        found: list[Position] = []
        for sentence in self._doc.sents:
            if usable(sentence) and sentence.start_char >= self._headline:
                found.extend(self._sentence(sentence))
        return found

    def _sentence(self, sentence: TokenSpan) -> list[Position]:
        self._enter_paragraph(sentence)
        turn = self._owners.turn(sentence)
        if turn is not None:
            speaker = self._owners.of_turn(turn)
            return self._answer(sentence, speaker) if speaker is not None else []
        spoken = [p for q in self._quotations.beginning(sentence) for p in self._quoted(q)]
        sayings = sorted(self._sayings.get(sentence.start, ()), key=_order)
        stated = [p for saying in sayings if (p := self._stated(sentence, saying)) is not None]
        if spoken or stated:
            return sorted([*spoken, *stated], key=lambda p: p.content.start)
        if self._quotations.covers(sentence):
            return []
        return self._without_cue(sentence)

    def _enter_paragraph(self, sentence: TokenSpan) -> None:
        breaks = text_of(self._doc).count("\n", self._read, sentence.start_char)
        self._read = sentence.start_char
        if breaks:
            before, self._paragraph = self._paragraph, _Paragraph()
            if self._goes_on(sentence):
                self._paragraph.quoted = before.quoted
            self._labeller.new_paragraph()

    # ------------------------------------------------------------ sentences with a cue

    def _stated(self, sentence: TokenSpan, saying: Saying) -> Position | None:
        taken = saying.verb in self._inside or saying in self._quoting
        if taken or tells_news(self._doc, sentence, saying, self._meetings):
            return None
        owner = self._owners.of_saying(saying)
        if owner is None:
            return None
        spans = content_spans(self._doc, saying)
        if greets(self._doc, saying) or only_names(self._doc, saying):
            return None
        if not spans or is_short(self._doc, Span(spans[0].start, spans[-1].end)):
            return None
        self._inside.update(range(*saying.content))
        self._resolver.heard(owner)
        agenda = saying.form is Form.AGENDA
        basis = Basis.NONE if saying.impersonal else Basis.STATED
        content = Span(spans[0].start, spans[-1].end)
        position = self._position(sentence, content, owner, basis, agenda=agenda)
        self._remember(owner, saying)
        cue = char_span(self._doc, *saying.cue)
        return replace(position, cue=cue, source=self._source(saying))

    def _remember(self, owner: Owner, saying: Saying) -> None:
        if saying.form is not Form.AGENDA:
            self._paragraph.carrier = Carrier(owner)

    # ------------------------------------------------------------ direct speech

    def _goes_on(self, sentence: TokenSpan) -> bool:
        """Say whether a paragraph begins with a quotation, as one that goes on does."""
        return any(q.start - 1 <= sentence.start for q in self._quotations.beginning(sentence))

    def _quoted(self, quotation: Quotation) -> list[Position]:
        owner = self._owners.of_quotation(quotation, self._paragraph.quoted)
        if owner is None:
            return []
        self._resolver.heard(owner)
        self._paragraph.quoted, self._paragraph.carrier = owner, Carrier(owner)
        self._inside.update(range(quotation.start, quotation.end))
        if quotation.saying is not None:
            self._quoting.append(quotation.saying)
        found = [
            self._position(self._around(span), span, owner, Basis.STATED, agenda=False)
            for span in self._quotations.pieces(quotation)
        ]
        if found:
            found[0] = self._told(found[0], quotation)
        return found

    def _told(self, position: Position, quotation: Quotation) -> Position:
        """Return the position with cue and source beside the quotation, where there are any."""
        saying, verb = quotation.saying, quotation.verb
        if saying is not None:
            return replace(
                position, cue=char_span(self._doc, *saying.cue), source=self._source(saying)
            )
        return replace(position, cue=char_span(self._doc, verb.i, verb.i + 1)) if verb else position

    def _source(self, saying: Saying) -> Span | None:
        if saying.subject is None:
            return None
        return char_span(self._doc, *source_range(self._doc[saying.subject], saying))

    def _around(self, span: Span) -> TokenSpan:
        """Return the sentences that hold these characters."""
        whole = self._doc.char_span(span.start, span.end, alignment_mode="expand")
        return self._doc[whole[0].sent.start : whole[-1].sent.end] if whole else self._doc[:]

    def _answer(self, sentence: TokenSpan, owner: Owner) -> list[Position]:
        """Return what a sentence of somebody's answer says: "I told him that ...", or all of it."""
        found: list[Position] = []
        for saying in self._sayings.get(sentence.start, ()):
            spans = content_spans(self._doc, saying)
            subject = self._doc[saying.subject].lower_ if saying.subject is not None else ""
            inside = saying.verb in self._inside or saying.form is Form.AGENDA
            if subject not in SPEAKS or inside or not spans or is_short(self._doc, spans[0]):
                continue
            self._inside.update(range(*saying.content))
            position = self._position(sentence, spans[0], owner, Basis.STATED, agenda=False)
            found.append(replace(position, cue=char_span(self._doc, *saying.cue)))
        if found:
            return found
        return self._whole(sentence, owner, Basis.STATED, shortest=SHORTEST_ANSWER)

    # ------------------------------------------------------------ sentences without one

    def _without_cue(self, sentence: TokenSpan) -> list[Position]:
        self._owners.note_subject(sentence)
        if is_fragment(sentence):
            return []
        carrier = self._paragraph.carrier
        if carrier is not None:
            if carries(sentence, self._registry):
                return self._whole(sentence, carrier.owner, Basis.CARRIED)
            self._paragraph.carrier = None
            return []
        if self._meetings and ownerless(sentence, self._registry):
            return self._whole(sentence, Owner(), Basis.NONE)
        return []

    def _whole(
        self, sentence: TokenSpan, owner: Owner, basis: Basis, *, shortest: int = SHORTEST_WHOLE
    ) -> list[Position]:
        start, end = statement_range(sentence)
        span = tidy(text_of(self._doc), char_span(self._doc, start, end))
        if span is None or len(span.of(text_of(self._doc)).split()) < shortest:
            return []
        return [self._position(sentence, span, owner, basis, agenda=False)]

    # ------------------------------------------------------------ building

    def _position(
        self, sentence: TokenSpan, content: Span, owner: Owner, basis: Basis, *, agenda: bool
    ) -> Position:
        speakers, parties = self._names(owner)
        return Position(
            content=content,
            sentence=stripped(text_of(self._doc), sentence.start_char, sentence.end_char),
            speakers=speakers,
            parties=parties,
            joint=owner.joint,
            basis=basis,
            topic=self._labeller.label(content, parties, carried=basis is Basis.CARRIED),
            agenda=agenda,
            quoted=covering(self._doc._.quotes or [], content.start, content.end) is not None,
            meeting=meeting_of(self._meetings, speakers, parties),
        )

    def _names(self, owner: Owner) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if owner.everybody:
            if not self._meetings:
                return (), ()
            facts = self._meetings[0]
            people = [p for p in facts.meeting.participants if self._principal(p.name, facts)]
            parties = dict.fromkeys(p.party for p in people if p.party)
            return tuple(p.name for p in people), tuple(parties)
        persons = [self._registry.persons[i] for i in owner.persons]
        names = [p.name for p in persons]
        names += [self._gazetteer.party(key).name for key in owner.parties]
        keys = [p.party for p in persons if p.party] + list(owner.parties)
        return tuple(names), tuple(dict.fromkeys(keys))

    def _principal(self, name: str, facts: MeetingFacts) -> bool:
        known = {self._registry.persons[i].name for i in facts.principals}
        return not known or name in known or all(p.name != name for p in self._registry.persons)


def _order(saying: Saying) -> tuple[int, int]:
    """Outer contents come first, so that sayings inside them are seen as reported."""
    return saying.content[0] - (saying.content[1] - saying.content[0] > 40), -saying.content[1]
