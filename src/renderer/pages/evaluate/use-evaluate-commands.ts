import { Flame } from '@lucide/vue';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useCommands } from '../../window/commands.ts';
import type { Command } from '../../window/commands.ts';
import { useWallCommands } from '../../wall/use-wall-commands.ts';
import { useEvaluation } from './evaluation-store.ts';

/** What can be done with the pictures of the wall, by keys and from the palette. */
export function useEvaluateCommands(): void {
  const { t } = useI18n();
  const { labelling, choosing } = useWallCommands(useEvaluation());
  const heat = useHeatCommand();

  const list = computed(() =>
    [...labelling.value, ...choosing.value, heat.value].map((command) => ({ group: t('evaluate.title'), ...command })),
  );
  useCommands(() => list.value);
}

/** Shows or hides what the run looked at; on the page and in the large view. */
export function useHeatCommand() {
  const { t } = useI18n();
  const store = useEvaluation();
  return computed((): Command => ({
    id: 'evaluate-heat',
    label: t('evaluate.heat.switch'),
    keys: ['h'],
    icon: Flame,
    run: () => (store.isHeatShown = !store.isHeatShown),
  }));
}
