import type { Command } from 'commander';
import { EXIT_CODE } from '../../cli/exit-code';
import { MESSAGES } from '../../cli/messages';
import type { Message } from '../../cli/messages/message';
import { createProgram } from '../../cli/program';

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

/** Every command that does something. */
function leaves(command: Command, path: string): Leaf[] {
  return command.commands.length === 0
    ? [{ path, command }]
    : command.commands.flatMap((child) => leaves(child, `${path} ${child.name()}`));
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

const LEAVES = leaves(createProgram(), 'gatehouse');

describe('the command line', () => {
  test('has commands', () => {
    expect(LEAVES.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['gatehouse twin', 'gatehouse why', 'gatehouse plans show', 'gatehouse operator policy']),
    );
  });

  test.each(LEAVES)('$path says what it does, what each option means, and how it is used', ({ path, command }) => {
    const [, examples = ''] = helpOf(command).split('Examples:');

    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    expect(examples).toContain(`  ${path}`);
    for (const { flags, description } of command.options) {
      expect([flags, description]).toEqual([flags, expect.stringMatching(/\w{3}/)]);
    }
    for (const argument of command.registeredArguments) {
      expect([argument.name(), argument.description]).toEqual([argument.name(), expect.stringMatching(/\w{3}/)]);
    }
  });

  test.each(LEAVES.filter(({ command }) => command.options.some(({ long }) => long === '--stack')))(
    '$path works on a stack and on the twin, and prints for people and for scripts',
    ({ command }) => {
      expect(command.options.map(({ long }) => long)).toEqual(
        expect.arrayContaining(['--stack', '--region', '--profile', '--twin', '--proxy', '--output']),
      );
    },
  );

  test('an option in an example is one of the command', () => {
    const wrong = LEAVES.flatMap(({ path, command }) => {
      const known = new Set(['--help', ...command.options.flatMap(({ long }) => long ?? [])]);
      const lines = helpOf(command)
        .split('Examples:')[1]
        ?.split('\n')
        .filter((line) => line.startsWith(`  ${path}`));
      const used = (lines ?? []).flatMap((line) => line.match(/(?<= )--[a-z][a-z-]*/g) ?? []);
      return used.filter((option) => !known.has(option)).map((option) => `${path} ${option}`);
    });

    expect(wrong).toEqual([]);
  });
});

describe('messages', () => {
  const all = Object.values(MESSAGES).flatMap((area) => Object.values(area) as { readonly code: string }[]);
  const said = Object.values(MESSAGES).flatMap((area) =>
    Object.values(area as Record<string, (...given: unknown[]) => Message>).map((say) =>
      // A list reads as a text and as a list.
      say(['a', 'b'], ['a', 'b'], ['a', 'b']),
    ),
  );

  test('each has a code of its own', () => {
    const codes = all.map(({ code }) => code);

    expect(codes).toEqual([...new Set(codes)]);
    expect(codes.filter((code) => !/^GH\d{4}$/.test(code))).toEqual([]);
  });

  test('each says what is wrong and what to do, and ends with an exit code that is declared', () => {
    for (const { code, text, next, exit } of said) {
      expect([code, next]).toEqual([code, expect.stringMatching(/[.!]$/)]);
      expect(text).not.toBe('');
      expect(Object.values(EXIT_CODE)).toContain(exit);
      expect(exit).not.toBe(EXIT_CODE.DONE);
    }
  });
});
