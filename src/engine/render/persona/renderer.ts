/** The mode `persona`, for both renderers: aligned crops of the frame's pixels become pictures of strangers, on the CPU. */
import { BufferPool, floatsOf } from '../../../base/buffers.ts';
import { messageOf } from '../../../base/errors.ts';
import { type Pixels, sampleForModifier } from '../../../base/sample.ts';
import type { Egg } from '../../../models/persona/outline.ts';
import type { Persona } from '../../../models/persona/persona.ts';
import { type PersonaWeights, RAW_SIDE } from '../../../models/persona/weights.ts';
import { alignedGrid } from '../../cover/learned-cover.ts';
import type { Alignment, Cover } from '../../face.ts';
import { type CoverJob, NetworkError, type RendererNetwork } from '../../safe/renderer.ts';
import type { OwnCrop } from '../cpu/modifier.ts';

/** Sides of the pictures; the smallest that has the frame's own sharpness, or the largest. */
const SIDES = [128, 192] as const;
const LARGEST = 192;

type Create = (weights: PersonaWeights) => Promise<Persona>;

/** What draws strangers is fetched when the mode is first asked for. */
const createOnDemand: Create = async (weights) =>
  (await import('../../../models/persona/persona.ts')).createPersona(weights);

export class PersonaRenderer implements RendererNetwork<PersonaWeights> {
  readonly #create: Create;
  #persona: Persona | null = null;
  #duration = 0;
  /** Counts calls of `use`: what was made for an earlier call is not kept. */
  #calls = 0;

  constructor(create = createOnDemand) {
    this.#create = create;
  }

  get ready(): boolean {
    return this.#persona !== null;
  }

  get duration(): number {
    return this.#duration;
  }

  async use(weights: PersonaWeights | null): Promise<void> {
    const call = ++this.#calls;
    this.#persona = null;
    const persona = weights && (await this.#create(weights));
    if (call === this.#calls) {
      this.#persona = persona;
    }
  }

  /**
   * One crop a job.
   * @param timestamp of the frame, µs.
   * @param pool for the crops.
   * @throws NetworkError whatever went wrong.
   */
  draw(frame: Pixels, jobs: readonly CoverJob[], timestamp: number, pool = new BufferPool()): OwnCrop[] {
    if (jobs.length === 0) {
      return [];
    }
    const began = performance.now();
    try {
      const crops = jobs.map((job) => this.#draw(frame, job, timestamp, pool));
      this.#duration = performance.now() - began;
      return crops;
    } catch (error) {
      throw new NetworkError('persona', messageOf(error));
    }
  }

  #draw(frame: Pixels, { cover, aligned, values }: CoverJob, timestamp: number, pool: BufferPool): OwnCrop {
    const persona = this.#persona;
    if (!persona || !aligned) {
      throw new Error(persona ? 'a face has no alignment' : 'there is no network');
    }
    const side = pictureSide(aligned);
    const raw = floatsOf(pool, RAW_SIDE * RAW_SIDE * 3);
    sampleForModifier(frame, alignedGrid(aligned), RAW_SIDE, raw, 0);
    const rgba = floatsOf(pool, side * side * 4);
    persona.draw(
      { track: aligned.track, timestamp, raw, egg: eggOf(cover, aligned), side, key: Number(values.key) },
      rgba,
    );
    pool.give(raw.buffer);
    return { side, rgba };
  }
}

export function pictureSide({ side }: Alignment): number {
  return SIDES.find((own) => own >= side) ?? LARGEST;
}

/** Where a cover lies in its aligned crop. */
export function eggOf(cover: Cover, { centre, side, angle }: Alignment): Egg {
  const dx = (cover.centre.x - centre.x) / side;
  const dy = (cover.centre.y - centre.y) / side;
  return {
    x: 0.5 + dx * Math.cos(angle) + dy * Math.sin(angle),
    y: 0.5 + dy * Math.cos(angle) - dx * Math.sin(angle),
    width: cover.width / side,
    height: cover.height / side,
    exponent: cover.exponent,
  };
}
