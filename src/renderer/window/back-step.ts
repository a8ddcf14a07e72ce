import { useI18n } from 'vue-i18n';
import { useProject } from '../stores/project.ts';
import { useNextStep } from './next-step.ts';
import { router } from './router.ts';

/** The next step of a page outside of the projects: back to the one that was open. */
export function useBackStep(state: () => string | null): void {
  const { t } = useI18n();
  const project = useProject();
  useNextStep(() => {
    const said = state();
    if (said === null) return null;
    const { id, view } = project;
    const action =
      id !== null && view
        ? { label: t('next.back.project', { name: view.name }), run: () => router.push({ name: 'data', params: { dataset: id } }) }
        : { label: t('next.back.projects'), run: () => router.push({ name: 'start' }) };
    return { state: said, action };
  });
}
