/** What the container of a video says beside its pictures: cuts, tracks that are switched off, crops. Players heed it, so Guise does. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Cut,
  crop,
  cut,
  find,
  switchOff,
  trackOf,
  withBadPicture,
  withHeader,
} from '../testing/containers/mp4.ts';
import { readBarcode } from '../testing/scenes/barcode.ts';
import type { Picture } from './support/clips.ts';
import { anonymize } from './support/commands.ts';
import { exported, file, opened, ready } from './support/export.ts';
import { expect, test } from './support/test.ts';
import { lookInto, makeVideo, mostApart, playedBy, tenFrames } from './support/videos.ts';

test.setTimeout(180_000);

const mp4 = (buffer: Buffer) => ({ name: 'cut.mp4', mimeType: 'video/mp4', buffer });

/** The mask's figure, levels of red, green and blue. */
const SAND = [237, 227, 209];

/** The same cuts for pictures and sound. */
const cutTo = (bytes: Buffer, cuts: readonly Cut[]) =>
  withHeader(bytes, (moov) => {
    cut(moov, trackOf(moov, 'vide'), cuts);
    cut(moov, trackOf(moov, 'soun'), cuts);
  });

test('what was trimmed off stays off, pictures and sound: at both ends, and out of the middle', async ({
  page,
}, info) => {
  const video = readFileSync((await tenFrames(page, 'ten')).path);
  const kinds: readonly (readonly [
    string,
    readonly Cut[],
    readonly (readonly [number, number])[],
    number,
  ])[] = [
    [
      'trimmed',
      [{ start: 0.4, length: 0.6 }],
      [
        [2, 0],
        [3, 0.2],
        [4, 0.4],
      ],
      0.6,
    ],
    [
      'holed',
      [
        { start: 0, length: 0.4 },
        { start: 1.2, length: 0.4 },
      ],
      [
        [0, 0],
        [1, 0.2],
        [6, 0.4],
        [7, 0.6],
      ],
      0.8,
    ],
    [
      'late',
      [{ length: 0.5 }, { start: 0.4, length: 0.4 }],
      [
        [2, 0.5],
        [3, 0.7],
      ],
      0.9,
    ],
  ];
  await page.goto('/?renderer=cpu');
  const input = info.outputPath('in');
  mkdirSync(input, { recursive: true });
  const expectCut = async (path: string, frames: readonly (readonly [number, number])[], length: number) => {
    const look = await lookInto(page, path);
    expect(look.pictures.map(readBarcode)).toEqual(frames.map(([number]) => number));
    look.times.forEach((time, i) => {
      expect(time).toBeCloseTo(frames[i]?.[1] ?? -1, 3);
    });
    expect(look.duration).toBeCloseTo(length, 2);
    // Sound is cut between its packets, of 20 ms each.
    expect(Math.abs((look.sound?.duration ?? 0) - length)).toBeLessThan(0.03);
  };
  for (const [name, cuts, frames, length] of kinds) {
    const bytes = cutTo(video, cuts);
    writeFileSync(join(input, `${name}.mp4`), bytes);
    await opened(page, mp4(bytes));
    await ready(page);
    await page.getByRole('switch', { name: 'Keep the sound' }).check();
    await expectCut((await exported(page, info, name)).path, frames, length);
  }
  const output = info.outputPath('out');
  const { words } = await anonymize([input, '-o', output, '--audio', '--fast']);
  expect(words).toContain('3 written');
  for (const [name, , frames, length] of kinds) {
    await expectCut(join(output, `${name}.mp4`), frames, length);
  }
});

test('a cut that cannot be followed is refused with words', async ({ page }) => {
  const video = readFileSync((await tenFrames(page, 'ten')).path);
  await page.goto('/?renderer=cpu');
  for (const [cuts, words] of [
    [[{ start: 0, length: 1, rate: 0.5 }], 'at 0.5 times the speed'],
    [
      [
        { start: 0, length: 1 },
        { start: 1, length: 1, rate: 0 },
      ],
      'lets a picture stand still',
    ],
    [[{ length: 1 }], 'shows nothing of its picture'],
  ] as const) {
    await opened(page, mp4(cutTo(video, cuts)));
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(words);
    await expect(alert).toContainText('cut in a way that cannot be followed');
    await expect(file(page)).not.toHaveAttribute('data-activity', 'exporting');
  }
  // Sound that cannot be followed only matters to whoever wants it.
  const sound = withHeader(video, (moov) =>
    cut(moov, trackOf(moov, 'soun'), [{ start: 0, length: 1, rate: 2 }]),
  );
  await opened(page, mp4(sound));
  await ready(page);
  await page.getByRole('switch', { name: 'Keep the sound' }).check();
  await page.getByRole('button', { name: 'Export the video' }).click();
  await expect(page.getByRole('alert')).toContainText('at 2 times the speed');
});

