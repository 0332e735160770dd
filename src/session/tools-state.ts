import type { FileProblem } from '../engine/link/file/problem.ts';

export interface ToolsState {
  readonly recording: 'off' | 'on' | 'finishing';
  /** Seconds recorded so far. */
  readonly recorded: number;
  readonly poppedOut: boolean;
  /** Name of what was saved last. */
  readonly saved: string | null;
  /** The picture that is shown was put on the clipboard. */
  readonly copied: boolean;
  readonly problem: Pick<FileProblem, 'title' | 'words'> | null;
}

export const NO_TOOLS: ToolsState = {
  recording: 'off',
  recorded: 0,
  poppedOut: false,
  saved: null,
  copied: false,
  problem: null,
};
