/** Characters that a recipe may have, or the manifest of an export of thousands of classes; it stands at the end of a report. */
export const mostRecipeText = 2_000_000;
