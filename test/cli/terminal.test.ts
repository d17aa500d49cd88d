import { createColors } from 'picocolors';
import { assertConfirmed } from '../../cli/terminal/confirmation';
import { startProgress } from '../../cli/terminal/progress';
import { renderOutput } from '../../cli/terminal/render-output';
import { processTerminal, type Terminal } from '../../cli/terminal/terminal';

describe('the terminal', () => {
  function terminal(change: Partial<Terminal> = {}): Terminal & { readonly lines: string[] } {
    const lines: string[] = [];
    return {
      lines,
      out: (text) => lines.push(text),
      note: () => {},
      interactive: false,
      live: false,
      colors: createColors(false),
      read: () => Promise.resolve(''),
      ...change,
    };
  }

  test('tables of a result stand below each other, and those without rows are left out', () => {
    const screen = terminal();

    renderOutput(screen, 'table', {
      value: {},
      tables: [
        {
          head: ['A', 'B'],
          rows: [
            ['long value', '1'],
            ['x', ''],
          ],
        },
        { head: ['NONE'], rows: [] },
      ],
      text: 'two rows',
    });

    expect(screen.lines).toEqual(['A           B\nlong value  1\nx\n\ntwo rows']);
  });

  test('L3 a stored name cannot steer the terminal', () => {
    const screen = terminal();

    renderOutput(screen, 'table', { value: {}, tables: [{ head: ['A'], rows: [['\u001b[2Jgone\r\n']] }] });

    expect(screen.lines[0]).toBe('A\n\ufffd[2Jgone\ufffd\ufffd');
  });

  test('a result of nothing prints nothing for people, and its value for scripts', () => {
    const screen = terminal();

    renderOutput(screen, 'table', { value: [] });
    renderOutput(screen, 'json', { value: [] });
    renderOutput(screen, 'yaml', { value: { list: ['a'] } });

    expect(screen.lines).toEqual(['[]', 'list:\n  - a']);
  });

  test('NO_COLOR, and a stream that is no terminal, have no colours', () => {
    expect(processTerminal({ NO_COLOR: '1' }).colors.isColorSupported).toBe(false);
    expect(processTerminal({}).colors.isColorSupported).toBe(process.stdout.isTTY === true);
  });

  test('heads are bold where there are colours', () => {
    const screen = terminal({ colors: createColors(true) });

    renderOutput(screen, 'table', { value: {}, tables: [{ head: ['A'], rows: [['x']] }] });

    expect(screen.lines[0]).toBe('\u001b[1mA\u001b[22m\nx');
  });

  test('a question is asked on a terminal, and a no or Ctrl-C ends it', async () => {
    const screen = terminal({ interactive: true });
    const leave = () => Promise.reject(Object.assign(new Error('closed'), { name: 'ExitPromptError' }));

    await expect(assertConfirmed(screen, 'Sure?', false, () => Promise.resolve(true))).resolves.toBeUndefined();
    await expect(assertConfirmed(screen, 'Sure?', false, () => Promise.resolve(false))).rejects.toMatchObject({
      said: { code: 'GH1013', exit: 3 },
    });
    await expect(assertConfirmed(screen, 'Sure?', false, leave)).rejects.toMatchObject({ said: { code: 'GH1013' } });
    await expect(assertConfirmed(screen, 'Sure?', false, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  });

  test('--yes and a pipe are never asked', async () => {
    const ask = jest.fn(() => Promise.resolve(true));

    await assertConfirmed(terminal({ interactive: true }), 'Sure?', true, ask);
    await expect(assertConfirmed(terminal(), 'Sure?', false, ask)).rejects.toMatchObject({ said: { code: 'GH1012' } });

    expect(ask).not.toHaveBeenCalled();
  });

  test('progress is silent where stderr is no terminal', () => {
    const write = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);

    const progress = startProgress(terminal(), 'importing', 2);
    progress.advance();
    progress.end();

    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });
});
