/**
 * The usual forms of what is kept from Claude, for the word beforehand in the composer. The kinds
 * have the server's names. The server knows more forms and looks at what stands around a value.
 */
import { isAccount, isCard, isResident, lengthOfAccount } from "lazy/checks.js";
import { plainSpelling } from "lazy/plain_spelling.js";

const MOST_CHARS = 20_000;
const LEAST_LISTED = 5; // of so many numbers of one length at least a quarter are cards, or none
const NEAR = 40;

const BETWEEN = "(?:[ .\\-_/*`~:=+'\\\\]{0,3}(?:\\n[ >\\t]{0,4}(?:(?://|#|\\*) ?)?-?|\\t)?)";
const CHECK_SIGNS = "XxХхΧχ×";
const KEYS =
  "sk-|[srp]k_(?:live|test)_|A[KS]IA|AIza|GOCSPX-|ya29\\.|gl(?:pat|sa|rt)[-_]|xox[abeprs]-|xapp-|gh[pousr]_|github_pat_|hf_|npm_|pypi-|gsk_|xai-|" +
  "pplx-|r8_|SG\\.|do[opr]_v1_|shp(?:at|ss)_|dapi|hv[sb]\\.|NRAK-|lin_api_|ntn_|figd_|PMAK-|dckr_pat_|LTAI|AKID|whsec_|sbp_|sntrys_|ATATT|pscale_|rubygems_|pul-|EAA|pat\\w{14}\\.|dp\\.[a-z]{2}\\.|AGE-SECRET-KEY-1|sl\\.|v1\\.0-";
const NUMBERED =
  /(?:\b(?:order|invoice|ref\w*|id|ts|time\w*|ticket|serial|batch|job|request|transaction|tracking|imei\d?|iccid|isbn|ean|gtin|upc|rma)|订单|[单编]号|流水号?|时间戳|串号)[^\p{L}\d]{0,3}$/iu;
const NAME = "[\\w.!#$%&'*+/=?^\\p{L}-]";
const ADDRESS = new RegExp(`@(?<=(${NAME}{1,64}) ?@) ?(?:[\\p{L}\\d-]{1,63}\\.){1,6}(?:xn--[a-z\\d-]{2,59}|[a-z]{2,24}(?!\\.?\\d)|\\p{L}{2,24})`, "giu");
const DOT = "(?:\\s?[[({<]\\s?(?:dot|\\.)\\s?[\\])}>]\\s?|[ _]dot[ _]|\\.)";
const SPELT = new RegExp(`(?<=(${NAME}{1,64}))(?:\\s?[[({<]\\s?(?:at|@)\\s?[\\])}>]\\s?[\\p{L}\\d-]{1,63}|(?:@| at |_at_)[\\p{L}\\d-]{1,63}(?=\\s?[[({<]|[ _]dot[ _]|\\.[\\w.-]{0,64}[[({<]))(?:${DOT}[\\p{L}\\d-]{1,63}){1,6}`, "giu");
const IS_SPELT = /[[({<]\s?(?:at|@|dot|\.)\s?[\])}>]|[ _]dot[ _]/i;
const FILES = /\.(?:png|jpe?g|gif|svg|webp|[jt]s|css|py|md|txt|json|html|pdf)$/i;
const OF_SSN = /(?:ssn|social|soc\. ?sec|ss ?#|itin|tax id|社会安全|社安)[^\d\n]{0,24}$/i;
const OF_RESIDENT = /(?:身份证|证件号|身份号|id[ _]?card|resident|identity|chinese id)[^\d\n]{0,16}$/i;

/** @type {[string, RegExp, ((value: string, before: string) => boolean)?][]} */
const FORMS = [
  ["private_key", /-----BEGIN [A-Z ]{0,30}PRIVATE KEY/g],
  ["token", /(?<![A-Za-z\d-])eyJ[\w-]{8,4000}\.[\w-]{8,4000}|hooks\.slack\.com\/services\/[\w/]{20,100}|(?<!\d)\d{8,10}:AA[\w-]{33}|(?<![\w-])[\w-]{14,28}\.(?:atlasv1|[\w-]{6})\.[\w-]{27,70}/g],
  ["api_key", new RegExp(`(?<![A-Za-z\\d])(?:${KEYS})(?=[A-Za-z_-]{0,60}\\d)[\\w.-]{14,300}|AccountKey=[\\w+/]{40,100}|(?<![A-Za-z\\d])(?:SK|key-)?[\\da-f]{32}(?:-us\\d\\d?|(?<=(?:SK|key-).{32}))(?![A-Za-z\\d])`, "g")],
  ["resident_id", new RegExp(`(?<!\\d)[1-9](?:${BETWEEN}\\d){16}${BETWEEN}[\\d${CHECK_SIGNS}](?!\\d)`, "g"), isResident],
  ["resident_id", /(?<!\d)[1-9]\d{5}[ .-]?\d\d(?:0[1-9]|1[0-2])[0-3]\d[ .-]?\d{3}(?!\d)/g, (_, before) => OF_RESIDENT.test(before)],
  ["card", new RegExp(`(?<!\\d|\\d\\.)[2-689](?:${BETWEEN}\\d){11,18}(?!\\d)`, "g"), isNamedCard],
  ["ssn", /(?<![\d-])(?!000|666)\d{3}([^\p{L}\p{N},;|]{1,3})\d{2}(?:\1|[ -])\d{4}(?![\d-]| \d{4})/gu, isNoReference],
  ["ssn", /(?<!\d)(?!000|666)\d(?:[^\dA-Za-z\u3400-\u9fff]{0,4}\d){8}(?!\d)/g, (_, before) => OF_SSN.test(before)],
  ["phone", /\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)|(?<![\d.])1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)|1(?<=[\u3400-\u9fff][^\d\n]{0,12}1)[3-9]\d{9}(?!\d)|(?<![\w.-])\(?[2-9]\d\d\)?[ .-][2-9]\d\d[ .-]\d{4}(?![\w-])/g, isNoReference],
  ["ip", /(?<![\d.v]|version )(?!127\.|255\.|0\.0\.0\.0)(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d-]|\.\d)/gi],
  ["password", /(?<=(?:password|passwd|密码|口令)[ \t]{0,3}[:=：是][ \t]{0,3})[^\s,;]{4,100}/gi],
];

