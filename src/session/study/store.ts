/** The user study's state: its pictures while it runs, and the answers, which stay on this device. */

import { useStore } from 'zustand';
import { persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../base/errors.ts';
import { randomNumbers } from '../../metrics/intervals.ts';
import type { NameAnswer, StudyAnswer } from '../../metrics/study.ts';
import { MODE_IDS, type ModeId } from '../modes.ts';
import { store } from '../store.ts';
import type { StudyRun } from './export.ts';
import { type CoveredPicture, dropPictures, preparePictures } from './prepare.ts';
import {
  drawQuestions,
  type Shortage,
  type StudyPicture,
  type StudyQuestions,
  shortOf,
} from './questions.ts';
import { drawnPictures, type GivenPicture, type LeftOut, picturesOfFolder } from './sources.ts';

/** `app/study/Setup.tsx` has the words, and what to do. */
export type StudyProblem =
  | { readonly code: Shortage | 'folder-hint' }
  /** Modes that were used in place of the one that was chosen. */
  | { readonly code: 'fell-back'; readonly used: readonly string[]; readonly mode: ModeId }
  | { readonly code: 'failed'; readonly why: string };

export type Step = 'setup' | 'preparing' | 'ready' | 'pairs' | 'names' | 'known' | 'trust' | 'results';

export interface StudyState {
  readonly step: Step;
  readonly mode: ModeId;
  readonly source: StudyRun['source'];
  readonly pictures: readonly CoveredPicture[];
  readonly leftOut: readonly LeftOut[];
  readonly progress: { readonly done: number; readonly of: number };
  /** What went wrong; empty when nothing did. */
  readonly problems: readonly StudyProblem[];
  readonly participant: string;
  readonly questions: StudyQuestions<CoveredPicture> | null;
  readonly index: number;
  /** Of the participant who is answering. */
  readonly answers: readonly StudyAnswer[];
  /** Kept on this device until they are deleted. */
  readonly runs: readonly StudyRun[];
}

const NOTHING: Omit<StudyState, 'mode' | 'runs'> = {
  step: 'setup',
  source: 'folder',
  pictures: [],
  leftOut: [],
  progress: { done: 0, of: 0 },
  problems: [],
  participant: '',
  questions: null,
  index: 0,
  answers: [],
};

/** Drawn people of a study, and pictures of each. */
const DRAWN = { people: 6, each: 4 } as const;

export const study = createStore<StudyState>()(
  persist((): StudyState => ({ ...NOTHING, mode: 'learned', runs: [] }), {
    name: 'guise-study',
    version: 1,
    partialize: ({ runs, mode }) => ({ runs, mode }),
    merge: (stored, state) => ({ ...state, ...completeStudy(stored) }),
  }),
);

export function useStudy<T>(select: (state: StudyState) => T): T {
  return useStore(study, select);
}

/** @param stored anything. */
export function completeStudy(stored: unknown): Partial<Pick<StudyState, 'runs' | 'mode'>> {
  const { runs, mode } = (stored ?? {}) as { runs?: unknown; mode?: unknown };
  const isRun = (run: StudyRun | null) =>
    typeof run?.participant === 'string' && typeof run.mode === 'string' && Array.isArray(run.answers);
  return {
    ...(Array.isArray(runs) ? { runs: runs.filter(isRun) } : {}),
    ...(typeof mode === 'string' && MODE_IDS.includes(mode as ModeId) ? { mode: mode as ModeId } : {}),
  };
}

let preparing: AbortController | null = null;
let shownAt = 0;

export function chooseMode(mode: ModeId): void {
  study.setState({ mode });
}

export async function takeFolder(files: readonly File[]): Promise<void> {
  const { pictures, leftOut } = picturesOfFolder(files);
  await prepare('folder', pictures, leftOut);
}

export async function drawPeople(): Promise<void> {
  await prepare('drawn', await drawnPictures(DRAWN.people, DRAWN.each, Math.random), []);
}

/** Pictures that the camera's safe stream gave already. @param pictures covered, with their owner's consent. */
export function addCameraPictures(pictures: readonly CoveredPicture[]): void {
  const all = [...study.getState().pictures, ...pictures];
  study.setState({ source: 'camera', pictures: all, problems: shortageOf(all) });
}

async function prepare(
  source: StudyRun['source'],
  given: readonly GivenPicture[],
  leftOut: readonly LeftOut[],
): Promise<void> {
  discard();
  if (shortOf(given)) {
    study.setState({ problems: [...shortageOf(given), { code: 'folder-hint' }], leftOut });
    return;
  }
  const { mode } = study.getState();
  preparing = new AbortController();
  const { signal } = preparing;
  study.setState({ step: 'preparing', source, progress: { done: 0, of: given.length }, problems: [] });
  try {
    const prepared = await preparePictures(
      given,
      mode,
      store.getState().settings,
      (done) => study.setState({ progress: { done, of: given.length } }),
      signal,
    );
    if (signal.aborted) {
      dropPictures(prepared.pictures);
      return;
    }
    const fellBack = prepared.modes.filter((used) => used !== mode);
    const problems: readonly StudyProblem[] = [
      ...shortageOf(prepared.pictures),
      ...(fellBack.length > 0 ? [{ code: 'fell-back', used: fellBack, mode } as const] : []),
    ];
    study.setState({
      step: shortOf(prepared.pictures) ? 'setup' : 'ready',
      pictures: prepared.pictures,
      leftOut: [...leftOut, ...prepared.leftOut],
      problems,
    });
  } catch (error) {
    if (!signal.aborted) {
      study.setState({
        step: 'setup',
        problems: [{ code: 'failed', why: messageOf(error) }],
      });
    }
  }
}

function shortageOf(pictures: readonly StudyPicture[]): readonly StudyProblem[] {
  const code = shortOf(pictures);
  return code ? [{ code }] : [];
}

/** Back to the beginning: pictures are forgotten, answers given so far by others stay. */
export function discard(): void {
  preparing?.abort();
  preparing = null;
  dropPictures(study.getState().pictures);
  study.setState(NOTHING);
}

/** @throws RangeError when the pictures do not make a study (`shortOf`). */
export function begin(participant: string): void {
  const { pictures, runs } = study.getState();
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] as number;
  study.setState({
    questions: drawQuestions(pictures, randomNumbers(seed)),
    participant: participant.trim() || `Participant ${runs.length + 1}`,
    step: 'pairs',
    index: 0,
    answers: [],
  });
  shownAt = performance.now();
}

