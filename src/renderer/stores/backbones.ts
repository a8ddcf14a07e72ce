import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import type { BackboneCard, DownloadState } from '../../shared/contract/backbone-calls.ts';
import type { StudioEvent } from '../../shared/contract/events.ts';
import { studio } from '../api/client.ts';
import { useLoading } from './loading.ts';

/** The catalogue of base models and what is being downloaded of it; nothing is asked for before somebody wants it (`want`). */
export const useBackbones = defineStore('backbones', () => {
  /** Null until they came. */
  const cards = shallowRef<BackboneCard[] | null>(null);
  /** Newest state of each download, by backbone. */
  const downloads = shallowReactive(new Map<string, DownloadState>());
  let isWanted = false;
  const { isLoading, error, load } = useLoading(async () => {
    isWanted = true;
    cards.value = await studio.backbones.list();
    downloads.clear();
    for (const card of cards.value) if (card.download) downloads.set(card.id, card.download);
  });

  /** Asks once; from then on the cards follow what happens. */
  function want(): void {
    if (!isWanted) void load();
  }

  const cardOf = (id: string): BackboneCard | null => cards.value?.find((card) => card.id === id) ?? null;

  function put(download: DownloadState): void {
    const before = downloads.get(download.backbone)?.state;
    downloads.set(download.backbone, download);
    if (isWanted && download.state === 'done' && before !== 'done') void load();
  }

  function apply(event: StudioEvent): void {
    if (event.type === 'reset' || event.type === 'backbones') {
      if (isWanted) void load();
    } else if (event.type === 'download') put(event.download);
  }

  const download = async (backbone: string) => put(await studio.backbones.download({ backbone }));
  const pauseDownload = async (backbone: string) => put(await studio.backbones.pauseDownload({ backbone }));

  return { cards, downloads, isLoading, error, load, want, cardOf, apply, download, pauseDownload };
});
