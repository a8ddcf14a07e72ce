import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import type { RunRow } from '../../../shared/contract/run-calls.ts';
import { studio } from '../../api/client.ts';
import { router } from '../../window/router.ts';
import { useWords } from '../../composables/use-words.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSystem } from '../../stores/system.ts';
import { useTaught } from '../../stores/taught.ts';
import { useNextStep, withDeeds } from '../../window/next-step.ts';
import { exportStep } from './next-step.ts';
import { downloadExport } from './use-export.ts';
import type { ExportCard } from './use-export.ts';

export interface ExportPanelState {
  run: () => number;
  cards: readonly ExportCard[];
  make: (card: ExportCard, force: boolean) => unknown;
}

/** With the settings it was trained with, on the pictures there are now. */
async function trainAgain({ dataset, spec: { name: _, ...spec } }: RunRow): Promise<void> {
  const begun = await studio.runs.start({ dataset, spec });
  useRuns().put(begun);
  await router.push({ name: 'train', params: { dataset }, query: { run: begun.run } });
}

/** Returns the card whose button is the next step now. */
export function useExportStep({ run, cards, make }: ExportPanelState): ComputedRef<ExportCard | null> {
  const runs = useRuns();
  const system = useSystem();
  const words = useWords();
  const taught = useTaught();
  const card = cards.find(({ format }) => format === 'onnx')!;

  const row = computed(() => runs.rowOf(run()));
  const step = computed(() => {
    const facts = {
      row: row.value,
      exporting: card.busy ? ('busy' as const) : card.done ? ('done' as const) : ('not-yet' as const),
      canReveal: system.info?.door === 'electron',
      taught: row.value ? taught.of(row.value.dataset).length : 0,
    };
    return exportStep(facts, words);
  });
  useNextStep(() => {
    const folder = card.done?.folder ?? '';
    return withDeeds(step.value, {
      export: () => make(card, false),
      download: () => downloadExport(card.done!.id),
      reveal: () => studio.system.reveal({ folder }),
      'train-again': () => trainAgain(row.value!),
    });
  });
  return computed(() => (step.value.action && step.value.action.deed !== 'train-again' ? card : null));
}
