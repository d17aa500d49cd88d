import { message } from './message';

/** GH18xx: what a change does to access. */
export const DIFF_MESSAGES = {
  noAssembly: message('GH1801', (folder: string) => [
    `"${folder}" is no cloud assembly: it holds no manifest.json.`,
    'Run `npx cdk synth` first, or name the folder that it wrote.',
  ]),
  proxies: message('GH1802', (folder: string, count: number) => [
    `"${folder}" declares ${count} access proxies; allowed: one.`,
    count === 0
      ? 'Name the assembly of an app with an AccessProxy.'
      : 'Synthesize the app with one AccessProxy at a time.',
  ]),
  nothingToCompare: message('GH1803', () => [
    'There is nothing to compare with.',
    'Name another assembly with --against, a deployed stack with --stack, or a running twin with --twin.',
  ]),
  twoBefores: message('GH1804', () => [
    '--against and a gateway are given; allowed: one of them.',
    'Leave --against out, or --stack and --twin.',
  ]),
  invalid: message('GH1805', (folder: string, problems: readonly string[]) => [
    `The policies of "${folder}" are not valid: ${problems.join(' ')}`,
    'Correct them and run `npx cdk synth` again.',
  ]),
  unwritable: message('GH1806', (file: string, code: string) => [
    `--markdown "${file}" cannot be written (${code}).`,
    'Give a file in a folder that exists and that you may write to.',
  ]),
} as const;
