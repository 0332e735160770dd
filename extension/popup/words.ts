/** What the popup says about a site's cameras. */
import type { CoverReason } from '../../src/engine/safe/frame.ts';
import type { StudioStatus } from '../studio/studio.ts';

/** Goes on from "Covered whole, because …". */
const REASONS: Readonly<Record<Exclude<CoverReason, 'faces'>, string>> = {
  starting: 'the face detector is still being loaded',
  'no-face': 'no face is found',
  'face-lost': 'a face was lost from sight',
  'detector-failed': 'the face detector failed',
  'renderer-failed': 'the picture could not be drawn',
  'size-changed': 'the picture changed its size',
  'frame-damaged': 'a picture is damaged',
  'comparison-only': 'only a comparison is shown',
  'source-muted': 'the camera sends no picture',
};

export function statusWords({ cameras }: Pick<StudioStatus, 'cameras'>): string {
  return cameras
    .flatMap(({ covered, reason, faces, words }) => [
      covered === 'whole' && reason !== 'faces'
        ? `Covered whole, because ${REASONS[reason]}.`
        : facesWords(faces),
      ...words,
    ])
    .join('\n');
}

function facesWords(faces: number): string {
  return faces === 1 ? '1 face covered.' : `${faces} faces covered.`;
}
