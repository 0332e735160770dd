/**
 * The real face detector in a real worker, on real faces: the cases that must not be missed, each by its name. "Covered"
 * means by the covers that the engine draws by default, against boxes that were set by eye.
 */
import type { Page } from '@playwright/test';
import { box, type FramePx, point, type Rectangle } from '../src/base/geometry.ts';
import { CREDIBLE_SCORE, type VerifiedDetection } from '../src/engine/face.ts';
import { bodyAt } from '../src/engine/track/bodies.ts';
import { photograph } from '../testing/scenes/photograph.ts';
import { sceneAt } from '../testing/scenes/scenarios.ts';
import { atBorder, crowdOf, facesOf, type Person, type Scene } from '../testing/scenes/scene.ts';
import { drawable, installStage, type Stage } from '../testing/scenes/stage.ts';
import type { DetectHarness, Look, LookAnswer } from './harness/detect.ts';
import { coveredShare, isAbout } from './support/coverage.ts';
import { expect, test } from './support/test.ts';

/** Faces that look more or less into the camera. */
const FRONTAL = [6, 7, 8, 18, 19, 20, 21, 16] as const;

let page: Page;

test.beforeAll(async ({ browser }, info) => {
  // Loading the network takes longer than looking at a picture; the tests share one detector.
  page = await (await browser.newContext({ baseURL: info.project.use.baseURL })).newPage();
  await page.goto('/e2e/harness/detect.html');
  await installStage(page);
  await page.evaluate(() => (globalThis as unknown as { detectHarness: DetectHarness }).detectHarness.ready);
});

test.afterAll(async () => {
  await page?.context().close();
});

function look(scene: Scene, how: Look = { effort: 'thorough' }): Promise<LookAnswer> {
  return page.evaluate(
    ([drawn, how]) => {
      const { guiseStage, detectHarness } = globalThis as unknown as {
        guiseStage: Stage;
        detectHarness: DetectHarness;
      };
      return detectHarness.look(guiseStage.draw(drawn), how);
    },
    [drawable(scene), how] as const,
  );
}

/** Fainter finds only go on with a face that was followed. */
function isNew({ score }: VerifiedDetection): boolean {
  return score >= 0.3;
}

/** Every face of the scene is covered, to the given share of its visible part. */
async function expectCovered(
  scene: Scene,
  share = 0.99,
  how: Look = { effort: 'thorough' },
): Promise<LookAnswer> {
  const answer = await look(scene, how);
  for (const face of facesOf(scene)) {
    const { people, ...rest } = scene;
    expect(
      coveredShare(face, answer.detections, scene),
      `face ${people[face.person]?.face} of ${JSON.stringify({ ...rest, ...people[face.person] })}`,
    ).toBeGreaterThanOrEqual(share);
  }
  return answer;
}

function portrait(person: Partial<Person> & { face: number }, rest: Partial<Scene> = {}): Scene {
  return {
    width: 640,
    height: 480,
    background: person.face,
    people: [{ x: 320, y: 230, height: 110, ...person }],
    ...rest,
  };
}

for (const effort of ['live', 'thorough'] as const) {
  test(`all 22 faces of the six photographs are covered and confirmed, and hardly anything else, ${effort}`, async () => {
    for (const width of [1280, 640]) {
      let ghosts = 0;
      for (let photo = 1; photo <= 6; photo++) {
        const scene = photograph(photo, width);
        const { detections } = await look(scene, { effort });
        const faces = facesOf(scene);
        for (const face of faces) {
          const which = `photograph ${photo}, face ${face.person}, ${width} px`;
          expect(coveredShare(face, detections, scene), which).toBeGreaterThanOrEqual(0.99);
          expect(
            detections.some((d) => d.verdict === 'confirmed' && isAbout(d, face)),
            which,
          ).toBe(true);
        }
        ghosts += detections.filter((d) => isNew(d) && !faces.some((face) => isAbout(d, face))).length;
      }
      expect(ghosts).toBeLessThanOrEqual(2);
    }
  });
}

