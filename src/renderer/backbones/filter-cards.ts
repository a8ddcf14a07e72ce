import type { BackboneCard } from '../../shared/contract/backbone-calls.ts';

export interface CardFilter {
  search: string;
  /** `all` or a family's name. */
  family: string;
  onDiskOnly: boolean;
  sort: 'size' | 'accuracy' | 'name';
}

/** Cards that match, what is on this computer first. Words of the search may stand in any order. */
export function filterCards(cards: readonly BackboneCard[], { search, family, onDiskOnly, sort }: CardFilter): BackboneCard[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (card: BackboneCard) => `${card.id} ${card.family} ${card.architecture ?? ''} ${card.licence}`.toLowerCase();
  const order: Record<CardFilter['sort'], (a: BackboneCard, b: BackboneCard) => number> = {
    size: (a, b) => a.sizeBytes - b.sizeBytes,
    accuracy: (a, b) => (b.accuracy ?? -1) - (a.accuracy ?? -1),
    name: (a, b) => a.id.localeCompare(b.id),
  };
  return cards
    .filter((card) => family === 'all' || card.family === family)
    .filter((card) => !onDiskOnly || card.onDisk)
    .filter((card) => words.every((word) => text(card).includes(word)))
    .toSorted((a, b) => Number(b.onDisk) - Number(a.onDisk) || order[sort](a, b));
}

export const familiesOf = (cards: readonly BackboneCard[]): string[] => [...new Set(cards.map((card) => card.family))];
