const ERROR = /(?:Error|Fault)$/;
const TOLD = new Set(['message', 'remedy', 'error']);

/**
 * Leaves out mutants of the prose of an error: a text with a space in it that is given to an error's constructor, or to
 * `refuse`, or stands in a member that is called `message`, `remedy` or `error`.
 *
 * Such a text is for people who read a log or a deploy's output, and no decision depends on it. The codes beside it are
 * mutated.
 */
const errorTexts = {
  shouldIgnore({ node, parent }) {
    return isProse(node) && isTold(node, parent) ? 'prose of an error' : undefined;
  },
};

function isProse(node) {
  return (
    (node.type === 'StringLiteral' && node.value.includes(' ')) ||
    (node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => value.raw.includes(' ')))
  );
}

function isTold(node, parent) {
  switch (parent?.type) {
    case 'NewExpression':
      return ERROR.test(parent.callee.name ?? '');
    case 'CallExpression':
      return parent.callee.name === 'refuse';
    case 'ObjectProperty':
      return parent.value === node && TOLD.has(parent.key.name);
    default:
      return false;
  }
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'error-texts', value: errorTexts }];
