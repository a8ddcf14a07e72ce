/** A shape as protocol buffers have it; `null` sizes are unknown (-1 on the wire). */
export const shapeMessage = (shape: readonly (number | null)[]) => ({ dim: shape.map((size) => ({ size: size ?? -1 })) });
