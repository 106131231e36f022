const IBAN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;
const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is an IBAN without spaces, with the check digits that ISO 13616 asks for. */
export function isIban(text: string): boolean {
  if (!IBAN.test(text)) return false;
  const digits = [...text.slice(4), ...text.slice(0, 4)].map((character) => Number.parseInt(character, 36));
  return BigInt(digits.join("")) % 97n === 1n;
}

/** Whether a text has the form of a BIC, of 8 or 11 characters. */
export function isBic(text: string): boolean {
  return BIC.test(text);
}

/** Whether a text is a day of the calendar, e.g. "2026-03-02". */
export function isDay(text: string): boolean {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
