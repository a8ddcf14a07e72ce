/** The networks that plans could name before they held one whole. */
const stages = (...depths: number[]) => depths.map((blocks, i) => ({ blocks, channels: 64 << i, stride: i === 0 ? 1 : 2 }));
const net = (depths: readonly number[], rest: object) =>
  JSON.stringify({
    stem: 'imagenet',
    stages: stages(...depths),
    block: 'bottleneck',
    groups: 1,
    baseWidth: 64,
    order: 'post',
    shortcut: { same: { kind: 'identity' }, change: 'projection' },
    norm: 'batch',
    dropPath: 0,
    head: { kind: 'linear' },
    stemChannels: 64,
    ...rest,
  });

const basic = { block: 'basic' };
const pre = { order: 'pre' };
const bit = { order: 'pre', norm: 'group' };
const d18 = [2, 2, 2, 2];
const d50 = [3, 4, 6, 3];
const d101 = [3, 4, 23, 3];
const nets: Readonly<Record<string, string>> = {
  resnet18: net(d18, basic),
  resnet34: net(d50, basic),
  resnet50: net(d50, {}),
  resnet101: net(d101, {}),
  resnet152: net([3, 8, 36, 3], {}),
  resnext50_32x4d: net(d50, { groups: 32, baseWidth: 4 }),
  resnext101_32x4d: net(d101, { groups: 32, baseWidth: 4 }),
  resnext101_32x8d: net(d101, { groups: 32, baseWidth: 8 }),
  resnext101_64x4d: net(d101, { groups: 64, baseWidth: 4 }),
  wide_resnet50_2: net(d50, { baseWidth: 128 }),
  wide_resnet101_2: net(d101, { baseWidth: 128 }),
  resnetv2_18: net(d18, { ...basic, ...pre }),
  resnetv2_34: net(d50, { ...basic, ...pre }),
  resnetv2_50: net(d50, pre),
  resnetv2_101: net(d101, pre),
  resnetv2_50x1_bit: net(d50, bit),
  resnetv2_101x1_bit: net(d101, bit),
};

/** Version 7: a plan holds its network and what that starts from, not only names; a run need not start from a backbone. */
export const networksInPlans = /* sql */ `
CREATE TEMP TABLE nets (name TEXT PRIMARY KEY, spec TEXT NOT NULL);
INSERT INTO nets VALUES ${Object.entries(nets)
  .map(([name, spec]) => `('${name}', '${spec}')`)
  .join(',\n')};
UPDATE runs SET plan = json_set(
  json_remove(plan, '$.backbone'),
  '$.net', json((SELECT spec FROM nets WHERE name = json_extract(plan, '$.architecture'))),
  '$.start', json_object('from', 'weights', 'id', json_extract(plan, '$.backbone'), 'sha256', NULL)
) WHERE json_extract(plan, '$.architecture') IN (SELECT name FROM nets);
DROP TABLE nets;

ALTER TABLE runs ADD COLUMN started_from TEXT;
UPDATE runs SET started_from = backbone_id;
ALTER TABLE runs DROP COLUMN backbone_id;
ALTER TABLE runs RENAME COLUMN started_from TO backbone_id;
`;
