import { runningServices } from './running-services';

/** After the last suite. */
export default async function stopServices(): Promise<void> {
  await Promise.all(runningServices.splice(0).map((service) => service.stop()));
}
