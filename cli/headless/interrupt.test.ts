import { expect, test, vi } from 'vitest';
import { Interrupt } from './interrupt.ts';

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s lets what is under way end, and a second one does not',
  (signal) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    const drop = vi.fn();
    const interrupt = new Interrupt(drop);
    process.emit(signal, signal);
    expect([interrupt.asked, drop.mock.calls.length, exit.mock.calls.length]).toEqual([true, 0, 0]);
    process.emit(signal, signal);
    expect(exit).toHaveBeenCalledWith(130);
    interrupt.release();
    write.mockRestore();
    exit.mockRestore();
  },
);

test('where the terminal is closed what is under way is dropped', () => {
  const count = process.listenerCount('SIGHUP');
  const drop = vi.fn();
  const interrupt = new Interrupt(drop);
  process.emit('SIGHUP', 'SIGHUP');
  expect([interrupt.asked, drop.mock.calls.length]).toEqual([true, 1]);
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  interrupt.release();
  expect(process.listenerCount('SIGHUP')).toBe(count);
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGHUP');
  kill.mockRestore();
});
