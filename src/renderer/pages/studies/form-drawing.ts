import type { FormsResult } from '../../../shared/forms-result.ts';

export type BlockForm = FormsResult['forms'][number]['form'];

/** Boxes with a line of text, lines with an arrow at their end, additions, dots for paths that are not drawn; in units of the picture. */
export interface FormPicture {
  readonly boxes: readonly { readonly x: number; readonly y: number; readonly width: number; readonly text: string }[];
  readonly lines: readonly string[];
  readonly sums: readonly { readonly x: number; readonly y: number }[];
  readonly dots: readonly { readonly x: number; readonly y: number }[];
}

export const formPictureSize = { width: 244, height: 262, boxHeight: 24 } as const;
const { boxHeight } = formPictureSize;
const [fork, end, centre, side] = [22, 246, 104, 226];
const rows = [36, 78, 120, 162] as const;
const radius = 8;

/**
 * A block of C groups of d channels between 256 as one of its forms (arXiv 1611.05431, figure 3): of many paths the first and the last.
 * `words` says what is joined, and how many groups there are. Pure.
 */
export function formPicture(form: BlockForm, cardinality: number, width: number, words: { readonly joined: string; readonly groups: string }): FormPicture {
  const boxes: FormPicture['boxes'][number][] = [];
  const lines: string[] = [];
  const inner = cardinality * width;
  const isWide = form === 'grouped';
  const columns = isWide || cardinality === 1 ? [centre] : [48, 160];
  const boxWidth = isWide ? 168 : 88;
  const last = form === 'paths' ? 206 : 224;

  /** Boxes under one another from the fork, and where the line below them begins. */
  function stack(x: number, texts: readonly string[]): number {
    texts.forEach((text, row) => {
      const y = rows[row]!;
      lines.push(row === 0 ? `M${centre} ${fork}H${x}V${y}` : `M${x} ${rows[row - 1]! + boxHeight}V${y}`);
      boxes.push({ x: x - boxWidth / 2, y, width: boxWidth, text });
    });
    return rows[texts.length - 1]! + boxHeight;
  }
  const path = [`256, 1×1, ${width}`, `${width}, 3×3, ${width}`, `${width}, 1×1, 256`];
  const texts = isWide ? [`256, 1×1, ${inner}`, `${inner}, 3×3, ${inner}${cardinality > 1 ? `, ${words.groups}` : ''}`, `${inner}, 1×1, 256`] : form === 'paths' ? path : path.slice(0, 2);
  let from = 0;
  for (const x of columns) from = stack(x, texts);

  const sums = [{ x: centre, y: last }];
  if (form === 'concatenated') {
    for (const x of columns) lines.push(`M${x} ${from}V${rows[2]}`);
    boxes.push({ x: 4, y: rows[2], width: 200, text: words.joined }, { x: 20, y: rows[3], width: 168, text: `${inner}, 1×1, 256` });
    lines.push(`M${centre} ${rows[2] + boxHeight}V${rows[3]}`, `M${centre} ${rows[3] + boxHeight}V${last - radius}`);
  } else if (columns.length === 1) {
    lines.push(`M${centre} ${from}V${last - radius}`);
  } else {
    for (const x of columns) lines.push(`M${x} ${from}V174L${x < centre ? centre - radius : centre + radius} 174`);
    sums.unshift({ x: centre, y: 174 });
    lines.push(`M${centre} ${174 + radius}V${last - radius}`);
  }
  lines.push(`M${centre} ${fork}H${side}V${last}H${centre + radius}`, `M${centre} ${last + radius}V${end}`);
  const dots = cardinality > 2 && columns.length > 1 ? [-6, 0, 6].map((by) => ({ x: centre + by, y: rows[0] + boxHeight / 2 })) : [];
  return { boxes, lines, sums, dots };
}

/** Of each form: C paths of three, C of two and one that joins them, three. */
export const convolutionsOf = (form: BlockForm, cardinality: number): number => ({ paths: 3 * cardinality, concatenated: 2 * cardinality + 1, grouped: 3 })[form];
