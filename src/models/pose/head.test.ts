import { expect, test } from 'vitest';
import { JOINTS, type Joint, type Pose } from './decode.ts';
import { headOf } from './head.ts';

const hidden: Joint = { x: 0, y: 0, score: 0.05 };
const pose = (joints: Partial<Pose>): Pose => ({
  ...(Object.fromEntries(JOINTS.map((name) => [name, hidden])) as Pose),
  ...joints,
});
const at = (x: number, y: number, score = 0.5): Joint => ({ x, y, score });

test('the head is about its joints, as large as the shoulders are away', () => {
  const head = headOf(
    pose({ leftEar: at(110, 50), nose: at(90, 50), leftShoulder: at(120, 90), rightShoulder: at(80, 90) }),
  );
  expect(head).toEqual({ x: 60, y: 10, width: 80, height: 80 });
  // In profile one ear and one shoulder say it too.
  expect(headOf(pose({ leftEar: at(100, 50), leftShoulder: at(100, 80) }))).toMatchObject({ width: 60 });
});

test('joints far apart belong to a large head', () => {
  const head = headOf(
    pose({ leftEar: at(160, 50), rightEar: at(40, 50), nose: at(100, 50), leftShoulder: at(100, 70) }),
  );
  expect(head).toMatchObject({ x: -20, width: 240 });
});

test.each([
  ['no shoulders', { nose: at(90, 50) }],
  ['no head', { leftShoulder: at(120, 90) }],
  ['too doubtful a head', { nose: at(90, 50, 0.29), leftShoulder: at(120, 90) }],
  ['a head below the shoulders', { nose: at(90, 150), leftShoulder: at(120, 90) }],
] as const)('%s: nothing is said', (_, joints) => {
  expect(headOf(pose(joints))).toBeNull();
});
