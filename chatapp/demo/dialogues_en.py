"""Demo conversations in English: (title, [question, answer, question, answer …])."""

DIALOGUES: list[tuple[str, list[str]]] = [
    (
        "Refund policy answers",
        [
            "A customer bought 40 days ago and wants a refund. Our policy says 30 days. "
            "How do I say no kindly?",
            "Here is a reply that keeps the door open:\n\n"
            "> Thank you for telling us. Our refunds cover the first 30 days, and your order is "
            "from 40 days ago, so I can't refund it. What I can do is repair or exchange it free "
            "of charge. Which would suit you?\n\n"
            "Three things make it work:\n\n"
            "1. **The reason comes first**, in plain numbers.\n"
            "2. **One honest no**, without an apology in every line.\n"
            "3. **An offer**, and a question that is easy to answer.",
            "Shorter, please, for chat.",
            "> I can't refund it after 30 days, but I can repair or exchange it for free. "
            "Which would you like?",
        ],
    ),
    (
        "Regex for order numbers",
        [
            "Our order numbers look like `AB-2026-000123`. Give me a regex and tests in Python.",
            "```python\nimport re\n\n"
            'ORDER = re.compile(r"\\b[A-Z]{2}-(20\\d{2})-(\\d{6})\\b")\n\n\n'
            "def orders(text: str) -> list[str]:\n"
            '    """Every order number in the text, in order."""\n'
            "    return [m.group(0) for m in ORDER.finditer(text)]\n\n\n"
            "def test_orders():\n"
            '    assert orders("see AB-2026-000123, not ab-2026-1") == ["AB-2026-000123"]\n'
            '    assert orders("XAB-2026-000123") == []\n```\n\n'
            "The `\\b` at both ends keeps it from matching inside longer codes.",
            "How fast is that on a 10 MB log?",
            "It is linear in the length of the text: there is no nested repetition, so nothing "
            "can backtrack. Expect well under a second for 10 MB.",
        ],
    ),
    (
        "Quarterly report outline",
        [
            "Outline a quarterly usage report for managers: one page, numbers first.",
            "## One page, four blocks\n\n"
            "| Block | Question it answers | Chart |\n|---|---|---|\n"
            "| Spend | Are we inside the budget? | bar per month |\n"
            "| Use | Who gets value from it? | top five teams |\n"
            "| Quality | Did it work? | success rate, waiting time |\n"
            "| Next | What do we change? | none, three sentences |\n\n"
            "Put the comparison with last quarter *beside* each number, never in a footnote.",
        ],
    ),
    (
        "Onboarding mail, three tones",
        [
            "Write the first line of an onboarding mail in three tones: formal, warm, playful.",
            "- **Formal:** Welcome to the company; this message lists your first steps.\n"
            "- **Warm:** We are glad you are here, and your desk is ready.\n"
            "- **Playful:** Good news: the coffee machine already knows your name.",
        ],
    ),
    (
        "Sample size for a survey",
        [
            "How many answers do I need for ±5 % at 95 % confidence, 2,000 employees?",
            "With the finite population correction:\n\n"
            "$$n = \\frac{N \\cdot z^2 p(1-p)}{e^2 (N-1) + z^2 p(1-p)}$$\n\n"
            "With $$N = 2000,\\; z = 1.96,\\; p = 0.5,\\; e = 0.05$$ this gives **323 answers**. "
            "At a response rate of 40 % invite about 810 people.",
        ],
    ),
]
