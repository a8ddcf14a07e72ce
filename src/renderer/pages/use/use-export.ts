import { shallowReactive } from 'vue';
import type { Ref } from 'vue';
import { shownError } from '../../api/call-error.ts';
import type { StudioCallError } from '../../api/call-error.ts';
import { studio } from '../../api/client.ts';
import { usualSets } from '../../../shared/answer-sets.ts';
import type { SetWish } from '../../../shared/answer-sets.ts';
import type { ExportView } from '../../../shared/contract/run-calls.ts';
import { exportFormats } from '../../../shared/export-format.ts';
import type { ExportFormat } from '../../../shared/export-format.ts';

export interface ExportCard {
  readonly format: ExportFormat;
  busy: boolean;
  done: ExportView | null;
  error: StudioCallError | null;
}

/** The folder of an export as one ZIP file. */
export const zipUrl = (id: number): string => `/api/exports/${id}/zip`;

/** Where nobody chose them an export goes without those that are not possible, instead of being refused. */
const isUsual = ({ level, method }: SetWish): boolean => level === usualSets.level && method === usualSets.method;

/** As a click on its link would. */
export function downloadExport(id: number): void {
  const link = Object.assign(document.createElement('a'), { href: zipUrl(id), download: '' });
  link.click();
}

/** One card a format; a card whose export exists shows its receipt. */
export function useExport(run: Ref<number | null>, sets: Ref<SetWish>) {
  const cards = exportFormats.map((format) => shallowReactive<ExportCard>({ format, busy: false, done: null, error: null }));

  async function load(): Promise<void> {
    const asked = run.value;
    for (const card of cards) Object.assign(card, { done: null, error: null });
    if (asked === null) return;
    const { exports } = await studio.runs.show({ run: asked });
    if (run.value !== asked) return;
    for (const card of cards) card.done = exports.findLast((one) => one.format === card.format) ?? null;
  }

  /** `force` writes over an export of the same run and format. */
  async function make(card: ExportCard, force: boolean): Promise<void> {
    if (run.value === null) return;
    card.busy = true;
    card.error = null;
    try {
      card.done = await studio.runs.export({ run: run.value, format: card.format, force, ...(isUsual(sets.value) ? {} : { sets: { ...sets.value } }) });
    } catch (failure) {
      card.error = shownError(failure);
    } finally {
      card.busy = false;
    }
  }

  return { cards, load, make };
}
