import { Eye, EyeOff, Flame, Redo2, SquareCheck, SquareDashed, Tag, Undo2 } from '@lucide/vue';
import { useI18n } from 'vue-i18n';
import { useCommands } from '../../app/commands.ts';
import type { Command } from '../../app/commands.ts';
import { useWallLabelling } from '../../labelling/use-wall-labelling.ts';
import { selectAll, selectNone } from '../../labelling/wall-selection.ts';
import { useProject } from '../../stores/project.ts';
import { useEvaluation } from './evaluation-store.ts';

/** What can be done with the pictures of the wall, by keys and from the palette. */
export function useEvaluateCommands(askForClass: () => void): void {
  const { t } = useI18n();
  const store = useEvaluation();
  const project = useProject();
  const { move, exclude, undo, redo } = useWallLabelling(store);
  const hasChosen = () => store.selection.count > 0;

  useCommands((): Command[] => {
    const group = t('evaluate.title');
    const classes = (project.view?.classes ?? []).slice(0, 9);
    const commands: Command[] = [
      ...classes.map(({ name }, at) => ({
        id: `evaluate-move-${at + 1}`,
        label: t('data.moveTo', { label: name }),
        keys: [String(at + 1)],
        icon: Tag,
        isAvailable: hasChosen,
        run: () => move(name),
      })),
      {
        id: 'evaluate-type',
        label: t('evaluate.wall.typeClass'),
        keys: ['c'],
        icon: Tag,
        isAvailable: hasChosen,
        run: askForClass,
      },
      {
        id: 'evaluate-exclude',
        label: t('data.exclude'),
        keys: ['x', 'Delete'],
        icon: EyeOff,
        isAvailable: hasChosen,
        run: exclude,
      },
      {
        id: 'evaluate-undo',
        label: t('common.undo'),
        keys: ['Ctrl+Z'],
        icon: Undo2,
        isAvailable: () => project.view?.canUndo ?? false,
        run: undo,
      },
      {
        id: 'evaluate-redo',
        label: t('common.redo'),
        keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
        icon: Redo2,
        isAvailable: () => project.view?.canRedo ?? false,
        run: redo,
      },
      {
        id: 'evaluate-all',
        label: t('data.selectAll'),
        keys: ['Ctrl+A'],
        icon: SquareCheck,
        run: () => (store.selection = selectAll(store.selection)),
      },
      {
        id: 'evaluate-none',
        label: t('data.selectNone'),
        keys: ['Escape'],
        icon: SquareDashed,
        isAvailable: hasChosen,
        run: () => (store.selection = selectNone(store.selection)),
      },
      {
        id: 'evaluate-large',
        label: t('data.largeView'),
        keys: ['l'],
        icon: Eye,
        isAvailable: () => store.focused !== null,
        run: () => (store.isLargeViewOpen = true),
      },
      {
        id: 'evaluate-heat',
        label: t('evaluate.heat.switch'),
        keys: ['h'],
        icon: Flame,
        run: () => (store.isHeatShown = !store.isHeatShown),
      },
    ];
    return commands.map((command) => ({ group, ...command }));
  });
}
