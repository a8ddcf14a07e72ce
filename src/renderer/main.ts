import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { connect, onStudioEvent } from './api/connection.ts';
import App from './app/App.vue';
import { i18n } from './locales/i18n.ts';
import { router } from './window/router.ts';
import { routes } from './app/routes.ts';
import { applyEvent } from './stores/apply-event.ts';
import { hearTogether } from './stores/hear-together.ts';
import './styles/tokens.css';
import './styles/base.css';

if (location.pathname === '/recovery') void showRecovery();
else showStudio();

function showStudio(): void {
  const app = createApp(App);
  app.use(createPinia());
  app.use(i18n);
  for (const route of routes) router.addRoute(route);
  app.use(router);
  app.config.errorHandler = (error) => reportError(error);
  app.runWithContext(() => onStudioEvent(hearTogether(applyEvent)));
  app.mount('#app');
  connect();
}

/** Where the program could not open its database it answers this page alone. */
async function showRecovery(): Promise<void> {
  const { default: RecoveryPage } = await import('./app/RecoveryPage.vue');
  createApp(RecoveryPage).use(createPinia()).use(i18n).mount('#app');
}
