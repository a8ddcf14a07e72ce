/** Exponents as they are written raised. Pure. */
const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** "-7" -> "⁻⁷". */
export const raised = (exponent: string): string => [...exponent].map((digit) => raisedDigits[Number(digit)] ?? '⁻').join('');

/** "⁻⁷" -> "-7". */
export const lowered = (exponent: string): string => [...exponent].map((digit) => (digit === '⁻' ? '-' : raisedDigits.indexOf(digit))).join('');
