/** A template of arXiv 1611.05431, table 2: 1x1 from `channels` to C · d, 3x3 in C groups, 1x1 back; norms left out. */
export interface CardinalityTemplate {
  /** C. */
  readonly cardinality: number;
  /** d. */
  readonly width: number;
  /** Channels that enter and leave. */
  readonly channels: number;
}

export interface CardinalityFigures extends CardinalityTemplate {
  /** Channels of the 3x3: C · d. */
  readonly groupWidth: number;
  readonly parameters: number;
  /** For a feature map of `mapSize` x `mapSize`. */
  readonly multiplyAdds: number;
}

/** Equation 4: C · (256 d + 3 · 3 · d · d + d · 256). */
export const blockParameters = ({ cardinality, width, channels }: CardinalityTemplate): number =>
  cardinality * (channels * width + 9 * width * width + width * channels);

/** Parameters and multiply-adds of a template. Pure. */
export const cardinalityFigures = (template: CardinalityTemplate, mapSize: number): CardinalityFigures => {
  const parameters = blockParameters(template);
  return { ...template, groupWidth: template.cardinality * template.width, parameters, multiplyAdds: parameters * mapSize ** 2 };
};

/** The largest d with which a cardinality has no more parameters than asked; 0 where even one channel a group has. */
export function widthWithin(cardinality: number, channels: number, parameters: number): number {
  const fits = (width: number): boolean => blockParameters({ cardinality, width, channels }) <= parameters;
  // 9 d² + 2 · channels · d = parameters / C
  const root = Math.floor((Math.sqrt(channels ** 2 + (9 * parameters) / cardinality) - channels) / 9);
  return fits(root + 1) ? root + 1 : fits(root) ? root : root - 1;
}

/** d whose cost is nearest to so many parameters, at least 1. */
export function widthOfCost(cardinality: number, channels: number, parameters: number): number {
  const least = Math.max(1, widthWithin(cardinality, channels, parameters));
  const off = (width: number): number => Math.abs(blockParameters({ cardinality, width, channels }) - parameters);
  return off(least + 1) < off(least) ? least + 1 : least;
}

/** d of the same cost, to the nearest parameter, for every cardinality of the paper's table 2. */
export const equalCost = (channels: number, parameters: number): CardinalityTemplate[] =>
  [1, 2, 4, 8, 32].map((cardinality) => ({ cardinality, width: widthOfCost(cardinality, channels, parameters), channels }));
