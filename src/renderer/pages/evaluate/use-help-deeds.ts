import { useRoute, useRouter } from 'vue-router';
import type { RunSpec } from '../../../shared/run-spec.ts';
import type { VerdictHelp } from '../../../shared/verdict.ts';
import { useDraft } from '../../stores/draft.ts';
import { useEvaluation } from './evaluation-store.ts';
import type { WallFilter } from './wall-filter.ts';

/** The pictures that a help is about, null for one that is about others. */
export function wallOf(help: VerdictHelp): WallFilter | null {
  switch (help.kind) {
    case 'weakest-class':
      return { kind: 'class', label: help.label };
    case 'confused-pair':
      return { kind: 'pair', label: help.labels[0], predicted: help.labels[1] };
    case 'label-suspects':
      return { kind: 'suspects' };
    default:
      return null;
  }
}

/** What the next run is to be other than this one; null where a help is not about that. */
function changeOf(help: VerdictHelp): Partial<RunSpec> | null {
  switch (help.kind) {
    case 'train-deeper':
      return { freeze: help.to };
    case 'better-base-model':
      // A run that is gone on from brings its own.
      return { backbone: help.to, from: undefined };
    case 'learns-by-heart':
      return help.isAugmented ? null : { augment: 'light' };
    default:
      return null;
  }
}

/** Does what a help of the verdict says: shows its pictures here, or goes where it is done with everything set; `addTo`: to the pictures of its class. */
export function useHelpDeeds(showWall: (filter: WallFilter) => unknown) {
  const store = useEvaluation();
  const draft = useDraft();
  const router = useRouter();
  const { dataset } = useRoute().params;

  const go = (name: string, query: Record<string, string> = {}) => router.push({ name, params: { dataset: String(dataset) }, query });
  function doIt(help: VerdictHelp): unknown {
    const filter = wallOf(help);
    if (filter) return showWall(filter);
    const change = changeOf(help);
    if (!change) return go('data');
    // The next run is this one but for the change; its name stays its own.
    const { name: _, ...spec } = store.details?.spec ?? {};
    draft.replace({ ...spec, ...change });
    return help.kind === 'better-base-model' ? go('model') : go('train', { run: 'new' });
  }

  return { doIt, addTo: (help: VerdictHelp) => go('data', help.kind === 'weakest-class' ? { class: help.label } : {}) };
}
