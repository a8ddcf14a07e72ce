import { ref, shallowRef } from 'vue';
import type { WeightsGuess } from '../../../shared/contract/backbone-calls.ts';
import type { SaidValues } from '../../../shared/said.ts';
import { studio } from '../../api/client.ts';
import { give } from '../../api/uploads.ts';
import type { Given } from '../../api/uploads.ts';
import { useAttempt } from '../../composables/use-attempt.ts';
import { useBackbones } from '../../stores/backbones.ts';

/** A weights file on its way to being a base model: sent, looked at, then imported under a name. */
export function useImport(onDone: (backbone: string, notes: readonly { message: string; values: SaidValues }[]) => void) {
  const backbones = useBackbones();
  const file = shallowRef<File | null>(null);
  const guess = shallowRef<WeightsGuess | null>(null);
  const architectures = shallowRef<string[]>([]);
  const architecture = ref('');
  const name = ref('');
  /** Of the file, while it is sent; null before and after, where nobody knows how far the work is. */
  const sentBytes = ref<number | null>(null);
  const { error, isBusy, attempt } = useAttempt();
  let given: Given | null = null;

  /** Sends the file and asks which architectures it fits. */
  const take = (chosen: File): Promise<void> =>
    attempt(async () => {
      file.value = chosen;
      guess.value = null;
      given = null;
      name.value = chosen.name.replace(/(?:\.pth)?\.[^.]+$/, '');
      sentBytes.value = null;
      given = await give(chosen, 'weights', (bytes) => (sentBytes.value = bytes < chosen.size ? bytes : null));
      sentBytes.value = null;
      guess.value = await studio.backbones.guess(given);
      architectures.value = await studio.backbones.architectures();
      architecture.value = guess.value.architectures[0] ?? '';
    });

  const finish = (): Promise<void> =>
    attempt(async () => {
      if (!given) return;
      const answer = await studio.backbones.import({ ...given, architecture: architecture.value, name: name.value.trim() || undefined });
      await backbones.load();
      onDone(answer.backbone, answer.notes);
    });

  return { file, guess, architectures, architecture, name, sentBytes, error, isBusy, take, finish };
}
