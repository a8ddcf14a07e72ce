import type { Cell } from './answers.ts';

/** What the page shows, as the address keeps it: `?run=7&tab=compare&with=5`, `?run=7&class=dock&said=nettle`. Pure. */
export const tabs = ['mistakes', 'classes', 'runs', 'compare'] as const;
export type Tab = (typeof tabs)[number];

export interface ShownResults {
  run: number | null;
  tab: Tab;
  cell: Cell | null;
  /** The run it is compared with, seen as the earlier one. */
  with: number | null;
}

type AnyQuery = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** What the address says wrongly is left out. */
export function shownFromQuery(query: AnyQuery): ShownResults {
  const text = (key: string) => (typeof query[key] === 'string' ? (query[key] as string) : '');
  const number = (key: string) => (/^[1-9]\d{0,8}$/.test(text(key)) ? Number(text(key)) : null);
  const [label, predicted] = [text('class'), text('said')];
  return {
    run: number('run'),
    tab: tabs.find((tab) => tab === text('tab')) ?? 'mistakes',
    cell: label && predicted ? { label, predicted } : null,
    with: number('with'),
  };
}

export function queryFromShown({ run, tab, cell, with: other }: ShownResults): Record<string, string> {
  return {
    ...(run === null ? {} : { run: String(run) }),
    ...(tab === 'mistakes' ? {} : { tab }),
    ...(cell ? { class: cell.label, said: cell.predicted } : {}),
    ...(other === null ? {} : { with: String(other) }),
  };
}
