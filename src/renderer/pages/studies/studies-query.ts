/** What the page shows, as the address keeps it: `?study=3`, `?preset=freeze-depth`, `?vary=7` (a run), `?calculator`, or the questions. Pure. */
export type ShownStudies = { readonly kind: 'questions' | 'calculator' } | { readonly kind: 'study'; readonly study: number } | { readonly kind: 'preset'; readonly preset: string } | { readonly kind: 'vary'; readonly run: number | null };

type AnyQuery = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** What the address says wrongly is left out. */
export function studiesFromQuery(query: AnyQuery): ShownStudies {
  const text = (key: string) => (typeof query[key] === 'string' ? (query[key] as string) : '');
  const number = (key: string) => (/^[1-9]\d{0,8}$/.test(text(key)) ? Number(text(key)) : null);
  const study = number('study');
  if (study !== null) return { kind: 'study', study };
  if (text('preset') !== '') return { kind: 'preset', preset: text('preset') };
  if (query['vary'] !== undefined) return { kind: 'vary', run: number('vary') };
  return { kind: query['calculator'] === undefined ? 'questions' : 'calculator' };
}
