import type { Observation } from '../observation';
import { sendRaw } from '../raw-request';
import type { DeployedGateway } from './deployed-gateway';
import type { GatewayCase } from './gateway-case';
import { observeAnswers } from './observe-answers';

/** Sends a case's requests one after the other. */
export async function observeCase(
  { requests, look }: GatewayCase,
  { base, names }: Pick<DeployedGateway, 'base' | 'names'>,
): Promise<Observation> {
  const answers = [];
  for (const request of requests) answers.push(await sendRaw(base, request));
  return observeAnswers(answers, look, names);
}
