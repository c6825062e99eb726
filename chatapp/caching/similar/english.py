"""English that says the same: courtesies, openings, spellings and a few words for one thing.

Everything here is a claim that two wordings never differ in meaning where people ask for help.
Pairs that do so only mostly (delete and remove, update and change) are left out.
"""

from chatapp.caching.similar.wordlists import words

Words = tuple[str, ...]

QUESTION_WORDS = words("how what when where why which who whom whose whether")
NEVER_NAMES = QUESTION_WORDS | words(
    "can could would please do does did is are hi hello hey good thanks thank tell i kindly "
    "excuse wi-fi wifi"
)
"""Words that may have a capital behind a greeting and mean nothing else then."""

ARTICLES = frozenset(("a", "an", "the"))
MINE = frozenset(("my", "our"))
AFTER_A_LETTER = words("of is are was to and or in on at for with cost costs do does")
"""Before these, `a` is a letter and no article: plan a and plan b."""

COURTESIES = tuple(
    sorted(
        (
            tuple(line.split())
            for line in (
                "hi", "hello", "hey", "hi there", "hello there", "hey there", "hi all",
                "good morning", "good afternoon", "good evening", "please", "kindly", "excuse me",
                "quick question", "quick question :",
                "i have a question", "may i ask", "ok", "okay", "so",
            )
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
ASKING = tuple(
    sorted(
        (
            tuple(line.split())
            for line in (
                "can you tell me", "could you tell me", "would you tell me", "tell me",
                "can you please tell me", "could you please tell me", "do you know",
                "can you explain", "could you explain", "explain", "explain to me",
                "can you show me", "could you show me", "show me", "i want to know",
                "i would like to know", "i need to know", "i was wondering", "i am wondering",
                "just wondering", "i wonder", "let me know",
            )
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
"""Ways to begin that say nothing where a question word follows."""

THANKS = tuple(
    tuple(line.split())
    for line in ("thank you very much", "thanks in advance", "many thanks", "thank you", "thanks",
                 "thx", "cheers", "please")
)  # fmt: skip

OPENINGS: tuple[tuple[Words, str], ...] = tuple(
    sorted(
        (
            (tuple(line.split()), kind)
            for kind, lines in {
                "how-to": [
                    *(f"how {can} {who}" for can in ("do", "can", "could", "would")
                      for who in ("i", "we", "one")),
                    *(f"how {who} {can}" for can in ("can", "could", "would")
                      for who in ("i", "we", "one")),
                    "how to", "what is the way to", "what do i have to do to",
                    "what do i need to do to", "what do i do to", "what must i do to",
                    "what are the steps to",
                ],
                "where-to": [*(f"where {can} i" for can in ("do", "can", "could")), "where to",
                             "where i can"],
                "can": ["can i", "can we", "is it possible to", "is it possible for me to",
                        "am i able to", "are we able to"],
            }.items()
            for line in lines
        ),
        key=lambda entry: len(entry[0]),
        reverse=True,
    )
)  # fmt: skip
"""What many openings ask for; `you` is never folded into `I`: who helps whom matters."""

CONTRACTIONS = {
    "what's": "what is", "whats": "what is", "where's": "where is", "who's": "who is",
    "how's": "how is", "when's": "when is", "it's": "it is", "that's": "that is",
    "there's": "there is", "i'm": "i am", "i'd": "i would", "i've": "i have", "i'll": "i will",
    "you're": "you are", "we're": "we are", "they're": "they are", "can't": "can not",
    "cannot": "can not", "cant": "can not", "won't": "will not", "dont": "do not",
    "doesnt": "does not", "isnt": "is not", "didnt": "did not",
}  # fmt: skip

SAME = {
    "purchase": "buy", "purchasing": "buying", "modify": "change", "modifying": "changing",
    "telephone": "phone", "photograph": "photo", "photographs": "photos", "info": "information",
    "pwd": "password", "licence": "license", "licences": "licenses", "colour": "color",
    "colours": "colors", "favourite": "favorite", "favourites": "favorites", "centre": "center",
     
     
    "cancelled": "canceled", "cancelling": "canceling", "cheque": "check", "catalogue": "catalog",
     "behaviour": "behavior",
    "login": "signin", "logon": "signin", "log-in": "signin", "wi-fi": "wifi", "e-mail": "email",
    "e-mails": "emails", "thanks": "thank-you", "whom": "who",
}  # fmt: skip

PHRASES: tuple[tuple[Words, Words], ...] = tuple(
    (tuple(said.split()), tuple(meant.split()))
    for said, meant in (
        ("log in to", "signin"), ("sign in to", "signin"), ("log into", "signin"),
        ("sign into", "signin"), ("log in", "signin"), ("sign in", "signin"),
        ("signin to", "signin"),
    )
)  # fmt: skip

LEAST_STEM = 3
"""Letters before an ending that is spelled in two ways: `rise` is no `rize`."""

NOT_A_PLURAL = words(
    "news glass means goods arms customs minutes pants glasses funds damages directions "
    "times works terms contents securities manners colors words windows teams papers forces "
    "spirits brains looks savings earnings premises ashes airs quarters regards letters "
    "stocks bonds always perhaps besides sometimes plus across unless series species status "
    "access address mass less class pass this does goes has was is its his hers ours yours "
    "theirs towards"
)
"""Words whose last s changes what they mean, or is no plural at all."""


def american(word: str) -> str:
    """`organise` as `organize`: no word of help means something else with the other letter."""
    for british, spelling in (("isation", "ization"), ("ising", "izing"), ("ise", "ize")):
        if word.endswith(british) and len(word) > LEAST_STEM + len(british):
            return word.removesuffix(british) + spelling
    return word


def singular(word: str) -> str:
    """`files` as `file`; whatever might be another word stays."""
    if len(word) < 5 or not word.endswith("s") or word in NOT_A_PLURAL:
        return word
    return (
        word if word.endswith(("ss", "us", "is", "os", "ies", "ches", "shes", "xes")) else word[:-1]
    )
