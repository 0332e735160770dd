/**
 * Files that arrive damaged, cut, empty, huge or under a wrong name, through the page and the command line: no crash, nothing under the
 * final name of what failed, and words that say what to do. A few of them in `npm run check`; a hundred with
 * `GUISE_FUZZ=100 npx playwright test fuzz --project=cpu`, others with `GUISE_FUZZ_SEED=2`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { damagedFiles, type Sound, writeDamaged } from '../testing/containers/fuzz.ts';
import type { Scene } from '../testing/scenes/scene.ts';
import { writePictures } from '../testing/scenes/write.ts';
import { anonymize } from './support/commands.ts';
import { throughCommand, throughPage } from './support/compare.ts';
import { expect, test } from './support/test.ts';
import { makeVideo } from './support/videos.ts';

const COUNT = Number(process.env.GUISE_FUZZ ?? 16);
const SEED = Number(process.env.GUISE_FUZZ_SEED ?? 1);

test.setTimeout(120_000 + COUNT * 30_000);

/** Titles of what is foreseen, each of which comes with what to do. Others, such as "The engine stopped", are faults of ours. */
const FORESEEN =
  /^(The file is empty|Not a video or picture|This browser cannot show|Only sound, no picture|The file is damaged|This browser cannot play|This video is cut|This picture is cropped|Its picture is switched off|The picture is too large|The sound does not fit|This browser cannot write)/;

const SCENE: Scene = {
  width: 200,
  height: 150,
  background: 6,
  people: [{ face: 6, x: 100, y: 75, height: 70 }],
};

async function soundFiles(page: Page, folder: string): Promise<readonly Sound[]> {
  await page.goto('/e2e/harness/media.html');
  const stills = ['jpg', 'png', 'webp'].map((ending) => join(folder, `photo.${ending}`));
  await writePictures(page, new Map(stills.map((path) => [path, SCENE])));
  const videos = await Promise.all(
    (['mp4', 'webm'] as const).map((container) =>
      makeVideo(page, {
        name: 'fuzz',
        container,
        width: 160,
        height: 120,
        durations: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
        scenario: 'one',
        sound: true,
      }),
    ),
  );
  return [...stills, ...videos.map(({ path }) => path)].map((path) => ({
    name: basename(path).replace(/^fuzz-.*\./, 'video.'),
    bytes: readFileSync(path),
  }));
}

test(`${COUNT} damaged files (seed ${SEED}): no crash, nothing half-written, and words`, async ({
  page,
  watch,
}, info) => {
  // A picture that cannot be decoded, and the like.
  watch.expect(/Failed to load resource|could not be decoded/i);
  const sound = await soundFiles(page, info.outputPath('sound'));
  const input = info.outputPath('in');
  mkdirSync(input, { recursive: true });
  const names = writeDamaged(input, damagedFiles(sound, COUNT, SEED));
  const faults: Record<string, string> = {};
  const judge = (name: string, way: string, refused: string) => {
    if (!FORESEEN.test(refused) || refused.length < 60) {
      faults[`${name}, ${way}`] = refused;
    }
  };

  const output = info.outputPath('out');
  const { code, words } = await anonymize([input, '-o', output, '--audio', '--fast', '--leaks', '0']);
  expect([0, 1, 3]).toContain(code);
  const results = throughCommand(output, words);
  for (const name of names) {
    const result = results.get(name);
    if (!result) {
      faults[`${name}, command`] = 'nothing was said about it';
    } else if ('refused' in result) {
      judge(name, 'command', result.refused);
    } else if (statSync(result.path).size === 0) {
      faults[`${name}, command`] = 'an empty result';
    }
  }
  const written = [...results.values()].flatMap((result) =>
    'path' in result ? [basename(result.path)] : [],
  );
  const outputs = readdirSync(output).filter((name) => !name.endsWith('.json'));
  expect(outputs.sort()).toEqual(written.sort());

  await page.goto('/?renderer=cpu');
  for (const name of names) {
    const began = performance.now();
    try {
      const result = await throughPage(page, join(input, name), info.outputPath('saved'));
      if ('refused' in result) {
        judge(name, 'page', result.refused);
      }
    } catch (error) {
      faults[`${name}, page`] =
        `${(error as Error).message.split('\n')[0]} after ${Math.round(performance.now() - began)} ms`;
      await page.goto('/?renderer=cpu');
    }
  }
  // The page goes on after all of them.
  const good = sound[0] as Sound;
  const last = info.outputPath(`last-${good.name}`);
  writeFileSync(last, good.bytes);
  const result = await throughPage(page, last, info.outputPath('saved'));
  expect('path' in result && existsSync(result.path)).toBe(true);
  expect(faults).toEqual({});
});
