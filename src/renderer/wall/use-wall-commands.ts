import { Eye, EyeOff, Redo2, ScanEye, SquareCheck, SquareDashed, Tag, Undo2, ZoomIn, ZoomOut } from '@lucide/vue';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Command } from '../window/commands.ts';
import { useProject } from '../stores/project.ts';
import { useNetworkView } from '../stores/network-view.ts';
import { useSettings } from '../stores/settings.ts';
import { useClassKeys } from './use-class-keys.ts';
import { useWallLabelling } from './use-wall-labelling.ts';
import { selectAll, selectNone } from './wall-selection.ts';
import type { Wall } from './wall-state.ts';
import { zoomed } from './wall-zoom.ts';

/**
 * What can be done with the pictures of a wall, by keys and from the palette. `labelling` is obeyed by the large view too,
 * `choosing` on the wall alone. Made anew when classes change, not with every picture that is chosen.
 */
export function useWallCommands(wall: Wall) {
  const { t } = useI18n();
  const project = useProject();
  const settings = useSettings();
  const networkView = useNetworkView();
  const { move, exclude, undo, redo } = useWallLabelling(wall);
  const { keys } = useClassKeys();
  const hasChosen = () => wall.selection.count > 0;

  const labelling = computed((): Command[] => [
    ...[...keys.value].map(([name, key]) => ({
      id: `wall-move-${key}`,
      label: t('wall.moveTo', { label: name }),
      keys: [key],
      icon: Tag,
      isAvailable: hasChosen,
      run: () => move(name),
    })),
    {
      id: 'wall-type',
      label: t('wall.typeClass'),
      keys: ['c'],
      icon: Tag,
      isAvailable: hasChosen,
      run: () => (wall.isPickerOpen = true),
    },
    {
      id: 'wall-exclude',
      label: t('wall.exclude'),
      keys: ['x', 'Delete'],
      icon: EyeOff,
      isAvailable: hasChosen,
      run: exclude,
    },
    {
      id: 'wall-undo',
      label: t('common.undo'),
      keys: ['Ctrl+Z'],
      icon: Undo2,
      isAvailable: () => project.view?.canUndo ?? false,
      run: undo,
    },
    {
      id: 'wall-redo',
      label: t('common.redo'),
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      icon: Redo2,
      isAvailable: () => project.view?.canRedo ?? false,
      run: redo,
    },
    {
      id: 'wall-seen',
      label: t('wall.seen.toggle'),
      keys: ['v'],
      icon: ScanEye,
      run: () => (networkView.isOn = !networkView.isOn),
    },
  ]);

  const choosing = computed((): Command[] => [
    {
      id: 'wall-all',
      label: t('wall.selectAll'),
      keys: ['Ctrl+A'],
      icon: SquareCheck,
      run: () => (wall.selection = selectAll(wall.selection)),
    },
    {
      id: 'wall-none',
      label: t('wall.selectNone'),
      keys: ['Escape'],
      icon: SquareDashed,
      isAvailable: hasChosen,
      run: () => (wall.selection = selectNone(wall.selection)),
    },
    {
      id: 'wall-large',
      label: t('wall.largeView'),
      keys: ['l'],
      icon: Eye,
      isAvailable: () => wall.selection.focus >= 0,
      run: () => (wall.isLargeViewOpen = true),
    },
    {
      id: 'wall-larger',
      label: t('wall.larger'),
      keys: ['+', '='],
      icon: ZoomIn,
      run: () => (settings.thumbnailSize = zoomed(settings.thumbnailSize, 1)),
    },
    {
      id: 'wall-smaller',
      label: t('wall.smaller'),
      keys: ['-'],
      icon: ZoomOut,
      run: () => (settings.thumbnailSize = zoomed(settings.thumbnailSize, -1)),
    },
  ]);

  return { labelling, choosing };
}
