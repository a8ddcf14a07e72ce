import type { RouteRecordRaw } from 'vue-router';
import { projectTabs } from './tab-states.ts';
import type { ProjectTab } from './tab-states.ts';

const pages: Record<ProjectTab, () => Promise<unknown>> = {
  data: () => import('../pages/data/DataPage.vue'),
  model: () => import('../pages/model/ModelPage.vue'),
  train: () => import('../pages/train/TrainPage.vue'),
  evaluate: () => import('../pages/evaluate/EvaluatePage.vue'),
  use: () => import('../pages/use/UsePage.vue'),
};

/** Pages come when they are first shown. A page's own state that a link should keep goes into the query (`?run=7`). */
export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'start', component: () => import('../pages/start/StartPage.vue') },
  {
    path: '/projects/:dataset',
    component: () => import('./ProjectFrame.vue'),
    props: true,
    redirect: (to) => ({ name: 'data', params: to.params }),
    children: [
      ...projectTabs.map((tab) => ({ path: tab, name: tab, component: pages[tab], props: true })),
      { path: 'studies', name: 'studies', component: () => import('../pages/studies/StudiesPage.vue'), props: true },
    ],
  },
  { path: '/models', name: 'models', component: () => import('../pages/models/ModelsPage.vue') },
  { path: '/settings', name: 'settings', component: () => import('../pages/settings/SettingsPage.vue') },
  { path: '/:rest(.*)*', redirect: '/' },
];
