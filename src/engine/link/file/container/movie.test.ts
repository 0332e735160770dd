import { describe, expect, test } from 'vitest';
import { box, cut, type Mp4Box, withHeader } from '../../../../../e2e/support/mp4.ts';
import { readMovie } from './movie.ts';

const header = (length: number, ...fields: (readonly [at: number, value: number])[]) => {
  const data = Buffer.alloc(length);
  for (const [at, value] of fields) {
    data.writeUInt32BE(value, at);
  }
  return data;
};

/** A file of one track, 1000 units a second in the movie and 90000 in the media. */
function film(change: (moov: Mp4Box, track: Mp4Box) => void = () => undefined): Blob {
  const size = Buffer.from([0, 0, 0, 16, 0x66, 0x74, 0x79, 0x70, 0, 0, 0, 0, 0, 0, 0, 0]);
  const empty = Buffer.from([0, 0, 0, 8, 0x6d, 0x6f, 0x6f, 0x76]);
  const bytes = withHeader(Buffer.concat([size, empty]), (moov) => {
    const track = box('trak', [
      box('tkhd', header(84, [12, 7])),
      box('mdia', [box('mdhd', header(24, [12, 90_000]))]),
    ]);
    moov.boxes = [box('mvhd', header(100, [12, 1000])), track];
    change(moov, track);
  });
  return new Blob([new Uint8Array(bytes)]);
}

test('a track has its number, its stretches in seconds, and hides its edit list from others', async () => {
  const file = film((moov, track) => cut(moov, track, [{ length: 0.25 }, { start: 2, length: 0.5 }]));
  const movie = await readMovie(file);
  expect(movie?.tracks.map(({ id }) => id)).toEqual([7]);
  expect(movie?.tracks[0]?.stretches()).toEqual([{ at: 0.25, start: 2, end: 2.5 }]);
  const [at = 0] = movie?.hidden ?? [];
  expect(movie?.hidden).toHaveLength(1);
  expect(await file.slice(at, at + 4).text()).toBe('elst');
});

test('without an edit list nothing is hidden and all of it shown', async () => {
  const movie = await readMovie(film());
  expect(movie?.hidden).toEqual([]);
  expect(movie?.tracks[0]?.stretches()).toEqual([{ at: 0, start: 0, end: Number.POSITIVE_INFINITY }]);
});

test('two edit lists for one track are refused', async () => {
  const movie = await readMovie(
    film((moov, track) => {
      cut(moov, track, [{ start: 0, length: 1 }]);
      track.boxes?.push(...(track.boxes ?? []).filter(({ type }) => type === 'edts'));
    }),
  );
  expect(movie?.hidden).toHaveLength(2);
  expect(() => movie?.tracks[0]?.stretches()).toThrow('several edit lists');
});

describe('what is no MP4, or is cut off before its header ends, has none', () => {
  test.each([
    ['text', 'Dear diary, this is no film'],
    ['nothing', ''],
    ['a senseless size', '\0\0\0\x03moov'],
  ])('%s', async (_, text) => {
    expect(await readMovie(new Blob([text]))).toBeNull();
  });

  test('a header that is cut off', async () => {
    const file = film();
    expect(await readMovie(file.slice(0, file.size - 1))).toBeNull();
  });
});
