/** From what the encoder tells of a track's frames to levels that do not shiver: all that a drawn face knows of the person. */
import {
  type Code,
  type CodeValues,
  EXPRESSION,
  FIELD_NAMES,
  type FieldName,
  GROUP,
  LIGHT,
  POSE,
} from './code.ts';
import { Usual } from './usual.ts';

/** After a gap of this long, µs, or a step back in time, nothing is smoothed. */
const GAP = 500_000;
/** Frames over which the group is averaged; then it is kept, whatever comes. */
const GROUP_FRAMES = 60;
/** How far beyond the border of its level a value has to go for another level, in steps: the fine ones of the pose may be held longer. */
const HYSTERESIS = 0.25;
const POSE_HYSTERESIS = 0.75;
/** The group's mean moves slowly: it is taken at its word. */
const GROUP_HYSTERESIS = 0.1;
/** Share of the way to a new value that is gone in a frame of `FRAME`, µs. */
const FRAME = 33_333;
const POSE_SHARE = 0.5;
const SHARES = new Map<FieldName, number>([
  ...EXPRESSION.map((name) => [name, 0.8] as const),
  ...LIGHT.map((name) => [name, 0.08] as const),
]);
const POSES: ReadonlySet<FieldName> = new Set(POSE);
const GROUPS: ReadonlySet<FieldName> = new Set(GROUP);

export class PersonaTrack {
  readonly #code: Code;
  readonly #usual = new Usual();
  #group: Partial<Record<FieldName, number>> = {};
  #frames = 0;
  /** Newest frame that was taken in, and the one that was asked for last, µs. */
  #newest = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #smooth: CodeValues | null = null;
  #levels: readonly number[] = [];

  constructor(code: Code) {
    this.#code = code;
  }

  /**
   * The levels of a frame. A frame that comes again gets the same ones, however often; an earlier one changes nothing that was learned.
   * @param values not relative, not quantised.
   * @param timestamp µs.
   * @throws RangeError on a value that is not finite.
   */
  levelsAt(values: CodeValues, timestamp: number): readonly number[] {
    if (timestamp === this.#last) {
      return this.#levels;
    }
    const dt = timestamp - this.#last;
    const before = dt > 0 && dt < GAP ? this.#smooth : null;
    const smooth = before ? towards(before, values, dt) : values;
    if (timestamp > this.#newest) {
      this.#usual.see(smooth);
      this.#average(values);
      this.#newest = timestamp;
    }
    const relative = { ...this.#usual.relative(smooth), ...this.#group };
    this.#levels = this.#steadied(this.#code.quantise(relative), relative, before !== null);
    this.#smooth = smooth;
    this.#last = timestamp;
    return this.#levels;
  }

  #average(values: CodeValues): void {
    if (this.#frames < GROUP_FRAMES) {
      this.#frames += 1;
      for (const name of GROUP) {
        const mean = this.#group[name] ?? values[name];
        this.#group[name] = mean + (values[name] - mean) / this.#frames;
      }
    }
  }

  /** A level stays what it was while its value is near to it; the group's even after a gap. */
  #steadied(levels: readonly number[], values: CodeValues, goesOn: boolean): readonly number[] {
    if (this.#levels.length === 0) {
      return levels;
    }
    const fields = this.#code.fields;
    return levels.map((level, i) => {
      const name = FIELD_NAMES[i] as FieldName;
      const isGroup = GROUPS.has(name);
      const { low, high, bits } = fields[i] as (typeof fields)[number];
      const before = this.#levels[i] as number;
      const distance = Math.abs(((values[name] - low) / (high - low)) * (2 ** bits - 1) - before);
      const held = isGroup ? GROUP_HYSTERESIS : POSES.has(name) ? POSE_HYSTERESIS : HYSTERESIS;
      const stays = (isGroup || goesOn) && distance < 0.5 + held;
      return stays ? before : level;
    });
  }
}

function towards(before: CodeValues, values: CodeValues, dt: number): CodeValues {
  return Object.fromEntries(
    FIELD_NAMES.map((name) => {
      const share = 1 - (1 - (SHARES.get(name) ?? POSE_SHARE)) ** (dt / FRAME);
      return [name, before[name] + share * (values[name] - before[name])];
    }),
  ) as CodeValues;
}
