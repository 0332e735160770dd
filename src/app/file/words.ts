import type { FileState } from '../../session/file-state.ts';
import { count, i18n, inDigits, params } from '../i18n.ts';

type Report = NonNullable<FileState['result']>['report'];

export const words = i18n('fileTimes', {
  seconds: params('about {n} s'),
  minutes: params('about {n} min'),
  hours: params('about {n} h'),
  faces: count({ one: 'One face covered.', other: '{count} faces covered.' }),
  frames: count({ one: 'One frame', other: '{count} frames' }),
  noneEach: params('{frames}, no face covered.'),
  oneEach: params('{frames}, one face a frame covered.'),
  someEach: params('{frames}, {n} faces a frame covered.'),
  visible: count({ one: 'One is visible by your choice.', other: '{count} are visible by your choice.' }),
  visibleInFrames: params('Visible by your choice: {n}, counted in every frame.'),
  wholePicture: params('The whole picture was covered, because: {why}.'),
  wholeFrames: count({
    one: '{count} frame was covered whole, because:',
    other: '{count} frames were covered whole, because:',
  }),
  'no-face': 'no face was found',
  'face-lost': 'a face was lost',
  'detector-failed': 'the face detector failed',
  'renderer-failed': 'drawing failed',
  'frame-damaged': 'the file is damaged there',
  'size-changed': 'the picture changed its size',
});

type Words = ReturnType<typeof words.get>;

/** "1:05" or "1:02:03". @param seconds 0 or more */
export function clock(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "about 2 minutes", as people say it. @param seconds 0 or more */
export function aboutTime(seconds: number, t: Words): string {
  if (seconds < 50) {
    return t.seconds({ n: Math.max(1, Math.round(seconds)) });
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t.minutes({ n: minutes }) : t.hours({ n: inDigits(seconds / 3600, 1) });
}

/** What an export did, in a sentence or two: also what had to be covered whole, and why. */
export function exportWords(report: Report, t: Words): string {
  const { input, frames, faces, coveredWhole, reasons, chosen } = report;
  const picture = input.kind === 'picture';
  const covered = picture ? t.faces(faces) : facesEach(frames, faces, t);
  const bare = picture ? t.visible(chosen.visible) : t.visibleInFrames({ n: chosen.visible });
  const did = chosen.visible > 0 ? `${covered} ${bare}` : covered;
  if (coveredWhole === 0) {
    return did;
  }
  const why = Object.entries(reasons)
    .map(([reason, n]) => {
      const words = reason in t ? t[reason as 'no-face'] : reason;
      return picture ? words : `${words} (${n})`;
    })
    .join(', ');
  return picture ? `${did} ${t.wholePicture({ why })}` : `${did} ${t.wholeFrames(coveredWhole)} ${why}.`;
}

function facesEach(frames: number, faces: number, t: Words): string {
  const each = faces / frames;
  const n = { frames: t.frames(frames) };
  return each === 0 ? t.noneEach(n) : each === 1 ? t.oneEach(n) : t.someEach({ ...n, n: inDigits(each, 1) });
}
