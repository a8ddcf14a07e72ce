import type { Component } from 'vue';

export interface MenuItem {
  id: string;
  label: string;
  run: () => unknown;
  icon?: Component;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  /** A line above it. */
  startsGroup?: boolean;
}
