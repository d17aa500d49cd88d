/**
 * Leaves out mutants of the prose of an error: a text with a space in it that is given to an error's constructor.
 *
 * Such a text is for people who read a log, and no decision depends on it. The codes beside it are mutated.
 */
const errorTexts = {
  shouldIgnore(path) {
    const { node, parent } = path;
    if (parent?.type !== 'NewExpression' || !/(?:Error|Fault)$/.test(parent.callee.name ?? '')) {
      return undefined;
    }
    const prose =
      (node.type === 'StringLiteral' && node.value.includes(' ')) ||
      (node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => value.raw.includes(' ')));
    return prose ? 'prose of an error' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'error-texts', value: errorTexts }];
