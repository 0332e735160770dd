/** Sequences of looks: what is said, when it begins and ends, and that nothing is said on thin evidence. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DESK_CLASSES, NOTHING, restsOnHands, shownLabels } from './classes.ts';
import { addLook, LEAST_DWELL, NEW_TRACK, type Track } from './dwell.ts';
import { evidenceOf, type FaceSeen, type Thing } from './evidence.ts';
import { type HeadPoints, headEvidence, poseOf, swings } from './head.ts';
import { mouthLook } from './mouth.ts';
import { labelsAtOnce, People } from './people.ts';
import { inFrame, looksAt, seenInFrame } from './views.ts';

const FACE: FaceSeen = {
  id: 1,
  box: { x: 300, y: 100, width: 80, height: 100 },
};
/** Of 40 × 60 pixels, its middle so many heights of the face from the face's middle. */
const thing = (label: string, x: number, y: number, score = 0.6): Thing => ({
  label,
  score,
  x: 340 + 100 * x - 20,
  y: 150 + 100 * y - 30,
  width: 40,
  height: 60,
});
const labelsOf = (...things: Thing[]) => [...(evidenceOf([FACE], things)[0]?.keys() ?? [])];

test('where a thing is says what is done with it', () => {
  expect(labelsOf(thing('cell phone', 0.6, 0.1))).toEqual(['phoning']);
  expect(labelsOf(thing('cell phone', 0.2, 1.4))).toEqual(['looking_at_phone']);
  expect(labelsOf(thing('cup', 0.1, 0.5))).toEqual(['drinking']);
  expect(labelsOf(thing('cup', 1.2, 1.5))).toEqual([]);
  expect(labelsOf(thing('sandwich', 0, 0.5))).toEqual(['eating']);
  expect(labelsOf(thing('toothbrush', 0.2, 0.3))).toEqual(['brushing_teeth']);
  expect(labelsOf(thing('book', 0, 1.2))).toEqual(['reading']);
  expect(labelsOf(thing('keyboard', 0, 2))).toEqual(['typing']);
  expect(labelsOf(thing('person', 0, 0.3))).toEqual([]);
});

test('kinds of food count together, a kind once; other things each by itself', () => {
  const eats = (...scores: readonly (readonly [string, number])[]) =>
    evidenceOf(
      [FACE],
      scores.map(([label, score]) => thing(label, 0, 0.5, score)),
    )[0]?.get('eating');
  expect(eats(['sandwich', 0.3])).toBeCloseTo(0.3, 6);
  expect(eats(['sandwich', 0.3], ['sandwich', 0.2])).toBeCloseTo(0.3, 6);
  expect(eats(['sandwich', 0.3], ['pizza', 0.2], ['spoon', 0.2])).toBeCloseTo(1 - 0.7 * 0.8 * 0.8, 6);
  expect(eats(['sandwich', 0.3], ['pizza', 0.14])).toBeCloseTo(0.3, 6);
  const said = (...scores: readonly (readonly [string, number])[]) =>
    labelsAtOnce(
      [FACE],
      { things: scores.map(([label, score]) => thing(label, 0, 0.5, score)), heads: [], joints: null },
      shownLabels(false),
    )[0]?.label;
  expect(said(['sandwich', 0.3], ['pizza', 0.2], ['spoon', 0.2])).toBe('eating');
  expect(said(['sandwich', 0.3], ['pizza', 0.2])).toBe(NOTHING);
  const drinks = evidenceOf([FACE], [thing('cup', 0, 0.5, 0.4), thing('bottle', 0, 0.5, 0.35)])[0];
  expect(drinks?.get('drinking')).toBe(0.4);
});

test('a thing belongs to the nearest face, and to nobody when all are far', () => {
  const other: FaceSeen = { ...FACE, id: 2, box: { ...FACE.box, x: 480 } };
  const near = thing('cell phone', 1.3, 0.1);
  const [first, second] = evidenceOf([FACE, other], [near]);
  expect([...(first ?? [])]).toEqual([]);
  expect([...(second ?? [])]).toEqual([['phoning', 0.6]]);
  expect(labelsOf(thing('cell phone', 5, 0))).toEqual([]);
});

