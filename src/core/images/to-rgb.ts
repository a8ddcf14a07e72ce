/** Pillow's DIV255: round(value / 255) for 0 <= value <= 255 * 255. */
const divide255 = (value: number): number => {
  const shifted = value + 128;
  return ((shifted >> 8) + shifted) >> 8;
};

/** RGBA → RGB on white, in place: what `Image.paste` with a mask gives in Pillow. */
function compositeOnWhite(data: Uint8Array, pixels: number): void {
  for (let at = 0, to = 0, i = 0; i < pixels; i++, at += 4, to += 3) {
    const alpha = data[at + 3]!;
    if (alpha === 255) {
      data[to] = data[at]!;
      data[to + 1] = data[at + 1]!;
      data[to + 2] = data[at + 2]!;
      continue;
    }
    const white = 255 * (255 - alpha);
    data[to] = divide255(data[at]! * alpha + white);
    data[to + 1] = divide255(data[at + 1]! * alpha + white);
    data[to + 2] = divide255(data[at + 2]! * alpha + white);
  }
}

/** CMYK (0 = no ink) → RGB without a profile, in place: Pillow's `convert('RGB')`. */
function removeInk(data: Uint8Array, pixels: number): void {
  for (let at = 0, to = 0, i = 0; i < pixels; i++, at += 4, to += 3) {
    const light = 255 - data[at + 3]!;
    data[to] = light - divide255(data[at]! * light);
    data[to + 1] = light - divide255(data[at + 1]! * light);
    data[to + 2] = light - divide255(data[at + 2]! * light);
  }
}

function spreadGrey(data: Uint8Array, channels: 1 | 2): Uint8Array {
  const out = new Uint8Array((data.length / channels) * 4);
  for (let at = 0, to = 0; at < data.length; at += channels, to += 4) {
    out.fill(data[at]!, to, to + 3);
    out[to + 3] = channels === 2 ? data[at + 1]! : 255;
  }
  return out;
}

/**
 * 8-bit pixels of `channels` channels (grey, grey + alpha, RGB, RGBA; CMYK when `cmyk`) → RGB. Works in place, so that
 * a large picture does not need its memory twice: the result is the beginning of `data`.
 */
export function toRgb(data: Uint8Array, channels: number, cmyk: boolean): Uint8Array {
  if (channels === 3) return data;
  if (channels === 1 || channels === 2) return toRgb(spreadGrey(data, channels), 4, false);
  const pixels = data.length / 4;
  if (cmyk) removeInk(data, pixels);
  else compositeOnWhite(data, pixels);
  return data.subarray(0, pixels * 3);
}
