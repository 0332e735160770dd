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
import { type Stretch, WHOLE } from './edit-list.ts';
import { readMovie } from './movie.ts';

export interface Container {
  /** Times of its packets are those of the media: no edit list is taken from them. The receiver disposes it. */
  readonly input: Input;
  /** The first track of its kind that is not switched off; null for none. `others`: there are more. */
  video(): Promise<Chosen<InputVideoTrack>>;
  sound(): Promise<Chosen<InputAudioTrack>>;
  /** Which parts of a track are shown, and when. @throws FileRefused when that cannot be honoured */
  stretchesOf(track: { readonly id: number }): readonly Stretch[];
}

export interface Chosen<Track> {
  readonly track: Track | null;
  /** How many there are besides, and how many of those are switched off. */
  readonly others: number;
  readonly off: number;
}

/** @throws (rejects) FileRefused when its headers make no sense, and what reading a file throws. */
export async function openContainer(file: Blob): Promise<Container> {
  const movie = await readMovie(file);
  const input = new Input({
    source: new BlobSource(without(file, movie?.hidden ?? [])),
    formats: [MP4, QTFF, WEBM, MATROSKA],
  });
  const format = await input.getFormat();
  if (!movie && (format === MP4 || format === QTFF)) {
    // What is read here and what mediabunny reads must be the same header.
    throw new FileRefused(fileProblem('broken'));
  }
  const known = ({ id }: { readonly id: number }) => {
    const [track, ...others] = movie?.tracks.filter((one) => one.id === id) ?? [];
    if (movie && (!track || others.length > 0)) {
      throw new FileRefused(fileProblem('broken', 'Its tracks have no numbers of their own.'));
    }
    return track;
  };
  const filter = (track: { readonly id: number }) => known(track)?.enabled ?? true;
  const chosen = <Track extends { readonly id: number }>(track: Track | null, all: readonly Track[]) => ({
    track,
    others: all.length - (track ? 1 : 0),
    off: all.filter((one) => !filter(one)).length,
  });
  return {
    input,
    video: async () => chosen(await input.getPrimaryVideoTrack({ filter }), await input.getVideoTracks()),
    sound: async () => chosen(await input.getPrimaryAudioTrack({ filter }), await input.getAudioTracks()),
    stretchesOf: (track) => known(track)?.stretches() ?? WHOLE,
  };
}

/** The same file with the boxes whose types lie there named as free space, which nobody reads. Nothing moves. */
function without(file: Blob, types: readonly number[]): Blob {
  const parts: BlobPart[] = [];
  let reached = 0;
  for (const at of [...types].sort((a, b) => a - b)) {
    parts.push(file.slice(reached, at), 'free');
    reached = at + 4;
  }
  return parts.length === 0 ? file : new Blob([...parts, file.slice(reached)]);
}
