"""Where values stand: sentences, labels, code, tables, between letters, in two languages."""

from tests.redaction.outside.blanks import listed

ANY = listed("""
{} ¦ It is {}. ¦ see {}, please ¦ “{}” ¦ '{}' ¦ "{}" ¦ ({}) ¦ [{}] ¦ <{}> ¦ {{}} ¦ `{}` ¦ **{}** ¦
_{}_ ¦ ~~{}~~ ¦ - {} ¦ 1. {} ¦ > {} ¦ # {} ¦ | Ann | {} | 12 | ¦ Ann,{},2024-01-05 ¦ Ann;{};x ¦
Ann\t{}\t12 ¦ "Ann","{}","x" ¦ {"value": "{}"} ¦ {'value': '{}', 'n': 3} ¦ <td>{}</td> ¦
<input value="{}"> ¦ x = '{}' ¦ call("{}", 5) ¦ value={}&next=1 ¦
https://example.com/pay?value={}&x=1 ¦ value:{} ¦ value={} ¦ value = {} # note ¦ value: {}\n ¦
/* {} */ ¦ // {} ¦ <!-- {} --> ¦ {} and more ¦ first line\n{}\nlast line ¦ 这是{}，谢谢 ¦
我的是：{}。 ¦ 【{}】 ¦ 《{}》 ¦ 「{}」 ¦ （{}） ¦ 是{}吗 ¦ 请看{}然后回复 ¦
2024-01-05 12:00:01 INFO user=7 value={} done ¦ [10:22] Ann: {} ¦ {}\nbye ¦ …{}… ¦ €{} ¦ →{}← ¦
№{} ¦ #{} ¦ -- {} ¦ *{}* ¦ {}! ¦ {}? ¦ {}: ¦ /{}/ ¦ {}/x ¦ x/{} ¦ a|{}|b ¦ \u200b{}\u200b ¦
\ufeff{}
""")

GLUED = listed("""
abc{}xyz ¦ no{} ¦ {}th ¦ x{}x ¦ value{}end ¦ 值{}值 ¦ 付{}给 ¦ Nr{} ¦ é{}é ¦ ид{}да ¦ の{}です
""")

LABELS = {
    "card": listed("""
card {} ¦ Card number: {} ¦ CC#{} ¦ cc={} ¦ credit card no. {} ¦ PAN {} ¦ Visa: {} ¦
my card is {} exp 12/27 cvv 123 ¦ {}|12|27|123 ¦ {};12/27;123 ¦ card_number={} ¦
{"cardNumber":"{}"} ¦ 银行卡号：{} ¦ 卡号{} ¦ 信用卡{}有效期12/27 ¦ 我的银行卡是{}，户名王小明 ¦
creditCard:{} ¦ pay with card {} tomorrow at 12:30 ¦ tel. 555 0123, card {} ¦
on 2024-05-06 I paid 12.50 with card {} in shop 7
"""),
    "iban": listed("""
IBAN {} ¦ IBAN: {} ¦ IBAN:{} ¦ iban={} ¦ IBAN-Nr. {} BIC DEUTDEFF ¦ account {} please ¦ Konto {} ¦
transfer 100 EUR to {} ¦ 账号：{} ¦ 国际银行账号{} ¦ IBAN{} ¦ BIC BNPAFRPP, {} ¦ {} (Ann Lee) ¦
{"iban":"{}"} ¦ IBAN\n{}
"""),
    "ssn": listed("""
SSN {} ¦ SSN: {} ¦ ssn={} ¦ Social Security Number: {} ¦ social security no. {} ¦ SSN#{} ¦
my social is {} ¦ SS# {} ¦ Tax ID (SSN): {} ¦ {"ssn": "{}"} ¦ 社会安全号码：{} ¦ 社安号{} ¦
Soc. Sec. No.: {} ¦ ITIN: {} ¦ social security number is {} ¦ ssn,{} ¦ SSN - {}
"""),
    "resident_id": listed("""
身份证号：{} ¦ 身份证{} ¦ 身份证号码是{}，请核对 ¦ ID card {} ¦ 公民身份号码 {} ¦ 证件号码：{} ¦
id_card={} ¦ resident ID: {} ¦ 居民身份证号{}。 ¦ 我叫王小明，身份证号码为{} ¦ {"idCard":"{}"} ¦
Chinese ID no. {}
"""),
    "email": listed("""
mailto:{} ¦ e-mail: {} ¦ Ann <{}> ¦ 邮箱：{} ¦ 邮箱{}谢谢 ¦ 联系 {} 即可 ¦ To: {}; bob ¦
[write]({}) ¦ [write](mailto:{}) ¦ <a href="mailto:{}">x</a> ¦ email={} ¦ From: {}\nSubject: x ¦
contact {} or call ¦ 发给{}吧 ¦ user={}&x=1 ¦ ssh {} ¦ {"email":"{}"} ¦ 电子邮件地址是{}。
"""),
    "api_key": listed("""
key: {} ¦ KEY={} ¦ export TOKEN={} ¦ client = Client(api_key="{}") ¦ Authorization: Bearer {} ¦
curl -H 'x-api-key: {}' https://x.y ¦ 密钥是{} ¦ 我的key是{}，帮我看看 ¦ {"token":"{}"} ¦
token={}&x=1 ¦ https://u:{}@example.com/ ¦ api_key: {}\n ¦ set KEY {}\r\n ¦ - KEY={}
"""),
    "private_key": listed("""
{} ¦ key:\n{} ¦ 私钥：\n{}\n谢谢 ¦ ```\n{}\n```
"""),
}
LABELS["token"] = LABELS["api_key"]
