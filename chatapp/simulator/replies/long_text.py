"""Texts of a wanted length, for scrolling, stopping and load."""

from .. import tokens
from .subject import key_words
from .voice import Voice

_SENTENCES_PER_PARAGRAPH = 4
_PARAGRAPHS_PER_PART = 3


def make(speech: Voice, question: str, wanted_tokens: int, characters_per_token: float) -> str:
    """Numbered parts about the words of the question, of as many tokens as wanted."""
    words = key_words(question) if question.strip() else [speech.table_head[0].lower()]
    separator = "" if speech.joiner == "、" else " "
    written: list[str] = []
    count, number, turn = 0, 0, 0
    while count < wanted_tokens:
        number += 1
        word = words[number % len(words)]
        part = [f"## {speech.section.format(number=number, word=word)}"]
        for _ in range(_PARAGRAPHS_PER_PART):
            paragraph = []
            for _ in range(_SENTENCES_PER_PARAGRAPH):
                sentence = speech.sentences[turn % len(speech.sentences)]
                paragraph.append(sentence.format(word=words[turn // 3 % len(words)]))
                turn += 1
            part.append(separator.join(paragraph))
        text = "\n\n".join(part)
        count += tokens.count(text, characters_per_token)
        written.append(text)
    return tokens.truncate("\n\n".join(written), wanted_tokens, characters_per_token)
