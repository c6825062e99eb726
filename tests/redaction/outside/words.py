"""Values made of letters: e-mail addresses and the keys of the services people use."""

import base64
import json
from random import Random

from tests.redaction.outside import Value
from tests.redaction.outside.blanks import filled, listed

LOCALS = listed("""
{a} ¦ {a}.{b} ¦ {a}_{b} ¦ {a}-{b} ¦ {a}{n} ¦ {a}+{b} ¦ {a}.{b}+{n} ¦ {n} ¦ {A} ¦ {a}.{b}.{c} ¦
o'{a} ¦ {a}=info ¦ {a}!{b} ¦ x ¦ {a}é ¦ 王小明 ¦ иван.{a} ¦ {a}&{b} ¦ {a}%{b} ¦ {a}#{n}
""")
DOMAINS = listed("""
{d}.com ¦ {d}.org ¦ {d}.co.uk ¦ mail.{d}.com ¦ {d}.cn ¦ {d}.com.cn ¦ {d}.io ¦ {d}.technology ¦
{d}.museum ¦ a.b.c.{d}.net ¦ {d}-{e}.de ¦ {d}{n}.fr ¦ 163.com ¦ qq.com ¦ müller-{d}.de ¦
例子.中国 ¦ {d}.中国 ¦ почта.рф ¦ xn--mller-kva.de ¦ {d}.xn--fiqs8s ¦ gmail.com ¦ {d}.gov.au ¦
{d}.ai ¦ {D}.COM ¦ {d}.app
""")
SYLLABLES = listed("""
an ¦ bel ¦ cor ¦ dan ¦ el ¦ fri ¦ gor ¦ han ¦ il ¦ jo ¦ kar ¦ lin ¦ mar ¦ nor ¦ ol ¦ pet ¦ qui ¦
ros ¦ san ¦ tor ¦ ul ¦ vin ¦ wan ¦ xi ¦ yor ¦ zen
""")

SERVICES = listed("""
OpenAI: sk-{a48} ¦ OpenAI project: sk-proj-{u74}T3BlbkFJ{u74} ¦ OpenAI service: sk-svcacct-{u60} ¦
Anthropic: sk-ant-api03-{u93}AA ¦ Anthropic admin: sk-ant-admin01-{u93}AA ¦ DeepSeek: sk-{h32} ¦
OpenRouter: sk-or-v1-{h64} ¦ Groq: gsk_{a52} ¦ xAI: xai-{a80} ¦ Perplexity: pplx-{a48} ¦
Hugging Face: hf_{a34} ¦ Replicate: r8_{a37} ¦ AWS: AKIA{C16} ¦ AWS session: ASIA{C16} ¦
Google: AIza{u35} ¦ Google OAuth: GOCSPX-{u28} ¦ Google access: ya29.{u120} ¦ GitHub: ghp_{a36} ¦
GitHub OAuth: gho_{a36} ¦ GitHub server: ghs_{a36} ¦ GitHub user: ghu_{a36} ¦
GitHub fine-grained: github_pat_{a22}_{a59} ¦ GitLab: glpat-{u20} ¦
GitLab routable: glpat-{u27}.01.{l9} ¦ Slack bot: xoxb-{d12}-{d13}-{a24} ¦
Slack user: xoxp-{d12}-{d12}-{d12}-{h32} ¦ Slack app: xapp-1-A{C10}-{d13}-{h64} ¦
Slack hook: hooks.slack.com/services/T{C8}/B{C10}/{a24} ¦ Stripe: sk_live_{a24} ¦
Stripe, long: sk_live_51{a97} ¦ Stripe restricted: rk_live_{a24} ¦ Stripe test: sk_test_{a24} ¦
Stripe hook: whsec_{a32} ¦ Twilio: SK{h32} ¦ SendGrid: SG.{u22}.{u43} ¦ Mailgun: key-{h32} ¦
Mailchimp: {h32}-us12 ¦ npm: npm_{a36} ¦ PyPI: pypi-AgEIcHlwaS5vcmc{u120} ¦
RubyGems: rubygems_{h48} ¦ Docker Hub: dckr_pat_{u27} ¦ DigitalOcean: dop_v1_{h64} ¦
Shopify: shpat_{h32} ¦ Square: EAAA{u60} ¦ Telegram: {d10}:AA{u33} ¦
Discord: MT{a24}.G{a5}.{u38} ¦ Databricks: dapi{h32} ¦ Vault: hvs.{u90} ¦
Grafana: glsa_{a32}_{h8} ¦ New Relic: NRAK-{C27} ¦ Sentry: sntrys_{u100} ¦ Linear: lin_api_{a40} ¦
Notion: ntn_{a46} ¦ Airtable: pat{a14}.{h64} ¦ Figma: figd_{u40} ¦ Postman: PMAK-{h24}-{h34} ¦
Doppler: dp.pt.{a43} ¦ Pulumi: pul-{h40} ¦ PlanetScale: pscale_tkn_{u43} ¦ Supabase: sbp_{h40} ¦
Terraform: {a14}.atlasv1.{u67} ¦ Alibaba Cloud: LTAI5t{a18} ¦ Tencent Cloud: AKID{a32} ¦
Facebook: EAA{a100}ZD ¦ age: AGE-SECRET-KEY-1{x58} ¦ Dropbox: sl.{u135} ¦
Atlassian: ATATT3xFfGF0{u170} ¦ Cloudflare origin: v1.0-{h24}-{h146}
""")


def address(random: Random) -> Value:
    """An e-mail address, also of other scripts."""
    local, domain = random.choice(LOCALS), random.choice(DOMAINS)
    words = {sign: "".join(random.choices(SYLLABLES, k=2)) for sign in "abcde"}
    capitals = {"A": words["a"].upper(), "D": words["d"].upper()}
    text = f"{local}@{domain}".format(**words, **capitals, n=random.randint(1, 9999))
    return Value("email", f"{local}@{domain}", text)


def key(random: Random) -> Value:
    """A key that its own form betrays."""
    name, _, pattern = random.choice(SERVICES).partition(": ")
    return Value("api_key", name, filled(random, pattern))


def web_token(random: Random) -> Value:
    """A JSON web token."""

    def part(fields: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(fields).encode()).rstrip(b"=").decode()

    claims = {"sub": filled(random, "{d10}"), "iat": random.randrange(10**9)}
    text = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{filled(random, '{u43}')}"
    return Value("token", "JWT", text)


def private_key(random: Random) -> Value:
    """A private key between its two lines."""
    name = random.choice(["RSA ", "", "EC ", "OPENSSH ", "ENCRYPTED "]) + "PRIVATE KEY"
    body = "\n".join(filled(random, "{s64}") for _ in range(random.randint(3, 12)))
    return Value("private_key", name, f"-----BEGIN {name}-----\n{body}\n-----END {name}-----")