export function answerPair(answer: 'same' | 'different'): void {
  const { questions, index } = study.getState();
  const pair = questions?.pairs[index];
  if (questions && pair) {
    add({
      question: 'same-person',
      pictures: [pair.pictures[0].id, pair.pictures[1].id],
      same: pair.same,
      answer,
      seconds: sinceShown(),
    });
    go(index + 1 < questions.pairs.length ? { index: index + 1 } : { step: 'names', index: 0 });
  }
}

/** @param answer empty: cannot tell. */
export function answerName(answer: string): void {
  const { questions, index } = study.getState();
  const picture = questions?.names[index];
  if (questions && picture) {
    add({
      question: 'name',
      picture: picture.id,
      name: picture.person,
      answer: answer.trim(),
      known: false,
      seconds: sinceShown(),
    });
    go(index + 1 < questions.names.length ? { index: index + 1 } : { step: 'known', index: 0 });
  }
}

/** Only who the participant knows counts for Q2, as in the paper. */
export function answerKnown(known: readonly string[]): void {
  const { answers } = study.getState();
  go({
    step: 'trust',
    answers: answers.map((answer) =>
      answer.question === 'name' ? ({ ...answer, known: known.includes(answer.name) } as NameAnswer) : answer,
    ),
  });
}

export function answerTrust(answer: 'yes' | 'no' | 'unsure'): void {
  add({ question: 'trust', answer });
  const { participant, mode, source, answers, runs } = study.getState();
  const run: StudyRun = {
    participant,
    date: `${new Date().toISOString().slice(0, 16)}Z`,
    mode,
    source,
    answers,
  };
  go({ step: 'results', runs: [...runs, run] });
}

/** Another participant with the same pictures. */
export function nextParticipant(): void {
  study.setState({ step: 'ready', questions: null, answers: [], index: 0, participant: '' });
}

export function showResults(): void {
  study.setState({ step: 'results' });
}

export function deleteAnswers(): void {
  discard();
  study.setState({ runs: [] });
}

function add(answer: StudyAnswer): void {
  study.setState(({ answers }) => ({ answers: [...answers, answer] }));
}

function go(to: Partial<StudyState>): void {
  study.setState(to);
  shownAt = performance.now();
}

/** Seconds, to a tenth. */
function sinceShown(): number {
  return Math.round((performance.now() - shownAt) / 100) / 10;
}
