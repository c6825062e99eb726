"""Keys and tokens of well-known services, by their own prefixes."""

import re
from collections.abc import Iterator

import re2

from chatapp.redaction.finding import Found, Text

KINDS = ("api_key", "token")

_END = r"(?![A-Za-z0-9])"
_FORMS: tuple[tuple[str, str, str], ...] = (  # kind, hint in lower case, form
    # Anthropic, OpenAI and those who do as they do; `task-force-2` and `sk-learn` are no keys
    ("api_key", "sk-", r"sk-(?:ant|proj|svcacct|admin|or|lf|None)-[A-Za-z0-9_\-]{16,220}"),
    ("api_key", "sk-", r"sk-(?<![A-Za-z0-9]...)(?:[a-z0-9]{1,10}-){0,2}"
     r"(?=[A-Za-z_]{0,40}[0-9])[A-Za-z0-9_]{16}[A-Za-z0-9_\-]{0,220}"),
    ("api_key", "akia", r"(?:AKIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}" + _END),
    ("api_key", "asia", r"ASIA[A-Z0-9]{16}" + _END),
    ("api_key", "aiza", r"AIza[A-Za-z0-9_\-]{35}"),
    ("api_key", "_live_", r"[a-z]{2,5}_live_[A-Za-z0-9]{10,255}"),
    ("api_key", "_test_", r"[srpw]k_test_[A-Za-z0-9]{10,255}"),
    ("api_key", "whsec_", r"whsec_[A-Za-z0-9+/=]{16,64}"),
    ("api_key", "sg.", r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{16,64}"),
    ("api_key", "key-", r"key-[0-9a-f]{32}" + _END),
    ("api_key", "-us", r"(?<![0-9a-f])[0-9a-f]{32}-us[0-9]{1,2}" + _END),
    ("api_key", "shp", r"shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}"),
    ("api_key", "sq0", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{22,43}"),
    ("api_key", "eaaa", r"EAAA[A-Za-z0-9_\-]{60}"),
    ("api_key", "sk", r"SK[0-9a-f]{32}" + _END),  # Twilio
    ("api_key", "ltai", r"LTAI[A-Za-z0-9]{12,24}" + _END),  # Alibaba Cloud
    ("api_key", "akid", r"AKID[A-Za-z0-9]{13,40}" + _END),  # Tencent Cloud
    ("api_key", "r8_", r"r8_[A-Za-z0-9]{37}"),
    ("api_key", "gsk_", r"gsk_[A-Za-z0-9]{40,64}"),
    ("api_key", "xai-", r"xai-[A-Za-z0-9]{60,100}"),
    ("api_key", "pplx-", r"pplx-[A-Za-z0-9]{40,64}"),
    ("api_key", "lin_api_", r"lin_api_[A-Za-z0-9]{32,64}"),
    ("api_key", "gocspx-", r"GOCSPX-[A-Za-z0-9_\-]{20,40}"),
    ("api_key", "nvapi-", r"nvapi-[A-Za-z0-9_\-]{40,100}"),
    ("api_key", "fw_", r"(?<![A-Za-z0-9])fw_[A-Za-z0-9]{22,40}" + _END),
    ("api_key", "rpa_", r"(?<![A-Za-z0-9])rpa_[A-Za-z0-9]{36,60}" + _END),
    ("api_key", "tvly-", r"tvly-[A-Za-z0-9\-]{20,60}"),
    ("api_key", "pcsk_", r"pcsk_[A-Za-z0-9_]{40,100}"),
    ("api_key", "lsv2_", r"lsv2_(?:pt|sk)_[A-Za-z0-9_]{32,80}"),
    ("api_key", "tgp_v1_", r"tgp_v1_[A-Za-z0-9_\-]{30,80}"),
    ("api_key", "csk-", r"(?<![A-Za-z0-9])csk-[a-z0-9]{40,60}"),  # Cerebras
    ("api_key", "jina_", r"jina_[A-Za-z0-9_\-]{40,80}"),
    ("api_key", "ph", r"(?<![A-Za-z0-9])ph[cx]_[A-Za-z0-9]{32,60}"),  # PostHog
    ("api_key", "absk", r"ABSK[A-Za-z0-9+/]{60,200}={0,2}"),  # Amazon Bedrock
    ("api_key", "flwseck", r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,64}(?:-X)?"),
    ("api_key", "pscale_", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_\-.=]{32,64}"),
    ("api_key", "dp.",
     r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_\-]{2,35}\.)?[A-Za-z0-9]{40,44}"),
    ("api_key", "pat", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),  # Airtable
    ("api_key", "pmak-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    ("api_key", "nrak-", r"NRAK-[A-Z0-9]{27}"),
    ("api_key", "pul-", r"(?<![A-Za-z0-9])pul-[0-9a-f]{40}" + _END),
    ("api_key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    ("api_key", "v1.0-", r"v1\.0-[0-9a-f]{24}-[0-9a-f]{100,160}"),  # Cloudflare
    ("api_key", "hrku-", r"HRKU-[A-Za-z0-9_\-]{30,80}"),
    ("api_key", "bce-v3", r"bce-v3/ALTAK-[A-Za-z0-9]{15,30}/[0-9a-f]{30,60}"),  # Baidu
    ("api_key", "accountkey=", r"AccountKey=[A-Za-z0-9+/]{40,100}={0,2}"),
    ("api_key", "sig=", r"(?<=[?&]sig=)[A-Za-z0-9%+/=]{40,100}"),
    ("token", "gh", r"gh[pousr]_[A-Za-z0-9]{20,255}"),
    ("token", "github_pat_", r"github_pat_[A-Za-z0-9_]{22,255}"),
    ("token", "glpat-", r"gl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_\-.]{20,64}"),
    ("token", "glrt-", r"glrt-[A-Za-z0-9_\-]{20,64}"),
    ("token", "xox", r"xox[a-eoprs](?:\.xox[a-z])?-[A-Za-z0-9\-]{10,255}"),
    ("token", "xapp-", r"xapp-[0-9]-[A-Za-z0-9\-]{10,255}"),
    ("token", "hooks.slack.com", r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/]{20,100}"),
    ("token", "/api/webhooks/", r"/api/webhooks/[0-9]{15,20}/[A-Za-z0-9_\-]{40,100}"),
    ("token", "nf", r"nf[pcoub]_[A-Za-z0-9_\-]{36,40}"),  # Netlify
    ("token", "vc", r"vc[pikar]_[A-Za-z0-9]{24,60}"),  # Vercel
    ("token", ".",
     r"[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,38}"),  # Discord
    ("token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    ("token", "pypi-", r"pypi-[A-Za-z0-9_\-]{16,300}"),
    ("token", "hf_", r"hf_[A-Za-z0-9]{30,50}"),
    ("token", "ya29.", r"ya29\.[A-Za-z0-9_\-.]{20,300}"),
    ("token", "1//", r"1//0[A-Za-z0-9_\-]{40,120}"),
    ("token", "do", r"do[opr]_v1_[a-f0-9]{64}"),
    ("token", "dapi", r"dapi[a-f0-9]{32}(?:-[0-9])?"),
    ("token", "hvs.", r"hv[sb]\.[A-Za-z0-9_\-]{24,200}"),
    ("token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-=]{60,70}"),
    ("token", "atatt", r"ATATT3[A-Za-z0-9_\-=]{60,250}"),
    ("token", "sntrys_", r"sntrys_[A-Za-z0-9_\-=+/]{40,300}"),
    ("token", "eyj", r"eyJ(?<![A-Za-z0-9\-]...)[A-Za-z0-9_\-]{8,4000}\."
     r"[A-Za-z0-9_\-]{8,8000}(?:\.[A-Za-z0-9_\-]{0,2000})?"),
    ("token", ":aa", r"(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_\-]{33}"),  # Telegram
    ("token", "ntn_", r"ntn_[A-Za-z0-9]{40,60}"),
    ("token", "secret_", r"secret_[A-Za-z0-9]{43}" + _END),  # Notion
    ("token", "figd_", r"figd_[A-Za-z0-9_\-]{30,60}"),
    ("token", "gl", r"gl(?:sa|c)_[A-Za-z0-9+/=]{32,200}(?:_[0-9a-f]{8})?"),  # Grafana
    ("token", "tskey-", r"tskey-[a-z]{3,10}-[A-Za-z0-9\-]{20,80}"),
    ("token", "dckr_", r"dckr_(?:pat|oat)_[A-Za-z0-9_\-]{20,64}"),
    ("token", "sbp_", r"sbp_[a-f0-9]{40}"),
    ("token", "eaa",  # Facebook
     r"EAA(?<![A-Za-z0-9]...)(?=[A-Za-z]{0,60}[0-9])[A-Za-z0-9]{60,300}"),
    ("token", "sl.", r"sl\.(?<![A-Za-z0-9]...)(?:u\.)?[A-Za-z0-9_\-]{100,1400}"),  # Dropbox
    ("token", "sgp_", r"sgp_[A-Za-z0-9_]{40,100}"),
    ("token", "ops_eyj", r"ops_eyJ[A-Za-z0-9_\-+/=]{60,2000}"),
)  # fmt: skip
_COMPILED = [(kind, re.compile(form)) for kind, _, form in _FORMS]
_HINTS = re2.Set.SearchSet()
for _, _hint, _ in _FORMS:
    _HINTS.Add(re2.escape(_hint))
_HINTS.Compile()
_RANDOM = r"(?=[A-Za-z_\-]{0,80}[0-9]|[A-Z]{0,80}[a-z]{1,80}[A-Z])"
_NEXT_LINE = re.compile(
    rf"[=\\]?\r?\n[ \t>]{{0,8}}{_RANDOM}(?:[A-Za-z0-9_\-.]{{12,200}}(?![A-Za-z0-9_\-.=:(+/])"
    r"|[A-Za-z0-9_\-.]{2,12}[\"'`,;.!?)}\]]{0,3}(?=\s*(?:\n|\Z)))"
)
"""How a key goes on that the end of a line cuts: in no word, or alone on its line."""

_HEADER = re.compile(
    r"\b(?:bearer|basic|token) +([A-Za-z0-9_\-.~+/=]{16,4000})(?![A-Za-z0-9])", re.IGNORECASE
)


def find(text: Text) -> Iterator[Found]:
    """Keys by their prefix, and whatever follows `Bearer` or `Basic`."""
    raw = text.lower.encode("utf-8", "surrogatepass")
    for number in _HINTS.Match(raw) or ():
        kind, form = _COMPILED[int(number)]
        end = 0
        for match in form.finditer(text.text):
            if match.start() >= end:
                end = _whole(text.text, match.end())
                yield Found(match.start(), end, kind)
    if text.has("bearer ", "basic ", "token "):
        for match in _HEADER.finditer(text.text):
            named = text.label(match.start()).rstrip().endswith("authorization:")
            if named or any(char.isdigit() or char in "-_=+/" for char in match.group(1)):
                yield Found(*match.span(1), "token")


def _whole(text: str, end: int) -> int:
    """Where a key ends that may go on in the next lines."""
    while following := _NEXT_LINE.match(text, end):
        end = following.end()
    return end
