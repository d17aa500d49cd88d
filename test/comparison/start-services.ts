import { startMiniStack } from '../support/ministack';
import { startMoto } from '../support/moto';
import { runningServices } from './running-services';

/** Before any suite: the two other implementations, started once for all of them. */
export default async function startServices(): Promise<void> {
  const [ministack, moto] = await Promise.all([startMiniStack(), startMoto()]);
  runningServices.push(ministack, moto);
  process.env['COMPARISON_MINISTACK'] = ministack.endpoint;
  process.env['COMPARISON_MOTO'] = moto.endpoint;
}