const run = (looks: readonly { at: number; label?: string; score?: number }[]) => {
  let track: Track = NEW_TRACK;
  return looks.map(({ at, label, score = 0.6 }) => {
    track = addLook(track, new Map(label ? [[label, score]] : []), at);
    return track.label;
  });
};
const every = (count: number, label?: (i: number) => string | undefined) =>
  Array.from({ length: count }, (_, i) => ({ at: i / 5, label: label?.(i) })).map(({ at, label }) =>
    label ? { at, label } : { at },
  );

test('a steady scene has one label, thin evidence none', () => {
  const steady = run(every(50, () => 'drinking'));
  expect(steady.slice(0, 2)).toEqual([NOTHING, NOTHING]);
  expect(new Set(steady.slice(3))).toEqual(new Set(['drinking']));
  expect(new Set(run(every(50, (i) => (i % 5 === 0 ? 'drinking' : undefined))))).toEqual(new Set([NOTHING]));
  // Seen in two looks of three, it does not flicker.
  expect(new Set(run(every(50, (i) => (i % 3 === 0 ? undefined : 'drinking'))).slice(5))).toEqual(
    new Set(['drinking']),
  );
});

test('it ends within two seconds and a half of the last sign, and a gap begins anew', () => {
  const looks = [...every(20, () => 'drinking'), ...every(20).map(({ at }) => ({ at: at + 4 }))];
  const labels = run(looks);
  expect(labels[19]).toBe('drinking');
  expect(labels[32]).toBe(NOTHING);
  expect(
    run([
      { at: 0, label: 'drinking' },
      { at: 0.2, label: 'drinking' },
      { at: 9, label: 'drinking' },
    ]),
  ).toEqual([NOTHING, NOTHING, NOTHING]);
});

test('whatever is seen: a label lasts at least its least dwell, and is one of the classes', () => {
  const labels = DESK_CLASSES.map(({ label }) => label);
  const look = fc.record({
    step: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
    label: fc.constantFrom(...labels, undefined),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
      let track: Track = NEW_TRACK;
      let at = 0;
      let began = Number.NEGATIVE_INFINITY;
      for (const { step, label, score } of looks) {
        at += step;
        const before = track.label;
        track = addLook(track, new Map(label ? [[label, score]] : []), at);
        expect([...labels, NOTHING]).toContain(track.label);
        expect(track.score).toBeGreaterThanOrEqual(0);
        expect(track.score).toBeLessThanOrEqual(1);
        if (track.label !== before) {
          expect(at - began).toBeGreaterThanOrEqual(LEAST_DWELL);
          began = at;
        }
      }
    }),
  );
});

const points = (turn: number, tilt: number, roll = 0): HeadPoints => {
  const [c, s] = [Math.cos(roll), Math.sin(roll)];
  const at = (x: number, y: number) => ({ x: 100 + x * c - y * s, y: 100 + x * s + y * c });
  return {
    rightEye: at(-20, 0),
    leftEye: at(20, 0),
    nose: at(turn * 40, tilt * 44),
    mouth: at(turn * 20, 44),
  };
};

test('the pose does not depend on how the head is tilted to the side', () => {
  for (const roll of [-0.6, 0, 0.4]) {
    const pose = poseOf(points(0.3, 0.6, roll));
    expect(pose?.turn).toBeCloseTo(0.3, 6);
    expect(pose?.tilt).toBeCloseTo(0.6, 6);
  }
  const one = points(0, 0.5);
  expect(poseOf({ ...one, leftEye: one.rightEye })).toBeNull();
});

test('nods, shakes and looking away are told from each other and from keeping still', () => {
  const of = (turn: (t: number) => number, tilt: (t: number) => number) => {
    const evidence = headEvidence(
      Array.from({ length: 11 }, (_, i) => ({ at: i / 5, turn: turn(i / 5), tilt: tilt(i / 5) })),
    );
    return [...evidence].filter(([, score]) => score > 0.5).map(([label]) => label);
  };
  const wave = (size: number) => (t: number) => size * Math.sin(2 * Math.PI * 1.2 * t);
  expect(of(() => 0, wave(0.02))).toEqual([]);
  expect(of(wave(0.02), (t) => 0.5 + wave(0.12)(t))).toEqual(['nodding']);
  expect(of(wave(0.2), (t) => 0.5 + wave(0.03)(t))).toEqual(['shaking_head']);
  expect(
    of(
      () => 0.8,
      () => 0.5,
    ),
  ).toEqual(['looking_away']);
  // Turning away once is no shake.
  expect(
    of(
      (t) => Math.min(0.5, t),
      () => 0.5,
    ),
  ).toEqual([]);
  expect(swings([], 1)).toBe(0);
});

