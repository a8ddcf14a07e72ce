import type { RunPlan } from '../../shared/run-spec.ts';
import { backboneNamed, networkName } from '../../shared/network-name.ts';
import type { Words } from '../composables/use-words.ts';

/** A run in a sentence: by its number, and as a person named it or whose data set it is of where the window knows that. A spec may hold its name in place of the number. */
export function runNumberWords(run: number | string, { t, runName }: Pick<Words, 't' | 'runName'>): string {
  const name = runName?.(Number(run));
  return name ? t('common.runNamed', { run, name }) : String(run);
}

/** The model of an earlier run, by its number. */
const ofRunWords = (run: number | string, words: Pick<Words, 't' | 'runName'>): string => words.t('models.ofRun', { run: runNumberWords(run, words) });

/** A base model as people call it: its network and who taught it; the model of a run, which is kept under its number, as that. */
export function backboneWords(id: string, words: Pick<Words, 't' | 'runName'>): string {
  const { t } = words;
  const run = /^run-(\d+)(-[\da-f]{8})?$/.exec(id)?.[1];
  if (run !== undefined) return ofRunWords(run, words);
  const { network, taught, recipe } = backboneNamed(id);
  return taught ? t(`models.taught.${taught}`, { network, recipe }) : network;
}

/** What a run begins from: its base model, the model of an earlier run, or the network it draws; one without a name has none. */
export function begunFromWords({ start, architecture }: Pick<RunPlan, 'start' | 'architecture'>, words: Pick<Words, 't' | 'runName'>): string {
  if (start.from === 'weights') return start.run === undefined ? backboneWords(start.id, words) : ofRunWords(start.run, words);
  return architecture === null ? words.t('models.ownNetwork') : words.t('models.drawn', { network: networkName(architecture) });
}

/** A network as a run may ask for it: by a name, or whole as JSON. */
export const netWords = (net: string, { t }: Pick<Words, 't'>): string => (net.startsWith('{') ? t('models.ownNetwork') : networkName(net));
