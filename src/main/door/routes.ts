/** What a path of the window asks for; the same in both doors. Nothing here names a file on the disk. */
export type Route =
  | { kind: 'call'; methods: readonly ['POST'] }
  | { kind: 'later'; methods: readonly ['GET', 'POST']; ticket: string }
  | { kind: 'upload'; methods: readonly ['POST'] }
  | { kind: 'camera'; methods: readonly ['POST']; dataset: string }
  | { kind: 'export'; methods: typeof reading; id: number }
  | { kind: 'finished-file'; methods: typeof reading; name: string }
  | { kind: 'image'; methods: typeof reading; image: number }
  | { kind: 'sample'; methods: typeof reading; token: string; index: number }
  | { kind: 'renderer'; methods: typeof reading; segments: readonly string[] };

const reading = ['GET', 'HEAD'] as const;

/** Where the contract's calls begin. */
export const callPrefix = '/api';

const numberOf = (text: string): number | null => (/^[1-9]\d{0,14}$|^0$/.test(text) ? Number(text) : null);

/**
 * The route of a URL's path, null where there is none. Segments are decoded one by one and refused where they are no plain name:
 * hidden, `..`, with a slash, a backslash or a control character in whatever encoding.
 */
export function findRoute(pathname: string): Route | null {
  const segments = plainSegments(pathname);
  if (!segments) return null;
  const [first, second, third] = segments;
  if (first === 'api') return apiRoute(segments);
  if (first === 'images') {
    const image = segments.length === 2 ? numberOf(second!) : null;
    return image ? { kind: 'image', methods: reading, image } : null;
  }
  if (first === 'samples') {
    const index = segments.length === 3 ? numberOf(third!) : null;
    return index === null ? null : { kind: 'sample', methods: reading, token: second!, index };
  }
  return { kind: 'renderer', methods: reading, segments };
}

function apiRoute(segments: readonly string[]): Route | null {
  const [, second, third] = segments;
  if (second === 'uploads') return segments.length === 2 ? { kind: 'upload', methods: ['POST'] } : null;
  if (second === 'later') return segments.length === 3 ? { kind: 'later', methods: ['GET', 'POST'], ticket: third! } : null;
  if (second === 'files') return segments.length === 3 ? { kind: 'finished-file', methods: reading, name: third! } : null;
  if (segments.length === 4 && second === 'exports' && segments[3] === 'zip') {
    const id = numberOf(third!);
    return id ? { kind: 'export', methods: reading, id } : null;
  }
  if (segments.length === 4 && second === 'datasets' && segments[3] === 'camera') {
    return { kind: 'camera', methods: ['POST'], dataset: third! };
  }
  return segments.length === 3 ? { kind: 'call', methods: ['POST'] } : null;
}

function plainSegments(pathname: string): string[] | null {
  if (!pathname.startsWith('/')) return null;
  if (pathname === '/') return [];
  const segments: string[] = [];
  for (const encoded of pathname.slice(1).split('/')) {
    const segment = decoded(encoded);
    if (segment === null || !isPlainName(segment)) return null;
    segments.push(segment);
  }
  return segments;
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** What a bad one decodes to once more is refused too, for whatever stands behind and decodes again. */
const isPlainName = (segment: string): boolean =>
  // eslint-disable-next-line no-control-regex
  segment !== '' && segment.length <= 255 && !segment.startsWith('.') && !/[/\\%:\u0000-\u001f\u007f]/.test(segment);
