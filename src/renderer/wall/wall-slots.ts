/**
 * Which of the wall's row elements shows which row: rows that stay in view keep their element, a row that comes takes one that
 * another has left. Returns a function to be asked once a drawing: rows in, their slots out.
 */
export function createSlots(): (rows: readonly number[]) => number[] {
  let slotOf = new Map<number, number>();
  let slots = 0;

  return (rows) => {
    const wanted = new Set(rows);
    const used = new Set(slotOf.values());
    // In the order of the page, so that elements change their places as little as can be.
    const free = [...slotOf].filter(([row]) => !wanted.has(row)).map(([, slot]) => slot);
    for (let slot = 0; slot < slots; slot += 1) if (!used.has(slot)) free.push(slot);
    let taken = 0;
    const next = new Map<number, number>();
    for (const row of rows) next.set(row, slotOf.get(row) ?? free[taken++] ?? slots++);
    slotOf = next;
    return rows.map((row) => next.get(row)!);
  };
}
