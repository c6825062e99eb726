"""Questions that mean the same in other words: vetoes first, then a score, then a proof.

No score separates "turn it on" from "turn it off". So a pair is first held against hard vetoes
(`vetoes`), then scored (`scoring`), and the score must reach a threshold that judged answers
have shown to be safe enough (`learning`).
"""
