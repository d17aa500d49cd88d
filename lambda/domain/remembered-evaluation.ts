import type { PolicyAnswer, PolicyQuestion } from './cedar';
import type { PolicyEvaluator } from './policy-decision';
import { narrowQuestion, type PolicyReads, readsOf } from './policy-reads';
import { RecentCache } from './recent-cache';

/** Characters of questions that a container remembers the answers to. */
const QUESTION_LIMIT = 4 * 1024 * 1024;
/** Policy sets of which a container remembers what they look at. */
const SET_LIMIT = 1_024;

/**
 * An evaluator that asks only what the policies look at, and does not ask the same twice.
 *
 * An answer depends on nothing but the question, and the question holds the hashes of its policies: so a remembered
 * answer cannot be out of date, whatever was revoked or published meanwhile. Policies that look at the time are asked
 * anew every second, since their question has another `now` then.
 */
export function rememberedEvaluation(evaluate: PolicyEvaluator): PolicyEvaluator {
  const reads = new RecentCache<PolicyReads>(SET_LIMIT);
  const answers = new RecentCache<PolicyAnswer>(QUESTION_LIMIT);
  return (question) => {
    const set = setName(question.slices);
    const known = reads.get(set);
    const looked = known ?? readsOf(question.slices);
    if (known === undefined) {
      reads.set(set, looked);
    }
    const narrowed = narrowQuestion(question, looked);
    const { principal, action, resource, context, entities } = narrowed;
    const key = JSON.stringify([set, principal, action, resource, context, entities]);
    const answered = answers.get(key);
    if (answered !== undefined) {
      return answered;
    }
    const answer = evaluate(narrowed);
    answers.set(key, answer, key.length);
    return answer;
  };
}

function setName(slices: PolicyQuestion['slices']): string {
  return slices.map(({ hash }) => hash).join(' ');
}