test('the whole picture and the surroundings of a small face are looked at; things come back to where they are', () => {
  const looks = looksAt(640, 480, FACE.box, false);
  expect(looks.map(({ width, height }) => [width, height])).toEqual([
    [256, 192],
    [224, 224],
  ]);
  expect(looksAt(640, 480, { x: 0, y: 0, width: 300, height: 400 }, false)).toHaveLength(1);
  expect(looksAt(480, 640, null, true)).toHaveLength(1);
  // Hands are looked for only where they are asked for, as far as arms reach.
  expect(looksAt(640, 480, FACE.box, true).map(({ sees, width }) => [sees, width])).toEqual([
    ['things', 256],
    ['things', 224],
    ['hands', 192],
  ]);
  for (const look of looks) {
    const scale = look.width / look.part.width;
    const small = {
      label: 'cup',
      score: 0.5,
      x: (320 - look.part.x) * scale,
      y: (140 - look.part.y) * scale,
      width: 40 * scale,
      height: 20 * scale,
    };
    const [back] = inFrame([small], look);
    expect(back?.x).toBeCloseTo(320, 6);
    expect(back?.y).toBeCloseTo(140, 6);
    expect(back?.width).toBeCloseTo(40, 6);
    expect(back?.height).toBeCloseTo(20, 6);
  }
});

test('people have a box and a label each; what is not shown is nothing', () => {
  const face = { id: 7, box: FACE.box };
  const things = [
    thing('cup', 0.1, 0.5),
    { ...thing('person', 0, 1), x: 250, y: 90, width: 200, height: 390 },
  ];
  const about = { width: 640, height: 480, shown: new Set(['drinking']) };
  const people = new People();
  const seen = [0, 0.2, 0.4, 0.6].map(
    (at) => people.add([face], { things, heads: [], joints: null }, { ...about, at })[0],
  );
  expect(seen.map((person) => person?.label)).toEqual([NOTHING, NOTHING, 'drinking', 'drinking']);
  // What is said tells what it rests on; where nothing is said there is nothing to tell.
  const because = 'a cup, bottle or glass at the mouth';
  expect(seen.map((person) => person?.because)).toEqual([undefined, undefined, because, because]);
  expect(seen[3]?.hidden).toBe(true);
  expect(seen[3]?.x).toBeCloseTo(250 / 640, 6);
  expect(seen[3]?.height).toBeCloseTo(390 / 480, 6);
  const other = new People();
  for (const at of [0, 0.2, 0.4, 0.6]) {
    expect(
      other.add([face], { things, heads: [], joints: null }, { ...about, at, shown: new Set() })[0]?.label,
    ).toBe(NOTHING);
  }
  expect(labelsAtOnce([face], { things, heads: [], joints: null }, about.shown)[0]?.label).toBe('drinking');
  expect(labelsAtOnce([face], { things: [], heads: [], joints: null }, about.shown)[0]?.label).toBe(NOTHING);
  // A turned head that is to be seen is looking away, unless something is done; under a mask there is no head.
  const heads = [{ ...FACE.box, score: 0.9, pose: { turn: 0.8, tilt: 0.5 }, mouth: null }];
  const both = new Set(['drinking', 'looking_away']);
  expect(labelsAtOnce([face], { things: [], heads, joints: null }, both)[0]?.label).toBe('looking_away');
  expect(labelsAtOnce([face], { things, heads, joints: null }, both)[0]?.label).toBe('drinking');
  const elsewhere = heads.map((head) => ({ ...head, x: 10 }));
  expect(labelsAtOnce([face], { things: [], heads: elsewhere, joints: null }, both)[0]?.label).toBe(NOTHING);
});

/** One that looks as open as the filter says: the lighter its upper half is, and the darker its lower. */
const mouthOf = (yawn: number | null) =>
  yawn === null
    ? null
    : { yawn, smoke: null, look: Array.from({ length: 100 }, (_, i) => (i < 50 ? 3 * yawn : -3 * yawn)) };

