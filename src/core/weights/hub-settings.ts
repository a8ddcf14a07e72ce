import { join, resolve } from 'node:path';
import { homeFolder } from '../files/home-folder.ts';

/** How this user reaches the Hugging Face hub, from the variables that its own tools read. */
export interface HubSettings {
  /** Base address without a slash at the end; `undefined` is the library's own. `HF_ENDPOINT`. */
  readonly endpoint: string | undefined;
  /** `HF_TOKEN`; never logged, sent to `endpoint` only. */
  readonly token: string | undefined;
  /** `HF_HUB_OFFLINE`. */
  readonly offline: boolean;
  /** `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME`/hub or huggingface/hub in the user's cache folder. */
  readonly cacheFolder: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as unset, as in huggingface_hub. */
export function hubSettings(environment: Environment = process.env): HubSettings {
  const value = (name: string) => environment[name]?.trim() || undefined;
  const home = value('HF_HOME') ?? join(value('XDG_CACHE_HOME') ?? join(homeFolder(), '.cache'), 'huggingface');
  const tilde = (path: string) => resolve(path.replace(/^~(?=$|\/)/, homeFolder));
  return {
    endpoint: value('HF_ENDPOINT')?.replace(/\/+$/, ''),
    token: value('HF_TOKEN'),
    offline: /^(1|on|yes|true)$/i.test(value('HF_HUB_OFFLINE') ?? ''),
    cacheFolder: tilde(value('HF_HUB_CACHE') ?? value('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub')),
  };
}