/** A part of a photograph, in its pixels. */
type Part = readonly [x: number, y: number, width: number, height: number];

/** What the detector says of a photograph whose faces are painted over. Without `part`: of all of it. */
function askPainted<T extends LookAnswer | readonly Rectangle[]>(
  scene: Scene,
  look: Look | 'bodies',
  part: Part = [0, 0, scene.width, scene.height],
): Promise<T> {
  return page.evaluate(
    ([drawn, hidden, look, [left, top, width, height]]) => {
      const { guiseStage, detectHarness } = globalThis as unknown as {
        guiseStage: Stage;
        detectHarness: DetectHarness;
      };
      const picture = new OffscreenCanvas(width, height);
      const context = picture.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.translate(-left, -top);
      context.drawImage(guiseStage.draw(drawn), 0, 0);
      context.fillStyle = '#4a3629';
      for (const { x, y, width, height } of hidden) {
        context.beginPath();
        context.ellipse(x, y - 0.16 * height, 0.86 * width, 0.96 * height, 0, 0, 7);
        context.fill();
      }
      return (
        look === 'bodies' ? detectHarness.bodies(picture) : detectHarness.look(picture, look)
      ) as Promise<T>;
    },
    [drawable(scene), facesOf(scene), look, part] as const,
  );
}

test("22 people whose faces are painted over have them where their bodies' heads must be", async () => {
  const missed: string[] = [];
  for (let photo = 1; photo <= 6; photo++) {
    const scene = photograph(photo, 640);
    const bodies = await askPainted<readonly Rectangle[]>(scene, 'bodies');
    const boxes = bodies.map(({ x, y, width, height }) => box<FramePx>(x, y, width, height));
    const bare = facesOf(scene).filter(
      ({ x, y, height }) => !bodyAt({ at: point(x, y), height: 1.3 * height }, boxes),
    );
    missed.push(...bare.map(({ person }) => `${photo}.${person}`));
  }
  expect(missed).toEqual([]);
});

const HEADS = { effort: 'live', heads: 'wait' } as const;

/** Who can be cut out of a photograph alone: so many face widths wide, from so far above the face's middle, so many heights high. */
for (const [photo, person, wide, up, high] of [
  [3, 0, 2, 1.8, 6],
  [4, 3, 2.8, 1.4, 6],
  [6, 0, 3.2, 1.4, 5],
  [2, 2, 2.8, 1.8, 6],
] as const) {
  test(`photograph ${photo}, person ${person + 1}: the head of one who is alone and shows no face is found`, async () => {
    const scene = photograph(photo, 1280);
    const face = facesOf(scene)[person] as ReturnType<typeof facesOf>[number];
    const [x, y] = [Math.round(face.x - (wide / 2) * face.width), Math.round(face.y - up * face.height)];
    const part: Part = [x, y, Math.round(wide * face.width), Math.round(high * face.height)];
    const { detections } = await askPainted<LookAnswer>(scene, HEADS, part);
    const [head, ...others] = detections.filter(({ isHead }) => isHead);
    expect(others).toEqual([]);
    expect(head?.verdict).toBe('uncertain');
    const { box } = head as VerifiedDetection;
    expect(box.x + x).toBeLessThan(face.x - 0.4 * face.width);
    expect(box.x + box.width + x).toBeGreaterThan(face.x + 0.4 * face.width);
    expect(box.y + y).toBeLessThan(face.y - 0.4 * face.height);
    expect(box.y + box.height + y).toBeGreaterThan(face.y + 0.4 * face.height);
  });
}

test('of a group that shows no face no head is told: somebody might be missed', async () => {
  for (let photo = 1; photo <= 6; photo++) {
    const scene = photograph(photo, 640);
    const { detections } = await askPainted<LookAnswer>(scene, { ...HEADS, confirm: true });
    const { detections: plain } = await askPainted<LookAnswer>(scene, { effort: 'live' });
    expect(detections.filter(({ isHead }) => isHead)).toEqual([]);
    // Nor does anything that is too doubtful to show the picture for become surer.
    const shows = (all: readonly VerifiedDetection[]) =>
      all.filter(({ score }) => score >= CREDIBLE_SCORE).length;
    expect(shows(detections)).toBe(shows(plain));
  }
});

