import type { BestRun } from '../../shared/best-run.ts';
import { printable } from '../terminal/printable.ts';
import type { RunsCalled } from './runs-called.ts';

/** Why this run is the one, and what is passed over. */
export function bestRunText({ run, because, newer, incomparable }: BestRun, called: RunsCalled): string {
  const passed = [
    ...(newer === null || newer === incomparable ? [] : [`run ${called(newer)} is newer`]),
    ...(incomparable === null ? [] : [`run ${called(incomparable)} has a higher figure, of other pictures`]),
  ];
  return `run ${called(run)}, ${because === 'pinned' ? 'which is pinned' : 'the best'}${passed.length > 0 ? ` (${passed.join('; ')})` : ''}`;
}

export function pinText(change: { run: number; isPinned: boolean; was: boolean; datasetName: string; best: BestRun | null }, called: RunsCalled): string {
  const { run, isPinned, was, datasetName, best } = change;
  const name = printable(datasetName);
  if (isPinned) return `Run ${called(run)} is pinned: it stands for ${name} wherever nobody says which run.`;
  const first = was ? `Run ${called(run)} is not pinned any more` : `Run ${called(run)} was not pinned`;
  return best === null ? `${first}.` : `${first}; what stands for ${name} is ${bestRunText(best, called)}.`;
}
