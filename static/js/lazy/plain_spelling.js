/**
 * A text as one would plainly write it: the digits of every script, what markup, addresses and JSON
 * spell, every dash and space as one. The server folds texts alike, and more (`folding.py`).
 */

const ESCAPES = /&#(\d{1,7});|&#x([\da-f]{1,6});|&(nbsp|ensp|emsp|thinsp|shy|commat|period|lt|gt|amp);|\\u([\da-f]{4})|((?:%[\da-f]{2})+)|<br ?\/?>\n?|<\/?(?:b|i|u|em|strong|span|mark|code|wbr)>|\\[nt](?=\d)|\\(?=-)/gi;
const NAMED = { nbsp: " ", ensp: " ", emsp: " ", thinsp: " ", shy: "", commat: "@", period: ".", lt: "<", gt: ">", amp: "&" };
const UNSEEN = /[\p{Cf}\p{Me}\u0300-\u036f\u115f\u1160\u3164\ufe00-\ufe0f]/gu;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const DASHES = /[\p{Pd}\u2212\u2043\u2796\u30fc]/gu;
const DOTS = /[\u3002\uff61\u00b7\u2022\u2027\u30fb]/g;
const OTHER_DIGITS = /[^\P{Nd}0-9]/gu;
const IN_CIRCLES = /[\u2776-\u2793]/g; // 1 to 10, three times
const NOUGHTS = /[\u24ff\u{1f10b}\u{1f10c}]/gu;
const HAN = "〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖零壹貳參肆伍陸柒捌玖";
const HAN_NUMBER = new RegExp(`[${HAN}](?:[ .-]?[${HAN}]){8,}`, "g");

/** @param {string} text */
export function plainSpelling(text) {
  return text
    .replace(ESCAPES, unescaped)
    .replace(/№/g, "#")
    .replace(UNSEEN, "")
    .normalize("NFKC")
    .replace(LINE_ENDS, "\n")
    .replace(DASHES, "-")
    .replace(/\p{Zs}/gu, " ")
    .replace(DOTS, ".")
    .replace(OTHER_DIGITS, digitOf)
    .replace(IN_CIRCLES, (sign) => String((sign.charCodeAt(0) - 0x2775) % 10))
    .replace(NOUGHTS, "0")
    .replace(HAN_NUMBER, (number) => number.replace(/[^ .-]/g, (sign) => String(HAN.indexOf(sign) % 10)));
}

function unescaped(form, decimal, hex, name, unicode, percent) {
  if (name) return NAMED[name.toLowerCase()];
  if (percent) return decoded(percent);
  const code = decimal ? Number(decimal) : parseInt(hex ?? unicode, 16);
  if (Number.isNaN(code)) return /^<br|^\\[nt]/i.test(form) ? "\n" : "";
  return code < 0x110000 ? String.fromCodePoint(code) : form;
}

function decoded(percent) {
  try {
    return decodeURIComponent(percent);
  } catch {
    return percent; // the bytes of no text
  }
}

/** The digits of a script stand in a row: as far as there are digits before it, so much it is. */
function digitOf(sign) {
  const code = sign.codePointAt(0);
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
