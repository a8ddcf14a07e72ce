import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { visible } from '../../shared/visible.ts';
import { useProject } from '../stores/project.ts';

const pages = ['start', 'data', 'model', 'train', 'evaluate', 'use', 'models', 'settings'];

/** "Weeds · Train – Graft Studio" in the browser's tab and the window's bar. Called once, by the frame. */
export function useWindowTitle(): void {
  const { t } = useI18n();
  const route = useRoute();
  const project = useProject();
  watchEffect(() => {
    const page = pages.find((name) => name === route.name);
    const name = route.params.dataset ? visible(project.view?.name ?? '') : null;
    const words = [name, page && t(`${page}.title`)].filter(Boolean).join(' · ');
    document.title = [words, t('frame.appName')].filter(Boolean).join(' – ');
  });
}