test('a soundtrack that is switched off stays off, and so does a picture; of several videos it is said which was taken', async ({
  page,
}, info) => {
  const video = readFileSync((await tenFrames(page, 'ten')).path);
  await page.goto('/?renderer=cpu');
  const silent = withHeader(video, (moov) => switchOff(trackOf(moov, 'soun')));
  await opened(page, mp4(silent));
  await ready(page);
  await expect(file(page)).toContainText('without sound');
  await expect(page.getByTestId('file-note')).toContainText('switched off in the file');
  await expect(page.getByRole('switch', { name: 'Keep the sound' })).toHaveCount(0);

  await opened(page, mp4(withHeader(video, (moov) => switchOff(trackOf(moov, 'vide')))));
  await expect(page.getByRole('alert')).toContainText('Its picture is switched off');

  // The same pictures twice, the first time switched off: a file with two videos.
  const two = withHeader(video, (moov) => {
    const first = trackOf(moov, 'vide');
    const second = structuredClone(first);
    const copy = {
      ...second,
      boxes: second.boxes?.map((one) => ({ ...one, data: Buffer.from(one.data) })) ?? [],
    };
    find(copy.boxes, 'tkhd').data.writeUInt32BE(9, 12);
    switchOff(first);
    cut(moov, first, [{ start: 0, length: 1 }]);
    moov.boxes?.push(copy);
  });
  const input = info.outputPath('in');
  mkdirSync(input, { recursive: true });
  writeFileSync(join(input, 'silent.mp4'), silent);
  writeFileSync(join(input, 'two.mp4'), two);
  const output = info.outputPath('out');
  const { words } = await anonymize([input, '-o', output, '--audio', '--fast']);
  expect(words).toMatch(/NOTE .*two\.mp4: It holds more than one video/);
  expect(words).toMatch(/NOTE .*silent\.mp4: Its sound is switched off/);
  expect(words).toContain('2 written');
  expect((await lookInto(page, join(output, 'silent.mp4'), 100)).sound).toBeNull();
  const look = await lookInto(page, join(output, 'two.mp4'), 100);
  expect([look.times.length, look.sound?.codec]).toEqual([10, 'opus']);
});

test('a video of which nobody knows how its colours are meant keeps those that players show', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'coloured',
    container: 'webm',
    width: 320,
    height: 240,
    durations: [0.2, 0.2],
    scenario: 'one',
    blocks: ['#f00', '#0f0', '#00f', '#e0ac69'],
  });
  const bytes = readFileSync(video.path);
  // The element that says what colours it has becomes free space of the same length.
  const at = bytes.indexOf(Buffer.from([0x55, 0xb0]));
  bytes.set([0xec, 0x40, (bytes[at + 2] ?? 0) & 0x7f], at);
  const untagged = info.outputPath('untagged.webm');
  writeFileSync(untagged, bytes);
  await page.goto('/?renderer=cpu');
  for (const path of [video.path, untagged]) {
    await opened(page, path);
    await ready(page);
    const shown = await playedBy(page, path, 4);
    const saved = await playedBy(page, (await exported(page, info)).path, 4);
    // A colour or two are lost in encoding twice; another matrix moves them by ten and more.
    expect(mostApart(shown, saved)).toBeLessThanOrEqual(6);
  }
});

