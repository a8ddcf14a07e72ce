import { configure, fireEvent, within } from '@testing-library/dom';
import { getActivePinia } from 'pinia';
import { vi } from 'vitest';
import { createApp, h, nextTick, shallowRef } from 'vue';
import type { App, Component } from 'vue';
import type { RouteRecordRaw } from 'vue-router';
import { errorDoorActs } from '../components/door-acts.ts';
import TipLayer from '../components/TipLayer.vue';
import { areShortcutsOpen, folderPicker, isPaletteOpen, isSplitOpen } from '../composables/window-state.ts';
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

// Which roles and names there are says enough; the whole page would hide it.
configure({ getElementError: (message) => new Error(message?.split('Ignored nodes')[0]?.slice(0, 4000)) });

let apps: App[] = [];
/** What components threw: thrown on only when Vue is done with it, which otherwise goes on in the middle of the one that broke. */
let failures: unknown[] = [];

function throwFailures(): void {
  const [first] = failures;
  failures = [];
  if (first !== undefined) throw first;
}

/** After each test. @throws what a component threw */
export function closeWindow(): void {
  for (const app of apps) app.unmount();
  apps = [];
  document.body.replaceChildren();
  [isPaletteOpen.value, areShortcutsOpen.value, isSplitOpen.value, folderPicker.value, errorDoorActs.value] = [false, false, false, null, null];
  throwFailures();
}

/** What is on the screen now, asked for as a person would: by role, name, label, words. */
export const screen = () => within(document.body);

const realTimeout = globalThis.setTimeout;

/** Waits until calls were answered and what they changed is drawn; also where a test turns the clock itself. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => realTimeout(resolve));
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
  const app = createApp({ render: () => [h(component as never, given.value, slots as never), h(TipLayer)] });
  app.config.errorHandler = (failure) => failures.push(failure);
  app.use(getActivePinia()!).use(i18n).use(router);
  app.mount(host);
  apps.push(app);
  await settled();
  throwFailures();
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

/** A key, where the keyboard is. */
export async function press(key: string, held: { readonly ctrlKey?: boolean; readonly shiftKey?: boolean } = {}): Promise<void> {
  fireEvent.keyDown(document.activeElement!, { key, ...held });
  await settled();
}

/** After something that is put off: a field that waits for typing to rest, a list that waits for events to rest. */
export async function later(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await settled();
}

/** Gives every element this size, px, as a page would that is laid out. For one test. */
export function laidOut({ width, height }: { width: number; height: number }): void {
  const sizes = { offsetWidth: width, clientWidth: width, offsetHeight: height, clientHeight: height };
  for (const [name, size] of Object.entries(sizes)) {
    vi.spyOn(HTMLElement.prototype, name as 'offsetWidth', 'get').mockReturnValue(size);
  }
  class Observer {
    readonly #tell: ResizeObserverCallback;
    constructor(tell: ResizeObserverCallback) {
      this.#tell = tell;
    }
    observe(target: Element): void {
      const box = [{ inlineSize: width, blockSize: height }];
      const entry = { target, contentRect: { width, height }, borderBoxSize: box, contentBoxSize: box };
      queueMicrotask(() => this.#tell([entry as unknown as ResizeObserverEntry], this as never));
    }
    unobserve(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('ResizeObserver', Observer);
  Object.assign(document.defaultView!, { ResizeObserver: Observer });
}
