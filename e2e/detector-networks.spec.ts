/** MediaPipe's full range networks on our own kernels find what they find in MediaPipe's runtime, in the sample photographs. */
import type { Candidate } from '../src/models/face-detector/candidates.ts';
import { PHOTO_COUNT, PHOTO_HEIGHTS, PHOTO_WIDTH, TRUE_FACES } from '../testing/scenes/photos.ts';
import { installStage, type Stage } from '../testing/scenes/stage.ts';
import type { DetectorNetworksHarness } from './harness/detector-networks.ts';
import { faceModel } from './support/mediapipe.ts';
import { expect, test } from './support/test.ts';

const FILES = {
  'face-full-range': 'face_detection_full_range.tflite',
  'face-full-range-sparse': 'face_detection_full_range_sparse.tflite',
};

type Page = import('@playwright/test').Page;
type Window = { detectorNetworks: DetectorNetworksHarness; guiseStage: Stage };

async function open(page: Page): Promise<void> {
  await page.goto('/e2e/harness/detector-networks.html');
  await installStage(page);
  await page.waitForFunction(() => 'detectorNetworks' in globalThis);
}

/** What networks find in a photograph, scaled into a black square or rectangle. */
function find(
  page: Page,
  photo: number,
  names: readonly string[],
  [width, height]: readonly [number, number],
) {
  const scene = photoScene(photo, width, height);
  return page.evaluate(
    ([scene, names]) => {
      const { detectorNetworks, guiseStage } = globalThis as unknown as Window;
      const picture = guiseStage.draw(scene);
      return names.map((name) => detectorNetworks.detect(name, picture));
    },
    [scene, names] as const,
  );
}

for (const [name, file] of Object.entries(FILES)) {
  test(`${name} finds what it finds in MediaPipe's runtime`, async ({ page }, info) => {
    test.skip(info.project.name === 'webgpu', 'No GPU takes part.');
    await open(page);
    await page.evaluate(
      async ([name, model]) => {
        const { detectorNetworks } = globalThis as unknown as Window;
        await detectorNetworks.loadMediaPipe('original', model);
        for (const build of detectorNetworks.builds) {
          await detectorNetworks.load(name, build);
        }
      },
      [name, faceModel(file)] as const,
    );
    const builds = await page.evaluate(() => [...(globalThis as unknown as Window).detectorNetworks.builds]);
    let faces = 0;
    for (let photo = 1; photo <= PHOTO_COUNT; photo++) {
      const names = ['original', ...builds.map((build) => `${name}, ${build}`)];
      const [expected = [], ...found] = await find(page, photo, names, [192, 192]);
      faces += expected.length;
      for (const own of found) {
        expectSame(own, expected);
      }
    }
    // So that there is something to compare.
    expect(faces).toBeGreaterThanOrEqual(12);
  });
}

function expectSame(found: readonly Candidate[], expected: readonly Candidate[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, face] of expected.entries()) {
    const own = found[i];
    expect(Math.abs((own?.score ?? 0) - face.score)).toBeLessThan(0.01);
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs((own?.[key] ?? Number.NaN) - face[key])).toBeLessThan(1);
    }
    for (const [k, { x, y }] of face.points.entries()) {
      const point = own?.points[k];
      expect(Math.hypot((point?.x ?? Number.NaN) - x, (point?.y ?? Number.NaN) - y)).toBeLessThan(1);
    }
  }
}

test('yunet finds every face of the photographs in one pass', async ({ page }, info) => {
  test.skip(info.project.name === 'webgpu', 'No GPU takes part.');
  await open(page);
  await page.evaluate(() => (globalThis as unknown as Window).detectorNetworks.load('yunet'));
  for (let photo = 1; photo <= PHOTO_COUNT; photo++) {
    const [width, height] = [640, 480];
    const [faces = []] = await find(page, photo, ['yunet'], [width, height]);
    const scale = scaleOf(photo, width, height);
    const missed = TRUE_FACES.filter((face) => face.photo === photo).filter(
      ({ x, y }) =>
        !faces.some((f) =>
          inside(
            f,
            (x - PHOTO_WIDTH / 2) * scale + width / 2,
            (y - heightOf(photo) / 2) * scale + height / 2,
          ),
        ),
    );
    expect(missed).toEqual([]);
  }
});

