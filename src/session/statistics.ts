/** What happens in this session, in numbers: for the page now and then, for tests and scripts with every frame, and as a report. */
import type { ActionReading } from '../engine/meters/action/detector.ts';
import type { SafeFrame } from '../engine/safe/frame.ts';
import { AWAY_AFTER, addActions, addAway } from './actions.ts';
import { Rate, RecentNumbers } from './latency.ts';
import { FALSE_ACCEPT_RATE } from './privacy.ts';
import { store } from './store.ts';

/** Boxes that are older than this, ms, say nothing about the picture any more. */
const ACTIONS_LAST = 2000;

class Statistics {
  #element: HTMLElement | null = null;
  #frames = 0;
  #dropped = 0;
  #faces = 0;
  #renderer = 'none';
  #mode = 'none';
  readonly #rate = new Rate();
  readonly #latencies = new RecentNumbers(120);
  #actionsAt = 0;
  /** ms; since when nobody was found, null while somebody is. */
  #nobodySince: number | null = null;

  /** A picture of the main view was drawn. @param arrived when the page had it, ms */
  addFrame(report: SafeFrame['report'], arrived: number): void {
    this.#frames += 1;
    this.#faces = report.covered === 'faces' ? report.faces.filter(({ byHand }) => !byHand).length : 0;
    this.#renderer = report.renderer;
    this.#mode = report.mode;
    this.#rate.add(arrived);
    if (report.reason !== 'starting') {
      // Until the detector is there, frames are covered unseen, in no time: that is not how fast the page is.
      this.#latencies.add(report.timing.total + performance.now() - arrived);
    }
  }

  addDropped(count: number): void {
    this.#dropped += count;
  }

  addActions(actions: ActionReading): void {
    this.#actionsAt = performance.now();
    store.setState(({ actionHistory }) => ({
      actions,
      actionHistory: addActions(actionHistory, actions, this.#actionsAt / 1000),
    }));
  }

  /** The source is gone. */
  clear(): void {
    this.#faces = 0;
    this.#rate.clear();
    this.#latencies.clear();
  }

  /** Brings the store up to date; to be called several times a second. */
  publish(): void {
    const { actions, phase, reason } = store.getState();
    const live = phase === 'live';
    const now = performance.now();
    if (actions && (!live || reason !== 'faces' || now - this.#actionsAt > ACTIONS_LAST)) {
      store.setState({ actions: null });
    }
    this.#noteAway(live && (reason === 'no-face' || (reason === 'faces' && this.#faces === 0)), now);
    this.writeStatus();
    if (live) {
      store.setState({
        stats: {
          faces: this.#faces,
          fps: this.#rate.perSecond(now),
          p50: this.#latencies.percentile(50),
          p95: this.#latencies.percentile(95),
          dropped: this.#dropped,
          renderer: this.#renderer,
        },
      });
    }
  }

  #noteAway(nobody: boolean, now: number): void {
    const { actionRate, actionSet } = store.getState().settings;
    if (!nobody || actionRate === 0 || actionSet === 'drivers') {
      this.#nobodySince = null;
      return;
    }
    this.#nobodySince ??= now;
    if (now - this.#nobodySince >= AWAY_AFTER * 1000) {
      store.setState(({ actionHistory }) => ({ actionHistory: addAway(actionHistory, now / 1000) }));
    }
  }

  /** Writes the status on this element, until null is given. */
  attachStatus(element: HTMLElement | null): void {
    this.#element = element;
    this.writeStatus();
  }

  /** Attributes for tests and scripts, on every frame, without React. */
  writeStatus(): void {
    const { phase, reason, trouble } = store.getState();
    const element = this.#element;
    if (!element) {
      return;
    }
    const state =
      phase === 'live'
        ? reason === 'faces' && !trouble
          ? 'live'
          : 'covered'
        : phase === 'paused'
          ? 'idle'
          : phase;
    const data: Readonly<Record<string, string>> = {
      state,
      reason: trouble?.code === 'source-muted' ? 'source-muted' : reason,
      faces: String(this.#faces),
      frames: String(this.#frames),
      renderer: this.#renderer,
      mode: this.#mode,
    };
    for (const [name, value] of Object.entries(data)) {
      // What is as it was is left alone: a page where nothing happens does nothing.
      if (element.dataset[name] !== value) {
        element.dataset[name] = value;
      }
    }
  }

  /** No picture, no device label. */
  report(): object {
    const { stats, leaks, privacy, actionHistory, settings, engine, reason } = store.getState();
    const { runSince: _, ...totals } = leaks;
    return {
      frames: this.#frames,
      dropped: this.#dropped,
      reason,
      stats,
      leaks: totals,
      actions: { looks: actionHistory.looks, compared: actionHistory.compared, agreed: actionHistory.agreed },
      privacy: { falseAcceptRate: FALSE_ACCEPT_RATE, modes: privacy },
      settings,
      notices: engine.notices,
    };
  }
}

export const statistics = new Statistics();
