/** What can be wrong with a file, in plain words with what to do. */
import { messageOf } from '../../../base/errors.ts';

export type FileProblemCode =
  | 'empty'
  | 'not-media'
  | 'picture-kind'
  | 'audio-only'
  | 'broken'
  | 'no-contents'
  | 'codec'
  | 'cuts'
  | 'crop'
  | 'off'
  | 'too-large'
  | 'no-encoder'
  | 'audio-format'
  | 'sound-broken'
  | 'comparison-only'
  | 'edits'
  | 'trim'
  | 'other-kind'
  | 'storage'
  | 'engine';

export interface FileProblem {
  readonly code: FileProblemCode;
  /** A short headline. */
  readonly title: string;
  /** What happened and what to do about it. */
  readonly words: string;
}

const PROBLEMS: Readonly<Record<FileProblemCode, Omit<FileProblem, 'code'>>> = {
  empty: {
    title: 'The file is empty',
    words:
      'There is nothing in it. It may not have been copied or downloaded to its end: copy it again, then open it here.',
  },
  'not-media': {
    title: 'Not a video or picture',
    words:
      'Whatever its name says, its content is no video or picture that can be read here. Choose an MP4, MOV, WebM or MKV video, or a JPEG, PNG, WebP, GIF, BMP or AVIF picture.',
  },
  'picture-kind': {
    title: 'This browser cannot show this kind of picture',
    words: 'Save it as a JPEG or PNG in the program that it comes from, then open that here.',
  },
  'audio-only': {
    title: 'Only sound, no picture',
    words:
      'The file has sound but no picture, so there is nothing to cover. Voices are not changed by Guise. Choose a video or a picture.',
  },
  broken: {
    title: 'The file is damaged',
    words:
      'It begins like a video or picture but cannot be read to its end. Copy it again from where it came from; if it is damaged there too, a repair tool such as ffmpeg may save what is left.',
  },
  'no-contents': {
    title: 'The end of the file is missing',
    words:
      'Its content is there, but the table of contents behind them, which says where each one lies, is not: copying, loading or recording it was broken off. Copy it again from where it came from; if its end is missing there too, only a repair tool such as untrunc, given another video of the same camera, can make a table anew.',
  },
  codec: {
    title: 'This browser cannot play this kind of video',
    words:
      'The file is sound, but the browser has no decoder for what is in it. Convert it to H.264 (MP4) or VP9 (WebM), or open this page in another browser.',
  },
  cuts: {
    title: 'This video is cut in a way that cannot be followed here',
    words:
      'An edit list in the file says which parts are shown. Guise would show others, so it shows none. Save the video as a new file in the program that it was cut with (encoded again), then open that one here.',
  },
  crop: {
    title: 'This picture is cropped in a way that cannot be followed here',
    words:
      'The file says that a part of its picture is shown and the rest is not, and this browser would show the rest as well. Save it as a new JPEG or PNG, then open that one here.',
  },
  off: {
    title: 'Its picture is switched off',
    words:
      'The file says that its video is not to be shown, and players show none. Switch the track on in the program that it comes from, then open it here.',
  },
  'too-large': {
    title: 'The picture is too large',
    words:
      'Pictures and videos of up to 8192 pixels a side can be worked on. Scale it down, then open it here.',
  },
  'no-encoder': {
    title: 'This browser cannot write videos of this size',
    words:
      'It offers no encoder for the chosen format and size. Choose the other format, or use a current Chrome, Edge, Firefox or Safari.',
  },
  'audio-format': {
    title: 'The sound does not fit into this format',
    words:
      'Sound is copied as it is, and this kind of sound cannot be put into the chosen format. Choose the other format, or leave the sound out.',
  },
  'sound-broken': {
    title: 'The sound is damaged',
    words:
      'It cannot be copied to its end. Leave the sound out, or copy the file again from where it came from.',
  },
  'comparison-only': {
    title: 'Choose a mode first',
    words: '“None” is for comparison only and is never written to a file. Choose a mode, then export again.',
  },
  edits: {
    title: 'The corrections cannot be used',
    words:
      'Nothing was written, since one of them may be a cover. Save the corrections again from the page, or leave them out.',
  },
  trim: {
    title: 'Nothing of it would be kept',
    words: 'What is to be kept of the video lies outside of it. Choose a start and an end within it.',
  },
  'other-kind': {
    title: 'It cannot become what the new name says',
    words:
      'A video stays one, and so does a picture. End the new name in .mp4 or .webm for a video, in .jpg, .png or .webp for a picture.',
  },
  storage: {
    title: 'The result could not be kept',
    words:
      'The browser or the disk has no room for it, or did not let it be written. Make room, or choose another place, then export again.',
  },
  engine: {
    title: 'The engine stopped',
    words:
      'Nothing that was not covered has been written. Open the file again; if that does not help, reload the page.',
  },
};

/** The words for a problem, with what the browser said or what the file is, if known, as a sentence of its own. */
export function fileProblem(code: FileProblemCode, detail = ''): FileProblem {
  const { title, words } = PROBLEMS[code];
  return { code, title, words: detail ? `${detail} ${words}` : words };
}

/** Thrown where a file cannot be read or written; `problem` has the words. */
export class FileRefused extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(`${problem.title}. ${problem.words}`);
    this.name = 'FileRefused';
    this.problem = problem;
  }
}

/** Words for whatever was thrown; what nobody foresaw counts as `otherwise`. Never throws. */
export function problemOf(error: unknown, otherwise: FileProblemCode): FileProblem {
  if (error instanceof FileRefused) {
    return error.problem;
  }
  const message = messageOf(error);
  return fileProblem(otherwise, message ? `(${message.replace(/\.?$/, '')}.)` : '');
}
