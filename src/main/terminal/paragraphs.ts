/** Parts of an answer with an empty line between them; what is null is left out. */
export const paragraphs = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join('\n\n');
