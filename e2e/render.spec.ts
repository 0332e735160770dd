/** The two renderers agree; the GPU one lets nothing grow and says when it is lost. */
import { RENDERER_TOLERANCE } from '../src/engine/safe/renderer.ts';
import type { FaceSpec, RenderHarness } from './harness/render.ts';
import { expect, test } from './support/test.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('/e2e/harness/render.html');
  await page.waitForFunction(() => 'renderHarness' in globalThis);
});

const MIDDLE: FaceSpec = { x: 80, y: 60, side: 40, roll: 0 };
const FACES: Readonly<Record<string, readonly FaceSpec[]>> = {
  'in the middle': [MIDDLE],
  'rolled, at the border, tiny and overlapping': [
    { x: 6, y: 10, side: 40, roll: 0.4 },
    { x: 150, y: 112, side: 50, roll: -1.2 },
    { x: 70, y: 60, side: 36, roll: 0 },
    { x: 90, y: 70, side: 30, roll: 1.5 },
    { x: 120, y: 20, side: 6, roll: 0 },
  ],
  fading: [{ x: 80, y: 60, side: 50, roll: 0.2, plain: 0.4 }],
  'larger than the frame': [{ x: 80, y: 60, side: 200, roll: 0.2 }],
};

for (const mode of ['blur', 'mask', 'oval', 'mosaic', 'noise', 'edge'] as const) {
  test(`${mode}: CPU and WebGPU agree, wherever the faces are`, async ({ page }) => {
    for (const [where, faces] of Object.entries(FACES)) {
      const [result] = await page.evaluate(
        ([mode, faces]) =>
          (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.compare(mode, {}, faces),
        [mode, faces] as const,
      );
      expect(result?.changed, where).toBeGreaterThan(0.02);
      expect(result?.max, where).toBeLessThanOrEqual(RENDERER_TOLERANCE.max);
      expect(result?.mean, where).toBeLessThanOrEqual(RENDERER_TOLERANCE.mean);
    }
  });
}

test('super-pixel: CPU and WebGPU agree but for pixels on the border of two pieces', async ({ page }) => {
  const [result] = await page.evaluate(
    ([face]) =>
      (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.compare('super-pixel', {}, [
        face,
      ]),
    [MIDDLE] as const,
  );
  expect(result?.changed).toBeGreaterThan(0.05);
  expect(result?.off).toBeLessThan(0.01);
  expect(result?.mean).toBeLessThanOrEqual(RENDERER_TOLERANCE.mean);
});

test('a picture to be sent is planes of luma and chroma, and looks as the one to be shown', async ({
  page,
}) => {
  const sent = await page.evaluate(
    (faces) =>
      (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.toSend('mask', faces),
    [MIDDLE],
  );
  expect(sent.format).toBe('I420');
  // Chroma is of four pixels, and the drawn picture has stripes; another matrix than was told would be off by ten and more.
  expect(sent.mean).toBeLessThan(3);
  expect(sent.plate).toBeLessThan(1.5);
});

for (const layout of ['I420', 'NV12'] as const) {
  test(`parts of a frame in ${layout} are copied as the whole of it is, and nothing beside them`, async ({
    page,
  }) => {
    const found = await page.evaluate(
      (layout) =>
        (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.copyOfParts(layout),
      layout,
    );
    expect(found).toEqual({ copied: true, wrong: 0 });
  });

  for (const [name, colours] of [
    ['BT.709', { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false }],
    ['BT.601', { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false }],
    ['the full range', { matrix: 'bt709', primaries: 'bt709', transfer: 'iec61966-2-1', fullRange: true }],
  ] as const) {
    test(`${layout} in ${name}: what no cover touches is sent bit by bit as it came`, async ({ page }) => {
      const faces: FaceSpec[] = [
        { x: 50, y: 40, side: 24, roll: 0.3 },
        { x: 110, y: 90, side: 20, roll: 0 },
      ];
      // The one looks at nothing of the frame, the other at what lies beside the covers too.
      for (const mode of ['mask', 'blur'] as const) {
        const views = await page.evaluate(
          ([layout, colours, faces, mode]) =>
            (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.overPlanes(
              layout,
              colours,
              faces,
              mode,
            ),
          [layout, colours, faces, mode] as const,
        );
        expect(views).toHaveLength(2);
        for (const { format, colours: told, beside, apart, changed } of views) {
          expect(format).toBe('I420');
          expect(told).toEqual(colours);
          expect(beside).toBe(0);
          expect(changed).toBeGreaterThan(0.04);
          expect(apart).toBeLessThan(1.5);
        }
      }
    });
  }
}

test('four views at once agree as well', async ({ page }) => {
  const results = await page.evaluate(
    ([face]) =>
      (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.compare(
        'blur',
        { cells: 16 },
        [face],
        4,
      ),
    [MIDDLE] as const,
  );
  expect(results).toHaveLength(4);
  for (const { max } of results) {
    expect(max).toBeLessThanOrEqual(RENDERER_TOLERANCE.max);
  }
});

test('a frame that is drawn again has what a fresh one has: new covers, and none where they were', async ({
  page,
}) => {
  const rounds = [
    [MIDDLE],
    [MIDDLE, { x: 20, y: 20, side: 20, roll: 0.3 }],
    [{ x: 90, y: 62, side: 30, roll: 0.2 }],
    [],
    [{ x: 158, y: 118, side: 40, roll: 0 }],
  ];
  const shares = await page.evaluate(
    (rounds) => (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.again(rounds),
    rounds,
  );
  for (const { fresh, before } of shares) {
    expect(fresh).toBe(0);
    expect(before).toBeGreaterThan(0.01);
  }
});

test('buffers and textures do not grow over 300 frames', async ({ page }) => {
  test.setTimeout(600_000);
  const growth = await page.evaluate(() =>
    (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.growth(300),
  );
  expect(growth).toBe(0);
});

test('a lost device rejects the frame and says so', async ({ page }) => {
  const result = await page.evaluate(() =>
    (globalThis as unknown as { renderHarness: RenderHarness }).renderHarness.loseDevice(),
  );
  expect(result.rejected).toBe(true);
  expect(result.lost).not.toBe('');
});