for (const height of [18, 36]) {
  test(`a crowd of sixty faces of ${height} px, brows to chin, in 1280×720: none is bare in any frame`, async () => {
    await expectCovered(crowdOf(height), 0.9, { effort: 'live' });
  });
}

test('upright frontal faces are covered and confirmed by the live passes alone', async () => {
  for (const face of FRONTAL) {
    const scene = portrait({ face });
    const { detections } = await expectCovered(scene, 0.99, { effort: 'live' });
    const [truth] = facesOf(scene);
    expect(detections.some((d) => d.verdict === 'confirmed' && truth && isAbout(d, truth))).toBe(true);
  }
});

test('a VideoFrame is looked at as a picture is', async () => {
  await expectCovered(portrait({ face: 6 }), 0.99, { effort: 'live', asVideoFrame: true });
});

test('sixteen faces at once', async () => {
  for (const time of [0, 3, 5]) {
    await expectCovered(sceneAt('sixteen', { width: 640, height: 480, time, seconds: 8 }), 0.97);
  }
});

for (const [side, x, y] of [
  ['left', 0.12, 230],
  ['right', 640 - 0.12, 230],
  ['top', 320, 0.16],
  ['bottom', 320, 480 - 0.2],
] as const) {
  test(`a face cut by the ${side} border`, async () => {
    for (const face of [6, 18, 20]) {
      const height = 130;
      // So that about two thirds of the face are in the picture.
      const at = { x: inset(x, height), y: inset(y, height) };
      const scene = portrait({ face, height, ...at });
      expect(facesOf(scene)[0]?.visible).toBeGreaterThan(0.55);
      expect(facesOf(scene)[0]?.visible).toBeLessThan(0.85);
      await expectCovered(scene, 0.95);
    }
  });
}

/** How many of these scenes' faces are bare by more than a tenth. */
async function bareOf(scenes: readonly Scene[], effort: Look['effort']): Promise<number> {
  let bare = 0;
  for (const scene of scenes) {
    const { detections } = await look(scene, { effort });
    bare += facesOf(scene).filter((face) => coveredShare(face, detections, scene) < 0.9).length;
  }
  return bare;
}

for (const border of ['left', 'right', 'top', 'bottom'] as const) {
  test(`half in at the ${border} border: all but three of 24 are covered at once`, async () => {
    const scenes = FRONTAL.flatMap((face) => [
      atBorder(border, 0.5, face, 72),
      atBorder(border, 0.5, face, 160),
      atBorder(border, 0.65, face, 110),
    ]);
    expect(await bareOf(scenes, 'live')).toBeLessThanOrEqual(3);
  });
}

/** Fractions are of the face's height, inwards from the border that they lie next to. */
function inset(position: number, height: number): number {
  const border = Math.round(position);
  const inwards = position - border;
  return inwards === 0 ? position : border + inwards * height;
}

for (const roll of [0, 20, 40, 60]) {
  test(`a head rolled by ${roll} degrees, either way`, async () => {
    for (const face of [6, 7, 19, 20]) {
      for (const way of roll === 0 ? [1] : [1, -1]) {
        const scene = portrait({ face, roll: way * roll });
        const { detections } = await expectCovered(scene, 0.97);
        const best = detections.find((d) => isAbout(d, facesOf(scene)[0] as never));
        const off = (((best?.roll ?? 9) * 180) / Math.PI - way * roll + 540) % 360;
        // Of heads that lie the network's points say little: docs/detection.md.
        if (roll <= 45) {
          expect(Math.abs(off - 180), 'the roll, roughly').toBeLessThan(40);
        }
      }
    }
  });
}

// What follows is what is measured, not what is wanted: docs/detection.md, "Where it is weak".

