/**
 * Which of the wall's row elements shows which row: rows that stay in view keep their element, a row that comes takes one that
 * another has left. Returns a function to be asked once a drawing: rows in, their slots out.
 */
export function createSlots(): (rows: readonly number[]) => number[] {
  let slotOf = new Map<number, number>();
  let slots = 0;

  return (rows) => {
    const wanted = new Set(rows);
    const free = [...slotOf].filter(([row]) => !wanted.has(row)).map(([, slot]) => slot);
    const used = new Set(slotOf.values());
    // Slots that no row had last time are free too.
    for (let slot = slots - 1; slot >= 0; slot -= 1) if (!used.has(slot)) free.unshift(slot);
    const next = new Map<number, number>();
    for (const row of rows) next.set(row, slotOf.get(row) ?? free.pop() ?? slots++);
    slotOf = next;
    return rows.map((row) => next.get(row)!);
  };
}
