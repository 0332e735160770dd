import type { RendererKind } from './safe/frame.ts';

/** What the engine is up to, for the status line. */
export interface EngineState {
  readonly detector: 'loading' | 'ready' | 'failed';
  readonly renderer: RendererKind | 'none';
  /** Problems a person should know about, newest last; empty when all is well. Plain words, with what to do. */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly code:
    | 'webgpu-missing'
    | 'webgpu-lost'
    | 'detector-failed'
    | 'detector-slow'
    | 'model-corrupt'
    | 'learned-unavailable'
    | 'persona-unavailable'
    | 'leak-unavailable'
    | 'privacy-unavailable'
    | 'actions-unavailable';
  readonly words: string;
}

/** Reports what a person should know; null takes it back. */
export type Notify = (code: Notice['code'], words: string | null) => void;
