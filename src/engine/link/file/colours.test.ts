import type { InputVideoTrack } from 'mediabunny';
import { expect, test } from 'vitest';
import { keepColours, untaggedColours } from './colours.ts';

test.each([
  ['avc', 480, 'smpte170m'],
  ['avc', 719, 'smpte170m'],
  ['avc', 720, 'bt709'],
  ['vp8', 1080, 'bt709'],
  ['vp9', 1080, 'smpte170m'],
  ['av1', 1080, 'smpte170m'],
] as const)('%s of %i lines without tags is taken for %s', (codec, height, matrix) => {
  expect(untaggedColours(codec, height).matrix).toBe(matrix);
});

test('what a video says of its colours is kept', async () => {
  const track = (colorSpace?: VideoColorSpaceInit) =>
    ({
      getDecoderConfig: async () => ({ codec: 'avc1.42001e', ...(colorSpace ? { colorSpace } : {}) }),
      getCodec: async () => 'avc',
      getSquarePixelHeight: async () => 480,
    }) as unknown as InputVideoTrack;
  const coloursOf = async (space?: VideoColorSpaceInit) => {
    const one = track(space);
    await keepColours(one);
    return (await one.getDecoderConfig())?.colorSpace;
  };
  expect(await coloursOf()).toMatchObject({ matrix: 'smpte170m', fullRange: false });
  expect(await coloursOf({ fullRange: true })).toMatchObject({ matrix: 'smpte170m', fullRange: true });
  expect(await coloursOf({ matrix: 'bt709' })).toEqual({ matrix: 'bt709' });
});
