/**
 * One line of a CSV file (RFC 4180, but ended by a bare newline): quotes where a cell needs them, and text that a spreadsheet would
 * compute is guarded ({@link formulaGuarded}). Numbers stand as they are.
 */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\n`;

/** Stands at the beginning of a file for Excel, which takes UTF-8 for the system's code page without it. */
export const byteOrderMark = '\ufeff';

function csvCell(cell: string | number): string {
  const text = typeof cell === 'number' ? String(cell) : formulaGuarded(cell);
  return /[",;\t\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What spreadsheets take for the beginning of a formula (OWASP, CSV injection), full-width forms too. */
const formula = String.raw`[=+\-@\t\r\n＝＋－＠]`;
const needsGuard = new RegExp(`^'*${formula}`);
const hasGuard = new RegExp(`^'+${formula}`);

/**
 * Text that begins as a formula, after any apostrophes, gets one apostrophe in front: spreadsheets then show it as text.
 * {@link unguarded} takes exactly that one away, so every text comes back.
 */
export const formulaGuarded = (text: string): string => (needsGuard.test(text) ? `'${text}` : text);

export const unguarded = (text: string): string => (hasGuard.test(text) ? text.slice(1) : text);
