/** How opaque a cover is at each point, worked out once for a shape rather than with powers for every pixel. */
import { opacity } from '../../../base/superellipse.ts';

/** Of a table, which has two entries more. */
export const STEPS = 2048;

/** `opacity` for one exponent (2 at least) and feather, from tables: within 1e-3 of it, exactly 1 wherever that is 1. */
export class Ramp {
  readonly outer: number;
  /** |u|^p for |u| in [0, 1 + feather]. */
  readonly powers = new Float64Array(STEPS + 2);
  readonly powerScale: number;
  /** The ramp over |u|^p + |v|^p from 1 to (1 + feather)^p. */
  readonly ramp = new Float64Array(STEPS + 2);
  readonly far: number;
  readonly rampScale: number;

  constructor(exponent: number, feather: number) {
    this.outer = 1 + feather;
    this.far = this.outer ** exponent;
    this.powerScale = STEPS / this.outer;
    this.rampScale = feather > 0 ? STEPS / (this.far - 1) : 0;
    for (let i = 0; i <= STEPS + 1; i++) {
      this.powers[i] = (i / this.powerScale) ** exponent;
      this.ramp[i] =
        feather > 0 ? opacity((1 + i / this.rampScale) ** (1 / exponent), 0, exponent, feather) : 0;
    }
  }

  opacity(u: number, v: number): number {
    // The exponent is 2 at least, so the ellipse lies inside the core: no more to do for most pixels.
    if (u * u + v * v <= 1) {
      return 1;
    }
    const x = u < 0 ? -u : u;
    const y = v < 0 ? -v : v;
    if (x >= this.outer || y >= this.outer) {
      return 0;
    }
    const sum = this.#power(x) + this.#power(y);
    // The tables are out by less than this; a pixel on the very border of the core belongs to it.
    if (sum <= 1 + 1e-6) {
      return 1;
    }
    if (sum >= this.far) {
      return 0;
    }
    const at = (sum - 1) * this.rampScale;
    const low = at | 0;
    const here = this.ramp[low] as number;
    return here + (at - low) * ((this.ramp[low + 1] as number) - here);
  }

  #power(x: number): number {
    const at = x * this.powerScale;
    const low = at | 0;
    const here = this.powers[low] as number;
    return here + (at - low) * ((this.powers[low + 1] as number) - here);
  }
}

const ramps = new Map<string, Ramp>();

/** The ramp of a shape. There are few: the settings give one, and the last ones are kept. */
export function rampOf(exponent: number, feather: number): Ramp {
  const name = `${exponent} ${feather}`;
  let ramp = ramps.get(name);
  if (!ramp) {
    if (ramps.size >= 16) {
      ramps.clear();
    }
    ramp = new Ramp(exponent, feather);
    ramps.set(name, ramp);
  }
  return ramp;
}
