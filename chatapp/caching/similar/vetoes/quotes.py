"""What stands in quotation marks or backticks is meant letter by letter."""

import re

from chatapp.caching.similar.reading import Reading

QUOTED = re.compile(
    r"\"([^\"]*)\"|\u201c([^\u201d]*)\u201d|\u2018([^\u2019]*)\u2019|\u00ab([^\u00bb]*)\u00bb|「([^」]*)」"
    r"|『([^』]*)』|《([^》]*)》|`([^`]*)`|(?<!\w)'([^']*)'(?!\w)"
)


def differ(one: Reading, other: Reading) -> bool:
    return QUOTED.findall(one.text) != QUOTED.findall(other.text)
