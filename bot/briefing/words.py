"""Closed word lists of the question parser: fillers, small talk, topics."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


HELP_WORDS = frozenset({"help", "?", "--help", "-h", "-help", "hlep", "hepl", "halp", "usage"})
HELLO = frozenset({"hi", "hello", "hey", "thanks", "thank", "thx", "ty", "cheers", "lol", "ok"})
SMALL_TALK = HELLO | word_set(
    "okay great nice cool bye you very much so good morning afternoon evening job haha yes no "
    "a lot bot readout perfect awesome"
)

# words that carry no actor and no topic
FILLERS = word_set(
    "a an the of and or & / + to for with by from between vs versus v at in into as is are was "
    "were be been being do does did done has have had will would can could should may might "
    "what who whom whose when where which why how that this these those it its they their them "
    "he his him she her hers we our i me my you your there here then than not any all some each "
    "say says said saying tell told talk talks talked speak spoke spoken state states stated ask "
    "meet meets met meeting meetings call calls visit visits visited summit news latest newest "
    "recent recently last current currently previous position positions statement statements line "
    "lines stance view views readout readouts brief briefing briefings summary summarise summarize "
    "show give get find list search look up update updates please pls thanks and/or anything "
    "something everything happened happen happening new about on re regarding concerning over "
    "agree agreed agrees agreement doing think thinks ever still also both side sides each other "
    "one two relations relationship article articles source sources president prime minister "
    "ministers foreign secretary chancellor premier leader leaders mr mrs ms dr sir go went "
    "come came make made if so just really actually exactly today's more most much many only "
    "during held hold no yes us"
)
PRONOUNS = word_set("he his him she her hers they their them that this it its those these")

# words that make a text a sentence rather than a list of names
SENTENCE_WORDS = word_set(
    "what who whom when where which why how did does do is are was were has have had will would "
    "can could should tell show give please say said says your"
)
TOPIC_LEADS = word_set(
    "on about re regarding concerning over discuss discussed raise raised mention mentioned"
)
TOPIC_STOPS = frozenset(
    {"between", "with", "by", "from", "vs", "versus", "during", "since", "in", "at", "please"}
)
# words that ask for another form of answer: said not to be used, never searched for
COMMANDS = word_set(
    "compare timeline prep person topic export chart alert follow subscribe unsubscribe settings "
    "commitments contradictions weekly daily monthly csv json ics"
)
JOINERS = frozenset({"and", "&", "/", "+", "vs", "versus", "v", "with", "or"})

# organisations with a head of their own who meets governments
MEETING_ORGANISATIONS = frozenset({"EU", "NATO", "UN", "AU", "ASEAN"})

# topics that the lexicon of labels does not hold
TOPICS = word_set(
    "war aid drones negotiations reconstruction settlements occupation annexation fisheries water "
    "agriculture transport shipping piracy minerals drugs fentanyl trafficking prisoners "
    "nuclear missiles cooperation expansion enlargement membership reform development science "
    "rights"
)
