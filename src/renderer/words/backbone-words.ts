import type { RunPlan } from '../../shared/run-spec.ts';
import { backboneNamed, networkName } from '../../shared/network-name.ts';
import type { Words } from '../composables/use-words.ts';

/** A base model as people call it: its network and who taught it. */
export function backboneWords(id: string, { t }: Pick<Words, 't'>): string {
  const { network, taught, recipe } = backboneNamed(id);
  return taught ? t(`models.taught.${taught}`, { network, recipe }) : network;
}

/** What a run begins from: its base model, the model of an earlier run, or the network it draws; one without a name has none. */
export function begunFromWords({ start, architecture }: Pick<RunPlan, 'start' | 'architecture'>, words: Pick<Words, 't'>): string {
  if (start.from === 'weights') return start.run === undefined ? backboneWords(start.id, words) : words.t('models.ofRun', { run: start.run });
  return architecture === null ? words.t('models.ownNetwork') : words.t('models.drawn', { network: networkName(architecture) });
}

/** A network as a run may ask for it: by a name, or whole as JSON. */
export const netWords = (net: string, { t }: Pick<Words, 't'>): string => (net.startsWith('{') ? t('models.ownNetwork') : networkName(net));
