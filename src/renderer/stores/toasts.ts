import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { StudioCallError } from '../api/call-error.ts';

export interface Toast {
  id: number;
  message: string;
  /** What failed, said instead of `message`. */
  error: StudioCallError | null;
  kind: 'info' | 'done' | 'error';
  /** One thing to do about it, `Undo` most often. */
  action: { label: string; run: () => unknown } | null;
  /** Shown for this long, longer while pointed at; null stays until it is closed. */
  seconds: number | null;
}

/** Short sentences at the foot of the page. Errors that stop what a person does belong in an ErrorCard instead. */
export const useToasts = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([]);
  let nextId = 1;

  function show(message: string, more: Partial<Omit<Toast, 'id' | 'message'>> = {}): number {
    const toast: Toast = {
      id: nextId,
      message,
      error: null,
      kind: 'info',
      action: null,
      seconds: more.kind === 'error' ? null : 6,
      ...more,
    };
    nextId += 1;
    // Nobody reads more than four, one after the other.
    toasts.value = [...toasts.value, toast].slice(-4);
    return toast.id;
  }

  function close(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  return { toasts, show, close };
});
