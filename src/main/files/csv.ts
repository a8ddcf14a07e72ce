/** One line of a CSV file (RFC 4180, but ended by a bare newline): quotes where a cell needs them. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\n`;

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
