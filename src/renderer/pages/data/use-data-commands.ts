import { Camera, Download, Eye, EyeOff, FolderSync, Redo2, SquareCheck, SquareDashed, Tag, Undo2 } from '@lucide/vue';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useCommands } from '../../app/commands.ts';
import type { Command } from '../../app/commands.ts';
import { useProject } from '../../stores/project.ts';
import { useLabelling } from './use-labelling.ts';
import { selectAll, selectNone } from '../../labelling/wall-selection.ts';
import { useWall } from './wall-store.ts';

export interface DataDoings {
  openCamera: () => unknown;
  exportLabels: () => unknown;
  rescan: () => unknown;
}

/** What can be done on the Data page, by keys and from the palette. */
export function useDataCommands({ openCamera, exportLabels, rescan }: DataDoings): void {
  const { t } = useI18n();
  const wall = useWall();
  const project = useProject();
  const { move, exclude, undo, redo } = useLabelling();
  const classNames = computed(() => (project.view?.classes ?? []).map(({ name }) => name));
  const hasChosen = () => wall.selection.count > 0;

  const list = computed((): Command[] => {
    const classes = classNames.value.slice(0, 9);
    const group = t('frame.tabs.data');
    const commands: Command[] = [
      ...classes.map((name, at) => ({
        id: `data-move-${at + 1}`,
        label: t('data.moveTo', { label: name }),
        keys: [String(at + 1)],
        icon: Tag,
        isAvailable: hasChosen,
        run: () => move(name),
      })),
      {
        id: 'data-exclude',
        label: t('data.exclude'),
        keys: ['x', 'Delete'],
        icon: EyeOff,
        isAvailable: hasChosen,
        run: exclude,
      },
      {
        id: 'data-undo',
        label: t('common.undo'),
        keys: ['Ctrl+Z'],
        icon: Undo2,
        isAvailable: () => project.view?.canUndo ?? false,
        run: undo,
      },
      {
        id: 'data-redo',
        label: t('common.redo'),
        keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
        icon: Redo2,
        isAvailable: () => project.view?.canRedo ?? false,
        run: redo,
      },
      {
        id: 'data-all',
        label: t('data.selectAll'),
        keys: ['Ctrl+A'],
        icon: SquareCheck,
        run: () => (wall.selection = selectAll(wall.selection)),
      },
      {
        id: 'data-none',
        label: t('data.selectNone'),
        keys: ['Escape'],
        icon: SquareDashed,
        isAvailable: hasChosen,
        run: () => (wall.selection = selectNone(wall.selection)),
      },
      {
        id: 'data-large',
        label: t('data.largeView'),
        keys: ['l'],
        icon: Eye,
        isAvailable: () => wall.focusId !== null,
        run: () => (wall.isLargeViewOpen = true),
      },
      { id: 'data-camera', label: t('data.camera.open'), icon: Camera, run: openCamera },
      { id: 'data-csv', label: t('data.csv'), icon: Download, run: exportLabels },
      { id: 'data-rescan', label: t('data.rescan'), icon: FolderSync, run: rescan },
    ];
    return commands.map((command) => ({ group, ...command }));
  });
  // Not made anew with every picture that is chosen.
  useCommands(() => list.value);
}
