import { parse } from 'yaml';
import { type DecisionTestReading, readDecisionTests } from '../domain/decision-tests/decision-test';

/** Reads a file of decision tests. @param text YAML, of which JSON is a part. */
export function parseDecisionTests(text: string): DecisionTestReading {
  let json: unknown;
  try {
    json = parse(text, { schema: 'core' });
  } catch (error) {
    const [problem = ''] = (error as Error).message.split('\n');
    return { ok: false, problem };
  }
  return readDecisionTests(json);
}
