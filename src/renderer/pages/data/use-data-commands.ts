import { Camera, CircleQuestionMark, Copy, Download, FolderSync, GraduationCap, Group, Lock, Repeat, Search, Sparkles } from '@lucide/vue';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useProject } from '../../stores/project.ts';
import { useCommands } from '../../window/commands.ts';
import { useWallCommands } from '../../wall/use-wall-commands.ts';
import { useWall } from './wall-store.ts';

export interface DataDoings {
  openCamera: () => unknown;
  suggest: () => unknown;
  showCopies: () => unknown;
  showNear: () => unknown;
  showGroups: () => unknown;
  lockTest: () => unknown;
  showSuspects: () => unknown;
  labelNext: () => unknown;
  judgeAgain: () => unknown;
  exportLabels: () => unknown;
  rescan: () => unknown;
  search: () => unknown;
}

/** What can be done on the Data page, by keys and from the palette. */
export function useDataCommands({ openCamera, suggest, showCopies, showNear, showGroups, lockTest, showSuspects, labelNext, judgeAgain, exportLabels, rescan, search }: DataDoings): void {
  const { t } = useI18n();
  const project = useProject();
  const { labelling, choosing } = useWallCommands(useWall());

  const list = computed(() => {
    const group = t('frame.tabs.data');
    const own = [
      { id: 'data-search', label: t('data.searchCommand'), keys: ['/', 'Ctrl+F'], icon: Search, run: search },
      { id: 'data-camera', label: t('data.camera.open'), icon: Camera, run: openCamera },
      { id: 'data-suggest', label: t('data.suggest.open'), keys: ['n'], icon: Sparkles, run: suggest },
      { id: 'data-copies', label: t('data.pairs.title'), icon: Copy, run: showCopies },
      { id: 'data-near', label: t('data.pairs.near.open'), icon: Copy, run: showNear },
      { id: 'data-groups', label: t('data.groups.title'), icon: Group, run: showGroups },
      { id: 'data-lock', label: t('verdict.lock.openTest'), icon: Lock, isAvailable: () => Boolean(project.view?.split.test), run: lockTest },
      { id: 'data-suspects', label: t('data.suspects.open'), icon: CircleQuestionMark, run: showSuspects },
      { id: 'data-next', label: t('labelling.next.open'), icon: GraduationCap, run: labelNext },
      { id: 'data-again', label: t('labelling.again.open'), icon: Repeat, run: judgeAgain },
      { id: 'data-csv', label: t('data.csv'), icon: Download, run: exportLabels },
      { id: 'data-rescan', label: t('data.rescan'), icon: FolderSync, run: rescan },
    ];
    return [...labelling.value, ...choosing.value, ...own].map((command) => ({ group, ...command }));
  });
  useCommands(() => list.value);
}
