/** What happens in the test clips, as a function of time. */
import type { Person, Scene } from './scene.ts';

export const SCENARIO_NAMES = [
  'one',
  'two',
  'group',
  'four',
  'sixteen',
  'crowd',
  'empty-then-one',
  'leaves',
  'empty',
] as const;

export type Scenario = (typeof SCENARIO_NAMES)[number];

interface Setting {
  readonly width: number;
  readonly height: number;
  /** Seconds since the clip's start. */
  readonly time: number;
  /** Length of the clip, seconds. */
  readonly seconds: number;
}

/** The scene of a clip at one moment. */
export function sceneAt(scenario: Scenario, setting: Setting): Scene {
  return {
    width: setting.width,
    height: setting.height,
    background: BACKGROUNDS[scenario],
    ...SCENARIOS[scenario](setting),
  };
}

type Play = (setting: Setting) => Pick<Scene, 'people' | 'camera'>;

const BACKGROUNDS: Record<Scenario, number> = {
  one: 1,
  two: 9,
  group: 2,
  four: 7,
  sixteen: 3,
  crowd: 8,
  'empty-then-one': 4,
  leaves: 5,
  empty: 6,
};

/** Faces that look more or less into the camera. */
const FRONTAL = [6, 7, 8, 18, 19, 20, 21, 0, 9, 10, 11, 14, 15, 16, 17, 13] as const;

/** From -1 to 1 and back, every `period` seconds. */
function swing(time: number, period: number, phase = 0): number {
  return Math.sin((2 * Math.PI * time) / period + phase);
}

/** 0 before `from`, 1 after `to`, smooth in between; all seconds. */
function ease(time: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (time - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

const SCENARIOS: Record<Scenario, Play> = {
  one: ({ width, height, time }) => ({
    people: [
      {
        face: 6,
        x: width * (0.5 + 0.06 * swing(time, 4)),
        y: height * (0.45 + 0.03 * swing(time, 3)),
        height: height * 0.3,
        roll: 6 * swing(time, 5),
      },
    ],
  }),

  // Two people side by side, as in a conversation.
  two: ({ width, height, time }) => ({
    people: [6, 18].map((face, index) => ({
      face,
      x: width * (0.32 + 0.36 * index + 0.04 * swing(time, 4, index)),
      y: height * (0.45 + 0.03 * swing(time, 3, 2 * index)),
      height: height * 0.28,
      roll: 7 * swing(time, 5, index),
    })),
  }),

  // Four people: two swap places (one passes in front of the other), one turns and grows, one leaves and comes back.
  group: ({ width, height, time, seconds }) => {
    const part = (share: number) => share * seconds;
    const swap = ease(time, part(0.2), part(0.5)) - ease(time, part(0.7), part(0.98));
    const away = ease(time, part(0.3), part(0.48)) - ease(time, part(0.58), part(0.76));
    const people: Person[] = [
      {
        face: 19,
        x: width * (1.12 * away + 0.86 * (1 - away)),
        y: height * (0.34 + 0.02 * swing(time, 2.7)),
        height: height * 0.15,
        roll: -8 + 6 * swing(time, 3.1),
      },
      {
        face: 7,
        x: width * (0.2 + 0.36 * swap),
        y: height * 0.36,
        height: height * 0.17,
        roll: 5 * swing(time, 3.7),
      },
      {
        face: 21,
        x: width * (0.52 - 0.34 * swap),
        y: height * (0.52 + 0.02 * swing(time, 4.3)),
        height: height * (0.21 + 0.04 * swing(time, 6)),
        roll: 14 * swing(time, 3.3),
        squeeze: 0.86 + 0.14 * swing(time, 2.9),
      },
      {
        face: 18,
        x: width * (0.75 + 0.03 * swing(time, 3.9)),
        y: height * (0.62 + 0.03 * swing(time, 2.3)),
        height:
          height * (0.19 + 0.06 * ease(time, part(0.1), part(0.4)) - 0.06 * ease(time, part(0.6), part(0.9))),
        roll: 26 * swing(time, 4.7),
      },
    ];
    return {
      people,
      camera: {
        zoom: 1.06 + 0.05 * swing(time, 7),
        roll: 2 * swing(time, 5.3),
        x: width * 0.02 * swing(time, 4.1),
        y: height * 0.015 * swing(time, 3.3),
      },
    };
  },

  // Four people who stay where they are; for figures that are to be compared with one person's and sixteen people's.
  four: ({ width, height, time }) => ({
    people: [6, 7, 18, 21].map((face, index) => ({
      face,
      x: width * (0.27 + 0.46 * (index % 2) + 0.02 * swing(time, 3, index)),
      y: height * (0.25 + 0.47 * Math.floor(index / 2) + 0.015 * swing(time, 2.6, 2 * index)),
      height: height * 0.22,
      roll: 8 * swing(time, 4, index),
    })),
  }),

  sixteen: ({ width, height, time }) => ({
    people: FRONTAL.map((face, index) => ({
      face,
      x: width * (0.125 + 0.25 * (index % 4) + 0.012 * swing(time, 3, index)),
      y: height * (0.13 + 0.23 * Math.floor(index / 4) + 0.008 * swing(time, 2.6, 2 * index)),
      height: height * 0.12,
      roll: 8 * swing(time, 4, index),
    })),
  }),

  // Sixteen people farther away: 40 to 70 pixels each where the frame has 720 rows.
  crowd: ({ width, height, time }) => ({
    people: FRONTAL.map((face, index) => ({
      face,
      x: width * (0.125 + 0.25 * (index % 4) + 0.02 * swing(time, 3, index)),
      y: height * (0.13 + 0.23 * Math.floor(index / 4) + 0.015 * swing(time, 2.6, 2 * index)),
      height: (height / 720) * (40 + 2 * index),
      roll: 8 * swing(time, 4, index),
    })),
  }),

  // Nobody for two fifths of the clip; then someone walks in from the left.
  'empty-then-one': ({ width, height, time, seconds }) => {
    const come = ease(time, 0.4 * seconds, 0.65 * seconds);
    return {
      people:
        come > 0
          ? [
              {
                face: 20,
                x: width * (-0.2 + 0.7 * come),
                y: height * 0.45,
                height: height * 0.3,
                roll: 4 * swing(time, 3),
              },
            ]
          : [],
    };
  },

  // One person, then from half-time on nobody: gone from one frame to the next, as behind a door.
  leaves: ({ width, height, time, seconds }) => ({
    people: time < seconds / 2 ? [{ face: 20, x: width * 0.5, y: height * 0.45, height: height * 0.3 }] : [],
  }),

  empty: () => ({ people: [] }),
};
