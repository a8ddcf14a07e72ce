import { createRouter, createWebHistory } from 'vue-router';

/** Where the window is. Its pages are added by main.ts from `routes.ts`, so that pages themselves may import this. */
export const router = createRouter({ history: createWebHistory(), routes: [] });
