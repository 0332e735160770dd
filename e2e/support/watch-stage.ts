/** Watches the engine harness's stage and holds what it showed against what the camera played, told by the barcode. */
import { expect, type Page } from '@playwright/test';
import { readBarcode } from '../../testing/scenes/barcode.ts';
import { inEllipse } from '../../testing/scenes/scene.ts';
import type { Harness } from '../harness/engine.ts';
import { alikeShare } from './bare.ts';
import { type Clip, type Picture, rawFrame } from './clips.ts';

/** Levels within which a pixel counts as the original: I420 is turned to RGB by other code here than in the browser. */
const ALIKE = 6;
/** Share of a face that has to be in the picture. One that was followed out of it is covered to the last. */
const VISIBLE = 0.5;
/** Faces smaller or less visible than this are not demanded of the live passes; see docs/detection.md. */
const SMALLEST = 32;

export interface Shown {
  readonly picture: Picture;
  readonly covered: 'faces' | 'whole';
}

/** What the stage showed, every `every` ms. */
export async function watchStage(page: Page, count: number, every: number): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (let i = 0; i < count; i++) {
    const { width, height, data, covered } = await page.evaluate(async () => {
      const { harness } = globalThis as unknown as { harness: Harness };
      const { width, height, data } = harness.pixels();
      const base64 = new Uint8Array(data.buffer).toBase64();
      return { width, height, data: base64, covered: harness.reports.at(-1)?.covered ?? 'whole' };
    });
    shown.push({
      picture: { width, height, data: new Uint8ClampedArray(Buffer.from(data, 'base64')) },
      covered,
    });
    await page.waitForTimeout(every);
  }
  return shown;
}

function alike(a: Picture, b: Picture, x: number, y: number): boolean {
  const at = (y * a.width + x) * 4;
  return [0, 1, 2].every((c) => Math.abs((a.data[at + c] ?? 0) - (b.data[at + c] ?? 0)) <= ALIKE);
}

/**
 * What of the clip's faces was to be seen in the frames that could be told.
 * @param most share (0..1) of a face's pixels that may be as they were.
 */
export function judge(clip: Clip, shown: readonly Shown[], most = 0.1) {
  const leaks: string[] = [];
  let judged = 0;
  let faces = 0;
  let untouched = 0;
  for (const { picture } of shown) {
    const number = readBarcode(picture);
    const truth = number === null ? undefined : clip.frames[number];
    if (number === null || !truth) {
      continue;
    }
    judged += 1;
    const raw = rawFrame(clip, number);
    for (const face of truth.faces.filter((f) => f.visible >= VISIBLE && f.height >= SMALLEST)) {
      faces += 1;
      const share = alikeShare(picture, raw, face, ALIKE);
      if (share > most) {
        leaks.push(`frame ${number}, person ${face.person}: ${(share * 100).toFixed(0)} % bare`);
      }
    }
    // Far from every face nothing may change, in one picture at least: on a slow machine covers grow, and bodies are covered.
    let outside = 0;
    let same = 0;
    for (let y = 2; y < picture.height - 20; y += 7) {
      for (let x = 2; x < picture.width; x += 7) {
        if (!truth.faces.some((f) => inEllipse(f, x, y, { x: 3, y: 3, rise: 0 }))) {
          outside += 1;
          same += alike(picture, raw, x, y) ? 1 : 0;
        }
      }
    }
    untouched = Math.max(untouched, same / Math.max(1, outside));
  }
  return { leaks, judged, faces, untouched };
}

/**
 * Watches until enough pictures could be told, and expects that no face among them is bare.
 * @param bare share of a face's pixels from which on it counts as bare, where it is not a tenth
 */
export async function expectNoLeaks(tab: Page, clip: Clip, bare: number): Promise<void> {
  const shown: Shown[] = [];
  for (let round = 0; round < 5 && judge(clip, shown).judged <= 15; round++) {
    shown.push(...(await watchStage(tab, 25, 120)));
  }
  const { leaks, judged, untouched } = judge(clip, shown, bare);
  expect(leaks).toEqual([]);
  expect(judged).toBeGreaterThan(15);
  // The comparison itself must be able to see a leak: where nothing is covered the pixels do agree.
  expect(untouched).toBeGreaterThan(0.9);
}