test('sums in bytes, by the processor’s own instruction, are what plain TypeScript gives; faces are looked for by them', async ({
  page,
}, info) => {
  test.skip(info.project.name === 'webgpu', 'No GPU takes part.');
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await open(page);
  for (const [width, height, seed] of [
    [8, 8, 1],
    [40, 16, 2],
    [24, 48, 3],
  ] as const) {
    const difference = await page.evaluate(
      ([width, height, seed]) =>
        (globalThis as unknown as Window).detectorNetworks.compareInBytes(width, height, seed),
      [width, height, seed] as const,
    );
    expect(difference).toBeLessThan(0.02);
  }
  for (const name of ['yunet', 'narrow']) {
    await page.evaluate(
      (name) => (globalThis as unknown as Window).detectorNetworks.load(name, 'relaxed', 'bytes'),
      name,
    );
  }
  expect(said.filter((text) => text.includes('in floats'))).toEqual([]);
});

test('the WGSL kernels give what plain TypeScript gives', async ({ page }, info) => {
  test.skip(info.project.name !== 'webgpu');
  await open(page);
  for (const [pad, width, height] of [
    [0, 24, 40],
    [1, 40, 8],
    [1, 8, 8],
  ] as const) {
    const difference = await page.evaluate(
      ([pad, width, height]) =>
        (globalThis as unknown as Window).detectorNetworks.compareOnGpu(pad, width, height, 3),
      [pad, width, height] as const,
    );
    expect(difference).toBeLessThan(1e-4);
  }
  expect(await errorsOf(page)).toEqual([]);
});

for (const name of ['yunet', 'narrow', ...Object.keys(FILES)]) {
  test(`${name} finds on WebGPU what it finds on the processor`, async ({ page }, info) => {
    test.skip(info.project.name !== 'webgpu');
    await open(page);
    const found = await page.evaluate(
      async ([name, scene]) => {
        const { detectorNetworks, guiseStage } = globalThis as unknown as Window;
        await detectorNetworks.load(name);
        await detectorNetworks.loadOnGpu(name);
        const picture = guiseStage.draw(scene);
        const { width, height } = picture;
        const same = await detectorNetworks.detectOnGpu(name, picture, width, height);
        // Twice as large: each pixel four times, so that their average is the pixel itself.
        const large = new OffscreenCanvas(2 * width, 2 * height);
        const context = large.getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.imageSmoothingEnabled = false;
        context.drawImage(picture, 0, 0, 2 * width, 2 * height);
        const averaged = await detectorNetworks.detectOnGpu(name, large, width, height);
        return { expected: detectorNetworks.detect(name, picture), same, averaged };
      },
      [name, photoScene(3, 192, 192)] as const,
    );
    expect(found.expected.length).toBeGreaterThanOrEqual(2);
    expectSame(found.same, found.expected);
    expectSame(found.averaged, found.expected);
    expect(await errorsOf(page)).toEqual([]);
  });
}

function errorsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as Window).detectorNetworks.errors);
}

function inside(face: Candidate, x: number, y: number): boolean {
  return x > face.x && y > face.y && x < face.x + face.width && y < face.y + face.height;
}

function heightOf(photo: number): number {
  return PHOTO_HEIGHTS[photo - 1] ?? 0;
}

function scaleOf(photo: number, width: number, height: number): number {
  return Math.min(width / PHOTO_WIDTH, height / heightOf(photo));
}

/** The photograph in the middle of a scene of that size. */
function photoScene(photo: number, width: number, height: number) {
  const face = TRUE_FACES.findIndex((f) => f.photo === photo);
  const { x = 0, y = 0, height: tall = 0 } = TRUE_FACES[face] ?? {};
  const scale = scaleOf(photo, width, height);
  return {
    width,
    height,
    people: [
      {
        face,
        x: (x - PHOTO_WIDTH / 2) * scale + width / 2,
        y: (y - heightOf(photo) / 2) * scale + height / 2,
        height: tall * scale,
        roll: TRUE_FACES[face]?.roll ?? 0,
        cut: 'photo' as const,
      },
    ],
  };
}
