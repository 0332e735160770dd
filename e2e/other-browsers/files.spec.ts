/** A picture and a video: opened, shown covered, and saved with no face as it was. */
import { writeFileSync } from 'node:fs';
import { facesOf, type Scene } from '../../testing/scenes/scene.ts';
import { writePictures } from '../../testing/scenes/write.ts';
import { bareFaces } from '../support/bare.ts';
import { decoded } from '../support/decoded.ts';
import { lookInto, makeVideo } from '../support/videos.ts';
import { expect, test } from './support/test.ts';

test('a picture is shown and saved with its faces covered', async ({ guise, page }, info) => {
  const scene: Scene = {
    width: 480,
    height: 360,
    background: 1,
    people: [
      { face: 6, x: 130, y: 140, height: 90 },
      { face: 20, x: 340, y: 160, height: 100, roll: 10 },
    ],
  };
  const path = info.outputPath('people.jpg');
  await writePictures(page, new Map([[path, scene]]));
  await guise.open('?mode=mask');
  await guise.choose(path);
  await guise.expectStatus('state', 'live');
  await guise.press('Save the picture');
  const { name, bytes } = await guise.saved();
  expect(name).toBe('people-anonymised.jpg');
  const saved = info.outputPath(name);
  writeFileSync(saved, bytes);
  const [shown, raw] = [await decoded(page, saved), await decoded(page, path)];
  expect(bareFaces([shown], [raw], [facesOf(scene)])).toEqual([]);
});

test('a video is exported with every frame, its faces covered', async ({ guise, page }, info) => {
  const video = await makeVideo(page, {
    name: 'elsewhere',
    container: 'webm',
    width: 240,
    height: 180,
    durations: new Array<number>(10).fill(0.1),
    scenario: 'one',
  });
  await guise.open('?mode=mask');
  await guise.choose(video.path);
  await guise.expectStatus('state', 'live');
  await guise.press('Export the video');
  const { name, bytes } = await guise.saved();
  expect(name).toMatch(/^elsewhere.*-anonymised\.webm$/);
  const saved = info.outputPath(name);
  writeFileSync(saved, bytes);
  const look = await lookInto(page, saved);
  const truth = await lookInto(page, video.path);
  expect(look.times).toHaveLength(video.times.length);
  expect([look.width, look.height]).toEqual([video.width, video.height]);
  expect(bareFaces(look.pictures, truth.pictures, video.faces)).toEqual([]);
});
