"""English phrases of the simulated replies."""

from .voice import Voice

ENGLISH = Voice(
    disclosure=(
        "*This is the built-in simulator, not Claude: it knows nothing, but streams like the real "
        "thing. Type `/simulate help` for what it can do.*"
    ),
    greeting="Hello! What would you like to try? Ask anything, or ask for code, a table or maths.",
    quote="You asked: {subject}",
    earlier="Earlier in this conversation you wrote: {subject}",
    headings=(
        ("In short", "What to look at"),
        ("The idea", "Step by step"),
        ("A first answer", "Points to consider"),
    ),
    openings=(
        "The heart of the matter is **{first}**, and how it bears on **{second}**. Start with the "
        "part that is known, write it down in one sentence, and only then go on to the rest.",
        "It helps to take **{first}** and **{second}** apart first. Once each of them is clear by "
        "itself, the connection between the two usually explains most of the question.",
        "There are several ways to look at **{first}**. The one that pays off soonest is to begin "
        "with a small example of **{second}** and to check it by hand.",
    ),
    point="{number}. **{name}**: {text}",
    points=(
        ("Goal", "say what a good result for *{word}* looks like, and how you would notice it."),
        ("Facts", "collect what is known about *{word}*; mark what is only assumed."),
        ("Options", "write down two or three ways to handle *{word}*, with one drawback each."),
        ("Check", "try the simplest way on one real case of *{word}* before doing more."),
    ),
    closings=(
        "If you tell me more about {first}, I can go into detail.",
        "Would you like an example for {first} next?",
        "Say which of these matters most to you, and I will expand on it.",
    ),
    code_intro="Here is a small, complete example in {language}:",
    code_note="It runs as it stands. Replace the body with your own logic and keep the small test.",
    table_intro="Side by side:",
    table_head=("Aspect", "Strength", "Watch out for"),
    table_cells=(
        ("easy to begin with", "grows complicated"),
        ("well understood", "needs upkeep"),
        ("fast in practice", "hard to change later"),
        ("cheap to try", "proves little by itself"),
    ),
    maths="For a quadratic \\(ax^2 + bx + c = 0\\) with \\(a \\ne 0\\) the solutions are",
    diagram="As a picture:",
    list_intro="A short list:",
    attachment="I can see your {kind} ({facts}).",
    size="{size:,} bytes",
    kinds={"image": "image", "document": "document"},
    citation="Your document says:",
    tool_intro="I will use {names} for that.",
    tool_result="**{name}** answered:",
    tool_error="**{name}** failed and said:",
    tool_closing="That is what the tool came back with for {subject}",
    no_tools="No tools were offered with this request, so there is none that I could call.",
    search_intro="I will search the web for that.",
    search_result=("Simulated search result", "This page is made up by the simulator."),
    search_answer="The first result says that this page is made up by the simulator.",
    thinking=(
        "The question is about {first}. I should say what {first} means here, look at {second}, "
        "then give a short structured answer and offer to go on."
    ),
    thinking_result="The tool has answered. I check the result and put it into words.",
    refusal="The simulator was asked to refuse.",
    unheard_of="The simulator does not know this command.",
    section="Part {number}: {word}",
    sentences=(
        "Seen from a distance, {word} is a matter of order: what comes first decides what is easy.",
        "Most trouble with {word} begins with a word that two people understand differently.",
        "A small experiment settles more about {word} than a long debate.",
        "Whoever writes down what they know about {word} soon sees what is missing.",
        "It is worth asking what {word} would look like if it were simple.",
        "The costs of {word} show late, its benefits early; a good plan names both.",
        "Two examples of {word} are better than one, and three begin to form a pattern.",
        "Nobody regrets having tested {word} before relying on it.",
    ),
    quotation="“{text}”",
    joiner=", ",
)