/** What the filter said of mouths that talk, sing and shout, five looks a second, in three clips of the research data: none yawns. */
const TALKING: readonly (readonly number[])[] = [
  [
    0.09, 0.32, 0.4, 0.19, 0.21, 0.18, 0.35, 0.03, 0.11, 0.01, 0.21, 0.05, 0.96, 0.34, 0.99, 0.81, 0.89, 0.91,
    0.61, 0.34, 0.74, 0.52, 1.0, 1.0, 1.0, 1.0, 0.96, 0.17, 0.92, 0.75, 0.52, 0.44, 0.95, 0.9, 0.99,
  ],
  [
    0.19, 0.2, 0.22, 0.8, 0.84, 0.85, 0.76, 0.33, 0.25, 0.23, 0.82, 0.99, 1.0, 1.0, 1.0, 0.86, 0.16, 0.16,
    0.62, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.29, 0.36, 0.35, 0.38, 0.21, 0.26, 0.43, 0.36, 0.46,
  ],
  [
    0.11, 0.73, 0.91, 0.77, 0.74, 0.88, 0.76, 0.12, 0.61, 0.26, 0.17, 0.17, 0.7, 0.98, 0.86, 0.99, 0.92, 0.67,
    0.97, 0.87, 0.15, 0.65, 0.83, 0.95, 0.9, 0.54, 0.82, 0.8, 0.96, 0.9, 0.76, 0.41, 0.72, 0.42,
  ],
];

test('a yawn has to be sure and to last; under a mask there is no mouth to see', () => {
  const face = { id: 1, box: FACE.box };
  const heads = (yawn: number | null) => [
    { ...FACE.box, score: 0.9, pose: { turn: 0, tilt: 0.5 }, mouth: mouthOf(0.1) },
    { ...FACE.box, score: 0.8, pose: { turn: 0, tilt: 0.5 }, mouth: mouthOf(yawn) },
  ];
  const shown = new Set(['yawning']);
  const said = (yawns: readonly (number | null)[], seen = heads) => {
    const people = new People();
    return yawns.map(
      (yawn, i) =>
        people.add(
          [face],
          { things: [], heads: seen(yawn), joints: null },
          { at: i / 5, width: 640, height: 480, shown },
        )[0]?.label,
    );
  };
  const yawn = (looks: number) => Array.from({ length: looks }, () => 0.97);
  expect(said(yawn(8)).at(-1)).toBe(NOTHING);
  expect(said(yawn(9)).at(-1)).toBe('yawning');
  // It ends with the mouth closed, and a look that is not sure does not end it.
  const before = Array.from({ length: 10 }, () => 0.05);
  const all = said([...before, ...yawn(6), 0.85, ...yawn(6), ...before]);
  expect(all.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => NOTHING));
  expect(all[20]).toBe('yawning');
  expect(all.at(-1)).toBe(NOTHING);
  expect(new Set(said(Array.from({ length: 12 }, () => 0.8)))).toEqual(new Set([NOTHING]));
  for (const talk of TALKING) {
    expect(new Set(said(talk))).toEqual(new Set([NOTHING]));
  }
  expect(said(yawn(12), () => []).at(-1)).toBe(NOTHING);
});

test('a mouth that opens and closes again and again talks; one that opens once, trembles or is not seen does not', () => {
  const said = (yawns: readonly (number | null)[]) => {
    const people = new People();
    return yawns.map(
      (yawn, i) =>
        people.add(
          [{ id: 1, box: FACE.box }],
          {
            things: [],
            heads: [{ ...FACE.box, score: 0.9, pose: { turn: 0, tilt: 0.5 }, mouth: mouthOf(yawn) }],
            joints: null,
          },
          { at: i / 5, width: 640, height: 480, shown: new Set(['talking', 'yawning']) },
        )[0]?.label,
    );
  };
  // In the second clip a song's long vowels keep it open for too long.
  for (const talk of [TALKING[0] ?? [], TALKING[2] ?? []]) {
    expect(said(talk)).toContain('talking');
    expect(said([...talk, ...Array.from({ length: 12 }, () => null)]).at(-1)).toBe(NOTHING);
  }
  const grimace = [0.05, 0.1, 0.4, 0.8, 0.97, 0.97, 0.97, 0.95, 0.8, 0.3, 0.1, 0.05, 0.05, 0.05];
  const trembling = Array.from({ length: 25 }, (_, i) => 0.1 + 0.04 * (i % 2));
  const swaying = Array.from({ length: 25 }, (_, i) => (i % 2 ? 0.02 : 0.08));
  for (const silent of [swaying, grimace, trembling, [...trembling, ...trembling.map((one) => one + 0.6)]]) {
    expect(said(silent)).not.toContain('talking');
  }
});

