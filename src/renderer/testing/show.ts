import { within } from '@testing-library/dom';
import { getActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { createApp, h, nextTick, shallowRef } from 'vue';
import type { App, Component } from 'vue';
import type { RouteRecordRaw } from 'vue-router';
import { i18n } from '../locales/i18n.ts';
import { router } from '../window/router.ts';
import { routes } from '../app/routes.ts';

const blank = { render: () => null };
/** The window's addresses without its pages: what a test shows it mounts itself. */
const bare = ({ path, name, redirect, children }: RouteRecordRaw): RouteRecordRaw =>
  redirect && !children
    ? { path, redirect }
    : ({ path, name, component: blank, children: children?.map(bare) ?? [] } as RouteRecordRaw);
for (const route of routes) router.addRoute(bare(route));

let apps: App[] = [];

/** After each test. */
export function closeWindow(): void {
  for (const app of apps) app.unmount();
  apps = [];
  document.body.replaceChildren();
}

/** What is on the screen now, asked for as a person would: by role, name, label, words. */
export const screen = () => within(document.body);

/** Waits until calls were answered and what they changed is drawn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve));
    await nextTick();
  }
}

export interface Shown {
  /** Other props, as a parent would give them. */
  set(props: Record<string, unknown>): Promise<void>;
  unmount(): void;
}

/**
 * Mounts a component as the window does, with its real stores, words and addresses; `at` is the address. Events are props (`onChoose`).
 * Stores that a test prepares are those that the component finds.
 */
export async function show(
  component: Component,
  props: Record<string, unknown> = {},
  { at, slots }: { at?: string; slots?: Record<string, unknown> } = {},
): Promise<Shown> {
  if (at !== undefined) await router.replace(at);
  const inspector = document.createElement('div');
  inspector.id = 'inspector';
  const host = document.createElement('div');
  document.body.append(host, inspector);
  const given = shallowRef(props);
  const app = createApp({ render: () => h(TooltipProvider, () => h(component as never, given.value, slots as never)) });
  app.use(getActivePinia()!).use(i18n).use(router);
  app.mount(host);
  apps.push(app);
  await settled();
  return {
    async set(more) {
      given.value = { ...given.value, ...more };
      await settled();
    },
    unmount: () => {
      app.unmount();
      apps = apps.filter((other) => other !== app);
    },
  };
}

/** After something that is put off: a field that waits for typing to rest, a list that waits for events to rest. */
export async function later(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await settled();
}
