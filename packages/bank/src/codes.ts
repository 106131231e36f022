const IBAN = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;
const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

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
