/** Version 14: keys that a person chose for classes, as JSON `[{"name","key"}]`. */
export const keysOfClassesKept = /* sql */ `ALTER TABLE datasets ADD COLUMN class_keys TEXT NOT NULL DEFAULT '[]';`;
