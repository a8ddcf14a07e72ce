import { studio } from '../../api/client.ts';
import { useWords } from '../../composables/use-words.ts';
import { useRuns } from '../../stores/runs.ts';
import { useSystem } from '../../stores/system.ts';
import { useNextStep, withDeeds } from '../../window/next-step.ts';
import { exportStep } from './next-step.ts';
import type { ExportCard } from './use-export.ts';

export interface ExportPanelState {
  run: () => number;
  cards: readonly ExportCard[];
  make: (card: ExportCard, force: boolean) => unknown;
  copyPath: (folder: string) => unknown;
}

export function useExportStep({ run, cards, make, copyPath }: ExportPanelState): void {
  const runs = useRuns();
  const system = useSystem();
  const words = useWords();
  const card = cards.find(({ format }) => format === 'onnx')!;

  useNextStep(() => {
    const facts = {
      row: runs.rowOf(run()),
      exporting: card.busy ? ('busy' as const) : card.done ? ('done' as const) : ('not-yet' as const),
      canReveal: system.info?.door === 'electron',
    };
    const folder = card.done?.folder ?? '';
    return withDeeds(exportStep(facts, words), {
      export: () => make(card, false),
      copy: () => copyPath(folder),
      reveal: () => studio.system.reveal({ folder }),
    });
  });
}
