import { useRoute, useRouter } from 'vue-router';
import type { ImageFilter } from '../../../shared/contract/image-calls.ts';
import { filterFromQuery, queryFromFilter } from './filter-query.ts';

/** The filter lives in the address: Back undoes it, and a link shows the same pictures. */
export function useFilter() {
  const route = useRoute();
  const router = useRouter();

  const current = (): ImageFilter => filterFromQuery(route.query);
  const set = (filter: ImageFilter) => router.replace({ query: queryFromFilter(filter) });
  /** Changes the keys given; `undefined` takes one away. */
  function narrow(keys: { [Key in keyof ImageFilter]: ImageFilter[Key] | undefined }): void {
    const entries = Object.entries({ ...current(), ...keys }).filter(([, value]) => value !== undefined);
    void set(Object.fromEntries(entries) as ImageFilter);
  }
  const clear = () => void set({});

  return { current, narrow, clear };
}
