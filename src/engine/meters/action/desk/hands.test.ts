/** Sequences of joints: what hands are said to do. */
import { expect, test } from 'vitest';
import { JOINTS, type Pose } from '../../../../models/pose/decode.ts';
import { shownLabels } from './classes.ts';
import type { FaceSeen, Thing } from './evidence.ts';
import { handEvidence, handsOf } from './hands.ts';
import { People } from './people.ts';

const FACE: FaceSeen = { id: 1, box: { x: 300, y: 100, width: 80, height: 100 } };
/** Of 40 × 60 pixels, before the mouth. */
const atMouth = (label: string, score: number): Thing => ({
  label,
  score,
  x: 330,
  y: 160,
  width: 40,
  height: 60,
});

/** Somebody whose face is FACE; joints that are not given are not to be seen. In heights of the face from its middle. */
const body = (given: Partial<Record<(typeof JOINTS)[number], readonly [number, number]>>): Pose => {
  const all = { leftShoulder: [0.9, 1.4], rightShoulder: [-0.9, 1.4], ...given } as typeof given;
  return Object.fromEntries(
    JOINTS.map((name) => {
      const [x, y] = all[name] ?? [0, 0];
      return [name, { x: 340 + 100 * x, y: 150 + 100 * y, score: all[name] ? 0.7 : 0.05 }];
    }),
  ) as Pose;
};
const handLabels = (poses: readonly Pose[], box = FACE.box) =>
  [...handEvidence(poses.map((pose, i) => handsOf(box, pose, i / 5)))]
    .filter(([, score]) => score >= 0.3)
    .map(([label]) => label);

test('hands wave, are raised, touch hair, or do nothing', () => {
  const still = (pose: Pose) => Array.from({ length: 11 }, () => pose);
  const raised = (x: number) => body({ leftElbow: [1.4, 1], leftWrist: [x, -0.4] });
  expect(handLabels(still(raised(1.6)))).toEqual(['raising_hand']);
  const wave = (hertz: number, size: number) =>
    Array.from({ length: 11 }, (_, i) => raised(1.6 + size * Math.sin((2 * Math.PI * hertz * i) / 5)));
  expect(handLabels(wave(1.2, 0.4))).toEqual(['waving']);
  expect(handLabels(wave(1.2, 0.05))).toEqual(['raising_hand']);
  expect(handLabels(wave(0.3, 0.4))).toEqual(['raising_hand']);
  expect(handLabels(still(body({ rightElbow: [-1.4, 0.8], rightWrist: [-0.7, -0.4] })))).toEqual([
    'touching_hair',
  ]);
  // Hands at a keyboard, at the chin, and those of somebody else.
  expect(handLabels(still(body({ leftElbow: [1.2, 2.2], leftWrist: [0.4, 2.4] })))).toEqual([]);
  expect(handLabels(still(body({ leftElbow: [0.6, 1.9], leftWrist: [0.2, 0.7] })))).toEqual([]);
  expect(handLabels(still(raised(1.6)), { ...FACE.box, x: 0 })).toEqual([]);
  expect(handLabels([])).toEqual([]);
});

/** What is said of somebody whose hands are so for so many looks each, five a second; things are seen all along. */
const saidOfHands = (
  played: readonly (readonly [looks: number, pose: (i: number) => Pose])[],
  things: Thing[] = [],
) => {
  const people = new People();
  const poses = played.flatMap(([looks, pose]) => Array.from({ length: looks }, (_, i) => pose(i)));
  return poses.map(
    (joints, i) =>
      people.add(
        [FACE],
        { things, heads: [], joints },
        { at: i / 5, width: 640, height: 480, shown: shownLabels(true) },
      )[0]?.label,
  );
};
const down = () =>
  body({ leftElbow: [1.2, 2.2], leftWrist: [0.4, 2.4], rightElbow: [-1.2, 2.2], rightWrist: [-0.4, 2.4] });
/** Both hands, or the left alone, so that they end about there. */
const handsAt = (x: number, y: number, both = true) =>
  body({
    leftElbow: [x + 0.45, y + 1.1],
    leftWrist: [x + 0.13, y + 0.33],
    ...(both ? { rightElbow: [-x - 0.45, y + 1.1], rightWrist: [-x - 0.13, y + 0.33] } : {}),
  });

test('glasses are put on or off by hands that come to the sides of the eyes and go', () => {
  for (const both of [true, false]) {
    const eyes = () => handsAt(0.45, -0.1, both);
    expect(
      saidOfHands([
        [10, down],
        [5, eyes],
        [10, down],
      ]),
    ).toContain('glasses');
    // They stay: the head rests on them. They are gone for one look: nobody saw them. They go on to the hair.
    expect(
      saidOfHands([
        [10, down],
        [25, eyes],
      ]),
    ).not.toContain('glasses');
    expect(
      saidOfHands([
        [10, down],
        [6, eyes],
        [1, () => body({})],
        [20, eyes],
        [10, down],
      ]),
    ).not.toContain('glasses');
    const hair = () => handsAt(0.3, -0.7, both);
    expect(
      saidOfHands([
        [10, down],
        [3, eyes],
        [12, hair],
        [10, down],
      ]),
    ).not.toContain('glasses');
  }
});

test('an empty hand that works on the face for a while does make-up; one that rests, holds something or passes by does not', () => {
  const works = (i: number) => handsAt(0.05 + 0.08 * (i % 2), 0.05, false);
  const rests = () => handsAt(0.05, 0.05, false);
  expect(
    saidOfHands([
      [5, down],
      [20, works],
    ]).at(-1),
  ).toBe('make_up');
  expect(
    saidOfHands([
      [5, down],
      [20, rests],
    ]).slice(1),
  ).not.toContain('make_up');
  expect(
    saidOfHands([
      [5, down],
      [20, (i) => handsAt(0.1 + 0.1 * (i % 2), 0.55, false)],
    ]),
  ).not.toContain('make_up');
  expect(
    saidOfHands([
      [10, down],
      [6, works],
      [10, down],
    ]),
  ).not.toContain('make_up');
  expect(
    saidOfHands(
      [
        [5, down],
        [20, works],
      ],
      [atMouth('cup', 0.6)],
    ).at(-1),
  ).toBe('drinking');
  // A telephone is held from beside the face.
  const phones = (i: number) => handsAt(0.3 + 0.08 * (i % 2), 0.05, false);
  expect(
    saidOfHands([
      [5, down],
      [20, phones],
    ]),
  ).not.toContain('make_up');
  const few = [atMouth('sandwich', 0.26)];
  expect(
    new Set(
      saidOfHands(
        [
          [5, down],
          [20, works],
        ],
        few,
      ),
    ),
  ).not.toContain('make_up');
});
