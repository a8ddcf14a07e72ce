/** Version 5: folders may say no classes at all. SQLite cannot widen a CHECK, so the column is made anew. */
export const layoutNone = /* sql */ `
ALTER TABLE datasets ADD COLUMN layout_next TEXT CHECK (layout_next IN ('sides', 'classes', 'inner', 'none'));
UPDATE datasets SET layout_next = layout;
ALTER TABLE datasets DROP COLUMN layout;
ALTER TABLE datasets RENAME COLUMN layout_next TO layout;
`;
