/** Colours of videos that do not say how theirs are meant. */
import type { InputVideoTrack } from 'mediabunny';

/** Least height, px of square pixels, from which Chromium takes untagged video for HDTV's. */
const HD = 720;
/** What says in its own bits how it is meant, and is not guessed from its size. */
const SELF_TAGGED = new Set(['vp9', 'av1']);

const SD_COLOURS = { primaries: 'smpte170m', matrix: 'smpte170m', transfer: 'smpte170m' } as const;
const HD_COLOURS = { primaries: 'bt709', matrix: 'bt709', transfer: 'bt709' } as const;

/**
 * How a player takes a video of this height whose tags leave the matrix out. (mediabunny 1.61 fills in HDTV's always, and SD video
 * changes its colours.)
 */
export function untaggedColours(codec: string | null, height: number) {
  return height < HD || SELF_TAGGED.has(codec ?? '') ? SD_COLOURS : HD_COLOURS;
}

/** Has the track decoded in the colours that players show. */
export async function keepColours(track: InputVideoTrack): Promise<void> {
  const config = await track.getDecoderConfig();
  if (config && !config.colorSpace?.matrix) {
    const guess = untaggedColours(await track.getCodec(), await track.getSquarePixelHeight());
    const fullRange = config.colorSpace?.fullRange ?? false;
    track.getDecoderConfig = async () => ({ ...config, colorSpace: { ...guess, fullRange } });
  }
}
