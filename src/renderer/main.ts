import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { connect, onStudioEvent } from './api/connection.ts';
import App from './app/App.vue';
import { i18n } from './app/i18n.ts';
import { router } from './app/router.ts';
import { applyEvent } from './stores/apply-event.ts';
import './styles/tokens.css';
import './styles/base.css';

const app = createApp(App);
app.use(createPinia());
app.use(i18n);
app.use(router);
app.config.errorHandler = (error) => reportError(error);
app.runWithContext(() => onStudioEvent(applyEvent));
app.mount('#app');
connect();
