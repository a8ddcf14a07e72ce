-- A database as version 1 of the schema wrote it. Never changed: later programs must open it.
PRAGMA application_id = 1196574292;
PRAGMA user_version = 1;
CREATE TABLE datasets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  root TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL,
  removed_at_ms INTEGER,
  ignored_files INTEGER NOT NULL DEFAULT 0,
  notes TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE dataset_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number > 0),
  fingerprint TEXT NOT NULL,
  val_share REAL NOT NULL,
  test_share REAL NOT NULL,
  split_seed INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (dataset_id, number)
) STRICT;

CREATE TABLE classes (
  version_id INTEGER NOT NULL REFERENCES dataset_versions (id) ON DELETE CASCADE,
  label INTEGER NOT NULL CHECK (label >= 0),
  name TEXT NOT NULL,
  PRIMARY KEY (version_id, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  present INTEGER NOT NULL CHECK (present IN (0, 1)),
  size_bytes INTEGER NOT NULL,
  modified_ms REAL NOT NULL,
  sha256 TEXT,
  width INTEGER,
  height INTEGER,
  perceptual_hash TEXT,
  problem TEXT,
  CHECK (problem IS NOT NULL OR (sha256 IS NOT NULL AND width > 0 AND height > 0))
) STRICT;
CREATE UNIQUE INDEX images_present ON images (dataset_id, path) WHERE present = 1;
CREATE INDEX images_content ON images (dataset_id, path, sha256);

CREATE TABLE version_images (
  version_id INTEGER NOT NULL REFERENCES dataset_versions (id) ON DELETE CASCADE,
  image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
  label INTEGER NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'val', 'test')),
  PRIMARY KEY (version_id, image_id),
  FOREIGN KEY (version_id, label) REFERENCES classes (version_id, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_images_image ON version_images (image_id);
CREATE INDEX version_images_label ON version_images (version_id, label);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT,
  dataset_version_id INTEGER NOT NULL REFERENCES dataset_versions (id),
  backbone_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
  spec TEXT NOT NULL,
  plan TEXT,
  created_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  finished_at_ms INTEGER,
  seconds REAL,
  images_per_second REAL,
  peak_memory_bytes INTEGER,
  best_epoch INTEGER,
  error TEXT,
  metrics TEXT,
  attestation TEXT
) STRICT;
CREATE INDEX runs_version ON runs (dataset_version_id);

CREATE TABLE epochs (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  phase TEXT NOT NULL,
  train_loss REAL NOT NULL,
  train_accuracy REAL NOT NULL,
  valid_loss REAL NOT NULL,
  valid_accuracy REAL NOT NULL,
  learning_rate REAL NOT NULL,
  images_per_second REAL NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  dataset_version_id INTEGER REFERENCES dataset_versions (id),
  folder TEXT,
  split TEXT NOT NULL CHECK (split IN ('train', 'val', 'test', 'all')),
  metrics TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CHECK ((dataset_version_id IS NULL) <> (folder IS NULL))
) STRICT;
CREATE INDEX evaluations_run ON evaluations (run_id);
CREATE INDEX evaluations_version ON evaluations (dataset_version_id);

CREATE TABLE predictions (
  id INTEGER PRIMARY KEY,
  evaluation_id INTEGER NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
  image_id INTEGER REFERENCES images (id),
  file TEXT NOT NULL,
  label INTEGER,
  predicted INTEGER NOT NULL,
  probabilities BLOB NOT NULL,
  UNIQUE (evaluation_id, file)
) STRICT;
CREATE INDEX predictions_image ON predictions (image_id);

CREATE TABLE exports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  format TEXT NOT NULL,
  folder TEXT NOT NULL,
  receipt TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX exports_run ON exports (run_id);

CREATE TABLE trainer_lock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pid INTEGER NOT NULL,
  process_token TEXT NOT NULL,
  run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
  acquired_at_ms INTEGER NOT NULL
) STRICT;

INSERT INTO datasets VALUES ('weeds', 'Weeds', '/pictures/weeds', 1780000000000, NULL, 2, '["Left out: 1 image lies in no class folder, such as \"x.png\"."]');
INSERT INTO dataset_versions VALUES (1, 'weeds', 1, 'abababababababababababababababababababababababababababababababab', 0.2, 0, 0, 1780000000000);
INSERT INTO classes VALUES (1, 0, 'dock'), (1, 1, 'thistle');
INSERT INTO images VALUES (1, 'weeds', 'dock/1.jpg', 1, 1000, 1.5, '0101010101010101010101010101010101010101010101010101010101010101', 64, 48, NULL, NULL);
INSERT INTO images VALUES (2, 'weeds', 'thistle/1.jpg', 1, 1001, 2.5, '0202020202020202020202020202020202020202020202020202020202020202', 64, 48, NULL, NULL);
INSERT INTO images VALUES (3, 'weeds', 'thistle/bad.jpg', 1, 0, 3.5, NULL, NULL, NULL, NULL, 'the file is empty');
INSERT INTO version_images VALUES (1, 1, 0, 'train'), (1, 2, 1, 'val');
INSERT INTO runs VALUES (1, 'first', 1, 'starter', 'done', '{"epochs":1}', NULL, 1780000000000, 1780000001000, 1780000002000, 1, 20.5, 1000000, 1, NULL, '{"valAccuracy":1,"valLoss":0.1,"valMacroF1":1}', '{"tensors":60,"changed":0}');
INSERT INTO epochs VALUES (1, 1, 'head', 0.5, 0.9, 0.1, 1, 0.001, 20.5, 1);
INSERT INTO evaluations VALUES (1, 1, 1, NULL, 'val', '{}', 1780000002000);
INSERT INTO predictions VALUES (1, 1, 2, 'thistle/1.jpg', 1, 1, x'000000000000803F');
INSERT INTO exports VALUES (1, 1, 'onnx', '/exports/1-onnx', '{"images":1,"maxAbsDiff":0,"top1Agreement":1}', 1780000003000);
