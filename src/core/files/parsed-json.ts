/** What a text says, for a schema to judge: null for what is no JSON, where a damaged file must stop nothing. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
