/** Check digits and lengths of numbers that are kept from Claude. */

const ACCOUNTS =
  "15NO16BE18DKFIFOFKGLNLSD19MKSI20ATBAEEKZLTLUXKMN21CHHRLILV22BGBHDECRGBGEIEMERSVA23AEGIILIQTLOMSO24ADCZESMDPKROSASESKTNVG25AOCVGWLYMZPTST26ISTR" +
  "27BIDJFRGRITMCMRSM28ALAZBYCYDOGTHUHNLBNIPLSVTG29BREGPSQAUA30JOKWMUYE31MTSC32LC33RU";
const LENGTHS = new Map();
for (const [, length, countries] of ACCOUNTS.matchAll(/(\d\d)(\D+)/g)) {
  for (const country of countries.match(/../g)) LENGTHS.set(country, Number(length));
}
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ISSUERS = /^(?:4|5[0-8]|2[2-7]|3[0-9]|6|8[126]|9[178])/;

/** @param {string} start the first letters of an account */
export function lengthOfAccount(start) {
  return LENGTHS.get(start.slice(0, 2).toUpperCase()) ?? 0;
}

export function isAccount(value) {
  const compact = value.replace(/[^A-Za-z\d]/g, "").toUpperCase();
  let rest = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) rest = Number(`${rest}${parseInt(char, 36)}`) % 97;
  return rest === 1;
}

export function isResident(value) {
  const signs = value.replace(/[^\dXxХхΧχ×]/g, "");
  const sum = WEIGHTS.reduce((all, weight, place) => all + weight * Number(signs[place]), 0);
  const last = /\d/.test(signs[17]) ? signs[17] : "X";
  return /^(?:18|19|20)/.test(signs.slice(6)) && "10X98765432"[sum % 11] === last;
}

/** An issuer's first digits, Luhn, and no groups as figures and draws have them. */
export function isCard(value) {
  const number = value.replace(/\D/g, "");
  const groups = value.match(/\d+/g);
  const isFigure = groups.length > 1 && groups.slice(1).every((group) => group.length === 3) && groups[0].length <= 3 && /[ .]/.test(value);
  const isDraw = groups.every((group) => group.length < 3) && groups.some((group) => group.length === 2) && /[ .]/.test(value);
  const isList = /\n[^]*\n/.test(value);
  const isDecimal = groups.length === 2 && value.includes(".");
  if (!ISSUERS.test(number) || isFigure || isDraw || isDecimal || isList || new Set(number).size === 1) return false;
  let sum = 0;
  for (let place = 1; place <= number.length; place += 1) {
    const digit = Number(number.at(-place));
    sum += place % 2 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