for (const roll of [75, 90]) {
  test(`a head rolled by ${roll} degrees, either way: all but two of eight are covered`, async () => {
    const scenes = [6, 7, 19, 20].flatMap((face) =>
      [1, -1].map((way) => portrait({ face, roll: way * roll })),
    );
    expect(await bareOf(scenes, 'thorough')).toBeLessThanOrEqual(2);
  });
}

for (const [hidden, most] of [
  ['lower', 0],
  ['hand', 0],
  ['upper', 3],
  ['left', 3],
] as const) {
  test(`half hidden, ${hidden}: at most ${most} of four is bare by more than a tenth`, async () => {
    // Of face 20, with her hair over brow and cheek, only a mouth is left then.
    const faces = [6, 7, 18, hidden === 'upper' ? 19 : 20];
    const scenes = faces.map((face) => portrait({ face, hidden }));
    expect(await bareOf(scenes, 'thorough')).toBeLessThanOrEqual(most);
  });
}

test('24 pixels high in 1280×720: seven of eight are covered at once', async () => {
  const scenes = FRONTAL.map((face, index) => ({
    width: 1280,
    height: 720,
    background: index,
    people: [{ face, x: 150 + 140 * index, y: 180 + 50 * index, height: 24 }],
  }));
  expect(await bareOf(scenes, 'live')).toBeLessThanOrEqual(1);
});

test('a close-up that fills the frame', async () => {
  for (const face of [6, 20]) {
    await expectCovered(portrait({ face, height: 420, y: 260 }), 0.97);
  }
});

test('in the dark and in fog', async () => {
  const scenes = [6, 7, 18, 20].flatMap((face) => [
    portrait({ face }, { light: 0.12 }),
    portrait({ face }, { contrast: 0.12 }),
  ]);
  expect(await bareOf(scenes, 'thorough')).toBe(0);
});

test('mirrored, as a selfie camera shows it', async () => {
  for (const face of FRONTAL) {
    await expectCovered(portrait({ face, mirrored: true }), 0.99);
  }
});

test('a profile, and a head turned by half', async () => {
  await expectCovered(portrait({ face: 3 }), 0.9);
  for (const squeeze of [0.8, 0.65]) {
    await expectCovered(portrait({ face: 12, squeeze }), 0.9);
  }
});

test('empty rooms have no confirmed face', async () => {
  const confirmed: number[] = [];
  let ghosts = 0;
  for (let background = 0; background < 40; background++) {
    const { detections } = await look(
      { width: 640, height: 480, background, people: [] },
      { effort: 'live' },
    );
    ghosts += detections.filter(isNew).length;
    if (detections.some((d) => d.verdict === 'confirmed')) {
      confirmed.push(background);
    }
  }
  expect(confirmed).toEqual([]);
  expect(ghosts).toBeLessThanOrEqual(3);
});

test('boxes are boxes: finite, with an area, sorted by score, none beyond reach', async () => {
  const { detections } = await look(sceneAt('group', { width: 640, height: 480, time: 2, seconds: 8 }));
  expect(detections.length).toBeGreaterThanOrEqual(3);
  const scores = detections.map((d) => d.score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  for (const { box, score, roll } of detections) {
    expect([box.x, box.y, box.width, box.height, score, roll].every(Number.isFinite)).toBe(true);
    expect(Math.min(box.width, box.height)).toBeGreaterThan(0);
    expect(score).toBeLessThanOrEqual(1);
  }
});

test('a damaged model is refused with a reason, never used', async ({ browser, watch }, info) => {
  watch.expect(/face-detector-yunet/);
  const context = await browser.newContext({ baseURL: info.project.use.baseURL });
  const other = await context.newPage();
  await context.route(/face-detector-yunet-16bit\.bin/, async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[2000] = (body[2000] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  await other.goto('/e2e/harness/detect.html');
  const why = await other.evaluate(() =>
    (globalThis as unknown as { detectHarness: DetectHarness }).detectHarness.ready.then(
      () => 'ready',
      (error: Error) => error.message,
    ),
  );
  expect(why).toMatch(/face-detector-yunet-16bit\.bin is not the tested one/);
  await context.close();
});
