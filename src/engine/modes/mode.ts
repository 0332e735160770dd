/**
 * What a mode is. A folder a mode, named as the mode, and a line in `catalogue.ts`. In the folder: `meta.ts` exports `meta`; a mode with
 * code of its own also has `cpu.ts`, `index.ts`, which exports `mode`, `shader.wgsl`, and `gpu.ts`, which exports `gpu`.
 */
import type { Crop } from '../../base/sample.ts';
import type { ModeId } from './catalogue.ts';

export type { ModeChoice, ModeId, NetworkMode } from './catalogue.ts';

export type ParameterSpec =
  | {
      readonly id: string;
      readonly label: string;
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly default: number;
      readonly unit?: string;
    }
  | {
      readonly id: string;
      readonly label: string;
      readonly kind: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly default: string;
      /** It means something only where another parameter has this value. */
      readonly only?: { readonly id: string; readonly value: string };
    };

/** Values by parameter id. */
export type ModeValues = Readonly<Record<string, number | string>>;

export interface ModeMeta {
  /** The folder's name. */
  readonly id: ModeId;
  /** 'filter': the mode's own code changes the face's crop. 'network': a network draws the face (`render/cpu`, `render/persona`). */
  readonly kind: 'filter' | 'network';
  readonly label: string;
  /** One sentence: what it does to the face. */
  readonly summary: string;
  /** How well it hides who somebody is, said honestly, with where that is known from. */
  readonly strength: {
    readonly level: 'weak' | 'fair' | 'strong';
    readonly words: string;
    readonly source: string;
  };
  readonly parameters: readonly ParameterSpec[];
  /** A weak method, as those that the paper compared itself with: the page shows it behind "Compare". */
  readonly baseline?: true;
  /** Choices that "Another face" draws anew, at random. */
  readonly another?: readonly string[];
  /** `EngineSettings.faceKey` decides whose face is drawn; "Another face" draws another key. Its jobs have it as the value `key`. */
  readonly byKey?: true;
  /** Values for what was never confirmed, where they differ: a lamp is not given a drawn face. */
  readonly unconfirmed?: (values: ModeValues) => ModeValues;
  /** The paper's settings (section 5.2), where it has some. */
  readonly presets: readonly { readonly label: string; readonly values: ModeValues }[];
}

/** 256 bits from `crypto.getRandomValues`, fresh for each face of each frame and dropped afterwards. */
export type NoiseKey = Uint32Array;

/**
 * The reference implementation: replaces the crop's pixels in place. Pure but for `key`.
 * `values` are complete and within range (`completeValues`).
 */
export type ApplyCpu = (crop: Crop, values: ModeValues, key: NoiseKey) => void;

/** One compute pass of a mode's shader; the renderer runs the passes in order, all faces in one dispatch. */
export interface ModePass {
  readonly entryPoint: string;
  /** Invocations in x and y for a crop of this side; z is the face. */
  readonly invocations: (side: number, values: ModeValues) => readonly [number, number];
}

export interface ModeGpu {
  /** WGSL, joined behind `render/webgpu/crop.wgsl`, which declares the bindings. */
  readonly shader: string;
  readonly passes: (values: ModeValues) => readonly ModePass[];
  /** The mode's own numbers for the uniform `params`, eight f32 at most. */
  readonly params: (values: ModeValues) => readonly number[];
}

export interface Mode {
  readonly meta: ModeMeta;
  /** The crop's own content is never read, so the CPU need not sample it. */
  readonly blind?: true;
  readonly cpu: ApplyCpu;
}
