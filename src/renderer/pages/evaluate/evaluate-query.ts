import { filterFromAddress, filterInAddress } from './wall-filter.ts';
import type { WallFilter } from './wall-filter.ts';

/** What the page shows, as the address keeps it: `?run=7&tab=compare&with=5`, `?run=7&class=dock&said=nettle`. Pure. */
const tabs = ['mistakes', 'classes', 'sure', 'field', 'runs', 'compare'] as const;
export type Tab = (typeof tabs)[number];

export interface ShownResults {
  run: number | null;
  tab: Tab;
  filter: WallFilter | null;
  /** The run it is compared with, seen as the earlier one. */
  with: number | null;
}

type AnyQuery = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** What the address says wrongly is left out. */
export function shownFromQuery(query: AnyQuery): ShownResults {
  const text = (key: string) => (typeof query[key] === 'string' ? (query[key] as string) : '');
  const number = (key: string) => (/^[1-9]\d{0,8}$/.test(text(key)) ? Number(text(key)) : null);
  return {
    run: number('run'),
    tab: tabs.find((tab) => tab === text('tab')) ?? 'mistakes',
    filter: filterFromAddress(query),
    with: number('with'),
  };
}

export function queryFromShown({ run, tab, filter, with: other }: ShownResults): Record<string, string> {
  return {
    ...(run === null ? {} : { run: String(run) }),
    ...(tab === 'mistakes' ? {} : { tab }),
    ...filterInAddress(filter),
    ...(other === null ? {} : { with: String(other) }),
  };
}
