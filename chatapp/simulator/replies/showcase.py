"""`/simulate markdown`: every Markdown feature once, to look at a page's rendering."""

SHOWCASE = r"""# Heading one

## Heading two

### Heading three

#### Heading four

A paragraph with **bold**, *italic*, ***both***, ~~struck out~~, `inline code`, a
[link](https://example.com/page?a=1&b=2 "with a title"), an autolink https://example.com and a
footnote-like mark[^1]. A line ends with two blanks for a break.  
Here the line goes on. Prices such as $5 and $10 are money, not maths. 中文、日本語、한국어, العربية,
and an emoji 🎈 (family: 👨‍👩‍👧‍👦).

> A quotation with **bold** text
>
> > and another one inside it.

- A list item
- Another one
  - nested
    - more deeply nested
- [x] done
- [ ] still to do

1. First
2. Second
   1. Second, part one
   2. Second, part two
3. Third

   with a paragraph of its own

| Left | Centre | Right |
| :--- | :----: | ----: |
| a | b | 1 |
| `code` | **bold** | 1,000.50 |
| a \| pipe | 中文 | -3 |

```python
def greet(name: str) -> str:
    # a comment with "quotes" & <angle brackets>
    return f"Hello, {name}!"
```

```diff
- removed
+ added
```

```
A block without a language, with a very long line that has to scroll inside its box instead of widening the page: 0123456789 0123456789 0123456789
```

````markdown
```text
A fence inside a fence
```
````

Maths inline \(e^{i\pi} + 1 = 0\), and displayed:

\[
\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}
\]

$$
\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{-1}
= \frac{1}{ad - bc} \begin{pmatrix} d & -b \\ -c & a \end{pmatrix}
$$

```mermaid
sequenceDiagram
  Browser->>Server: question
  Server->>Claude: request
  Claude-->>Browser: words, one by one
```

---

Inline <kbd>Ctrl</kbd> + <kbd>K</kbd>, H<sub>2</sub>O, x<sup>2</sup>, an image that should wait for a
click: ![a picture](https://example.com/picture.png), and an escaped \*asterisk\*.

<details><summary>More</summary>

Hidden until opened.

</details>

[^1]: The footnote.
"""  # noqa: E501