for (const [name, colours] of Object.entries({
  'BT.709': { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false },
  'BT.601': { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false },
  'BT.709 of the full range': {
    matrix: 'bt709',
    primaries: 'bt709',
    transfer: 'iec61966-2-1',
    fullRange: true,
  },
} as const)) {
  test(`a video in ${name} is saved in it, covers and all`, async ({ page }, info) => {
    const blocks = ['#f00', '#0f0', '#00f', '#e0ac69'];
    const video = await makeVideo(page, {
      name: 'planes',
      container: 'mp4',
      width: 320,
      height: 240,
      durations: [0.2, 0.2, 0.2],
      scenario: 'one',
      blocks,
      colours,
    });
    await page.goto('/?renderer=cpu&mode=mask');
    await opened(page, video.path);
    await ready(page);
    const before = await lookInto(page, video.path);
    expect(before.colours).toMatchObject(colours);
    const { path } = await exported(page, info);
    const after = await lookInto(page, path);
    expect(after.colours).toMatchObject(colours);
    const shown = await playedBy(page, video.path, blocks.length);
    expect(mostApart(shown, await playedBy(page, path, blocks.length))).toBeLessThanOrEqual(3);
    // The mask's own colour, in the middle of the face: levels that are meant otherwise would move it.
    const [face] = video.faces[1] ?? [];
    const { width, data } = after.pictures[1] as Picture;
    const at = (Math.round(face?.y ?? 0) * width + Math.round(face?.x ?? 0)) * 4;
    const apart = SAND.map((level, c) => Math.abs(level - (data[at + c] as number)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(6);
  });
}

test('what lies under transparent parts stays hidden: they are shown and saved on white', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'see-through',
    container: 'webm',
    width: 240,
    height: 180,
    durations: [0.1, 0.1, 0.1, 0.1],
    scenario: 'one',
    transparent: true,
  });
  await page.goto('/?renderer=cpu');
  await opened(page, video.path);
  await ready(page);
  await expect(page.getByTestId('file-note')).toContainText('on white');
  const look = await lookInto(page, (await exported(page, info)).path);
  expect(look.times).toHaveLength(4);
  for (const { width, data } of look.pictures) {
    for (const y of [10, 90, 170]) {
      const at = (y * width + 20) * 4;
      expect(Math.min(...data.subarray(at, at + 3))).toBeGreaterThan(240);
      const opaque = (y * width + 60) * 4;
      expect(Math.min(...data.subarray(opaque, opaque + 3))).toBeLessThan(240);
    }
  }
});

test('what the container crops away does not come out, from MP4 nor from Matroska', async ({
  page,
}, info) => {
  const request = {
    name: 'cropped',
    width: 240,
    height: 180,
    durations: [0.1, 0.1, 0.1],
    scenario: 'one',
    // Over the right fifth, which is cropped away.
    blocks: ['#f0f'],
  } as const;
  const movie = await makeVideo(page, { ...request, container: 'mp4' });
  const webm = await makeVideo(page, { ...request, container: 'webm' });
  const cropped = withHeader(readFileSync(movie.path), (moov) =>
    crop(trackOf(moov, 'vide'), { width: 240, height: 180 }, { width: 180, height: 180 }),
  );
  const matroska = readFileSync(webm.path);
  // The element of the colours makes room for one that crops sixty pixels at the right, and free space.
  const at = matroska.indexOf(Buffer.from([0x55, 0xb0]));
  const room = ((matroska[at + 2] ?? 0) & 0x7f) + 3;
  matroska.fill(0, at, at + room);
  matroska.set([0x54, 0xdd, 0x81, 60, 0xec, 0x80 | (room - 6)], at);
  await page.goto('/?renderer=cpu');
  for (const [name, buffer] of [
    ['cropped.mp4', cropped],
    ['cropped.webm', matroska],
  ] as const) {
    await opened(page, { name, mimeType: '', buffer });
    await ready(page);
    await expect(file(page)).toContainText('180 × 180');
    const look = await lookInto(page, (await exported(page, info)).path);
    expect([look.width, look.height, look.times.length]).toEqual([180, 180, 3]);
    // Nothing was stretched or moved: the number at the bottom left is readable.
    expect(look.pictures.map((picture) => readBarcode(widened(picture, 240)))).toEqual([0, 1, 2]);
    for (const { width, height, data } of look.pictures) {
      for (let y = 0; y < height; y += 5) {
        const [r = 0, g = 0, b = 0] = data.subarray((y * width + width - 1) * 4);
        expect(Math.min(r, b) - g).toBeLessThan(100);
      }
    }
  }
});