test('smoking is told from a sure look at the mouth; not where nobody looked for it, nor beside food', () => {
  const said = (smoke: number | null, things: Thing[] = []) => {
    const people = new People();
    const mouth = { yawn: 0.1, smoke, look: [] };
    const heads = [{ ...FACE.box, score: 0.9, pose: { turn: 0, tilt: 0.5 }, mouth }];
    const about = { width: 640, height: 480, shown: shownLabels(true) };
    return Array.from(
      { length: 12 },
      (_, i) =>
        people.add([{ id: 1, box: FACE.box }], { things, heads, joints: null }, { ...about, at: i / 5 })[0]
          ?.label,
    ).at(-1);
  };
  expect(said(0.995)).toBe('smoking');
  expect(said(0.97)).toBe(NOTHING);
  expect(said(null)).toBe(NOTHING);
  expect(said(0.995, [thing('sandwich', 0, 0.5)])).toBe('eating');
});

test('a mouth’s look is put by the eyes, and does not depend on how bright it is or how the head is tilted', () => {
  const [side, mouth] = [80, { x: 40, y: 55 }];
  const pictured = (roll: number, bright: number, open: number) => {
    const data = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [(i % side) + 0.5 - mouth.x, Math.floor(i / side) + 0.5 - mouth.y];
      const dark =
        Math.hypot(
          (x * Math.cos(roll) + y * Math.sin(roll)) / 8,
          (y * Math.cos(roll) - x * Math.sin(roll)) / open,
        ) < 1;
      data.fill(bright * (dark ? 0.3 : 1), 4 * i, 4 * i + 3);
    }
    // The eyes' line lies as far above the mouth as the eyes are from each other, about.
    const eye = (across: number) => ({
      x: mouth.x + across * Math.cos(roll) + 22 * Math.sin(roll),
      y: mouth.y + across * Math.sin(roll) - 22 * Math.cos(roll),
    });
    return mouthLook(
      { data, width: side, height: side },
      { rightEye: eye(-10), leftEye: eye(10), nose: mouth, mouth },
    );
  };
  const apart = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
  const closed = pictured(0, 200, 2);
  expect(closed).toHaveLength(100);
  expect(apart(closed, pictured(0, 100, 2))).toBeLessThan(0.05);
  expect(apart(closed, pictured(0.5, 200, 2))).toBeLessThan(0.25);
  expect(apart(closed, pictured(0, 200, 7))).toBeGreaterThan(0.4);
});

test('a mouth counts only where the mode keeps it', () => {
  const looks = looksAt(640, 480, FACE.box, false);
  const head = { ...FACE.box, score: 0.9, pose: { turn: 0, tilt: 0.5 }, mouth: mouthOf(0.95) };
  const yawns = (mode: string) =>
    seenInFrame(looks, [{ things: [], heads: [head], joints: null }], mode).heads.map(
      ({ mouth }) => mouth?.yawn ?? null,
    );
  for (const mode of ['none', 'learned', 'persona']) {
    expect(yawns(mode)).toEqual([0.95]);
  }
  for (const mode of ['mask', 'blur', 'edge', 'one that is not known']) {
    expect(yawns(mode)).toEqual([null]);
  }
});

test('untrusted labels are shown only when all are asked for', () => {
  const trusted = shownLabels(false);
  expect(shownLabels(true).size).toBe(DESK_CLASSES.length);
  expect(restsOnHands(shownLabels(true))).toBe(true);
  // Nothing is loaded for hands unless all is asked for.
  expect(restsOnHands(trusted)).toBe(false);
  expect([...trusted]).toEqual(DESK_CLASSES.filter((one) => one.trusted).map(({ label }) => label));
});
