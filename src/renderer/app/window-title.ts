import { watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { visible } from '../../shared/visible.ts';
import { useProject } from '../stores/project.ts';

/** "Weeds · Train – Graft Studio" in the browser's tab and the window's bar: the page by its route's name. Called once, by the frame. */
export function useWindowTitle(): void {
  const { t } = useI18n();
  const route = useRoute();
  const project = useProject();
  watchEffect(() => {
    const page = typeof route.name === 'string' ? t(`${route.name}.title`) : null;
    const name = route.params.dataset ? visible(project.view?.name ?? '') : null;
    const words = [name, page].filter(Boolean).join(' · ');
    document.title = [words, t('frame.appName')].filter(Boolean).join(' – ');
  });
}
