import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { WireError } from '../errors.ts';
import type { SettingReason } from './plan-view.ts';
import type { TaskState } from './use-calls.ts';

/** What the footer and the settings say of this machine. */
export interface SystemInfo {
  version: string;
  door: 'electron' | 'browser';
  platform: string;
  dataFolder: string;
  engine: { state: 'ready'; version: string; device: string } | { state: 'missing'; error: WireError };
  /** Null until it was measured. */
  precision: { precision: string; reason: SettingReason } | null;
  threads: number;
  freeDiskBytes: number;
  /** Whether `pickFolder` opens a native window; else the folder page is shown. */
  hasNativePicker: boolean;
}

export interface FolderListing {
  folder: string;
  parent: string | null;
  folders: { name: string; folder: string; images: number | null }[];
  /** Pictures that lie directly in it; counting stops at 10,000. */
  images: number;
}

/** What is kept on the disk only to be quick, and is made again when it is needed. */
export interface CacheView {
  sizeBytes: number;
  /** Least recently used first; `backbone`, `cut` and `imageSize` are null where it is not known any more. */
  features: { name: string; sizeBytes: number; lastUsedMs: number; inUse: boolean; backbone: string | null; cut: string | null; imageSize: number | null }[];
  /** The window's small pictures. */
  thumbnails: { files: number; sizeBytes: number };
  /** Adaptations that were tried and not kept. */
  tried: { runs: number; sizeBytes: number };
}

export const systemCalls = {
  info: oc.output(type<SystemInfo>()),
  /** Folders below the user's home (or `--root`) only. */
  listFolder: oc.input(z.strictObject({ folder: z.string().min(1).optional() })).output(type<FolderListing>()),
  /** Electron's native window; null when cancelled. */
  pickFolder: oc.output(type<{ folder: string | null }>()),
  /** Shows a folder of ours (an export) in the file manager; the browser door answers that it cannot. */
  reveal: oc.input(z.strictObject({ folder: z.string().min(1) })).output(type<{ shown: boolean }>()),
  caches: oc.output(type<CacheView>()),
  /** Deletes features, small pictures and tried adaptations; those that a training uses stay, and `inUse` counts them. */
  clearCaches: oc.output(type<{ freedBytes: number; inUse: number }>()),
  setUpEngine: oc.output(type<TaskState>()),
};
