import type { BackboneFit } from '../../shared/contract/backbone-calls.ts';
import type { Words } from '../composables/use-words.ts';

/** Whether a base model fits this computer, and how long it looks at a thousand pictures. */
export function fitWords({ fits, memoryBytes, secondsAThousand }: BackboneFit, { t, format }: Words): string {
  if (fits === 'not') return t('models.fit.not', { memory: format.bytes(memoryBytes) });
  if (secondsAThousand === null) return t(`models.fit.${fits}`);
  return t(`models.fit.${fits}Timed`, { time: format.duration(secondsAThousand) });
}
