/**
 * Brings items into an order that is as likely as any other, in place (Fisher-Yates, from the end). Orders of epochs, views and folds are functions of
 * the numbers drawn here, one for each item but the last: another way of drawing would make other runs.
 * @param random uniform in [0, 1)
 */
export function shuffle<T>(items: { readonly length: number; [at: number]: T }, random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}
