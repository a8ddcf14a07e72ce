import type { Colour } from './grounds.ts';
import { boxBlur } from './leaf-sprite.ts';

/** A picture being made: three planes of 0..1 (values outside are cut at the end). */
export interface Canvas {
  width: number;
  height: number;
  planes: [Float32Array, Float32Array, Float32Array];
}

/** A thing to be laid on a canvas: how much of each pixel it covers, and its colour there. */
export interface Layer {
  cover: Float32Array;
  planes: [Float32Array, Float32Array, Float32Array];
}

export function newCanvas(width: number, height: number, colourAt: (x: number, y: number) => Colour): Canvas {
  const canvas: Canvas = { width, height, planes: emptyPlanes(width * height) };
  for (let i = 0; i < width * height; i++) {
    const colour = colourAt(i % width, Math.floor(i / width));
    canvas.planes.forEach((plane, c) => (plane[i] = colour[c]!));
  }
  return canvas;
}

export function newLayer(canvas: Canvas): Layer {
  const pixels = canvas.width * canvas.height;
  return { cover: new Float32Array(pixels), planes: emptyPlanes(pixels) };
}

function emptyPlanes(pixels: number): [Float32Array, Float32Array, Float32Array] {
  return [new Float32Array(pixels), new Float32Array(pixels), new Float32Array(pixels)];
}

/** Darkens what lies below by the layer's blurred shape, moved by (dx, dy) pixels. */
export function castShadow(canvas: Canvas, layer: Layer, dx: number, dy: number, softness: number, strength: number): void {
  const { width, height } = canvas;
  const soft = boxBlur(layer.cover, width, height, softness);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = Math.min(width - 1, Math.max(0, Math.round(x - dx)));
      const fromY = Math.min(height - 1, Math.max(0, Math.round(y - dy)));
      const light = 1 - strength * soft[fromY * width + fromX]!;
      for (const plane of canvas.planes) plane[y * width + x]! *= light;
    }
  }
}

export function layDown(canvas: Canvas, layer: Layer): void {
  canvas.planes.forEach((plane, c) => {
    for (let i = 0; i < plane.length; i++) plane[i]! += (layer.planes[c]![i]! - plane[i]!) * layer.cover[i]!;
  });
}

export function blurCanvas(canvas: Canvas, radius: number): void {
  for (const plane of canvas.planes) plane.set(boxBlur(plane, canvas.width, canvas.height, radius));
}

/** 8-bit RGB, row by row. */
export function toRgb(canvas: Canvas): Uint8Array {
  const data = new Uint8Array(canvas.width * canvas.height * 3);
  canvas.planes.forEach((plane, c) => {
    plane.forEach((value, i) => (data[i * 3 + c] = Math.round(255 * Math.min(1, Math.max(0, value)))));
  });
  return data;
}
