"""One small program per language, so that highlighting and copying can be tried."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """A fence label, the language's name, how people write it, and the program."""

    label: str
    name: str
    pattern: str
    source: str


SAMPLES = (
    Sample("typescript", "TypeScript", r"typescript|\bts\b", """\
// {subject}
type Item = {{ name: string; amount: number }};

export function total(items: readonly Item[]): number {{
  return items.reduce((sum, item) => sum + item.amount, 0);
}}

console.log(total([{{ name: "a", amount: 2 }}, {{ name: "b", amount: 3 }}])); // 5
"""),
    Sample("javascript", "JavaScript", r"javascript|\bjs\b|node\.?js", """\
// {subject}
export const total = (items) => items.reduce((sum, item) => sum + item.amount, 0);

console.log(total([{{ amount: 2 }}, {{ amount: 3 }}])); // 5
"""),
    Sample("java", "Java", r"\bjava\b", """\
// {subject}
import java.util.List;

public class Main {{
    static int total(List<Integer> amounts) {{
        return amounts.stream().mapToInt(Integer::intValue).sum();
    }}

    public static void main(String[] args) {{
        System.out.println(total(List.of(2, 3))); // 5
    }}
}}
"""),
    Sample("csharp", "C#", r"c#|csharp|\.net\b", """\
// {subject}
using System;
using System.Linq;

static int Total(params int[] amounts) => amounts.Sum();

Console.WriteLine(Total(2, 3)); // 5
"""),
    Sample("cpp", "C++", r"c\+\+|\bcpp\b", """\
// {subject}
#include <iostream>
#include <numeric>
#include <vector>

int total(const std::vector<int>& amounts) {{
    return std::accumulate(amounts.begin(), amounts.end(), 0);
}}

int main() {{ std::cout << total({{2, 3}}) << '\\n'; }} // 5
"""),
    Sample("c", "C", r"(?<![\w+#])c(?: (?:code|language|program)|语言)", """\
/* {subject} */
#include <stdio.h>

static int total(const int *amounts, int count) {{
    int sum = 0;
    for (int i = 0; i < count; i++) sum += amounts[i];
    return sum;
}}

int main(void) {{
    int amounts[] = {{2, 3}};
    printf("%d\\n", total(amounts, 2)); /* 5 */
}}
"""),
    Sample("go", "Go", r"\bgolang\b|\bin go\b|\bgo (?:code|function|program)|用 ?go\b", """\
// {subject}
package main

import "fmt"

func total(amounts ...int) (sum int) {{
\tfor _, amount := range amounts {{
\t\tsum += amount
\t}}
\treturn sum
}}

func main() {{ fmt.Println(total(2, 3)) }}
"""),
    Sample("rust", "Rust", r"\brust\b", """\
// {subject}
fn total(amounts: &[i64]) -> i64 {{
    amounts.iter().sum()
}}

fn main() {{
    println!("{{}}", total(&[2, 3])); // 5
}}
"""),
    Sample("ruby", "Ruby", r"\bruby\b", """\
# {subject}
def total(amounts) = amounts.sum

puts total([2, 3]) # 5
"""),
    Sample("php", "PHP", r"\bphp\b", """\
<?php
// {subject}
function total(int ...$amounts): int {{
    return array_sum($amounts);
}}

echo total(2, 3); // 5
"""),
    Sample("sql", "SQL", r"\bsql\b|数据库查询", """\
-- {subject}
SELECT customer, SUM(amount) AS total
FROM orders
WHERE placed_at >= DATE '2026-01-01'
GROUP BY customer
ORDER BY total DESC
LIMIT 10;
"""),
    Sample("bash", "Bash", r"\bbash\b|\bshell\b|命令行|脚本", """\
#!/usr/bin/env bash
# {subject}
set -euo pipefail

total=0
for amount in "$@"; do
  total=$((total + amount))
done
echo "$total"
"""),
    Sample("html", "HTML", r"\bhtml\b|网页", """\
<!-- {subject} -->
<article class="card">
  <h2>Total: <output>5</output></h2>
</article>
"""),
    Sample("css", "CSS", r"\bcss\b|样式表", """\
/* {subject} */
.card {{
  padding: 1rem;
  border-radius: 0.5rem;
  background: color-mix(in srgb, canvas 94%, canvastext);
}}
"""),
    Sample("json", "JSON", r"\bjson\b", """\
{{
  "subject": "{subject}",
  "items": [2, 3],
  "total": 5
}}
"""),
    Sample("python", "Python", r"python|\bpy\b", '''\
"""{subject}"""

from collections.abc import Iterable


def total(amounts: Iterable[int]) -> int:
    """The sum of all amounts; 0 when there are none."""
    return sum(amounts)


assert total([2, 3]) == 5
print(total([2, 3]))
'''),
)  # fmt: skip

_ASKS = re.compile(
    r"\b(?:code|function|script|program|snippet|class|algorithm|regex|implement)\b"
    r"|代码|函数|程序|脚本|算法|编程",
    re.I,
)


def wanted(question: str) -> Sample | None:
    """The sample for the language that the question names; Python when it names none."""
    lowered = question.lower()
    if not _ASKS.search(lowered) and not re.search(r"\bin (?:python|rust|java|sql)\b", lowered):
        return None
    named = (sample for sample in SAMPLES if re.search(sample.pattern, lowered))
    return next(named, SAMPLES[-1])


def render(sample: Sample, subject: str) -> str:
    """The program as a fenced block with the subject as its first comment."""
    tame = subject.replace('"', "'").replace("*/", "").replace("--", "-").replace("`", "'")
    return f"```{sample.label}\n{sample.source.format(subject=tame)}```"
