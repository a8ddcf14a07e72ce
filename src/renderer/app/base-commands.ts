import {
  BookOpen,
  Boxes,
  ChartNoAxesCombined,
  FlaskConical,
  FolderOpen,
  Images,
  Keyboard,
  LayoutGrid,
  Network,
  PanelRight,
  Rocket,
  Search,
  Settings,
  Sparkles,
  Sun,
  Upload,
} from '@lucide/vue';
import { usePreferredDark } from '@vueuse/core';
import { onScopeDispose } from 'vue';
import type { Component } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { studioCommands } from '../../shared/studio-commands.ts';
import type { StudioCommandId } from '../../shared/studio-commands.ts';
import { electronDoor } from '../api/door.ts';
import { useProject } from '../stores/project.ts';
import { useSettings } from '../stores/settings.ts';
import { useCommands } from '../window/commands.ts';
import { obeyMenu } from '../window/menu-command.ts';
import { askForFolder, openFolder, openSample, telling } from '../window/open-project.ts';
import { router } from '../window/router.ts';
import { areShortcutsOpen, isPaletteOpen } from '../composables/window-state.ts';

interface Doing {
  icon: Component;
  run: () => unknown;
  isAvailable?: () => boolean;
}

/** What each command of src/shared/studio-commands.ts does. Called once, by the frame. */
export function useBaseCommands(): void {
  const { t } = useI18n();
  const route = useRoute();
  const project = useProject();
  const settings = useSettings();
  const prefersDark = usePreferredDark();

  const dataset = () => (typeof route.params.dataset === 'string' ? route.params.dataset : project.id);
  const tab = (name: string, icon: Component): Doing => ({
    icon,
    isAvailable: () => dataset() !== null,
    run: () => router.push({ name, params: { dataset: dataset() ?? '' } }),
  });
  const isDark = () => (settings.theme === 'system' ? prefersDark.value : settings.theme === 'dark');

  // The next step is said and done where it stands (`NextStep`).
  const doings: Record<Exclude<StudioCommandId, 'next-step'>, Doing> = {
    'open-folder': { icon: FolderOpen, run: () => askForFolder() },
    'open-sample': { icon: Sparkles, run: () => telling(openSample) },
    'import-model': { icon: Upload, run: () => router.push({ name: 'models', query: { import: '1' } }) },
    settings: { icon: Settings, run: () => router.push({ name: 'settings' }) },
    'go-projects': { icon: LayoutGrid, run: () => router.push({ name: 'start' }) },
    'go-data': tab('data', Images),
    'go-model': tab('model', Network),
    'go-train': tab('train', Rocket),
    'go-evaluate': tab('evaluate', ChartNoAxesCombined),
    'go-use': tab('use', BookOpen),
    'go-studies': tab('studies', FlaskConical),
    'go-models': { icon: Boxes, run: () => router.push({ name: 'models' }) },
    palette: { icon: Search, run: () => (isPaletteOpen.value = true) },
    inspector: { icon: PanelRight, run: () => (settings.isInspectorOpen = !settings.isInspectorOpen) },
    theme: { icon: Sun, run: () => (settings.theme = isDark() ? 'light' : 'dark') },
    shortcuts: { icon: Keyboard, run: () => (areShortcutsOpen.value = true) },
  };
  useCommands(() => studioCommands.flatMap(({ id, keys }) => (id === 'next-step' ? [] : [{ id, keys, label: t(`commands.${id}`), ...doings[id] }])));

  const stop = electronDoor?.onCommand(obeyMenu);
  if (stop) onScopeDispose(stop);
  const stopFolders = electronDoor?.onFolder((folder) => void telling(() => openFolder(folder)));
  if (stopFolders) onScopeDispose(stopFolders);
}
