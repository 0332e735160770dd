/**
 * The mode `learned` with the weights of this build, frame by frame on real faces put together into scenes of which all is known.
 * On WebAssembly; what WebGPU does with small networks is in modifier.spec.ts, the page in learned.spec.ts.
 */
import { sceneAt } from '../testing/scenes/scenarios.ts';
import { facesOf, inEllipse, type Scene, type SceneFace } from '../testing/scenes/scene.ts';
import { alikeShare } from './support/bare.ts';
import type { Picture } from './support/clips.ts';
import { faceSamples, meanDifference } from './support/flicker.ts';
import { look, openStage, PEOPLE, woven } from './support/network-frames.ts';
import { expect, test } from './support/test.ts';

test('no pixel of the frame is in the core of a face, neither at once nor by what is remembered', async ({
  page,
}) => {
  await openStage(page);
  // Larger than the network's picture: what is as fine as a pixel cannot have come through it.
  const scene: Scene = {
    width: 640,
    height: 480,
    people: [{ face: 18, x: 300, y: 260, height: 330, roll: 8 }],
  };
  const [face] = facesOf(scene) as [SceneFace];
  const weave = 12;
  for (let i = 0; i < 4; i++) {
    const { raw, safe, report } = await look(page, scene, { timestamp: i * 33_333, weave });
    expect(report.mode).toBe('learned');
    const inFace = (x: number, y: number) => inEllipse(face, x, y, { x: 0.9, y: 0.9, rise: 0 });
    const outside = (x: number, y: number) => !inEllipse(face, x, y, { x: 2, y: 2, rise: 0 });
    expect(woven(raw, weave, inFace)).toBeGreaterThan(0.8);
    expect(Math.abs(woven(safe, weave, inFace))).toBeLessThan(0.05);
    expect(woven(safe, weave, outside)).toBeGreaterThan(0.8);
  }
});

test('small, large, rolled, overlapping and at the border: every face is another one', async ({ page }) => {
  await openStage(page);
  for (const [i, [name, people]] of Object.entries(PEOPLE).entries()) {
    const scene: Scene = { width: 640, height: 480, people };
    const { raw, safe, report } = await look(page, scene, { timestamp: i, alone: true });
    expect(report, name).toMatchObject({ mode: 'learned', covered: 'faces' });
    for (const face of facesOf(scene)) {
      expect(alikeShare(safe, raw, face, 2), `${name}, person ${face.person}`).toBeLessThan(0.1);
    }
  }
});

/** Share of a face's pixels that are black, as the mask is here. */
function blackShare({ width, height, data }: Picture, face: SceneFace): number {
  let [black, all] = [0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (inEllipse(face, x, y)) {
        const at = (y * width + x) * 4;
        all += 1;
        black += Math.max(...data.subarray(at, at + 3)) < 16 ? 1 : 0;
      }
    }
  }
  return black / all;
}

/** Cut by the upper border through the eyes: found, but not confirmed. */
const DOUBTFUL: readonly Scene['people'][number][] = [
  { face: 3, x: 150, y: 6, height: 150 },
  { face: 4, x: 150, y: 10, height: 120 },
  { face: 6, x: 150, y: 8, height: 130 },
];

test('a face that is not surely one is masked, the one beside it is learned', async ({ page }) => {
  await openStage(page);
  /** Of each doubtful face, how much of it is black. */
  const masked: number[] = [];
  for (const [i, person] of DOUBTFUL.entries()) {
    const scene: Scene = {
      width: 640,
      height: 480,
      people: [person, { face: 20, x: 480, y: 260, height: 170 }],
    };
    const { safe, report } = await look(page, scene, { timestamp: i, alone: true });
    const [doubtful, sure] = facesOf(scene) as [SceneFace, SceneFace];
    expect(report.mode).toBe('learned');
    expect(blackShare(safe, sure)).toBeLessThan(0.2);
    const found = report.faces.filter(
      (cover) => Math.abs(cover.x + cover.width / 2 - doubtful.x) < doubtful.width / 2,
    );
    if (found.length > 0 && found.every(({ verdict }) => verdict === 'uncertain')) {
      masked.push(blackShare(safe, doubtful));
    }
  }
  expect(masked.length).toBeGreaterThan(0);
  expect(Math.min(...masked)).toBeGreaterThan(0.9);
});

/** Frames before the flicker is measured: the first ones have no memory yet. */
const FIRST = 2;
const MEASURED = 24;

test('a moving face is steady: it flickers less than the raw one, and than without memory', async ({
  page,
}, info) => {
  await openStage(page);
  const flicker = { raw: 0, steady: 0, alone: 0 };
  let before: Record<keyof typeof flicker, number[]> | null = null;
  for (let i = 0; i < FIRST + MEASURED; i++) {
    const scene = sceneAt('one', { width: 640, height: 480, time: i / 30, seconds: 4 });
    const [face] = facesOf(scene) as [SceneFace];
    const drawing = { timestamp: i * 33_333, noise: 2 };
    const steady = await look(page, scene, drawing);
    const alone = await look(page, scene, { ...drawing, alone: true });
    expect([steady.report.mode, alone.report.mode]).toEqual(['learned', 'learned']);
    const now = {
      raw: faceSamples(steady.raw, face),
      steady: faceSamples(steady.safe, face),
      alone: faceSamples(alone.safe, face),
    };
    for (const kind of ['raw', 'steady', 'alone'] as const) {
      flicker[kind] += before && i >= FIRST ? meanDifference(before[kind], now[kind]) / MEASURED : 0;
    }
    before = now;
  }
  const description = `levels a frame: raw ${flicker.raw.toFixed(2)}, learned ${flicker.steady.toFixed(2)}, without memory ${flicker.alone.toFixed(2)}`;
  info.annotations.push({ type: 'measured', description });
  console.log(description);
  // 0.78 was seen here. Tried over 8 frames: without blending 1.11, with the alignment as it is found 1.36.
  expect(flicker.steady / flicker.raw).toBeLessThan(0.9);
  // Without blending the two are the same; with it 0.55 was seen here.
  expect(flicker.steady / flicker.alone).toBeLessThan(0.8);
});