test('a picture of odd sides becomes H.264 in MP4, a pixel larger, and that is said; so is an MP4 that is none', async ({
  page,
}, info) => {
  // VP8 has odd sides; what is asked for is MP4.
  const request = { container: 'webm', durations: [0.1, 0.1], scenario: 'one' } as const;
  const odd = await makeVideo(page, { ...request, name: 'odd', width: 241, height: 179 });
  const huge = await makeVideo(page, {
    ...request,
    name: 'huge',
    width: 4352,
    height: 2304,
    durations: [0.1],
  });
  await page.goto('/?renderer=cpu');
  const exportAsMp4 = async (path: string) => {
    await opened(page, path);
    await ready(page);
    await page.getByRole('combobox', { name: 'Save as' }).selectOption('mp4');
    return (await exported(page, info)).path;
  };
  const look = await lookInto(page, await exportAsMp4(odd.path));
  expect([look.codec, look.width, look.height, look.times.length]).toEqual(['avc', 242, 180, 2]);
  expect(look.pictures.map(readBarcode)).toEqual([0, 1]);
  await expect(page.getByTestId('export-result')).toContainText('stretched');
  expect((await lookInto(page, await exportAsMp4(huge.path), 100)).codec).not.toBe('avc');
  await expect(page.getByTestId('export-result')).toContainText('not in H.264');
});

test('at one frame in three seconds nobody counts as lost from one frame to the next', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'slow',
    container: 'mp4',
    width: 320,
    height: 240,
    durations: new Array<number>(6).fill(3),
    scenario: 'one',
  });
  await page.goto('/?renderer=cpu');
  await opened(page, video.path);
  await ready(page);
  await exported(page, info);
  await expect(page.getByTestId('export-result')).toHaveAttribute('data-frames', '6');
  await expect(page.getByTestId('export-result')).toHaveAttribute('data-covered-whole', '0');
});

test('a picture in the middle that cannot be decoded is covered whole and counted, and the rest goes on', async ({
  page,
}, info) => {
  const video = readFileSync((await tenFrames(page, 'ten')).path);
  await page.goto('/?renderer=cpu');
  await opened(page, mp4(withBadPicture(video, 4)));
  await ready(page);
  const look = await lookInto(page, (await exported(page, info)).path);
  expect(look.times.map((time) => Math.round(time * 10))).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  // Those after it hang on it up to the next key frame: what is in them need not be readable.
  expect(look.pictures.slice(0, 5).map(readBarcode)).toEqual([0, 1, 2, 3, null]);
  const result = page.getByTestId('export-result');
  await expect(result).toHaveAttribute('data-covered-whole', '1');
  await expect(result).toContainText('the file is damaged there (1)');
});

test('a WebM that was cut off in its only cluster is shown and saved as far as it goes, and that is said', async ({
  page,
}, info) => {
  const video = await makeVideo(page, {
    name: 'cluster',
    container: 'webm',
    width: 240,
    height: 180,
    durations: new Array<number>(8).fill(0.1),
    scenario: 'one',
  });
  const bytes = readFileSync(video.path);
  await page.goto('/?renderer=cpu');
  const buffer = bytes.subarray(0, Math.floor(bytes.length * 0.7));
  await opened(page, { name: 'cut.webm', mimeType: '', buffer });
  await ready(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
  const note = page.getByTestId('file-note');
  await expect(note).toHaveText(/was cut off: 0\.[2-6] seconds of it can be read/);
  const seconds = Number(/[\d.]+(?= seconds)/.exec((await note.textContent()) ?? '')?.[0]);
  const { path } = await exported(page, info);
  const { times, duration } = await lookInto(page, path);
  // How long the last picture is shown, nobody knows any more.
  expect(times.length).toBeGreaterThan(seconds * 10 - 0.5);
  expect(Math.abs(duration - seconds)).toBeLessThan(0.11);
});

/** With as many black pixels at the right as there were once: a number is as wide as its picture says. */
function widened({ width, height, data }: Picture, to: number): Picture {
  const wide = new Uint8ClampedArray(to * height * 4);
  for (let y = 0; y < height; y++) {
    wide.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * to * 4);
  }
  return { width: to, height, data: wide };
}
