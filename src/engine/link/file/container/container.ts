/** A video file as it is read: by mediabunny, with what the container says and mediabunny does not heed beside it. */
import {
  BlobSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from 'mediabunny';
import { FileRefused, fileProblem } from '../problem.ts';
import { type Patch, patched, type TrackFacts } from './facts.ts';
import { readMatroska } from './matroska.ts';
import { readMovie } from './movie.ts';

export interface Container {
  /** Times of its packets are those of the media: no edit list is taken from them. The receiver disposes it. */
  readonly input: Input;
  /** The file ends before its container does. */
  readonly cutOff: boolean;
  /** The first track of its kind that is not switched off. */
  video(): Promise<Chosen<InputVideoTrack>>;
  sound(): Promise<Chosen<InputAudioTrack>>;
  /** The same track of the same file as it is, with its transparency. The receiver disposes `input`. */
  withTransparency(track: { readonly id: number }): Promise<InputVideoTrack>;
}

export interface Chosen<Track> {
  /** Null for none. */
  readonly track: Track | null;
  readonly facts: TrackFacts | null;
  /** How many there are besides, and how many of all are switched off. */
  readonly others: number;
  readonly off: number;
}

/**
 * @throws (rejects) FileRefused when its headers make no sense, UnsupportedInputFormatError for a file of another kind, and what reading
 * a file throws.
 */
export async function openContainer(file: Blob): Promise<Container> {
  const { tracks, patches, end } = (await readMovie(file)) ??
    (await readMatroska(file)) ?? { tracks: [], patches: [], end: null };
  const input = inputOf(file, patches, end);
  if (tracks.length === 0) {
    // What is read here and what mediabunny reads must be the same header.
    await input.getFormat();
    throw new FileRefused(fileProblem('broken'));
  }
  const factsOf = ({ id }: { readonly id: number }) => {
    const [facts, ...others] = tracks.filter((one) => one.id === id);
    if (!facts || others.length > 0) {
      throw new FileRefused(fileProblem('broken', 'Its tracks have no numbers of their own.'));
    }
    return facts;
  };
  const filter = (track: { readonly id: number }) => factsOf(track).enabled;
  const chosen = <Track extends { readonly id: number }>(
    track: Track | null,
    all: readonly Track[],
    isVideo: boolean,
  ) => ({
    track,
    // A track that mediabunny does not know says why itself.
    facts: track ? factsOf(track) : (tracks.find((one) => one.isVideo === isVideo && one.obstacle) ?? null),
    others: all.length - (track ? 1 : 0),
    off: all.filter((one) => !filter(one)).length,
  });
  return {
    input,
    cutOff: end !== null,
    video: async () =>
      chosen(await input.getPrimaryVideoTrack({ filter }), await input.getVideoTracks(), true),
    sound: async () =>
      chosen(await input.getPrimaryAudioTrack({ filter }), await input.getAudioTracks(), false),
    async withTransparency({ id }) {
      const whole = inputOf(
        file,
        patches.filter(({ hidesTransparency }) => !hidesTransparency),
        end,
      );
      const track = (await whole.getVideoTracks()).find((one) => one.id === id);
      if (!track) {
        whole.dispose();
        throw new FileRefused(fileProblem('broken'));
      }
      return track;
    },
  };
}

function inputOf(file: Blob, patches: readonly Patch[], end: number | null): Input {
  return new Input({
    source: new BlobSource(patched(end === null ? file : file.slice(0, end), patches)),
    formats: [MP4, QTFF, WEBM, MATROSKA],
  });
}