/** @param {string} text @returns {{kind: string, value: string}[]} what looks sensitive, each once */
export function sensitiveIn(text) {
  let rest = plainSpelling(text.slice(0, MOST_CHARS));
  const found = new Map();
  const take = (kind, value) => {
    found.set(value, kind);
    return " ".repeat(value.length);
  };
  for (const value of accountsIn(rest)) rest = rest.replace(value, () => take("iban", value));
  for (const value of addressesIn(rest)) rest = rest.replace(value, () => take("email", value));
  const ids = lengthsOfIds(rest);
  for (const [kind, form, isValid = () => true] of FORMS) {
    rest = rest.replace(form, (value, ...rest_) => {
      const [at, whole] = rest_.slice(-2);
      const before = whole.slice(Math.max(0, at - NEAR), at);
      return isValid(value, before, ids) ? take(kind, value) : value;
    });
  }
  return [...found].map(([value, kind]) => ({ kind, value }));
}

/** Two letters, two digits, and as many signs as accounts of that country have. */
function accountsIn(text) {
  const found = [];
  for (const { 0: start, index } of text.matchAll(/[a-z]{2}\d\d/gi)) {
    const length = lengthOfAccount(start);
    const form = length && new RegExp(`^(?:[A-Za-z\\d][^\\p{L}\\p{N}]{0,3}){${length - 1}}[A-Za-z\\d]`, "u");
    const [value] = (form && text.slice(index, index + length * 4).match(form)) || [];
    if (value && isAccount(value)) found.push(value);
  }
  return found;
}

/** E-mail addresses, also spelt `bob (at) example (dot) com`: from the sign on in both directions. */
function addressesIn(text) {
  const found = [];
  for (const form of IS_SPELT.test(text) ? [ADDRESS, SPELT] : [ADDRESS]) {
    for (const { 0: host, 1: name, index } of text.matchAll(form)) {
      const value = text.slice(text.lastIndexOf(name, index - 1), index + host.length);
      if (!FILES.test(value) && !value.startsWith("git@")) found.push(value);
    }
  }
  return found;
}

/** How long the numbers are of which there are many and few are cards: they are ids. */
function lengthsOfIds(text) {
  const listed = new Map();
  for (const number of text.match(/(?<!\d)\d{12,19}(?!\d)/g) ?? []) {
    const cards = listed.get(number.length) ?? [];
    listed.set(number.length, [...cards, isCard(number)]);
  }
  const isList = ([, cards]) => cards.length >= LEAST_LISTED && cards.filter(Boolean).length * 4 <= cards.length;
  return new Set([...listed].filter(isList).map(([length]) => length));
}

function isNoReference(_value, before) {
  return !NUMBERED.test(before);
}

function isNamedCard(value, before, ids) {
  const isBare = /^\d+$/.test(value);
  const isList = /^\d+\D*\n\D*\d+$/.test(value) && !/[^\s\d,;|.+-][^\n]*$/.test(before);
  return isCard(value) && !isList && !(isBare && (ids.has(value.length) || NUMBERED.test(before)));
}
